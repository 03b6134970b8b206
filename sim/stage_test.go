package sim_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// ocean is a cluster on each side of a link of 1 GB/s from the UK.
func ocean(router sim.Router, american ...sim.Step) *world {
	w := newWorld(router, site("uk", "UK", 4, unit.One), site("us", "US", 4, unit.One, american...))
	w.Links = []sim.Link{{From: "UK", To: "US", BytesPerSecond: 1e9}}
	return w
}

const gigabyte = int64(1e9)

// 10 GB take 10 s. Until they are there the job is in no queue, so job 2, which
// comes later and has no data, is before it: it joins at 9 s and job 1 at 10 s.
// Both need the whole cluster.
func TestDataComeBeforeTheQueue(t *testing.T) {
	w := ocean(always(1))
	w.run(t, british(1, 4, 0, 20, bytes(10*gigabyte)), british(2, 4, 9, 5))
	w.expect(t, map[int64]string{
		1: "start 14 end 34 completed wait 14 held 20 done 20 staged 10 segments 1",
		2: "start 9 end 14 completed wait 0 held 5 done 5 segments 1",
	})
	want := []string{
		"0s uk: staging 0 queued 0 running 0", "0s us: staging 0 queued 0 running 0", // the epoch
		"0s us: staging 1 queued 0 running 0", "9s us: staging 1 queued 0 running 1", "10s us: staging 0 queued 1 running 1",
	}
	if len(w.states) < 5 || !slices.Equal(w.states[:5], want) {
		t.Errorf("states %q, want first %q", w.states, want)
	}
}

func TestStagingTime(t *testing.T) {
	tests := []struct {
		home  string
		bytes int64
		rate  int64
		want  time.Duration
	}{
		{"UK", 10, 3, 3333333334},                 // rounded up
		{"UK", 1, 2e9, 1},                         // so never nothing
		{"UK", 0, 1, 0},                           // without data there is no transfer
		{"US", 10, 3, 0},                          // at home
		{"JP", 10, 3, 0},                          // no link from there
		{"UK", 1e18, 1e9, 1e18},                   // more than 64 bits on the way
		{"UK", math.MaxInt64, 1e9, math.MaxInt64}, // exactly
		{"UK", math.MaxInt64, 1, math.MaxInt64},   // 9·10¹⁸ s are never
	}
	for _, x := range tests {
		var got time.Duration
		w := ocean(routed(func(c *sim.Choice) int {
			got = c.Load(1).Staging
			if back := c.Load(0).Staging; back != 0 {
				t.Errorf("%+v: %v to the other side, which has no link", x, back)
			}
			return 0
		}))
		w.Links[0].BytesPerSecond = x.rate
		j := british(1, 1, 0, 1, bytes(x.bytes))
		j.home = x.home
		w.run(t, j)
		if got != x.want {
			t.Errorf("%+v: %d ns", x, got)
		}
	}
}

// Patience counts while data are on their way: 10 s here. At the instant at
// which they arrive the job is still withdrawn first.
func TestPatienceEndsOnTheWay(t *testing.T) {
	w := ocean(always(1))
	data := bytes(10 * gigabyte)
	w.run(t, british(1, 1, 0, 5, data, patience(4)), british(2, 1, 0, 5, data, patience(10)), british(3, 1, 0, 5, data, patience(11)))
	w.expect(t, map[int64]string{
		1: "start - end 4 reneged wait 4 held 0 done 0 staged 4",
		2: "start - end 10 reneged wait 10 held 0 done 0 staged 10",
		3: "start 10 end 15 completed wait 10 held 5 done 5 staged 10 segments 1",
	})
}

// At the horizon a job on its way counts as queued, with the way so far.
func TestHorizonOnTheWay(t *testing.T) {
	w := ocean(always(1))
	w.Horizon = at(7)
	w.run(t, british(1, 1, 2, 5, bytes(10*gigabyte)), british(2, 1, 2, 5, bytes(math.MaxInt64)))
	w.expect(t, map[int64]string{
		1: "start - end - queued wait 5 held 0 done 0 staged 5",
		2: "start - end - queued wait 5 held 0 done 0 staged 5",
	})
	if w.records[1].Cluster != 1 {
		t.Errorf("it was on its way to cluster %d, want 1", w.records[1].Cluster)
	}
}

// A transfer that ends after the end of the clock ends never, also in a run
// that waits for every job.
func TestATransferMayNeverEnd(t *testing.T) {
	w := ocean(always(1))
	w.Links[0].BytesPerSecond = 1
	w.run(t, british(1, 1, 2, 5, bytes(math.MaxInt64)), british(2, 1, 9, 5))
	if r := w.records[1]; r.Outcome != sim.Queued || r.End != sim.Never {
		t.Error(told(r))
	}
}

// At one instant, 10 s: the cluster goes, then data arrive there, then a job comes.
// So the job whose data have come for nothing is routed before the one that comes.
func TestDataArriveAfterALossAndBeforeArrivals(t *testing.T) {
	var asked []int64
	w := ocean(routed(func(c *sim.Choice) int {
		asked = append(asked, c.Job.ID)
		return c.Eligible[len(c.Eligible)-1]
	}), sim.Step{At: at(10), Change: -4})
	w.run(t, british(1, 4, 0, 20, bytes(10*gigabyte)), british(2, 4, 10, 20))
	if want := []int64{1, 1, 2}; !slices.Equal(asked, want) {
		t.Errorf("asked about jobs %v, want %v", asked, want)
	}
	w.expect(t, map[int64]string{
		1: "start 10 end 30 completed wait 10 held 20 done 20 staged 10 segments 1 moves 1",
		2: "start 30 end 50 completed wait 20 held 20 done 20 segments 1",
	})
}

// The whole cluster goes at 6 s while the data are on their way. At 10 s the job
// can never run there: it goes home, where its data are; or to the third
// cluster, and its data leave again from home; or it is rejected.
func TestTheClusterIsGoneWhenTheDataAreThere(t *testing.T) {
	gone := sim.Step{At: at(6), Change: -4}
	j := british(1, 4, 0, 20, bytes(10*gigabyte))
	w := ocean(routed(func(c *sim.Choice) int { return c.Eligible[len(c.Eligible)-1] }), gone)
	w.run(t, j)
	w.expect(t, map[int64]string{1: "start 10 end 30 completed wait 10 held 20 done 20 staged 10 segments 1 moves 1"})

	first := true
	w = ocean(routed(func(c *sim.Choice) int {
		if first {
			first = false
			return 1
		}
		return 2
	}), gone)
	w.Clusters = append(w.Clusters, site("de", "DE", 4, unit.One))
	w.Links = append(w.Links, sim.Link{From: "UK", To: "DE", BytesPerSecond: 2e9}, sim.Link{From: "US", To: "DE", BytesPerSecond: 1})
	w.run(t, j)
	w.expect(t, map[int64]string{1: "start 15 end 35 completed wait 15 held 20 done 20 staged 15 segments 1 moves 1"})

	w = newWorld(nil, site("us", "US", 4, unit.One, gone))
	w.Links = []sim.Link{{From: "UK", To: "US", BytesPerSecond: 1e9}}
	w.run(t, j)
	w.expect(t, map[int64]string{1: "start - end 10 rejected wait 10 held 0 done 0 staged 10: its capacity is gone for good"})
}
