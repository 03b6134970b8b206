package sim_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// twins is two clusters of one GPU in the UK and the US.
func twins(router sim.Router) *world {
	w := newWorld(router, site("a", "UK", 1, unit.One), site("b", "US", 1, unit.One))
	w.RerouteAfter = 2 * time.Second
	return w
}

// Both clusters are busy for 5,000 s. Job 3, of 5 s, is routed again after 2 s, 4 s
// more, 8 s more, and so on, ten times; what the router says, that it stays or
// that no cluster will do, leaves it in its place.
func TestRoutedAgainAtDoublingIntervals(t *testing.T) {
	var asked []string
	w := twins(routed(func(c *sim.Choice) int {
		if c.Job.ID != 3 {
			return max(0, int(c.Job.ID)%4-1)
		}
		asked = append(asked, fmt.Sprint(int64(c.Now)/1e9, " ", c.Current))
		return []int{-1, 0}[len(asked)%2]
	}))
	w.run(t, british(1, 1, 0, 5000), british(2, 1, 0, 5000), british(3, 1, 5, 10), british(4, 1, 6, 10))
	want := []string{"5 -1", "7 0", "11 0", "19 0", "35 0", "67 0", "131 0", "259 0", "515 0", "1027 0", "2051 0"}
	if !slices.Equal(asked, want) {
		t.Errorf("asked at %q, want %q", asked, want)
	}
	w.expect(t, map[int64]string{
		3: "start 5000 end 5010 completed wait 4995 held 10 done 10 segments 1",
		4: "start 5010 end 5020 completed wait 5004 held 10 done 10 segments 1",
	})
}

// Job 3 moves at 19 s: it is now behind job 4, which joined there at 6 s. It is
// asked about until it starts, and no longer.
func TestAMoveGivesANewKey(t *testing.T) {
	var asked []string
	w := twins(routed(func(c *sim.Choice) int {
		switch c.Job.ID {
		case 1:
			return 0
		case 3:
			asked = append(asked, fmt.Sprint(int64(c.Now)/1e9, " ", c.Current))
			if c.Now < at(19) {
				return 0
			}
		case 4:
			if c.Current < 0 {
				return 1
			}
			return c.Current
		}
		return 1
	}))
	w.run(t, british(1, 1, 0, 5000), british(2, 1, 0, 100), british(3, 1, 5, 10, patience(1000)), british(4, 1, 6, 10))
	w.expect(t, map[int64]string{
		3: "start 110 end 120 completed wait 105 held 10 done 10 segments 1 moves 1",
		4: "start 100 end 110 completed wait 94 held 10 done 10 segments 1",
	})
	if want := []string{"5 -1", "7 0", "11 0", "19 0", "35 1", "67 1"}; !slices.Equal(asked, want) {
		t.Errorf("asked at %q, want %q", asked, want)
	}
	// Patience counts from submission, over the move.
	w = twins(w.NewRouter().(routed))
	w.run(t, british(1, 1, 0, 5000), british(2, 1, 0, 100), british(3, 1, 5, 10, patience(50)), british(4, 1, 6, 10))
	w.expect(t, map[int64]string{3: "start - end 55 reneged wait 50 held 0 done 0 moves 1"})
}

// A move that takes data along: timers that find them on their way do nothing
// but arm the next. From 30 s on the job is queued; at that instant the data come
// first, then the timer.
func TestTimersOnTheWay(t *testing.T) {
	var asked []int64
	w := twins(routed(func(c *sim.Choice) int {
		if c.Job.ID == 3 {
			asked = append(asked, int64(c.Now)/1e9)
		}
		return 1
	}))
	w.Links = []sim.Link{{From: "UK", To: "US", BytesPerSecond: 1e9}}
	w.run(t, british(2, 1, 0, 100), british(3, 1, 0, 10, bytes(30*gigabyte)))
	if want := []int64{0, 30, 62}; !slices.Equal(asked, want) {
		t.Errorf("asked at %v s, want %v", asked, want)
	}
	w.expect(t, map[int64]string{3: "start 100 end 110 completed wait 100 held 10 done 10 staged 30 segments 1"})
}

// Back home nothing is on its way: job 3 queues in the US for 30 s of data, then
// moves home at 62 s and starts there at once.
func TestBackHomeAtOnce(t *testing.T) {
	w := twins(routed(func(c *sim.Choice) int {
		if c.Now < at(62) {
			return 1
		}
		return 0
	}))
	w.Links = []sim.Link{{From: "UK", To: "US", BytesPerSecond: 1e9}}
	w.run(t, british(2, 1, 0, 100), british(3, 1, 0, 10, bytes(30*gigabyte)))
	w.expect(t, map[int64]string{3: "start 62 end 72 completed wait 62 held 10 done 10 staged 30 segments 1 moves 1"})
}

// Eight jobs wait at a, none at b, and all are routed again at one instant to
// where fewer jobs wait without them. Those on their way to b count there, so
// the first four go and the others stay: 7 > 0, 6 > 1, 5 > 2, 4 > 3, 3 < 4.
func TestTheHerdSplits(t *testing.T) {
	w := twins(routed(func(c *sim.Choice) int {
		if c.Now == 0 {
			return max(0, 1-int(c.Job.ID)) // job 0 to b, all others to a
		}
		if c.Load(1).Jobs < c.Load(0).Jobs {
			return 1
		}
		return 0
	}))
	w.RerouteAfter = 40 * time.Second
	w.Links = []sim.Link{{From: "UK", To: "US", BytesPerSecond: 1e9}}
	jobs := []homed{british(0, 1, 0, 300), british(1, 1, 0, 300)}
	for id := range int64(8) {
		jobs = append(jobs, british(2+id, 1, 0, 10, bytes(200*gigabyte)))
	}
	w.Horizon = at(60)
	w.run(t, jobs...)
	for id := range int64(8) {
		want := 0
		if id < 4 {
			want = 1
		}
		if r := w.records[2+id]; r.Cluster != want || r.Moves != want {
			t.Errorf("job %d is at cluster %d after %d moves, want %d", r.ID, r.Cluster, r.Moves, want)
		}
	}
}

// Without an interval, and with one cluster, nobody is asked twice.
func TestNoTimersWithoutAChoice(t *testing.T) {
	for name, w := range map[string]*world{
		"no interval": newWorld(nil, site("a", "UK", 1, unit.One), site("b", "UK", 1, unit.One)),
		"one cluster": newWorld(nil, site("a", "UK", 1, unit.One)),
	} {
		asked := 0
		w.NewRouter = func() sim.Router { return routed(func(*sim.Choice) int { asked++; return 0 }) }
		if len(w.Clusters) == 1 {
			w.RerouteAfter = time.Second
		}
		w.run(t, british(1, 1, 0, 100), british(2, 1, 0, 100))
		if asked != 2 {
			t.Errorf("%s: asked %d times about 2 jobs", name, asked)
		}
	}
}
