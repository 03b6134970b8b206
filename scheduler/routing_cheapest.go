package scheduler

import "sovsim/sim"

func init() {
	RegisterRouting(Routing{
		Name: "cheapest",
		Summary: "the cluster that charges the job least, including egress; ties by\n" +
			"expected wait",
		Definition: "Of all clusters that can ever run the job, the one where it would cost\n" +
			"the least: price × GPUs asked for × requested time at the speed of the\n" +
			"cluster's first group + the egress of its data. Amounts are exact; if\n" +
			"they are equal, as among all clusters that are free to use, the least\n" +
			"expected wait + staging decides, as in shortest-wait, then the order of\n" +
			"the file. With wait, only clusters with an expected wait of at most that\n" +
			"count, if there are any. For a job that is routed again, its own cluster\n" +
			"needs no transfer of data and its own share is left out of the wait; it\n" +
			"stays on ties. The site's cost of electricity does not matter.",
		Cost: "Constant for each cluster that could run the job; with estimate=plan, a\n" +
			"plan of each of the cheapest ones, with wait of all.",
		Bind: func(p *Parameters) func() sim.Router { return bindLeastSpend(p, (*sim.Choice).Cost) },
	})
}
