package dist

import (
	"math"

	"sovsim/sim/rng"
)

// Gamma has the density x^(a−1)·e^(−x/θ)/(Γ(a)·θ^a): mean aθ, variance aθ²,
// coefficient of variation 1/√a. With a whole shape a it is Erlang's. Johnson,
// Kotz, Balakrishnan, vol. 1, chapter 17.
type Gamma struct{ shape, scale float64 }

// NewGamma is the gamma distribution with the given mean > 0 and coefficient of
// variation > 0: a = 1/cv², θ = mean·cv².
func NewGamma(mean, cv float64) Gamma {
	c2 := float64(cv * cv)
	return Gamma{1 / c2, mean * c2}
}

// Draw is θ times a draw of shape a by Marsaglia and Tsang's method.
func (d Gamma) Draw(s *rng.Stream) float64 { return d.scale * s.Gamma(d.shape) }

// Mean is aθ.
func (d Gamma) Mean() float64 { return d.shape * d.scale }

// Variance is aθ².
func (d Gamma) Variance() float64 { return d.shape * d.scale * d.scale }

// Partial is θ^k·Γ(a + k)/Γ(a)·P(a + k, x/θ), with the regularised incomplete
// gamma function P.
func (d Gamma) Partial(k int, x float64) float64 {
	factor := 1.0
	for i := range k {
		factor *= d.scale * (d.shape + float64(i))
	}
	return factor * gammaP(d.shape+float64(k), x/d.scale)
}

// gammaP is the regularised lower incomplete gamma function P(a, x): by its
// power series below a + 1 and by its continued fraction above. Abramowitz and
// Stegun, "Handbook of Mathematical Functions", 1964, 6.5.29 and 6.5.31.
func gammaP(a, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case math.IsInf(x, 1):
		return 1
	}
	logGamma, _ := math.Lgamma(a)
	front := math.Exp(a*math.Log(x) - x - logGamma)
	const enough = 1e-16
	steps := 1000 + int(20*math.Sqrt(a)) // many times what it takes
	if x < a+1 {
		term, sum := 1/a, 1/a
		for i := 1; i < steps && term > sum*enough; i++ {
			term *= x / (a + float64(i))
			sum += term
		}
		return front * sum
	}
	// The continued fraction, from its start by Lentz's method.
	b := x + 1 - a
	c, d := math.Inf(1), 1/b
	h := d
	for i := 1; i < steps; i++ {
		n := float64(i)
		an := -n * (n - a)
		b += 2
		d = 1 / (an*d + b)
		c = b + an/c
		step := c * d
		h *= step
		if math.Abs(step-1) <= enough {
			break
		}
	}
	return 1 - front*h
}
