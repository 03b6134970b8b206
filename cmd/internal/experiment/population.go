package experiment

import (
	"time"

	"sovsim/sim/scenario"
	"sovsim/workloads/dist"
	"sovsim/workloads/population"
)

// class is a population of the scenario as the generator takes it.
func class(p *scenario.Population) population.Class {
	c := population.Class{
		Name: p.Class, Region: p.Region, MaxJobs: p.Jobs, Users: p.Users.Count, Checkpoint: p.Checkpoint,
		Interarrival: population.Interarrival{Mean: p.Interarrival.Mean, CV: p.Interarrival.CV, Batch: p.Interarrival.Batch}, Run: durations(&p.RunTime),
	}
	// By size, as the scenario has them: an order by weight would be faster, but
	// a small change of a weight could move every draw.
	for _, size := range p.GPUs {
		c.Sizes = append(c.Sizes, population.Size{GPUs: size.GPUs, Weight: size.Weight})
	}
	if p.Patience != nil {
		c.Patience = durations(p.Patience)
	}
	if r := p.Request; r != nil {
		c.Request = population.Request{RoundUp: r.RoundUp, Max: r.Max}
		if r.FactorMin == r.FactorMax {
			c.Request.Factor = dist.Spec[float64]{Kind: dist.KindConstant, Value: r.FactorMin}
		} else {
			c.Request.Factor = dist.Spec[float64]{Kind: dist.KindUniform, Low: r.FactorMin, High: r.FactorMax}
		}
	}
	return c
}

func durations(d *scenario.Distribution) dist.Spec[time.Duration] {
	return dist.Spec[time.Duration]{Kind: dist.Kind(d.Kind), Value: d.Value, Mean: d.Mean, Median: d.Median,
		CV: d.CV, Sigma: d.Sigma, Low: d.Low, High: d.High, Min: d.Min, Max: d.Max}
}
