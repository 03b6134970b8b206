package dist

import (
	"math"

	"sovsim/sim/rng"
)

// Uniform has the density 1/(b − a) on [a, b]: mean (a + b)/2, variance
// (b − a)²/12.
type Uniform struct{ low, high float64 }

// NewUniform is the uniform distribution on [low, high], 0 ≤ low < high.
func NewUniform(low, high float64) Uniform { return Uniform{low, high} }

// Draw is a + (b − a)·u.
func (d Uniform) Draw(s *rng.Stream) float64 {
	return d.low + float64((d.high-d.low)*s.Float64())
}

// Mean is (a + b)/2.
func (d Uniform) Mean() float64 { return d.low/2 + d.high/2 }

// Variance is (b − a)²/12.
func (d Uniform) Variance() float64 { w := d.high - d.low; return w * w / 12 }

// Layer is by partial moments.
func (d Uniform) Layer(a, b float64) float64 { return layer(d, a, b) }

// Partial is (y^(k+1) − a^(k+1)) / ((k + 1)·(b − a)) with y = x brought into [a, b].
func (d Uniform) Partial(k int, x float64) float64 {
	y, n := min(max(x, d.low), d.high), float64(k+1)
	return (math.Pow(y, n) - math.Pow(d.low, n)) / (n * (d.high - d.low))
}

// checkEnds checks the ends of a range, log-uniform or not.
func (s Spec[T]) checkEnds(f *faults) {
	if s.Low >= s.High {
		f.add("high", "%v is not above low, %v; for one value use constant", s.High, s.Low)
	}
}
