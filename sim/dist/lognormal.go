package dist

import (
	"math"

	"sovsim/sim/rng"
)

// LogNormal has a normal logarithm with mean μ and standard deviation σ: median
// e^μ, mean e^(μ + σ²/2), variance mean²·(e^(σ²) − 1). Johnson, Kotz,
// Balakrishnan, "Continuous Univariate Distributions", vol. 1, 2nd ed., 1994,
// chapter 14. Run times in real logs are spread about so.
type LogNormal struct{ median, sigma float64 }

// NewLogNormal is the log-normal distribution with the given median > 0 and
// σ > 0.
func NewLogNormal(median, sigma float64) LogNormal { return LogNormal{median, sigma} }

// NewLogNormalByMean is the log-normal distribution with the given mean > 0 and
// coefficient of variation > 0: σ² = ln(1 + cv²), median = mean·e^(−σ²/2).
func NewLogNormalByMean(mean, cv float64) LogNormal {
	variance := rng.Log(1 + float64(cv*cv))
	return LogNormal{mean * rng.Exp(-variance/2), math.Sqrt(variance)}
}

// Draw is median·e^(σ·z) with a standard normal z, by inversion.
func (d LogNormal) Draw(s *rng.Stream) float64 { return d.median * rng.Exp(d.sigma*s.Normal()) }

// Median is e^μ.
func (d LogNormal) Median() float64 { return d.median }

// Sigma is σ.
func (d LogNormal) Sigma() float64 { return d.sigma }

// Mean is median·e^(σ²/2).
func (d LogNormal) Mean() float64 { return d.median * rng.Exp(d.sigma*d.sigma/2) }

// Variance is mean²·(e^(σ²) − 1).
func (d LogNormal) Variance() float64 {
	m := d.Mean()
	return m * m * math.Expm1(d.sigma*d.sigma)
}

// Partial is e^(kμ + k²σ²/2)·Φ((ln x − μ)/σ − kσ).
func (d LogNormal) Partial(k int, x float64) float64 {
	if x <= 0 {
		return 0
	}
	n := float64(k)
	z := math.Log(x/d.median)/d.sigma - n*d.sigma
	return math.Pow(d.median, n) * math.Exp(n*n*d.sigma*d.sigma/2) * math.Erfc(-z/math.Sqrt2) / 2
}
