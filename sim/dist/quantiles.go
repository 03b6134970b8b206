package dist

import (
	"math"

	"sovsim/sim/rng"
)

// Quantiles is a distribution read from a log: the points (P_i, v_i) of its
// quantile function, linear between each two. So it is a mixture of uniform
// distributions, one for each stretch, with the weights P_(i+1) − P_i; a stretch
// between two equal values is an atom. With a stretch from a to b of weight w:
//
//	E[X^k] = Σ w·(b^(k+1) − a^(k+1))/((k + 1)(b − a)), and w·a^k where a = b.
//
// Sampling by inversion of a piecewise linear distribution function: Law,
// "Simulation Modeling and Analysis", 5th ed., 2015, section 8.3.
type Quantiles struct {
	steps  inverse   // the shares at the ends of the stretches
	shares []float64 // P_0 = 0, …, P_n = 1
	values []float64
	slopes []float64 // of the quantile function
}

// NewQuantiles takes the points: shares ascending from 0 to 1, values not
// descending and ≥ 0, as many of one as of the other, at least two.
func NewQuantiles(shares, values []float64) *Quantiles {
	d := &Quantiles{steps: newInverse(shares[1:]), shares: shares, values: values}
	for i := range shares[1:] {
		d.slopes = append(d.slopes, (values[i+1]-values[i])/(shares[i+1]-shares[i]))
	}
	return d
}

// Draw is the quantile function at one uniform number.
func (d *Quantiles) Draw(s *rng.Stream) float64 {
	u := s.Float64()
	i := d.steps.find(u)
	return min(d.values[i]+float64((u-d.shares[i])*d.slopes[i]), d.values[i+1])
}

// Mean is the sum above for k = 1.
func (d *Quantiles) Mean() float64 {
	sum := 0.0
	for i := range d.slopes {
		sum += (d.shares[i+1] - d.shares[i]) * (d.values[i]/2 + d.values[i+1]/2)
	}
	return sum
}

// Variance is Σ w·((m − μ)² + (b − a)²/12) with the middle m of a stretch and
// the mean μ of all: no difference of two large numbers.
func (d *Quantiles) Variance() float64 {
	mean, sum := d.Mean(), 0.0
	for i := range d.slopes {
		a, b := d.values[i], d.values[i+1]
		off := a/2 + b/2 - mean
		sum += (d.shares[i+1] - d.shares[i]) * (off*off + (b-a)*(b-a)/12)
	}
	return sum
}

// Partial is what of the sum above lies at or below x.
func (d *Quantiles) Partial(k int, x float64) float64 {
	sum := 0.0
	for i := range d.slopes {
		a, b, w := d.values[i], d.values[i+1], d.shares[i+1]-d.shares[i]
		switch {
		case x < a:
			return sum
		case a == b:
			sum += w * math.Pow(a, float64(k))
		default:
			y := min(x, b)
			// (y^(k+1) − a^(k+1))/(y − a), written out so that nothing cancels.
			powers := 0.0
			for j := range k + 1 {
				powers += math.Pow(y, float64(j)) * math.Pow(a, float64(k-j))
			}
			sum += w * (y - a) / (b - a) * powers / float64(k+1)
		}
	}
	return sum
}
