package results

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"sovsim/sim"
)

// The example of restricted by hand, and a job that is rejected at 40 h: it counts 60 h.
// (10 + 80 + 70 + 60) ÷ 4 = 55 h.
func TestRestrictedMeanByHand(t *testing.T) {
	const hour = 3600
	rs := []sim.Record{ran(1, 1, 0, 10*hour, 11*hour), left(2, 1, 20*hour, sim.Queued), left(3, 1, 30*hour, sim.Reneged)}
	rs[1].Wait, rs[2].Wait, rs[2].End = 80*time.Hour, 10*time.Hour, sim.Time(40*hour)*second
	c := Config{Clusters: []Cluster{{Name: "a"}}, Horizon: sim.Time(100 * time.Hour)}
	for _, x := range []struct {
		more          []sim.Record
		wait, started string
	}{
		{nil, "192000", "0.333333333333"},
		{[]sim.Record{left(4, 1, 40*hour, sim.Rejected)}, "198000", "0.25"},
	} {
		s := collect(t, c, append(rs[:3:3], x.more...), c.Horizon)
		got := columnsOf(t, string(AppendSummary(header(summaryColumns), s)), "key", "wait_restricted_mean_s", "started_share", "wait_mean_s")["all,"]
		if want := x.wait + "," + x.started + ",36000"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	// Without a horizon who never starts counts 28 d: (10 + 3·672) ÷ 4 = 506.5 h.
	c.Horizon = 0
	rs[1] = left(2, 1, 20*hour, sim.Reneged)
	s := collect(t, c, append(rs[:3:3], left(4, 1, 40*hour, sim.Rejected)), sim.Time(100*time.Hour))
	if got := s.All().WaitRestricted.Hours(); got != 506.5 {
		t.Errorf("without a horizon %g h", got)
	}
}

// A slow recount, with weights and months: of the jobs of January and February, as
// their months end 28 d before the end of March; of a month all of its own.
func TestRestrictedMeanRecounted(t *testing.T) {
	weights := map[string]float64{"small": 64, "large": 3}
	for seed := range 20 {
		c := yearConfig()
		c.Horizon, c.WarmUp = sim.Time(90*day), sim.Time(0)
		c.Weight = func(class, region string) float64 { return weights[class] }
		rs := overload(rand.New(rand.NewPCG(uint64(seed), 7)), c.Horizon)
		s := collect(t, c, rs, c.Horizon)
		cut := sim.Time(59 * day)
		if !c.Epoch.Equal(time.Date(c.Epoch.Year(), 1, 1, 0, 0, 0, 0, time.UTC)) {
			t.Fatalf("the year begins at %v", c.Epoch)
		}
		for i := range s.Rows {
			row := &s.Rows[i]
			in := func(r *sim.Record) bool { return r.Submit < cut }
			switch row.Group {
			case All:
			case ByPeriod:
				begin := sim.Time(map[int]time.Duration{0: 0, 1: 31 * day, 2: 59 * day}[row.period])
				end := sim.Time(map[int]time.Duration{0: 31 * day, 1: 59 * day, 2: 90 * day}[row.period])
				in = func(r *sim.Record) bool { return begin <= r.Submit && r.Submit < end }
			default:
				continue
			}
			var weight, wait, started float64
			for j := range rs {
				r := &rs[j]
				if r.WarmUp || !in(r) {
					continue
				}
				w := weights[c.Directory.Classes.Name(r.Class)]
				most := min(28*day, c.Horizon.Sub(r.Submit)).Seconds()
				weight += w
				if x := r.Start.Sub(r.Submit).Seconds(); r.Start != sim.Never && x <= most {
					wait, started = wait+w*x, started+w
				} else {
					wait += w * most
				}
			}
			if got, want := row.WaitRestricted.Seconds(), wait/weight; math.Abs(got-want) > 1e-6*want || math.Abs(row.StartedShare-started/weight) > 1e-12 {
				t.Errorf("seed %d, %s %s: %g and %g, want %g and %g", seed, row.Group, row.Key, got, row.StartedShare, want, started/weight)
			}
		}
	}
}
