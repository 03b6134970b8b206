package sim

import (
	"cmp"
	"slices"

	"sovsim/sim/eventq"
)

// pushStep puts a site's next step into the heap.
func (e *engine) pushStep(s *site) {
	if st := s.timeline.next(); st != nil {
		seq := int64(s.index)<<32 | int64(s.timeline.taken)
		e.events.Push(eventq.New(int64(st.At), rankOf(*st), seq, int32(s.index), 0))
	}
}

// step takes a site's next step of capacity.
func (e *engine) step(s *site) {
	st := *s.timeline.next()
	s.timeline.take()
	e.room[s.index] = s.timeline.room()
	if st.Announced {
		s.announced = s.announced[1:]
	}
	s.view.Changed = true
	e.affect(s)
	s.gpus += int64(st.Change) * int64(s.def.Groups[st.Group].GPUsPerNode)
	if s.members != nil {
		s.members.load(int32(st.Group)).gpus += int64(st.Change) * int64(s.def.Groups[st.Group].GPUsPerNode)
	}
	switch {
	case st.Change > 0:
		s.view.Rose = s.view.Rose || !st.Announced
		s.capacity[st.Group] += st.Change
		if s.def.Kind == Nodes {
			back := s.racks[st.Group].rise(st.Change)
			if s.draining -= back; s.members != nil {
				s.members.load(int32(st.Group)).draining -= back
			}
		}
	case st.Change < 0:
		s.view.Fell = s.view.Fell || !st.Announced
		e.fall(s, &st)
		e.dropHopeless(s)
	}
	if s.def.Kind == Nodes {
		s.racks[st.Group].countAgain()
	}
	e.pushStep(s)
}

// rise brings nodes into service: draining ones first, then absent ones, each
// by index, then new ones. It returns the GPUs held on those that were draining.
func (r *rack) rise(n int) int64 {
	held := int64(0)
	for _, from := range []NodeState{Draining, Absent} {
		for i := 0; i < len(r.state) && n > 0; i++ {
			if r.state[i] == from {
				if r.state[i] = Up; from == Draining {
					held += int64(r.used[i])
				}
				n--
			}
		}
	}
	for ; n > 0; n-- {
		r.state = append(r.state, Up)
		r.used = append(r.used, 0)
		r.stamp = append(r.stamp, 0)
	}
	return held
}

// fall takes capacity out of service.
func (e *engine) fall(s *site, st *Step) {
	n := -st.Change
	s.capacity[st.Group] -= n
	if s.def.Kind == Pool {
		if s.capacity[0] < 0 {
			e.retire(s, 0, -s.capacity[0])
		}
		if st.Loss != Drain {
			e.interruptUntil(s, st, func() bool { return int(s.inUse) <= s.capacity[0] })
		}
		return
	}
	r := &s.racks[st.Group]
	if st.Loss != Drain {
		e.interruptUntil(s, st, func() bool { return r.idle() >= n })
	}
	for _, busy := range []bool{false, true} {
		for i := len(r.state) - 1; i >= 0 && n > 0; i-- {
			if r.state[i] == Down && !busy {
				e.retire(s, st.Group, 1)
				r.state[i] = Absent
				n--
			}
			if r.state[i] != Up || (r.used[i] > 0) != busy {
				continue
			}
			if r.state[i] = Absent; busy {
				r.state[i] = Draining
				s.draining += int64(r.used[i])
				if s.members != nil {
					s.members.load(int32(st.Group)).draining += int64(r.used[i])
				}
			}
			n--
		}
	}
}

// idle counts the nodes that hold no job, in service or down.
func (r *rack) idle() int {
	n := 0
	for i, st := range r.state {
		if st == Up && r.used[i] == 0 || st == Down {
			n++
		}
	}
	return n
}

// interruptUntil kills or requeues the jobs of a group, the latest started
// first (of those, the last in source order), until enough is idle.
func (e *engine) interruptUntil(s *site, st *Step, enough func() bool) {
	if enough() {
		return
	}
	var victims []Slot
	for _, slot := range s.running {
		if int(e.jobs[slot].group) == st.Group {
			victims = append(victims, slot)
		}
	}
	slices.SortFunc(victims, func(a, b Slot) int {
		return cmp.Or(cmp.Compare(e.jobs[b].start, e.jobs[a].start), cmp.Compare(e.views[b].Seq, e.views[a].Seq))
	})
	for _, slot := range victims {
		if enough() {
			return
		}
		e.interrupt(slot, st.Loss)
	}
}

// dropHopeless routes again, or else rejects, the queued jobs that what is left
// of the cluster's timeline can never run. It walks the job table, once per step
// down at most: not at all while the widest job still has its chance.
func (e *engine) dropHopeless(s *site) {
	if s.queued == 0 || s.timeline.surely(s.widest) {
		return
	}
	var hopeless []Slot
	for i := range e.jobs {
		if j := &e.jobs[i]; j.phase == phaseQueued && int(j.cluster) == s.index && s.timeline.everFits(&e.views[i], e.now) != NoReason {
			hopeless = append(hopeless, Slot(i))
		}
	}
	slices.SortFunc(hopeless, func(a, b Slot) int { return cmp.Compare(e.views[a].Seq, e.views[b].Seq) })
	for _, slot := range hopeless {
		e.giveUp(slot)
	}
}

// hurry looks anew at when each queued job will be too late, after a node has gone for
// good: no step says so, and what is left may hold the job for a shorter time. It
// walks the job table, where an announced step down is ahead.
func (e *engine) hurry(s *site) {
	if s.queued == 0 || !s.timeline.walls[s.timeline.taken] {
		return
	}
	for i := range e.jobs {
		if j := &e.jobs[i]; j.phase == phaseQueued && int(j.cluster) == s.index {
			e.watch(Slot(i))
		}
	}
}
