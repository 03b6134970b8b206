package sim

import (
	"fmt"
	"time"

	"sovsim/sim/eventq"
)

// passes makes the passes of a round. Where queues have limits the jobs that must
// wait get their places, or go elsewhere, and the clusters that this concerns have
// another pass.
func (e *engine) passes() error {
	for {
		for i := e.affected.take(); i >= 0; i = e.affected.take() {
			if err := e.pass(&e.sites[i]); err != nil {
				return err
			}
		}
		if len(e.newcomers) == 0 || e.again { // a round of this instant is to come
			return nil
		}
		e.seatNewcomers()
	}
}

// pass lets a cluster's policy propose once and applies what it proposes.
func (e *engine) pass(s *site) error {
	e.result.Passes++
	v := &s.view
	v.Now, v.Capacity, v.Ahead, v.jobs = e.now, s.capacity, s.announced, e.views
	for i := range s.racks {
		v.States[i] = s.racks[i].state
	}
	s.plan.reset()
	s.policy.Schedule(v, &s.plan)
	// What the plan causes is for the next pass, so the lists are cleared before.
	v.Ended, v.Left, v.Joined = v.Ended[:0], v.Left[:0], v.Joined[:0]
	v.Changed, v.Rose, v.Fell = false, false, false
	if len(s.plan.stops) > 0 {
		if err := e.takeBack(s); err != nil {
			return err
		}
	}
	for i := range s.plan.starts {
		if err := e.start(s, &s.plan.starts[i]); err != nil {
			return err
		}
	}
	if len(s.plan.stops) > 0 {
		e.putBack(s)
	}
	if err := e.setWake(s); err != nil {
		return err
	}
	e.holds.afterPass(s)
	return nil
}

// start applies one proposed start.
func (e *engine) start(s *site, st *start) error {
	slot := st.job
	if slot < 0 || int(slot) >= len(e.jobs) || e.jobs[slot].phase != phaseQueued || int(e.jobs[slot].cluster) != s.index {
		if s.plan.stopped(slot) {
			return e.refuse(s, fmt.Errorf("it starts job %s, which the same plan stops: a stopped job starts in the next pass at the earliest", e.label(slot)))
		}
		return e.refuse(s, fmt.Errorf("it starts slot %d, which holds no job of this queue", slot))
	}
	j, v := &e.jobs[slot], &e.views[slot]
	if v.Groups != 0 && v.Groups>>(st.group&63)&1 == 0 {
		return e.refuse(s, fmt.Errorf("it starts job %s in node group %d, which the job may not use", e.label(slot), st.group))
	}
	if err := s.occupy(&s.plan, st, v, j); err != nil {
		return e.refuse(s, fmt.Errorf("it starts job %s, but %w", e.label(slot), err))
	}
	if !e.holds.pay(slot) {
		e.decline(slot)
		return nil
	}
	e.run(slot)
	return nil
}

// setWake keeps one wake-up per cluster: the one that the last pass asked for.
func (e *engine) setWake(s *site) error {
	t := s.plan.wake
	if t == s.wake {
		return nil
	}
	if t <= e.now {
		return e.refuse(s, fmt.Errorf("it asks to be woken at %v, which is not later", time.Duration(t)))
	}
	if s.wake != Never {
		e.stale++
	}
	if s.wake = t; t != Never {
		e.events.Push(eventq.New(int64(t), rankWake, e.wakes, int32(s.index), 0))
		e.wakes++
	}
	return nil
}

// refuse is the error of a plan that does not hold.
func (e *engine) refuse(s *site, why error) error {
	return fmt.Errorf("cluster %s: policy %s made a plan that does not hold at %v: %w",
		s.def.Name, s.def.PolicyName, time.Duration(e.now), why)
}
