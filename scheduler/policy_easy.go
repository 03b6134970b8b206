package scheduler

import "sovsim/sim"

func init() {
	register(&Preset{
		Name:    "easy",
		Summary: "EASY backfilling: one reservation, for the head; candidates by arrival",
		Definition: "The head starts while it fits. For the first that does not, the shadow is\n" +
			"the earliest time at which it fits in the plan, and the extra is what is\n" +
			"free then beyond its need. In queue order each other job that fits now\n" +
			"starts if it ends by the shadow (by request), or needs no more than the\n" +
			"extra; a job let in by the second clause only is taken from the extra. Both\n" +
			"are made anew in each pass. On nodes the reserved set is what placement\n" +
			"picks at the shadow: a job that ends by the shadow may use any node,\n" +
			"another only nodes wholly outside the set.",
		Guarantees: "While a job stays the head, it starts no later than its reservation,\n" +
			"unless an unannounced loss of capacity comes between.",
		Cost: "A pass costs O(log queue) for each job that joins, starts or leaves, one\n" +
			"search of the queue index per backfilled job and one more, and, if a head\n" +
			"is blocked, one reservation: O(log running) on a pool, the releases until\n" +
			"the shadow on nodes. It never walks the queue.",
		Source: "Lifka, The ANL/IBM SP scheduling system, JSSPP 1995; Mu'alem & Feitelson,\n" +
			"IEEE TPDS 12(6), 2001",
		parts: parts{order: byArrival, candidates: byArrival},
		takes: []string{"order", "candidates"},
		build: buildEasy,
	})
}

func buildEasy(p parts, c *sim.Cluster) sim.Policy {
	return newEasy(c, p.order, p.candidates, p.placement)
}
