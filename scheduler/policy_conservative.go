package scheduler

import "sovsim/sim"

func init() {
	RegisterPolicy(Policy{
		Name:    "conservative",
		Summary: "conservative backfilling: every queued job holds a reservation",
		Definition: "Each arrival is placed at its earliest time in the plan, which counts the\n" +
			"reservations of the jobs before it. In a pass in which a job ended before\n" +
			"its requested end, a queued job left, or capacity rose unannounced, there\n" +
			"is one sweep: each queued job, in queue order, is lifted out of the plan\n" +
			"and put back at its earliest time, which is never later than before. A\n" +
			"reservation that is due starts; that of a job that asks for no time holds\n" +
			"its instant. If an unannounced loss makes reservations\n" +
			"impossible, all are dropped and placed afresh in queue order. On nodes a\n" +
			"reservation is a time and the nodes placement picks there; they change\n" +
			"only when it moves earlier. With depth=N only the first N jobs in queue\n" +
			"order hold reservations; the others wait.",
		Guarantees: "No job starts after the reservation it first got, unless an unannounced\n" +
			"loss of capacity comes between. With a depth, no job that holds one does.",
		Cost: "A sweep walks the queue: with Q reserved and R running jobs a pass costs\n" +
			"O(Q (Q+R)) on a pool, and that times the nodes on a cluster of nodes.\n" +
			"Passes without a sweep cost O(Q+R) for each arrival.",
		Source:   "Mu'alem & Feitelson, IEEE TPDS 12(6), 2001",
		Promises: Promises{ProtectsHead: "fcfs", KeepsReservations: true, StarvesNobody: true},
		Bind:     func(p *Parameters) func(*sim.Cluster) sim.Policy { return bindConservative(p, false) },
	})
}
