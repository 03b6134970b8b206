package scheduler

import (
	"slices"
	"time"

	"sovsim/scheduler/ordered"
	"sovsim/sim"
	"sovsim/sim/unit"
)

// nodes is the space of a cluster whose GPUs sit in nodes.
//
// Whether a shape fits now is one look at a count per group. A start costs
// what placement costs: one word per 64 nodes and level of free GPUs it looks
// at. A change of capacity costs a walk over the group's nodes. A reservation
// (nodes_reserve.go) replays the releases until the head fits.
type nodes struct {
	place  placement
	now    sim.Time
	groups []group
	// holds is what running jobs hold, in places that are used again, and
	// holdOf the place of each slot's job: the slots of a long queue are many
	// and seldom touched, the places few and warm.
	holds     []nodeHold
	holdOf    []int32
	freeHolds []int32
	// lifted counts the jobs that are lifted; see preemptible.
	lifted int
	// longest is the longest request seen, at speed 1.
	longest time.Duration

	head     *sim.JobView // blocked, and has yet to get its reservation
	shadow   sim.Time
	reserved int // index of the group that holds the reserved set; −1 if none
}

// group is one node group: equal nodes of one accelerator.
type group struct {
	index   int
	size    int
	speed   unit.Ratio
	used    []int32 // GPUs held, by node
	levels  *levels
	tally   tally
	outlook outlook
	// Nodes that announced steps take soon: classified is how many steps of
	// the outlook are counted in, class the class of each node in the tally,
	// allowed[c−1] the nodes of class c or later.
	classified int
	class      []int32
	allowed    [][]uint64
	running    ordered.Tree // (requested end, source order) → GPUs, with the place of the hold

	// Of the reservation, while it is on this group:
	reservedSet []int32
	outside     []uint64 // nodes outside the set; nil without a reservation
	spare       tally    // counts the nodes outside the set

	// liftedOn counts the lifted jobs by node, undisturbed is the nodes without any; both
	// are as long as lifting has made them.
	liftedOn    []int32
	undisturbed []uint64

	// Scratch, so that a pass allocates nothing.
	future     *levels // the nodes at the shadow
	heldThen   []int32 // GPUs held then, by node
	outsideSet []uint64
	scratch    []uint64
	picked     []int32
}

type nodeHold struct {
	group  int
	end    sim.Time
	seq    int64
	gpus   int // that the job asks for
	ask    ask
	nodes  []int32
	lifted bool // see preemptible
}

func newNodes(c *sim.Cluster, pl placement) *nodes {
	n := &nodes{place: pl, groups: make([]group, len(c.Groups))}
	for i, g := range c.Groups {
		n.groups[i] = group{index: i, size: g.GPUsPerNode, speed: g.Speed,
			levels: newLevels(g.GPUsPerNode), future: newLevels(g.GPUsPerNode), outlook: outlook{group: i}}
	}
	return n
}

func (n *nodes) begin(v *sim.View) {
	n.now, n.reserved = v.Now, -1
	for _, s := range v.Joined {
		n.longest = max(n.longest, v.Job(s).Request)
	}
	for i := range n.groups {
		n.groups[i].outside = nil
	}
	for _, s := range v.Ended {
		h := n.hold(s)
		n.freeHolds = append(n.freeHolds, n.holdOf[s])
		if h.lifted { // the policy has stopped it
			h.lifted = false
			continue
		}
		g := &n.groups[h.group]
		g.running.Delete(ordered.Key{A: int64(h.end), B: h.seq})
		g.shift(h, -1)
	}
	for i := range n.groups {
		g := &n.groups[i]
		if v.Changed {
			g.outlook.reset(v.States[i], v.Ahead)
			g.takeStates(v.States[i])
		}
		reach := v.Now.Add(g.speed.DivideUp(n.longest))
		if steps := g.outlook.until(reach); v.Changed || steps > g.classified {
			g.classified = steps
			g.classify()
		}
	}
}

// takeStates brings the levels up to date with the state of the nodes.
func (g *group) takeStates(states []sim.NodeState) {
	g.levels.resize(len(states))
	for len(g.used) < len(states) {
		g.used, g.class = append(g.used, 0), append(g.class, 0)
	}
	for i, st := range states {
		f := -1
		if st == sim.Up {
			f = g.size - int(g.used[i])
		}
		g.levels.set(int32(i), f)
	}
}

// classify sorts the nodes by the announced step that takes them, as far as
// the outlook has been worked out, and counts them anew.
func (g *group) classify() {
	leave := g.tally.leave[:0]
	for _, st := range g.outlook.steps[:g.classified] {
		if st.falls && (len(leave) == 0 || leave[len(leave)-1] != st.at) {
			leave = append(leave, st.at)
		}
	}
	leave = append(leave, sim.Never)
	g.tally.reset(leave, g.size)
	last := len(leave) - 1
	for i := range g.class {
		g.class[i] = int32(last)
	}
	for i := g.classified - 1; i >= 0; i-- {
		st := &g.outlook.steps[i]
		if c, ok := slices.BinarySearch(leave, st.at); st.falls && ok {
			for _, id := range st.nodes {
				if int(id) < len(g.class) {
					g.class[id] = int32(c)
				}
			}
		}
	}
	for i, f := range g.levels.free {
		g.tally.move(int(g.class[i]), -1, int(f))
	}
	g.allowed = g.allowed[:0]
	for c := 1; c <= last; c++ {
		set := make([]uint64, len(g.levels.bits[0]))
		for i, k := range g.class {
			if int(k) >= c {
				set[i/64] |= 1 << (i % 64)
			}
		}
		g.allowed = append(g.allowed, set)
	}
}

// staying is the nodes that no announced step takes before end, among those
// set in within; either is nil if it bounds nothing.
func (g *group) staying(end sim.Time, within []uint64) []uint64 {
	c, _ := slices.BinarySearch(g.tally.leave, end)
	if c == 0 {
		return within
	}
	if within == nil {
		return g.allowed[c-1]
	}
	g.scratch = g.scratch[:0]
	for w, word := range g.allowed[c-1] {
		g.scratch = append(g.scratch, word&within[w])
	}
	return g.scratch
}

// shift books what a hold takes from its nodes (+1) or gives back (−1).
func (g *group) shift(h *nodeHold, sign int) {
	for i, id := range h.nodes {
		take := h.ask.of(i)
		g.used[id] += int32(sign * take)
		from := int(g.levels.free[id])
		if from < 0 {
			continue
		}
		to := from - sign*take
		g.levels.set(id, to)
		g.tally.move(int(g.class[id]), from, to)
		if g.outside != nil && g.outside[id/64]>>(id%64)&1 == 1 {
			g.spare.move(int(g.class[id]), from, to)
		}
	}
}

// stay is how long a shape can be held from now on nodes that t counts, in
// request at speed 1.
func (n *nodes) stay(g *group, t *tally, gpus, count int) time.Duration {
	a, ok := n.place.ask(gpus, count, g.size)
	if !ok {
		return -1
	}
	return g.speed.MultiplyDown(t.stay(a, n.now))
}

func (n *nodes) limit(gpus, count int, groups uint64) time.Duration {
	longest := time.Duration(-1)
	for i := range n.groups {
		if groups != 0 && groups>>(i&63)&1 == 0 {
			continue
		}
		longest = max(longest, n.stay(&n.groups[i], &n.groups[i].tally, gpus, count))
	}
	return longest
}

// start puts the job into the first group, in file order, that it may use and in
// which it fits; where jobs are lifted, beside them if it can.
func (n *nodes) start(s sim.Slot, j *sim.JobView, p *sim.Plan) {
	if n.lifted > 0 && n.beside(s, j, p) {
		return
	}
	for i := range n.groups {
		if g := &n.groups[i]; j.MayUse(i) && n.stay(g, &g.tally, j.GPUs, j.Nodes) >= j.Request {
			n.take(s, j, g, nil, p)
			return
		}
	}
}

// hold is what the running job in slot s holds.
func (n *nodes) hold(s sim.Slot) *nodeHold { return &n.holds[n.holdOf[s]] }

// newHold is a place for what the job in slot s takes.
func (n *nodes) newHold(s sim.Slot) *nodeHold {
	n.holdOf = grow(n.holdOf, s)
	if k := len(n.freeHolds); k > 0 {
		n.holdOf[s], n.freeHolds = n.freeHolds[k-1], n.freeHolds[:k-1]
	} else {
		n.holdOf[s] = int32(len(n.holds))
		n.holds = append(n.holds, nodeHold{})
	}
	return n.hold(s)
}

// take places a job that fits on the nodes of g set in within (nil: all) and
// proposes its start.
func (n *nodes) take(s sim.Slot, j *sim.JobView, g *group, within []uint64, p *sim.Plan) {
	h := n.newHold(s)
	h.group, h.seq, h.gpus = g.index, j.Seq, j.GPUs
	h.end = n.now.Add(g.speed.DivideUp(j.Request))
	h.ask, _ = n.place.ask(j.GPUs, j.Nodes, g.size)
	h.nodes, _ = g.levels.pick(n.place, h.ask, g.staying(h.end, within), h.nodes[:0])
	g.running.Insert(ordered.Key{A: int64(h.end), B: h.seq}, int64(j.GPUs), n.holdOf[s])
	g.shift(h, +1)
	propose(p, s, g.index, h.nodes, h.ask)
}
