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
func (d LogNormal) Mean() float64 { return d.median * rng.Exp(float64(d.sigma*d.sigma)/2) }

// Variance is mean²·(e^(σ²) − 1).
func (d LogNormal) Variance() float64 {
	m := d.Mean()
	return m * m * math.Expm1(d.sigma*d.sigma)
}

// Layer is, of the integral of x·f(x) from a to b, which is the mean times a
// difference of normal probabilities that are shifted by σ, and of a and b times
// the probability of more.
func (d LogNormal) Layer(a, b float64) float64 {
	mean := d.Mean()
	z := func(x float64) float64 { return rng.Log(x/d.median) / d.sigma }
	sum := mean
	if a > 0 {
		sum -= float64(mean*normal(z(a)-d.sigma)) + float64(a*normal(-z(a)))
	}
	if !math.IsInf(b, 1) {
		sum += float64(b*normal(-z(b))) - float64(mean*normal(d.sigma-z(b)))
	}
	return sum
}

// Partial is e^(kμ + k²σ²/2)·Φ((ln x − μ)/σ − kσ).
func (d LogNormal) Partial(k int, x float64) float64 {
	if x <= 0 {
		return 0
	}
	n := float64(k)
	z := math.Log(x/d.median)/d.sigma - n*d.sigma
	return math.Pow(d.median, n) * math.Exp(n*n*d.sigma*d.sigma/2) * normal(z)
}

// MaxSigma is the largest standard deviation of the logarithm.
const MaxSigma = 10.0

func (s Spec[T]) checkLogNormal(f *faults) {
	if s.Sigma > MaxSigma {
		f.add("sigma", "%v is out of range; give at most %v (logs of real jobs have 1 to 3)", s.Sigma, MaxSigma)
	}
	if s.CV > MaxCV {
		f.add("cv", "%v is out of range; give at most %v", s.CV, MaxCV)
	}
}
