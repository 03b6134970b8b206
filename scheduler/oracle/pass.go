package oracle

import "sovsim/sim"

// pass runs the policy once.
func (w *world) pass() {
	w.plan = w.services()
	for _, j := range w.jobs {
		j.known = j.known || j.state == queued
	}
	w.policy.pass(w)
	w.expected = w.plan
}

// listScheduling is FCFS and SJF.
func (w *world) listScheduling() { w.heads() }

// heads starts the heads of the queue, and is the queue that is left.
func (w *world) heads() []*job {
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
	return queue
}

// easy is the EASY family.
func (w *world) easy() {
	queue := w.heads()
	if len(queue) == 0 {
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
