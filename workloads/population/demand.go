package population

import (
	"time"

	"sovsim/sim/dist"
)

// MeanWork is the mean over jobs of GPUs × run time at speed 1, in GPU·seconds,
// with sizes as Divide leaves them. It is exact for the distributions as stated;
// it knows nothing of the rounding of run times to the grain, of whole nodes,
// or of jobs that are ended at their request. The class must be valid.
//
// For a range it is the mean size × the mean run time, with size k as likely as
// a log-uniform draw from [Low, High] lies within ½ of k; for sizes Σ w·GPUs·mean
// run time of that size ÷ Σ w. Where residencies have limits of their own it is
// the mean over these, each with its share of the jobs.
func (c *Class) MeanWork() float64 {
	limits := c.Limits.list()
	sum, shares := 0.0, 0.0
	for i, share := range [...]float64{c.Residency.Home, c.Residency.Bloc, c.Residency.Any} {
		if share > 0 {
			sum += share * c.workWithin(limits[i])
			shares += share
		}
	}
	if shares == 0 {
		return c.workWithin(c.Limits.Any)
	}
	return sum / shares
}

// workWithin is the mean work of jobs whose sizes are drawn within a limit.
func (c *Class) workWithin(limit dist.SizeLimit) float64 {
	z, err := newSizes(c, limit)
	if err != nil {
		return 0
	}
	if len(z.list) == 0 {
		return c.Range.Mean(z.divide, limit) * c.Run.Expected(time.Second)
	}
	work, total, next := 0.0, 0.0, 0
	for i := range c.Sizes {
		if !limit.Allows(c.Sizes[i].GPUs) {
			continue
		}
		run := &c.Sizes[i].Run
		if run.IsZero() {
			run = &c.Run
		}
		work += c.Sizes[i].Weight * float64(z.list[next].gpus) * run.Expected(time.Second)
		next++
		total += c.Sizes[i].Weight
	}
	return work / total
}

// Demand is the mean number of GPUs, at speed 1, that the class keeps busy where
// nothing waits, at the rate that it has at the epoch: MeanWork ÷ mean interval
// between the arrivals that Thin keeps. Divided by the GPUs of a cluster it is
// the offered load. A scenario works its rates out from the same means. What MeanWork does
// not know, it does not know either, nor withdrawal. The class must be valid.
func (c *Class) Demand() float64 {
	return c.MeanWork() / c.Interarrival.Mean.Seconds() / float64(max(1, c.Thin))
}
