package sim_test

import (
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

var half = unit.Ratio{Num: 1, Den: 2}

// The example of chain.go, hours as seconds: at speed 1/2 a wall limit of 24 s
// holds 12 s of work, so 60 s of work take five pieces and 120 s.
func TestAWallLimitCutsWorkBySpeed(t *testing.T) {
	w := newWorld(nil, site("site", "UK", 2, half))
	w.run(t, british(1, 2, 0, 60, request(72), segment(24)))
	w.expect(t, map[int64]string{1: "start 0 end 120 completed wait 0 held 120 done 60 segments 5"})
	r := w.records[1]
	if a, b := gpuSeconds(r.GPUTime), gpuSeconds(r.H100Time); a != 240 || b != 120 {
		t.Errorf("%g GPU·s, %g at speed 1; want 240 and 120", a, b)
	}
	if r.Request != 72*time.Second {
		t.Errorf("its request is reported as %v", r.Request)
	}
}

// Job 1 runs 30 s in pieces of 10 s on one GPU. Its second piece joins at 10 s,
// behind job 2 (of 1 s) and before job 3 (of 12 s); its third at 25 s behind both.
//
//	1111111111 22222 1111111111 3333333 1111111111
//	0          10    15         25      32        42
func TestEachSegmentQueuesAnew(t *testing.T) {
	jobs := []homed{british(1, 1, 0, 30, segment(10)), british(2, 1, 1, 5), british(3, 1, 12, 7)}
	w := newWorld(nil, site("site", "UK", 1, unit.One))
	w.run(t, jobs...)
	w.expect(t, map[int64]string{
		1: "start 0 end 42 completed wait 12 held 30 done 30 segments 3",
		2: "start 10 end 15 completed wait 9 held 5 done 5 segments 1",
		3: "start 25 end 32 completed wait 13 held 7 done 7 segments 1",
	})
	// Between two segments it is queued, and has done one.
	w = newWorld(nil, site("site", "UK", 1, unit.One))
	w.Horizon = at(12)
	w.run(t, jobs...)
	w.expect(t, map[int64]string{1: "start 0 end - queued wait 2 held 10 done 10 segments 1"})
	// In its second it is running, and has done 3 s of that too.
	w = newWorld(nil, site("site", "UK", 1, unit.One))
	w.Horizon = at(18)
	w.run(t, jobs...)
	w.expect(t, map[int64]string{1: "start 0 end - running wait 5 held 13 done 13 segments 2"})
}

// What joins at one instant is in source order: the next segment, then the job
// that comes at that moment.
func TestASegmentAndAnArrivalAtOneInstant(t *testing.T) {
	w := newWorld(nil, site("site", "UK", 1, unit.One))
	w.run(t, british(1, 1, 0, 20, segment(10)), british(2, 1, 10, 5))
	w.expect(t, map[int64]string{
		1: "start 0 end 20 completed wait 0 held 20 done 20 segments 2",
		2: "start 20 end 25 completed wait 10 held 5 done 5 segments 1",
	})
}

// A piece of 1 ns on a node three times as fast as those of the first group takes a
// whole nanosecond. In the middle of the run it has done 1 ns in each, not 3.
func TestAPieceDoesNoMoreThanItself(t *testing.T) {
	c := site("site", "UK", 0, unit.One)
	c.Kind, c.Groups = sim.Nodes, []sim.Group{{Nodes: 1, GPUsPerNode: 1}, {Nodes: 1, GPUsPerNode: 4, Speed: unit.Ratio{Num: 3, Den: 1}}}
	w := newWorld(nil, c)
	w.Horizon = 2
	j := british(1, 4, 0, 0)
	j.Run, j.Request, j.Segment = 4, 4, 1
	w.run(t, j)
	if r := w.records[1]; r.Outcome != sim.Running || r.Done != 2 || r.Held != 2 || r.Segments != 2 {
		t.Errorf("%+v; want 2 ns done in 2 pieces", r)
	}
}

// The request is that of the whole job: a run of 50 s at a request of 30 s ends at
// 30 s, in the second piece; extended, it takes three.
func TestAChainIsKilledAtItsRequest(t *testing.T) {
	for overrun, want := range []string{
		sim.OverrunKill:   "start 0 end 30 killed wait 0 held 30 done 30 segments 2",
		sim.OverrunExtend: "start 0 end 50 completed wait 0 held 50 done 50 segments 3",
	} {
		w := newWorld(nil, site("site", "UK", 1, unit.One))
		w.Overrun = sim.Overrun(overrun)
		w.run(t, british(1, 1, 0, 50, request(30), segment(20)))
		w.expect(t, map[int64]string{1: want})
	}
}

// A segment longer than the job, and a job of no time, are one piece; a segment
// too short for any work at the cluster's speed does 1 ns of it.
func TestEdgesOfSegments(t *testing.T) {
	w := newWorld(nil, site("site", "UK", 1, half))
	tiny := british(3, 1, 100, 0)
	tiny.Run, tiny.Request, tiny.Segment = 3, 3, 1
	w.run(t, british(1, 1, 0, 5, segment(10)), british(2, 1, 50, 0, segment(10)), tiny)
	w.expect(t, map[int64]string{
		1: "start 0 end 10 completed wait 0 held 10 done 5 segments 1",
		2: "start 50 end 50 completed wait 0 held 0 done 0 segments 1",
	})
	if r := w.records[3]; r.Segments != 3 || r.Held != 6 {
		t.Errorf("3 ns of work at speed 1/2: %d segments in %d ns, want 3 in 6", r.Segments, r.Held)
	}
}

// The GPU is lost while the second piece runs, and is back at 20 s. Of what was
// done since 10 s whole checkpoints of 4 s are kept. The job keeps its key of 10 s,
// so it is before job 2, of 11 s; and the piece that it starts is a whole one.
func TestInterruptedInASegment(t *testing.T) {
	for lost, want := range map[float64]map[int64]string{
		// 14 s are saved: 20–30 s, then 1 s behind job 2.
		14: {1: "start 0 end 36 completed wait 11 held 25 done 25 segments 3 restarts 1",
			2: "start 30 end 35 completed wait 19 held 5 done 5 segments 1"},
		// 10 s are saved: 20–30 s, then 5 s behind job 2.
		13: {1: "start 0 end 40 completed wait 12 held 28 done 25 segments 3 restarts 1",
			2: "start 30 end 35 completed wait 19 held 5 done 5 segments 1"},
	} {
		w := newWorld(nil, site("site", "UK", 1, unit.One, sim.Step{At: at(lost), Change: -1, Loss: sim.Requeue}, sim.Step{At: at(20), Change: +1}))
		w.run(t, british(1, 1, 0, 25, segment(10), checkpoint(4)), british(2, 1, 11, 5))
		w.expect(t, want)
	}
	// Ended for good at 17 s, it has 10 + 4 s behind it.
	w := newWorld(nil, site("site", "UK", 1, unit.One, sim.Step{At: at(17), Change: -1, Loss: sim.Kill}))
	w.run(t, british(1, 1, 0, 25, segment(10), checkpoint(4)))
	w.expect(t, map[int64]string{1: "start 0 end 17 killed wait 0 held 17 done 14 segments 2"})
}

// The GPU leaves at 30 s, as announced. From 10 s on 25 s in one piece cannot end
// by then; two of three segments can. For the third the job goes elsewhere, if
// there is a place: at speed 2 its 5 s take 2.5 s.
func TestAChainLeavesBeforeTheWall(t *testing.T) {
	wall := sim.Step{At: at(30), Change: -1, Announced: true}
	whole, chain := british(1, 1, 10, 25), british(1, 1, 10, 25, segment(10))
	w := newWorld(nil, site("site", "UK", 1, unit.One, wall))
	w.run(t, whole)
	w.expect(t, map[int64]string{1: "start - end 10 rejected wait 0 held 0 done 0: longer than any stretch of capacity"})

	w = newWorld(nil, site("site", "UK", 1, unit.One, wall))
	w.run(t, chain)
	w.expect(t, map[int64]string{1: "start 10 end 30 rejected wait 0 held 20 done 20 segments 2: its capacity is gone for good"})

	var asked []time.Duration
	w = newWorld(routed(func(c *sim.Choice) int {
		asked = append(asked, c.Job.Request)
		return c.Eligible[0]
	}), site("site", "UK", 1, unit.One, wall), site("fast", "UK", 1, unit.Ratio{Num: 2, Den: 1}))
	w.run(t, chain)
	w.expect(t, map[int64]string{1: "start 10 end 32.5 completed wait 0 held 22.5 done 25 segments 3 moves 1"})
	if got := gpuSeconds(w.records[1].H100Time); got != 25 {
		t.Errorf("%g GPU·s at speed 1, want 25", got)
	}
	if len(asked) != 2 || asked[0] != 25*time.Second || asked[1] != 5*time.Second {
		t.Errorf("the router was asked about %v, want all that is left: 25 s, then 5 s", asked)
	}
}
