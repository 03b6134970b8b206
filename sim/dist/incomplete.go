package dist

import (
	"math"

	"sovsim/sim/rng"
)

// normal is the standard normal probability of at most z.
func normal(z float64) float64 {
	q := gammaAbove(0.5, z*z/2) / 2 // of more than |z|
	if z > 0 {
		return 1 - q
	}
	return q
}

// gammaAbove and gammaBelow are the regularised upper and lower incomplete gamma
// functions Q(a, x) and P(a, x) = 1 − Q(a, x).
func gammaAbove(a, x float64) float64 { _, above := incompleteGamma(a, x); return above }
func gammaBelow(a, x float64) float64 { below, _ := incompleteGamma(a, x); return below }

// incompleteGamma is P(a, x) and Q(a, x): by the power series of P below a + 1 and
// by the continued fraction of Q above, so that the smaller of the two is exact in
// all its digits. Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964,
// 6.5.29 and 6.5.31. It is written with the logarithm and exponential of package rng,
// since what follows from it, a mean interarrival time, is part of run ids, which
// have to be the same on every processor.
func incompleteGamma(a, x float64) (below, above float64) {
	switch {
	case x <= 0:
		return 0, 1
	case math.IsInf(x, 1):
		return 1, 0
	}
	logGamma, _ := math.Lgamma(a)
	front := rng.Exp(float64(a*rng.Log(x)) - x - logGamma)
	const enough = 1e-16
	steps := 1000 + int(20*math.Sqrt(a)) // many times what it takes
	if x < a+1 {
		term, sum := 1/a, 1/a
		for i := 1; i < steps && term > sum*enough; i++ {
			term *= x / (a + float64(i))
			sum += term
		}
		below = float64(front * sum)
		return below, 1 - below
	}
	// The continued fraction, from its start by Lentz's method.
	b := x + 1 - a
	c, d := math.Inf(1), 1/b
	h := d
	for i := 1; i < steps; i++ {
		n := float64(i)
		an := -n * (n - a)
		b += 2
		d = 1 / (float64(an*d) + b)
		c = b + an/c
		step := c * d
		h *= step
		if math.Abs(step-1) <= enough {
			break
		}
	}
	above = float64(front * h)
	return 1 - above, above
}
