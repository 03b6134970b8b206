package sim

import (
	"fmt"
	"iter"
	"time"
)

// StopKind is what becomes of the work of a running job that its policy stops.
type StopKind uint8

const (
	// StopSuspend keeps all the work that the job has done. What saving and restoring
	// its state costs is Cluster.SuspendCost and ResumeCost.
	StopSuspend StopKind = iota
	// StopRequeue keeps what the job's checkpoints have saved, as an interruption does.
	StopRequeue
)

// preemption is what a run knows of stops by policies.
type preemption struct {
	// later are the clusters of which a pass is due in another round of this instant,
	// because a policy has stopped jobs; again reports whether there is to be one.
	later siteSet
	again bool
	// costs: some cluster has a cost of suspending jobs, or of resuming them.
	costs bool
}

func (p *preemption) open(m *Model) error {
	p.later = newSiteSet(len(m.Clusters))
	for i := range m.Clusters {
		c := &m.Clusters[i]
		if c.SuspendCost < 0 || c.ResumeCost < 0 {
			return fmt.Errorf("cluster %s: suspending a job costs %v and resuming it %v; neither is negative", c.Name, c.SuspendCost, c.ResumeCost)
		}
		p.costs = p.costs || c.SuspendCost > 0 || c.ResumeCost > 0
	}
	return nil
}

// stop is one proposed stop.
type stop struct {
	job  Slot
	kind StopKind
}

// Stop proposes to take the GPUs of a running job now. The stops of a plan come before
// its starts, whatever the order of the calls, so that other jobs may start on those
// GPUs. The job is back in its queue under its old key after the starts, so the same
// plan cannot start it. The next pass, at the same instant, shows it in View.Ended
// and View.Joined.
func (p *Plan) Stop(job Slot, kind StopKind) { p.stops = append(p.stops, stop{job, kind}) }

// Stops lists the jobs that the plan stops so far.
func (p *Plan) Stops() iter.Seq[Slot] {
	return func(yield func(Slot) bool) {
		for i := range p.stops {
			if !yield(p.stops[i].job) {
				return
			}
		}
	}
}

// Rounds of one instant in which a policy stops jobs: so many, and so many more for
// each job that runs or is queued there, before it counts as one that never settles.
// By then some job has been stopped for the third time in the instant.
const (
	stopRounds       = 100
	stopRoundsPerJob = 2
)

// takeBack applies the stops of a plan: the jobs give their GPUs back and stand
// nowhere until putBack. What that changes at any cluster is for passes of another round
// of this instant.
func (e *engine) takeBack(s *site) error {
	if s.stopsAt != e.now {
		s.stopsAt, s.stopRounds = e.now, 0
	}
	s.stopRounds++
	if live := int(s.queued) + len(s.running); s.stopRounds > stopRounds+stopRoundsPerJob*live {
		return fmt.Errorf("cluster %s: policy %s does not settle at %v: it has stopped jobs in %d passes of this instant, with %d jobs running or queued",
			s.def.Name, s.def.PolicyName, time.Duration(e.now), s.stopRounds, live)
	}
	e.again = true
	e.affected, e.later = e.later, e.affected
	defer func() { e.affected, e.later = e.later, e.affected }()
	for i := range s.plan.stops {
		st := &s.plan.stops[i]
		if err := e.mayStop(s, i); err != nil {
			return e.refuse(s, err)
		}
		j := &e.jobs[st.job]
		if st.kind == StopSuspend {
			e.suspend(st.job)
		} else {
			j.left -= e.settle(st.job, true)
			e.startsOver(st.job)
		}
		e.stop(st.job)
		e.stale++ // its end
		e.result.Stops++
		j.interrupted, j.byPolicy = true, true
	}
	return nil
}

// mayStop is why a stop of a plan does not hold.
func (e *engine) mayStop(s *site, i int) error {
	st := &s.plan.stops[i]
	slot := st.job
	if st.kind > StopRequeue {
		return fmt.Errorf("it stops slot %d in a way that does not exist, number %d", slot, st.kind)
	}
	if slot < 0 || int(slot) >= len(e.jobs) || int(e.jobs[slot].cluster) != s.index {
		return fmt.Errorf("it stops slot %d, which holds no job of this cluster", slot)
	}
	switch e.jobs[slot].phase {
	case phaseRunning:
		return nil
	case phaseStaging:
		return fmt.Errorf("it stops job %s, whose data are on their way", e.label(slot))
	case phaseQueued, phaseBlocked:
		return fmt.Errorf("it stops job %s, which does not run", e.label(slot))
	}
	for k := range s.plan.stops[:i] {
		if s.plan.stops[k].job == slot {
			return fmt.Errorf("it stops job %s twice", e.label(slot))
		}
	}
	return fmt.Errorf("it stops slot %d, which holds no job of this cluster", slot)
}

// putBack queues the jobs that a plan has stopped, once its starts are applied. One
// that its cluster can never run any more, because nodes that drain are not for it
// again, goes elsewhere or is rejected.
func (e *engine) putBack(s *site) {
	e.affected, e.later = e.later, e.affected
	for i := range s.plan.stops {
		slot := s.plan.stops[i].job
		v := &e.views[slot]
		v.Request = e.piece(slot, s, v.Groups)
		e.enter(slot)
	}
	e.affected, e.later = e.later, e.affected
}

// stopped reports whether a plan stops the job in that slot.
func (p *Plan) stopped(slot Slot) bool {
	for i := range p.stops {
		if p.stops[i].job == slot {
			return true
		}
	}
	return false
}

// suspend books what a running job has done, all of which stays, and what its next
// start costs.
func (e *engine) suspend(slot Slot) {
	j := &e.jobs[slot]
	s := &e.sites[j.cluster]
	done := e.settle(slot, false)
	if e.costs && !j.pays {
		e.keepUp()
		j.pays = true
		e.upkeep.jobs[slot].restored = true // there is no restart
	} else if j.pays {
		// A restart that is cut short begins again; what comes before it has been done.
		k := &e.upkeep.jobs[slot]
		elapsed := s.def.Groups[j.group].Speed.MultiplyDown(e.now.Sub(j.start))
		k.restored = k.restored || elapsed >= k.course.restart
	}
	if j.pays {
		k := &e.upkeep.jobs[slot]
		k.suspended, k.saved = true, s.def.SuspendCost
	}
	j.left -= done
}

// startsOver forgets that the job was suspended: its next start, if any, is one from
// a checkpoint.
func (e *engine) startsOver(slot Slot) {
	if e.jobs[slot].pays {
		k := &e.upkeep.jobs[slot]
		k.suspended, k.restored, k.saved = false, false, 0
	}
}
