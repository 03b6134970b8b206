package population

import (
	"math"

	"sovsim/sim/rng"
	"sovsim/workloads/dist"
)

// sizes draws the size of a job, by weights or from a range.
type sizes struct {
	weights dist.Weights
	list    []sized // empty for a range
	low     float64
	high    float64
	ratio   float64 // ln(high/low)
	divide  int
	run     dist.Dist // of the class, for a range
}

// sized is one size as jobs have it, divided already.
type sized struct {
	gpus, nodes int
	full        int // before division; 0 where nothing is divided
	run         dist.Dist
}

// newSizes makes the sizes of a valid class ready.
func newSizes(c *Class) (z sizes, err error) {
	if !c.Run.IsZero() {
		if z.run, err = c.Run.New(); err != nil {
			return z, err
		}
	}
	z.divide = max(1, c.Divide)
	if len(c.Sizes) == 0 {
		z.low, z.high = float64(c.Range.Low), float64(c.Range.High)
		z.ratio = rng.Log(z.high / z.low)
		return z, nil
	}
	weights := make([]float64, len(c.Sizes))
	for i := range c.Sizes {
		size := &c.Sizes[i]
		weights[i] = size.Weight
		s := sized{divided(size.GPUs, z.divide), size.Nodes, z.full(size.GPUs), z.run}
		if !size.Run.IsZero() {
			if s.run, err = size.Run.New(); err != nil {
				return z, err
			}
		}
		z.list = append(z.list, s)
	}
	z.weights = dist.NewWeights(weights)
	return z, nil
}

// draw takes one number from s.
func (z *sizes) draw(s *rng.Stream) sized {
	if len(z.list) > 0 {
		return z.list[z.weights.Draw(s)]
	}
	x := min(z.low*rng.Exp(z.ratio*s.Float64()), z.high)
	gpus := int(x + 0.5)
	return sized{gpus: divided(gpus, z.divide), full: z.full(gpus), run: z.run}
}

// full is what a job keeps of its size before division.
func (z *sizes) full(gpus int) int {
	if z.divide == 1 {
		return 0
	}
	return gpus
}

// divided is gpus/by rounded to the nearest whole number, a half upwards, and
// at least 1.
func divided(gpus, by int) int { return max(1, (gpus+by/2)/by) }

// mean is the mean size of a range, after division.
//
// The mean is Σ P(size ≥ j) over j ≥ 1. A size is at least j where the whole
// number before division is at least a = j·d − ⌊d/2⌋, that is, where the draw
// is at least a − ½. For the log-uniform distribution that has the probability
// ln(high/(a − ½))/ln(high/low), and a sum of logarithms of numbers one step
// apart is a difference of two values of ln Γ.
func (r SizeRange) mean(d int) float64 {
	low, high := float64(r.Low), float64(r.High)
	least, most := float64(divided(r.Low, d)), float64(divided(r.High, d))
	off := (math.Floor(float64(d)/2) + 0.5) / float64(d)
	upTo, _ := math.Lgamma(most + 1 - off)
	below, _ := math.Lgamma(least + 1 - off)
	return least + ((most-least)*math.Log(high/float64(d))-(upTo-below))/math.Log(high/low)
}
