package results

import (
	"math"

	"github.com/montanaflynn/stats"
)

// Description is the usual figures of a small sample, such as one metric over
// the replications of a run. This file is the only one that calls
// montanaflynn/stats, and each definition below is pinned by a test: the
// library has changed some, and names others differently than one expects
// (its StandardDeviation and its own Describe divide by n).
type Description struct {
	// N is the size of the sample. With N = 0 every figure is NaN.
	N int
	// Mean is the arithmetic mean.
	Mean float64
	// SD is the sample standard deviation, with divisor N − 1; NaN for N < 2.
	SD float64
	// Median is the middle value, or the mean of the two middle ones.
	Min, Median, Max float64
}

// Describe describes a sample. A NaN in it makes every figure NaN: values that
// are missing are left out by the caller, and counted.
func Describe(sample []float64) Description {
	d := Description{N: len(sample)}
	// The library's errors are those of an empty or a too short sample, and
	// come with NaN.
	d.Mean, _ = stats.Mean(sample)
	d.SD, _ = stats.StandardDeviationSample(sample)
	d.Min, _ = stats.Min(sample)
	d.Median, _ = stats.Median(sample)
	d.Max, _ = stats.Max(sample)
	return d
}

// NearestRank is the p-th percentile of a small sample by nearest rank: the
// ⌈p·n/100⌉-th smallest value, for p = 0 the smallest. It is NaN for an empty
// sample and for p outside [0, 100]. It sorts a copy at each call.
func NearestRank(sample []float64, p float64) float64 {
	x, err := stats.PercentileNearestRank(sample, p)
	if err != nil {
		return math.NaN()
	}
	return x
}
