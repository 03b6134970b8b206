package scheduler

import "sovsim/sim"

func init() {
	RegisterRouting(Routing{
		Name:    "home",
		Summary: "a cluster in the job's own region",
		Definition: "Of the clusters in the job's region that can ever run it, the one with\n" +
			"the least (queued + running work) ÷ capacity, as in least-loaded; the\n" +
			"first in file order on ties, but a job that is routed again stays on\n" +
			"ties. A job whose region has no such cluster is rejected.",
		Cost: "Constant for each cluster that could run the job.",
		Bind: func(p *Parameters) func() sim.Router {
			var age loadAge
			age.bind(p)
			return func() sim.Router { return &home{age} }
		},
	})
}

type home struct{ loadAge }

func (*home) Route(c *sim.Choice) int {
	return leastLoaded(c, func(l sim.Load) bool { return l.Region == c.Job.Region })
}
