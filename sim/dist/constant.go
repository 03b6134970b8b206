package dist

import (
	"math"

	"sovsim/sim/rng"
)

// Constant is always the same value: mean v, variance 0.
type Constant struct{ value float64 }

// NewConstant is the constant v ≥ 0.
func NewConstant(v float64) Constant { return Constant{v} }

// Draw is v. It takes no number from s.
func (c Constant) Draw(*rng.Stream) float64 { return c.value }

// Mean is v.
func (c Constant) Mean() float64 { return c.value }

// Variance is 0.
func (c Constant) Variance() float64 { return 0 }

// Layer is what of v lies between a and b.
func (c Constant) Layer(a, b float64) float64 { return min(max(c.value, a), b) - a }

// Partial is v^k where v ≤ x, else 0.
func (c Constant) Partial(k int, x float64) float64 {
	if c.value > x {
		return 0
	}
	return math.Pow(c.value, float64(k))
}
