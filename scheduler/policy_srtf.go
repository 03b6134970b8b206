package scheduler

import (
	"slices"

	"sovsim/scheduler/ordered"
	"sovsim/sim"
)

func init() {
	RegisterPolicy(Policy{
		Name:    "srtf",
		Summary: "shortest remaining requested time first; suspends running jobs for shorter ones",
		Definition: "At each pass all jobs, running and queued, are in order of the requested work\n" +
			"that is left (least first), ties by (submission, source order). Down the\n" +
			"list, each job that fits beside those chosen before it is chosen; one that does\n" +
			"not is skipped. A queued job that is chosen starts. A running one that is not\n" +
			"is suspended: it keeps its work and its place in the queue. It gives way only\n" +
			"to queued jobs chosen before it; where there are none it runs on, whatever\n" +
			"capacity is going to be. A job fits if its GPUs are free in the plan from now\n" +
			"until its requested end. On nodes a running job stays on its nodes: it is\n" +
			"chosen if its GPUs on those in service are free. A queued job goes where\n" +
			"placement puts it among the nodes without jobs behind it in the list, else\n" +
			"among all; who is suspended for it may resume on other nodes, in the same\n" +
			"instant.",
		Guarantees: "With exact requests no other order has a lower mean response time on one GPU\n" +
			"(Schrage 1968). A long job may wait for ever.",
		Cost: "A pass with queued jobs costs O(running × (log running + their nodes)) and\n" +
			"one search of the queue index for each job that runs or starts. It never walks\n" +
			"the queue.",
		Source: "Schrage, A proof of the optimality of the SRPT discipline, Operations Research\n" +
			"16(3), 1968; for GPUs as in Gu et al., Tiresias, NSDI 2019",
		Bind: func(p *Parameters) func(*sim.Cluster) sim.Policy {
			var place placement
			p.placementOption(&place)
			return func(c *sim.Cluster) sim.Policy {
				s := &srtf{space: newPreemptible(c, place), queued: index{order: byWorkLeft}}
				s.free = allFree{s.space}
				return s
			}
		},
	})
}

// byWorkLeft is the order of the queue: what a queued job asks for is what is left.
var byWorkLeft = &Order{Key: func(j *sim.JobView) ordered.Key {
	return ordered.Key{A: int64(j.Request), B: int64(j.Submit), C: j.Seq}
}}

type srtf struct {
	space   preemptible
	free    limiter
	queued  index
	running []runner
	runs    []bool // by slot
}

// runner is a running job, with its place in the order of this pass.
type runner struct {
	slot  sim.Slot
	start sim.Time
	key   ordered.Key
}

func (x *srtf) Schedule(v *sim.View, p *sim.Plan) {
	x.space.begin(v)
	for _, s := range v.Left {
		x.queued.remove(s)
	}
	for _, s := range v.Ended { // of a job that this policy has stopped, it knows
		x.runs[s] = false
	}
	for _, s := range v.Joined {
		x.queued.add(s, v.Job(s))
	}
	x.running = slices.DeleteFunc(x.running, func(r runner) bool { return !x.runs[r.slot] })
	if x.queued.size() == 0 {
		return
	}
	for i := range x.running {
		r := &x.running[i]
		j := v.Job(r.slot)
		r.key = byWorkLeft.Key(j)
		r.key.A -= int64(x.space.work(r.slot, v.Now.Sub(r.start)))
		x.space.lift(r.slot)
	}
	slices.SortFunc(x.running, func(a, b runner) int { return a.key.Compare(b.key) })
	starts := len(x.running)
	for i := 0; ; {
		s, some := x.queued.first(x.free)
		switch {
		case i < starts && !(some && x.queued.keys[s].Less(x.running[i].key)):
			r := x.running[i].slot
			if len(x.running) == starts || x.space.fitsBack(r) {
				x.space.putBack(r)
			} else {
				x.space.stop(r, sim.StopSuspend, p)
				x.runs[r] = false
			}
			i++
		case some:
			x.queued.remove(s)
			x.space.start(s, v.Job(s), p)
			x.runs = grow(x.runs, s)
			x.runs[s] = true
			x.running = append(x.running, runner{slot: s, start: v.Now})
		default:
			return
		}
	}
}
