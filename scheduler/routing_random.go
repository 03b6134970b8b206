package scheduler

import "sovsim/sim"

func init() {
	RegisterRouting(Routing{
		Name:    "random",
		Summary: "any cluster that can run the job, all as likely",
		Definition: "Of all clusters that can ever run the job, one drawn at random, each with the\n" +
			"same probability whatever its size and load. The draw belongs to the job: it is\n" +
			"keyed by seed, replication, region, class and the job's number among these, so\n" +
			"another class moves no draw. A job that is routed again draws anew, and stays\n" +
			"if it draws its own cluster.",
		Cost: "Constant.",
		Bind: func(*Parameters) func() sim.Router { return func() sim.Router { return random{} } },
	})
}

type random struct{}

func (random) Route(c *sim.Choice) int {
	s := c.Stream()
	return c.Eligible[s.IntN(len(c.Eligible))]
}
