package main

import (
	"slices"
	"time"

	"sovsim/results"
)

// A choice says which clusters of a replication are meant.
type choice func(r *replication, cluster string) bool

// in is the clusters that stand in a bloc, as the scenario has it.
func in(bloc string) choice {
	return func(r *replication, cluster string) bool { return r.bloc[cluster] == bloc }
}

var european, american = in("Europe"), in("US")

// named is the clusters of these names.
func named(list ...string) choice {
	return func(_ *replication, cluster string) bool { return slices.Contains(list, cluster) }
}

// since is the seconds from an epoch to a date.
func since(epoch, date string) float64 {
	a, err1 := time.Parse(time.DateOnly, epoch)
	b, err2 := time.Parse(time.DateOnly, date)
	if err1 != nil || err2 != nil {
		panic("a date of a story: " + epoch + ", " + date)
	}
	return b.Sub(a).Seconds()
}

var (
	heldUse  = use{file: "timeseries.csv", column: "held_gpus"}
	fullUse  = use{file: "timeseries.csv", column: "capacity_gpus"}
	queueUse = use{file: "timeseries.csv", column: "queued_gpus"}
)

// speed is that of a cluster's GPUs, relative to one H100, as its jobs had it over the whole
// run; 1 where none ran.
func (r *replication) speed(cluster string) float64 {
	work, ok := r.Value(results.ByCluster, cluster, "held_h100h")
	held, okay := r.Value(results.ByCluster, cluster, "gpu_hours_held")
	if !ok || !okay || work <= 0 || held <= 0 {
		return 1
	}
	return work / held
}

// idle is the part of the power in service of some clusters, in H100-equivalents over the intervals
// that begin in [from, until), that no job held.
func idle(which choice, from, until float64) expr {
	return expr{
		eval: func(r *replication) (float64, bool) {
			var held, full float64
			for _, i := range r.series {
				if i.begin >= from && i.begin < until && which(r, i.cluster) {
					power := r.speed(i.cluster) * i.width
					held, full = held+i.held*power, full+i.capacity*power
				}
			}
			return 1 - held/full, full > 0
		},
		uses: []use{heldUse, fullUse, {"summary.csv", "cluster", "held_h100h"}, {"summary.csv", "cluster", "gpu_hours_held"}},
	}
}

// inService is what Europe's clusters have in service on average over the intervals that begin from
// one date until before another, at full size, in H100-equivalents.
func inService(epoch, from, until string) expr {
	a, b := since(epoch, from), since(epoch, until)
	return fullScale(expr{
		eval: func(r *replication) (float64, bool) {
			total := 0.0
			widths := map[float64]float64{}
			for _, i := range r.series {
				if i.begin >= a && i.begin < b && european(r, i.cluster) {
					total += i.capacity * i.width * r.speed(i.cluster)
					widths[i.begin] = i.width
				}
			}
			span := 0.0
			for _, w := range widths {
				span += w
			}
			return total / span, span > 0
		},
		uses: []use{fullUse, {"summary.csv", "cluster", "held_h100h"}, {"summary.csv", "cluster", "gpu_hours_held"}},
	})
}

// course is a number of each interval, in order of time, summed over some clusters.
func course(r *replication, which choice, of func(interval) float64) (begins, values []float64) {
	at := map[float64]float64{}
	for _, i := range r.series {
		if which(r, i.cluster) {
			at[i.begin] += of(i)
		}
	}
	for begin := range at {
		begins = append(begins, begin)
	}
	slices.Sort(begins)
	for _, begin := range begins {
		values = append(values, at[begin])
	}
	return begins, values
}

func heldOf(i interval) float64     { return i.held }
func capacityOf(i interval) float64 { return i.capacity }
func queuedOf(i interval) float64   { return i.queued }

// weeksUntilFull is the weeks from a moment to the end of the first interval in which a cluster
// is as busy as this part of the utilisation of the others of Europe.
func weeksUntilFull(cluster string, from, part float64) expr {
	rest := func(r *replication, name string) bool { return european(r, name) && name != cluster }
	return expr{
		eval: func(r *replication) (float64, bool) {
			begins, held := course(r, named(cluster), heldOf)
			_, full := course(r, named(cluster), capacityOf)
			_, otherHeld := course(r, rest, heldOf)
			_, otherFull := course(r, rest, capacityOf)
			for i, begin := range begins {
				if begin >= from && full[i] > 0 && held[i]/full[i] >= part*otherHeld[i]/otherFull[i] {
					width := 0.0
					if i+1 < len(begins) {
						width = begins[i+1] - begin
					}
					return (begin + width - from) / (7 * 86400), true
				}
			}
			return 0, false
		},
		uses: []use{heldUse, fullUse},
	}
}

// peakQueue is the longest queue of Europe's clusters in [from, until), by interval, in GPUs at full size.
func peakQueue(from, until float64) expr {
	return fullScale(expr{
		eval: func(r *replication) (float64, bool) {
			begins, queued := course(r, european, queuedOf)
			most := 0.0
			for i, begin := range begins {
				if begin >= from && begin < until {
					most = max(most, queued[i])
				}
			}
			return most, len(begins) > 0
		},
		uses: []use{queueUse},
	})
}

// recovery is the weeks from a moment to the end of the first interval in which the queue of Europe's
// clusters is at most k times as long as that of the same replication of another variant, by interval.
func recovery(r, other *replication, from, k float64) (float64, bool) {
	begins, queued := course(r, european, queuedOf)
	beside, usual := course(other, european, queuedOf)
	for i := 0; i+1 < min(len(begins), len(beside)) && begins[i] == beside[i]; i++ {
		if begins[i] >= from && queued[i] <= k*usual[i] {
			return (begins[i+1] - from) / (7 * 86400), true
		}
	}
	return 0, false
}
