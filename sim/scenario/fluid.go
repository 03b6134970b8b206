package scenario

import (
	"math"
	"time"

	"sovsim/sim/unit"
)

// year is the year of growth, 365.25 days, in seconds.
const year = 365.25 * 86400

// Fluid is what a bloc can serve and what its jobs ask for, from the warm-up to
// the horizon.
type Fluid struct {
	// Bloc is its name; of FluidByRegion that of a region.
	Bloc string
	// Supply is the integral of the capacity on the bloc's soil over time, Demand
	// that of the work of its regions' populations as it arrives; both in
	// H100-hours, GPUs × time × speed.
	Supply, Demand float64
	// First and Last are the capacity at the epoch and at the end, in H100
	// equivalents; what comes at the horizon itself never runs a job.
	First, Last float64
	// Bound is min(1, Supply ÷ Demand): no more of the bloc's demand can be
	// served on its soil, on average over random draws, whatever the policy and
	// the routing. It is 1 where nothing is asked for.
	Bound float64
	// Traces reports whether there are traces, whose jobs are not in Demand.
	Traces bool
	// Leavers reports whether users may leave the bloc and take demand along. Demand is
	// that without it, and Bound is no bound then: it is what it would be if all
	// stayed.
	Leavers bool
}

// FluidBounds is the fluid bound of every bloc, in order of Blocs, at the scale
// of the scenario that it is called on. It is nil where the scenario has no
// horizon, for then everything is served in the end.
//
// By hand: a cluster of 10 GPUs of speed 1 grows to 30 in the middle of a window
// of 10 h: its supply is 10 × 5 + 30 × 5 = 200 H100-hours. A class has a job of
// 4 GPUs for 2 h every 15 min: 32 GPUs are busy, 320 H100-hours. The bound is
// 200 ÷ 320 = 0.625.
func (s *Scenario) FluidBounds() []Fluid {
	blocs := s.Blocs()
	list := make([]Fluid, len(blocs))
	of := map[string]int{} // by region
	for b, bloc := range blocs {
		list[b].Bloc = bloc.Name
		for _, r := range bloc.Regions {
			of[s.Regions[r].Name] = b
		}
	}
	return s.fluid(list, of)
}

// FluidByRegion is FluidBounds for every region by itself, in their order: what
// could be served if all jobs stayed at home.
func (s *Scenario) FluidByRegion() []Fluid {
	list := make([]Fluid, len(s.Regions))
	of := map[string]int{}
	for r := range s.Regions {
		list[r].Bloc = s.Regions[r].Name
		of[s.Regions[r].Name] = r
	}
	return s.fluid(list, of)
}

// fluid completes a list of places; of has the place of each region.
func (s *Scenario) fluid(list []Fluid, of map[string]int) []Fluid {
	if s.Horizon <= 0 {
		return nil
	}
	for i := range s.Clusters {
		c := &s.Clusters[i]
		f := &list[of[c.Region]]
		f.Supply += c.supply(s.WarmUp, s.Horizon)
		f.First += c.powerBy(0)
		f.Last += c.powerBy(s.Horizon - 1)
	}
	for _, src := range s.Workload {
		if src.Population == nil {
			for b := range list {
				list[b].Traces = true
			}
			continue
		}
		p := src.Population
		jobs := p.arrivals(s.Horizon) - p.arrivals(s.WarmUp)
		list[of[p.Region]].Demand += float64(jobs * p.MeanWork() / 3600)
	}
	for _, x := range s.Departures {
		for _, region := range x.Regions {
			if b := of[region]; b != of[x.To] {
				list[b].Leavers = true
			}
		}
	}
	for b := range list {
		f := &list[b]
		f.Bound = 1
		if f.Demand > f.Supply {
			f.Bound = f.Supply / f.Demand
		}
	}
	return list
}

// supply is the integral of the capacity in service between two times, in
// H100-hours. A step counts from its moment on, be it a drain.
func (c *Cluster) supply(from, until time.Duration) (sum float64) {
	now := make([]int, len(c.Groups))
	last := make([]time.Duration, len(c.Groups))
	add := func(g int, to time.Duration) {
		a, b := min(max(last[g], from), until), min(max(to, from), until)
		sum += float64(float64(now[g]) * c.Groups[g].each() * (b - a).Hours())
		last[g] = to
	}
	for g := range c.Groups {
		now[g] = c.Groups[g].Nodes
	}
	for _, step := range c.Timeline {
		add(step.Group, step.At)
		now[step.Group] += step.Change
	}
	for g := range c.Groups {
		add(g, max(until, last[g]))
	}
	return sum
}

// powerBy is the capacity in service at a time, in H100 equivalents, with what
// changes at it.
func (c *Cluster) powerBy(at time.Duration) (sum float64) {
	for g := range c.Groups {
		n := c.Groups[g].Nodes
		for _, step := range c.Timeline {
			if step.Group == g && step.At <= at {
				n += step.Change
			}
		}
		sum += float64(float64(n) * c.Groups[g].each())
	}
	return sum
}

// gap is the mean time between two jobs at the epoch, of those that are kept.
func (p *Population) gap() time.Duration {
	n := time.Duration(max(1, p.Thin))
	if p.Interarrival.Mean > unit.MaxDuration/n {
		return unit.MaxDuration
	}
	return n * p.Interarrival.Mean
}

// arrivals is the expected number of jobs by a time: the rate at the epoch is 1
// ÷ the mean interarrival, it grows continuously, by the factors of new capacity
// besides, and a limit on their number ends them. The profile of the week and the steps of an hour in which the growth
// is made are left out; they move a job by a week at most.
func (p *Population) arrivals(by time.Duration) float64 {
	if p.Interarrival.Mean <= 0 || by <= 0 {
		return 0
	}
	n := p.grown(by)
	for i, l := range p.Induced {
		if i == 0 {
			n = 0
		}
		until := by
		if i+1 < len(p.Induced) {
			until = min(by, p.Induced[i+1].At)
		}
		if l.At < until {
			n += float64(l.Factor * (p.grown(until) - p.grown(l.At)))
		}
	}
	n /= p.gap().Seconds()
	if p.Jobs > 0 {
		n = min(n, float64(p.Jobs))
	}
	return n
}

// grown is ∫ (1 + g)^(u/year) du from 0 to a time, in seconds, which is
// ((1 + g)^(t/year) − 1) ÷ (ln(1 + g)/year).
func (p *Population) grown(by time.Duration) float64 {
	t := by.Seconds()
	if p.Growth == 0 {
		return t
	}
	a := math.Log1p(p.Growth) / year
	return math.Expm1(float64(a*t)) / a
}

// ExpectedJobs is how many jobs a replication of the scenario will have, on
// average over random draws, as it is simulated: those of its populations at its
// scale, with growth and limits. The jobs of traces are not among them.
func (s *Scenario) ExpectedJobs() float64 {
	until := s.Horizon
	if until <= 0 {
		until = unit.MaxDuration
	}
	sum := 0.0
	for _, src := range s.Scaled().Workload {
		if p := src.Population; p != nil {
			if s.Horizon <= 0 && p.Jobs > 0 {
				sum += float64(p.Jobs) // the run ends with its last job
			} else {
				sum += p.arrivals(until)
			}
		}
	}
	return sum
}
