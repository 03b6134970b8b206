package scenario

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

const brokenText = `version: 1
horizon: 60d
scale: 1/4
accelerators:
  H100: {speed: 1, failures: 3.79}
  A100: {speed: 0.315, failures: 6.5}
  TPU: {speed: 1}
repair: 12h
clusters:
  - {name: mixed, region: UK, groups: [{nodes: 80, gpus-per-node: 8, accelerator: H100}, {nodes: 40, gpus-per-node: 4, accelerator: A100}, {nodes: 40, gpus-per-node: 4, accelerator: TPU}]}
  - {name: own, region: UK, groups: [{nodes: 80, gpus-per-node: 8, accelerator: H100, failures: 1}], repair: none}
  - {name: pool, region: UK, gpus: 64, failures: 2.5, repair: 90m}
  - {name: safe, region: UK, gpus: 64, accelerator: H100, failures: 0, repair: 1h}
classes:
  big: {gpus: 256, run-time: 20d, segment: 24h, checkpoint: daly, checkpoint-write: 5m, restart: 10m}
workload:
  - {class: big, region: UK, interarrival: 1d}
  - {name: d, demand: 100 h100e, regions: {UK: 1}, classes: {big: 1}, checkpoint: 1h}
  - {class: small, region: UK, interarrival: 1d, run-time: 1d, gpus: 1, checkpoint: exact, checkpoint-write: 30s}
`

// What a cluster says wins over its type, its type over nothing; the repair of the
// scenario is that of the clusters that fail and give none.
func TestFailuresAreRead(t *testing.T) {
	text := strings.Replace(brokenText, "  - {name: d, demand: 100 h100e, regions: {UK: 1}, classes: {big: 1}, checkpoint: 1h}\n", "", 1)
	s := decodes(t, text)
	got := ""
	for i := range s.Clusters {
		c := &s.Clusters[i]
		got += fmt.Sprintf("%s %v:", c.Name, c.Repair)
		for _, g := range c.Groups {
			got += fmt.Sprintf(" %v", g.Failures)
		}
		got += "\n"
	}
	if want := "mixed 12h0m0s: 3.79 6.5 0\nown 0s: 1\npool 1h30m0s: 2.5\nsafe 0s: 0\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	p, small := s.Workload[0].Population, s.Workload[1].Population
	if p.Rule != Daly || p.Checkpoint != 0 || p.Write.Minutes() != 5 || p.Restart.Minutes() != 10 || small.Rule != Exact || small.Write.Seconds() != 30 || !s.Interrupts() {
		t.Errorf("%+v %+v", p, small)
	}
	if len(s.Warnings) > 0 {
		t.Errorf("warnings: %v", s.Warnings)
	}
	again := decodes(t, string(s.YAML()))
	if again.Warnings = s.Warnings; !reflect.DeepEqual(again, s) {
		t.Errorf("it prints as\n%s\nwhich prints as\n%s", s.YAML(), again.YAML())
	}
	for _, part := range []string{"    failures: 2.5\n    repair: 1h30m\n", "        failures: 3.79\n", "    repair: none\n", "    checkpoint: daly\n    checkpoint-write: 5m\n    restart: 10m\n"} {
		if !strings.Contains(string(s.YAML()), part) {
			t.Errorf("it does not print %q:\n%s", part, s.YAML())
		}
	}
	// Rates are by GPU and times by the clock: a scale leaves them alone.
	scaled := s.Scaled()
	if g, q := scaled.Clusters[0].Groups[0], scaled.Workload[0].Population; g.Nodes != 20 || g.Failures != 3.79 || q.Divide != 4 || q.Write != p.Write || q.Rule != Daly {
		t.Errorf("scaled: %+v %+v", g, q)
	}
}

// A demand's own interval takes the place of a class's rule, and keeps its costs.
func TestADemandHasItsOwnCheckpoints(t *testing.T) {
	s := decodes(t, strings.Replace(brokenText, "  - {class: big, region: UK, interarrival: 1d}\n", "", 1))
	if p := s.Workload[0].Population; p.Rule != "" || p.Checkpoint.Hours() != 1 || p.Write.Minutes() != 5 {
		t.Errorf("%+v", p)
	}
}

func TestFailuresAreSet(t *testing.T) {
	text := strings.Replace(brokenText, "  - {name: d, demand: 100 h100e, regions: {UK: 1}, classes: {big: 1}, checkpoint: 1h}\n", "", 1)
	for set, want := range map[string]string{
		"accelerators.H100.failures=0":            "0 12h0m0s daly",
		"repair=none":                             "3.79 0s daly",
		"clusters.mixed.repair=2h":                "3.79 2h0m0s daly",
		"classes.big.checkpoint=young":            "3.79 12h0m0s young",
		"classes.big.checkpoint=2h":               "3.79 12h0m0s ",
		"clusters.mixed.groups.H100.failures=100": "100 12h0m0s daly",
	} {
		s, err := Decode("test.yaml", []byte(text), catalog, set)
		if err != nil {
			t.Errorf("%s: %v", set, err)
		} else if got := fmt.Sprintf("%v %v %s", s.Clusters[0].Groups[0].Failures, s.Clusters[0].Repair, s.Workload[0].Population.Rule); got != want {
			t.Errorf("%s: %s, want %s", set, got, want)
		}
	}
}

func TestFaultsOfFailures(t *testing.T) {
	text := strings.Replace(brokenText, "  - {name: d, demand: 100 h100e, regions: {UK: 1}, classes: {big: 1}, checkpoint: 1h}\n", "", 1)
	for _, c := range []struct{ name, old, new, want string }{
		{"a negative rate", "failures: 3.79", "failures: -1", "5:30: accelerators.H100.failures: -1 is less than 0"},
		{"a rate of another unit", "failures: 3.79", "failures: 1e6", "5:30: accelerators.H100.failures: 1e6 is more than 100000: it counts failures in 1,000 node-days of 8 GPUs, such as 3.79"},
		{"no repair", "repair: 12h", "repair: never", `8:9: repair: "never" is not a duration: write 90s, 15m, 24h, 3d or 1h30m; or none, for nodes that never come back`},
		{"a repair of nothing", "repair: 90m", "repair: 0s", "12:63: clusters[2].repair: 0s is not more than zero; or none, for nodes that never come back"},
		{"no horizon", "horizon: 60d\n", "\n", "10:5: clusters[0]: nodes of this cluster fail and the scenario has no horizon: a job that is interrupted again and again would never let the run end; add horizon: with a time"},
		{"failures beside groups", "repair: none", "failures: 3", "11:112: clusters[1].failures: failures belongs to a pool or to each of the groups: a cluster of nodes has groups with nodes and gpus-per-node"},
		{"a rule without a write", ", checkpoint-write: 30s", "", "18:85: workload[1].checkpoint: exact finds the interval from what a write takes: add checkpoint-write, such as 5m, or give the interval"},
		{"another rule", "checkpoint: exact", "checkpoint: joung", `18:85: workload[1].checkpoint: "joung" is no rule for checkpoints: did you mean "young"?`},
		{"no rule at all", "checkpoint: exact", "checkpoint: often", `18:85: workload[1].checkpoint: "often" is not a duration: write 90s, 15m, 24h, 3d or 1h30m; with a checkpoint-write it may be young, daly or exact too`},
		{"a segment of costs", "restart: 10m", "restart: 1d", "15:44: workload[0].segment: a restart of 1d and a write of 5m leave nothing of a segment of 1d to work in"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(text, c.old) {
				t.Fatalf("there is no %q", c.old)
			}
			_, err := Decode("test.yaml", []byte(strings.Replace(text, c.old, c.new, 1)), catalog)
			var faults *Errors
			if !errors.As(err, &faults) {
				t.Fatalf("got %v, want *Errors", err)
			}
			if got := strings.Split(faults.Error(), "\n")[0]; got != "test.yaml:"+c.want {
				t.Errorf("got\n%s\nwant\ntest.yaml:%s", faults.Error(), c.want)
			}
		})
	}
	for _, c := range []struct{ name, old, new, want string }{
		{"a write of nothing", "checkpoint: exact, ", "", "test.yaml:18:103: workload[1].checkpoint-write: this has no effect: these jobs write no checkpoint; add checkpoint, such as 1h"},
	} {
		s := decodes(t, strings.Replace(text, c.old, c.new, 1))
		if got := fmt.Sprint(s.Warnings); !strings.Contains(got, "no effect: these jobs write no checkpoint") {
			t.Errorf("%s: warnings %s, want %s", c.name, got, c.want)
		}
	}
	s, err := Decode("test.yaml", []byte(text), catalog, "accelerators.H100.failures=0", "accelerators.A100.failures=0", "clusters.own.absent=true", "clusters.pool.absent=true")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(s.Warnings); !strings.Contains(got, "checkpoint: daly writes no checkpoint where nothing fails") {
		t.Errorf("nothing fails: warnings %s", got)
	}
}
