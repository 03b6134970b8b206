package dist

import (
	"math"

	"sovsim/sim/rng"
)

// LogUniform has a uniform logarithm: the density 1/(x·L) on [a, b] with
// L = ln(b/a). Mean (b − a)/L, second moment (b² − a²)/(2L). Every factor of
// ten gets the same share, which is how far-spread run times are often taken
// when nothing is known; Feitelson, "Workload Modeling for Computer Systems
// Performance Evaluation", 2015, section 3.2.
type LogUniform struct{ low, high, logRatio float64 }

// NewLogUniform is the log-uniform distribution on [low, high], 0 < low < high.
func NewLogUniform(low, high float64) LogUniform {
	return LogUniform{low, high, rng.Log(high / low)}
}

// Draw is a·e^(L·u).
func (d LogUniform) Draw(s *rng.Stream) float64 {
	return min(d.low*rng.Exp(d.logRatio*s.Float64()), d.high)
}

// Mean is (b − a)/L.
func (d LogUniform) Mean() float64 { return (d.high - d.low) / d.logRatio }

// Variance is (b² − a²)/(2L) − ((b − a)/L)².
func (d LogUniform) Variance() float64 { m := d.Mean(); return d.Partial(2, d.high) - m*m }

// Layer is by partial moments.
func (d LogUniform) Layer(a, b float64) float64 { return layer(d, a, b) }

// Partial is ln(y/a)/L for k = 0, else (y^k − a^k)/(k·L), with y = x brought
// into [a, b].
func (d LogUniform) Partial(k int, x float64) float64 {
	y := min(max(x, d.low), d.high)
	if k == 0 {
		return rng.Log(y/d.low) / d.logRatio
	}
	n := float64(k)
	return (math.Pow(y, n) - math.Pow(d.low, n)) / (n * d.logRatio)
}
