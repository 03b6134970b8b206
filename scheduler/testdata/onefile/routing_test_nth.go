package scheduler

import "sovsim/sim"

func init() {
	RegisterRouting(Routing{
		Name:       "test-nth",
		Summary:    "the nth cluster of the file that can run the job",
		Definition: "Of the clusters that can ever run the job the nth, from 0, or the last.",
		Cost:       "Constant.",
		Bind: func(p *Parameters) func() sim.Router {
			var n int
			p.Count(&n, "n", 1, 0, "which of the clusters")
			return func() sim.Router { return testNth(n) }
		},
	})
}

type testNth int

func (n testNth) Route(c *sim.Choice) int { return c.Eligible[min(int(n), len(c.Eligible)-1)] }
