package scheduler

import (
	"time"

	"sovsim/sim"
)

// reserve finds the shadow of a blocked head: for each group the earliest time
// at which placement finds it enough nodes in the plan, and of those the
// earliest, in file order on ties; groups that the job may not use are left out. The nodes that placement picks then, in the
// state of the shadow, are the reserved set.
//
// It replays requested ends and announced steps on a copy of the levels, so a
// pass with a blocked head costs the nodes of the releases before the shadow,
// plus one word per 64 nodes and level for the copy.
func (n *nodes) reserve(j *sim.JobView) {
	n.shadow, n.reserved = sim.Never, -1
	for i := range n.groups {
		g := &n.groups[i]
		g.outside = nil
		a, ok := n.place.ask(j.GPUs, j.Nodes, g.size)
		if !ok || !j.MayUse(i) {
			continue
		}
		if at, set, ok := n.replay(g, a, g.speed.DivideUp(j.Request), n.shadow); ok {
			n.shadow, n.reserved, g.reservedSet = at, i, append(g.reservedSet[:0], set...)
		}
	}
	if n.reserved >= 0 {
		n.groups[n.reserved].keepOutside()
	}
}

// replay is the earliest time before limit at which an ask that lasts d fits
// on the group's nodes in the plan, and the nodes that placement picks then.
func (n *nodes) replay(g *group, a ask, d time.Duration, limit sim.Time) (sim.Time, []int32, bool) {
	f := g.future
	f.copyFrom(g.levels)
	enough := count{levels: f, each: a.each, rest: a.rest}
	// Class 0 of the tally and all after it are all usable nodes.
	enough.has, enough.spare = int(g.tally.count[0][a.each]), int(g.tally.count[0][a.rest])
	held := append(g.heldThen[:0], g.used...)
	defer func() { g.heldThen = held }()
	c := g.running.Start()
	id, key, more := c.Next()
	step := 0
	for {
		at := g.outlook.nextAfter(step)
		if more {
			at = min(at, sim.Time(key.A))
		}
		// A zero-length job that still holds its nodes ends now.
		if at = max(at, n.now); at >= limit {
			return 0, nil, false
		}
		for more && sim.Time(key.A) <= at {
			h := &n.holds[id]
			for i, node := range h.nodes {
				held[node] -= int32(h.ask.of(i))
				if f.free[node] >= 0 {
					enough.set(node, g.size-int(held[node]))
				}
			}
			id, key, more = c.Next()
		}
		for ; g.outlook.nextAfter(step) <= at; step++ {
			st := &g.outlook.steps[step]
			for _, node := range st.nodes {
				if st.falls {
					enough.set(node, -1)
					continue
				}
				f.resize(int(node) + 1)
				for len(held) <= int(node) {
					held = append(held, 0)
				}
				enough.set(node, g.size-int(held[node]))
			}
		}
		if enough.holds(a) {
			if set, ok := f.pick(n.place, a, g.standing(step, at.Add(d), f), g.picked[:0]); ok {
				g.picked = set
				return at, set, true
			}
		}
	}
}

// standing is the nodes of the future that no announced step from index step
// on takes before end; nil if none does.
func (g *group) standing(step int, end sim.Time, f *levels) []uint64 {
	var set []uint64
	for ; g.outlook.nextAfter(step) < end; step++ {
		st := &g.outlook.steps[step]
		if !st.falls {
			continue
		}
		if set == nil {
			set = g.scratch[:0]
			for range f.bits[0] {
				set = append(set, ^uint64(0))
			}
			g.scratch = set
		}
		for _, id := range st.nodes {
			if int(id/64) < len(set) {
				set[id/64] &^= 1 << (id % 64)
			}
		}
	}
	return set
}

// keepOutside notes the nodes outside the reserved set and counts them.
func (g *group) keepOutside() {
	g.outsideSet = g.outsideSet[:0]
	for range g.levels.bits[0] {
		g.outsideSet = append(g.outsideSet, ^uint64(0))
	}
	g.outside = g.outsideSet
	g.spare.copyFrom(&g.tally)
	for _, id := range g.reservedSet {
		if int(id) >= len(g.levels.free) {
			continue // a node still to come
		}
		g.outside[id/64] &^= 1 << (id % 64)
		if f := int(g.levels.free[id]); f >= 0 {
			g.spare.move(int(g.class[id]), f, -1)
		}
	}
}

// count follows how many nodes have each, and how many have rest, GPUs free.
type count struct {
	levels     *levels
	each, rest int
	has, spare int
}

func (c *count) add(free, by int) {
	if free >= c.each {
		c.has += by
	}
	if free >= c.rest {
		c.spare += by
	}
}

func (c *count) set(id int32, f int) {
	c.add(int(c.levels.free[id]), -1)
	c.levels.set(id, f)
	c.add(f, 1)
}

// holds reports whether there are nodes enough for the ask, whoever stays.
func (c *count) holds(a ask) bool {
	return c.has >= a.count && (a.rest == 0 || c.spare > a.count)
}

func (n *nodes) behind(head *sim.JobView) room {
	n.head = head
	return (*behindNodes)(n)
}

// behindNodes is the nodes as the jobs behind a reserved head may use them: a
// job that ends by the shadow on any node, another wholly outside the reserved
// set.
type behindNodes nodes

func (b *behindNodes) limit(gpus, count int, groups uint64) time.Duration {
	n, longest := (*nodes)(b), time.Duration(-1)
	if n.head != nil {
		if n.limit(gpus, count, groups) < 0 {
			return -1
		}
		n.reserve(n.head)
		n.head = nil
	}
	for i := range n.groups {
		if groups != 0 && groups>>(i&63)&1 == 0 {
			continue
		}
		g := &n.groups[i]
		any := n.stay(g, &g.tally, gpus, count)
		if i != n.reserved || any < 0 {
			longest = max(longest, any)
			continue
		}
		any = min(any, g.speed.MultiplyDown(n.shadow.Sub(n.now)))
		longest = max(longest, any, n.stay(g, &g.spare, gpus, count))
	}
	return longest
}

func (b *behindNodes) atMost(gpus int) time.Duration {
	if b.head != nil {
		return (*nodes)(b).limit(gpus, 0, 0)
	}
	return b.limit(gpus, 0, 0)
}

func (b *behindNodes) start(s sim.Slot, j *sim.JobView, p *sim.Plan) {
	n := (*nodes)(b)
	for i := range n.groups {
		g := &n.groups[i]
		any := n.stay(g, &g.tally, j.GPUs, j.Nodes)
		switch {
		case !j.MayUse(i):
		case any >= j.Request && (i != n.reserved || n.now.Add(g.speed.DivideUp(j.Request)) <= n.shadow):
			n.take(s, j, g, nil, p)
			return
		case i == n.reserved && n.stay(g, &g.spare, j.GPUs, j.Nodes) >= j.Request:
			n.take(s, j, g, g.outside, p)
			return
		}
	}
}
