package main

// Belgium, Ireland and the Netherlands are in EU-other too, see the scenario.
var upperTier = []string{"UK", "EU-DE", "EU-FR", "EU-IT", "EU-ES", "EU-FI", "EU-DK", "EU-SE", "CH", "NO", "IS"}

// equipped is what stands on the soil of some regions in 2027, in GPU-hours of an H100, for each that
// their jobs of the year ask for.
func equipped(regions ...string) expr {
	var keys []string
	for _, name := range regions {
		keys = append(keys, over(name, "2027-01", "2027-12")...)
	}
	return quotient(sum("region-period", "supply_h100h", keys...), sum("region-period", "demanded_h100h", keys...))
}

// jain is Jain's index of two shares, (x + y)² ÷ 2 (x² + y²): 1 where they are equal, ½ where one has
// all (Jain, Chiu and Hawe, DEC-TR-301, 1984).
func jain(x, y expr) expr {
	return two(x, y, func(x, y float64) (float64, bool) { return (x + y) * (x + y) / (2 * (x*x + y*y)), x > 0 || y > 0 })
}

var exportShock = story{
	name:  "gpu-export-shock",
	title: "Accelerators come late, in smaller numbers, or without spare parts: what does Europe lose?",
	claim: "The claim: supply is the bottleneck, and it is not Europe's. The base is what is planned, without Fluidstack; as " +
		"shipped all of it comes a year late, and the smaller states of the Union get at most 50,000 H100-equivalents " +
		"until the end of 2027.",
	answer: "With a year of delay {{at \"as shipped\" \"2027\"}} of the GPU-hours of 2027 are done on European soil instead of " +
		"{{at \"no shock\" \"2027\"}}, and the share of the jobs that start within a day " +
		"{{moves \"no shock\" \"as shipped\" \"24h\"}}; with two years of delay {{at \"two years late\" \"2028\"}} of those of 2028 " +
		"instead of {{at \"no shock\" \"2028\"}}. The cap alone leaves the smaller states {{at \"the cap alone\" \"equipped\"}} " +
		"of what they ask for in 2027 instead of {{at \"no shock\" \"equipped\"}}, and Europe {{at \"the cap alone\" \"2028\"}} " +
		"on soil in 2028; without spare parts, and everything else as planned, it is {{at \"no spares alone\" \"2028\"}}.",
	check: "As planned Europe's capacity overtakes its demand in May 2027, a year late in May 2028, two years late in May " +
		"2029; over the whole period at most {{bound \"no shock\" \"Europe\"}} can be done on soil as planned, " +
		"{{bound \"as shipped\" \"Europe\"}} as shipped and {{bound \"two years late\" \"Europe\"}} two years late. That bound " +
		"lets machines of 2029 do work of 2026; the simulation gives {{at \"no shock\" \"soil\"}}, {{at \"as shipped\" \"soil\"}} " +
		"and {{at \"two years late\" \"soil\"}}.",
	assumed: "The dates and sizes of AI factories and of a gigafactory; the cap, which was withdrawn in May 2025 and applied " +
		"to each state, applies here to region EU-other as a whole; demand does not grow; American machines stay open and " +
		"unchanged.",
	runs: variants(
		with("no shock", "export-rules.late.absent=true", "export-rules.tier-2.absent=true"),
		with("two years late", "export-rules.late.slip=24 months"),
		with("the cap alone", "export-rules.late.absent=true"),
		with("no spares alone", "export-rules.late.absent=true", "export-rules.tier-2.absent=true", "repair=none"),
		with("late and no spares", "repair=none"),
	),
	columns: []figure{
		{name: "there", head: "in service, end of 2027", unit: "h100e", digits: -3, value: inService("2025-09-17", "2027-12-01", "2028-01-01")},
		soilIn("2026", "on soil, 2026", "2026-01", "2026-12"),
		soilIn("2027", "on soil, 2027", "2027-01", "2027-12"),
		soilIn("2028", "on soil, 2028", "2028-01", "2028-12"),
		{name: "24h", head: "started in 24 h, 2027", unit: "%", digits: 1, value: percent(mean("bloc-period", "started_24h", over("Europe", "2027-01", "2027-12")...))},
		p95In("p95", "p95 Europe, 2027", "bloc-period", "Europe", "2027-01", "2027-12"),
		partOf("other", "withdrawn in EU-other", "reneged_h100h", "EU-other"), partOf("other away", "turned away", "rejected_h100h", "EU-other"),
		partOf("upper", "withdrawn elsewhere", "reneged_h100h", upperTier...), partOf("upper away", "turned away", "rejected_h100h", upperTier...),
		{name: "equipped", head: "EU-other: there ÷ asked for, 2027", digits: 2, value: equipped("EU-other")},
		{name: "equipped upper", head: "elsewhere", digits: 2, value: equipped(upperTier...)},
		{name: "jain", head: "Jain's index of the two", digits: 2,
			value: jain(equipped("EU-other"), equipped(upperTier...))},
		{name: "soil", head: "on soil, all the time", unit: "%", digits: 1, value: percent(col("bloc", "Europe", "on_soil_share"))},
	},
	against: "no shock",
	shares:  []string{"2027", "2028", "jain"},
}
