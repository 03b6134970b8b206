package scheduler

import (
	"time"

	"sovsim/sim"
)

func init() {
	RegisterRouting(Routing{
		Name:    "overflow",
		Summary: "home while its expected wait is short, then the own bloc, then anywhere",
		Definition: "A job's expected wait at a cluster is the GPU-time requested by its queued\n" +
			"jobs, those whose data are on their way and what is left of its running ones,\n" +
			"÷ the GPUs in service. It is 0 where the free GPUs suffice for the job and\n" +
			"all that are before it, and infinite where fewer GPUs are in service than it asks for.\n" +
			"The eligible clusters are tried in tiers: the home region, the rest of its\n" +
			"bloc, the rest of the world. The first tier with a cluster whose expected wait\n" +
			"is at most wait takes the job, on that of these clusters with the least\n" +
			"expected wait + staging. If no tier has one, that sum decides over all\n" +
			"eligible clusters; ties go to the nearer tier, then to the first in file order.\n" +
			"A job that is routed again stays in its queue unless the sum is less elsewhere\n" +
			"than its expected wait there, its own share left out.",
		Cost: "estimate=load: constant for each eligible cluster. estimate=plan: for each\n" +
			"cluster asked, a walk over all jobs of the run, a sort of its queued ones, and\n" +
			"O((queued + running) log running); the nearest tier is asked first, and the next\n" +
			"only when it is full.",
		Bind: func(p *Parameters) func() sim.Router {
			var r prospects
			var wait time.Duration
			p.Duration(&wait, "wait", 4*time.Hour, "the longest expected wait for which a job stays near")
			r.bind(p)
			return func() sim.Router { return &overflow{prospects: r, theta: float64(wait)} }
		},
	})
}

// overflow is the state of the routing in one run; offers is scratch. A job
// stays near for an expected wait of at most theta.
type overflow struct {
	prospects
	theta  float64
	offers []offer
}

// offer is what one eligible cluster has for the job. Times are in ns.
type offer struct {
	cluster int
	soil    sim.Residency
	// asked tells that wait and staging are known.
	asked         bool
	wait, staging float64
}

func (r *overflow) Route(c *sim.Choice) int {
	r.offers = r.offers[:0]
	for _, i := range c.Eligible {
		r.offers = append(r.offers, offer{cluster: i, soil: c.Soil(i)})
	}
	// The loads of far clusters are not looked at while a nearer tier has room.
	return decide(r.offers, r.theta, c.Current, func(o *offer) (wait float64) {
		wait, o.staging = r.at(c, o.cluster)
		return wait
	})
}

// decide is the whole decision: the cluster of one of the offers, which are in
// file order. ask is the expected wait at one; it may fill in its staging too. It
// is called at most once for an offer, and for those of a tier only if no nearer
// tier takes the job. With a theta below 0 no tier takes it before all are asked.
func decide(offers []offer, theta float64, current int, ask func(*offer) float64) int {
	var best *offer
	least, near := 0.0, false
	for _, tier := range [...]sim.Residency{sim.AtHome, sim.InBloc, sim.Anywhere} {
		for i := range offers {
			o := &offers[i]
			if o.soil != tier {
				continue
			}
			o.asked, o.wait = true, ask(o)
			switch within, sum := o.wait <= theta, o.wait+o.staging; {
			case within && !near, within == near && (best == nil || sum < least):
				best, least, near = o, sum, within
			}
		}
		if near {
			break
		}
	}
	if current < 0 || best.cluster == current {
		return best.cluster
	}
	for i := range offers {
		o := &offers[i]
		if o.cluster != current {
			continue
		}
		if !o.asked {
			o.wait = ask(o)
		}
		// Either sum is when the job may expect to start: its data come first.
		if least >= o.wait+o.staging {
			return current
		}
	}
	return best.cluster
}
