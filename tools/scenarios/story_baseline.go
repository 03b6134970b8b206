package main

var baseline = story{
	name:  "baseline-2025",
	title: "Europe and the US as of autumn 2025: how long do researchers wait, and on whose soil does their training run?",
	claim: "The claim: Europe has 20 % of the world's demand for compute and 3 to 5 % of its supply; every training run " +
		"depends on American clouds and chips. One year from October 2025 in which nothing is added; a job leaves home if " +
		"it expects to wait more than four hours there and is free to leave.",
	answer: "Of the GPU-hours that Europeans ask for, {{at \"as shipped\" \"soil\"}} are done on European soil and " +
		"{{at \"as shipped\" \"abroad\"}} in the US; {{at \"as shipped\" \"withdrawn\"}} are withdrawn by users who lose " +
		"patience, and {{at \"as shipped\" \"turned away\"}} are turned away because no machine takes them. Of the jobs, " +
		"{{at \"as shipped\" \"24h\"}} start within a day, but 5 % wait longer than {{at \"as shipped\" \"p95\"}}. If every job " +
		"stayed in its own country, only {{at \"silos\" \"soil\"}} would be done, {{at \"silos\" \"withdrawn\"}} withdrawn and " +
		"{{at \"silos\" \"turned away\"}} turned away: it is sharing, within Europe and with the US, that keeps waits short, " +
		"not European machines.",
	check: "Since demand is more than twice the supply, the share on soil is at most {{bound \"as shipped\" \"Europe\"}}; the " +
		"simulation stays below, because GPUs idle between jobs and some jobs run past the end of the year.",
	assumed: "Demand and how it is split; that half of the jobs may leave Europe and a fifth may not leave their country; that " +
		"15 % of the private American GPUs are for rent, free of charge.",
	runs:    variants(with("silos", "workload.europe.residency=home")),
	columns: []figure{soil, abroad, withdrawn, turnedAway, within24, p95Europe, p95Small, p95Train},
	shares:  []string{"soil", "withdrawn", "p95"},
}
