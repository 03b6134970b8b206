package sim

import (
	"fmt"
)

// open checks the model and puts the first events into the heap.
func (e *engine) open() error {
	m := e.model
	if len(m.Clusters) == 0 {
		return fmt.Errorf("a run needs at least one cluster")
	}
	if e.in.Directory == nil {
		e.in.Directory = new(Directory)
	}
	if m.NewRouter != nil {
		e.router = m.NewRouter()
		if err := e.past.open(e.router, len(m.Clusters)); err != nil {
			return err
		}
	} else if len(m.Clusters) > 1 {
		return fmt.Errorf("a run with several clusters needs a routing policy")
	}
	if m.RerouteAfter < 0 {
		return fmt.Errorf("jobs are to be routed again after %v, which is negative", m.RerouteAfter)
	}
	if e.router != nil && len(m.Clusters) > 1 {
		e.reroute = m.RerouteAfter
	}
	e.sites = make([]site, len(m.Clusters))
	e.affected, e.moved = newSiteSet(len(m.Clusters)), newSiteSet(len(m.Clusters))
	if err := e.preemption.open(m); err != nil {
		return err
	}
	for i := range m.Clusters {
		e.moved.add(i) // observers hear of every cluster at the epoch
		if err := e.sites[i].open(i, &m.Clusters[i], e.in.Directory); err != nil {
			return fmt.Errorf("cluster %s: %w", m.Clusters[i].Name, err)
		}
		e.room = append(e.room, e.sites[i].timeline.room())
		e.sites[i].view.draws = policyDraws{e: e, s: &e.sites[i]}
		e.pushStep(&e.sites[i])
	}
	if err := e.openPools(); err != nil {
		return err
	}
	rules, err := newRules(m, e.in.Directory)
	if err != nil {
		return err
	}
	e.rules, e.ground.rules = rules, rules
	if err := e.ground.open(m, &e.in.Directory.Regions); err != nil {
		return err
	}
	if err := e.openHazards(); err != nil {
		return err
	}
	if m.Reasons {
		e.why = newReasons(e)
	}
	if e.leavers, err = newLeavers(m, &e.in); err != nil {
		return err
	}
	if e.meter, err = newMeter(m); err != nil {
		return err
	}
	if e.holds, err = newHolds(e); err != nil {
		return err
	}
	return e.fetch()
}

// close tells the stories of the jobs that are still there, in source order.
func (e *engine) close() {
	end := e.now
	if e.model.Horizon != Never {
		end = e.model.Horizon
	}
	e.now, e.result.End = end, end
	e.leavers.upTo(end - 1) // nothing happens at the horizon
	for i := range e.sites {
		e.moved.add(i)
	}
	e.showStates()
	for _, slot := range e.inSourceOrder(phaseRunning, phaseRunning) {
		done := e.settle(slot, false)
		e.bookHeld(slot)
		e.jobs[slot].left -= done
		e.tell(slot, Running, NoReason)
	}
	for _, slot := range e.inSourceOrder(phaseStaging, phaseBlocked) {
		switch j := &e.jobs[slot]; j.phase {
		case phaseStaging:
			j.staged += e.now.Sub(j.start)
		case phaseBlocked:
			e.holds.settle(slot)
		default:
			e.why.leave(slot)
		}
		e.tell(slot, Queued, NoReason)
	}
}
