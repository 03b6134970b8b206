package scenario

import (
	"time"

	"sovsim/sim/dist"
)

// MeanWork is the mean of GPUs × run time at speed 1, in GPU-seconds, of the
// jobs of the population, with their sizes as divided. Run times are as drawn:
// that a request may cut one is not taken into account.
//
// By hand: 1 to 16 GPUs log-uniform, to the nearest whole number, are 5.40 on
// average; 1 h to 24 h log-uniform are 23 ÷ ln 24 = 7.24 h. The two are drawn
// apart, so a job has 39.1 GPU-hours on average.
//
// Where jobs of different residency have sizes of their own (see fit.go) it is the
// mean over residencies, each with its share of the jobs.
func (p *Population) MeanWork() float64 {
	if !p.mixed() {
		return p.workWithin(p.tiers()[0].limit)
	}
	sum, shares := 0.0, 0.0
	for _, t := range p.tiers() {
		sum += float64(t.share * p.workWithin(t.limit))
		shares += t.share
	}
	return sum / shares
}

// workWithin is the mean work of jobs whose sizes are drawn within a limit.
func (p *Population) workWithin(limit dist.SizeLimit) float64 {
	if p.Range.High > 0 {
		return float64(p.Range.Mean(p.Divide, limit) * p.RunTime.Expected(time.Second))
	}
	sum, weights := 0.0, 0.0
	for i := range p.GPUs {
		size := &p.GPUs[i]
		if !limit.Allows(size.GPUs) {
			continue
		}
		run := size.RunTime
		if run == nil {
			run = &p.RunTime
		}
		gpus := limit.Cut(dist.Divided(size.GPUs, p.Divide))
		sum += float64(size.Weight * float64(float64(gpus)*run.Expected(time.Second)))
		weights += size.Weight
	}
	return sum / weights
}
