package scheduler

import "sovsim/sim"

func init() {
	register(&Preset{
		Name:    "easy",
		Summary: "EASY backfilling: one reservation, for the head; candidates by arrival",
		Definition: "The head starts while it fits. For the first that does not, the shadow is\n" +
			"the earliest time at which it fits in the plan: capacity now and its\n" +
			"announced steps, less running jobs until their requested ends. The extra is\n" +
			"what is free at the shadow, counting every release up to and including it,\n" +
			"beyond the head's need; with announced steps the least such surplus until\n" +
			"the head's requested end. In queue order each other job that fits now\n" +
			"starts if it ends by the shadow (by request), or needs no more than the\n" +
			"extra; a job let in by the second clause only is taken from the extra. Both\n" +
			"are made anew in each pass. A job fits at a time if its GPUs are free in\n" +
			"the plan then and until its requested end, so none starts across an\n" +
			"announced loss that would hit it. On nodes the reserved set is what\n" +
			"placement picks at the shadow: a job that ends by the shadow may use any\n" +
			"node, another only nodes wholly outside the set.",
		Guarantees: "While the order keeps a job the head, it starts no later than its\n" +
			"reservation, unless an unannounced loss of capacity comes between.",
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
