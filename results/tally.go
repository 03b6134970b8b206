package results

import (
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// Tau is the bound of the bounded slowdown: run times below it count as it, so
// that a job of a second that waits a minute does not outweigh all others
// (Feitelson et al., "Theory and Practice in Parallel Job Scheduling", 1997).
const Tau = 10 * time.Second

// tally is what is counted of a set of jobs. Everything in it is a whole
// number, so tallies of disjoint sets merge without loss and in any order.
type tally struct {
	outcomes [sim.Outcomes]int64 // measured jobs only, as all below to held
	started  int64
	ended    int64 // completed or killed
	wait     sum128
	waitMax  time.Duration
	total    sum128 // all time without GPUs, of the started jobs
	totalMax time.Duration
	slowdown sum128 // of the ended jobs, in units of 10⁻⁹
	first    sim.Time
	last     sim.Time
	asked    unit.GPUTime // GPUs asked for × time held
	held     unit.GPUTime

	warmUp      int64 // jobs submitted in the warm-up
	backlog     int64 // queued at the end, the warm-up's included
	backlogGPUs int64
}

// emptyTally is the tally of no job.
func emptyTally() tally { return tally{first: sim.Never, last: -1} }

// add counts one job and reports its first wait if it has one that counts.
func (t *tally) add(r *sim.Record) (wait time.Duration, counts bool) {
	if r.Outcome == sim.Queued {
		t.backlog++
		t.backlogGPUs += int64(r.GPUs)
	}
	if r.WarmUp {
		t.warmUp++
		return 0, false
	}
	t.outcomes[r.Outcome]++
	t.first = min(t.first, r.Submit)
	if r.Start == sim.Never {
		return 0, false
	}
	wait = r.Start.Sub(r.Submit)
	t.started++
	t.wait.add(uint64(wait))
	t.waitMax = max(t.waitMax, wait)
	t.total.add(uint64(r.Wait))
	t.totalMax = max(t.totalMax, r.Wait)
	t.asked.Add(int64(r.GPUs), r.Held)
	t.held = t.held.Plus(r.GPUTime)
	if r.Outcome == sim.Completed || r.Outcome == sim.Killed {
		t.ended++
		t.last = max(t.last, r.End)
		t.slowdown.add(slowdown(wait, r.Held))
	}
	return wait, true
}

// slowdown is the bounded slowdown, max(1, (wait + run) ÷ max(run, τ)), in
// units of 10⁻⁹. Rounding each to a whole number of units makes their sum the
// same in any order. The largest is (2⁶³ ÷ 10¹⁰)·10⁹, which fits.
func slowdown(wait, run time.Duration) uint64 {
	return max(slowdownOne, uint64((float64(wait)+float64(run))/float64(max(run, Tau))*slowdownOne+0.5))
}

// slowdownOne is the number of units that make a slowdown of 1.
const slowdownOne = 1_000_000_000

// merge adds what u counted of other jobs.
func (t *tally) merge(u *tally) {
	for i := range t.outcomes {
		t.outcomes[i] += u.outcomes[i]
	}
	t.started += u.started
	t.ended += u.ended
	t.wait.plus(u.wait)
	t.waitMax = max(t.waitMax, u.waitMax)
	t.total.plus(u.total)
	t.totalMax = max(t.totalMax, u.totalMax)
	t.slowdown.plus(u.slowdown)
	t.first = min(t.first, u.first)
	t.last = max(t.last, u.last)
	t.asked = t.asked.Plus(u.asked)
	t.held = t.held.Plus(u.held)
	t.warmUp += u.warmUp
	t.backlog += u.backlog
	t.backlogGPUs += u.backlogGPUs
}
