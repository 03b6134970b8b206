package main

const (
	overflowEpoch = "2025-09-17"
	outageBegin   = "2026-03-01"
	outageEnd     = "2026-03-31"
)

// startedIn is the part of Europe's jobs of a month that start within a day.
func startedIn(name, head, month string) figure {
	return figure{name: name, head: head, unit: "%", digits: 1, value: percent(col("bloc-period", "Europe/"+month, "started_24h"))}
}

// balance is what Europeans pay on American soil less what Americans pay on European soil: only
// us-cloud charges there. In thousands of millions of euros over the year.
var balance = times(1e-9, minus(col("cluster", "us-cloud", "charged_eur"), col("bloc", "US", "charged_eur")))

// egressPrice is that of scenarios/blocks/costs.yaml, the only one: what the egress cost tells how much crossed
// the Atlantic.
const egressPrice = 0.077 // EUR/GB

var crossed = times(1e-6/egressPrice, col("bloc", "Europe", "egress_eur"))

var overflow = story{
	name: "us-overflow",
	title: "Every job that cannot start at once goes to the US: what leaves, what does it cost, and what if the US closes " +
		"for a month?",
	claim: "The claim: every training run depends on American clouds. Jobs that cannot start at once in Europe go to the US " +
		"if they may; in March 2026 American clusters are closed to Europeans for 30 days.",
	answer: "In a year without an outage, {{at \"no outage\" \"abroad\"}} of Europe's GPU-hours are done in the US and " +
		"{{at \"no outage\" \"soil\"}} in Europe, with {{at \"no outage\" \"crossed\"}} of data across the Atlantic and " +
		"{{at \"no outage\" \"balance\"}} paid to the US; if no law kept them at home, " +
		"{{at \"no outage, everything may leave\" \"abroad\"}} would be done in the US. In the month without the US " +
		"{{at \"as shipped\" \"march\"}} of the jobs start within a day instead of {{at \"no outage\" \"march\"}}, Europe's queue " +
		"grows to {{at \"as shipped\" \"peak\"}}, and it takes " +
		"{{recovers \"no outage\" \"as shipped\" \"2025-09-17\" \"2026-03-31\" 1.25}} until it is within a quarter of what it " +
		"would have been.",
	check: "At least 54 % would have to leave for everything to be served, and at most 50 % may: nearly everything that may " +
		"leave does. The share on soil is at most {{bound \"as shipped\" \"Europe\"}}. Leaving at once and leaving after four " +
		"hours of expected wait are nearly the same ({{change \"as shipped\" \"leaving after four hours\" \"abroad\"}} abroad), " +
		"since a machine full of day-long segments has an expected wait of half a day.",
	assumed: "Half of the GPU-hours may leave Europe, which decides most of the result; work that ran in the US resumes from " +
		"checkpoints that could still be fetched; the US has room for 155,000 h100e of others. What is paid to the US is " +
		"net: what Europeans are charged there less what Americans are charged in Europe. One price for all rented H100s " +
		"(2.70 EUR an hour), public machines free to use; every job sends its data again, and what crosses the Atlantic " +
		"is computed from the egress paid.",
	runs: variants(
		with("no outage", "closures.us-outage.absent=true"),
		with("three months of it", "closures.us-outage.until=2026-05-30"),
		with("leaving after four hours", "routing=overflow(wait=4h)"),
		with("no outage, cheapest within four hours", "closures.us-outage.absent=true", "routing=cheapest(wait=4h)"),
		with("no outage, greenest within four hours", "closures.us-outage.absent=true", "routing=greenest(wait=4h)"),
		with("no outage, everything may leave", "closures.us-outage.absent=true", "workload.europe.residency=any"),
	),
	columns: []figure{
		soil, abroad, withdrawn, turnedAway,
		startedIn("march", "started in 24 h, March", "2026-03"),
		startedIn("april", "April", "2026-04"),
		{name: "peak", head: "longest queue in Europe, March to May", unit: "GPUs", digits: -3, value: peakQueue(since(overflowEpoch, outageBegin), since(overflowEpoch, "2026-06-01"))},
		{name: "balance", head: "net paid to the US", unit: "billion EUR", digits: 2, value: balance},
		{name: "crossed", head: "data across the Atlantic", unit: "PB", digits: 0, value: crossed},
		{name: "eur", head: "Europeans pay", unit: "EUR/GPU-h", digits: 2, value: col("bloc", "Europe", "eur_per_gpuh")},
		{name: "co2", head: "CO2", unit: "kg/GPU-h", digits: 3, value: col("bloc", "Europe", "kgco2_per_gpuh")},
	},
	against: "no outage",
	shares:  []string{"abroad", "march", "balance"},
}
