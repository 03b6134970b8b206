package sim

import (
	"slices"
	"time"

	"sovsim/sim/eventq"
)

// route chooses a cluster for a job among those that can ever run it and on
// whose soil and by whose rules it may run, without the one at index except; −1 and the reason if
// there is none.
func (e *engine) route(slot Slot, except int) (int, Reason) {
	if why := e.findEligible(slot, except, false); why != NoReason {
		return -1, why
	}
	if e.router == nil {
		return e.eligible[0], NoReason
	}
	if to := e.ask(slot, -1); to >= 0 {
		return to, NoReason
	}
	return -1, NoHome
}

// ask asks the router for one of the eligible clusters; −1 if it allows none.
func (e *engine) ask(slot Slot, current int) int {
	v, j := &e.views[slot], &e.jobs[slot]
	j.routings++
	e.asked = Job{ID: v.ID, Name: j.name, Number: j.number, Trace: j.trace, User: v.User, Project: v.Project, Class: v.Class, Region: v.Region, Residency: j.residency,
		GPUs: v.GPUs, FullSize: int(j.fullSize), Nodes: v.Nodes, Submit: v.Submit, Request: j.request - j.saved(), Segment: j.segment, Bytes: j.bytes}
	e.choice = Choice{Now: e.now, Job: &e.asked, Eligible: e.eligible, Current: current, e: e, slot: slot, home: e.ground.place(v.Region)}
	if to := e.router.Route(&e.choice); slices.Contains(e.eligible, to) {
		return to
	}
	return -1
}

// giveUp takes a job out of a queue in which it can never run.
func (e *engine) giveUp(slot Slot) {
	e.unqueue(slot)
	e.displace(slot)
}

// displace routes a job that has lost its place, or else rejects it.
func (e *engine) displace(slot Slot) { e.displaceFor(slot, CapacityGone) }

// displaceFor is displace with the reason of a rejection.
func (e *engine) displaceFor(slot Slot, why Reason) {
	j := &e.jobs[slot]
	to, _ := e.route(slot, int(j.cluster))
	if to < 0 {
		e.reject(slot, why)
		return
	}
	j.moves++
	e.visit(slot, to, why)
}

// reject ends the story of a job that had been sent to a cluster.
func (e *engine) reject(slot Slot, why Reason) {
	e.leave(slot, Rejected, why)
	if j := &e.jobs[slot]; j.firstStart == Never {
		e.dropTimers(j)
	}
}

// setTimer arms the next moment at which the job is routed again if it has not
// started by then: the k-th, from 1, is (2^k − 1) × RerouteAfter after its
// submission, so that each interval is twice the one before.
func (e *engine) setTimer(slot Slot) {
	v, j := &e.views[slot], &e.jobs[slot]
	if e.reroute == 0 || j.timers >= MaxReroutes {
		return
	}
	k := j.timers + 1
	if int64(e.reroute) > int64(MaxTime)>>k {
		j.timers = MaxReroutes
		return
	}
	after := e.reroute * time.Duration(int64(1)<<k-1)
	timer := eventq.New(int64(v.Submit.Add(after)), rankReroute, v.Seq, int32(slot), 0)
	if k == 1 {
		e.events.Append(timer) // set on arrival, so in the order of arrivals
		return
	}
	e.events.Push(timer)
}

// dropTimers counts what a first start makes of the job's events.
func (e *engine) dropTimers(j *jobState) {
	if j.patience > 0 {
		e.stale++ // its withdrawal
	}
	if e.timerAhead(j) {
		e.stale++
	}
}

// timerAhead reports whether the heap holds a moment at which the job, unless it
// has started, is routed again.
func (e *engine) timerAhead(j *jobState) bool { return e.reroute > 0 && j.timers < MaxReroutes }

// reconsider routes a queued job again. It keeps its place unless the router
// chooses another cluster. A job whose data are on their way is left alone.
func (e *engine) reconsider(slot Slot) {
	j := &e.jobs[slot]
	j.timers++
	e.setTimer(slot)
	if j.phase == phaseBlocked {
		e.holds.move(slot) // where it may start now, or it stays
		return
	}
	if j.phase != phaseQueued || e.findEligible(slot, -1, true) != NoReason {
		return
	}
	from := int(j.cluster)
	current, stays := e.holds.current(from)
	if stays {
		return
	}
	if to := e.ask(slot, current); to >= 0 && to != from {
		e.unqueue(slot)
		j.moves++
		e.send(slot, to)
	}
}
