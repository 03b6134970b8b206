package scenario

import (
	"math"
	"slices"
	"time"

	"sovsim/sim/unit"
)

// thinnedUpTo is the size in GPUs up to which a class is thinned in number at a
// scale; a class with larger jobs is divided in size.
const thinnedUpTo = 16

// Scaled is the scenario that is simulated at s.Scale, 1/N: a machine of a part
// of the size under a part of the load. It has Scale 1; a scenario of full size
// is its own. s is not changed.
//
//   - A group of c > 0 nodes (GPUs for a pool) has round(c/N), halves up, at least
//     1, at every moment: its steps are the differences, and those of 0 are gone.
//   - Of a population whose largest job has at most 16 GPUs one batch in N is kept,
//     each by itself: bursts last as long as they did and bring fewer jobs, as the
//     machine has fewer GPUs.
//   - The jobs of the others have 1/N of the GPUs, to the nearest whole number,
//     at least 1, and come at the rate at which the GPU-hours are 1/N of the full
//     ones, which is about the full rate.
//   - Where sizes are drawn to fit, no job is larger than what the scale makes of the
//     machine that it fits on, and the rate makes good for that in both kinds.
//   - A queue of at most k > 0 jobs, of a cluster or a joint pool, has round(k/N), at least 1.
//   - A budget is divided, rounded down to whole GPU·s.
//   - A limit on the number of jobs is divided by the weight, at least 1.
//
// Users, links, data, patience and traces are as they were. By hand, at 1/64: 1,362
// nodes are 21 (21.28); a class of 512 GPUs for an hour becomes one of 8 GPUs at the
// full rate, with weight 1; one of 100 GPUs becomes one of 2 (1.56), so it comes
// 2 × 64 ÷ 100 = 1.28 times as seldom, and weighs 1.28.
func (s *Scenario) Scaled() *Scenario {
	if s.Scale <= 1 {
		return s
	}
	n := s.Scale
	out := *s
	out.Scale = 1
	out.Clusters = make([]Cluster, len(s.Clusters))
	for i := range s.Clusters {
		out.Clusters[i] = s.Clusters[i].scaled(n)
	}
	out.Pools = slices.Clone(s.Pools)
	for i := range out.Pools {
		out.Pools[i].MaxQueued = scaledLimit(s.Pools[i].MaxQueued, n)
	}
	out.Budgets = scaledBudgets(s.Budgets, n)
	out.Workload = make([]Source, len(s.Workload))
	for i, src := range s.Workload {
		if src.Population != nil {
			src.Population = src.Population.scaled(n)
		}
		out.Workload[i] = src
	}
	return &out
}

func (c Cluster) scaled(n int) Cluster {
	level := make([]int, len(c.Groups)) // at full scale
	groups := make([]Group, len(c.Groups))
	for g, group := range c.Groups {
		level[g] = group.Nodes
		group.Nodes = scaledLevel(group.Nodes, n)
		groups[g] = group
	}
	var steps []Step
	for _, step := range c.Timeline {
		before := scaledLevel(level[step.Group], n)
		level[step.Group] += step.Change
		if step.Change = scaledLevel(level[step.Group], n) - before; step.Change != 0 {
			steps = append(steps, step)
		}
	}
	c.Groups, c.Timeline, c.MaxQueued = groups, steps, scaledLimit(c.MaxQueued, n)
	return c
}

// scaledLimit is a limit of how many jobs may wait at a scale of 1/n; none stays none,
// and no room at all stays that.
func scaledLimit(l unit.Limit, n int) unit.Limit {
	if most, bounded := l.Most(); bounded {
		return unit.AtMost(scaledLevel(most, n))
	}
	return l
}

// scaledLevel is c/n to the nearest whole number, halves up, and at least 1 for
// what is not 0.
func scaledLevel(c, n int) int {
	if c <= 0 {
		return 0
	}
	return max(1, (2*c+n)/(2*n))
}

func (p *Population) scaled(n int) *Population {
	out := *p
	change := float64(n)
	thinned := p.largest() <= thinnedUpTo
	if thinned {
		out.Thin = max(p.Thin, 1) * n
	} else {
		out.Divide = max(p.Divide, 1) * n
	}
	out.scaleLimits(n)
	out.keepShares(p)
	if factor := out.MeanWork() / p.MeanWork(); !thinned || factor < 1 {
		if !thinned {
			factor = float64(change * factor)
			change = 1
		}
		mean := math.Round(float64(factor * float64(p.Interarrival.Mean)))
		out.Interarrival.Mean = time.Duration(max(1, min(mean, float64(unit.MaxDuration))))
		// What the rounding to whole nanoseconds did is in the weight too.
		change *= float64(out.Interarrival.Mean) / float64(p.Interarrival.Mean)
	}
	out.Weight = max(p.Weight, 0)
	if out.Weight == 0 {
		out.Weight = 1
	}
	out.Weight *= change
	if p.Jobs > 0 {
		out.Jobs = max(1, int64(math.Round(float64(p.Jobs)/change)))
	}
	return &out
}
