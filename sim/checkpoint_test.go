package sim_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/sim/unit"
)

func saves(r sim.Rule) func(*sim.Job) { return func(j *sim.Job) { j.Rule = r } }

// costs are the times of a write and of a restart, in seconds.
func costs(write, restart float64) func(*sim.Job) {
	return func(j *sim.Job) {
		j.Write, j.Restart = time.Duration(write*1e9), time.Duration(restart*1e9)
	}
}

// The example of Interval, and the ends of its range.
func TestIntervalsByHand(t *testing.T) {
	for _, c := range []struct {
		rule    sim.Rule
		w, mtbf float64 // minutes
		want    float64
	}{
		{sim.Young, 5, 108, 32.8634}, {sim.Daly, 5, 108, 29.6145}, {sim.Exact, 5, 108, 29.6180},
		// a = 2: young 2M, daly M by its second case; exact 1 + W(−e⁻³) with W = −0.05247.
		{sim.Young, 20, 10, 20}, {sim.Daly, 20, 10, 10}, {sim.Exact, 20, 10, 9.47531},
		{sim.Given, 5, 108, 0}, {sim.Young, 0, 108, 0}, {sim.Daly, 5, 0, 0}, {sim.Exact, 5, 0, 0},
	} {
		got := c.rule.Interval(time.Duration(c.w*6e10), time.Duration(c.mtbf*6e10)).Minutes()
		if math.Abs(got-c.want) > 1e-4 {
			t.Errorf("%v at w = %v and M = %v min: %.5f min, want %.5f", c.rule, c.w, c.mtbf, got, c.want)
		}
	}
}

// expected is the mean time that work with so much between two checkpoints takes for
// each unit of it: (e^((τ+w)/M) − 1) ÷ τ, in units of M.
func expected(tau, w, m time.Duration) float64 {
	return math.Expm1(float64(tau+w)/float64(m)) / (float64(tau) / float64(m))
}

// No interval beats the exact one; Daly's is nearly as good, Young's worse, and
// in that order while a write is short beside the time between failures.
func TestNoIntervalBeatsTheExactOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := time.Duration(rapid.Int64Range(1e12, 1e17).Draw(t, "mtbf"))
		a := math.Exp(rapid.Float64Range(math.Log(1e-6), math.Log(5)).Draw(t, "log a"))
		w := max(1000, time.Duration(a*float64(m)))
		tau := sim.Exact.Interval(w, m)
		least := expected(tau, w, m)
		for _, k := range []float64{0.5, 0.9, 0.99, 1.01, 1.1, 2} {
			if other := expected(time.Duration(k*float64(tau)), w, m); other < least {
				t.Fatalf("w %v, M %v: %v takes %.12f, %v times as long an interval %.12f", w, m, tau, least, k, other)
			}
		}
		daly, young := expected(sim.Daly.Interval(w, m), w, m), expected(sim.Young.Interval(w, m), w, m)
		if daly < least*(1-1e-12) || young < least*(1-1e-12) || a > 1e-4 && a < 0.5 && daly > young {
			t.Fatalf("w %v, M %v: exact %.12f, daly %.12f, young %.12f", w, m, least, daly, young)
		}
	})
}

// A job of 100 s saves its work every 10 s, which takes 1 s; a restart takes 5 s.
// At 25 s all GPUs are gone until 30 s. It has then held them for two intervals
// with a write each and 3 s more, which are lost. Of the 80 s left 70 end in a
// write: 5 + 80 + 7 = 92 s from 30 s on.
func TestCostsOfCheckpointsByHand(t *testing.T) {
	gone := func(at, until float64) []sim.Step {
		return []sim.Step{{At: sim.Time(at * 1e9), Change: -4, Loss: sim.Requeue}, {At: sim.Time(until * 1e9), Change: 4}}
	}
	for _, c := range []struct {
		name              string
		steps             []sim.Step
		speed             unit.Ratio
		job               homed
		want              string
		overhead, lostFor float64
	}{
		{"as above", gone(25, 30), unit.One, british(1, 4, 0, 100, checkpoint(10), costs(1, 5)),
			"start 0 end 122 completed wait 5 held 117 done 100 segments 1 restarts 1", 14, 3},
		{"in a write, which does not count", gone(10.5, 30), unit.One, british(1, 4, 0, 20, checkpoint(10), costs(1, 5)),
			"start 0 end 56 completed wait 19.5 held 36.5 done 20 segments 1 restarts 1", 0.5 + 6, 10},
		{"at the end of a write", gone(11, 30), unit.One, british(1, 4, 0, 20, checkpoint(10), costs(1, 5)),
			"start 0 end 45 completed wait 19 held 26 done 20 segments 1 restarts 1", 1 + 5, 0},
		{"in the restart", append(gone(25, 30), gone(33, 40)...), unit.One, british(1, 4, 0, 100, checkpoint(10), costs(1, 5)),
			"start 0 end 132 completed wait 12 held 120 done 100 segments 1 restarts 2", 2 + 3 + 12, 3},
		{"without an interval all is lost", gone(25, 30), unit.One, british(1, 4, 0, 40, costs(1, 5)),
			"start 0 end 75 completed wait 5 held 70 done 40 segments 1 restarts 1", 5, 25},
		{"without costs", gone(25, 30), unit.One, british(1, 4, 0, 100, checkpoint(10)),
			"start 0 end 110 completed wait 5 held 105 done 100 segments 1 restarts 1", 0, 5},
		// Two intervals of 10 s take 40 s, but a write is as long as ever.
		{"at half the speed", nil, half, british(1, 4, 0, 20, checkpoint(10), costs(1, 5)),
			"start 0 end 41 completed wait 0 held 41 done 20 segments 1", 1, 0},
		{"no write at the end", nil, unit.One, british(1, 4, 0, 10, checkpoint(10), costs(1, 5)),
			"start 0 end 10 completed wait 0 held 10 done 10 segments 1", 0, 0},
		{"killed at its request", nil, unit.One, british(1, 4, 0, 100, request(30), checkpoint(10), costs(1, 5)),
			"start 0 end 32 killed wait 0 held 32 done 30 segments 1", 2, 0},
		// Pieces of 30 s hold 27 + 3 writes, restart 2 + 25 + 3 writes, restart 2 + 8.
		{"in segments", nil, unit.One, british(1, 4, 0, 60, checkpoint(10), costs(1, 2), segment(30)),
			"start 0 end 70 completed wait 0 held 70 done 60 segments 3", 3 + 5 + 2, 0},
		// Only the ends of segments are saved: 29, then 2 + 27 + 1, then 2 + 4.
		{"saved by segments alone", gone(35, 36), unit.One, british(1, 4, 0, 60, costs(1, 2), segment(30)),
			"start 0 end 72 completed wait 1 held 71 done 60 segments 3 restarts 1", 1 + 2 + 3 + 2, 3},
		// A rule without failures writes nothing.
		{"young on a machine that never fails", nil, unit.One, british(1, 4, 0, 60, saves(sim.Young), costs(1, 2)),
			"start 0 end 60 completed wait 0 held 60 done 60 segments 1", 0, 0},
	} {
		w := newWorld(nil, site("site", "UK", 4, c.speed, c.steps...))
		w.run(t, c.job)
		r := w.records[1]
		if got := told(r); got != c.want || r.Overhead.Seconds() != c.overhead || r.Lost.Seconds() != c.lostFor {
			t.Errorf("%s\ngot:  %s, overhead %v, lost %v\nwant: %s, overhead %vs, lost %vs", c.name, got, r.Overhead, r.Lost, c.want, c.overhead, c.lostFor)
		}
		if a, b := gpuSeconds(r.OverheadGPUTime), gpuSeconds(r.LostGPUTime); a != 4*c.overhead || b != 4*c.lostFor {
			t.Errorf("%s: overhead %v GPU·s, lost %v GPU·s", c.name, a, b)
		}
		if r.Failures != 0 {
			t.Errorf("%s: %d failures of hardware, want none", c.name, r.Failures)
		}
	}
}

// Job 1 works for 20 s and writes for 5 in between: it holds its GPU for 25 s,
// which EASY knows. So job 3 of 23 s passes job 2, whose shadow is 25 s, and job 4
// of 24 s does not.
func TestARequestHasTheCostsInIt(t *testing.T) {
	spec, err := scheduler.Parse("easy")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		run   time.Duration
		start float64
	}{{23, 2}, {24, 26}} {
		cluster := site("site", "UK", 2, unit.One)
		cluster.PolicyName, cluster.NewPolicy = spec.Name, spec.New
		w := newWorld(nil, cluster)
		w.run(t, british(1, 1, 0, 20, checkpoint(10), costs(5, 0)), british(2, 2, 1, 1), british(3, 1, 2, c.run))
		if got := w.records[3].Start; got != at(c.start) {
			t.Errorf("a job of %d s starts at %v, want %v s", c.run, time.Duration(got), c.start)
		}
	}
}

// A segment of 30 s on a cluster that allows 3 s leaves no room beside a write and
// a restart of 1 and 2 s: the job may not use it.
func TestASegmentMustHoldMoreThanItsCosts(t *testing.T) {
	for limit, want := range map[time.Duration]sim.Outcome{3: sim.Rejected, 4: sim.Completed} {
		c := site("site", "UK", 4, unit.One)
		c.MaxTime = limit * time.Second
		w := newWorld(nil, c)
		w.run(t, british(1, 4, 0, 6, costs(1, 2), segment(30)))
		if r := w.records[1]; r.Outcome != want || want == sim.Rejected && r.Reason != sim.OverLimit {
			t.Errorf("at most %d s: %s", limit, told(r))
		}
	}
}

func TestCheckpointsThatMakeNoSense(t *testing.T) {
	for _, c := range []struct {
		change func(*sim.Job)
		want   string
	}{
		{func(j *sim.Job) { j.Rule = sim.Daly }, "job 1 finds its checkpoint interval by daly, which needs a write time and no interval"},
		{func(j *sim.Job) { j.Rule, j.Write, j.Checkpoint = sim.Young, 1, 1 }, "job 1 finds its checkpoint interval by young, which needs a write time and no interval"},
		{func(j *sim.Job) { j.Rule, j.Write = 9, 1 }, "job 1 finds its checkpoint interval by rule 9, which needs a write time and no interval"},
		{func(j *sim.Job) { j.Write = -1 }, "job 1 has a negative duration"},
		{func(j *sim.Job) { j.Restart = -1 }, "job 1 has a negative duration"},
	} {
		w := newWorld(nil, site("site", "UK", 4, unit.One))
		if err := w.try(british(1, 4, 0, 6, c.change)); fmt.Sprint(err) != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

// Costs are by the clock, and what is asked for is enough for each group: beside a
// group of speed 2, in which a write of 1 s is 2 s of work, a segment of 30 s holds 28 s of
// work at first, and after a restart of 1 s 26 s, though in the group of speed 1, where
// the job runs, there is room for more.
//
//	56.5 s: 28 + write, restart + 26 + write, restart + 2.5 = 29 + 28 + 3.5
func TestAPieceIsEnoughForEachGroup(t *testing.T) {
	for _, c := range []struct {
		run     time.Duration
		restart float64
		want    string
	}{
		{59 * time.Second, 0, "start 0 end 61 completed wait 0 held 61 done 59 segments 3"},
		{56500 * time.Millisecond, 1, "start 0 end 60.5 completed wait 0 held 60.5 done 56.5 segments 3"},
	} {
		cluster := site("site", "UK", 0, unit.One)
		cluster.Kind, cluster.Groups = sim.Nodes, []sim.Group{{Nodes: 1, GPUsPerNode: 8}, {Nodes: 1, GPUsPerNode: 1, Speed: unit.Ratio{Num: 2, Den: 1}}}
		w := newWorld(nil, cluster)
		j := british(1, 8, 0, 0, costs(1, c.restart), segment(30))
		j.Run, j.Request = c.run, c.run
		w.run(t, j)
		w.expect(t, map[int64]string{1: c.want})
	}
}

// A write of an hour after each nanosecond of work would take 650 million years: such a
// job holds its GPUs until the horizon, and the one behind it waits.
func TestWritesThatNeverEnd(t *testing.T) {
	w := newWorld(nil, site("site", "UK", 4, unit.One))
	w.Horizon = at(10_000)
	w.run(t, british(1, 4, 10, 20_000, costs(3600, 0), func(j *sim.Job) { j.Checkpoint = 1 }), british(2, 1, 20, 10))
	w.expect(t, map[int64]string{
		1: "start 10 end - running wait 0 held 9990 done 3e-09 segments 1",
		2: "start - end - queued wait 9980 held 0 done 0"})
	if r := w.records[1]; r.Overhead != 9990*time.Second-3 {
		t.Errorf("%v of overhead", r.Overhead)
	}
}
