package scheduler

import (
	"time"

	"sovsim/scheduler/ordered"
	"sovsim/sim"
)

// preemptible is a space whose policy stops jobs. Such a policy lifts running jobs out
// of the space, so that it shows what is free without them, and then either puts each
// back where it was or stops it. What a stopped job held is free in the same pass; the
// next pass, which lists the job in View.Ended, changes nothing more.
type preemptible interface {
	space
	// lift takes a running job out of the space, until putBack or stop of this pass.
	lift(s sim.Slot)
	// fitsBack reports whether a lifted job may go on as it did: whether its GPUs are
	// free in the plan from now to its requested end. On nodes it looks at those of
	// its own nodes that are in service, now.
	fitsBack(s sim.Slot) bool
	putBack(s sim.Slot)
	// stop has the plan stop a lifted job.
	stop(s sim.Slot, kind sim.StopKind, p *sim.Plan)
	// work is what a running job does in a time on its GPUs, at speed 1.
	work(s sim.Slot, d time.Duration) time.Duration
}

// newPreemptible makes the space for a cluster's kind.
func newPreemptible(c *sim.Cluster, pl placement) preemptible {
	if c.Kind == sim.Pool {
		return newPool(c)
	}
	return newNodes(c, pl)
}

// allFree is a space as a limiter, for a search of all that it has free.
type allFree struct{ space }

func (a allFree) atMost(gpus int) time.Duration { return a.limit(gpus, 0, 0) }

func (p *pool) lift(s sim.Slot) {
	p.shift(&p.ends[s], -1)
	p.running.Delete(p.ends[s].key())
	p.ends[s].lifted = true
}

func (p *pool) putBack(s sim.Slot) {
	h := &p.ends[s]
	p.running.Insert(h.key(), int64(h.gpus), int32(s))
	p.shift(h, +1)
	h.lifted = false
}

// shift books what a job takes now and at the walls before its end (+1), or gives back
// (−1).
func (p *pool) shift(h *poolHold, sign int) {
	p.held += sign * h.gpus
	for i := range p.walls {
		if p.walls[i].at < h.end {
			p.walls[i].free -= sign * h.gpus
		}
	}
}

func (p *pool) fitsBack(s sim.Slot) bool {
	h := &p.ends[s]
	if h.gpus > p.capacity-p.held {
		return false
	}
	for i := range p.walls {
		if p.walls[i].at < h.end && p.walls[i].free < h.gpus {
			return false
		}
	}
	return true
}

func (p *pool) stop(s sim.Slot, kind sim.StopKind, plan *sim.Plan) { plan.Stop(s, kind) }

func (p *pool) work(_ sim.Slot, d time.Duration) time.Duration { return p.speed.MultiplyDown(d) }

func (n *nodes) lift(s sim.Slot) {
	h := n.hold(s)
	g := &n.groups[h.group]
	g.running.Delete(ordered.Key{A: int64(h.end), B: h.seq})
	g.shift(h, -1)
	g.disturb(h, +1)
	h.lifted = true
	n.lifted++
}

func (n *nodes) putBack(s sim.Slot) {
	h := n.hold(s)
	g := &n.groups[h.group]
	g.running.Insert(ordered.Key{A: int64(h.end), B: h.seq}, int64(h.gpus), n.holdOf[s])
	g.shift(h, +1)
	g.disturb(h, -1)
	h.lifted = false
	n.lifted--
}

func (n *nodes) stop(s sim.Slot, kind sim.StopKind, p *sim.Plan) {
	h := n.hold(s)
	n.groups[h.group].disturb(h, -1)
	n.lifted--
	p.Stop(s, kind)
}

func (n *nodes) fitsBack(s sim.Slot) bool {
	h := n.hold(s)
	for i, id := range h.nodes {
		if free := n.groups[h.group].levels.free[id]; free >= 0 && int(free) < h.ask.of(i) {
			return false
		}
	}
	return true
}

func (n *nodes) work(s sim.Slot, d time.Duration) time.Duration {
	return n.groups[n.hold(s).group].speed.MultiplyDown(d)
}

// disturb counts the lifted jobs on the nodes of one that is lifted (+1), or that is
// no longer (−1), and keeps the set of nodes without any.
func (g *group) disturb(h *nodeHold, by int32) {
	for len(g.liftedOn) < len(g.levels.free) {
		g.liftedOn = append(g.liftedOn, 0)
	}
	for len(g.undisturbed) < len(g.levels.bits[0]) {
		g.undisturbed = append(g.undisturbed, ^uint64(0))
	}
	for _, id := range h.nodes {
		g.liftedOn[id] += by
		if word, bit := &g.undisturbed[id/64], uint64(1)<<(id%64); g.liftedOn[id] == 0 {
			*word |= bit
		} else {
			*word &^= bit
		}
	}
}

// beside puts a job onto nodes that hold no lifted job, and reports whether it did.
func (n *nodes) beside(s sim.Slot, j *sim.JobView, p *sim.Plan) bool {
	for i := range n.groups {
		g := &n.groups[i]
		a, ok := n.place.ask(j.GPUs, j.Nodes, g.size)
		if !ok || !j.MayUse(i) {
			continue
		}
		for len(g.undisturbed) < len(g.levels.bits[0]) { // no job of this group is lifted
			g.undisturbed = append(g.undisturbed, ^uint64(0))
		}
		end := n.now.Add(g.speed.DivideUp(j.Request))
		if g.picked, ok = g.levels.pick(n.place, a, g.staying(end, g.undisturbed), g.picked[:0]); ok {
			n.take(s, j, g, g.undisturbed, p)
			return true
		}
	}
	return false
}
