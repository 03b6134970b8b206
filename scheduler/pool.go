package scheduler

import (
	"time"

	"sovsim/scheduler/ordered"
	"sovsim/sim"
	"sovsim/sim/unit"
)

// pool is the space of interchangeable GPUs: one count now, and the running
// jobs by requested end, with sums.
//
// A start costs O(log running + announced steps down within the longest
// request). A reservation costs O(log running) for each announced step until
// the job fits.
type pool struct {
	speed          unit.Ratio
	now            sim.Time
	capacity, held int
	ahead          []sim.Step
	running        ordered.Tree // (requested end, source order) → GPUs
	ends           []poolHold   // by slot
	// walls are the announced steps down that a queued job could reach, with
	// what is free in the plan from each on.
	walls   []wall
	longest time.Duration // the longest request seen, at this cluster's speed

	// head is blocked and has yet to get its reservation: shadow and extra.
	head   *sim.JobView
	shadow sim.Time
	extra  int
}

type poolHold struct {
	end    sim.Time
	seq    int64
	gpus   int
	lifted bool // see preemptible
}

func (h *poolHold) key() ordered.Key { return ordered.Key{A: int64(h.end), B: h.seq} }

type wall struct {
	at   sim.Time
	free int
}

func newPool(c *sim.Cluster) *pool { return &pool{speed: c.Groups[0].Speed} }

func (p *pool) begin(v *sim.View) {
	p.now, p.capacity, p.ahead = v.Now, v.Capacity[0], v.Ahead
	for _, s := range v.Joined {
		p.longest = max(p.longest, p.speed.DivideUp(v.Job(s).Request))
	}
	for _, s := range v.Ended {
		h := &p.ends[s]
		if h.lifted { // the policy has stopped it
			h.lifted = false
			continue
		}
		p.held -= h.gpus
		p.running.Delete(h.key())
	}
	p.findWalls()
}

// findWalls notes what the announced steps down leave free, as far ahead as a
// queued job could reach.
func (p *pool) findWalls() {
	p.walls = p.walls[:0]
	reach, capacity := p.now.Add(p.longest), p.capacity
	for i := 0; i < len(p.ahead) && p.ahead[i].At < reach; i++ {
		capacity += p.ahead[i].Change
		if p.ahead[i].Change < 0 && p.lastOfInstant(i) {
			p.walls = append(p.walls, wall{p.ahead[i].At, p.freeAt(p.ahead[i].At, capacity)})
		}
	}
}

// lastOfInstant reports whether step i is the last of its instant; steps of one
// instant are taken together before anything starts.
func (p *pool) lastOfInstant(i int) bool {
	return i+1 == len(p.ahead) || p.ahead[i+1].At > p.ahead[i].At
}

func (p *pool) limit(gpus, _ int, _ uint64) time.Duration {
	if gpus > p.capacity-p.held {
		return -1
	}
	for i := range p.walls {
		if p.walls[i].free < gpus {
			return p.speed.MultiplyDown(p.walls[i].at.Sub(p.now))
		}
	}
	return unlimited
}

func (p *pool) start(s sim.Slot, j *sim.JobView, plan *sim.Plan) {
	end := p.now.Add(p.speed.DivideUp(j.Request))
	p.ends = grow(p.ends, s)
	p.ends[s] = poolHold{end: end, seq: j.Seq, gpus: j.GPUs}
	p.putBack(s)
	plan.Start(s, 0, nil, 0, 0)
}

// freeAt is what is free in the plan at t where capacity is given.
func (p *pool) freeAt(t sim.Time, capacity int) int {
	return capacity - p.held + int(p.running.SumThrough(int64(t)))
}

// reserve finds the shadow, the earliest time at which the head fits in the
// plan, and the extra: the least that is free beyond its need from then until
// its requested end.
func (p *pool) reserve(j *sim.JobView) {
	d := p.speed.DivideUp(j.Request)
	var next, capacity int
	p.shadow, capacity, next = p.earliest(j.GPUs, d)
	p.extra = 0
	if p.shadow == sim.Never {
		return
	}
	p.extra = p.freeAt(p.shadow, capacity) - j.GPUs
	for end := p.shadow.Add(d); next < len(p.ahead) && p.ahead[next].At < end; next++ {
		capacity += p.ahead[next].Change
		if p.lastOfInstant(next) {
			p.extra = min(p.extra, p.freeAt(p.ahead[next].At, capacity)-j.GPUs)
		}
	}
}

// earliest is the first time at which need GPUs are free in the plan and stay
// so for d, with the capacity then and the index of the first step after it;
// Never if there is none.
func (p *pool) earliest(need int, d time.Duration) (at sim.Time, capacity, next int) {
	from, capacity := p.now, p.capacity
	for next < len(p.ahead) || from != sim.Never {
		until := sim.Never
		if next < len(p.ahead) {
			until = p.ahead[next].At
		}
		at := from
		if short := need - (capacity - p.held); short > 0 {
			end, ok := p.running.Reach(int64(short))
			if at = max(from, sim.Time(end)); !ok {
				at = sim.Never
			}
		}
		blocked := next
		if at < until {
			if blocked = p.blockedBy(at, need, d, capacity, next); blocked < 0 {
				return at, capacity, next
			}
		} else if next == len(p.ahead) {
			break
		}
		// Go on from the step that spoils it, or from the next one: nothing
		// that starts before it is any better.
		from = p.ahead[blocked].At
		for next < len(p.ahead) && p.ahead[next].At <= from {
			capacity += p.ahead[next].Change
			next++
		}
	}
	return sim.Never, capacity, next
}

// blockedBy is the index of the first step before at + d, from step next on,
// after which the plan has less than need free; −1 if there is none.
func (p *pool) blockedBy(at sim.Time, need int, d time.Duration, capacity, next int) int {
	end := at.Add(d)
	for i := next; i < len(p.ahead) && p.ahead[i].At < end; i++ {
		capacity += p.ahead[i].Change
		if p.lastOfInstant(i) && p.freeAt(p.ahead[i].At, capacity) < need {
			return i
		}
	}
	return -1
}

func (p *pool) behind(head *sim.JobView) room {
	p.head = head
	return (*behindPool)(p)
}

// behindPool is a pool as the jobs behind a reserved head may use it: those
// that end by the shadow, or need no more than the extra.
type behindPool pool

func (b *behindPool) limit(gpus, nodes int, groups uint64) time.Duration {
	l := (*pool)(b).limit(gpus, nodes, groups)
	if l < 0 {
		return l
	}
	if b.head != nil {
		(*pool)(b).reserve(b.head)
		b.head = nil
	}
	if gpus <= b.extra {
		return l
	}
	return min(l, b.speed.MultiplyDown(b.shadow.Sub(b.now)))
}

func (b *behindPool) atMost(gpus int) time.Duration {
	if b.head != nil {
		return (*pool)(b).limit(gpus, 0, 0)
	}
	return b.limit(gpus, 0, 0)
}

func (b *behindPool) start(s sim.Slot, j *sim.JobView, plan *sim.Plan) {
	if b.now.Add(b.speed.DivideUp(j.Request)) > b.shadow {
		b.extra -= j.GPUs
	}
	(*pool)(b).start(s, j, plan)
}
