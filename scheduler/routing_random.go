package scheduler

import "sovsim/sim"

func init() {
	RegisterRouting(Routing{
		Name:    "random",
		Summary: "any cluster that can run the job, each equally likely",
		Definition: "Of all clusters that can ever run the job, one drawn at random, each\n" +
			"with the same probability whatever its size and load. The draw belongs\n" +
			"to the job: it is keyed by seed, replication, region, class and the\n" +
			"job's number among these, so another class changes no draw. A job that\n" +
			"is routed again draws again, and stays if it draws its own cluster.",
		Cost: "Constant.",
		Bind: func(*Parameters) func() sim.Router { return func() sim.Router { return random{} } },
	})
}

type random struct{}

func (random) Route(c *sim.Choice) int {
	s := c.Stream()
	return c.Eligible[s.IntN(len(c.Eligible))]
}
