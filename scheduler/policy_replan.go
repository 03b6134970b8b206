package scheduler

import "sovsim/sim"

func init() {
	RegisterPolicy(Policy{
		Name:    "replan",
		Summary: "places the whole queue again, in queue order, in each pass",
		Definition: "Like conservative, but each pass drops every reservation and places the\n" +
			"whole queue, in queue order, each job at its earliest time. With depth=N\n" +
			"only the first N jobs are placed.",
		Guarantees: "None: a job may be placed later than before.",
		Cost: "Every pass walks the queue: with Q placed and R running jobs it costs\n" +
			"O(Q (Q+R)) on a pool, and on nodes that times the number of nodes.",
		Source: "textbook (dynamic backfilling)",
		Bind:   func(p *Parameters) func(*sim.Cluster) sim.Policy { return bindConservative(p, true) },
	})
}
