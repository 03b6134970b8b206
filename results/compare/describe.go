package compare

import (
	"math"
	"slices"

	"github.com/montanaflynn/stats"
	"gonum.org/v1/gonum/stat/distuv"
)

// Level is the probability with which intervals hold what they are of.
const Level = 0.95

// Description is the usual figures of a small sample, such as one metric over
// the replications of a run.
type Description struct {
	// N is the size of the sample. With N = 0 every figure is NaN.
	N int
	// Mean is the arithmetic mean.
	Mean float64
	// SD is the sample standard deviation, with divisor N − 1; NaN for N < 2.
	SD float64
	// Half is half of the 95 % interval of the mean, by Student's t: what stands
	// behind ± everywhere. NaN for N < 2.
	Half float64
	// Median is the middle value, or the mean of the two middle ones.
	Min, Median, Max float64
}

// Describe describes a sample. A NaN in it makes every figure NaN: values that
// are missing are left out by the caller, and counted.
func Describe(sample []float64) Description {
	nan := math.NaN()
	d := Description{N: len(sample), Mean: nan, SD: nan, Half: nan, Min: nan, Median: nan, Max: nan}
	if len(sample) == 0 || slices.ContainsFunc(sample, math.IsNaN) {
		return d
	}
	// The library's errors are those of a sample that is empty or too short, and
	// come with NaN.
	d.Mean, _ = stats.Mean(sample)
	d.SD, _ = stats.StandardDeviationSample(sample)
	d.Min, _ = stats.Min(sample)
	d.Median, _ = stats.Median(sample)
	d.Max, _ = stats.Max(sample)
	if d.N > 1 && d.Min == d.Max {
		d.Mean, d.SD = d.Min, 0 // a sum of equal values may be rounded
	}
	d.Half = HalfWidth(d.SD, d.N)
	return d
}

// HalfWidth is half of the 95 % interval of the mean of n values with a sample
// standard deviation: t·sd/√n. NaN for n < 2.
func HalfWidth(sd float64, n int) float64 {
	if n < 2 {
		return math.NaN()
	}
	return Student(n-1) * sd / math.Sqrt(float64(n))
}

// Student is the 97.5 % quantile of Student's t distribution with so many degrees
// of freedom, at least 1: by how many standard errors a 95 % interval reaches to
// either side.
func Student(degrees int) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(degrees)}.Quantile((1 + Level) / 2)
}

// Holds reports whether the 95 % interval of the mean holds x: whether the sample
// leaves it open that x is the truth. One value alone leaves everything open.
func (d Description) Holds(x float64) bool { return !(math.Abs(d.Mean-x) > d.Half) }

// Times is the description of k times the values, k being positive.
func (d Description) Times(k float64) Description {
	return Description{d.N, k * d.Mean, k * d.SD, k * d.Half, k * d.Min, k * d.Median, k * d.Max}
}

// Paired describes the differences b − a of two variants, replication by
// replication: both saw the same jobs, so that what is common to them falls out. A
// pair of which one is NaN is left out. The lists are of one length.
func Paired(a, b []float64) Description {
	var differences []float64
	for i := range a {
		if d := b[i] - a[i]; !math.IsNaN(d) {
			differences = append(differences, d)
		}
	}
	return Describe(differences)
}

// Ratio is the mean ratio b ÷ a of two variants over replications, and its 95 %
// interval. It is the mean of logarithms, taken back, so that a half and a double are
// as far from 1; the interval is not symmetric and is written low–high. All NaN
// where a value is not positive; Low and High are for fewer than two.
type Ratio struct {
	N               int
	Mean, Low, High float64
}

// Ratios is the ratio b ÷ a, replication by replication. A pair of which one is
// NaN is left out.
func Ratios(a, b []float64) Ratio {
	var logs []float64
	for i := range a {
		if x := b[i] / a[i]; !math.IsNaN(a[i]) && !math.IsNaN(b[i]) {
			if !(x > 0) || math.IsInf(x, 0) {
				return Ratio{0, math.NaN(), math.NaN(), math.NaN()}
			}
			logs = append(logs, math.Log(x))
		}
	}
	d := Describe(logs)
	return Ratio{d.N, math.Exp(d.Mean), math.Exp(d.Mean - d.Half), math.Exp(d.Mean + d.Half)}
}
