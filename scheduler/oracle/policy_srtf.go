package oracle

import (
	"sort"
	"time"

	"sovsim/sim"
)

// srtf: "all active jobs by remaining time; greedy fit, skip; re-placed from scratch
// at each event". Its preemption keeps the work and costs nothing.
func init() { register("srtf", Policy{pass: (*world).srtf}) }

func (w *world) srtf() {
	// "At each pass all jobs, running and queued, are in order of the requested work
	// that is left (least first), ties by (submission, source order)."
	var active []*job
	for _, j := range w.jobs {
		if j.state == queued || j.state == running {
			active = append(active, j)
		}
	}
	left := map[*job]time.Duration{}
	for _, j := range active {
		if left[j] = w.ask(j); j.state == running {
			left[j] -= w.work(w.now.Sub(j.since), j.hold.group)
			j.state = aside
		}
	}
	sort.SliceStable(active, func(a, b int) bool { return left[active[a]] < left[active[b]] }) // w.jobs is by (submission, source order)

	// "Down the list, each job that fits beside those chosen before it is chosen; one
	// that does not is skipped." Those put aside count as little as those skipped.
	chosen := map[*job]spot{}
	var stopped []*job
	for _, j := range active {
		if j.state == aside {
			// "It gives way only to queued jobs chosen before it."
			if len(chosen) == 0 || w.staysPut(j) {
				j.state = running
			} else {
				stopped = append(stopped, j)
				j.state = gone // for the jobs behind it; it goes back to the queue below
			}
			continue
		}
		at, ok := w.srtfPlace(j)
		if ok {
			chosen[j] = at
			j.state, j.hold, j.due = running, at, w.now.Add(w.duration(w.ask(j), at.group))
		}
	}
	for _, j := range active {
		if _, ok := chosen[j]; ok {
			j.state = queued
		}
	}
	// "Stops come before starts." "It keeps its work and its place in the queue."
	for _, j := range stopped {
		done := min(w.work(w.now.Sub(j.since), j.hold.group), j.run, w.ask(j))
		j.run, j.req, j.out.Done = j.run-done, j.req-done, j.out.Done+done
		w.release(j)
		w.stopped = true
	}
	for _, j := range active {
		if at, ok := chosen[j]; ok {
			w.start(j, at)
		}
	}
	for _, j := range stopped {
		j.state, j.known, j.resumes = queued, false, true
		// A job that the rest of the timeline can never run is rejected.
		if w.hopeless(j) {
			w.leave(j, sim.Rejected)
		}
	}
}

// srtfPlace: "a queued job goes where placement puts it among the nodes without jobs
// behind it in the list, else among all".
func (w *world) srtfPlace(j *job) (spot, bool) {
	for _, among := range []string{"undisturbed", "all"} {
		for g := range w.cluster.Groups {
			keepOff := map[int]bool{}
			for _, r := range w.jobs {
				if r.state == aside && r.hold.group == g && among == "undisturbed" && w.cluster.Kind == sim.Nodes {
					for _, p := range r.hold.parts {
						keepOff[p.node] = true
					}
				}
			}
			if at, ok := w.fits(j, g, w.now, true, keepOff); ok {
				return at, true
			}
		}
	}
	return spot{}, false
}

// staysPut: "a job fits if its GPUs are free in the plan from now until its requested
// end"; "on nodes a running job is chosen if its GPUs on those in service are free".
func (w *world) staysPut(j *job) bool {
	if w.cluster.Kind == sim.Pool {
		for _, u := range w.window(w.now, j.due) {
			if w.avail(u, true) < j.need {
				return false
			}
		}
		return true
	}
	for _, p := range j.hold.parts {
		if w.nodes[j.hold.group][p.node] == sim.Up && w.free(j.hold.group, p.node, w.now, true) < p.gpus {
			return false
		}
	}
	return true
}
