package dist

import (
	"math"

	"sovsim/sim/rng"
)

// Hyperexponential is, with probability p, exponential with a short mean, else
// exponential with a long one, with balanced means: both phases bring the same
// part of the mean. For mean m and coefficient of variation c ≥ 1:
//
//	p = (1 + √((c² − 1)/(c² + 1)))/2, phase means m/(2p) and m/(2(1 − p)).
//
// Variance (c·m)². It is the customary stand-in for bursty arrivals. Whitt,
// "Approximating a point process by a renewal process", Operations Research
// 30(1), 1982, section 3.
type Hyperexponential struct {
	mean, cv    float64
	p, rest     float64 // of the short phase and of the long one
	short, long float64 // the phases' means
}

// NewHyperexponential is the balanced two-phase hyperexponential distribution
// with the given mean > 0 and coefficient of variation ≥ 1.
func NewHyperexponential(mean, cv float64) Hyperexponential {
	c2 := float64(cv * cv)
	root := math.Sqrt((c2 - 1) / (c2 + 1))
	// 1 − p, written so that nothing cancels where c is large.
	rest := 1 / ((c2 + 1) * (1 + root))
	p := (1 + root) / 2
	return Hyperexponential{mean, cv, p, rest, mean / (2 * p), mean / (2 * rest)}
}

// Phases is the probability of the short phase, that of the long one, and the
// mean of each.
func (d Hyperexponential) Phases() (p, rest, short, long float64) {
	return d.p, d.rest, d.short, d.long
}

// Residual is what is left of an interval at a moment that does not know when
// the interval began: since the phases bring the same part of the mean, it is
// either of them with probability ½. It is the first interval of a stationary
// renewal process; Cox, "Renewal Theory", 1962, section 5.2.
func (d Hyperexponential) Residual() Hyperexponential {
	d.p, d.rest = 0.5, 0.5
	d.mean = d.short/2 + d.long/2
	d.cv = math.Sqrt((d.short*d.short+d.long*d.long)/(d.mean*d.mean) - 1)
	return d
}

// Draw picks the phase by one uniform number and draws from it by another.
func (d Hyperexponential) Draw(s *rng.Stream) float64 {
	m := d.long
	if s.Float64() < d.p {
		m = d.short
	}
	return m * s.Exponential()
}

// Mean is m.
func (d Hyperexponential) Mean() float64 { return d.mean }

// Variance is (c·m)².
func (d Hyperexponential) Variance() float64 { s := d.cv * d.mean; return s * s }

// Partial is the phases' partial moments, weighted.
func (d Hyperexponential) Partial(k int, x float64) float64 {
	return d.p*Exponential{d.short}.Partial(k, x) + d.rest*Exponential{d.long}.Partial(k, x)
}
