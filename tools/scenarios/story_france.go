package main

const franceEpoch = "2025-09-17"

// french is the clusters on French soil.
var french = named("jean-zay", "fr-private", "mistral-compute", "alice-recoque", "fluidstack")

var france = story{
	name:  "france-supercomputer",
	title: "France builds Europe's largest AI machine: does Europe's training come home, and how much stands idle?",
	claim: "The claim: France is building Europe's largest AI machine. Mistral Compute comes in July 2026 (18,000 GB300), " +
		"Alice Recoque in 2027, Fluidstack's 500,000 chips during 2027 and 2028.",
	answer: "With Mistral Compute {{at \"as shipped\" \"2026\"}} of Europe's GPU-hours are done on European soil in the second " +
		"half of 2026, and with everything {{at \"as shipped\" \"2029\"}} in 2029, when {{at \"as shipped\" \"idle fr\"}} of the " +
		"GPUs in France stand idle (in H100-equivalents), because capacity overtook demand in early 2027. Without " +
		"Fluidstack the share in 2029 is {{at \"without Fluidstack\" \"2029\"}} and {{at \"without Fluidstack\" \"idle fr\"}} " +
		"stand idle; with the state's supercomputer alone it is {{at \"Alice Recoque alone\" \"2029\"}}, and with none of " +
		"them {{at \"none of them\" \"2029\"}}.",
	check: "At most 65 % with Mistral, 74 % with Alice Recoque, everything from February 2027 on with Fluidstack, and 83 % " +
		"of Europe's machines idle in 2029; the simulation gives {{at \"as shipped\" \"2026\"}} with Mistral and " +
		"{{at \"as shipped\" \"idle eu\"}} idle. Before 2027 it stays below the fluid bound because jobs that may leave " +
		"Europe do so when they expect to wait for four hours: if they waited for three days at home, " +
		"{{at \"leaving home after three days\" \"2026\"}} would be done on soil with Mistral. What is missing from 100 % in " +
		"2029 is bound to countries with few machines, not to France.",
	assumed: "The dates, and the size of Alice Recoque, which is not published (taken to be JUPITER's); Fluidstack is a " +
		"memorandum of understanding; demand does not grow; no prices; all Europeans may use private French GPUs.",
	runs: variants(
		with("without Fluidstack", "clusters.fluidstack.absent=true"),
		with("Alice Recoque alone", "clusters.fluidstack.absent=true", "clusters.mistral-compute.absent=true"),
		with("none of them", "clusters.fluidstack.absent=true", "clusters.mistral-compute.absent=true", "clusters.alice-recoque.absent=true"),
		with("leaving home after three days", "routing=overflow(wait=72h)"),
		with("demand grows by 40 % a year", "workload.europe.growth=40%"),
	),
	columns: []figure{
		soilIn("2026", "on soil, 2nd half 2026", "2026-07", "2026-12"),
		soilIn("2027", "on soil, 2nd half 2027", "2027-07", "2027-12"),
		soilIn("2029", "on soil, January to April 2029", "2029-01", "2029-04"),
		{name: "idle fr", head: "idle in France, 2029", unit: "%", digits: 1, value: percent(idle(french, since(franceEpoch, "2029-01-01"), since(franceEpoch, "2029-06-01")))},
		{name: "idle eu", head: "idle in Europe, 2029", unit: "%", digits: 1, value: percent(idle(european, since(franceEpoch, "2029-01-01"), since(franceEpoch, "2029-06-01")))},
		p95In("fr", "p95 France, 2029", "region-period", "EU-FR", "2029-01", "2029-04"),
		p95In("eu", "p95 Europe, 2nd half 2026", "bloc-period", "Europe", "2026-07", "2026-12"),
	},
	against: "none of them",
	shares:  []string{"2026", "2029", "idle fr"},
}
