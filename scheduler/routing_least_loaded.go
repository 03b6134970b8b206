package scheduler

import "sovsim/sim"

func init() {
	RegisterRouting(Routing{
		Name:    "least-loaded",
		Summary: "the cluster that could finish its present work soonest",
		Definition: "Of all clusters that can ever run the job, the one with the least\n" +
			"(queued + running work) ÷ capacity; the first in file order on ties, but\n" +
			"a job that is routed again stays on ties. Work is GPUs × requested time\n" +
			"at the speed of the cluster's first group: the GPUs that queued jobs ask\n" +
			"for, including those whose data are on their way, and the GPUs that\n" +
			"running jobs hold. Neither the job's region nor the time for its data\n" +
			"matters.",
		Cost: "Constant for each cluster that could run the job.",
		Bind: func(p *Parameters) func() sim.Router {
			var age loadAge
			age.bind(p)
			return func() sim.Router { return &anywhere{age} }
		},
	})
}

type anywhere struct{ loadAge }

func (*anywhere) Route(c *sim.Choice) int {
	return leastLoaded(c, func(sim.Load) bool { return true })
}
