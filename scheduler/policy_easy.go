package scheduler

import "sovsim/sim"

func init() {
	RegisterPolicy(Policy{
		Name:    "easy",
		Summary: "EASY backfilling: one reservation, for the head; candidates by arrival",
		Definition: "The head starts while it fits. For the first that does not, the shadow is\n" +
			"the earliest time at which it fits in the plan: capacity now and its\n" +
			"announced steps, less running jobs until their requested ends. The extra is\n" +
			"what is free at the shadow, counting every release up to and including it,\n" +
			"beyond the head's need; with announced steps the least such surplus until\n" +
			"the head's requested end. In queue order, or that of candidates where it\n" +
			"is given, each other job that fits now starts if it ends by the shadow (by\n" +
			"request), or needs no more than the extra; a job let in by the second clause\n" +
			"only is taken from the extra. Both are made anew in each pass. A job fits\n" +
			"at a time if its GPUs are free in the plan then and until its requested\n" +
			"end, so none starts across an announced loss that would hit it. On nodes\n" +
			"the reserved set is what placement picks at the shadow: a job that ends by\n" +
			"the shadow may use any node, another only nodes wholly outside the set.",
		Guarantees: "While the order keeps a job the head, it starts no later than its\n" +
			"reservation, unless an unannounced loss of capacity comes between.",
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
			p.Order(&heads, "order", "fcfs", "the queue order, and of EASY's heads")
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
