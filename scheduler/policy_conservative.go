package scheduler

import "sovsim/sim"

func init() {
	RegisterPolicy(Policy{
		Name:    "conservative",
		Summary: "conservative backfilling: every queued job has a reservation",
		Definition: "Each arrival is placed at its earliest time in the plan, which includes\n" +
			"the reservations of the jobs before it. If a job ended before its\n" +
			"requested end, a queued job left, or capacity rose unannounced, the pass\n" +
			"makes one sweep: it takes each queued job, in queue order, out of the\n" +
			"plan and puts it back at its earliest time, which is never later than\n" +
			"before. A job starts when its reservation is due; a job that requests no\n" +
			"time reserves a single instant. If an unannounced loss makes\n" +
			"reservations impossible, all are dropped and placed again in queue\n" +
			"order. On nodes a reservation is a time and the nodes that placement\n" +
			"picks for it; they change only when the time becomes earlier. With\n" +
			"depth=N only the first N jobs in queue order have reservations; the\n" +
			"others wait.",
		Guarantees: "No job starts after the first reservation it was given, unless an\n" +
			"unannounced loss of capacity intervenes. With a depth, this holds for\n" +
			"jobs that have one.",
		Cost: "A sweep walks the queue: with Q reserved and R running jobs a pass costs\n" +
			"O(Q (Q+R)) on a pool, and on nodes that times the number of nodes.\n" +
			"Passes without a sweep cost O(Q+R) for each arrival.",
		Source:   "Mu'alem & Feitelson, IEEE TPDS 12(6), 2001",
		Promises: Promises{KeepsReservations: true, StarvesNobody: true},
		Bind:     func(p *Parameters) func(*sim.Cluster) sim.Policy { return bindConservative(p, false) },
	})
}
