package oracle

import (
	"sort"

	"sovsim/sim"
)

// service is what the plan says about the nodes of the cluster from a moment
// on: which of each group are in service.
type service struct {
	from sim.Time
	up   [][]bool
}

// services follows the announced steps after now, from the states of now on:
// "at each announced step down the highest-index nodes of the group that are
// then in service (in the plan, following earlier announced steps)" leave;
// "announced rises in the plan bring back draining nodes first (lowest index),
// then absent indices, lowest first".
func (w *world) services() []service {
	var states [][]sim.NodeState
	for _, n := range w.nodes {
		states = append(states, append([]sim.NodeState(nil), n...))
	}
	snapshot := func(t sim.Time) service {
		s := service{from: t}
		for _, n := range states {
			up := make([]bool, len(n))
			for i := range n {
				up[i] = n[i] == sim.Up
			}
			s.up = append(s.up, up)
		}
		return s
	}
	all := []service{snapshot(w.now)}
	for _, t := range w.announcedTimes() {
		for _, s := range w.cluster.Timeline {
			if s.At == t && s.Announced && s.Change > 0 {
				states[s.Group] = raise(states[s.Group], s.Change)
			}
		}
		for _, s := range w.cluster.Timeline {
			if s.At == t && s.Announced && s.Change < 0 {
				nodes, n := states[s.Group], -s.Change
				for i := len(nodes) - 1; i >= 0 && n > 0; i-- {
					if nodes[i] == sim.Up {
						nodes[i] = sim.Absent
						n--
					}
				}
			}
		}
		all = append(all, snapshot(t))
	}
	return all
}

// announcedTimes is the times of the announced steps after now, ascending.
func (w *world) announcedTimes() []sim.Time {
	var ts []sim.Time
	for _, s := range w.cluster.Timeline {
		if s.Announced && s.At > w.now {
			ts = append(ts, s.At)
		}
	}
	return sorted(ts)
}

func sorted(ts []sim.Time) []sim.Time {
	sort.Slice(ts, func(a, b int) bool { return ts[a] < ts[b] })
	var u []sim.Time
	for i, t := range ts {
		if i == 0 || t != ts[i-1] {
			u = append(u, t)
		}
	}
	return u
}

// inService looks a node up in a list of services.
func inService(all []service, group, node int, t sim.Time) bool {
	up := false
	for _, s := range all {
		if s.from <= t {
			up = node < len(s.up[group]) && s.up[group][node]
		}
	}
	return up
}

// moments is every time from now on at which the plan can change: now, the
// releases by request, the announced steps, the ends of reservations.
func (w *world) moments() []sim.Time {
	ts := append([]sim.Time{w.now}, w.announcedTimes()...)
	for _, j := range w.jobs {
		if j.state == running && j.due > w.now {
			ts = append(ts, j.due)
		}
		if j.state == queued && j.reserved && j.res.at != sim.Never {
			if j.res.at > w.now {
				ts = append(ts, j.res.at)
			}
			if j.resEnd > w.now {
				ts = append(ts, j.resEnd)
			}
		}
	}
	return sorted(ts)
}

// counts reports whether a running job counts at u: until start + request.
// Physically it also holds its GPUs now, whatever its request: "a running job
// is also counted at u = now whatever its request".
func (w *world) counts(j *job, u sim.Time, physically bool) bool {
	return j.state == running && (j.due > u || physically && u == w.now)
}

// covers reports whether a queued job has a reservation that covers u.
func (j *job) covers(u sim.Time) bool {
	return j.state == queued && j.reserved && j.res.at != sim.Never && j.res.at <= u && u < j.resEnd
}

// avail is the pool's plan: "avail(u) = capacity(u) (now and announced steps) −
// GPUs of running jobs whose start+request > u − reservations covering u. With
// an outstanding drain avail may be negative."
func (w *world) avail(u sim.Time, physically bool) int {
	n := w.pool
	for _, s := range w.cluster.Timeline {
		if s.Announced && s.At > w.now && s.At <= u {
			n += s.Change
		}
	}
	for _, j := range w.jobs {
		if w.counts(j, u, physically) || j.covers(u) {
			n -= j.need
		}
	}
	return n
}

// free is the GPUs of one node that the plan has free at u; −1 for a node that
// is not in service then. "A returning draining node carries the jobs still on
// it."
func (w *world) free(group, node int, u sim.Time, physically bool) int {
	if !inService(w.plan, group, node, u) {
		return -1
	}
	n := w.cluster.Groups[group].GPUsPerNode
	take := func(s *spot) {
		for _, p := range s.parts {
			if s.group == group && p.node == node {
				n -= p.gpus
			}
		}
	}
	for _, j := range w.jobs {
		if w.counts(j, u, physically) {
			take(&j.hold)
		}
		if j.covers(u) {
			take(&j.res)
		}
	}
	return n
}

// window is the moments to look at for "throughout [s, end)": s itself ("for
// request 0: free at s") and every change before the end.
func (w *world) window(s, end sim.Time) []sim.Time {
	ts := []sim.Time{s}
	for _, u := range w.moments() {
		if u > s && u < end {
			ts = append(ts, u)
		}
	}
	return ts
}

// leastFree is the least that the node has free over [s, end); negative if the
// node is ever out of service in it: "a job fits on a node only if the node is
// not designated to leave before its end".
func (w *world) leastFree(group, node int, window []sim.Time, physically bool) int {
	least := w.cluster.Groups[group].GPUsPerNode
	for _, u := range window {
		least = min(least, w.free(group, node, u, physically))
	}
	return least
}

// fits is the rule: "A job fits at s if its GPUs are free in the plan at s and
// throughout [s, s + request)." It returns where placement puts the job in the
// group. outside, if not nil, is the nodes that the job must keep off.
func (w *world) fits(j *job, group int, s sim.Time, physically bool, outside map[int]bool) (spot, bool) {
	if !w.mayUse(j, group) {
		return spot{}, false
	}
	window := w.window(s, s.Add(w.duration(w.ask(j), group)))
	if w.cluster.Kind == sim.Pool {
		for _, u := range window {
			if w.avail(u, physically) < j.need {
				return spot{}, false
			}
		}
		return spot{at: s, parts: []part{{gpus: j.need}}}, true
	}
	var nodes []nodeFree
	for i := range w.plan[len(w.plan)-1].up[group] {
		if f := w.leastFree(group, i, window, physically); f >= 0 && !outside[i] {
			nodes = append(nodes, nodeFree{i, f})
		}
	}
	parts := place(w.policy.Placement, j.need, j.Nodes, w.cluster.Groups[group].GPUsPerNode, nodes)
	return spot{at: s, group: group, parts: parts}, parts != nil
}

// fitsNow: "a job that fits now goes to the first group in file order in which
// it fits".
func (w *world) fitsNow(j *job) (spot, bool) {
	for g := range w.cluster.Groups {
		if at, ok := w.fits(j, g, w.now, true, nil); ok {
			return at, true
		}
	}
	return spot{}, false
}

// earliest is the earliest time at which the job fits in the plan: "for a
// shadow or reservation the group with the earliest time, ties in file order".
// What is free only grows at the moments of the plan, so no other time can be
// the earliest. At is Never if the job fits nowhere.
func (w *world) earliest(j *job) spot {
	for _, s := range w.moments() {
		for g := range w.cluster.Groups {
			if at, ok := w.fits(j, g, s, false, nil); ok {
				return at
			}
		}
	}
	return spot{at: sim.Never}
}
