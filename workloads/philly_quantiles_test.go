package workloads

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The class small-academic draws sizes and run times as the Philly log's jobs of at
// most 8 GPUs have them. What ships is a quantile table for each size, made by this
// test; the log itself does not ship. To make the tables anew:
//
//	go test ./workloads -run PhillyQuantiles -update
//
// A table has the quantiles at fixed shares and, where a straight line between two of
// them would miss the mean by more than a thousandth, one in the middle.
const quantileBlock = "scenarios/blocks/classes-small-academic.yaml"

// phillyShares are the shares with which every table begins.
var phillyShares = []float64{0, .05, .1, .15, .2, .25, .3, .35, .4, .45, .5, .55, .6, .65, .7, .75, .8, .85, .9, .95, .98, .99, .995, .999, .9999, 1}

// phillySizes are the sizes up to 8 GPUs that occur. Were there others, each would be
// counted as the nearest of these.
var phillySizes = []int{1, 2, 4, 8}

// hazen is the quantile function of sorted values whose mean is that of the values
// themselves: linear between the middles (i + ½)/n of their steps (Hazen, 1914).
type hazen struct {
	values []float64
	// sums are the integrals up to each middle, times n.
	sums []float64
}

func newHazen(values []float64) hazen {
	slices.Sort(values)
	h := hazen{values, []float64{values[0] / 2}}
	for i, v := range values[1:] {
		h.sums = append(h.sums, h.sums[i]+(values[i]+v)/2)
	}
	return h
}

// at is the quantile at share p.
func (h hazen) at(p float64) float64 {
	i, f := h.place(p)
	if i < 0 || i == len(h.values)-1 {
		return h.values[max(i, 0)]
	}
	return h.values[i] + f*(h.values[i+1]-h.values[i])
}

// below is the integral of at from 0 to p.
func (h hazen) below(p float64) float64 {
	i, f := h.place(p)
	n := float64(len(h.values))
	if i < 0 {
		return p * h.values[0]
	}
	return (h.sums[i] + f*(h.values[i]+h.at(p))/2) / n
}

// place is the last middle at or before p, −1 for none, and how far p is from it in
// steps.
func (h hazen) place(p float64) (int, float64) {
	at := p*float64(len(h.values)) - .5
	if at < 0 {
		return -1, 0
	}
	i := min(int(at), len(h.values)-1)
	return i, at - float64(i)
}

type quantilePoint struct{ share, value float64 }

func quantileTable(h hazen) []quantilePoint {
	mean, points := h.below(1), []quantilePoint(nil)
	for _, p := range phillyShares {
		points = append(points, quantilePoint{p, math.RoundToEven(h.at(p))})
	}
	for len(points) < 60 {
		worst, miss := 0, 0.0
		for i := range points[1:] {
			a, b := points[i], points[i+1]
			if m := math.Abs((b.share-a.share)*(a.value+b.value)/2 - h.below(b.share) + h.below(a.share)); m > miss {
				worst, miss = i, m
			}
		}
		if miss < mean/1000 {
			break
		}
		p := math.RoundToEven((points[worst].share+points[worst+1].share)/2*1e7) / 1e7
		points = slices.Insert(points, worst+1, quantilePoint{p, math.RoundToEven(h.at(p))})
	}
	return points
}

func tableMean(points []quantilePoint) float64 {
	sum := 0.0
	for i, b := range points[1:] {
		sum += (b.share - points[i].share) * (points[i].value + b.value) / 2
	}
	return sum
}

func TestPhillyQuantiles(t *testing.T) {
	log := filepath.Join(root(t), "..", "shared", "traces", "gpu", "philly_subset_82k.csv.gz")
	if _, err := os.Stat(log); err != nil {
		t.Skip("the log philly_subset_82k is not at ../shared/traces/gpu beside the repository")
	}
	trace, err := Open(log, Options{MaxGPUs: 8})
	if err != nil {
		t.Fatal(err)
	}
	runs, logged := map[int][]float64{}, 0.0
	for _, j := range drain(t, trace, trace.Directory()) {
		nearest := slices.MinFunc(phillySizes, func(a, b int) int { return max(a-j.GPUs, j.GPUs-a) - max(b-j.GPUs, j.GPUs-b) })
		runs[nearest] = append(runs[nearest], float64(j.Run/time.Second))
		logged += float64(j.GPUs) * j.Run.Hours()
	}
	var text strings.Builder
	total := 0.0
	for _, size := range phillySizes {
		values := newHazen(runs[size])
		points := quantileTable(values)
		mean := tableMean(points)
		if sample := values.below(1); math.Abs(mean/sample-1) > .01 {
			t.Errorf("%d GPUs: a mean of %.0f s, in the log %.0f", size, mean, sample)
		}
		total += float64(size*len(runs[size])) * mean / 3600
		fmt.Fprintf(&text, "      %d:\n        weight: %d\n        run-time:\n          quantiles: {", size, len(runs[size]))
		for i, p := range points {
			fmt.Fprintf(&text, "%s%s: %.0fs", strings.Repeat(", ", min(i, 1)), strconv.FormatFloat(p.share, 'f', -1, 64), p.value)
		}
		text.WriteString("}\n")
	}
	jobs := float64(trace.Stats().Kept)
	if jobs != 81_958 || math.Abs(logged/jobs-10.315) > .001 || math.Abs(total/jobs-10.3) > .05 {
		t.Errorf("%.0f jobs of %.3f GPU-hours in the log, %.3f by the tables; want 81,958 of 10.3", jobs, logged/jobs, total/jobs)
	}
	path := filepath.Join(root(t), filepath.FromSlash(quantileBlock))
	block, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, tables, ok := strings.Cut(string(block), "\n    gpus:\n")
	switch {
	case !ok:
		t.Errorf("%s has no line gpus: of the class", quantileBlock)
	case flag.Lookup("update").Value.String() == "true":
		if err := os.WriteFile(path, []byte(before+"\n    gpus:\n"+text.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	case tables != text.String():
		t.Errorf("%s is not what the log says; make it anew with -update", quantileBlock)
	}
}

// The table of 0, 1, …, 9 by hand: Hazen's function is 10p − ½, flat in the first and
// the last twentieth; its mean is that of the ten values, 4.5.
func TestQuantileTableByHand(t *testing.T) {
	h := newHazen([]float64{9, 8, 0, 1, 2, 3, 4, 5, 6, 7})
	for _, c := range []struct{ p, at, below float64 }{
		{0, 0, 0}, {.05, 0, 0}, {.15, 1, .05}, {.5, 4.5, 1.0125}, {.95, 9, 4.05}, {1, 9, 4.5},
	} {
		if at, below := h.at(c.p), h.below(c.p); math.Abs(at-c.at) > 1e-12 || math.Abs(below-c.below) > 1e-12 {
			t.Errorf("share %v: %v, integral %v; want %v, %v", c.p, at, below, c.at, c.below)
		}
	}
	if points := quantileTable(h); points[0].value != 0 || points[len(points)-1].value != 9 || math.Abs(tableMean(points)-4.5) > .045 {
		t.Errorf("the table of ten values: %v, mean %v", points, tableMean(points))
	}
}
