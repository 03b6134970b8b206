package scheduler

import "sovsim/sim"

func init() {
	RegisterRouting(Routing{
		Name:    "shortest-wait",
		Summary: "the cluster with the least expected wait + staging",
		Definition: "Of all clusters that can ever run the job, the one with the least expected\n" +
			"wait + staging. The expected wait is that of overflow, staging is how long the\n" +
			"job's data would be on their way. Ties go to the nearer soil (home, bloc,\n" +
			"anywhere), then to the first in file order. A job that is routed again stays in\n" +
			"its queue unless the sum is less elsewhere than its expected wait there, its\n" +
			"own share left out.",
		Cost: "estimate=load: constant for each cluster that could run the job.\n" +
			"estimate=plan: for each of them, what a plan costs overflow.",
		// It is overflow where no wait is short enough to stay near.
		Bind: func(p *Parameters) func() sim.Router {
			var r prospects
			r.bind(p)
			return func() sim.Router { return &overflow{prospects: r, theta: -1} }
		},
	})
}
