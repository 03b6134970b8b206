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
	seated := false
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
		// "One pass per cluster and round": what a pass has stopped is shown in another
		// round. Who finds the queue full is turned away once nobody is stopped.
		again := false
		for w.affected && !again {
			w.pass()
			w.affected, w.early, w.left, w.changed, w.rose = w.stopped, false, false, false, false
			if again, w.stopped = w.stopped, false; !again && !seated {
				w.turnAway()
				seated = true
			}
		}
		for _, j := range w.jobs {
			again = again || j.state == running && j.finish == w.now
		}
		if !again {
			return
		}
	}
}

// finish ends the jobs whose true end is now. "overrun: kill ends a job at its
// request." A chain has "each [segment] queued at the end of the one before":
// under a new key, in the same instant.
func (w *world) finish() {
	for _, j := range w.jobs {
		if j.state != running || j.finish != w.now {
			continue
		}
		done, o := min(j.run, w.ask(j)), sim.Completed
		if j.run > j.req {
			o = sim.Killed
		}
		w.release(j)
		j.run, j.req, j.out.Done = j.run-done, j.req-done, j.out.Done+done
		switch {
		case min(j.run, j.req) == 0:
			w.leave(j, o)
		// "A job that no cluster can ever run is rejected at once."
		case w.hopeless(j):
			w.leave(j, sim.Rejected)
		default:
			j.state, j.joined, j.reserved, j.known = queued, w.now, false, false
		}
	}
}

// start puts a queued job onto a spot.
func (w *world) start(j *job, at spot) {
	j.state, j.reserved = running, false
	j.hold, j.since = at, w.now
	j.due = w.now.Add(w.duration(w.ask(j), at.group))
	if w.policy.Reserves {
		j.due = w.planEnd(w.now, w.duration(w.ask(j), at.group))
	}
	j.finish = w.now.Add(w.duration(min(j.run, w.ask(j)), at.group))
	if j.starts == 0 {
		j.out.Start = w.now
	}
	j.starts++
	if j.resumes {
		j.out.Restarts++
	} else {
		j.out.Segments++
	}
	j.resumes = false
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
	w.account(j, w.now)
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
	// "a queued job left without starting". Of one that joined and left between
	// two passes no pass knows anything: nothing has changed.
	w.left = w.left || j.state == queued && j.known
	w.affected = w.affected || j.state == queued
	j.state, j.reserved = gone, false
	j.out.End, j.out.Outcome = w.now, o
}

// idle reports whether no job holds a GPU of the node.
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

// arrive submits the jobs of this instant, in source order.
func (w *world) arrive() {
	for _, j := range w.jobs {
		if j.state != coming || j.Submit != w.now {
			continue
		}
		w.admit(j)
		// "A job that no cluster can ever run is rejected at once."
		if w.hopeless(j) {
			j.state, j.out.End, j.out.Outcome = gone, w.now, sim.Rejected
			continue
		}
		j.state, j.joined, j.reserved, j.known = queued, w.now, false, false
		w.affected = true
	}
}

// turnAway holds the queue to its limit: "after the pass, while more jobs wait than
// the limit, the latest arrivals of this instant are removed; reservations they held
// are dropped in the same instant", in a further pass. Restarts and pieces of a
// chain are no arrivals.
func (w *world) turnAway() {
	limit, bounded := w.cluster.MaxQueued.Most()
	waiting := 0
	for _, j := range w.jobs {
		if j.state == queued {
			waiting++
		}
	}
	for i := len(w.jobs) - 1; i >= 0; i-- {
		j := w.jobs[i]
		if bounded && waiting > limit && j.state == queued && j.Submit == w.now && j.starts == 0 {
			w.leave(j, sim.Rejected)
			waiting--
		}
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

// hopeless reports whether the job can never run: "there is no moment t, from now
// on, at which it fits the plan of t on an idle cluster". Between two moments of
// the list below neither the plan nor what lies within the request changes but
// for the worse, so no other moment needs to be tried.
func (w *world) hopeless(j *job) bool {
	moments := []sim.Time{w.now}
	for _, s := range w.cluster.Timeline {
		if s.At > w.now {
			moments = append(moments, s.At)
		}
	}
	for g := range w.cluster.Groups {
		need, d := w.nodesNeeded(j, g), w.duration(w.ask(j), g)
		for _, t := range moments {
			if need > 0 && w.fitsIdle(g, need, t, d) {
				return false
			}
		}
	}
	return true
}

// fitsIdle reports whether so many nodes (GPUs) are in the plan of t "at t and
// throughout [t, t + request)", if no job holds any.
func (w *world) fitsIdle(group, need int, t sim.Time, d time.Duration) bool {
	if w.planOf(group, t, t) < need {
		return false
	}
	for _, s := range w.cluster.Timeline {
		if s.At > t && s.At < t.Add(d) && w.planOf(group, t, s.At) < need {
			return false
		}
	}
	return true
}

// nodesNeeded is how many nodes of the group the job takes part of (GPUs of a
// pool); 0 if it can never lie in the group.
func (w *world) nodesNeeded(j *job, group int) int {
	G := w.cluster.Groups[group].GPUsPerNode
	switch {
	case !w.mayUse(j, group):
		return 0
	case w.cluster.Kind == sim.Pool:
		return j.need
	case j.Nodes > 0 && j.need/j.Nodes > G:
		return 0
	case j.Nodes > 0:
		return j.Nodes
	}
	return (j.need + G - 1) / G
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
		if a, b := w.ask(x), w.ask(y); order == "sjf" && a != b {
			return a < b
		}
		if x.joined != y.joined {
			return x.joined < y.joined
		}
		return x.index < y.index
	})
	return q
}
