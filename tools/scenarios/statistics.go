package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"sovsim/results/compare"
)

// An estimate is a mean over those n of some replications that have the figure; half
// is half the width of its 95 % interval, NaN where there is one only; first and last
// are the least and the greatest of them.
type estimate struct {
	mean, half  float64
	first, last float64
	n, of       int
}

// estimated is the estimate of the numbers that are there; NaN marks one that is not.
func estimated(xs []float64) estimate {
	d := compare.Describe(slices.DeleteFunc(slices.Clone(xs), math.IsNaN))
	return estimate{d.Mean, d.Half, d.Min, d.Max, d.N, len(xs)}
}

// values is a figure in each replication, NaN where it is not defined.
func values(f figure, list []*replication) []float64 {
	xs := make([]float64, len(list))
	for i, r := range list {
		x, ok := f.value.eval(r)
		if !ok || math.IsInf(x, 0) {
			x = math.NaN()
		}
		xs[i] = x
	}
	return xs
}

// paired is f of two variants, replication by replication.
func paired(a, b []float64, f func(x, y float64) float64) []float64 {
	xs := make([]float64, min(len(a), len(b)))
	for i := range xs {
		if xs[i] = f(a[i], b[i]); math.IsInf(xs[i], 0) {
			xs[i] = math.NaN()
		}
	}
	return xs
}

// show is an estimate of the figure as it is read. A month is no number with an
// interval about its middle: it is the range of the replications.
func (f figure) show(e estimate) string {
	if f.unit != "month" {
		return e.show(f.digits, f.longer)
	}
	if e.n == 0 {
		return e.show(0, f.longer)
	}
	first, last := month(e.first), month(e.last)
	switch {
	case e.n < e.of:
		return fmt.Sprintf("%s– (%d of %d)", first, e.n, e.of)
	case first == last:
		return first
	}
	return first + "–" + last
}

func month(x float64) string {
	m := int(math.Round(x))
	return fmt.Sprintf("%04d-%02d", m/12, m%12+1)
}

// show is the number as it is read: 40.2 ± 1.5. Where some replications lack it, it says how
// many have it: > 672 (2 of 3).
func (e estimate) show(digits int, longer string) string {
	if longer == "" {
		longer = "–"
	}
	switch {
	case e.n == 0:
		return longer
	case e.n < e.of:
		return fmt.Sprintf("%s (%d of %d)", longer, e.n, e.of)
	case math.IsNaN(e.half):
		return plain(e.mean, digits)
	}
	return plain(e.mean, digits) + " ± " + plain(e.half, digits)
}

// showRatio is a ratio with its interval, which is not symmetric: 0.93 (0.88–0.98).
func showRatio(a, b []float64, digits int) string {
	r := compare.Ratios(compare.Of(a...), compare.Of(b...))
	switch n := min(len(a), len(b)); {
	case r.N == 0:
		return "–"
	case r.N < n:
		return fmt.Sprintf("%s (%d of %d)", plain(r.Mean, digits), r.N, n)
	case math.IsNaN(r.Low):
		return plain(r.Mean, digits)
	}
	return fmt.Sprintf("%s (%s)", plain(r.Mean, digits), rangeOf(r.Low, r.High, digits))
}

// showPart is a quotient of two differences, in per cent, with its interval from its low to
// its high end: 65 % (1–129).
func (e estimate) showPart(digits int) string {
	if e.n < e.of || math.IsNaN(e.half) {
		return e.show(digits, "") + " %"
	}
	return fmt.Sprintf("%s %% (%s)", plain(e.mean, digits), rangeOf(e.mean-e.half, e.mean+e.half, digits))
}

// rangeOf is low–high; low to high where one is negative; one number where they are the same.
func rangeOf(low, high float64, digits int) string {
	a, b := plain(low, digits), plain(high, digits)
	switch {
	case a == b:
		return a
	case low < 0 || high < 0:
		return a + " to " + b
	}
	return a + "–" + b
}

// plain is a number with so many digits after the point, or rounded to a power of ten where
// that is negative, and commas between thousands.
func plain(x float64, digits int) string {
	if digits < 0 {
		unit := math.Pow10(-digits)
		x, digits = math.Round(x/unit)*unit, 0
	}
	text := fmt.Sprintf("%.*f", digits, math.Abs(x))
	whole, rest, _ := strings.Cut(text, ".")
	var b strings.Builder
	if x < 0 && strings.Trim(text, "0.") != "" {
		b.WriteString("−")
	}
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if rest != "" {
		b.WriteString("." + rest)
	}
	return b.String()
}
