package sim

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// PlannedWait is how long the job would be queued at the cluster by a full
// plan: the cluster's jobs start strictly in the order of joining, each as soon
// as its GPUs are free, by requested times and with the capacity that is in
// service now. The longest duration says that it would never start.
//
// The job is the last: it joins when its data are there, behind those that are
// queued and those whose data are on their way and come before. Where it waits
// in this cluster's queue already it has its own place, and jobs behind it do
// not matter.
//
// What the plan leaves out: GPUs are interchangeable, so nothing is rounded up
// to whole nodes and no group is distinguished; requested times are those at the speed of
// the first group; announced steps do not count; nothing is backfilled. A job
// that asks for more than the capacity is passed over, since it would hold up
// all others for ever.
//
// With Q jobs before the job, R running here, and T the most jobs that have been
// alive in the run at one time, it costs O(T + Q log Q + (Q + R) log R). Nothing
// is kept between calls.
func (c *Choice) PlannedWait(cluster int) time.Duration {
	e, s := c.e, &c.e.sites[cluster]
	v := &e.views[c.slot]
	capacity, gpus := s.gpus, int64(v.GPUs)
	if gpus > capacity {
		return math.MaxInt64
	}
	own, from := entry{v.Joined, v.Seq, c.slot}, c.Now
	if cluster != c.Current {
		own.joins = c.Now.Add(c.Load(cluster).Staging)
		from = own.joins
	}
	p := &e.planner
	p.list(e, s, own)
	p.begin(e, s, capacity)
	for _, q := range p.queue {
		if v := &e.views[q.slot]; int64(v.GPUs) <= capacity {
			p.start(q.joins, int64(v.GPUs), s.workTime(v.Request))
		}
	}
	return p.start(own.joins, gpus, 0).Sub(from)
}

// planner is the scratch of PlannedWait: the queue, and the plan so far.
type planner struct {
	queue []entry
	// held is a binary heap by time; at is the last start. The GPUs held and
	// those free add up to the capacity; while a drain is outstanding less
	// than none are free.
	held []release
	at   Time
	free int64
}

// entry is a job of the queue with its key.
type entry struct {
	joins Time
	seq   int64
	slot  Slot
}

func (a entry) compare(b entry) int {
	return cmp.Or(cmp.Compare(a.joins, b.joins), cmp.Compare(a.seq, b.seq))
}

// release says when how many GPUs are given back.
type release struct {
	at   Time
	gpus int64
}

// list collects the jobs that a site has queued, or will have, before a job of
// its own key.
func (p *planner) list(e *engine, s *site, own entry) {
	p.queue = p.queue[:0]
	for i := range e.jobs {
		j := &e.jobs[i]
		if int(j.cluster) != s.index || Slot(i) == own.slot {
			continue
		}
		q := entry{e.views[i].Joined, e.views[i].Seq, Slot(i)}
		switch j.phase {
		case phaseQueued:
		case phaseStaging:
			q.joins = j.end
		default:
			continue
		}
		if q.compare(own) < 0 {
			p.queue = append(p.queue, q)
		}
	}
	slices.SortFunc(p.queue, entry.compare)
}

// begin puts the running jobs into the plan.
func (p *planner) begin(e *engine, s *site, capacity int64) {
	p.at, p.free, p.held = e.now, capacity-s.inUse, p.held[:0]
	for _, slot := range s.running {
		j := &e.jobs[slot]
		p.held = append(p.held, release{j.end, j.heldGPUs})
	}
	for i := len(p.held)/2 - 1; i >= 0; i-- {
		p.down(i)
	}
}

// start adds a job behind those that have a start, and is when it starts. What
// is released is taken in only as far as somebody needs it, so the heap holds
// no more than what the capacity holds.
func (p *planner) start(joins Time, gpus int64, d time.Duration) Time {
	p.at = max(p.at, joins)
	for p.free < gpus && len(p.held) > 0 {
		p.at = max(p.at, p.held[0].at)
		p.free += p.held[0].gpus
		last := len(p.held) - 1
		p.held[0] = p.held[last]
		p.held = p.held[:last]
		p.down(0)
	}
	p.free -= gpus
	p.held = append(p.held, release{p.at.Add(d), gpus})
	for i := len(p.held) - 1; i > 0 && p.held[i].at < p.held[(i-1)/2].at; i = (i - 1) / 2 {
		p.held[i], p.held[(i-1)/2] = p.held[(i-1)/2], p.held[i]
	}
	return p.at
}

// down moves a release down to its place in the heap.
func (p *planner) down(i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(p.held); child++ {
			if p.held[child].at < p.held[least].at {
				least = child
			}
		}
		if least == i {
			return
		}
		p.held[i], p.held[least] = p.held[least], p.held[i]
		i = least
	}
}
