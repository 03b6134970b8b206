package dist

import (
	"math"

	"sovsim/sim/rng"
)

// Gamma has the density x^(a−1)·e^(−x/θ)/(Γ(a)·θ^a): mean aθ, variance aθ²,
// coefficient of variation 1/√a. With a whole shape a it is Erlang's. Johnson,
// Kotz, Balakrishnan, vol. 1, chapter 17.
type Gamma struct{ shape, scale, mean float64 }

// NewGamma is the gamma distribution with the given mean > 0 and coefficient of
// variation > 0: a = 1/cv², θ = mean·cv².
func NewGamma(mean, cv float64) Gamma {
	c2 := float64(cv * cv)
	return Gamma{1 / c2, mean * c2, mean}
}

// Draw is θ times a draw of shape a by Marsaglia and Tsang's method.
func (d Gamma) Draw(s *rng.Stream) float64 { return d.scale * s.Gamma(d.shape) }

// Mean is aθ.
func (d Gamma) Mean() float64 { return d.shape * d.scale }

// Variance is aθ².
func (d Gamma) Variance() float64 { return d.shape * d.scale * d.scale }

// Layer is that of the log-normal distribution with gamma probabilities: x·f(x) is
// the mean times the density of one shape more. The scale here is the mean ÷ the
// shape, which may differ from that of draws in the last place.
func (d Gamma) Layer(a, b float64) float64 {
	scale := d.mean / d.shape
	mean := d.shape * scale
	sum := mean
	if a > 0 {
		sum -= float64(mean*(1-gammaAbove(d.shape+1, a/scale))) + float64(a*gammaAbove(d.shape, a/scale))
	}
	if !math.IsInf(b, 1) {
		sum += float64(b*gammaAbove(d.shape, b/scale)) - float64(mean*gammaAbove(d.shape+1, b/scale))
	}
	return sum
}

// Partial is θ^k·Γ(a + k)/Γ(a)·P(a + k, x/θ), with the regularised incomplete
// gamma function P.
func (d Gamma) Partial(k int, x float64) float64 {
	factor := 1.0
	for i := range k {
		factor *= d.scale * (d.shape + float64(i))
	}
	return factor * gammaBelow(d.shape+float64(k), x/d.scale)
}

// MinGammaCV and MaxGammaCV bound the coefficient of variation of a gamma
// distribution.
const (
	MinGammaCV = 0.001
	MaxGammaCV = 10.0
)

func (s Spec[T]) checkGamma(f *faults) {
	if s.CV < MinGammaCV || s.CV > MaxGammaCV {
		f.add("cv", "%v is out of range; gamma takes %v to %v", s.CV, MinGammaCV, MaxGammaCV)
	}
}
