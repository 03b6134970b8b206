package scheduler

import "sovsim/sim"

// listScheduling starts the head of the queue while it fits and stops at the
// first that does not. There is no backfill. A pass costs O(log queue) for each
// job that joins, starts or leaves.
type listScheduling struct {
	space space
	queue queue
}

// bindList declares the options of list scheduling in a given order.
func bindList(p *Parameters, order string) func(*sim.Cluster) sim.Policy {
	var place placement
	p.placementOption(&place)
	o, _ := LookupOrder(order)
	return func(c *sim.Cluster) sim.Policy {
		return &listScheduling{space: newSpace(c, place), queue: newWalkedQueue(o)}
	}
}

func (l *listScheduling) Schedule(v *sim.View, p *sim.Plan) {
	l.space.begin(v)
	l.queue.begin(v)
	for _, s := range v.Left {
		l.queue.remove(s)
	}
	for _, s := range v.Joined {
		l.queue.add(s, v.Job(s))
	}
	for {
		s, ok := l.queue.head()
		if !ok {
			return
		}
		j := v.Job(s)
		if l.space.limit(j.GPUs, j.Nodes, j.Groups) < j.Request {
			return
		}
		l.queue.remove(s)
		l.space.start(s, j, p)
	}
}
