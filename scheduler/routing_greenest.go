package scheduler

import "sovsim/sim"

func init() {
	RegisterRouting(Routing{
		Name: "greenest",
		Summary: "the cluster where the job would emit the least CO2; ties by expected\n" +
			"wait",
		Definition: "Of all clusters that can ever run the job, the one where it would emit\n" +
			"the least CO2 if it began there now and ran for its whole request: GPUs\n" +
			"asked for × busy power of the first group × PUE × the carbon intensity\n" +
			"of the cluster's region over that time. A cluster whose power or carbon\n" +
			"intensity is unknown counts as emitting nothing. Amounts are exact; if\n" +
			"they are equal, the least expected wait + staging decides, as in\n" +
			"shortest-wait, then the order of the file. With wait, only clusters with\n" +
			"an expected wait of at most that count, if there are any. A job that is\n" +
			"routed again stays on ties.",
		Cost: "Constant for each cluster that could run the job; with estimate=plan, a\n" +
			"plan of each of the greenest ones, with wait of all.",
		Bind: func(p *Parameters) func() sim.Router { return bindLeastSpend(p, (*sim.Choice).Carbon) },
	})
}
