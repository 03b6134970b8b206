package main

var noCloud = story{
	name:  "no-us-cloud",
	title: "American machines are closed to Europeans: who goes without?",
	claim: "The claim: every training run depends on American clouds. For one year all American clusters, the commercial " +
		"cloud and the research sites, are closed to jobs from Europe.",
	answer: "Without American machines {{at \"as shipped\" \"undone\"}} of Europe's GPU-hours are never done, against " +
		"{{at \"American soil open\" \"undone\"}} with them, and {{at \"as shipped\" \"24h\"}} of the jobs start within a day " +
		"instead of {{at \"American soil open\" \"24h\"}}. The patient win: of the GPU-hours of small academic jobs, half of " +
		"whose users wait no longer than three days, {{at \"as shipped\" \"small\"}} are withdrawn; of those of pretraining, " +
		"whose users wait for two weeks, {{at \"as shipped\" \"pretrain\"}}. The backlog does not grow without end only " +
		"because people withdraw their jobs, and nobody is turned away for any other reason " +
		"({{at \"as shipped\" \"turned away\"}}).",
	check: "At least {{rest \"as shipped\" \"Europe\"}} of the demand cannot be served. The simulation leaves " +
		"{{at \"as shipped\" \"undone\"}} undone: hardly a GPU is idle, and work done after the end of the year does not " +
		"count.",
	assumed: "Patience (half of the users wait no longer than three days, those of pretraining two weeks), which decides who " +
		"gives up, and that those who give up do not come back; that nobody asks for less.",
	runs: variants(
		variant{label: "American soil open", from: "baseline-2025"},
		with("the cloud closed, research sites open",
			"clusters.frontier.access=[US, Europe]", "clusters.aurora.access=[US, Europe]",
			"clusters.perlmutter.access=[US, Europe]", "clusters.nairr-pilot.access=[US, Europe]"),
	),
	columns: []figure{
		{name: "undone", head: "not done", unit: "%", digits: 1,
			value: percent(quotient(minus(col("bloc", "Europe", "demanded_h100h"), col("bloc", "Europe", "useful_h100h")), col("bloc", "Europe", "demanded_h100h")))},
		withdrawnOf("small", "small-academic"), withdrawnOf("finetune", "finetune"), withdrawnOf("mid", "mid"), withdrawnOf("pretrain", "pretrain"),
		turnedAway,
		within24,
		{name: "slope", head: "backlog grows by", unit: "1,000 H100-hours a day", digits: 1,
			value: times(1e-3, fullScale(col("bloc", "Europe", "backlog_slope_h100h_per_day")))},
		{name: "us idle", head: "idle in the US", unit: "%", digits: 1, value: percent(idle(american, since("2025-09-17", "2025-10-01"), since("2025-09-17", "2026-10-01")))},
	},
	against: "American soil open",
	shares:  []string{"undone", "pretrain", "24h"},
}
