package scheduler

import (
	"time"

	"sovsim/sim"
)

func init() {
	RegisterRouting(Routing{
		Name:    "data-gravity",
		Summary: "the cluster that the job's data reach first; ties by expected wait",
		Definition: "Of all clusters that can ever run the job, those to which its data would be on\n" +
			"their way for the shortest time; of these the one with the least expected wait,\n" +
			"as overflow expects it. Ties go to the nearer soil (home, bloc, anywhere), then\n" +
			"to the first in file order. Data take no time within the home region, nor where\n" +
			"there is no link; a job without data goes by the wait alone. A job that is\n" +
			"routed again has its data at its own cluster, and leaves it only for one that\n" +
			"takes no time either and has a shorter expected wait, its own share left out.",
		Cost: "Constant for each cluster that could run the job; with estimate=plan a plan of\n" +
			"each one with the least time for the data.",
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
