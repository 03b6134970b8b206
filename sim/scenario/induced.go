package scenario

import (
	"fmt"
	"time"

	"sovsim/sim/rng"
)

// Level is a factor of a rate from a time on.
type Level struct {
	At     time.Duration
	Factor float64
}

// maxFactor is how many times as high as at the epoch a rate may become by new
// capacity: each whole one is a population of its own.
const maxFactor = 64

// maxElasticity is beyond every estimate: demand in proportion to capacity is 1.
const maxElasticity = 5

// elasticity reads how demand answers to capacity.
func elasticity(s string) (float64, error) {
	x, err := numberAbove(0, true)(s)
	if err == nil && x > maxElasticity {
		err = fmt.Errorf("%s is more than %d: at 1 twice the capacity brings twice the demand, at 0.3 it brings 23 %% more", clip(s), maxElasticity)
	}
	return x, err
}

// induce works out the factor of a population's rate that its bloc's capacity
// brings, (C(t) ÷ C(0))^elasticity. Homes are the blocs of regions.
func (d *decoder) induce(s *Scenario, src sourceAt, blocs map[string]string) {
	p := src.Population
	if p.Elasticity == 0 {
		return
	}
	bloc := blocs[p.Region]
	at := src.elasticity
	if at.node == nil {
		at = src.at
	}
	if p.Jobs > 0 {
		d.fault(at, "a class with a number of jobs does not grow with capacity: remove jobs or elasticity")
		return
	}
	levels := s.capacity(bloc, blocs)
	if levels[0].Factor == 0 {
		d.fault(at, "%s has no capacity at the epoch, so there is nothing that demand could grow from: give it some, or remove elasticity", clip(bloc))
		return
	}
	for _, l := range levels {
		f := rng.Exp(float64(p.Elasticity * rng.Log(l.Factor/levels[0].Factor)))
		if f > maxFactor {
			d.fault(at, "by %s the capacity of %s makes the demand %.3g times as high as at the epoch, more than %d: is the elasticity right?",
				formatMoment(d.epoch.at, l.At), clip(bloc), f, maxFactor)
			return
		}
		if n := len(p.Induced); n == 0 || p.Induced[n-1].Factor != f {
			p.Induced = append(p.Induced, Level{l.At, f})
		}
	}
	if len(p.Induced) == 1 {
		p.Induced = nil // 1 for ever
	}
}

// capacity is the capacity of a bloc from each time on at which it changes, in
// H100 equivalents, as Factor. It is summed anew at each, over whole nodes, so that
// a capacity that comes back is the same to the last bit.
func (s *Scenario) capacity(bloc string, blocs map[string]string) []Level {
	var own []*Cluster
	var nodes [][]int
	var next []int
	for i := range s.Clusters {
		if c := &s.Clusters[i]; blocs[c.Region] == bloc {
			own = append(own, c)
			now := make([]int, len(c.Groups))
			for g := range c.Groups {
				now[g] = c.Groups[g].Nodes
			}
			nodes, next = append(nodes, now), append(next, 0)
		}
	}
	var levels []Level
	for at := time.Duration(0); at >= 0; {
		sum := 0.0
		soon := time.Duration(-1)
		for i, c := range own {
			for ; next[i] < len(c.Timeline) && c.Timeline[next[i]].At <= at; next[i]++ {
				step := c.Timeline[next[i]]
				nodes[i][step.Group] += step.Change
			}
			for g := range c.Groups {
				sum += float64(float64(nodes[i][g]) * c.Groups[g].each())
			}
			if next[i] < len(c.Timeline) && (soon < 0 || c.Timeline[next[i]].At < soon) {
				soon = c.Timeline[next[i]].At
			}
		}
		levels = append(levels, Level{at, sum})
		at = soon
	}
	return levels
}
