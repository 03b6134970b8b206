package scheduler

import "sovsim/sim"

func init() {
	RegisterPolicy(Policy{
		Name:    "easy-sjbf",
		Summary: "EASY with the shortest candidates first (EASY-SJBF, EASY++)",
		Definition: "Like easy, but the jobs behind the head are considered in order of\n" +
			"requested time, ties by (time of joining, source order). The head is\n" +
			"still the first by arrival.",
		Guarantees: "Those of easy.",
		Cost:       "That of easy.",
		Source:     "Tsafrir, Etsion & Feitelson, IEEE TPDS 18(6), 2007",
		Promises:   Promises{ProtectsHead: "fcfs", StarvesNobody: true},
		Bind:       func(p *Parameters) func(*sim.Cluster) sim.Policy { return bindEasy(p, "fcfs", "sjf") },
	})
}
