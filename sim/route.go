package sim

import "slices"

// route chooses a cluster for a job among those that can ever run it, without
// the one at index except; −1 and the reason if there is none.
func (e *engine) route(slot Slot, except int) (int, Reason) {
	v := &e.views[slot]
	e.eligible = e.eligible[:0]
	why := TooLarge
	for i := range e.sites {
		if i == except {
			continue
		}
		switch r := e.sites[i].timeline.everFits(v, e.now); r {
		case NoReason:
			e.eligible = append(e.eligible, i)
		case NotInTime:
			why = NotInTime
		}
	}
	if len(e.eligible) == 0 {
		return -1, why
	}
	if e.router == nil {
		return e.eligible[0], NoReason
	}
	j := Job{ID: v.ID, User: v.User, Class: v.Class, Region: v.Region, GPUs: v.GPUs, Nodes: v.Nodes,
		Submit: v.Submit, Request: v.Request}
	to := e.router.Route(&Choice{Now: e.now, Job: &j, Eligible: e.eligible, Current: -1, e: e, slot: slot})
	if !slices.Contains(e.eligible, to) {
		return -1, NoHome
	}
	return to, NoReason
}

// loadFor is the load of a cluster as the router sees it for the job.
func (e *engine) loadFor(_ *Choice, cluster int) Load { return e.sites[cluster].load(e.now) }
