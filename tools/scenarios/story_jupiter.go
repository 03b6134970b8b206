package main

const (
	jupiterEpoch = "2025-03-18"
	opened       = "2025-09-05"
)

var jupiter = story{
	name:  "jupiter-online",
	title: "JUPITER, the world's fourth fastest computer, comes online: how much shorter are the waits, and for how long?",
	claim: "The claim: with JUPITER Europe has the world's number four. 23,536 GH200 are added between June and September " +
		"2025; the figures cover the jobs submitted from October 2025 to May 2026, with and without it.",
	answer: "With JUPITER the share of European jobs that start within a day {{moves \"without JUPITER\" \"as shipped\" \"24h\"}} " +
		"to {{at \"as shipped\" \"24h\"}}, and the share of Europe's GPU-hours done on European soil " +
		"{{moves \"without JUPITER\" \"as shipped\" \"after\"}}. It is as full as the other machines {{at \"as shipped\" \"full\"}} " +
		"after its inauguration: it does not end the queue, but brings home work that ran in the US. If demand followed " +
		"capacity in proportion, {{at \"demand follows capacity\" \"24h\"}} of the jobs would start within a day, against " +
		"{{at \"without JUPITER\" \"24h\"}} without it, since the US has no more room than before.",
	check: "Its 23,536 h100e are 9.5 % of what Europe asks for, so it adds at most 9.5 points on soil, if fully used; the " +
		"simulation gives {{change \"without JUPITER\" \"as shipped\" \"after\"}}. Since Europe's load stays above 2, demand " +
		"refills it at once.",
	assumed: "That everything else stays as on 30 September 2025, including Isambard-AI; that its nodes arrive along a " +
		"straight line; that all Europeans may use it; that it creates no demand.",
	runs: variants(with("without JUPITER", "clusters.jupiter.absent=true"), with("twice as large", "clusters.jupiter.timeline[0].add=11768"),
		with("demand follows capacity", "workload.europe.elasticity=1")),
	columns: []figure{
		p95In("de", "p95 Germany", "region-period", "EU-DE", "2025-10", "2026-05"),
		p95In("eu", "p95 Europe", "bloc-period", "Europe", "2025-10", "2026-05"),
		{name: "24h", head: "Europe: started in 24 h", unit: "%", digits: 1, value: percent(mean("bloc-period", "started_24h", over("Europe", "2025-10", "2026-05")...))},
		{name: "24h before", head: "in April and May 2025", unit: "%", digits: 1, value: percent(mean("bloc-period", "started_24h", over("Europe", "2025-04", "2025-05")...))},
		soilIn("before", "on soil, April and May 2025", "2025-04", "2025-05"),
		soilIn("after", "on soil, October to May", "2025-10", "2026-05"),
		{name: "full", head: "full after", unit: "weeks", digits: 0, longer: "–", value: weeksUntilFull("jupiter", since(jupiterEpoch, opened), 0.9)},
	},
	against: "without JUPITER",
	shares:  []string{"24h", "after"},
}
