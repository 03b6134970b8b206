package population

import (
	"math"

	"sovsim/sim/dist"
	"sovsim/sim/rng"
)

// sizes draws the size of a job, by weights or from a range, within a limit.
type sizes struct {
	weights dist.Weights
	list    []sized // empty for a range
	low     float64
	high    float64
	ratio   float64 // ln(top/low), see SizeRange.top
	most    int     // the largest of a range that is drawn
	divide  int
	cap     int       // the largest after division; 0 is none
	run     dist.Dist // of the class, for a range
}

// sized is one size as jobs have it, divided already.
type sized struct {
	gpus, nodes int
	full        int // before division; 0 where nothing is divided or capped
	run         dist.Dist
}

// newSizes makes the sizes of a valid class ready, drawn within a limit.
func newSizes(c *Class, limit SizeLimit) (z sizes, err error) {
	if !c.Run.IsZero() {
		if z.run, err = c.Run.New(); err != nil {
			return z, err
		}
	}
	z.divide, z.cap = max(1, c.Divide), limit.Cap
	if len(c.Sizes) == 0 {
		z.low, z.high = float64(c.Range.Low), float64(c.Range.High)
		top, most := c.Range.top(limit.Most)
		z.ratio, z.most = rng.Log(top/z.low), most
		return z, nil
	}
	weights := make([]float64, 0, len(c.Sizes))
	for i := range c.Sizes {
		size := &c.Sizes[i]
		if !limit.allows(size.GPUs) {
			continue
		}
		weights = append(weights, size.Weight)
		s := sized{z.part(size.GPUs), size.Nodes, z.full(size.GPUs), z.run}
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
	gpus := min(int(x+0.5), z.most)
	return sized{gpus: z.part(gpus), full: z.full(gpus), run: z.run}
}

// part is what a job has of its size: divided, and no more than the cap.
func (z *sizes) part(gpus int) int {
	gpus = divided(gpus, z.divide)
	if z.cap > 0 {
		gpus = min(gpus, z.cap)
	}
	return gpus
}

// full is what a job keeps of its size before division.
func (z *sizes) full(gpus int) int {
	if z.divide == 1 && (z.cap == 0 || gpus <= z.cap) {
		return 0
	}
	return gpus
}

// divided is gpus/by rounded to the nearest whole number, a half upwards, and
// at least 1.
func divided(gpus, by int) int { return max(1, (gpus+by/2)/by) }

// top is up to where a range is drawn, and the largest whole number drawn, where
// no size is above most (0 is no limit). Size k stands for the draws within ½ of
// k, so those of at most k end at k + ½: drawing up to there is drawing from the
// whole range, given that the size is at most k.
func (r SizeRange) top(most int) (float64, int) {
	if most == 0 || most >= r.High {
		return float64(r.High), r.High
	}
	return float64(most) + 0.5, most
}

// mean is the mean size of a range within a limit, after division.
//
// The mean is Σ P(size ≥ j) over j ≥ 1. A size is at least j where the whole
// number before division is at least a = j·d − ⌊d/2⌋, that is, where the draw
// is at least a − ½. For the log-uniform distribution that has the probability
// ln(top/(a − ½))/ln(top/low), and a sum of logarithms of numbers one step
// apart is a difference of two values of ln Γ.
func (r SizeRange) mean(d int, limit SizeLimit) float64 {
	top, largest := r.top(limit.Most)
	if limit.Cap > 0 && divided(r.Low, d) >= limit.Cap {
		return float64(limit.Cap)
	}
	low := float64(r.Low)
	least, most := float64(divided(r.Low, d)), float64(divided(largest, d))
	if limit.Cap > 0 {
		most = min(most, float64(limit.Cap)) // Σ P(size ≥ j) ends there
	}
	off := (math.Floor(float64(d)/2) + 0.5) / float64(d)
	upTo, _ := math.Lgamma(most + 1 - off)
	below, _ := math.Lgamma(least + 1 - off)
	return least + ((most-least)*math.Log(top/float64(d))-(upTo-below))/math.Log(top/low)
}
