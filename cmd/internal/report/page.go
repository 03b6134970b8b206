package report

import (
	"cmp"
	"fmt"
	"math"
	"strings"
	"time"

	"sovsim/results"
	"sovsim/results/compare"
)

// page is what there is to say of one policy; of has its groups.
func page(b *strings.Builder, all *group, of []*group, options Options) {
	title := clean(all.policy)
	if n := len(all.rows); n > 1 {
		title += fmt.Sprintf(": means over %d replications; ± is the 95%% confidence interval (Student's t)", n)
	}
	b.WriteString(wrapped(title))
	if n := all.runs[0].Scale; n > 1 {
		fmt.Fprintf(b, "Jobs, GPUs and GPU-hours are those of the simulated machine, at scale 1/%d.\n", n)
	}
	b.WriteString("\n" + soilText(of, options))
	b.WriteString(backlogText(all))
	b.WriteString(lossText(all, of))
	b.WriteString(leavingText(all))
	b.WriteString(failureText(all))
	b.WriteString(billText(all))
	b.WriteString(leaningText(of))
	b.WriteString("\n" + waitsText(all, of))
	b.WriteString(followed(all))
	b.WriteString(whyText(of))
	b.WriteString("\n" + clustersText(of))
}

// backlogText says what waits at the end, and how that has grown.
func backlogText(g *group) string {
	jobs := g.over(backlogJobs.Value)
	gpus := g.over(backlogGPUs.Value)
	slope := g.over(backlogSlope.Value)
	return wrapped(fmt.Sprintf("Backlog at the end: %s GPUs in %s jobs%s.", plusMinus(gpus, 0), plusMinus(jobs, 0), growthText(slope)))
}

// growthText is the trend of the backlog in words.
func growthText(d compare.Interval) string {
	size := d
	size.Mean = math.Abs(d.Mean)
	decimals := 1
	if size.Mean >= 10 {
		decimals = 0
	}
	switch {
	case math.IsNaN(d.Mean):
		return ""
	case nonZero(size.Mean) == "":
		return ", neither growing nor shrinking"
	case d.N > 1 && d.Holds(0):
		return fmt.Sprintf(", without a clear trend (%s GPUs a day)", plusMinus(d, decimals))
	case d.Mean > 0:
		return fmt.Sprintf(", growing by %s GPUs a day", plusMinus(size, decimals))
	}
	return fmt.Sprintf(", shrinking by %s GPUs a day", plusMinus(size, decimals))
}

// nonZero is a figure with its sign, in at most five characters; empty where it
// rounds to zero.
func nonZero(x float64) string {
	if !(math.Abs(x) >= 0.05) {
		return ""
	}
	s := countText(x)
	if math.Abs(x) < 9.95 {
		s = thousands(x, 1)
	}
	if x > 0 {
		return "+" + s
	}
	return s
}

// clustersText is a line for each cluster, or for two of them where that fits.
func clustersText(of []*group) string {
	var long, compact [][]string
	grows := false
	for _, g := range of {
		if g.kind != results.ByCluster {
			continue
		}
		name := cmp.Or(clean(g.key), "(none)")
		jobs := g.over(backlogJobs.Value)
		gpus := g.over(backlogGPUs.Value)
		slope := g.over(backlogSlope.Value)
		trend := nonZero(slope.Mean)
		grows = grows || trend != ""
		use := g.over(utilisation.Value)
		short := strings.Replace(percent(use.Mean), "100.0%", "100%", 1)
		compact = append(compact, []string{name, short, countText(jobs.Mean), countText(gpus.Mean), trend})
		long = append(long, []string{name, percentText(use), plusMinus(jobs, 0), plusMinus(gpus, 0), plusMinus(slope, 1)})
	}
	what := "Clusters: utilisation; jobs waiting at the end and their GPUs"
	header := []string{"clusters", "util", "jobs", "GPUs", "a day"}
	if grows {
		what += ", growth in GPUs"
	} else {
		header = header[:4]
		for i := range long {
			long[i], compact[i] = long[i][:4], compact[i][:4]
		}
	}
	what += "."
	// A few clusters have the room for intervals.
	if len(long) > fewClusters {
		if table, ok := abreast(header, compact); ok {
			if g := of[0]; len(g.rows) > 1 {
				what += " Means, without ± to save space."
			}
			return wrapped(what) + table
		}
	}
	return wrapped(what) + layout(header, long)
}

// fewClusters is how many have a line each in any case.
const fewClusters = 6

// targetText is the target, as ≤ 24h, or without the sign.
func targetText(t time.Duration) string {
	if t <= 48*time.Hour && t%time.Hour == 0 {
		return fmt.Sprintf("%dh", t/time.Hour)
	}
	return bound(t.Seconds())
}
