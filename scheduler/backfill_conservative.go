package scheduler

import (
	"sovsim/scheduler/ordered"
	"sovsim/sim"
)

// conservative is conservative backfilling: every queued job, or the first
// depth of them, holds a reservation.
//
// A pass in which a job ended early walks the queue once, by definition: with
// Q reserved jobs and R running it costs O(Q·(Q+R)) on a pool, and that times
// the nodes on a cluster of nodes. Other passes cost the placing of what is new.
type conservative struct {
	table timetable
	queue walkedQueue
	depth int
	// anew drops every reservation in each pass and places all afresh: replan.
	anew bool

	booked  []booking     // by slot, of reserved and running jobs
	runs    slots         // the running jobs
	holds   []bool        // by slot: has a reservation
	due     ordered.Tree  // (start, source order) of the reservations
	dueKeys []ordered.Key // by slot
	fresh   []sim.Slot    // scratch
}

// bindConservative declares the options of conservative and, with anew, of replan.
func bindConservative(p *Parameters, anew bool) func(*sim.Cluster) sim.Policy {
	var place placement
	var order *Order
	var depth int
	p.placementOption(&place)
	p.Order(&order, "order", "fcfs", "the queue order")
	p.Count(&depth, "depth", 0, 0, "how many jobs from the front of the queue hold a reservation; 0 is all")
	return func(c *sim.Cluster) sim.Policy {
		return &conservative{table: newTimetable(c, place), queue: newWalkedQueue(order), depth: depth, anew: anew}
	}
}

// Reservation implements Reserver.
func (c *conservative) Reservation(s sim.Slot) (sim.Time, bool) {
	if int(s) >= len(c.holds) || !c.holds[s] {
		return sim.Never, false
	}
	return c.booked[s].at, true
}

func (c *conservative) Schedule(v *sim.View, p *sim.Plan) {
	c.table.begin(v)
	c.queue.begin(v)
	early := len(v.Left) > 0
	for _, s := range v.Ended {
		early = early || v.Now < c.booked[s].end
		c.table.book(&c.booked[s], -1)
		c.runs.remove(s)
	}
	for _, s := range v.Left {
		c.drop(s)
		c.queue.remove(s)
	}
	afresh := c.anew
	if c.anew {
		c.dropAll()
	}
	if v.Changed {
		afresh = !c.rebuild(v) || afresh
	}
	if (early || v.Rose) && !afresh {
		c.sweep(v)
	}
	for _, s := range v.Joined {
		c.queue.add(s, v.Job(s))
		c.booked, c.holds, c.dueKeys = grow(c.booked, s), grow(c.holds, s), grow(c.dueKeys, s)
	}
	if afresh {
		c.placeAll(v)
	} else {
		c.placeNew(v)
	}
	c.startDue(v.Now, p)
}

// dropAll takes every reservation out of the plan.
func (c *conservative) dropAll() {
	for {
		id, _, ok := c.due.First()
		if !ok {
			return
		}
		c.drop(sim.Slot(id))
	}
}

// drop takes a reservation out of the plan, if the job has one.
func (c *conservative) drop(s sim.Slot) {
	if c.holds[s] {
		c.table.book(&c.booked[s], -1)
		c.forget(s)
	}
}

func (c *conservative) forget(s sim.Slot) {
	c.due.Delete(c.dueKeys[s])
	c.holds[s] = false
}

// take puts a reservation into the plan.
func (c *conservative) take(s sim.Slot, seq int64, b *booking) {
	c.booked[s].keep(b)
	c.table.book(&c.booked[s], +1)
	c.holds[s] = true
	c.dueKeys[s] = ordered.Key{A: int64(b.at), B: seq}
	c.due.Insert(c.dueKeys[s], 0, int32(s))
}

// place reserves the earliest slot for a job, if there is any in the plan.
func (c *conservative) place(s sim.Slot, v *sim.View) {
	j := v.Job(s)
	if b, ok := c.table.find(j, sim.Never); ok {
		c.take(s, j.Seq, &b)
	}
}

// rebuild makes the plan anew after a change of capacity and puts the
// reservations back, in queue order. It is false if one of them has become
// impossible; then none is left.
func (c *conservative) rebuild(v *sim.View) bool {
	c.bookRuns(v)
	ok := true
	c.queue.rewind()
	for s, more := c.queue.next(); more; s, more = c.queue.next() {
		if !c.holds[s] {
			continue
		}
		if ok = c.table.fits(&c.booked[s]); !ok {
			break
		}
		c.table.book(&c.booked[s], +1)
	}
	if ok {
		return true
	}
	for {
		id, _, more := c.due.First()
		if !more {
			break
		}
		c.forget(sim.Slot(id))
	}
	c.bookRuns(v)
	return false
}

// bookRuns makes the plan anew with nothing but the running jobs in it.
func (c *conservative) bookRuns(v *sim.View) {
	c.table.rebuild(v)
	for _, s := range c.runs.list {
		c.table.book(&c.booked[s], +1)
	}
}

// sweep lifts each reservation out of the plan, in queue order, and puts it
// back at its earliest time: earlier, or where it was.
func (c *conservative) sweep(v *sim.View) {
	c.queue.rewind()
	for s, more := c.queue.next(); more; s, more = c.queue.next() {
		if !c.holds[s] {
			// The plan had no room for it at any time; perhaps it has now.
			if c.depth == 0 {
				c.place(s, v)
			}
			continue
		}
		j := v.Job(s)
		b := &c.booked[s]
		if b.at <= v.Now {
			continue
		}
		c.table.book(b, -1)
		if earlier, ok := c.table.find(j, b.at); ok {
			c.forget(s)
			c.take(s, j.Seq, &earlier)
		} else {
			c.table.book(b, +1)
		}
	}
}

// placeAll gives everything that is queued a new reservation, in queue order.
func (c *conservative) placeAll(v *sim.View) {
	c.queue.rewind()
	for s, more := c.queue.next(); more; s, more = c.queue.next() {
		if c.depth > 0 && c.due.Len() == c.depth {
			return
		}
		c.place(s, v)
	}
}

// placeNew gives reservations to the jobs that have none: the arrivals of this
// pass or, with a depth, those that have come to the front.
func (c *conservative) placeNew(v *sim.View) {
	if c.depth > 0 {
		left := c.depth
		c.queue.rewind()
		for s, more := c.queue.next(); more; s, more = c.queue.next() {
			if left == 0 {
				return
			}
			left--
			if !c.holds[s] {
				c.place(s, v)
			}
		}
		return
	}
	c.fresh = append(c.fresh[:0], v.Joined...)
	c.queue.sort(c.fresh)
	for _, s := range c.fresh {
		c.place(s, v)
	}
}

// startDue starts what is due and asks to be woken for the next reservation.
func (c *conservative) startDue(now sim.Time, p *sim.Plan) {
	for {
		id, key, ok := c.due.First()
		if !ok {
			return
		}
		if sim.Time(key.A) > now {
			p.WakeAt(sim.Time(key.A))
			return
		}
		s := sim.Slot(id)
		c.forget(s)
		c.queue.remove(s)
		c.runs.add(s)
		b := &c.booked[s]
		propose(p, s, b.group, b.nodes, b.ask)
	}
}
