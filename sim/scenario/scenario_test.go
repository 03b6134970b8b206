package scenario

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
)

// catalog is what the tests pretend that the program knows.
var catalog = Catalog{
	Policies: []string{"fcfs", "sjf", "easy", "easy-sjbf", "sjf-easy", "conservative", "replan"},
	CheckPolicy: func(spec string) error {
		if strings.Contains(spec, "depht") {
			return errors.New(`conservative has no parameter "depht": did you mean "depth"?`)
		}
		return nil
	},
	Routings: []string{"cheapest", "data-gravity", "greenest", "home", "least-loaded", "overflow", "power-of-d", "random", "round-robin", "shortest-wait"},
	Formats:  []string{"swf", "native"},
}

// base is a scenario with every key that has a value to get wrong; the tests
// edit it.
const base = `version: 1
name: base
description: A scenario for tests.
epoch: 2025-01-01
horizon: 60d
warm-up: 7d
seed: 1
replications: 2
overrun: kill
routing: least-loaded
policies: [fcfs, easy]
regions: [FR]
accelerators:
  GH200: {speed: 1}
  A100: {speed: 0.315}
clusters:
  - name: bristol
    region: UK
    kind: nodes
    policy: conservative(depth=100)
    groups:
      - {name: fast, nodes: 8, gpus-per-node: 4, accelerator: GH200}
      - {name: slow, nodes: 2, gpus-per-node: 8, accelerator: A100}
    timeline:
      - {at: 2025-02-01, add: 4, group: fast}
      - {at: 40d, set: 6, group: fast, loss: kill, announced: false}
  - name: hill
    region: US
    kind: pool
    gpus: 64
    timeline:
      - {from: 2025-01-11, until: 2025-01-21, remove: 20, loss: requeue}
workload:
  - class: small
    region: UK
    users: 20
    interarrival: {mean: 5m, cv: 2}
    run-time: {log-normal: {median: 30m, sigma: 1.5, max: 24h}}
    gpus: {1: 0.7, 2: 0.2, 4: 0.1}
    request: {factor: {min: 1, max: 5}, round-up: 15m, max: 24h}
    patience: 12h
    checkpoint: 1h
  - trace: traces/tiny.swf
    format: swf
    region: FR
    class: grid
outputs: {jobs: true, interval: 6h}
`

// decodes decodes text that must be in order.
func decodes(t testing.TB, text string, sets ...string) *Scenario {
	t.Helper()
	s, err := Decode("test.yaml", []byte(text), catalog, sets...)
	if err != nil {
		t.Fatalf("%v\nin\n%s", err, text)
	}
	return s
}

// edit replaces the only occurrence of old in base.
func edit(t testing.TB, old, new string) string {
	t.Helper()
	if strings.Count(base, old) != 1 {
		t.Fatalf("%q does not occur once in the base scenario", old)
	}
	return strings.Replace(base, old, new, 1)
}

// Every fault is reported in one go, each with its place and what would be
// right, and none twice.
func TestTwelveFaults(t *testing.T) {
	_, err := Load(disk{}, "testdata/twelve.yaml", catalog)
	var faults *Errors
	if !errors.As(err, &faults) {
		t.Fatalf("got %v, want *Errors", err)
	}
	if len(faults.List) != 12 || faults.More != 0 {
		t.Errorf("there are %d messages, want 12", len(faults.List))
	}
	for _, f := range faults.List {
		if f.Line == 0 || f.Column == 0 || f.Path == "" {
			t.Errorf("%v has no place", f)
		}
	}
	want, err := os.ReadFile("testdata/twelve.want")
	if err != nil {
		t.Fatal(err)
	}
	if got := faults.Error() + "\n"; got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDefaults(t *testing.T) {
	s := decodes(t, `version: 1
horizon: 1d
clusters: [{name: a, region: UK, gpus: 4}]
workload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]
`)
	const want = `version: 1
name: test
horizon: 1d
warm-up: 0s
seed: 1
replications: 1
overrun: kill
routing: home
policies:
  - easy
clusters:
  - name: a
    region: UK
    kind: pool
    gpus: 4
    speed: 1
workload:
  - class: c
    region: UK
    users: 1
    interarrival: {mean: 1h, cv: 1}
    run-time: 1h
    gpus:
      1: 1
outputs:
  jobs: false
  interval: 1h
  follow-up: 28d
  target: 1d
`
	if got := string(s.YAML()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if len(s.Warnings) > 0 {
		t.Errorf("warnings: %v", s.Warnings)
	}
}

func TestTheBaseScenarioIsInOrder(t *testing.T) {
	s := decodes(t, base)
	if len(s.Warnings) > 0 {
		t.Errorf("warnings: %v", s.Warnings)
	}
	again := decodes(t, string(s.YAML()))
	if !bytes.Equal(again.YAML(), s.YAML()) {
		t.Errorf("the printed scenario prints as\n%s\nnot as\n%s", again.YAML(), s.YAML())
	}
}

func TestTheShippedScenariosAreInOrder(t *testing.T) {
	files, err := os.ReadDir("../../scenarios")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".yaml") {
			continue
		}
		n++
		s, err := Load(disk{}, "../../scenarios/"+f.Name(), catalog)
		if err != nil {
			t.Error(err)
			continue
		}
		if len(s.Warnings) > 0 {
			t.Errorf("%s: warnings: %v", f.Name(), s.Warnings)
		}
		if s.Name+".yaml" != f.Name() || s.Description == "" {
			t.Errorf("%s has the name %q and the description %q", f.Name(), s.Name, s.Description)
		}
	}
	if n == 0 {
		t.Error("there are none")
	}
}

// The canonical form depends on what a scenario says, not on how.
func TestCanonical(t *testing.T) {
	want := decodes(t, base).Canonical()
	for name, text := range map[string]string{
		"comments":    "# a comment\n" + strings.ReplaceAll(base, "seed: 1\n", "seed: 1   # another\n\n"),
		"description": edit(t, "A scenario for tests.", "Something else."),
		"units":       edit(t, "mean: 5m", "mean: 300s"),
		"date":        edit(t, "at: 40d", "at: 2025-02-10"),
		"zone":        edit(t, "at: 2025-02-01", "at: 2025-02-01T01:00:00+01:00"),
		"key order":   edit(t, "{1: 0.7, 2: 0.2, 4: 0.1}", "{4: 0.1, 2: 2e-1, 1: 0.70}"),
		"style":       edit(t, "{at: 2025-02-01, add: 4, group: fast}", "add: \"4\"\n        at: 2025-02-01\n        group: fast\n        announced: true"),
		"defaults":    edit(t, "    gpus: 64\n", "    gpus: 64\n    speed: 1\n"),
		"level":       edit(t, "add: 4, group: fast", "set: 12, group: fast"),
		"amount":      edit(t, "add: 4, group: fast", "add: 16 GPUs, group: fast"),
		"line ends":   strings.ReplaceAll(base, "\n", "\r\n"),
		"BOM":         "\uFEFF" + base,
		"anchors": strings.Replace(edit(t, "GH200: {speed: 1}", "GH200: &h {speed: 1}"),
			"A100: {speed: 0.315}", "A100: {<<: *h, speed: 0.315}", 1),
	} {
		if got := decodes(t, text).Canonical(); !bytes.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
	for name, text := range map[string]string{
		"seed":      edit(t, "seed: 1\n", "seed: 2\n"),
		"epoch":     edit(t, "epoch: 2025-01-01", "epoch: 2025-01-02"),
		"announced": edit(t, "announced: false", "announced: true"),
		"loss":      edit(t, "loss: kill", "loss: drain"),
		"speed":     edit(t, "0.315", "0.316"),
		"weights":   edit(t, "1: 0.7", "1: 0.6"),
		"trace":     edit(t, "tiny.swf", "other.swf"),
	} {
		if bytes.Equal(decodes(t, text).Canonical(), want) {
			t.Errorf("%s makes no difference", name)
		}
	}
}

// Whatever a text holds, it is printed so that it is read back.
func TestTextsSurvivePrinting(t *testing.T) {
	for _, name := range []string{"a", "UK", "true", "No", "null", "~", "1", "1e3", "010", "2025-01-01", "a: b", "- a", "#x",
		"{", "[a]", "'", `"`, `\`, "Île-de-France", "日本", "a,b", "*a", "&a", "!a", "%", "@", "<<", "=", "👩‍🔬", "a b"} {
		text := strings.ReplaceAll(base, "region: UK", "region: "+quote(name))
		s, err := Decode("test.yaml", []byte(text), catalog)
		if err != nil {
			if name != "👩‍🔬" { // its joiner cannot be printed
				t.Errorf("%q: %v", name, err)
			}
			continue
		}
		if again := decodes(t, string(s.YAML())); again.Clusters[0].Region != name {
			t.Errorf("%q came back as %q", name, again.Clusters[0].Region)
		}
	}
	s := decodes(t, base)
	s.Description = "two\nlines: #1\t\u00a0\u2028 – \\"
	if again := decodes(t, string(s.YAML())); again.Description != s.Description {
		t.Errorf("%q came back as %q", s.Description, again.Description)
	}
}
