package population

import (
	"sovsim/sim/dist"
	"sovsim/sim/rng"
)

// sizes draws the size of a job, by weights or from a range, within a limit.
type sizes struct {
	weights dist.Weights
	list    []sized // empty for a range
	low     float64
	high    float64
	ratio   float64 // ln(top/low), see SizeRange.Top
	most    int     // the largest of a range that is drawn
	divide  int
	limit   dist.SizeLimit
	run     dist.Dist // of the class, for a range
}

// sized is one size as jobs have it, divided already.
type sized struct {
	gpus, nodes int
	full        int // before division; 0 where nothing is divided or capped
	run         dist.Dist
}

// newSizes makes the sizes of a valid class ready, drawn within a limit.
func newSizes(c *Class, limit dist.SizeLimit) (z sizes, err error) {
	if !c.Run.IsZero() {
		if z.run, err = c.Run.New(); err != nil {
			return z, err
		}
	}
	z.divide, z.limit = max(1, c.Divide), limit
	if len(c.Sizes) == 0 {
		z.low, z.high = float64(c.Range.Low), float64(c.Range.High)
		top, most := c.Range.Top(limit.Most)
		z.ratio, z.most = rng.Log(top/z.low), most
		return z, nil
	}
	weights := make([]float64, 0, len(c.Sizes))
	for i := range c.Sizes {
		size := &c.Sizes[i]
		if !limit.Allows(size.GPUs) {
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
	return z.limit.Cut(dist.Divided(gpus, z.divide))
}

// full is what a job keeps of its size before division.
func (z *sizes) full(gpus int) int {
	if z.divide == 1 && (z.limit.Cap == 0 || gpus <= z.limit.Cap) {
		return 0
	}
	return gpus
}
