package scheduler

import "sovsim/sim"

func init() {
	RegisterRouting(Routing{
		Name:    "shortest-wait",
		Summary: "the cluster with the least expected wait + staging",
		Definition: "Of all clusters that can ever run the job, the one with the least\n" +
			"expected wait + staging. The expected wait is that of overflow; staging\n" +
			"is how long the job's data would be on their way. Ties go to the nearer\n" +
			"tier (home region, bloc, anywhere), then to the first in file order. A\n" +
			"job that is routed again stays in its queue unless the sum elsewhere is\n" +
			"less than its expected wait there, its own share left out.",
		Cost: "estimate=load: constant for each cluster that could run the job.\n" +
			"estimate=plan: for each of them, the cost of a plan in overflow.",
		// It is overflow where no wait is short enough to stay near.
		Bind: func(p *Parameters) func() sim.Router {
			var r prospects
			r.bind(p)
			return func() sim.Router { return &overflow{prospects: r, theta: -1} }
		},
	})
}
