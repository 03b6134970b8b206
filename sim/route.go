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

// findEligible lists the clusters that a job may join, or says why there is
// none. What firm says is said at full.
func (e *engine) findEligible(slot Slot, except int, firm bool) Reason {
	v, j := &e.views[slot], &e.jobs[slot]
	home := e.ground.place(v.Region)
	e.eligible = e.eligible[:0]
	why := TooLarge
	for i := range e.sites {
		if i == except {
			continue
		}
		fits := NoReason
		if e.masks != nil && e.sites[i].members != nil {
			e.masks[i], fits = e.usable(slot, i, home)
		} else if v.Nodes > 0 || v.GPUs > e.room[i] {
			fits = e.everFits(slot, i)
		}
		switch {
		case fits != NoReason:
		case home.soil[i] < j.residency:
			fits = NotResident
		case e.rules != nil:
			if fits = e.forbids(slot, i, home); fits == NoReason && e.full(slot, i, firm) {
				fits = QueueFull
			}
		}
		if fits == NoReason && e.holds != nil {
			fits = e.holds.bars(slot, i)
		}
		if fits == NoReason {
			e.eligible = append(e.eligible, i)
		}
		// The reason is that of the cluster at which the job came furthest; what
		// is asked later has the larger number.
		why = max(why, fits)
	}
	if e.holds != nil {
		e.holds.fallBack()
	}
	if len(e.eligible) > 0 {
		return NoReason
	}
	return why
}

// everFits tells why a cluster can never run a job that might be sent there.
func (e *engine) everFits(slot Slot, cluster int) Reason {
	v, s := &e.views[slot], &e.sites[cluster]
	// A chain asks each cluster for another piece; the view is put back after.
	request, groups := v.Request, v.Groups
	v.Groups = 0 // those of another cluster
	if j := &e.jobs[slot]; j.segment > 0 || j.pays {
		v.Request = e.piece(slot, s, 0)
	}
	why := s.timeline.everFits(v, e.now)
	v.Request, v.Groups = request, groups
	return why
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

// Load is the load of the cluster with that index at this instant or, for a
// router that hears of loads late, at an earlier one. It is computed when it is
// asked for, in constant time.
func (c *Choice) Load(cluster int) Load {
	var l Load
	c.Look(cluster, &l)
	return l
}

// Look fills l with the load of a cluster: Load without copies, for a router
// that looks at many.
func (c *Choice) Look(cluster int, l *Load) {
	s, now := &c.e.sites[cluster].load, c.Now
	counted := cluster == c.Current // the job itself
	if p := &c.e.past; p.delay > 0 {
		s, now = &p.loads[cluster], p.asOf
		counted = counted && c.e.views[c.slot].Joined.Add(-c.Staging(cluster)) < now // when it was sent there
	}
	l.Region, l.Soil = s.region, c.home.soil[cluster]
	gpus, inUse, draining, runningGPUs, runningEnds := s.gpus, s.inUse, s.draining, s.runningGPUs, s.runningEnds
	if p := c.e.sites[cluster].members; p != nil {
		region, soil := c.e.sites[cluster].nearest(c.home, c.e.masks[cluster])
		l.Region, l.Soil = c.e.in.Directory.Regions.ID(region), soil
		m := p.within(c.e.past.members(cluster, p), c.e.masks[cluster])
		gpus, inUse, draining, runningGPUs, runningEnds = m.gpus, m.inUse, m.draining, m.inUse, m.runningEnds
	}
	l.Capacity, l.Free = gpus, max(0, gpus-(inUse-draining))
	l.Jobs, l.QueuedGPUs = s.queued+s.staging, s.queuedGPUs+s.stagingGPUs
	work, running := s.queuedWork, runningEnds
	if counted {
		v := &c.e.views[c.slot]
		work.Add(-int64(v.GPUs), c.e.sites[cluster].workTime(v.Request))
		l.Jobs, l.QueuedGPUs = l.Jobs-1, l.QueuedGPUs-int64(v.GPUs)
	}
	running.Add(-runningGPUs, time.Duration(now))
	l.Queued, l.Running = work.Nanos(), running.Nanos()
	l.Staging = c.Staging(cluster)
}

// Staging is how long the job's data would be on their way to the cluster with
// that index: the Staging of its Load, without the rest.
func (c *Choice) Staging(cluster int) time.Duration {
	// Most clusters have the rate of the one asked for before.
	if rate := c.rateOf(cluster); rate != c.rate {
		c.rate, c.transfer = rate, transferTime(c.Job.Bytes, rate)
	}
	return c.transfer
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
	if e.holds != nil && e.holds.reconsider(slot) {
		return
	}
	if j.phase != phaseQueued || e.findEligible(slot, -1, true) != NoReason {
		return
	}
	from := int(j.cluster)
	current := from
	if e.holds != nil {
		stays := false
		if current, stays = e.holds.current(from); stays {
			return
		}
	}
	if to := e.ask(slot, current); to >= 0 && to != from {
		e.unqueue(slot)
		j.moves++
		e.send(slot, to)
	}
}
