package scheduler

import "sovsim/sim"

func init() {
	RegisterPolicy(Policy{
		Name:    "sjf-easy",
		Summary: "EASY with head and candidates in order of requested time",
		Definition: "Like easy, but both head and candidates are in order of requested time\n" +
			"(shortest first), ties by (time of joining, source order).",
		Guarantees: "While a job stays the head, it starts no later than its reservation; a\n" +
			"shorter arrival takes its place as head, so a long job may wait for ever.",
		Cost:     "That of easy.",
		Source:   "policies of the kind of SJF + EASY in Carastan-Santos & de Camargo, SC'17",
		Promises: Promises{ProtectsHead: "sjf"},
		Bind:     func(p *Parameters) func(*sim.Cluster) sim.Policy { return bindEasy(p, "sjf", "sjf") },
	})
}
