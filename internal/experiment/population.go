package experiment

import (
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
		Interarrival: p.Interarrival,
		Growth:       p.Growth, Epoch: s.Epoch,
		Run: p.RunTime, Range: p.Range, Divide: p.Divide, Thin: p.Thin,
		Checkpoint: p.Checkpoint, Rule: rules[p.Rule], Write: p.Write, Restart: p.Restart, Segment: p.Segment, Bytes: p.Data,
		Residency: p.Residency,
		Limits:    population.Limits{Home: p.Limits.Home.SizeLimit, Bloc: p.Limits.Bloc.SizeLimit, Any: p.Limits.Any.SizeLimit},
	}
	for i := range s.Regions {
		if s.Regions[i].Name == p.Region {
			c.Offset = s.Regions[i].Offset
		}
	}
	if p.Profile != nil {
		c.Profile = *p.Profile
	}
	// By size, as the scenario has them: an order by weight would be faster, but
	// a small change of a weight could move every draw.
	for _, size := range p.GPUs {
		z := population.Size{GPUs: size.GPUs, Weight: size.Weight}
		if size.RunTime != nil {
			z.Run = *size.RunTime
		}
		c.Sizes = append(c.Sizes, z)
	}
	if p.Patience != nil {
		c.Patience, c.PatienceOfUser = *p.Patience, p.PatienceOfUser
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

var rules = map[scenario.CheckpointRule]sim.Rule{scenario.Young: sim.Young, scenario.Daly: sim.Daly, scenario.Exact: sim.Exact}
