package dist

import (
	"math"

	"sovsim/sim/rng"
)

// Clamped is another distribution whose draws are brought into [a, b]: the
// probability beyond a bound lies on the bound. With the other's partial
// moments M_k, the k-th moment is
//
//	a^k·M_0(a) + (M_k(b) − M_k(a)) + b^k·(1 − M_0(b)).
type Clamped struct {
	of        Dist
	low, high float64
}

// NewClamped brings the draws of d into [low, high], 0 ≤ low ≤ high; high may
// be +∞.
func NewClamped(d Dist, low, high float64) Clamped { return Clamped{d, low, high} }

// Draw is a draw of the other, or the bound that it is beyond.
func (d Clamped) Draw(s *rng.Stream) float64 { return min(max(d.of.Draw(s), d.low), d.high) }

// Mean is a and the layer of the other from a to b.
func (d Clamped) Mean() float64 { return d.low + d.of.Layer(d.low, d.high) }

// Variance is the second moment as above less the square of the mean.
func (d Clamped) Variance() float64 { m := d.Mean(); return max(0, d.Partial(2, d.high)-m*m) }

// Layer is what of [a, b] is certain, up to low, and the layer of the other between
// the bounds.
func (d Clamped) Layer(a, b float64) float64 {
	within := func(x float64) float64 { return min(max(x, d.low), d.high) }
	return min(b, d.low) - min(a, d.low) + d.of.Layer(within(a), within(b))
}

// Partial is what of the sum above lies at or below x.
func (d Clamped) Partial(k int, x float64) float64 {
	if x < d.low {
		return 0
	}
	n := float64(k)
	y := min(x, d.high)
	sum := math.Pow(d.low, n)*d.of.Partial(0, d.low) + d.of.Partial(k, y) - d.of.Partial(k, d.low)
	if x >= d.high && !math.IsInf(d.high, 1) {
		sum += math.Pow(d.high, n) * (1 - d.of.Partial(0, d.high))
	}
	return sum
}

// clamp brings the draws of d within the bounds of the Spec, in numbers of unit.
func (s Spec[T]) clamp(d Dist, unit float64) Clamped {
	high := math.Inf(1)
	if s.Max != 0 {
		high = float64(s.Max) / unit
	}
	return NewClamped(d, float64(s.Min)/unit, high)
}

func (s Spec[T]) checkBounds(f *faults) {
	if v := float64(s.Min); !(v >= 0 && v <= longest) {
		f.add("min", "%v is out of range; give a positive value below %v, or none", s.Min, limitText[T]())
	}
	if v := float64(s.Max); !(v >= 0 && v <= longest) {
		f.add("max", "%v is out of range; give a positive value below %v, or none", s.Max, limitText[T]())
	}
	if s.Max != 0 && s.Min > s.Max {
		f.add("min", "%v is above max, %v; give a smaller one", s.Min, s.Max)
	}
}
