package main

var baseline = story{
	name:  "baseline-2025",
	title: "Europe and the US as they stood in autumn 2025: how long do researchers wait, and on whose soil does their training run?",
	claim: "The claim: Europe has 20 % of the world's demand for compute and 3 to 5 % of its supply; every training leans on American\n" +
		"clouds and chips. One year from October 2025 in which nothing is added; a job leaves home when it expects to wait\nmore than four hours there, if it may.",
	answer: "Of the GPU-hours that Europeans ask for {{at \"as shipped\" \"soil\"}} are done on European soil and {{at \"as shipped\" \"abroad\"}} in the\n" +
		"US; {{at \"as shipped\" \"withdrawn\"}} are withdrawn by users who wait no longer, and {{at \"as shipped\" \"turned away\"}} turned away because no machine takes them; of the jobs {{at \"as shipped\" \"24h\"}} start within a day, but 5 % wait\n" +
		"longer than {{at \"as shipped\" \"p95\"}}. If everybody stayed in his own country only {{at \"silos\" \"soil\"}} would be done, {{at \"silos\" \"withdrawn\"}} withdrawn and {{at \"silos\" \"turned away\"}} turned away, so it is\n" +
		"sharing, within Europe and with the US, that keeps waits short, not European machines.",
	check: "Demand that is more than twice the supply bounds the share on soil at {{bound \"as shipped\" \"Europe\"}}; the simulation stays below, by the GPUs\n" +
		"that idle between jobs and the jobs that cross the end of the year.",
	assumed: "Demand and its split; that half of the jobs may leave Europe and a fifth may not leave their country; 15 % of the private American\n" +
		"GPUs are for rent, at no price.",
	runs:    variants(with("silos", "workload.europe.residency=home")),
	columns: []figure{soil, abroad, withdrawn, turnedAway, within24, p95Europe, p95Small, p95Train},
	shares:  []string{"soil", "withdrawn", "p95"},
}
