package scheduler

import "sovsim/sim"

func init() {
	RegisterRouting(Routing{
		Name:    "least-loaded",
		Summary: "the cluster that would be busy the shortest with what it has",
		Definition: "Of all clusters that can ever run the job, the one with the least\n" +
			"(queued + running work) ÷ capacity; the first in file order on ties, but a job\n" +
			"that is routed again stays on ties. Work is\n" +
			"GPUs × requested time at the speed of the cluster's first group: the GPUs\n" +
			"asked for by queued jobs and those whose data are on their way, those held by\n" +
			"running ones. Neither the job's region nor the time for its data matters.",
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
