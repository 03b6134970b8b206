package sim

import (
	"cmp"
	"slices"

	"sovsim/sim/eventq"
	"sovsim/sim/unit"
)

// arrive takes the pending arrival into the table, routes it, and fetches the
// next one.
func (e *engine) arrive() error {
	j := &e.next
	if j.Run > j.Request && e.model.Overrun == OverrunExtend {
		j.Request = j.Run
	}
	origin := j.Region
	j.Region = e.leavers.home(origin, j.User)
	if err := e.overgrown(); err != nil {
		return err
	}
	slot := e.allocate()
	v, s := &e.views[slot], &e.jobs[slot]
	*v = JobView{ID: j.ID, Seq: e.seq, User: j.User, Class: j.Class, Region: j.Region, Project: j.Project,
		GPUs: j.GPUs, Nodes: j.Nodes, Submit: j.Submit, Joined: e.now, Request: j.Request}
	e.seq++
	s.killed, s.warmUp, s.interrupted, s.byPolicy, s.tooLate = j.Run > j.Request, j.Submit < e.model.WarmUp, false, false, 0
	s.residency, s.timers, s.segments, s.moves, s.restarts, s.policyRestarts = j.Residency, 0, 0, 0, 0, 0
	s.name, s.number, s.trace, s.routings = j.Name, j.Number, j.Trace, 0
	s.run, s.request, s.left = j.Run, j.Request, min(j.Run, j.Request)
	s.patience, s.checkpoint, s.segment, s.bytes = j.Patience, j.Checkpoint, j.Segment, j.Bytes
	s.cluster, s.firstStart, s.held, s.staged = -1, Never, 0, 0
	s.gpuTime, s.speedUp = unit.GPUTime{}, unit.GPUTime{}
	s.fullSize, s.origin = int32(j.FullSize), origin
	e.admit(slot, j)

	to, reason := e.route(slot, -1)
	if to < 0 {
		e.leave(slot, Rejected, reason)
	} else {
		e.visit(slot, to, QueueFull)
		if j.Patience > 0 {
			e.events.Push(eventq.New(int64(e.now.Add(j.Patience)), rankWithdraw, v.Seq, int32(slot), 0))
		}
		e.setTimer(slot)
	}
	return e.fetch()
}

// allocate takes a free slot or makes one.
func (e *engine) allocate() Slot {
	if n := len(e.free); n > 0 {
		slot := e.free[n-1]
		e.free = e.free[:n-1]
		return slot
	}
	// Doubling copies each job once on average; append would grow a large
	// table by a quarter and copy four times as much.
	if n := len(e.jobs); n == cap(e.jobs) {
		e.views, e.jobs = slices.Grow(e.views, max(n, 64)), slices.Grow(e.jobs, max(n, 64))
	}
	e.views = append(e.views, JobView{})
	e.jobs = append(e.jobs, jobState{})
	return Slot(len(e.jobs) - 1)
}

// watch sets the moment from which a queued job can never run: behind an announced
// loss that may come before any step.
func (e *engine) watch(slot Slot) {
	j, v := &e.jobs[slot], &e.views[slot]
	late := e.sites[j.cluster].timeline.latest(v, e.now)
	if late >= MaxTime || j.tooLate == late+1 {
		return
	}
	if j.tooLate != 0 {
		e.stale++
	}
	j.tooLate = late + 1
	e.events.Push(eventq.New(int64(j.tooLate), rankTooLate, v.Seq, int32(slot), j.gen))
}

// bookHeld books the time held since the last start.
func (e *engine) bookHeld(slot Slot) {
	j := &e.jobs[slot]
	d := e.now.Sub(j.start)
	j.held += d
	j.gpuTime.Add(j.heldGPUs, d)
	if s := &e.sites[j.cluster]; !s.atOne {
		j.speedUp.Add(j.heldGPUs, s.def.Groups[j.group].Speed.MultiplyDown(d)-d)
	}
	e.meter.charge(slot, j, e.now)
}

// label is what messages call a job.
func (e *engine) label(slot Slot) string {
	return (&Job{ID: e.views[slot].ID, Name: e.jobs[slot].name}).Label()
}

// tell hands a job's record to the observers.
func (e *engine) tell(slot Slot, o Outcome, why Reason) {
	e.result.Jobs[o]++
	if o == Rejected {
		e.result.Reasons[why]++
	}
	j, v, r := &e.jobs[slot], &e.views[slot], &e.record
	r.ID, r.Name, r.Number, r.Trace, r.User, r.Project, r.Class, r.Region, r.Residency = v.ID, j.name, j.number, j.trace, v.User, v.Project, v.Class, v.Region, j.residency
	r.GPUs, r.Nodes, r.Submit, r.Run, r.Request, r.Patience = v.GPUs, v.Nodes, v.Submit, j.run, j.request, j.patience
	r.Checkpoint, r.Segment, r.Bytes = j.checkpoint, j.segment, j.bytes
	r.FullSize, r.Origin = int(j.fullSize), j.origin
	r.Seq, r.Cluster, r.Start, r.End = v.Seq, int(j.cluster), j.firstStart, e.now
	r.Soil = e.ground.standing(v.Region, r.Cluster)
	if e.masks != nil {
		r.Cluster, r.Soil = e.locationOf(v, j)
	}
	if o == Running || o == Queued {
		r.End = Never
	}
	r.Held, r.Wait, r.Staged = j.held, e.now.Sub(v.Submit)-j.held, j.staged
	r.GPUTime, r.H100Time, r.Done = j.gpuTime, j.gpuTime.Plus(j.speedUp), j.saved()
	r.Restarts, r.PolicyRestarts, r.Segments, r.Moves = int(j.restarts), int(j.policyRestarts), int(j.segments), int(j.moves)
	r.Outcome, r.Reason, r.WarmUp = o, why, j.warmUp
	r.Parts = e.why.split(slot, j.staged)
	r.Bill = e.meter.bill(slot)
	e.upkeep.tell(slot, r)
	for _, obs := range e.in.Observers {
		obs.Job(r)
	}
}

// inSourceOrder lists the live jobs of some phases, from p to q.
func (e *engine) inSourceOrder(p, q phase) []Slot {
	var slots []Slot
	for i := range e.jobs {
		if e.jobs[i].phase >= p && e.jobs[i].phase <= q {
			slots = append(slots, Slot(i))
		}
	}
	slices.SortFunc(slots, func(a, b Slot) int { return cmp.Compare(e.views[a].Seq, e.views[b].Seq) })
	return slots
}

// affect books that a cluster has changed: a pass is due, and its observers are
// to be told.
func (e *engine) affect(s *site) {
	e.affected.add(s.index)
	e.moved.add(s.index)
}

// showStates tells the observers of the clusters that have changed, at the end
// of an instant.
func (e *engine) showStates() {
	for i := e.moved.take(); i >= 0; i = e.moved.take() {
		e.why.update(i)
		e.state = e.sites[i].state()
		if e.sites[i].members == nil {
			e.meter.draw(&e.sites[i], 0, len(e.sites[i].capacity), &e.state)
		}
		e.holds.show(i, &e.state)
		if e.sites[i].members == nil {
			e.state.Down = e.down(&e.sites[i], 0, len(e.sites[i].def.Groups))
		}
		for _, obs := range e.in.Observers {
			obs.State(e.now, e.sites[i].location, &e.state)
		}
		if e.sites[i].members != nil {
			e.showMembers(&e.sites[i])
		}
	}
}
