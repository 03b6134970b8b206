package scheduler

import (
	"time"

	"sovsim/sim"
)

func init() {
	RegisterRouting(Routing{
		Name:    "data-gravity",
		Summary: "the cluster that the job's data reach first; ties by expected wait",
		Definition: "Of all clusters that can ever run the job, those that its data would\n" +
			"reach soonest; of these the one with the least expected wait, as in\n" +
			"overflow. Ties go to the nearer tier (home region, bloc, anywhere), then\n" +
			"to the first in file order. Data take no time within the home region,\n" +
			"nor where there is no link; for a job without data only the wait\n" +
			"matters. A job that is routed again has its data at its own cluster, and\n" +
			"leaves it only for one that needs no time either and has a shorter\n" +
			"expected wait, its own share left out.",
		Cost: "Constant for each cluster that could run the job; with estimate=plan, a\n" +
			"plan of each one that its data reach soonest.",
		Bind: func(p *Parameters) func() sim.Router {
			var r prospects
			r.bind(p)
			return func() sim.Router { return &dataGravity{overflow{prospects: r, theta: -1}} }
		},
	})
}

// dataGravity is the state of the routing in one run: among equally near data
// it decides as shortest-wait does.
type dataGravity struct{ overflow }

func (r *dataGravity) Route(c *sim.Choice) int {
	r.offers = r.offers[:0]
	var least time.Duration
	for _, i := range c.Eligible {
		staging := c.Staging(i)
		if i == c.Current {
			staging = 0 // they are there
		}
		if len(r.offers) > 0 && staging < least {
			r.offers = r.offers[:0]
		}
		if len(r.offers) == 0 || staging == least {
			least = staging
			r.offers = append(r.offers, offer{cluster: i, soil: c.Soil(i)})
		}
	}
	return decide(r.offers, r.theta, c.Current, func(o *offer) float64 { return r.expected(c, o.cluster) })
}
