package scheduler

import "sovsim/sim"

func init() {
	RegisterPolicy(Policy{
		Name:    "easy",
		Summary: "EASY backfilling: one reservation, for the head; candidates by arrival",
		Definition: "The head starts while it fits. For the first job that does not fit, the\n" +
			"shadow is the earliest time at which it fits in the plan: capacity now\n" +
			"and its announced steps, less running jobs until their requested ends.\n" +
			"The extra is what is free at the shadow beyond the head's need, counting\n" +
			"every release up to and including the shadow; with announced steps, the\n" +
			"least such surplus until the head's requested end. In queue order, or in\n" +
			"the order of candidates if given, each other job that fits now starts if\n" +
			"it ends by the shadow (by request) or needs no more than the extra; a\n" +
			"job admitted only by the second clause reduces the extra. Each pass\n" +
			"recomputes both. A job fits at a time if its GPUs are free in the plan\n" +
			"from then until its requested end, so none starts across an announced\n" +
			"loss that would hit it. On nodes the reserved set is what placement\n" +
			"picks at the shadow: a job that ends by the shadow may use any node, any\n" +
			"other job only nodes wholly outside the set.",
		Guarantees: "While the order keeps a job the head, it starts no later than its\n" +
			"reservation, unless an unannounced loss of capacity intervenes.",
		Cost: "A pass costs O(log queue) for each job that joins, starts or leaves, one\n" +
			"search of the queue index per backfilled job and one more, and, if a head\n" +
			"is blocked, one reservation: O(log running) on a pool, the releases until\n" +
			"the shadow on nodes. It never walks the queue.",
		Source: "Lifka, The ANL/IBM SP scheduling system, JSSPP 1995; Mu'alem & Feitelson,\n" +
			"IEEE TPDS 12(6), 2001",
		Promises: Promises{ProtectsHead: "fcfs", StarvesNobody: true},
		Bind: func(p *Parameters) func(*sim.Cluster) sim.Policy {
			var place placement
			var heads, candidates *Order
			p.placementOption(&place)
			p.Order(&heads, "order", "fcfs", "the order of the queue; in EASY, of its heads")
			p.orderOr(&candidates, "candidates", "that of order", "the order in which the jobs behind the head are tried")
			return func(c *sim.Cluster) sim.Policy {
				if candidates == nil {
					return newEasy(c, heads, heads, place)
				}
				return newEasy(c, heads, candidates, place)
			}
		},
	})
}
