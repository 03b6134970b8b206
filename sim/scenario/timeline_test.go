package scenario

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/sim/unit"
)

// steps writes a timeline one step a line: day, group, change, loss, announced.
func steps(c *Cluster) string {
	var b strings.Builder
	for _, s := range c.Timeline {
		fmt.Fprintf(&b, "%s %s %+d", unit.FormatDuration(s.At), c.Groups[s.Group].Name, s.Change)
		if s.Change < 0 {
			fmt.Fprintf(&b, " %s", s.Loss)
		}
		if !s.Announced {
			b.WriteString(" unannounced")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestTimelineByHand(t *testing.T) {
	for _, c := range []struct{ name, entries, want string }{
		{"a step up", "{at: 5d, add: 8}", "5d gpus +8\n"},
		{"a date", "{at: 2025-02-01, add: 8}", "31d gpus +8\n"},
		{"a step down, drained unless said", "{at: 5d, remove: 8}", "5d gpus -8 drain\n"},
		{"unannounced", "{at: 5d, remove: 8, loss: kill, announced: false}", "5d gpus -8 kill unannounced\n"},
		{"a level below", "{at: 5d, set: 10, loss: requeue}", "5d gpus -54 requeue\n"},
		{"a level above, then one below", "{at: 5d, set: 100}\n      - {at: 6d, set: 90}", "5d gpus +36\n6d gpus -10 drain\n"},
		{"no capacity for a day", "{at: 5d, set: 0, loss: kill}\n      - {at: 6d, set: 64}", "5d gpus -64 kill\n6d gpus +64\n"},
		{"in order of time, not of lines", "{at: 6d, add: 1}\n      - {at: 5d, add: 2}", "5d gpus +2\n6d gpus +1\n"},
		{"of one instant rises first, then losses in file order",
			"{at: 5d, remove: 70, loss: kill}\n      - {at: 5d, remove: 1}\n      - {at: 5d, add: 7}", "5d gpus +7\n5d gpus -70 kill\n5d gpus -1 drain\n"},
		// 4 in 3 days: the line is at 1.33, 2.67 and 4; never ahead of it.
		{"a ramp", "{from: 5d, until: 8d, add: 4}", "6d gpus +1\n7d gpus +1\n8d gpus +2\n"},
		// 2 in 5 days: 0.4, 0.8, 1.2, 1.6, 2.
		{"a slow ramp", "{from: 5d, until: 10d, add: 2}", "8d gpus +1\n10d gpus +1\n"},
		{"a ramp down", "{from: 5d, until: 7d, remove: 5, loss: requeue}", "6d gpus -2 requeue\n7d gpus -3 requeue\n"},
		{"a ramp to a level", "{from: 0d, until: 2d, set: 67}", "1d gpus +1\n2d gpus +2\n"},
		// The days are counted back from until: its last step is there.
		{"a ramp of part of a day", "{from: 5d, until: 7d12h, add: 2}", "6d12h gpus +1\n7d12h gpus +1\n"},
		{"two ramps at once", "{from: 5d, until: 7d, add: 2}\n      - {from: 6d, until: 8d, remove: 2}",
			"6d gpus +1\n7d gpus +1\n7d gpus -1 drain\n8d gpus -1 drain\n"},
		{"a level right after a ramp", "{from: 5d, until: 7d, add: 2}\n      - {at: 8d, set: 60}", "6d gpus +1\n7d gpus +1\n8d gpus -6 drain\n"},
		{"a ramp from where a step ends", "{at: 5d, add: 6}\n      - {from: 5d, until: 7d, set: 80}", "5d gpus +6\n6d gpus +5\n7d gpus +5\n"},
		{"an unannounced ramp", "{from: 5d, until: 6d, add: 2, announced: false}", "6d gpus +2 unannounced\n"},
		{"with the unit", "{at: 5d, add: 8 GPUs}", "5d gpus +8\n"},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := decodes(t, strings.Replace(timelineOf(c.entries), "- \n", "\n", 1))
			if got := steps(&s.Clusters[0]); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
		})
	}
}

// Every kind of step × announced or not × pool or nodes can be written.
func TestEveryKindOfStep(t *testing.T) {
	clusters := map[Kind]string{
		Pool:  "{name: a, region: US, kind: pool, gpus: 40, timeline: [%s]}",
		Nodes: "{name: a, region: US, kind: nodes, groups: [{name: x, nodes: 40, gpus-per-node: 2}], timeline: [%s]}",
	}
	for kind, cluster := range clusters {
		for _, when := range []string{"at: 3d", "from: 1d, until: 3d"} {
			for verb, change := range map[string]int{"add: 20": 20, "remove: 20": -20, "set: 60": 20, "set: 20": -20} {
				for _, loss := range []Loss{Drain, Kill, Requeue} {
					for _, announced := range []bool{true, false} {
						entry := fmt.Sprintf("{%s, %s, announced: %t", when, verb, announced)
						if change < 0 {
							entry += ", loss: " + string(loss)
						}
						s := decodes(t, "version: 1\nhorizon: 9d\nclusters: ["+fmt.Sprintf(cluster, entry+"}")+
							"]\nworkload: [{class: c, region: US, interarrival: 1h, run-time: 1h, gpus: 1}]\n")
						sum := 0
						for _, step := range s.Clusters[0].Timeline {
							sum += step.Change
							if step.Announced != announced || change < 0 && step.Loss != loss || step.Group != 0 {
								t.Errorf("%s %s: got %+v", kind, entry, step)
							}
						}
						if want := 1 + strings.Count(when, "until"); sum != change || len(s.Clusters[0].Timeline) != want || s.Clusters[0].Kind != kind {
							t.Errorf("%s %s: got %+v", kind, entry, s.Clusters[0])
						}
					}
				}
			}
		}
	}
}

// A ramp is whole nodes, at most one step a day, never ahead of the straight
// line, and exact at its end.
func TestRampProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := time.Duration(rapid.Int64Range(0, int64(1000*unit.Day)).Draw(t, "from"))
		length := time.Duration(rapid.Int64Range(int64(unit.Day), int64(400*unit.Day)).Draw(t, "length"))
		total := rapid.OneOf(rapid.IntRange(1, 500), rapid.IntRange(1, 1_000_000)).Draw(t, "total")
		verb, sign := "add", 1
		if rapid.Bool().Draw(t, "down") {
			verb, sign = "remove", -1
		}
		s, err := Decode("test.yaml", fmt.Appendf(nil, `version: 1
horizon: 2000d
clusters: [{name: a, region: US, gpus: 1e6, timeline: [{from: %s, until: %s, %s: %d}]}]
workload: [{class: c, region: US, interarrival: 1d, run-time: 1h, gpus: 1}]
`, unit.FormatDuration(from), unit.FormatDuration(from+length), verb, total), catalog)
		if err != nil {
			t.Fatal(err)
		}
		timeline := s.Clusters[0].Timeline
		sum, last := 0, from
		for _, step := range timeline {
			sum += step.Change
			if step.Change*sign < 1 || step.At-last < unit.Day {
				t.Fatalf("the step %+v follows %v", step, last)
			}
			// sum ÷ total ≤ elapsed ÷ length
			if float64(sum*sign) > float64(total)*float64(step.At-from)/float64(length)*(1+1e-12) {
				t.Fatalf("%d of %d at %v is ahead of the line", sum, total, step.At)
			}
			last = step.At
		}
		if sum != total*sign || last != from+length {
			t.Fatalf("the ramp makes %d of %d by %v of %v", sum, total*sign, last, from+length)
		}
	})
}

func TestWarnings(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"a step after the horizon", "at: 40d", "at: 60d", "26:9: clusters[0].timeline[1]: this change lies at or after the horizon and never happens: set a later horizon, or remove it"},
		{"a ramp that begins after it", "from: 2025-01-11, until: 2025-01-21", "from: 2026-01-11, until: 2026-01-21", "32:9: clusters[1].timeline[0]: this change lies at or after the horizon and never happens: set a later horizon, or remove it"},
		{"a level that is there", "set: 6, group: fast, loss: kill", "set: 12, group: fast", "26:9: clusters[0].timeline[1]: this changes nothing: the level is 12 already; remove it"},
		{"a loss that is a rise", "set: 6", "set: 60", "26:47: clusters[0].timeline[1].loss: loss has no effect here: the level rises from 12 to 60; remove it"},
		{"a group that never is", "name: slow, nodes: 2", "name: slow, nodes: 0", `17:5: clusters[0]: "slow" never has any nodes: give it some from the start or by its timeline`},
		{"a job too large for all", "4: 0.1", "65: 0.1", `39:11: workload[0].gpus: 86 % of the GPU-hours of class "small" from UK are of jobs larger than every cluster that they may use, so they are rejected (at most 64 GPUs); with fit: condition sizes are drawn so that they fit`},
		{"a region without a home", "routing: least-loaded", "routing: home", `45:13: workload[1].region: routing is home and region "FR" has no cluster, so these jobs are all rejected: choose another routing, or give it a cluster`},
		{"requests shorter than run times", "sigma: 1.5, max: 24h", "sigma: 1.5, max: 48h", "34:5: workload[0]: run times reach 2d but requests end at 1d, and overrun: kill ends a job at its request: raise max of request, or lower that of run-time"},
		{"run times without end", "sigma: 1.5, max: 24h", "sigma: 1.5", "34:5: workload[0]: run times have no upper bound but requests end at 1d, and overrun: kill ends a job at its request: give run-time a max, or mean it"},
		{"a flood of jobs", "mean: 5m", "mean: 5ms", "34:5: workload[0]: about 1036800000 jobs arrive before the horizon in each replication; is the unit of interarrival right?"},
		{"policies without a cluster to follow them", "    gpus: 64\n", "    gpus: 64\n    policy: sjf\n", "11:11: policies: every cluster has a policy of its own, so these 2 policies give the same result: name one, or remove policy from clusters"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := decodes(t, edit(t, c.old, c.new))
			if len(s.Warnings) != 1 || s.Warnings[0].String() != "test.yaml:"+c.want {
				t.Errorf("got %v, want %s", s.Warnings, c.want)
			}
		})
	}
}

// The capacity that a job can use grows and shrinks with the timeline: a job
// that only an extension can run is no cause for a warning.
func TestAJobMayWaitForAnExtension(t *testing.T) {
	s := decodes(t, strings.Replace(timelineOf("{at: 5d, add: 64}"), "gpus: 1}", "gpus: 128}", 1))
	if len(s.Warnings) > 0 {
		t.Errorf("got %v", s.Warnings)
	}
}
