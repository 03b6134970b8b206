package main

// Figures that several stories have.

var (
	soil = figure{name: "soil", head: "on soil", unit: "%", digits: 1,
		value: percent(col("bloc", "Europe", "on_soil_share"))}
	abroad = figure{name: "abroad", head: "done abroad", unit: "%", digits: 1,
		value: percent(quotient(minus(col("bloc", "Europe", "useful_h100h"), col("bloc", "Europe", "on_soil_h100h")), col("bloc", "Europe", "demanded_h100h")))}
	// What is lost is two things: GPU-hours of jobs that were withdrawn by users who wait
	// no longer, and of jobs that no cluster takes (outcome rejected).
	withdrawn = figure{name: "withdrawn", head: "GPU-hours withdrawn", unit: "%", digits: 1,
		value: percent(col("bloc", "Europe", "reneged_work_share"))}
	turnedAway = figure{name: "turned away", head: "GPU-hours turned away", unit: "%", digits: 1,
		value: percent(col("bloc", "Europe", "rejected_work_share"))}
	within24 = figure{name: "24h", head: "started in 24 h", unit: "%", digits: 1,
		value: percent(col("bloc", "Europe", "started_24h"))}
	p95Europe = waits("p95", "p95 wait", "bloc", "Europe")
	p95Small  = waits("p95 small", "p95 small-academic", "bloc-class", "Europe/small-academic")
	p95Train  = waits("p95 pretrain", "p95 pretrain", "bloc-class", "Europe/pretrain")
)

// waits is the 95th percentile of the wait of a group. It is not reached where more than 5 %
// do not start within the follow-up.
func waits(name, head, group, key string) figure {
	return figure{name: name, head: head, unit: "h", digits: 1, longer: "> 672", value: hours(col(group, key, "wait_p95_s"))}
}

// withdrawnOf is the part of the GPU-hours of a class of European jobs that was withdrawn.
func withdrawnOf(name, class string) figure {
	return figure{name: name, head: "withdrawn: " + class, unit: "%", digits: 1,
		value: percent(col("bloc-class", "Europe/"+class, "reneged_work_share"))}
}

// partOf is the part of the GPU-hours that some regions ask for which a column has.
func partOf(name, head, column string, regions ...string) figure {
	return figure{name: name, head: head, unit: "%", digits: 1,
		value: percent(quotient(sum("region", column, regions...), sum("region", "demanded_h100h", regions...)))}
}

// soilIn is the on-soil share of the jobs of some months.
func soilIn(name, head, first, last string) figure {
	keys := over("Europe", first, last)
	return figure{name: name, head: head, unit: "%", digits: 1,
		value: percent(quotient(sum("bloc-period", "on_soil_h100h", keys...), sum("bloc-period", "demanded_h100h", keys...)))}
}

// p95In is the 95th percentile of the waits of a region's or bloc's jobs, month by month, on
// average over some months.
func p95In(name, head, group, key, first, last string) figure {
	return figure{name: name, head: head, unit: "h", digits: 1, longer: "> 672",
		value: hours(mean(group, "wait_p95_s", over(key, first, last)...))}
}
