package sim

import (
	"context"
	"time"

	"sovsim/sim/eventq"
	"sovsim/sim/rng"
	"sovsim/sim/unit"
)

// The order in which the events of one instant are applied. Arrivals come
// from the source, not from the heap, between staging and withdrawals.
const (
	rankRefill uint8 = iota
	rankFinish
	rankJobFails
	rankNodeFails
	rankRise
	rankRepair
	rankReopen
	rankFall
	rankClose
	rankStaged
	rankArrival
	rankWithdraw
	rankTooLate
	rankReroute
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

	sites  []site
	ground ground
	rules  *rules // what clusters ask of jobs; as the books
	// affected are the clusters of which a pass is due in this round, moved those
	// of which observers are to be told at the end of the instant.
	affected, moved siteSet
	preemption
	// reroute is the model's RerouteAfter where there is a choice, else 0.
	reroute time.Duration
	// room is the room of each cluster's timeline, made anew with each of its
	// steps: most jobs need no closer look.
	room []int
	// eligible, choice and asked are scratch for routing, planner for waits by
	// a plan.
	eligible []int
	masks    []uint64 // by cluster, of the last job that was routed; see Choice.mask
	choice   Choice
	asked    Job
	planner  planner
	// families are the streams that routings draw from, past the loads that they
	// see if they hear of them late.
	families map[drawer]rng.Family
	past     past

	// newcomers are the jobs of this round that have no place yet in a queue with a
	// limit, refusals the clusters that have turned some away; away is scratch.
	newcomers, away []newcomer
	refusals        []refusal

	next    Job // the one future arrival
	pending bool
	seq     int64
	wakes   int64
	result  Result
	// The books. One that the run does not need is nil, and its methods then do
	// nothing, so that nobody has to ask.
	why     *reasons // why jobs wait, if the model asks
	leavers *leavers // users who may leave
	meter   *meter   // energy and money
	holds   *holds   // budgets and closures
	upkeep  *upkeep  // checkpoints with costs, and what interruptions undo
	hazards *hazards // nodes that fail
	// record and state are lent to observers.
	record Record
	state  State
}

// jobState is what the engine knows of a live job beyond its view.
//
// At the end of each instant this is true, and a test holds it against the table
// after every instant of random worlds:
//
//	staging  start and end are when the data left and arrive; the heap has the
//	         arrival under gen; the cluster counts the job in staging
//	queued   the view has the key; the cluster counts the job in queued, and its
//	         policy knows of it or will in the next pass; tooLate, if not 0, is in the
//	         heap under gen
//	blocked  it is in one line, under gen, and counts in blocked at its cluster
//	running  start and end are the last start and its requested end; group, perNode,
//	         last, nodes and heldGPUs are what it holds; site.running[position] is the
//	         job; the heap has its end, or a failure before that, under gen
//	empty    the slot is in engine.free
//
// No job is between or gone. The work that a cluster expects is that of the jobs
// that are staging or queued there, and no job counts anywhere else.
type jobState struct {
	// gen counts the phases that the slot's jobs have left: what was pushed for an
	// earlier one is stale.
	gen   uint32
	phase phase
	// killed: the run time exceeds the request, which is where the job ends.
	killed bool
	warmUp bool
	// interrupted: the next start resumes an interrupted piece; byPolicy: one that the
	// policy stopped.
	interrupted, byPolicy bool
	// pays: its checkpoints have costs, which upkeep knows.
	pays      bool
	residency Residency
	// timers counts the times at which the job was due to be routed again.
	timers   uint8
	segments int32

	cluster, group int32
	perNode, last  int32
	// position is a running job's index in its site's list.
	position int32
	restarts int32
	// policyRestarts is how many of the restarts came after a stop by the policy.
	policyRestarts         int32
	left                   time.Duration // run time to go at speed 1
	firstStart, start, end Time
	// tooLate is the moment from which the queued job can never run, where an event
	// waits for it; 0 where none does.
	tooLate Time
	// startsElsewhere is how often the job had started before it was sent to its
	// cluster.
	startsElsewhere int32
	held            time.Duration
	heldGPUs        int64
	gpuTime         unit.GPUTime
	patience        time.Duration
	nodes           []int32

	run, request        time.Duration // as submitted, after the overrun rule
	checkpoint, segment time.Duration
	bytes               int64
	staged              time.Duration
	// speedUp is what H100 time has more, or less, than GPU time.
	speedUp unit.GPUTime
	moves   int32
	// routings counts how often the router was asked.
	routings int32
	// number and trace are the job's name, of which its draws are found.
	number int64
	trace  int32
	// fullSize is the job's size before a scale divided it; 0 if none did.
	fullSize int32
	// origin is the home region at which its source has it; the view has that of
	// its user, who may have left.
	origin int32
	// name is what the job is called where that is no number.
	name string
}

// Run simulates one model with one input until the horizon or, without one,
// until no event is left. Its result is complete only when the error is nil.
// It polls ctx and returns its error soon after it is cancelled; a policy whose
// plan does not hold, a source that fails and a clock that passes MaxTime are
// errors too.
func Run(ctx context.Context, m *Model, in Input) (Result, error) {
	e := &engine{model: m, in: in}
	err := e.simulate(ctx, nil)
	return e.result, err
}

// simulate is Run for an engine that is still closed. after, if it is not nil, is called
// at the end of each instant.
func (e *engine) simulate(ctx context.Context, after func()) (err error) {
	defer endImpossible(&err)
	if err := e.open(); err != nil {
		return err
	}
	m := e.model
	for round := 0; ; round++ {
		if round&1023 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		t := e.nextTime()
		if t != e.now || round == 0 {
			e.showStates()
			if after != nil {
				after()
			}
		}
		if t > MaxTime && (t < m.Horizon || m.Horizon == Never && e.busy()) {
			return e.clockEnded()
		}
		if t >= m.Horizon || m.Horizon == Never && e.idle() {
			break
		}
		e.now = t
		if err := e.round(); err != nil {
			return err
		}
	}
	e.close()
	return nil
}

// busy reports whether a job holds GPUs.
func (e *engine) busy() bool {
	for i := range e.sites {
		if len(e.sites[i].running) > 0 {
			return true
		}
	}
	return false
}

// idle reports whether every job has come and gone. What the heap still holds then
// (a wake-up that nothing waits for, a later step of capacity) is not waited
// for in a run without a horizon.
func (e *engine) idle() bool { return !e.pending && len(e.free) == len(e.jobs) }

// nextTime is the time of the next event; Never if there is none.
func (e *engine) nextTime() Time {
	if e.again {
		return e.now
	}
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
	if e.again {
		e.again, e.affected, e.later = false, e.later, e.affected
	}
	if e.past.delay > 0 && e.now >= e.past.due {
		e.past.look(e.now, e.sites)
	}
	e.leavers.upTo(e.now)
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
	if err := e.passes(); err != nil {
		return err
	}
	if !e.again { // else a pass of this instant is to show some of them
		for _, slot := range e.gone {
			e.release(slot)
		}
		e.gone = e.gone[:0]
	}
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
	case rankRefill:
		e.holds.budgets.refill()
	case rankReopen:
		e.holds.closures.end(int(ev.Who))
	case rankClose:
		e.holds.closures.begin(int(ev.Who))
	case rankFinish:
		e.finish(Slot(ev.Who))
	case rankJobFails:
		e.jobFails(Slot(ev.Who))
	case rankNodeFails:
		e.nodeFails(ev.Who)
	case rankRepair:
		e.repair(ev.Who, int(ev.Gen))
	case rankRise, rankFall:
		e.step(&e.sites[ev.Who])
	case rankStaged:
		e.staged(Slot(ev.Who))
	case rankWithdraw:
		e.withdraw(Slot(ev.Who))
	case rankTooLate:
		slot := Slot(ev.Who)
		e.jobs[slot].tooLate = 0
		if s := &e.sites[e.jobs[slot].cluster]; s.timeline.everFits(&e.views[slot], e.now) != NoReason {
			e.giveUp(slot)
		}
	case rankReroute:
		e.reconsider(Slot(ev.Who))
	case rankWake:
		s := &e.sites[ev.Who]
		e.affected.add(s.index)
		s.wake = Never
	}
}

// meansSomething reports whether an event still holds: its job has not started,
// stopped, moved or left since it was pushed; of a withdrawal or a re-routing,
// which outlast a move: it has not started or left; a wake-up, or the moment from
// which a job can never run, has not been moved.
func (e *engine) meansSomething(ev *eventq.Event) bool {
	switch ev.Rank() {
	case rankFinish, rankJobFails, rankStaged:
		return e.jobs[ev.Who].gen == ev.Gen
	case rankTooLate:
		j := &e.jobs[ev.Who]
		return j.gen == ev.Gen && j.tooLate == Time(ev.Time)
	case rankWithdraw, rankReroute:
		j := &e.jobs[ev.Who]
		return j.phase.waits() && e.views[ev.Who].Seq == ev.Seq() && j.firstStart == Never
	case rankWake:
		return e.sites[ev.Who].wake == Time(ev.Time)
	}
	return true
}
