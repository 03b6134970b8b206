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
// number, so tallies of disjoint sets merge without loss and in any order; but for
// the losses, which have weights and are merged apart.
type tally struct {
	outcomes [sim.Outcomes]int64 // measured jobs only, as all below to moves
	started  int64
	ended    int64 // completed or killed
	first    sim.Time
	last     sim.Time
	asked    sum128 // GPUs asked for × time held
	held     unit.GPUTime
	h100     unit.GPUTime // GPUs held × time × speed
	demanded sum128       // GPUs × run time
	useful   sum128       // GPUs × run time not lost
	onSoil   sum128       // the part of useful in the job's own bloc
	atHome   sum128       // the part of useful in its own region
	lost     sum128       // GPUs × run time that reneged and rejected jobs never did
	staged   sum128
	parts    [sim.Parts]sum128 // of all waits, in a run that asks for reasons
	segments int64
	moves    int64
	unserved sum128 // of the waits of jobs that never started, in such a run

	soils  []soilSum // by bloc; nil until a job has run
	losses []lossSum // by kind; nil until a job is lost

	warmUp int64 // jobs submitted in the warm-up
	// Of a run in which users can leave: its researchers, those who left, and GPUs × run
	// time of the jobs that these submitted after that.
	users, departed int64
	migrated        sum128

	interruptions interruptions
	bills         bills // of a run that is billed

	backlog     int64 // queued at the end, the warm-up's included
	backlogGPUs int64
}

// emptyTally is the tally of no job.
func emptyTally() tally { return tally{first: sim.Never, last: -1} }

// add counts one job.
func (t *tally) add(r *sim.Record) {
	if r.Outcome == sim.Queued {
		t.backlog++
		t.backlogGPUs += int64(r.GPUs)
	}
	if r.WarmUp {
		t.warmUp++
		return
	}
	t.outcomes[r.Outcome]++
	t.first = min(t.first, r.Submit)
	t.demanded.addProduct(uint64(r.GPUs), uint64(r.Run))
	t.staged.add(uint64(r.Staged))
	t.moves += int64(r.Moves)
	if r.Outcome == sim.Reneged || r.Outcome == sim.Rejected {
		t.lost.addProduct(uint64(r.GPUs), uint64(max(0, r.Run-r.Done)))
	}
	if r.Start == sim.Never {
		return
	}
	t.started++
	t.segments += int64(r.Segments)
	t.interruptions.add(r)
	t.asked.addProduct(uint64(r.GPUs), uint64(r.Held))
	t.held = t.held.Plus(r.GPUTime)
	t.h100 = t.h100.Plus(r.H100Time)
	t.useful.addProduct(uint64(r.GPUs), uint64(r.Done))
	if r.Soil != sim.Anywhere {
		t.onSoil.addProduct(uint64(r.GPUs), uint64(r.Done))
		if r.Soil == sim.AtHome {
			t.atHome.addProduct(uint64(r.GPUs), uint64(r.Done))
		}
	}
	if r.Outcome == sim.Completed || r.Outcome == sim.Killed {
		t.ended++
		t.last = max(t.last, r.End)
	}
}

// addParts counts why one measured job waited.
func (t *tally) addParts(r *sim.Record) {
	for p, d := range r.Parts {
		t.parts[p].add(uint64(d))
	}
	if r.Start == sim.Never {
		t.unserved.add(uint64(r.Wait))
	}
}

// waits is what is added up of the waits of started jobs, in whole numbers.
type waits struct {
	n        int64
	wait     sum128
	waitMax  time.Duration
	total    sum128 // all time without GPUs
	totalMax time.Duration
	ended    int64  // completed or killed
	slowdown sum128 // of those, in units of 10⁻⁹
}

// add counts a started job; slow is its bounded slowdown, 0 if it has not ended.
func (w *waits) add(r *sim.Record, wait time.Duration, slow uint64) {
	w.n++
	w.wait.add(uint64(wait))
	w.waitMax = max(w.waitMax, wait)
	w.total.add(uint64(r.Wait))
	w.totalMax = max(w.totalMax, r.Wait)
	if slow > 0 {
		w.ended++
		w.slowdown.add(slow)
	}
}

func (w *waits) merge(v *waits) {
	w.n += v.n
	w.wait.plus(v.wait)
	w.waitMax = max(w.waitMax, v.waitMax)
	w.total.plus(v.total)
	w.totalMax = max(w.totalMax, v.totalMax)
	w.ended += v.ended
	w.slowdown.plus(v.slowdown)
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
	t.first = min(t.first, u.first)
	t.last = max(t.last, u.last)
	t.asked.plus(u.asked)
	t.held = t.held.Plus(u.held)
	t.h100 = t.h100.Plus(u.h100)
	t.demanded.plus(u.demanded)
	t.useful.plus(u.useful)
	t.onSoil.plus(u.onSoil)
	t.atHome.plus(u.atHome)
	t.lost.plus(u.lost)
	t.staged.plus(u.staged)
	for p := range t.parts {
		t.parts[p].plus(u.parts[p])
	}
	t.unserved.plus(u.unserved)
	t.mergeSoils(u)
	t.segments += u.segments
	t.moves += u.moves
	t.warmUp += u.warmUp
	t.backlog += u.backlog
	t.backlogGPUs += u.backlogGPUs
	t.interruptions.merge(&u.interruptions)
	t.bills.merge(&u.bills)
	t.users += u.users
	t.departed += u.departed
	t.migrated.plus(u.migrated)
}
