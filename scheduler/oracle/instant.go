package oracle

import (
	"sort"
	"time"

	"sovsim/sim"
)

// instant applies everything that happens now. "Everything that happens at one
// instant is applied in this order: releases (finish, kill, failure, capacity
// up, repair) → capacity down → staging and checkpoint events → arrivals in
// source order → withdrawals (patience) → timers; then ONE pass per affected
// cluster. Zero-length jobs finish in another round at the same time, 'one
// pass' is per round."
func (w *world) instant() {
	for round := 1; ; round++ {
		w.finish()
		if round == 1 {
			w.capacityUp()
			w.capacityDown()
			w.arrive()
			w.withdraw()
			// "A queued job that the remaining true timeline can never run is
			// ... rejected": from the moment on from which it cannot.
			for _, j := range w.jobs {
				if j.state == queued && w.hopeless(j) {
					w.leave(j, sim.Rejected)
				}
			}
			// "... or its policy asked to wake"
			for _, j := range w.jobs {
				w.affected = w.affected || j.state == queued && j.reserved && j.res.at == w.now
			}
		}
		if w.affected {
			w.pass()
			w.affected, w.early, w.left, w.changed, w.rose = false, false, false, false, false
		}
		again := false
		for _, j := range w.jobs {
			again = again || j.state == running && j.finish == w.now
		}
		if !again {
			return
		}
	}
}

// finish ends the jobs whose true end is now. "overrun: kill ends a job at its
// request."
func (w *world) finish() {
	for _, j := range w.jobs {
		if j.state == running && j.finish == w.now {
			o := sim.Completed
			if j.run > j.req {
				o = sim.Killed
			}
			w.release(j)
			w.leave(j, o)
		}
	}
}

// start puts a queued job onto a spot.
func (w *world) start(j *job, at spot) {
	j.state, j.reserved = running, false
	j.hold, j.since = at, w.now
	j.due = w.now.Add(w.duration(j.req, at.group))
	if w.policy.Backfill == "conservative" || w.policy.Backfill == "replan" {
		j.due = w.planEnd(w.now, w.duration(j.req, at.group))
	}
	j.finish = w.now.Add(w.duration(min(j.run, j.req), at.group))
	if j.starts == 0 {
		j.out.Start = w.now
	}
	j.starts++
	j.out.LastStart, j.out.Group, j.out.Nodes = w.now, at.group, nil
	if w.cluster.Kind == sim.Nodes {
		for _, p := range at.parts {
			j.out.Nodes = append(j.out.Nodes, p.node)
		}
	}
}

// release takes the GPUs of a running job back. The caller says what becomes
// of the job.
func (w *world) release(j *job) {
	j.account(w.now)
	j.state = gone
	w.affected = true
	// "in a pass in which a job ended before start + request"
	w.early = w.early || w.now < j.due
	if w.cluster.Kind == sim.Nodes {
		// "A draining node leaves in the instant in which its last job ends."
		g := j.hold.group
		for _, p := range j.hold.parts {
			if w.nodes[g][p.node] == sim.Draining && w.idle(g, p.node) {
				w.nodes[g][p.node] = sim.Absent
			}
		}
	}
}

// leave ends a job's story.
func (w *world) leave(j *job, o sim.Outcome) {
	// "a queued job left without starting"
	w.left = w.left || j.state == queued
	w.affected = w.affected || j.state == queued
	j.state, j.reserved = gone, false
	j.out.End, j.out.Outcome = w.now, o
}

// idle tells whether no job holds a GPU of the node.
func (w *world) idle(group, node int) bool {
	for _, j := range w.jobs {
		if j.state == running && j.hold.group == group {
			for _, p := range j.hold.parts {
				if p.node == node {
					return false
				}
			}
		}
	}
	return true
}

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
	w.release(j)
	if loss == sim.Kill {
		w.leave(j, sim.Killed)
		return
	}
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
	// "the job rejoins with its old (joined, source order) key in the same
	// instant, before the pass"
	j.state, j.reserved = queued, false
}

// arrive submits the jobs of this instant, in source order.
func (w *world) arrive() {
	for _, j := range w.jobs {
		if j.state != coming || j.Submit != w.now {
			continue
		}
		// "A job that no cluster can ever run is rejected at once."
		if w.hopeless(j) {
			j.state, j.out.End, j.out.Outcome = gone, w.now, sim.Rejected
			continue
		}
		j.state, j.joined, j.reserved = queued, w.now, false
		w.affected = true
	}
}

// withdraw takes the jobs whose patience ends now out of the queue: "patience
// only counts until the first start"; "withdrawal at exactly the instant of
// submit + patience happens before the pass of that instant".
func (w *world) withdraw() {
	for _, j := range w.jobs {
		if j.state == queued && j.starts == 0 && j.Patience > 0 && j.Submit.Add(j.Patience) == w.now {
			w.leave(j, sim.Reneged)
		}
	}
}

// hopeless tells whether the rest of the true timeline can never run the job:
// "there is no moment s (now or at a later step of the true timeline,
// announced or not) at which the true capacity holds it and no announced
// removal before s+request takes the capacity (as it then truly is) below its
// need".
func (w *world) hopeless(j *job) bool {
	moments := []sim.Time{w.now}
	for _, s := range w.cluster.Timeline {
		if s.At > w.now {
			moments = append(moments, s.At)
		}
	}
	for g := range w.cluster.Groups {
		need := w.nodesNeeded(j, g)
		if need == 0 {
			continue
		}
		for _, s := range moments {
			if w.trueCapacity(g, s) < need {
				continue
			}
			end, hit := s.Add(w.duration(j.req, g)), false
			for i, x := range w.cluster.Timeline {
				if x.Group == g && x.Announced && x.Change < 0 && x.At > s && x.At < end {
					hit = hit || w.trueCapacityAfter(i) < need
				}
			}
			if !hit {
				return false
			}
		}
	}
	return true
}

// nodesNeeded is how many nodes of the group the job takes part of (GPUs of a
// pool); 0 if it can never lie in the group.
func (w *world) nodesNeeded(j *job, group int) int {
	G := w.cluster.Groups[group].GPUsPerNode
	switch {
	case w.cluster.Kind == sim.Pool:
		return j.need
	case j.Nodes > 0 && j.need/j.Nodes > G:
		return 0
	case j.Nodes > 0:
		return j.Nodes
	}
	return (j.need + G - 1) / G
}

// trueCapacity is the nodes (GPUs) in service at t by the true timeline.
func (w *world) trueCapacity(group int, t sim.Time) int {
	n := w.cluster.Groups[group].Nodes
	for _, s := range w.cluster.Timeline {
		if s.Group == group && s.At <= t {
			n += s.Change
		}
	}
	return n
}

// trueCapacityAfter is what the loss at index i of the timeline leaves of its
// group: of its own instant all rises come before it ("rises first, then
// losses, in list order"), and the losses listed before it.
func (w *world) trueCapacityAfter(i int) int {
	loss := w.cluster.Timeline[i]
	n := w.cluster.Groups[loss.Group].Nodes
	for k, s := range w.cluster.Timeline {
		before := s.At < loss.At || s.At == loss.At && (s.Change > 0 || k <= i)
		if s.Group == loss.Group && before {
			n += s.Change
		}
	}
	return n
}

// queue is the queued jobs in an order: "FCFS" by (time of joining this queue,
// source order), "SJF" by (request, time of joining, source order). "Order
// keys use the request at speed 1." "Orders are made anew in each pass."
func (w *world) queue(order string) []*job {
	var q []*job
	for _, j := range w.jobs {
		if j.state == queued {
			q = append(q, j)
		}
	}
	sort.Slice(q, func(a, b int) bool {
		x, y := q[a], q[b]
		if order == "sjf" && x.req != y.req {
			return x.req < y.req
		}
		if x.joined != y.joined {
			return x.joined < y.joined
		}
		return x.index < y.index
	})
	return q
}
