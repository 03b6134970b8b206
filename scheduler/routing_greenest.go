package scheduler

import "sovsim/sim"

func init() {
	RegisterRouting(Routing{
		Name:    "greenest",
		Summary: "the cluster at which the job would give off the least CO2; ties by expected wait",
		Definition: "Of all clusters that can ever run the job, the one at which it would give off\n" +
			"the least CO2 if it began there now and ran for its whole request: GPUs asked\n" +
			"for × busy power of the first group × PUE × the carbon intensity of the\n" +
			"cluster's region over that time. A cluster of which power or intensity is not\n" +
			"known counts as giving off nothing. Amounts are exact; where they are equal, the\n" +
			"least expected wait + staging decides, as shortest-wait counts it, then the\n" +
			"order of the file. With wait, only clusters with an expected wait of at most\n" +
			"that count, if there are any. A job that is routed again stays on ties.",
		Cost: "Constant for each cluster that could run the job; with estimate=plan a plan of\n" +
			"each one that is among the greenest, with wait of each.",
		Bind: func(p *Parameters) func() sim.Router { return bindLeastSpend(p, (*sim.Choice).Carbon) },
	})
}
