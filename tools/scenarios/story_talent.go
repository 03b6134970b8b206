package main

// closedToEurope is what makes no-us-cloud of any scenario.
var closedToEurope = []string{
	"clusters.frontier.access=[US]", "clusters.aurora.access=[US]", "clusters.perlmutter.access=[US]",
	"clusters.nairr-pilot.access=[US]", "clusters.us-cloud.access=[US]",
}

func leaving(rate string) variant { return with("rate "+rate, "departures.to-the-us.rate="+rate) }

var talent = story{
	name:  "talent-drain",
	title: "Researchers leave for where the compute is: how many, and how much demand goes with them?",
	claim: "The claim: researchers leave for where the compute is. For three years each user of European compute may leave " +
		"for the US, for good, with a hazard that grows with the mean wait of their jobs beyond four hours: as shipped, " +
		"by 0.5 a year for each day.",
	answer: "As shipped {{at \"as shipped\" \"year\"}} of Europe's users leave per year, few but busy ones, and the jobs that " +
		"they then submit from the US are {{at \"as shipped\" \"moved\"}} of what Europeans ask for over three years; at half " +
		"and at twice the rate {{at \"rate 0.25\" \"year\"}} and {{at \"rate 1\" \"year\"}} of the users leave per year. With " +
		"American machines closed to those who stay, the same rate makes {{at \"American machines closed\" \"year\"}} leave " +
		"per year, taking {{at \"American machines closed\" \"moved\"}} of the demand with them: the work goes to the US " +
		"anyway, and the people with it.",
	check: "The fluid model says nothing about who leaves. The reported leak, 22 % trained and 14 % employed, is 36 %; in " +
		"three years this model has {{at \"as shipped\" \"gone\"}} at the rate as shipped, {{at \"rate 2\" \"gone\"}} at four " +
		"times that and {{at \"American machines closed\" \"gone\"}} with American machines closed. The share on soil of " +
		"those who stay {{moves \"rate 0\" \"as shipped\" \"soil\"}} compared with nobody leaving.",
	assumed: "All of it: no measurement links waits for GPUs to moving. Users are those of the populations, at 1/64 with one " +
		"64th of their small jobs: a user without a job in a month has no reason to leave. Only the sensitivity is a " +
		"result.",
	runs: variants(leaving("0"), leaving("0.25"), leaving("1"), leaving("2"), with("American machines closed", closedToEurope...)),
	columns: []figure{
		{name: "year", head: "users who leave, a year", unit: "%", digits: 2, value: percent(quotient(col("bloc", "Europe", "lost_per_year"), col("bloc", "Europe", "researchers")))},
		{name: "gone", head: "users gone after 3 years", unit: "%", digits: 1, value: percent(quotient(col("bloc", "Europe", "researchers_lost"), col("bloc", "Europe", "researchers")))},
		{name: "moved", head: "demand moved", unit: "%", digits: 1,
			value: percent(quotient(col("bloc", "Europe", "migrated_h100h"), plus(col("bloc", "Europe", "migrated_h100h"), col("bloc", "Europe", "demanded_h100h"))))},
		soil, withdrawn, turnedAway, within24, p95Small,
	},
	against: "rate 0",
	shares:  []string{"year", "moved"},
}
