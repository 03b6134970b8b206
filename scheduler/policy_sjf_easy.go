package scheduler

import "sovsim/sim"

func init() {
	RegisterPolicy(Policy{
		Name:    "sjf-easy",
		Summary: "EASY over a queue in order of requested time, head and candidates",
		Definition: "As easy, with the queue in order of requested time (least first), ties by\n" +
			"(time of joining, source order): head and candidates both.",
		Guarantees: "While a job stays the head, it starts no later than its reservation; a\n" +
			"shorter arrival takes its place as head, so a long job may wait for ever.",
		Cost:     "As easy.",
		Source:   "policies of the kind of SJF + EASY in Carastan-Santos & de Camargo, SC'17",
		Promises: Promises{ProtectsHead: "sjf"},
		Bind:     func(p *Parameters) func(*sim.Cluster) sim.Policy { return bindEasy(p, "sjf", "sjf") },
	})
}
