package main

// atHome is a Europe in which everybody stays in his country, and asks for a fifth.
var atHome = []string{"routing=home", "workload.europe.demand.share=4%", "scale=1/16", "replications=10"}

func meanWait(name, head, region string) figure {
	return figure{name: name, head: head, unit: "h", digits: 2, value: hours(col("region", region, "wait_mean_s"))}
}

// away is the part of the work of a region's jobs that was done in another.
func away(name, head, region string) figure {
	return figure{name: name, head: head, unit: "%", digits: 1, value: percent(minus(one, col("region", region, "home_share")))}
}

var pool = story{
	name:  "uk-france-joint-pool",
	title: "The UK and France put Isambard-AI and Jean Zay into one queue: what does that gain?",
	claim: "The claim: the UK and France plan a joint, independent platform. One queue for Isambard-AI and Jean Zay, against " +
		"a separate queue for each.",
	answer: "In today's Europe, overloaded and with jobs that go where they expect to start, a joint queue changes little: " +
		"the mean wait of British jobs is {{ratio \"separate\" \"as shipped\" \"mean uk\"}} times that with separate queues, " +
		"that of French jobs {{ratio \"separate\" \"as shipped\" \"mean fr\"}} times; with JUPITER as a third member " +
		"{{ratio \"separate\" \"with JUPITER\" \"mean uk\"}} and {{ratio \"separate\" \"with JUPITER\" \"mean fr\"}} times. If every " +
		"job stays at home and loads are below 1 and unequal (the UK at 0.88, France at 0.59), it is " +
		"{{ratio \"at home, a fifth, separate\" \"at home, a fifth, joint\" \"mean uk\"}} times in the UK and " +
		"{{ratio \"at home, a fifth, separate\" \"at home, a fifth, joint\" \"mean fr\"}} times in France.",
	check: "No GPU is added or removed: the share on soil {{moves \"separate\" \"as shipped\" \"soil\"}}. Pooling pays if one side " +
		"is idle while the other waits; here both are overloaded, by 4.4 and 3.0, and overflow has already done what a " +
		"joint queue does. With loads below 1 the scenario expects French waits to rise a little; in fact they fall too, " +
		"since bursts from each country find the other's machine. With JUPITER as a third member British waits grow: " +
		"French and German jobs then count Isambard-AI as a machine at home, and the British jobs bound to their country " +
		"find it full. The share of British waiting time in which the only free GPUs are ones that the jobs may not use " +
		"doubles (see outputs.reasons).",
	assumed: "One queue from the first day, with EASY over both; data are copied to both; four fifths of the jobs may cross " +
		"the Channel. The variants at home have a fifth of the demand, no overflow, scale 1/16, and ten replications, " +
		"because waits at loads below 1 are rare and long.",
	runs: variants(
		with("separate", "pools.uk-france.absent=true"),
		with("with JUPITER", "pools.uk-france.members=[isambard-ai, jean-zay, jupiter]"),
		with("at home, a fifth, joint", atHome...),
		with("at home, a fifth, separate", append([]string{"pools.uk-france.absent=true"}, atHome...)...),
	),
	columns: []figure{
		meanWait("mean uk", "mean wait UK", "UK"), meanWait("mean fr", "mean wait France", "EU-FR"),
		waits("p95 uk", "p95 UK", "region", "UK"), waits("p95 fr", "p95 France", "region", "EU-FR"),
		away("away uk", "UK: done abroad", "UK"), away("away fr", "France: done abroad", "EU-FR"),
		soil,
	},
	against: "separate",
	shares:  []string{"mean uk", "mean fr"},
}
