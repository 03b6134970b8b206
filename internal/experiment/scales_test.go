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

	"sovsim/results"
	"sovsim/results/compare"
)

var scales = flag.Bool("scales", false, "write docs/scales.md, which takes a quarter of an hour")

// headline is a figure of a run that is compared over scales.
type headline struct {
	name  string
	kind  results.GroupKind
	key   string
	value func(*results.Row) (float64, bool)
	unit  string
}

func hours(f func(*results.Row) float64) func(*results.Row) (float64, bool) {
	return func(r *results.Row) (float64, bool) { x := f(r); return x / 3.6e12, x >= 0 }
}

var headlines = []headline{
	{"on-soil share of Europe", results.ByBloc, "Europe", (*results.Row).OnSoilShare, "%"},
	{"on-soil share of the US", results.ByBloc, "US", (*results.Row).OnSoilShare, "%"},
	{"started within the target, Europe", results.ByBloc, "Europe", within, "%"},
	{"started within the target, UK", results.ByRegion, "UK", within, "%"},
	{"withdrawn, Europe", results.ByBloc, "Europe", (*results.Row).RenegedShare, "%"},
	{"p95 wait, Europe", results.ByBloc, "Europe", hours(p95), "h"},
	{"p95 wait, UK", results.ByRegion, "UK", hours(p95), "h"},
	{"p95 wait, small-academic", results.ByClass, "small-academic", hours(p95), "h"},
	{"p95 wait, finetune", results.ByClass, "finetune", hours(p95), "h"},
	{"p95 wait, mid", results.ByClass, "mid", hours(p95), "h"},
	{"p50 wait, pretrain", results.ByClass, "pretrain", hours(func(r *results.Row) float64 { return float64(r.P50) }), "h"},
	{"p95 wait, pretrain", results.ByClass, "pretrain", hours(p95), "h"},
}

func p95(r *results.Row) float64 { return float64(r.P95) }

func within(r *results.Row) (float64, bool) { return r.AtTarget.Started, r.Followed > 0 }

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
			difference, agree := fmt.Sprintf("%+.2f", x.mean-y.mean), "no"
			switch {
			case x.n < x.of || y.n < y.of:
				difference, agree = "–", "–"
			case math.Abs(x.mean-y.mean) <= x.half+y.half:
				agree = "yes"
			}
			fmt.Fprintf(&b, "| %s, %s | %s | %s | %s | %s |\n", h.name, h.unit, x, y, difference, agree)
		}
	}
	if err := os.WriteFile("../../docs/scales.md", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

const scalesIntro = `# The same scenarios at two scales

This page is made by ` + "`make scales`" + ` (a quarter of an hour); do not edit it. The scenarios that ship run at 1/64. A wait is
not free of scale: [model.md](model.md), section 13, says why waits at a small scale are too long. Here are the headlines
of five replications at each: means with the half-width of their 95 % interval (Student's t). Two
figures agree within their intervals where these overlap. Percentages are of GPU-hours (on-soil share) or of jobs,
weighted to full size; the target is 24 h in the first scenario and 8 h in the second.
`

// interval is a mean over the n of some replications that have the figure; half is
// half the width of its 95 % interval.
type interval struct {
	mean, half float64
	n, of      int
}

// String leaves out a mean that some replications are not in: a percentile that is
// not reached is a long one.
func (i interval) String() string {
	if i.n < i.of {
		return fmt.Sprintf("not reached in %d of %d", i.of-i.n, i.of)
	}
	return fmt.Sprintf("%.2f ± %.2f", i.mean, i.half)
}

// measure runs a scenario at a scale and is its headlines.
func measure(t *testing.T, name string, n, replications int) []interval {
	s, err := Load("../../scenarios/"+name+".yaml", fmt.Sprintf("scale=1/%d", n))
	if err != nil {
		t.Fatal(err)
	}
	s.Replications = replications
	out, err := Execute(context.Background(), s, Options{Workers: 2, Dir: filepath.Join(t.TempDir(), "results")})
	if err != nil {
		t.Fatal(err)
	}
	list := make([]interval, len(headlines))
	for i, h := range headlines {
		var xs []float64
		for _, run := range out.Runs {
			if x, ok := h.value(row(t, run, h.kind, h.key)); ok {
				if h.unit == "%" {
					x *= 100
				}
				xs = append(xs, x)
			}
		}
		list[i] = interval{n: len(xs), of: len(out.Runs)}
		if len(xs) > 1 {
			d := compare.Describe(xs)
			list[i].mean, list[i].half = d.Mean, d.Half
		}
	}
	return list
}
