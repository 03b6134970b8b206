package scheduler

import "sovsim/sim"

func init() {
	RegisterPolicy(Policy{
		Name:    "sjf",
		Summary: "shortest requested time first; a head that does not fit blocks",
		Definition: "The queue is in order of requested time (shortest first), ties by (time\n" +
			"of joining, source order). It is sorted again in each pass, so a shorter\n" +
			"arrival becomes the head. The head starts while it fits; the pass stops\n" +
			"at the first job that does not fit.",
		Guarantees: "None: a long job may wait for ever.",
		Cost:       "A pass costs O(log queue) for each job that joins, starts or leaves.",
		Source:     "textbook (re-sort semantics)",
		Promises:   Promises{StartsInOrder: "sjf"},
		Bind:       func(p *Parameters) func(*sim.Cluster) sim.Policy { return bindList(p, "sjf") },
	})
}
