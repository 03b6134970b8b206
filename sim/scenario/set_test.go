package scenario

import (
	"fmt"
	"strings"
	"testing"
)

// Each setting is the same as an edit of the world in one file.
func TestSettings(t *testing.T) {
	type sets []string
	for _, c := range []struct {
		sets     sets
		old, new string
	}{
		{sets{"horizon=90d"}, "horizon: 60d", "horizon: 90d"},
		{sets{" horizon = 90d "}, "horizon: 60d", "horizon: 90d"},
		{sets{"seed=7"}, "policies:", "seed: 7\npolicies:"},
		{sets{"clusters.hill.gpus=70"}, "gpus: 65", "gpus: 70"},
		{sets{"clusters[1].gpus=70"}, "gpus: 65", "gpus: 70"},
		{sets{`"clusters"."hill"."gpus"=70`}, "gpus: 65", "gpus: 70"},
		{sets{"clusters.hill.gpus=70", "clusters.hill.speed=1/2"}, "gpus: 65", "gpus: 70, speed: 0.5"},
		{sets{"clusters.hill={name: vale, region: IT, gpus: 3}", "clusters.vale.gpus=4"}, "{name: hill, region: US, gpus: 65}", "{name: vale, region: IT, gpus: 4}"},
		{sets{"clusters.bristol.groups.A.nodes=9"}, "nodes: 8", "nodes: 9"},
		{sets{"clusters.bristol.timeline[0].add=2"}, "add: 1,", "add: 2,"},
		{sets{"clusters.bristol.timeline[0]={at: 3d, set: 4, group: B}"}, "{at: 10d, add: 1, group: A}", "{at: 3d, set: 4, group: B}"},
		{sets{"clusters.hill.timeline=[{at: 3d, set: 4}]"}, "gpus: 65", "gpus: 65, timeline: [{at: 3d, set: 4}]"},
		{sets{"workload.UK/small.gpus.2=0.5"}, "2: 0.3", "2: 0.5"},
		{sets{"workload.UK/small.run-time.log-normal.sigma=2"}, "sigma: 1.5", "sigma: 2"},
		{sets{"workload.UK/small.run-time=2h"}, "{log-normal: {median: 30m, sigma: 1.5}}", "2h"},
		{sets{"workload.UK/small.request.factor.min=2", "workload.UK/small.request.factor.max=3"}, "gpus: {1: 0.7", "request: {factor: {min: 2, max: 3}}, gpus: {1: 0.7"},
		{sets{`workload."traces/t.swf".region=FR`}, "traces/t.swf, region: UK", "traces/t.swf, region: FR"},
		{sets{"accelerators.A.speed=0.7"}, "A: {speed: 0.5}", "A: {speed: 0.7}"},
		{sets{"accelerators.C.speed=0.7"}, "A: {speed: 0.5}", "A: {speed: 0.5}, C: {speed: 0.7}"},
		{sets{"policies=[sjf]"}, "[fcfs, easy]", "[sjf]"},
		{sets{"policies=easy(order=sjf, placement=best-fit)"}, "[fcfs, easy]", `["easy(order=sjf, placement=best-fit)"]`},
		{sets{"policies[1]=sjf"}, "[fcfs, easy]", "[fcfs, sjf]"},
		{sets{"description=a = b"}, "", ""},
		{sets{"clusters.hill.absent=true"}, "  - {name: hill, region: US, gpus: 65}\n", ""},
		{sets{"workload[1].absent=true"}, "  - {trace: traces/t.swf, region: UK}\n", ""},
	} {
		t.Run(c.sets[0], func(t *testing.T) {
			want := strings.Replace(worldInOne, c.old, c.new, 1)
			f := world.with(files{"main.yaml": "version: 1\nextends: base.yaml\n"})
			s, err := f.load("main.yaml", c.sets...)
			same(t, s, err, want)
			s, err = Decode("main.yaml", []byte(worldInOne), catalog, c.sets...)
			same(t, s, err, want)
		})
	}
}

// A setting changes one place, though an alias makes two of it.
func TestSettingBehindAnAlias(t *testing.T) {
	const text = `version: 1
horizon: 10d
clusters:
  - &a {name: a, region: UK, gpus: 4, timeline: &t [{at: 1d, add: 1}]}
  - {<<: *a, name: b}
  - {name: c, region: UK, gpus: 5, timeline: *t}
workload: [{class: x, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]
`
	for set, want := range map[string][3]int{
		"clusters.b.timeline[0].add=7": {1, 7, 1},
		"clusters.c.timeline[0].add=7": {1, 1, 7},
		"clusters.a.timeline[0].add=7": {7, 1, 1},
	} {
		s, err := Decode("test.yaml", []byte(text), catalog, set)
		if err != nil {
			t.Fatal(err)
		}
		if got := [3]int{s.Clusters[0].Timeline[0].Change, s.Clusters[1].Timeline[0].Change, s.Clusters[2].Timeline[0].Change}; got != want {
			t.Errorf("%s: got %v, want %v", set, got, want)
		}
	}
}

func TestFaultsOfSettings(t *testing.T) {
	for set, want := range map[string]string{
		"":                                   `--set: it is empty: write PATH=VALUE, such as --set horizon=90d or --set clusters.NAME.gpus=64`,
		"=5":                                 `--set: the path before = is empty: write PATH=VALUE, such as --set horizon=90d or --set clusters.NAME.gpus=64`,
		"horizon":                            `--set horizon: there is no value: write PATH=VALUE, such as --set horizon=90d or --set clusters.NAME.gpus=64`,
		"horizon=":                           `--set horizon: the value is empty: give one after the =`,
		"horizon=~":                          `--set horizon: the value is empty: give one after the =`,
		"horizon=# 5":                        `--set horizon: the value is empty: give one after the =`,
		"horizon=90":                         `--set horizon: "90" has no unit: write 90s for seconds, 90m for minutes, 90h for hours or 90d for days`,
		"horizon=[90d":                       `--set horizon: the value is not valid YAML: did not find expected ',' or ']'; a bracket or brace above is not closed`,
		"horizon=a: b":                       `--set horizon: the value reads as a block of keys: write it in braces, {key: value}, or a text with a colon in "quotes"`,
		"horizon=- a":                        `--set horizon: the value reads as a list: write it in brackets, [a, b]`,
		"horizon=90d\n---\n80d":              `--set horizon: the value is more than one document: remove the ---`,
		"horizon=\x01":                       `--set horizon: in the value: control character 0x01`,
		"horizon=\xff":                       `--set horizon: in the value: byte 0xff is not UTF-8`,
		"hori\nzon=1":                        `--set: the path has a character that cannot be printed: write PATH=VALUE, such as --set horizon=90d or --set clusters.NAME.gpus=64`,
		"horizont=90d":                       `--set horizont: unknown key "horizont": did you mean "horizon"?`,
		"horizon.days=90":                    `--set horizon.days: horizon is the text "60d" and has nothing below it: the path ends there`,
		"clusters..gpus=1":                   `--set clusters..gpus: a key is missing in the path: write keys and names with one dot between each two`,
		".clusters=1":                        `--set .clusters: a key is missing in the path: write keys and names with one dot between each two`,
		"clusters.=1":                        `--set clusters.: a key is missing in the path: write keys and names with one dot between each two`,
		"[0].gpus=1":                         `--set [0].gpus: the path begins with an index: begin it with a key of the scenario, such as clusters[0]`,
		"clusters.[0].gpus=1":                `--set clusters.[0].gpus: an index follows its list without a dot, such as timeline[0]`,
		"clusters[-1].gpus=1":                `--set clusters[-1].gpus: an index is a whole number in brackets, counted from 0, such as timeline[0]`,
		"clusters[].gpus=1":                  `--set clusters[].gpus: an index is a whole number in brackets, counted from 0, such as timeline[0]`,
		"clusters[1.gpus=1":                  `--set clusters[1.gpus: an index is a whole number in brackets, counted from 0, such as timeline[0]`,
		`clusters."hill.gpus=1`:              `--set clusters."hill.gpus: a quote in the path is not closed`,
		`clusters."hill"gpus=1`:              `--set clusters."hill"gpus: after a quoted name a dot or an index follows`,
		"clusters[3].gpus=1":                 `--set clusters[3].gpus: clusters has no entry [3]: it has [0] to [2]`,
		"clusters[99999999999999999999]=1":   `--set clusters[99999999999999999999]: an index is a whole number in brackets, counted from 0, such as timeline[0]`,
		"clusters.hull.gpus=1":               `--set clusters.hull.gpus: there is no cluster "hull": did you mean "hill"?`,
		"clusters.xyz.gpus=1":                `--set clusters.xyz.gpus: there is no cluster "xyz": known are bristol, hill, dale`,
		"clusters.hill.gpsu=1":               `--set clusters.hill.gpsu: unknown key "gpsu": did you mean "gpus"?`,
		"clusters.hill.gpus=-1":              `--set clusters.hill.gpus: "-1" is negative: write a whole number from 0`,
		"clusters.hill.groups.x.nodes=1":     `--set clusters.hill.groups.x.nodes: clusters.hill.groups is not there, so it has no entry "x"`,
		"clusters.hill.timeline[0].add=1":    `--set clusters.hill.timeline[0].add: clusters.hill.timeline is not there, so it has no entry [0]`,
		"clusters.bristol.timeline.add=1":    `--set clusters.bristol.timeline.add: clusters.bristol.timeline is a list: say which entry is meant by its index in place of "add"; it has only [0]`,
		"clusters.bristol.timeline[1].add=1": `--set clusters.bristol.timeline[1].add: clusters.bristol.timeline has no entry [1]: it has only [0]`,
		"clusters.bristol.timeline[0]={at: 3d, sett: 4, group: A}": `--set clusters.bristol.timeline[0]: clusters[0].timeline[0]: unknown key "sett": did you mean "set"?`,
		"clusters.bristol.groups.C.nodes=1":                        `--set clusters.bristol.groups.C.nodes: there is no group "C": known are A, B`,
		"clusters.dale.name=hill":                                  `--set clusters.dale.name: the cluster name "hill" is taken by the one in line 15 of test.yaml`,
		"clusters.hill.name=dale":                                  `test.yaml:16:12: clusters[2].name: the cluster name "dale" is taken by the one in --set clusters.hill.name`,
		"accelerators[0].speed=1":                                  `--set accelerators[0].speed: accelerators is a block of keys, not a list: write one of its keys in place of [0]`,
		"workload.uk/small.users=3":                                `--set workload.uk/small.users: there is no entry "uk/small": did you mean "UK/small"?`,
		"workload.UK/small.interarrival.mean=0s":                   `--set workload.UK/small.interarrival.mean: 0s is not more than zero`,
		"clusters.hill.absent=false":                               `--set clusters.hill.absent: absent: false says nothing: remove it`,
		"clusters.hill.absent=yes":                                 `--set clusters.hill.absent: "yes" is neither true nor false`,
		"clusters.bristol.timeline[0].absent=true":                 `--set clusters.bristol.timeline[0].absent: unknown key "absent": known are at, from, until, add, remove, set, group, announced, loss, slip, delivered, outage, maintenance`,
		"version=2":        `--set version: a value is set after the files are read, so that version cannot be: write a file that extends the scenario`,
		"include=[x.yaml]": `--set include: a value is set after the files are read, so that include cannot be: write a file that extends the scenario`,
		"policies=[*x]":    `--set policies: the value is not valid YAML: unknown anchor 'x' referenced; an alias needs an &anchor of that name before it; put a text that begins with * in "quotes"`,
	} {
		_, err := Decode("test.yaml", []byte(worldInOne), catalog, set)
		if got := fmt.Sprint(err); got != want {
			t.Errorf("--set %q: got\n%s\nwant\n%s", set, got, want)
		}
	}
}

// Faults of settings come after those of the files, all at once.
func TestFaultsOfSettingsComeWithTheOthers(t *testing.T) {
	_, err := Decode("test.yaml", []byte(strings.Replace(worldInOne, "65", "many", 1)), catalog,
		"clusters.hull.gpus=1", "horizon=90", "seed=1", "clusters.dale.gpus=x", "seed=2")
	want := `test.yaml:15:36: clusters[1].gpus: "many" is not a whole number
--set clusters.hull.gpus: there is no cluster "hull": did you mean "hill"?
--set horizon: "90" has no unit: write 90s for seconds, 90m for minutes, 90h for hours or 90d for days
--set clusters.dale.gpus: "x" is not a whole number
--set seed: it is given twice: leave one out`
	if got := fmt.Sprint(err); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	// A file that cannot be read does not hide what is wrong with the path itself.
	_, err = Decode("test.yaml", []byte("version: 2\n"), catalog, "horizon")
	if got := fmt.Sprint(err); !strings.Contains(got, "version 2 is unknown") || !strings.Contains(got, "--set horizon: there is no value") {
		t.Errorf("got %s", got)
	}
}
