package main

import (
	"fmt"
	"math"

	"sovsim/results/compare"
)

// What is reported of every scenario, of Europe and over its whole time, against the variant
// without what it is about.
var (
	levers = []figure{
		{head: "on soil", unit: "%", digits: 1, value: soil.value},
		{head: "withdrawn", unit: "%", digits: 1, value: withdrawn.value},
		{head: "turned away", unit: "%", digits: 1, value: turnedAway.value},
		{head: "started within 24 h", unit: "%", digits: 1, value: within24.value},
	}
	soilWork   = figure{value: col("bloc", "Europe", "on_soil_h100h")}
	soilSupply = figure{value: col("bloc", "Europe", "supply_h100h")}
)

// lever is the line that tells it.
//
// What was added to the supply is of use as far as it does work that would else not have been done
// on European soil: Δ on_soil_h100h ÷ Δ supply_h100h. It is reported where the supply differs by 1 % or more.
func (s *story) lever(results map[string]*result) (string, error) {
	with, without := results[shipped], results[s.against]
	if without == nil {
		return "", fmt.Errorf("%s has no variant %q", s.name, s.against)
	}
	change := func(f figure, g func(x, y float64) float64) compare.Sample {
		return compare.Pairwise(sample(f, without.replications), sample(f, with.replications), g)
	}
	less := func(x, y float64) float64 { return y - x }
	text := fmt.Sprintf("**Against %q**, over the whole period and all of Europe:", s.against)
	for i, f := range levers {
		if i > 0 {
			text += ","
		}
		text += " " + f.head + " " + signed(change(f, less).Interval(), f.digits) + " points"
	}
	text += "."
	relative := change(soilSupply, func(x, y float64) float64 { return y/x - 1 }).Interval()
	if relative.N < relative.Of || math.Abs(relative.Mean) < 0.01 {
		return text, nil
	}
	used := compare.Pairwise(change(soilSupply, less), change(soilWork, less), func(x, y float64) float64 { return 100 * y / x }).Interval()
	if relative.Mean < 0 {
		return text + fmt.Sprintf(" Of the GPU-hours missing on European soil, %s would have done work that is now not done there.", showPart(used, 1)), nil
	}
	return text + fmt.Sprintf(" Of the GPU-hours added on European soil, %s do work that would otherwise not be done there.", showPart(used, 1)), nil
}

// What Europe loses as shipped is reported of every scenario: by GPU-hours and by jobs.
var losses = [2][2]figure{
	{withdrawn, turnedAway},
	{{unit: "%", digits: 1, value: percent(col("bloc", "Europe", "reneged_share"))}, {unit: "%", digits: 1, value: percent(col("bloc", "Europe", "rejected_share"))}},
}

// lossLine is the line that tells it.
func lossLine(r *result) string {
	at := func(f figure) string { return f.phrase(f.interval(r.replications)) }
	return fmt.Sprintf("**Lost**, as shipped, of what Europeans ask for: %s of the GPU-hours and %s of the jobs, withdrawn by users who lose patience; %s and %s, turned away because no cluster takes them.",
		at(losses[0][0]), at(losses[1][0]), at(losses[0][1]), at(losses[1][1]))
}

// signed is an estimate of a difference, with its sign.
func signed(e compare.Interval, digits int) string {
	sign := ""
	if e.N > 0 && e.Mean > 0 {
		sign = "+"
	}
	return sign + shown(e, digits, "")
}
