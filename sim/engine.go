package sim

import (
	"context"
	"fmt"
	"time"

	"sovsim/sim/eventq"
	"sovsim/sim/unit"
)

// The order in which the events of one instant are applied. Arrivals come
// from the source, not from the heap, between staging and withdrawals.
const (
	rankFinish uint8 = iota
	rankRise
	rankFall
	rankArrival
	rankWithdraw
	rankTooLate
	rankWake
)

// engine is the state of one run.
type engine struct {
	model  *Model
	in     Input
	router Router

	now    Time
	events eventq.Queue
	// stale counts events in the heap that no longer mean anything.
	stale int

	// views and jobs are the job table: what policies may see, and the rest.
	views []JobView
	jobs  []jobState
	free  []Slot
	// gone holds the slots of jobs that left in this round: policies still
	// see them as ended, so they are free only after the passes.
	gone []Slot

	sites []site
	// eligible is scratch for routing, planner for waits by a plan.
	eligible []int
	planner  planner

	next    Job // the one future arrival
	pending bool
	seq     int64
	wakes   int64
	result  Result
	// record and state are lent to observers.
	record Record
	state  State
}

// jobState is what the engine knows of a live job beyond its view.
type jobState struct {
	// gen counts the job's starts and stops over all lives of the slot; an
	// event that carries another gen is stale.
	gen   uint32
	phase phase
	// killed: the run time exceeds the request, which is where the job ends.
	killed bool
	warmUp bool
	// timed: an event waits for the moment from which the queued job can never
	// run.
	timed bool

	cluster, group int32
	perNode, last  int32
	// position is a running job's index in its site's list.
	position int32
	restarts int32
	nodes    []int32

	run, request           time.Duration // as submitted, after the overrun rule
	left                   time.Duration // run time to go at speed 1
	patience, checkpoint   time.Duration
	firstStart, start, end Time
	held                   time.Duration
	heldGPUs               int64
	gpuTime                unit.GPUTime
}

type phase uint8

const (
	phaseFree phase = iota
	phaseQueued
	phaseRunning
)

// Run simulates one model with one input until the horizon or, without one,
// until no event is left. Its result is complete only when the error is nil.
// It polls ctx and returns its error soon after it is cancelled; a policy whose
// plan does not hold, a source that fails and a clock that passes MaxTime are
// errors too.
func Run(ctx context.Context, m *Model, in Input) (Result, error) {
	e := &engine{model: m, in: in}
	if err := e.open(); err != nil {
		return e.result, err
	}
	for round := 0; ; round++ {
		if round&1023 == 0 && ctx.Err() != nil {
			return e.result, ctx.Err()
		}
		t := e.nextTime()
		if t != e.now || round == 0 {
			e.showStates(false)
		}
		if t > MaxTime && (t < m.Horizon || m.Horizon == Never && e.busy()) {
			return e.result, fmt.Errorf("the run passes %v years after its epoch, the end of its clock", int64(MaxTime)/1e9/3600/24/365)
		}
		if t >= m.Horizon || m.Horizon == Never && e.idle() {
			break
		}
		e.now = t
		if err := e.round(); err != nil {
			return e.result, err
		}
	}
	e.close()
	return e.result, nil
}

// busy tells that a job holds GPUs.
func (e *engine) busy() bool {
	for i := range e.sites {
		if len(e.sites[i].running) > 0 {
			return true
		}
	}
	return false
}

// idle tells that every job has come and gone. What the heap still holds then
// (a wake-up that nothing waits for, a later step of capacity) is not waited
// for in a run without a horizon.
func (e *engine) idle() bool { return !e.pending && len(e.free) == len(e.jobs) }

// nextTime is the time of the next event; Never if there is none.
func (e *engine) nextTime() Time {
	t := Never
	if e.events.Len() > 0 {
		t = Time(e.events.Peek().Time)
	}
	if e.pending && e.next.Submit < t {
		t = e.next.Submit
	}
	return t
}

// round applies what happens at this instant so far and makes one pass for
// each affected cluster. What the passes cause at the same instant (the end of
// a zero-length job) is for another round.
func (e *engine) round() error {
	for e.events.Len() > 0 && Time(e.events.Peek().Time) == e.now && e.events.Peek().Rank() < rankArrival {
		e.apply(e.events.Pop())
	}
	for e.pending && e.next.Submit == e.now {
		if err := e.arrive(); err != nil {
			return err
		}
	}
	for e.events.Len() > 0 && Time(e.events.Peek().Time) == e.now {
		e.apply(e.events.Pop())
	}
	for i := range e.sites {
		if s := &e.sites[i]; s.affected {
			if err := e.pass(s); err != nil {
				return err
			}
		}
	}
	for _, slot := range e.gone {
		e.release(slot)
	}
	e.gone = e.gone[:0]
	if e.stale > 1024 && e.stale > e.events.Len()/2 {
		e.events.Filter(e.meansSomething)
		e.stale = 0
	}
	return nil
}

// apply makes one event of the heap happen.
func (e *engine) apply(ev eventq.Event) {
	e.result.Events++
	if !e.meansSomething(&ev) {
		e.stale = max(0, e.stale-1)
		return
	}
	switch ev.Rank() {
	case rankFinish:
		outcome := Completed
		if e.jobs[ev.Who].killed {
			outcome = Killed
		}
		e.stop(Slot(ev.Who))
		e.leave(Slot(ev.Who), outcome, NoReason)
	case rankRise, rankFall:
		e.step(&e.sites[ev.Who])
	case rankWithdraw:
		e.unqueue(Slot(ev.Who))
		e.leave(Slot(ev.Who), Reneged, NoReason)
	case rankTooLate:
		slot := Slot(ev.Who)
		e.jobs[slot].timed = false
		if s := &e.sites[e.jobs[slot].cluster]; s.timeline.everFits(&e.views[slot], e.now) != NoReason {
			e.giveUp(s, slot)
		}
	case rankWake:
		s := &e.sites[ev.Who]
		s.affected, s.wake = true, Never
	}
}

// meansSomething tells whether an event still holds: its job has not started,
// stopped or left since it was pushed, its wake-up has not been moved.
func (e *engine) meansSomething(ev *eventq.Event) bool {
	switch ev.Rank() {
	case rankFinish, rankWithdraw, rankTooLate:
		return e.jobs[ev.Who].gen == ev.Gen
	case rankWake:
		return e.sites[ev.Who].wake == Time(ev.Time)
	}
	return true
}

// open checks the model and puts the first events into the heap.
func (e *engine) open() error {
	m := e.model
	if len(m.Clusters) == 0 {
		return fmt.Errorf("a run needs at least one cluster")
	}
	if e.in.Directory == nil {
		e.in.Directory = new(Directory)
	}
	if m.NewRouter != nil {
		e.router = m.NewRouter()
	} else if len(m.Clusters) > 1 {
		return fmt.Errorf("a run with several clusters needs a routing policy")
	}
	e.sites = make([]site, len(m.Clusters))
	for i := range m.Clusters {
		if err := e.sites[i].open(i, &m.Clusters[i], e.in.Directory); err != nil {
			return fmt.Errorf("cluster %s: %w", m.Clusters[i].Name, err)
		}
		e.pushStep(&e.sites[i])
	}
	return e.fetch()
}

// fetch takes the next arrival from the source.
func (e *engine) fetch() error {
	before := e.next.Submit
	ok, err := e.in.Source.Next(&e.next)
	if err != nil {
		return err
	}
	e.pending = ok
	switch j := &e.next; {
	case !ok:
	case j.Submit < before || j.Submit < 0:
		return fmt.Errorf("job %d is submitted at %v, before the job that precedes it or the epoch", j.ID, time.Duration(j.Submit))
	case j.GPUs < 1 || j.GPUs > 1<<30 || j.Nodes < 0 || j.Nodes > 0 && j.GPUs%j.Nodes != 0:
		return fmt.Errorf("job %d asks for %d GPUs on %d nodes, which is no shape", j.ID, j.GPUs, j.Nodes)
	case j.Run < 0 || j.Request < 0 || j.Patience < 0 || j.Checkpoint < 0:
		return fmt.Errorf("job %d has a negative duration", j.ID)
	}
	return nil
}

// close tells the stories of the jobs that are still there, in source order.
func (e *engine) close() {
	end := e.now
	if e.model.Horizon != Never {
		end = e.model.Horizon
	}
	e.now, e.result.End = end, end
	e.showStates(true)
	for _, p := range []phase{phaseRunning, phaseQueued} {
		for _, slot := range e.inSourceOrder(p) {
			if p == phaseRunning {
				e.hold(slot)
				e.tell(slot, Running, NoReason)
			} else {
				e.tell(slot, Queued, NoReason)
			}
		}
	}
}
