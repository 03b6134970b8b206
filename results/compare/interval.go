package compare

import (
	"math"

	"github.com/montanaflynn/stats"
	"gonum.org/v1/gonum/stat/distuv"
)

// Level is the probability with which an interval holds what it is of.
const Level = 0.95

// An Interval is what a sample says of the truth behind it: the mean over replications
// with its 95 % interval, beside the usual figures, and what weakens them.
type Interval struct {
	// N is how many of Of replications have a value. With N = 0 every figure is NaN.
	N, Of int
	// Mean is the arithmetic mean of the values.
	Mean float64
	// SD is their sample standard deviation, with divisor N − 1; NaN for N < 2.
	SD float64
	// Half is half of the 95 % interval of the mean, by Student's t: what stands
	// behind ± everywhere. NaN for N < 2.
	Half float64
	// Median is the middle value, or the mean of the two middle ones.
	Min, Median, Max float64
	// AtLeast is a lower bound of the mean over all replications, where some are not
	// reached: the mean with their bounds in place of them; else NaN.
	AtLeast float64
	// Warnings say why the figures are weaker than they look.
	Warnings []Warning
}

// Interval is that of the sample.
func (s Sample) Interval() Interval {
	var xs, bounded []float64
	for _, p := range s.points {
		switch {
		case !math.IsNaN(p.value):
			xs, bounded = append(xs, p.value), append(bounded, p.value)
		case !math.IsNaN(p.atLeast):
			bounded = append(bounded, p.atLeast)
		}
	}
	i := describe(xs)
	i.Of, i.AtLeast = len(s.points), math.NaN()
	notReached := len(bounded) - len(xs)
	if notReached > 0 {
		i.AtLeast = describe(bounded).Mean
	}
	i.Warnings = i.warn(i.Of - notReached)
	return i
}

// Describe is the interval of values; NaN is a replication without one.
func Describe(values []float64) Interval { return Of(values...).Interval() }

// describe works out the figures of numbers.
func describe(xs []float64) Interval {
	nan := math.NaN()
	i := Interval{N: len(xs), Mean: nan, SD: nan, Half: nan, Min: nan, Median: nan, Max: nan}
	if i.N == 0 {
		return i
	}
	// The library's errors are those of a sample that is empty or too short, and
	// come with NaN.
	i.Mean, _ = stats.Mean(xs)
	i.SD, _ = stats.StandardDeviationSample(xs)
	i.Min, _ = stats.Min(xs)
	i.Median, _ = stats.Median(xs)
	i.Max, _ = stats.Max(xs)
	if i.N > 1 && i.Min == i.Max {
		i.Mean, i.SD = i.Min, 0 // a sum of equal values may be rounded
	}
	if i.N > 1 {
		i.Half = Student(i.N-1) * i.SD / math.Sqrt(float64(i.N))
	}
	return i
}

// Student is the 97.5 % quantile of Student's t distribution with so many degrees
// of freedom, at least 1: by how many standard errors a 95 % interval reaches to
// either side.
func Student(degrees int) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(degrees)}.Quantile((1 + Level) / 2)
}

// Low and High are the ends of the interval of the mean; NaN where there is none.
func (i Interval) Low() float64 { return i.Mean - i.Half }

// High: see Low.
func (i Interval) High() float64 { return i.Mean + i.Half }

// Holds reports whether the 95 % interval of the mean holds x: whether the sample
// leaves it open that x is the truth. One value alone leaves everything open.
func (i Interval) Holds(x float64) bool { return !(math.Abs(i.Mean-x) > i.Half) }

// Times is the interval of k times the values, k being positive.
func (i Interval) Times(k float64) Interval {
	for _, x := range []*float64{&i.Mean, &i.SD, &i.Half, &i.Min, &i.Median, &i.Max, &i.AtLeast} {
		*x *= k
	}
	return i
}
