package sim

import (
	"cmp"
	"slices"
	"time"

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
	if e.leavers != nil {
		j.Region = e.leavers.home(origin, j.User)
	}
	if err := e.overgrown(); err != nil {
		return err
	}
	slot := e.allocate()
	v, s := &e.views[slot], &e.jobs[slot]
	*v = JobView{ID: j.ID, Seq: e.seq, User: j.User, Class: j.Class, Region: j.Region, Project: j.Project,
		GPUs: j.GPUs, Nodes: j.Nodes, Submit: j.Submit, Joined: e.now, Request: j.Request}
	e.seq++
	s.killed, s.warmUp, s.interrupted, s.tooLate = j.Run > j.Request, j.Submit < e.model.WarmUp, false, 0
	s.residency, s.timers, s.segments, s.moves, s.restarts = j.Residency, 0, 0, 0, 0
	s.name, s.number, s.trace, s.routings = j.Name, j.Number, j.Trace, 0
	s.run, s.request, s.left = j.Run, j.Request, min(j.Run, j.Request)
	s.patience, s.checkpoint, s.segment, s.bytes = j.Patience, j.Checkpoint, j.Segment, j.Bytes
	s.cluster, s.firstStart, s.held, s.staged = -1, Never, 0, 0
	s.gpuTime, s.speedUp = unit.GPUTime{}, unit.GPUTime{}
	s.fullSize, s.origin = int32(j.FullSize), origin
	if e.why != nil {
		e.why.arrive(slot)
	}
	if e.meter != nil {
		e.meter.arrive(slot)
	}
	if e.holds != nil {
		e.holds.arrive(slot)
	}
	if e.upkeep != nil || j.pays() {
		e.careFor(slot, j)
	}

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

// release gives a slot back once no policy can see its job any more.
func (e *engine) release(slot Slot) {
	e.jobs[slot].gen++
	e.jobs[slot].phase = phaseFree
	e.free = append(e.free, slot)
}

// join puts a job into its cluster's queue under the key that its view holds.
// Its work has been counted there.
func (e *engine) join(slot Slot) {
	if e.holds != nil && e.holds.stops(slot) {
		return
	}
	j, v := &e.jobs[slot], &e.views[slot]
	s := &e.sites[j.cluster]
	j.phase = phaseQueued
	s.queued++
	s.queuedGPUs += int64(v.GPUs)
	s.widest = max(s.widest, s.timeline.widest(v))
	if e.why != nil {
		e.why.join(slot)
	}
	s.view.Joined = append(s.view.Joined, slot)
	e.affect(s)
	e.watch(slot)
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

// unqueue takes a job out of its queue before it has started there. The policy
// is told, unless it has never heard of the job.
func (e *engine) unqueue(slot Slot) {
	s := &e.sites[e.jobs[slot].cluster]
	if i := slices.Index(s.view.Joined, slot); i >= 0 {
		s.view.Joined = slices.Delete(s.view.Joined, i, i+1)
	} else {
		s.view.Left = append(s.view.Left, slot)
	}
	e.dequeue(slot)
	e.jobs[slot].gen++
	e.jobs[slot].phase = phaseFree
	e.affected.add(s.index)
}

// dequeue removes a job from its site's queue, whether it leaves or starts.
func (e *engine) dequeue(slot Slot) {
	j, v := &e.jobs[slot], &e.views[slot]
	s := &e.sites[j.cluster]
	s.queued--
	if e.why != nil {
		e.why.leave(slot)
	}
	if j.tooLate != 0 {
		j.tooLate = 0
		e.stale++
	}
	s.queuedGPUs -= int64(v.GPUs)
	s.unexpect(v)
	if s.queued == 0 {
		s.widest = 0
	}
	e.moved.add(s.index)
}

// stop ends the holding of GPUs, for whatever reason: the nodes are free from
// this instant, and the policy is told.
func (e *engine) stop(slot Slot) {
	j := &e.jobs[slot]
	s := &e.sites[j.cluster]
	e.hold(slot)
	if e.meter != nil {
		e.meter.of(j).held -= j.heldGPUs
	}
	j.gen++
	j.phase = phaseFree
	s.vacate(j)
	last := s.running[len(s.running)-1]
	s.running[j.position] = last
	e.jobs[last].position = j.position
	s.running = s.running[:len(s.running)-1]
	s.runningGPUs -= j.heldGPUs
	s.runningEnds.Add(-j.heldGPUs, time.Duration(j.end))
	if s.members != nil {
		s.members.book(j, -1)
	}
	s.view.Ended = append(s.view.Ended, slot)
	e.affect(s)
	if e.holds != nil {
		e.holds.budgets.refund(slot)
	}
}

// hold books the time held since the last start.
func (e *engine) hold(slot Slot) {
	j := &e.jobs[slot]
	d := e.now.Sub(j.start)
	j.held += d
	j.gpuTime.Add(j.heldGPUs, d)
	if s := &e.sites[j.cluster]; !s.atOne {
		j.speedUp.Add(j.heldGPUs, s.def.Groups[j.group].Speed.MultiplyDown(d)-d)
	}
	if e.meter != nil {
		e.meter.hold(slot, j, e.now)
	}
}

// leave ends a job's story. Its slot is free after the passes of this round.
func (e *engine) leave(slot Slot, o Outcome, why Reason) {
	e.tell(slot, o, why)
	e.gone = append(e.gone, slot)
	e.jobs[slot].phase = phaseFree
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
	r.Restarts, r.Segments, r.Moves = int(j.restarts), int(j.segments), int(j.moves)
	r.Outcome, r.Reason, r.WarmUp = o, why, j.warmUp
	if e.why != nil {
		r.Parts = e.why.split(slot, j.staged)
	}
	if e.meter != nil {
		r.Bill = e.meter.bills[slot]
	}
	if e.upkeep != nil {
		e.upkeep.tell(slot, r)
	}
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
		if e.why != nil {
			e.why.update(i)
		}
		e.state = e.sites[i].state()
		if e.meter != nil && e.sites[i].members == nil {
			e.meter.draw(&e.sites[i], 0, len(e.sites[i].capacity), &e.state)
		}
		if e.holds != nil {
			e.state.HeldBack, e.state.HeldBackGPUs = e.holds.held[i].jobs, e.holds.held[i].gpus
		}
		if e.hazards != nil && e.sites[i].members == nil {
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
