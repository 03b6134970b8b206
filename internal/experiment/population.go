package experiment

import (
	"time"

	"sovsim/sim"
	"sovsim/sim/dist"
	"sovsim/sim/scenario"
	"sovsim/workloads/population"
)

// class is a population of the scenario as the generator takes it.
func class(s *scenario.Scenario, p *scenario.Population) population.Class {
	c := population.Class{
		Name: p.Class, Region: p.Region, MaxJobs: p.Jobs,
		Users: p.Users.Count, Projects: p.Users.Projects, Zipf: p.Users.Zipf,
		Interarrival: population.Interarrival{Mean: p.Interarrival.Mean, CV: p.Interarrival.CV, Batch: p.Interarrival.Batch},
		Growth:       p.Growth, Epoch: s.Epoch,
		Run: durations(&p.RunTime), Range: population.SizeRange(p.Range), Divide: p.Divide, Thin: p.Thin,
		Checkpoint: p.Checkpoint, Rule: rules[p.Rule], Write: p.Write, Restart: p.Restart, Segment: p.Segment, Bytes: population.ByteRange(p.Data),
		Residency: population.Residency{AtHome: p.Residency.Home, InBloc: p.Residency.Bloc, Anywhere: p.Residency.Any},
	}
	c.Limits = population.Limits{AtHome: sizeLimit(p.Limits.Home), InBloc: sizeLimit(p.Limits.Bloc), Anywhere: sizeLimit(p.Limits.Any)}
	for i := range s.Regions {
		if s.Regions[i].Name == p.Region {
			c.Offset = s.Regions[i].Offset
		}
	}
	if p.Profile != nil {
		c.Profile = population.Profile(*p.Profile)
	}
	// By size, as the scenario has them: an order by weight would be faster, but
	// a small change of a weight could move every draw.
	for _, size := range p.GPUs {
		z := population.Size{GPUs: size.GPUs, Weight: size.Weight}
		if size.RunTime != nil {
			z.Run = durations(size.RunTime)
		}
		c.Sizes = append(c.Sizes, z)
	}
	if p.Patience != nil {
		c.Patience, c.PatienceOfUser = durations(p.Patience), p.PatienceOfUser
	}
	for _, l := range p.Induced {
		c.Induced = append(c.Induced, population.Level{At: sim.Time(l.At), Factor: l.Factor})
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

func sizeLimit(l scenario.SizeLimit) population.SizeLimit {
	return population.SizeLimit{Most: l.Most, Cap: l.Cap}
}

var rules = map[scenario.CheckpointRule]sim.Rule{scenario.Young: sim.Young, scenario.Daly: sim.Daly, scenario.Exact: sim.Exact}

func durations(d *scenario.Distribution) dist.Spec[time.Duration] {
	s := dist.Spec[time.Duration]{Kind: dist.Kind(d.Kind), Value: d.Value, Mean: d.Mean, Median: d.Median,
		CV: d.CV, Sigma: d.Sigma, Low: d.Low, High: d.High, Min: d.Min, Max: d.Max}
	for _, p := range d.Points {
		s.Points = append(s.Points, dist.Point[time.Duration](p))
	}
	return s
}
