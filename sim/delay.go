package sim

import (
	"fmt"
	"time"
)

// Delayed is a router that hears of loads late.
type Delayed interface {
	Router
	// Delay is asked for once, before the run. With a delay above 0, Load and
	// Look tell of each cluster as it was when the last multiple of the delay
	// since the epoch began: all that happened before that moment is in it,
	// nothing of what happened at it or later. Time for data, eligibility and
	// PlannedWait are not delayed.
	//
	// Of its current cluster the job itself is left out if it was sent there
	// before that moment. One that has moved since is still in the count of the
	// cluster that it left.
	Delay() time.Duration
}

// past is the loads of the clusters as a router with a delay sees them.
type past struct {
	delay time.Duration
	// asOf is the moment of which loads tell, due the next multiple of delay.
	asOf, due Time
	loads     []load
	joint     [][]memberLoad // of joint pools, by cluster
}

// open takes over the router's delay, if it has one.
func (p *past) open(r Router, clusters int) error {
	d, ok := r.(Delayed)
	if !ok {
		return nil
	}
	if p.delay = d.Delay(); p.delay < 0 {
		return fmt.Errorf("the routing hears of loads after %v, which is negative", p.delay)
	}
	if p.delay > 0 {
		p.loads, p.joint = make([]load, clusters), make([][]memberLoad, clusters)
	}
	return nil
}

// look copies the loads of all clusters when the first round at or after a
// multiple begins. No event and no copy for each change is needed: all rounds
// before were before the multiple, and between rounds nothing changes, so at
// the beginning of this one the loads are what they were when the multiple
// began.
func (p *past) look(now Time, sites []site) {
	p.asOf = now - now%Time(p.delay)
	p.due = Never
	if p.asOf < Never-Time(p.delay) {
		p.due = p.asOf + Time(p.delay)
	}
	for i := range sites {
		p.loads[i] = sites[i].load
		if sites[i].members != nil {
			p.joint[i] = append(p.joint[i][:0], sites[i].members.loads...)
		}
	}
}

// members is the loads of a joint pool's members as a router sees them.
func (p *past) members(cluster int, now *members) []memberLoad {
	if p.delay > 0 {
		return p.joint[cluster]
	}
	return now.loads
}
