package main

var noCloud = story{
	name:  "no-us-cloud",
	title: "American machines are closed to Europeans: who goes without?",
	claim: "The claim: every training leans on American clouds. For one year all American clusters, the commercial cloud and the research\nsites, are closed to jobs from Europe.",
	answer: "Without American machines {{at \"as shipped\" \"undone\"}} of Europe's GPU-hours are never done, against {{at \"American soil open\" \"undone\"}} with them, and {{at \"as shipped\" \"24h\"}} of the jobs start\n" +
		"within a day in place of {{at \"American soil open\" \"24h\"}}. Who is patient wins: of small academic jobs, half of whose users wait no longer than three days, {{at \"as shipped\" \"small\"}} of the GPU-hours are withdrawn, of pretraining, which\n" +
		"waits for two weeks, {{at \"as shipped\" \"pretrain\"}}; the backlog does not grow without end only because people withdraw their jobs, and nobody is turned away for anything else ({{at \"as shipped\" \"turned away\"}}).",
	check: "At least {{rest \"as shipped\" \"Europe\"}} of the demand cannot be served. The simulation leaves {{at \"as shipped\" \"undone\"}}: hardly a GPU is idle, and what runs\n" +
		"over the end of the year is not counted.",
	assumed: "Patience (half of the users wait no longer than three days, of pretraining two weeks), which decides who goes, and that who goes\ndoes not come back; that nobody asks for less.",
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
