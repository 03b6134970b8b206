package scheduler

import "sovsim/sim"

func init() {
	RegisterPolicy(Policy{
		Name:    "fcfs",
		Summary: "first come, first served; a head that does not fit blocks",
		Definition: "The queue is in order of joining, ties in source order. The head starts\n" +
			"while it fits; the pass stops at the first job that does not fit.",
		Guarantees: "No job starts before one that joined earlier.",
		Cost:       "A pass costs O(log queue) for each job that joins, starts or leaves.",
		Source:     "textbook",
		Promises:   Promises{StartsInOrder: "fcfs", ProtectsHead: "fcfs", StarvesNobody: true},
		Bind:       func(p *Parameters) func(*sim.Cluster) sim.Policy { return bindList(p, "fcfs") },
	})
}
