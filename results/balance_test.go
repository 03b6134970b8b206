package results

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// balanced is a run of one cluster of 4 GPUs whose books balance. By hand: jobs of 2 GPUs
// from 0 to 10 s and 4 GPUs from 10 s to 20 s, one that is withdrawn and one that nobody
// takes: 2 · 10 + 4 · 10 = 60 GPU·s held, of 4 · 20 in service.
func balanced(t *testing.T, peak int64, states ...sim.State) *RunSummary {
	t.Helper()
	k, err := NewCollector(Config{Clusters: []Cluster{{Name: "site", Peak: peak}}, Horizon: 20 * second})
	if err != nil {
		t.Fatal(err)
	}
	if states == nil {
		states = []sim.State{{Capacity: 4, Held: 2, Running: 1, Queued: 1}, {Capacity: 4, Held: 4, Running: 1}}
	}
	for i := range states {
		k.State(sim.Time(10*i)*second, 0, &states[i])
	}
	rs := []sim.Record{ran(1, 2, 0, 0, 10), ran(2, 4, 0, 10, 20), left(3, 1, 1, sim.Reneged), left(4, 9, 1, sim.Rejected)}
	for i := range rs {
		k.Job(&rs[i])
	}
	s, err := k.Finish(resultOf(20*second, rs))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What balances is not complained of; every sum that is broken is, with its numbers.
func TestBrokenSumsAreFound(t *testing.T) {
	if err := balanced(t, 0).Check(4); err != nil {
		t.Fatal(err)
	}
	for want, of := range map[string]func(s *RunSummary) int64{
		"5 jobs were submitted, and 4 have an outcome": func(*RunSummary) int64 { return 5 },
		"the records tell of [2 0 1 1 0 0] jobs (completed killed reneged rejected running queued), the engine of [3 0 1 0 0 0]": func(s *RunSummary) int64 {
			s.Result.Jobs[sim.Completed]++
			s.Result.Jobs[sim.Rejected]--
			return 4
		},
		"4 jobs were submitted, and the summary has 3 and 0 of the warm-up": func(s *RunSummary) int64 {
			s.Rows[0].Outcomes[sim.Reneged]--
			return 4
		},
		"the groups by class have 1 jobs, the run has 4": func(s *RunSummary) int64 {
			s.Rows = append(s.Rows, Row{Group: ByClass, Key: "a", Outcomes: [sim.Outcomes]int64{1}})
			return 4
		},
		"they differ by 1 GPU·ns": func(s *RunSummary) int64 {
			s.balance.held.minus(sum128{0, 1})
			return 4
		},
		"cluster site held 7 GPUs at 3s, of at most 4": func(s *RunSummary) int64 {
			s.balance.over = &excess{"site", 3 * second, 7, 4}
			return 4
		},
		"reneged_share of all  is 1.5, not between 0 and 1": func(s *RunSummary) int64 {
			s.Rows[0].RenegedWeight = 6
			return 4
		},
		"lost_h100h ÷ demanded_h100h of all  is -0.": func(s *RunSummary) int64 {
			s.Rows[0].Lost = -1e-3
			return 4
		},
		"the incidence of starting of all  is NaN": func(s *RunSummary) int64 {
			s.Rows[0].AtTarget = Incidence{nan, 0, true}
			return 4
		},
		"utilisation of all  is 2": func(s *RunSummary) int64 {
			s.Rows[0].Use.Held = 2 * s.Rows[0].Use.Capacity
			return 4
		},
		"the sum of the parts of waits of all  is 1.2": func(s *RunSummary) int64 {
			s.Rows[0].HasParts, s.Rows[0].Parts = true, [sim.Parts]float64{0.6, 0.6}
			return 4
		},
	} {
		s := balanced(t, 0)
		err := s.Check(of(s))
		var e *Imbalance
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

var nan = func() float64 { zero := 0.0; return zero / zero }()

// More is held than is in service behind a drain only, and never more than there ever was.
func TestHeldIsInService(t *testing.T) {
	states := []sim.State{{Capacity: 2, Held: 2, Running: 1}, {Capacity: 2, Held: 4, Running: 1}}
	for _, c := range []struct {
		peak int64
		want string
	}{{0, "cluster site held 4 GPUs at 10s, of at most 2"}, {3, "of at most 3"}, {4, ""}} {
		err := balanced(t, c.peak, states...).Check(4)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("peak %d: got %v, want %q", c.peak, err, c.want)
		}
	}
}

// GPU-time of jobs that does not fit into 64 bits, or a float, is compared to the last GPU·ns.
func TestBalanceIsExact(t *testing.T) {
	long := unit.Times(1<<30, time.Duration(1<<62))
	hi, lo := long.Words()
	if hi != 1<<28 || lo != 0 {
		t.Fatalf("2⁹² is %d · 2⁶⁴ + %d", hi, lo)
	}
	s := balanced(t, 0)
	s.balance.held.plus(sum128{uint64(hi), lo + 1})
	s.balance.clusters.plus(sum128{uint64(hi), lo})
	if err := s.Check(4); err == nil || !strings.Contains(err.Error(), "they differ by 1 GPU·ns") {
		t.Errorf("got %v", err)
	}
}
