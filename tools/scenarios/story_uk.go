package main

// The two losses of British jobs, by GPU-hours.
var (
	withdrawnUK  = partOf("withdrawn", "UK: GPU-hours withdrawn", "reneged_h100h", "UK")
	turnedAwayUK = partOf("turned away", "UK: turned away", "rejected_h100h", "UK")
)

var uk = story{
	name:  "uk-20x",
	title: "The UK multiplies its public AI compute by 20 by 2030: what does that do to waits there and in Europe?",
	claim: "The claim: the UK will grow its public AI compute twentyfold by 2030, from 21 to 420 AI exaFLOPS (6,100 to 106,000 H100\nequivalents). What does that do to waits, in the UK and in Europe?",
	answer: "The 95th percentile of British waits is {{at \"as shipped\" \"2026\"}} in the second half of 2026 and " +
		"{{at \"as shipped\" \"2030\"}} in 2030. From {{at \"as shipped\" \"target\"}} on, 95 % of British jobs start within 8 " +
		"hours; the share of Europe's GPU-hours done on European soil is {{at \"as shipped\" \"soil\"}} over the whole period " +
		"and {{at \"as shipped\" \"soil 2030\"}} at its end. A slip of one year moves that month by " +
		"{{change \"as shipped\" \"a year late\" \"target\"}}, and the share over the whole period " +
		"{{moves \"as shipped\" \"a year late\" \"soil\"}}; with half of the machines the month moves by " +
		"{{change \"as shipped\" \"half of it\" \"target\"}}, and the share {{moves \"as shipped\" \"half of it\" \"soil\"}}.",
	check: "At most {{bound \"as shipped\" \"Europe\"}} of Europe's demand fits on its soil over the whole period, 46 % at first " +
		"and 86 % from mid-2030. The UK's own supply overtakes British demand at the end of 2027, which is when the waits " +
		"of British jobs fall; jobs from the rest of Europe overflow there and take what is free.",
	assumed: "A straight line from January 2027 to June 2030 between the two published values; GB300; no growth of demand; " +
		"British and other Europeans share all machines.",
	runs: variants(
		with("a year late", "clusters.airr.slip=12 months"),
		with("nothing built", "clusters.airr.absent=true", "clusters.dawn.timeline=[]"),
		with("half of it", "clusters.airr.timeline[0].set=210 EF"),
	),
	columns: []figure{
		p95In("2026", "UK p95, 2nd half 2026", "region-period", "UK", "2026-07", "2026-12"),
		p95In("2028", "UK p95, 2028", "region-period", "UK", "2028-01", "2028-12"),
		p95In("2030", "UK p95, 2030", "region-period", "UK", "2030-01", "2030-11"),
		{name: "target", head: "UK: 95 % within 8 h from", unit: "month", longer: "not before 2031", value: col("region", "UK", "target_month")},
		withdrawnUK, turnedAwayUK, soil,
		soilIn("soil 2030", "on soil, 2nd half 2030", "2030-07", "2030-11"),
	},
	against: "nothing built",
	shares:  []string{"target", "withdrawn", "soil"},
}
