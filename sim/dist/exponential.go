package dist

import (
	"math"

	"sovsim/sim/rng"
)

// Exponential has the density e^(−x/m)/m on x ≥ 0: mean m, variance m². The
// intervals of a Poisson process are exponential.
type Exponential struct{ mean float64 }

// NewExponential is the exponential distribution with the given mean > 0.
func NewExponential(mean float64) Exponential { return Exponential{mean} }

// Draw is −m·ln u, by inversion.
func (e Exponential) Draw(s *rng.Stream) float64 { return e.mean * s.Exponential() }

// Mean is m.
func (e Exponential) Mean() float64 { return e.mean }

// Variance is m².
func (e Exponential) Variance() float64 { return e.mean * e.mean }

// Layer is m·(e^(−a/m) − e^(−b/m)).
func (e Exponential) Layer(a, b float64) float64 {
	return float64(e.mean * (rng.Exp(-a/e.mean) - rng.Exp(-b/e.mean)))
}

// Partial is m^k·k!·(1 − e^(−y)·Σ y^i/i!, i = 0 … k) with y = x/m.
func (e Exponential) Partial(k int, x float64) float64 {
	if x <= 0 {
		return 0
	}
	y := x / e.mean
	below := -math.Expm1(-y)
	if k > 0 && !math.IsInf(y, 1) {
		below -= math.Exp(-y) * y
	}
	if k > 1 && !math.IsInf(y, 1) {
		below -= math.Exp(-y) * y * y / 2
	}
	return math.Pow(e.mean, float64(k)) * math.Gamma(float64(k+1)) * below
}
