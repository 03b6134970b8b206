package scheduler

import (
	"slices"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// nodesTable is the timetable of a cluster of nodes: one profile per node,
// which is 0 while the plan says that the node is not in service. Finding a
// slot looks at every node of a group, once or a few times: it costs
// O(nodes × pieces) and a sort of the nodes each time.
type nodesTable struct {
	place  placement
	now    sim.Time
	groups []tableGroup
}

type tableGroup struct {
	index   int
	size    int
	speed   unit.Ratio
	nodes   []profile
	outlook outlook
	levels  *levels // scratch: what is free on each node over a window
	when    []sim.Time
	picked  []int32
}

func newNodesTable(c *sim.Cluster, pl placement) *nodesTable {
	t := &nodesTable{place: pl}
	for i, g := range c.Groups {
		t.groups = append(t.groups, tableGroup{index: i, size: g.GPUsPerNode, speed: g.Speed,
			levels: newLevels(g.GPUsPerNode), outlook: outlook{group: i}})
	}
	return t
}

func (t *nodesTable) begin(v *sim.View) {
	t.now = v.Now
	for i := range t.groups {
		for k := range t.groups[i].nodes {
			t.groups[i].nodes[k].trim(v.Now)
		}
	}
}

// each calls f for each node of a booking with what it takes there.
func (b *booking) each(f func(node, take int)) {
	for i, id := range b.nodes {
		f(int(id), b.ask.of(i))
	}
}

func (t *nodesTable) rebuild(v *sim.View) {
	for i := range t.groups {
		g := &t.groups[i]
		g.nodes = g.nodes[:0]
		for _, st := range v.States[i] {
			n := 0
			if st == sim.Up {
				n = g.size
			}
			g.addNode(v.Now, n)
		}
		g.outlook.reset(v.States[i], v.Ahead)
		for k := range g.outlook.until(sim.Never) {
			st := &g.outlook.steps[k]
			for _, id := range st.nodes {
				for int(id) >= len(g.nodes) {
					g.addNode(v.Now, 0)
				}
				if st.falls {
					g.nodes[id].add(st.at, sim.Never, -g.size)
				} else {
					g.nodes[id].add(st.at, sim.Never, g.size)
				}
			}
		}
	}
}

func (g *tableGroup) addNode(now sim.Time, free int) {
	if len(g.nodes) < cap(g.nodes) {
		g.nodes = g.nodes[:len(g.nodes)+1] // use the slices of a former plan
	} else {
		g.nodes = append(g.nodes, profile{})
	}
	g.nodes[len(g.nodes)-1].reset(now, free)
}

// find is the earliest slot over the groups that the job may use, in file order on
// ties.
func (t *nodesTable) find(j *sim.JobView, limit sim.Time) (booking, bool) {
	best, found := booking{}, false
	for i := range t.groups {
		g := &t.groups[i]
		a, ok := t.place.ask(j.GPUs, j.Nodes, g.size)
		if !ok || !j.MayUse(i) {
			continue
		}
		d := length(j.Request, g.speed)
		at := g.earliest(a, d, t.now, limit)
		if at == sim.Never {
			continue
		}
		limit, found = at, true
		g.window(at, d)
		g.picked, _ = g.levels.pick(t.place, a, nil, g.picked[:0])
		best = booking{at: at, end: at.Add(d), group: i, ask: a, nodes: g.picked}
	}
	return best, found
}

// earliest is the first time at which enough nodes are free for d. At least
// a.count nodes must be free at that time, so it is not before the a.count-th
// of the times at which the single nodes are next free; from that time on the
// nodes are asked again until they agree.
func (g *tableGroup) earliest(a ask, d time.Duration, from, limit sim.Time) sim.Time {
	for s := from; s < limit; {
		next := g.kthFree(a.count, a.each, d, s, limit)
		if a.rest > 0 {
			next = max(next, g.kthFree(a.count+1, a.rest, d, s, limit))
		}
		if next == s {
			return s
		}
		s = next
	}
	return sim.Never
}

// kthFree is the k-th earliest of the times, from s on, at which single nodes
// have need GPUs free for d; Never if fewer do before limit.
func (g *tableGroup) kthFree(k, need int, d time.Duration, s, limit sim.Time) sim.Time {
	g.when = g.when[:0]
	now := 0
	for i := range g.nodes {
		t := g.nodes[i].earliest(s, limit, need, d)
		if t == s {
			if now++; now == k {
				return s
			}
		}
		if t != sim.Never {
			g.when = append(g.when, t)
		}
	}
	if len(g.when) < k {
		return sim.Never
	}
	slices.Sort(g.when)
	return g.when[k-1]
}

// window sets the levels to what is free on each node throughout [at, at+d).
func (g *tableGroup) window(at sim.Time, d time.Duration) {
	g.levels.resize(len(g.nodes))
	for i := range g.levels.free {
		free := -1 // a node of a former plan
		if i < len(g.nodes) {
			free = max(-1, g.nodes[i].least(at, d))
		}
		g.levels.set(int32(i), free)
	}
}

func (t *nodesTable) fits(b *booking) bool {
	ok := b.at >= t.now
	b.each(func(node, take int) {
		ok = ok && node < len(t.groups[b.group].nodes) && t.groups[b.group].nodes[node].least(b.at, b.end.Sub(b.at)) >= take
	})
	return ok
}

func (t *nodesTable) book(b *booking, sign int) {
	g := &t.groups[b.group]
	b.each(func(node, take int) { g.nodes[node].add(b.at, b.end, -sign*take) })
}
