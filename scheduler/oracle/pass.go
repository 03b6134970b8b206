package oracle

import (
	"sort"
	"time"

	"sovsim/sim"
)

// pass runs the policy once.
func (w *world) pass() {
	w.plan = w.services()
	for _, j := range w.jobs {
		j.known = j.known || j.state == queued
	}
	switch w.policy.Backfill {
	case "conservative":
		w.conservative()
	case "replan":
		w.replan()
	default:
		w.listScheduling()
	}
	w.expected = w.plan
}

// listScheduling is FCFS, SJF and the EASY family.
func (w *world) listScheduling() {
	queue := w.queue(w.policy.Order)
	// "start the head while it fits, stop at the first that does not"
	for len(queue) > 0 {
		at, ok := w.fitsNow(queue[0])
		if !ok {
			break
		}
		w.start(queue[0], at)
		queue = queue[1:]
	}
	if len(queue) == 0 || w.policy.Backfill == "none" {
		return
	}
	// "For the first that does not, the shadow is the earliest time at which it
	// fits in the plan"; "if the head fits nowhere in the plan, the shadow is
	// infinite". "Shadow and extra are computed once per pass."
	head := queue[0]
	shadow := w.earliest(head)
	head.out.Promises = append(head.out.Promises, Promise{w.now, shadow.at})
	extra := 0
	var reserved map[int]bool
	if shadow.at != sim.Never && w.cluster.Kind == sim.Pool {
		extra = w.extra(head, shadow.at)
	}
	if shadow.at != sim.Never && w.cluster.Kind == sim.Nodes {
		// "the reserved set is what placement picks at the shadow"
		reserved = map[int]bool{}
		for _, p := range shadow.parts {
			reserved[p.node] = true
		}
	}
	// "Then, in queue order (or the given candidate order), start each other
	// job that fits now and ..."
	for _, j := range w.queue(w.policy.Candidates) {
		if j == head {
			continue
		}
		for g := range w.cluster.Groups {
			// "... either ends by the shadow (t + request ≤ shadow) ..."
			if shadow.at == sim.Never || w.now.Add(w.duration(w.ask(j), g)) <= shadow.at {
				if at, ok := w.fits(j, g, w.now, true, nil); ok {
					w.start(j, at)
					break
				}
				continue
			}
			// "... or needs no more than extra; a job let in by the second
			// clause only is taken from extra"
			if w.cluster.Kind == sim.Pool {
				if at, ok := w.fits(j, g, w.now, true, nil); ok && j.need <= extra {
					extra -= j.need
					w.start(j, at)
					break
				}
				continue
			}
			// "others only nodes wholly outside the set"
			outside := map[int]bool{}
			if g == shadow.group {
				outside = reserved
			}
			if at, ok := w.fits(j, g, w.now, true, outside); ok {
				w.start(j, at)
				break
			}
		}
	}
}

// extra is "what is free at the shadow (counting every release up to and
// including it) beyond the head's need; with capacity steps, the least such
// surplus over [shadow, shadow + head's request)".
func (w *world) extra(head *job, shadow sim.Time) int {
	least := w.avail(shadow, false) - head.need
	for _, u := range w.window(shadow, shadow.Add(w.duration(w.ask(head), 0))) {
		least = min(least, w.avail(u, false)-head.need)
	}
	return least
}

// conservative: "every queued job has a reservation".
func (w *world) conservative() {
	queue := w.queue(w.policy.Order)
	switch {
	case (w.changed || w.shifted()) && w.broken(queue):
		// "If an unannounced loss or a failure makes reservations impossible,
		// all are dropped and placed afresh in queue order." The test is made
		// after every change of capacity; an announced one breaks nothing that
		// an unannounced one has not upset before.
		for _, j := range queue {
			j.reserved = false
		}
	case w.early || w.left || w.rose:
		// "In a pass in which a job ended before start + request, a queued job
		// left without starting, or capacity rose unannounced, there is exactly
		// one sweep: each queued job, in queue order (not reservation order), is
		// lifted out of the plan and put back at its earliest time among all
		// other reservations (it can only move earlier)."
		for _, j := range queue {
			if !j.reserved {
				continue
			}
			j.reserved = false
			// "nodes change only when it moves earlier"
			if at := w.earliest(j); at.at < j.res.at {
				w.reserve(j, at)
			}
			j.reserved = true
		}
	}
	// "Then, in every pass, new arrivals are placed, each at its earliest time,
	// in queue order."
	for _, j := range queue {
		if !j.reserved {
			w.reserve(j, w.earliest(j))
		}
	}
	w.startDue(queue)
}

// replan: "everything placed afresh in queue order in each pass".
func (w *world) replan() {
	queue := w.queue(w.policy.Order)
	for _, j := range queue {
		j.reserved = false
	}
	for _, j := range queue {
		w.reserve(j, w.earliest(j))
	}
	w.startDue(queue)
}

// planEnd is how long a hold lasts in a plan with reservations. "A job fits at
// s if its GPUs are free in the plan at s and throughout [s, s + request)": at
// s whatever the request, so one of no time holds its instant, which on this
// clock is a nanosecond.
func (w *world) planEnd(s sim.Time, d time.Duration) sim.Time {
	return s.Add(max(d, 1))
}

func (w *world) reserve(j *job, at spot) {
	j.reserved, j.res, j.resEnd = true, at, sim.Never
	if at.at != sim.Never {
		j.resEnd = w.planEnd(at.at, w.duration(w.ask(j), at.group))
	}
	j.out.Promises = append(j.out.Promises, Promise{w.now, at.at})
}

// startDue: "A reservation that is due starts", in order of their time, then
// in queue order.
func (w *world) startDue(queue []*job) {
	sort.SliceStable(queue, func(a, b int) bool { return queue[a].res.at < queue[b].res.at })
	for _, j := range queue {
		if j.res.at <= w.now {
			w.start(j, spot{at: w.now, group: j.res.group, parts: j.res.parts})
		}
	}
}

// broken reports whether "some existing reservation no longer fits the plan made
// of capacity and running jobs and the other reservations (test by inserting
// reservations in queue order: on nodes on their own nodes)".
func (w *world) broken(queue []*job) bool {
	var had []*job
	for _, j := range queue {
		if j.reserved && j.res.at != sim.Never {
			had = append(had, j)
			j.reserved = false
		}
	}
	broken := false
	for _, j := range had {
		broken = broken || !w.holds(j)
		j.reserved = true
	}
	return broken
}

// holds reports whether the job's reservation fits the plan where it is. One
// whose instant has passed fits nowhere.
func (w *world) holds(j *job) bool {
	if j.res.at < w.now {
		return false
	}
	for _, u := range w.window(j.res.at, j.resEnd) {
		if w.cluster.Kind == sim.Pool {
			if w.avail(u, false) < j.need {
				return false
			}
			continue
		}
		for _, p := range j.res.parts {
			if w.free(j.res.group, p.node, u, false) < p.gpus {
				return false
			}
		}
	}
	return true
}

// shifted reports whether the plan's nodes are now others than the last pass
// expected: "when the node indices designated to leave change by an
// unannounced event the same test applies".
func (w *world) shifted() bool {
	if w.expected == nil || w.cluster.Kind == sim.Pool {
		return false
	}
	for _, u := range append(w.announcedTimes(), w.now) {
		for g := range w.nodes {
			n := max(len(w.plan[len(w.plan)-1].up[g]), len(w.expected[len(w.expected)-1].up[g]))
			for i := range n {
				if inService(w.plan, g, i, u) != inService(w.expected, g, i, u) {
					return true
				}
			}
		}
	}
	return false
}
