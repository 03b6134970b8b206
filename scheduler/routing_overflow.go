package scheduler

import (
	"time"

	"sovsim/sim"
)

func init() {
	RegisterRouting(Routing{
		Name:    "overflow",
		Summary: "home while its expected wait is short, then the home bloc, then anywhere",
		Definition: "A job's expected wait at a cluster is the GPU-time requested by the jobs\n" +
			"queued there or with data on their way there, plus what is left of the\n" +
			"running ones, ÷ the GPUs in service. It is 0 if the free GPUs suffice\n" +
			"for the job and all those before it, and infinite if fewer GPUs are in\n" +
			"service than it asks for. The eligible clusters are tried in tiers: the\n" +
			"home region, the rest of its bloc, the rest of the world. The first tier\n" +
			"with clusters whose expected wait is at most wait takes the job, at the\n" +
			"one among these with the least expected wait + staging. If no tier has\n" +
			"one, that sum decides over all eligible clusters; ties go to the nearer\n" +
			"tier, then to the first in file order. A job that is routed again stays\n" +
			"in its queue unless the sum elsewhere is less than its expected wait\n" +
			"there, its own share left out.",
		Cost: "estimate=load: constant for each eligible cluster. estimate=plan: for\n" +
			"each cluster considered, a walk over all jobs of the run, a sort of its\n" +
			"queued ones, and O((queued + running) log running); the nearest tier is\n" +
			"considered first, and the next only if it is full.",
		Bind: func(p *Parameters) func() sim.Router {
			var r prospects
			var wait time.Duration
			p.Duration(&wait, "wait", 4*time.Hour, "the longest expected wait for which a job stays close to home")
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
	// asked reports whether wait and staging are known.
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
