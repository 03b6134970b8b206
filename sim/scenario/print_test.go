package scenario

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// every has every key of the language that says something about jobs, regions
// and links, in all its forms.
const every = `version: 1
name: every
epoch: 2025-01-01
horizon: 60d
scale: 1/4
routing: least-loaded
reroute-after: 4h
regions: {UK: {bloc: Europe, carbon: {file: "uk 2024.csv"}}, "no": {bloc: Europe, utc-offset: 1h, carbon: 0 g/kWh}, US: {utc-offset: -5h30m, electricity: 0.081 EUR/kWh, carbon: 369.5 g/kWh}}
links:
  - {between: [Europe, US], bandwidth: 5 Gbit/s, egress: 0.08 EUR/GB}
  - {between: [UK, "no"], bandwidth: 1001 B/s}
accelerators: {MI250X: {ratio: 0.387, efficiency: 0.3}, GH200: {speed: 1, power: 700 W, idle-power: 0.1 kW}}
clusters:
  - {name: a, region: UK, owner: private, gpus: 27 EF, accelerator: MI250X, access: [small, "no", Europe], max-gpus: 512, max-time: 36h, max-queued: 90, suspend-cost: 90s, resume-cost: 2m, power: 500.125 W, pue: 1.125, price: 2.50 EUR/GPU-h}
  - name: b
    region: US
    beside: [a]
    slip: 1 month
    groups: [{nodes: 100 h100e, gpus-per-node: 4, accelerator: GH200}]
    timeline:
      - {from: 2025-01-10, until: 2025-01-13, set: 90 EF, announced: false}
      - {at: 2025-01-31, remove: 1, slip: 0}
  - {name: c, region: "no", gpus: 8}
  - {name: d, region: UK, gpus: 8}
pools: [{name: joint, members: [c, d]}]
classes:
  small:
    users: {count: 400, projects: 40, zipf: 1.1}
    interarrival: {cv: 11, batch: 1.3}
    gpus:
      1: {weight: 0.9, run-time: {quantiles: {0: 0s, 0.25: 115s, 0.5: 1144s, 1: 60d}}}
      8: 0.1
    run-time: {log-uniform: {min: 1h, max: 24h}}
    patience: {log-normal: {median: 3d, sigma: 1}}
    segment: 24h
    data: {log-uniform: {min: 100 GB, max: 15 TB}}
    residency: {home: 0.2, bloc: 0.3, any: 0.5}
  mid: {gpus: {log-uniform: {min: 16, max: 256}}, run-time: {quantiles: {0: 1h, 1: 5h}}, growth: -5%, residency: bloc, data: 1 TB}
workload:
  - name: d
    demand: 3 EF
    regions: {UK: 2, "no": 1, US: 3}
    classes: {small: 0.3, mid: 0.7}
    profile: {hours: [0.1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2], days: [1,1,1,1,1,0,0]}
  - {class: solo, region: UK, residency: home, interarrival: {mean: 1h, batch: 2}, run-time: 1h, gpus: {1: {weight: 1}, 4: 0}, jobs: 10, growth: 0.1}
outputs: {follow-up: 7d, target: 4h, reasons: true}
`

// What is printed is read back as the same data.
func TestEveryKeySurvivesPrinting(t *testing.T) {
	s := decodes(t, every)
	again := decodes(t, string(s.YAML()))
	again.Warnings = s.Warnings
	if !reflect.DeepEqual(s, again) {
		t.Errorf("it prints as\n%s\nwhich prints as\n%s", s.YAML(), again.YAML())
	}
	if string(s.Canonical()) != string(again.Canonical()) {
		t.Error("the canonical form is another")
	}
	for _, part := range []string{
		"scale: 1/4\n", "reroute-after: 4h\n", "  \"no\": {bloc: Europe, utc-offset: 1h, carbon: 0 g/kWh}\n", "  US: {utc-offset: -5h30m, electricity: 0.081 EUR/kWh, carbon: 369.5 g/kWh}\n",
		"- {between: [UK, US], bandwidth: 625 MB/s, egress: 0.08 EUR/GB}\n", "  UK: {bloc: Europe, carbon: {file: \"uk 2024.csv\"}}\n", "pue: 1.125\n", "price: 2.5 EUR/GPU-h\n",
		"    power: 500.125 W\n", "        power: 700 W\n        idle-power: 100 W\n", "- {between: [UK, \"no\"], bandwidth: 1001 B/s}\n", "users: {count: 400, projects: 40, zipf: 1.1}\n",
		"1: {weight: 0.9, run-time: {quantiles: {0: 0s, 0.25: 1m55s, 0.5: 19m4s, 1: 60d}}}\n", "gpus: {log-uniform: {min: 16, max: 256}}\n",
		"data: {log-uniform: {min: 100 GB, max: 15 TB}}\n", "data: 1 TB\n", "residency: {home: 0.2, bloc: 0.3, any: 0.5}\n", "residency: bloc\n", "residency: home\n",
		"growth: -0.05\n", "segment: 1d\n", "days: [1, 1, 1, 1, 1, 0, 0]\n", "follow-up: 7d\n", "target: 4h\n", "  reasons: true\n", "speed: 0.29025\n", "cv: 11, batch: 1.3}\n",
		"access: [Europe, \"no\", small]\n", "max-gpus: 512\n", "max-time: 1d12h\n", "    owner: private\n",
	} {
		if !strings.Contains(string(s.YAML()), part) {
			t.Errorf("%q is not in\n%s", part, s.YAML())
		}
	}
}

// Each new key makes a difference to the canonical form.
func TestCanonicalKnowsEveryKey(t *testing.T) {
	want := string(decodes(t, every).Canonical())
	for _, c := range [][2]string{
		{"scale: 1/4", "scale: 1/8"}, {"reroute-after: 4h", "reroute-after: 5h"}, {"utc-offset: 1h", "utc-offset: 2h"},
		{"{UK: {bloc: Europe, ", "{UK: {"}, {"uk 2024.csv", "uk 2025.csv"}, {"369.5", "369.6"}, {"0 g/kWh", "0.1 g/kWh"}, {"0.081", "0.082"}, {"0.08 EUR/GB", "0.09 EUR/GB"},
		{"700 W", "701 W"}, {"0.1 kW", "0.2 kW"}, {"500.125 W", "500.126 W"}, {"1.125", "1.126"}, {"2.50 EUR", "2.51 EUR"}, {"5 Gbit/s", "6 Gbit/s"}, {"efficiency: 0.3", "efficiency: 0.31"}, {"set: 90 EF", "set: 91 EF"},
		{"slip: 1 month", "slip: 2 months"}, {"projects: 40", "projects: 41"}, {"zipf: 1.1", "zipf: 1"}, {"batch: 1.3", "batch: 1.4"},
		{"115s", "116s"}, {"segment: 24h", "segment: 25h"}, {"max: 15 TB", "max: 16 TB"}, {"home: 0.2", "home: 0.3"}, {"growth: -5%", "growth: -6%"},
		{"max: 256}", "max: 257}"}, {"demand: 3 EF", "demand: 4 EF"}, {"US: 3}", "US: 4}"}, {"mid: 0.7", "mid: 0.8"}, {"[0.1,", "[0.2,"},
		{"days: [1,", "days: [2,"}, {"follow-up: 7d", "follow-up: 8d"}, {"target: 4h", "target: 5h"}, {"reasons: true", "reasons: false"},
		{"[small, \"no\", Europe]", "[small, Europe]"}, {"members: [c, d]", "members: [d, c]"}, {"max-gpus: 512", "max-gpus: 511"}, {"max-time: 36h", "max-time: 37h"},
	} {
		if strings.Count(every, c[0]) != 1 {
			t.Fatalf("%q does not occur once", c[0])
		}
		if string(decodes(t, strings.Replace(every, c[0], c[1], 1)).Canonical()) == want {
			t.Errorf("%q makes no difference", c[1])
		}
	}
	for _, c := range [][2]string{
		{"27 EF", "6822.9 h100e"}, {"5 Gbit/s", "625 MB/s"}, {"growth: -5%", "growth: -0.05"}, {"[small, \"no\", Europe]", "[\"no\", Europe, small]"}, {"max-time: 36h", "max-time: 1.5d"}, {"0.25: 115s", "25%: 1m55s"},
		{"{home: 0.2, bloc: 0.3, any: 0.5}", "{any: 50%, bloc: 30%, home: 20%}"}, {"classes: {small: 0.3, mid: 0.7}", "classes: {small: 3, mid: 7}"},
	} {
		if text := decodes(t, strings.Replace(every, c[0], c[1], 1)); string(text.Canonical()) != want {
			t.Errorf("%q makes a difference:\n%s\nnot\n%s", c[1], text.Canonical(), want)
		}
	}
}

// Any demand, in any number of regions and classes, is read back from what is
// printed, to the nanosecond, and asks for what it says.
func TestDemandProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var regions, shares, classes []string
		for i := range rapid.IntRange(1, 4).Draw(t, "regions") {
			regions = append(regions, fmt.Sprintf("r%d: %g", i, rapid.Float64Range(0.1, 100).Draw(t, "weight")))
		}
		for i := range rapid.IntRange(1, 4).Draw(t, "classes") {
			shares = append(shares, fmt.Sprintf("c%d: %g", i, rapid.Float64Range(0.1, 100).Draw(t, "share")))
			run := rapid.SampledFrom([]string{"1h", "{exponential: {mean: 90m, max: 2h}}", "{log-normal: {median: 15m, sigma: 2.2, max: 30d}}", "{quantiles: {0: 1s, 0.5: 5h, 1: 6h}}"}).Draw(t, "run")
			gpus := rapid.SampledFrom([]string{"3", "{1: 0.5, 2: 0.2}", "{log-uniform: {min: 2, max: 40}}", "{1: {weight: 2, run-time: 3h}, 8: 1}"}).Draw(t, "gpus")
			classes = append(classes, fmt.Sprintf("c%d: {run-time: %s, gpus: %s}", i, run, gpus))
		}
		total := rapid.Float64Range(1000, 1e5).Draw(t, "demand")
		text := fmt.Sprintf("version: 1\nhorizon: 1d\nrouting: least-loaded\nregions: [r1, r2, r3]\nclusters: [{name: a, region: r0, gpus: 1e6}]\nclasses: {%s}\nworkload: [{name: d, demand: %g h100e, regions: {%s}, classes: {%s}}]\n",
			strings.Join(classes, ", "), total, strings.Join(regions, ", "), strings.Join(shares, ", "))
		s, err := Decode("test.yaml", []byte(text), catalog)
		if err != nil {
			t.Fatalf("%v\nin\n%s", err, text)
		}
		again, err := Decode("test.yaml", s.YAML(), catalog)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(s, again) {
			t.Fatalf("got\n%s\nfrom\n%s", again.YAML(), s.YAML())
		}
		busy := 0.0
		for _, src := range s.Workload {
			busy += src.Population.MeanWork() / src.Population.Interarrival.Mean.Seconds()
		}
		if busy < total*(1-1e-6) || busy > total*(1+1e-6) {
			t.Errorf("%v are busy of %v", busy, total)
		}
	})
}
