package scheduler

import "sovsim/sim"

func init() {
	RegisterRouting(Routing{
		Name:    "cheapest",
		Summary: "the cluster that charges the job least, with its egress; ties by expected wait",
		Definition: "Of all clusters that can ever run the job, the one at which it would cost the\n" +
			"least: price × GPUs asked for × requested time at the speed of the cluster's\n" +
			"first group + the egress of its data. Amounts are exact; where they are equal,\n" +
			"as among all that are free at use, the least expected wait + staging decides, as\n" +
			"shortest-wait counts it, then the order of the file. With wait, only clusters\n" +
			"with an expected wait of at most that count, if there are any. A job that is\n" +
			"routed again has its data at its own cluster, its own share left out of the\n" +
			"wait, and stays on ties. What electricity costs a site does not matter.",
		Cost: "Constant for each cluster that could run the job; with estimate=plan a plan of\n" +
			"each one that is among the cheapest, with wait of each.",
		Bind: func(p *Parameters) func() sim.Router { return bindLeastSpend(p, (*sim.Choice).Cost) },
	})
}
