package oracle

import "sovsim/sim"

func init() {
	register("conservative", Policy{Order: "fcfs", Reserves: true, pass: (*world).conservative})
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
