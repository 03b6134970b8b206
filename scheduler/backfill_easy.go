package scheduler

import "sovsim/sim"

// easy is EASY backfilling (Lifka, JSSPP 1995; Mu'alem & Feitelson, TPDS 2001):
// the head of the queue gets a reservation, and others may start if they do
// not delay it. Heads and candidates may have different orders.
//
// A pass costs O(log queue) for each job that joins, starts or leaves, one
// reservation if a head is blocked, and one search of the index (index.go) for
// each job that is backfilled and one more: never a walk over the queue.
type easy struct {
	space space
	// queue has the order of the candidates; heads is the queue in the order of
	// the heads, if that is another.
	queue searchedQueue
	heads queue
	// The last pass found this job, the head, blocked and started none; no job
	// is −1. See settled.
	blocked int64
}

// bindEasy declares the options of EASY with given orders.
func bindEasy(p *Parameters, heads, candidates string) func(*sim.Cluster) sim.Policy {
	var place placement
	p.placementOption(&place)
	h, _ := LookupOrder(heads)
	x, _ := LookupOrder(candidates)
	return func(c *sim.Cluster) sim.Policy { return newEasy(c, h, x, place) }
}

func newEasy(c *sim.Cluster, heads, candidates *Order, place placement) *easy {
	e := &easy{space: newSpace(c, place), queue: newSearchedQueue(candidates), blocked: -1}
	if heads != candidates {
		e.heads = newWalkedQueue(heads)
	}
	return e
}

func (e *easy) Schedule(v *sim.View, p *sim.Plan) {
	e.space.begin(v)
	e.queue.begin(v)
	if e.heads != nil {
		e.heads.begin(v)
	}
	for _, s := range v.Left {
		e.remove(s)
	}
	for _, s := range v.Joined {
		e.queue.add(s, v.Job(s))
		if e.heads != nil {
			e.heads.add(s, v.Job(s))
		}
	}
	for {
		s, ok := e.head()
		if !ok {
			e.blocked = -1
			return
		}
		j := v.Job(s)
		if e.settled(s, j, v) {
			return
		}
		if e.space.limit(j.GPUs, j.Nodes, j.Groups) < j.Request {
			e.blocked = j.Seq
			e.backfill(j, v, p)
			return
		}
		e.blocked = -1
		e.remove(s)
		e.space.start(s, j, p)
	}
}

// settled tells, without a search, that no job may start: the last pass left
// every queued job where it is behind the same head, nothing has been released
// or changed since, and what has joined does not fit now. The mere passing of
// time lets no job in, whatever the order of candidates: what is free stays what it is, the same releases give the
// head the same reservation, and walls and shadow come nearer. A start changes
// the picture (a reservation made anew may lie on other nodes), so after one the
// next pass searches.
func (e *easy) settled(slot sim.Slot, head *sim.JobView, v *sim.View) bool {
	if e.blocked != head.Seq || len(v.Ended) > 0 || v.Changed {
		return false
	}
	for _, s := range v.Joined {
		// A head that left and came back may ask for something else.
		if j := v.Job(s); s == slot || e.space.limit(j.GPUs, j.Nodes, j.Groups) >= j.Request {
			return false
		}
	}
	return true
}

// backfill reserves for the blocked head and starts, in order, each other job
// that fits and does not delay it. What a start takes only makes it harder for
// the jobs passed over, so each search may begin at the front again.
func (e *easy) backfill(head *sim.JobView, v *sim.View, p *sim.Plan) {
	if e.queue.size() < 2 {
		return
	}
	behind := e.space.behind(head)
	for {
		s, ok := e.queue.first(behind)
		if !ok {
			return
		}
		e.blocked = -1
		e.remove(s)
		behind.start(s, v.Job(s), p)
	}
}

func (e *easy) head() (sim.Slot, bool) {
	if e.heads != nil {
		return e.heads.head()
	}
	return e.queue.head()
}

func (e *easy) remove(s sim.Slot) {
	e.queue.remove(s)
	if e.heads != nil {
		e.heads.remove(s)
	}
}
