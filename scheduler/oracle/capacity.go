package oracle

import (
	"time"

	"sovsim/sim"
)

// capacityUp applies the rises of this instant: "steps of one instant apply
// rises first, then losses, in list order".
func (w *world) capacityUp() {
	for _, s := range w.cluster.Timeline {
		if s.At != w.now || s.Change <= 0 {
			continue
		}
		w.affected, w.changed = true, true
		w.rose = w.rose || !s.Announced
		if w.cluster.Kind == sim.Pool {
			w.pool += s.Change
			continue
		}
		w.nodes[s.Group] = raise(w.nodes[s.Group], s.Change)
	}
}

// raise brings n nodes: "a rise cancels outstanding drains first (lowest
// index), then fills the lowest absent indices", new ones at the end.
func raise(nodes []sim.NodeState, n int) []sim.NodeState {
	for i := range nodes {
		if n > 0 && nodes[i] == sim.Draining {
			nodes[i] = sim.Up
			n--
		}
	}
	for i := range nodes {
		if n > 0 && nodes[i] == sim.Absent {
			nodes[i] = sim.Up
			n--
		}
	}
	for ; n > 0; n-- {
		nodes = append(nodes, sim.Up)
	}
	return nodes
}

// capacityDown applies the losses of this instant, then rejects what they
// leave without hope.
func (w *world) capacityDown() {
	fell := false
	for _, s := range w.cluster.Timeline {
		if s.At != w.now || s.Change >= 0 {
			continue
		}
		fell, w.affected, w.changed = true, true, true
		if w.cluster.Kind == sim.Pool {
			w.shrinkPool(s)
		} else {
			w.shrinkNodes(s)
		}
	}
	if !fell {
		return
	}
	// "A queued job that the remaining true timeline can never run is ...
	// rejected."
	for _, j := range w.jobs {
		if j.state == queued && w.hopeless(j) {
			w.leave(j, sim.Rejected)
		}
	}
}

func (w *world) shrinkPool(s sim.Step) {
	// "Pool: capacity falls at once; kill/requeue end the latest started first
	// until held ≤ capacity."
	w.pool += s.Change
	if s.Loss == sim.Drain {
		return
	}
	for {
		held := 0
		for _, j := range w.jobs {
			if j.state == running {
				held += j.need
			}
		}
		if held <= w.pool {
			return
		}
		w.interrupt(w.latestStarted(0), s.Loss)
	}
}

func (w *world) shrinkNodes(s sim.Step) {
	nodes := w.nodes[s.Group]
	idleNodes := func() (idle []int) {
		for i := range nodes {
			if nodes[i] == sim.Up && w.idle(s.Group, i) {
				idle = append(idle, i)
			}
		}
		return idle
	}
	n := -s.Change
	// "(kill/requeue) ends jobs of that group latest started first one at a
	// time until enough nodes are idle"
	if s.Loss != sim.Drain {
		for len(idleNodes()) < n {
			victim := w.latestStarted(s.Group)
			if victim == nil {
				break
			}
			w.interrupt(victim, s.Loss)
		}
	}
	// "takes idle nodes first, highest index first"
	idle := idleNodes()
	for i := len(idle) - 1; i >= 0 && n > 0; i-- {
		nodes[idle[i]] = sim.Absent
		n--
	}
	// "then (drain) marks the highest-index busy nodes draining"
	for i := len(nodes) - 1; i >= 0 && n > 0; i-- {
		if nodes[i] == sim.Up {
			nodes[i] = sim.Draining
			n--
		}
	}
}

// latestStarted is the running job of the group that started last; "ties:
// later source order first".
func (w *world) latestStarted(group int) *job {
	var last *job
	for _, j := range w.jobs {
		if j.state == running && j.hold.group == group && (last == nil || j.since >= last.since) {
			last = j
		}
	}
	return last
}

// interrupt ends a running job by a loss of capacity.
func (w *world) interrupt(j *job, loss sim.Loss) {
	// "saved work = floor(done/checkpoint)·checkpoint with done = time held ×
	// speed rounded down (0 if Checkpoint is 0); remaining run and request are
	// less that"
	saved := time.Duration(0)
	if j.Checkpoint > 0 {
		done := w.work(w.now.Sub(j.since), j.hold.group)
		saved = done / j.Checkpoint * j.Checkpoint
	}
	j.run -= saved
	j.req -= saved
	j.out.Done += saved
	w.release(j)
	if loss == sim.Kill {
		w.leave(j, sim.Killed)
		return
	}
	// "the job rejoins with its old (joined, source order) key in the same
	// instant, before the pass"
	j.state, j.reserved, j.known, j.resumes = queued, false, false, true
}

// planOf is the nodes (GPUs) that the plan of the moment t has in service at u:
// "the true level at t, with the announced steps after t, up and down".
func (w *world) planOf(group int, t, u sim.Time) int {
	n := w.cluster.Groups[group].Nodes
	for _, s := range w.cluster.Timeline {
		happened, announced := s.At <= t, s.Announced && s.At <= u
		if s.Group == group && (happened || announced) {
			n += s.Change
		}
	}
	return n
}
