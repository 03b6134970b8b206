package experiment

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sovsim/results"
	"sovsim/results/compare"
)

var scales = flag.Bool("scales", false, "write docs/scales.md, which takes a quarter of an hour")

// headline is a figure of a run that is compared over scales: a metric of a group, times
// a factor that makes the unit of it.
type headline struct {
	name   string
	kind   results.GroupKind
	key    string
	metric string
	times  float64
	unit   string
}

var headlines = []headline{
	{"on-soil share of Europe", results.ByBloc, "Europe", "on_soil_share", 100, "%"},
	{"on-soil share of the US", results.ByBloc, "US", "on_soil_share", 100, "%"},
	{"started within the target, Europe", results.ByBloc, "Europe", "started_target", 100, "%"},
	{"started within the target, UK", results.ByRegion, "UK", "started_target", 100, "%"},
	{"withdrawn, Europe", results.ByBloc, "Europe", "reneged_share", 100, "%"},
	{"p95 wait, Europe", results.ByBloc, "Europe", "wait_p95_s", 1. / 3600, "h"},
	{"p95 wait, UK", results.ByRegion, "UK", "wait_p95_s", 1. / 3600, "h"},
	{"p95 wait, small-academic", results.ByClass, "small-academic", "wait_p95_s", 1. / 3600, "h"},
	{"p95 wait, finetune", results.ByClass, "finetune", "wait_p95_s", 1. / 3600, "h"},
	{"p95 wait, mid", results.ByClass, "mid", "wait_p95_s", 1. / 3600, "h"},
	{"p50 wait, pretrain", results.ByClass, "pretrain", "wait_p50_s", 1. / 3600, "h"},
	{"p95 wait, pretrain", results.ByClass, "pretrain", "wait_p95_s", 1. / 3600, "h"},
}

// The headlines of a scenario at two scales, side by side with the 95 % intervals
// of their means over replications:
//
//	go test ./internal/experiment -run Scales -scales -timeout 60m
func TestScales(t *testing.T) {
	if !*scales {
		t.Skip("takes minutes; see make scales")
	}
	var b strings.Builder
	b.WriteString(scalesIntro)
	for _, name := range []string{"baseline-2025", "uk-20x"} {
		coarse, fine := measure(t, name, 64, 5), measure(t, name, 16, 5)
		fmt.Fprintf(&b, "\n## %s\n\n| headline | 1/64 | 1/16 | difference | within the intervals |\n|---|---|---|---|---|\n", name)
		for i, h := range headlines {
			x, y := coarse[i], fine[i]
			difference, agree := fmt.Sprintf("%+.2f", x.Mean-y.Mean), "no"
			switch {
			case x.N < x.Of || y.N < y.Of:
				difference, agree = "–", "–"
			case math.Abs(x.Mean-y.Mean) <= x.Half+y.Half:
				agree = "yes"
			}
			fmt.Fprintf(&b, "| %s, %s | %s | %s | %s | %s |\n", h.name, h.unit, headlineText(x), headlineText(y), difference, agree)
		}
	}
	if err := os.WriteFile("../../docs/scales.md", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

const scalesIntro = `# The same scenarios at two scales

This page is made by ` + "`make scales`" + ` (a quarter of an hour); do not edit it. The shipped scenarios run at 1/64. Waits
depend on the scale: [model.md](model.md), section 13, says why waits at a small scale are too long. Here are the headlines
of five replications at each scale, as mean ± half-width of the 95 % interval (Student's t). Two
figures agree within their intervals if these overlap. Percentages are of GPU-hours (on-soil share) or of jobs,
weighted to full size; the target is 24 h in the first scenario and 8 h in the second.
`

// headlineText leaves out a mean that some replications are not in: a percentile that is
// not reached is a long one.
func headlineText(i compare.Interval) string {
	if i.N < i.Of {
		return fmt.Sprintf("not reached in %d of %d", i.Of-i.N, i.Of)
	}
	return fmt.Sprintf("%.2f ± %.2f", i.Mean, i.Half)
}

// measure runs a scenario at a scale and is its headlines.
func measure(t *testing.T, name string, n, replications int) []compare.Interval {
	s, err := Load("../../scenarios/"+name+".yaml", fmt.Sprintf("scale=1/%d", n))
	if err != nil {
		t.Fatal(err)
	}
	s.Replications = replications
	out, err := Execute(context.Background(), s, Options{Workers: 2, Dir: filepath.Join(t.TempDir(), "results")})
	if err != nil {
		t.Fatal(err)
	}
	list := make([]compare.Interval, len(headlines))
	for i, h := range headlines {
		list[i] = headlineOf(t, h, out.Runs)
	}
	return list
}

// headlineOf is a headline over replications.
func headlineOf(t *testing.T, h headline, runs []*results.RunSummary) compare.Interval {
	metric, ok := results.MetricNamed(h.metric)
	if !ok {
		t.Fatalf("%s: no metric %s", h.name, h.metric)
	}
	var s compare.Sample
	for _, run := range runs {
		if x, ok := metric.Value(row(t, run, h.kind, h.key)); ok {
			s.Add(run.Replication, h.times*x)
		} else {
			s.AddUndefined(run.Replication)
		}
	}
	return s.Interval()
}

// The page's figures by hand, so that the quarter of an hour is not needed to know that they
// can be made: every headline is a metric, and two replications of 0.25 and 0.35 are
// 30 ± 12.706 · 10 ÷ 2 %.
func TestHeadlines(t *testing.T) {
	for _, h := range headlines {
		if _, ok := results.MetricNamed(h.metric); !ok {
			t.Errorf("%s: no metric %s", h.name, h.metric)
		}
	}
	var runs []*results.RunSummary
	for i, soil := range []float64{25, 35} {
		runs = append(runs, &results.RunSummary{Replication: i, Rows: []results.Row{{Group: results.ByBloc, Key: "Europe", HasSoil: true, OnSoil: soil, Demanded: 100,
			Followed: 1, P95: []time.Duration{time.Hour, results.NotReached}[i]}}})
	}
	if got := headlineText(headlineOf(t, headlines[0], runs)); got != "30.00 ± 63.53" {
		t.Errorf("on soil: %s", got)
	}
	if got := headlineText(headlineOf(t, headlines[5], runs)); got != "not reached in 1 of 2" {
		t.Errorf("p95: %s", got)
	}
}
