package experiment

import (
	"sovsim/results"
	"sovsim/sim"
	"sovsim/sim/scenario"
)

// config is what is measured of one run.
func (p *plan) config(policy, replication int, m *sim.Model, dir *sim.Directory, part *results.Part) results.Config {
	s, name := p.scenario, p.policies[policy].Name
	c := results.Config{
		ID: results.RunID(p.identity(name), s.Seed, Version, name, replication), Seed: s.Seed,
		Scenario: s.Name, Policy: name, Replication: replication, Directory: dir,
		Variant: Label(p.changes), Changes: Texts(p.changes),
		Horizon: m.Horizon, WarmUp: m.WarmUp, Interval: s.Outputs.Interval, Jobs: part.Jobs, Series: part.Series,
		Blocs: p.blocs, Weight: p.weight, Scale: p.full.Scale,
		Epoch: s.Epoch, FollowUp: s.Outputs.FollowUp, Target: s.Outputs.Target, Reasons: m.Reasons,
		Failures: s.Interrupts(), Billed: m.Billed(), HeldBack: len(m.Budgets)+len(m.Closures) > 0,
	}
	carbon := map[string]*sim.Carbon{}
	for _, g := range m.Grids {
		carbon[g.Region] = g.Carbon
	}
	for _, l := range m.Locations() {
		here := results.Cluster{Name: l.Name, Region: l.Region, Carbon: carbon[l.Region]}
		if l.Member < 0 {
			here.Members = len(m.Clusters[l.Cluster].Members)
		}
		here.Peak = drainPeak(&m.Clusters[l.Cluster])
		c.Clusters = append(c.Clusters, here)
	}
	if c.Leaving = len(s.Departures) > 0; c.Leaving {
		c.Researchers = researchers(s)
	}
	return c
}

// drainPeak is the most GPUs that a cluster with a drain ever has in its groups, all
// those of a joint pool together; 0 where no step drains.
func drainPeak(c *sim.Cluster) int64 {
	level, peak := make([]int64, len(c.Groups)), make([]int64, len(c.Groups))
	for g := range c.Groups {
		level[g] = int64(c.Groups[g].Nodes)
		peak[g] = level[g]
	}
	drains := false
	for _, st := range c.Timeline {
		drains = drains || st.Change < 0 && st.Loss == sim.Drain
		level[st.Group] += int64(st.Change)
		peak[st.Group] = max(peak[st.Group], level[st.Group])
	}
	most := int64(0)
	for g := range peak {
		most += peak[g] * int64(c.Groups[g].GPUsPerNode)
	}
	if !drains {
		return 0
	}
	return most
}

// researchers are the users of the populations.
func researchers(s *scenario.Scenario) (list []results.Researchers) {
	for i := range s.Workload {
		if p := s.Workload[i].Population; p != nil {
			list = append(list, results.Researchers{Class: p.Class, Region: p.Region, Count: int64(p.Users.Count)})
		}
	}
	return list
}

// blocs has the bloc of each region, nil where the scenario names none.
func blocs(s *scenario.Scenario) map[string]string {
	var of map[string]string
	for _, r := range s.Regions {
		if r.Bloc != "" {
			if of == nil {
				of = map[string]string{}
			}
			of[r.Name] = r.Bloc
		}
	}
	return of
}

// weights is how many jobs at full scale a job of a class from a region stands
// for; nil where that is one for every job.
func weights(s *scenario.Scenario) func(class, region string) float64 {
	type entity struct{ class, region string }
	of := map[entity]float64{}
	for i := range s.Workload {
		if p := s.Workload[i].Population; p != nil && p.Weight > 0 && p.Weight != 1 {
			of[entity{p.Class, p.Region}] = p.Weight
		}
	}
	if len(of) == 0 {
		return nil
	}
	return func(class, region string) float64 {
		if w, ok := of[entity{class, region}]; ok {
			return w
		}
		return 1
	}
}
