package dist

import (
	"math"

	"sovsim/sim/rng"
)

// Dist is a distribution of a quantity that is not negative. Its constructors
// trust their parameters; Spec.New checks them first. A Dist is immutable and
// safe for concurrent use.
//
// Draws, Mean and Layer are the same bits on every processor, for rates of
// arrivals, and so run ids, follow from them. Variance and Partial may differ in
// the last place, since they use package math.
type Dist interface {
	// Draw takes one value from s. It is a fixed function of s, the same on
	// every processor and for every Go release.
	Draw(s *rng.Stream) float64
	// Mean is the expected value of a draw.
	Mean() float64
	// Variance is the expected squared distance of a draw from the mean.
	Variance() float64
	// Partial is E[X^k; X ≤ x], for k = 0, 1 or 2: the part of the k-th moment
	// that lies at or below x. Partial(0, x) is the distribution function.
	Partial(k int, x float64) float64
	// Layer is ∫ P(X > x) dx from a to b, the part of the mean that lies between
	// two bounds, 0 ≤ a ≤ b ≤ +∞: E[min(X, b)] − E[min(X, a)]. Layer(0, +∞) is the
	// mean, to rounding.
	Layer(a, b float64) float64
}

// layer is Layer for a distribution whose partial moments are exact enough for
// it: the mean without what lies below a and above b,
//
//	M_1(∞) − M_1(a) − a·P(X > a) + b·P(X > b) − (M_1(∞) − M_1(b)).
func layer(d Dist, a, b float64) float64 {
	mean := d.Mean()
	sum := mean
	if a > 0 {
		sum -= float64(d.Partial(1, a)) + float64(a*(1-d.Partial(0, a)))
	}
	if !math.IsInf(b, 1) {
		sum += float64(b*(1-d.Partial(0, b))) - (mean - d.Partial(1, b))
	}
	return sum
}

// CV is the coefficient of variation: standard deviation ÷ mean.
func CV(d Dist) float64 { return math.Sqrt(d.Variance()) / d.Mean() }

// ByCV is the customary distribution of the intervals between arrivals for a
// mean and a coefficient of variation: constant for 0, gamma below 1 (Erlang
// where 1/cv² is whole), exponential for 1 (a Poisson process), and balanced
// two-phase hyperexponential above.
func ByCV(mean, cv float64) Dist {
	switch {
	case cv == 0:
		return NewConstant(mean)
	case cv < 1:
		return NewGamma(mean, cv)
	case cv == 1:
		return NewExponential(mean)
	}
	return NewHyperexponential(mean, cv)
}
