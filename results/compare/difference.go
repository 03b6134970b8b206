package compare

import (
	"math"

	"github.com/montanaflynn/stats"
)

// A Difference is that of two variants, replication by replication. Both had the same
// jobs, failures and patience in a replication (common random numbers), so that what is
// common to them falls out, and it is known better than either of them.
type Difference struct {
	// Interval is that of the differences. Of counts the replications that both have.
	Interval
	// Correlation is that of the values of both over the pairs, from −1 to 1; NaN for
	// fewer than two pairs and where one of them does not vary. The nearer it is to 1, the
	// more pairing helps; at 0 two independent runs would say as much.
	Correlation float64
}

// Paired is the difference other − base. A pair of which one has no value is none.
func Paired(base, other Sample) Difference {
	list, alone := pairs(base, other)
	var xs, ys []float64
	for _, p := range list {
		if !math.IsNaN(p[0].value) && !math.IsNaN(p[1].value) {
			xs, ys = append(xs, p[0].value), append(ys, p[1].value)
		}
	}
	d := Difference{Pairwise(base, other, func(x, y float64) float64 { return y - x }).Interval(), math.NaN()}
	if len(xs) > 1 && describe(xs).SD > 0 && describe(ys).SD > 0 {
		d.Correlation, _ = stats.Correlation(xs, ys)
	}
	if alone > 0 {
		d.Warnings = append(d.Warnings, warn(Unpaired, "%d replications are of one of the two only, and not in the difference", alone))
	}
	return d
}

// Pairwise is a sample of f of the values of two variants in the replications that both
// have. Where one has no value, or f none that is finite, it is not defined.
func Pairwise(a, b Sample, f func(a, b float64) float64) Sample {
	var s Sample
	list, _ := pairs(a, b)
	for _, p := range list {
		s.Add(p[0].replication, f(p[0].value, p[1].value))
	}
	return s
}

// Apart reports whether the two are told apart: there is an interval of the difference,
// and it does not hold 0.
func (d Difference) Apart() bool { return !d.Holds(0) }

// Equal reports whether the two are exactly equal in every pair. Their difference is 0 ± 0,
// and no chance is in it.
func (d Difference) Equal() bool { return d.N > 0 && d.Min == 0 && d.Max == 0 }

// A Ratio is the mean ratio of two variants over replications, with its 95 % interval. It
// is the mean of logarithms, taken back, so that a half and a double are as far from 1;
// the interval is not symmetric and is written low–high.
type Ratio struct {
	// N is how many of Of pairs have a ratio. Mean, Low and High are NaN for none, and
	// where a ratio is not positive; Low and High for fewer than two.
	N, Of           int
	Mean, Low, High float64
	Warnings        []Warning
}

// Ratios is the ratio other ÷ base, replication by replication. A pair of which one has no
// value is none.
func Ratios(base, other Sample) Ratio {
	list, alone := pairs(base, other)
	var logs Sample
	for _, p := range list {
		x := p[1].value / p[0].value
		if !math.IsNaN(p[0].value) && !math.IsNaN(p[1].value) && (!(x > 0) || math.IsInf(x, 0)) {
			nan := math.NaN()
			return Ratio{0, len(list), nan, nan, nan, []Warning{warn(NotPositive, "a ratio needs values above 0, and %g ÷ %g is of others", p[1].value, p[0].value)}}
		}
		logs.Add(p[0].replication, math.Log(x))
	}
	i := logs.Interval()
	r := Ratio{i.N, len(list), math.Exp(i.Mean), math.Exp(i.Low()), math.Exp(i.High()), i.Warnings}
	if alone > 0 {
		r.Warnings = append(r.Warnings, warn(Unpaired, "%d replications are of one of the two only, and not in the ratio", alone))
	}
	return r
}
