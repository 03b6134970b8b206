package conformance

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"sovsim/scheduler"
	"sovsim/sim"
)

// promised checks the promises of a policy on a steady workload.
func promised(s scheduler.Spec, w workload, records []sim.Record) error {
	p := s.Policy.Promises
	if p.StartsInOrder != "" {
		o, err := scheduler.LookupOrder(p.StartsInOrder)
		if err == nil {
			err = startsInOrder(o, w, records)
		}
		if err != nil {
			return err
		}
	}
	// On nodes the earliest time depends on which nodes placement picks; the oracle
	// compares that.
	if p.ProtectsHead != "" && w.cluster.Kind == sim.Pool {
		o, err := scheduler.LookupOrder(p.ProtectsHead)
		if err == nil {
			err = protectsHead(o, w, records)
		}
		if err != nil {
			return err
		}
	}
	if p.KeepsReservations {
		return keepsReservations(s, w)
	}
	return nil
}

// view is what a policy sees of a job that waits.
func view(w workload, i int) *sim.JobView {
	j := &w.jobs[i]
	return &sim.JobView{ID: j.ID, Seq: int64(i), User: j.User, Project: j.Project, Class: j.Class, GPUs: j.GPUs, Submit: j.Submit, Joined: j.Submit, Request: j.Request}
}

// startsInOrder: nobody starts while a job waits that comes before it.
func startsInOrder(o *scheduler.Order, w workload, records []sim.Record) error {
	for i := range records {
		now := records[i].Start
		for k := range records {
			waits := records[k].Submit <= now && now < records[k].Start
			if waits && o.At(view(w, k), now).Less(o.At(view(w, i), now)) {
				return fmt.Errorf("job %d starts at %v while job %d, which comes before it in order %s, waits", i, time.Duration(now), k, o.Name)
			}
		}
	}
	return nil
}

// protectsHead: while a job is the first, it starts no later than the earliest
// time at which the plan had room for it.
func protectsHead(o *scheduler.Order, w workload, records []sim.Record) error {
	var instants []sim.Time
	for _, r := range records {
		instants = append(instants, r.Submit, r.Start, r.End)
	}
	slices.Sort(instants)
	head, bound := -1, sim.Never
	for _, now := range slices.Compact(instants) {
		before := func(a, b int) bool { return o.At(view(w, a), now).Less(o.At(view(w, b), now)) }
		first, passed := -1, false
		for i, r := range records {
			switch {
			case r.Submit <= now && now < r.Start && (first < 0 || before(i, first)):
				first = i
			case r.Start == now && head >= 0 && i != head && before(i, head):
				passed = true // it was the first for a moment, and started
			}
		}
		stays := !passed && (first == head || head >= 0 && records[head].Start == now)
		if head >= 0 && stays && now > bound {
			return fmt.Errorf("job %d, the first of the queue, does not start by %v, when the plan had room for it", head, time.Duration(bound))
		}
		if first != head || passed {
			head, bound = first, sim.Never
		}
		if head >= 0 {
			bound = min(bound, room(w, records, w.jobs[head].GPUs, now))
		}
	}
	return nil
}

// room is the earliest time at which GPUs are free on a pool, if nobody starts
// from now on and each running job ends when it asked to.
func room(w workload, records []sim.Record, gpus int, now sim.Time) sim.Time {
	g := w.cluster.Groups[0]
	free := g.Nodes
	var running []int
	for i, r := range records {
		if r.Start <= now && now < r.End {
			running = append(running, i)
			free -= w.jobs[i].GPUs
		}
	}
	end := func(i int) sim.Time { return records[i].Start.Add(g.Speed.DivideUp(w.jobs[i].Request)) }
	slices.SortFunc(running, func(a, b int) int { return cmp.Compare(end(a), end(b)) })
	at := now
	for _, i := range running {
		if free >= gpus {
			break
		}
		free += w.jobs[i].GPUs
		at = end(i)
	}
	return at
}

// reservations watches a policy: the first reservation of each job, by source
// order.
type reservations struct {
	policy sim.Policy
	waits  map[sim.Slot]int64
	first  map[int64]sim.Time
	none   bool // the policy is no Reserver
}

func (r *reservations) Schedule(v *sim.View, p *sim.Plan) {
	for _, s := range v.Joined {
		r.waits[s] = v.Job(s).Seq
	}
	r.policy.Schedule(v, p)
	holder, ok := r.policy.(scheduler.Reserver)
	if r.none = !ok; r.none {
		return
	}
	for s, seq := range r.waits {
		if at, ok := holder.Reservation(s); ok {
			if _, known := r.first[seq]; !known {
				r.first[seq] = at
			}
		}
	}
}

// keepsReservations: no job starts after the first reservation that it got.
func keepsReservations(s scheduler.Spec, w workload) error {
	watch := &reservations{waits: map[sim.Slot]int64{}, first: map[int64]sim.Time{}}
	records, err := w.run(s, func(p sim.Policy) sim.Policy {
		watch.policy = p
		return watch
	})
	switch {
	case err != nil:
		return err
	case watch.none:
		return fmt.Errorf("it promises to keep reservations, but does not tell them: it is no Reserver")
	}
	for i := range records {
		if at, ok := watch.first[int64(i)]; ok && records[i].Start > at {
			return fmt.Errorf("job %d starts at %v, after its first reservation at %v", i, time.Duration(records[i].Start), time.Duration(at))
		}
	}
	return nil
}
