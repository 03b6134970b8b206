package experiment

import (
	"sovsim/sim/scenario"
)

// Estimate is what is known of an experiment before it runs.
type Estimate struct {
	// Name is the scenario's.
	Name string
	// Jobs is the expected number of jobs of a run; 0 where there are traces only,
	// whose records are counted anyway.
	Jobs float64
	// Runs is the number of runs.
	Runs int
	// Bytes is the expected size of jobs.csv over all runs, 0 where Jobs is not
	// known; Written reports whether it is written.
	Bytes   float64
	Written bool
}

// estimate is made from the scenario that runs and the traces that were read.
func (p *plan) estimate() Estimate {
	e := Estimate{Name: p.scenario.Name, Jobs: p.scenario.ExpectedJobs(), Runs: p.runs(), Written: p.scenario.Outputs.Jobs}
	if p.supply.counts != nil && e.Jobs > 0 {
		e.Jobs += float64(p.supply.counts.Kept)
	}
	e.Bytes = e.Jobs * float64(e.Runs) * p.rowBytes()
	return e
}

// rowBytes is about what a row of jobs.csv takes: its names, and some hundred
// bytes of figures (measured: 85 to 110 over the scenarios that ship).
func (p *plan) rowBytes() float64 {
	const figures = 100
	names, policies := 0, 0
	for _, policy := range p.policies {
		policies += len(policy.Name)
	}
	for i := range p.scenario.Clusters {
		names += len(p.scenario.Clusters[i].Name)
	}
	each := float64(len(p.scenario.Name)) + float64(policies)/float64(len(p.policies)) +
		float64(names)/float64(max(1, len(p.scenario.Clusters)))
	// The user's name, region/class-u12, says region and class once more.
	return figures + each + float64(len(Label(p.changes))) + 2*classBytes(p.scenario)
}

// classBytes is the mean length of the names of class and region.
func classBytes(s *scenario.Scenario) float64 {
	sum, n := 0, 0
	for i := range s.Workload {
		if c := s.Workload[i].Population; c != nil {
			sum += len(c.Class) + len(c.Region)
			n++
		}
	}
	return float64(sum) / float64(max(1, n))
}
