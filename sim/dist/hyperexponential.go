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
// the interval began: one of the phases, with the part of the mean that it
// brings as its probability. It is the first interval of a stationary renewal
// process; Cox, "Renewal Theory", 1962, section 5.2.
func (d Hyperexponential) Residual() Hyperexponential {
	p := float64(d.p * d.short)
	p /= p + float64(d.rest*d.long)
	return d.with(p, 1-p)
}

// with is the mixture of the same phases with other probabilities.
func (d Hyperexponential) with(p, rest float64) Hyperexponential {
	d.p, d.rest = p, rest
	d.mean = float64(p*d.short) + float64(rest*d.long)
	second := 2 * (float64(p*float64(d.short*d.short)) + float64(rest*float64(d.long*d.long)))
	d.cv = math.Sqrt(max(0, second/float64(d.mean*d.mean)-1))
	return d
}

// Thinned is the interval between events of a renewal process with intervals d
// of which one in n is kept, each by itself: the sum of a geometric number of
// intervals. An on-off source whose events are thinned is one that sends n times
// as seldom while it is on, and is on and off for as long as before; so the
// sum is hyperexponential again. With phase rates a and b, q = 1/n and
// M = p·a + (1 − p)·b, its phase rates are the roots u of
//
//	u² − (a + b − (1 − q)·M)·u + q·a·b = 0,
//
// each with probability q·(a·b − u·M) ÷ ((u' − u)·u), u' being the other root: the
// partial fractions of its Laplace transform q·f ÷ (1 − (1 − q)·f). Its mean is
// n·m, its CV² is 1 + (c² − 1)/n.
func (d Hyperexponential) Thinned(n int) Hyperexponential {
	if n <= 1 || d.rest == 0 {
		return d.scaled(float64(max(n, 1)))
	}
	a, b, q := 1/d.short, 1/d.long, 1/float64(n)
	m := float64(d.p*a) + float64(d.rest*b)
	sum, product := a+b-float64((1-q)*m), float64(q*float64(a*b))
	u := (sum + math.Sqrt(max(0, float64(sum*sum)-4*product))) / 2
	v := product / u
	p := q * (float64(a*b) - float64(u*m)) / float64((v-u)*u)
	d.short, d.long = 1/u, 1/v
	return d.with(p, 1-p)
}

// scaled is n times a draw of d.
func (d Hyperexponential) scaled(n float64) Hyperexponential {
	d.mean, d.short, d.long = n*d.mean, n*d.short, n*d.long
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

// Layer is that of the phases, weighted.
func (d Hyperexponential) Layer(a, b float64) float64 {
	return float64(d.p*Exponential{d.short}.Layer(a, b)) + float64(d.rest*Exponential{d.long}.Layer(a, b))
}

// Partial is the phases' partial moments, weighted.
func (d Hyperexponential) Partial(k int, x float64) float64 {
	return d.p*Exponential{d.short}.Partial(k, x) + d.rest*Exponential{d.long}.Partial(k, x)
}

func (s Spec[T]) checkHyperexponential(f *faults) {
	if s.CV < 1 || s.CV > MaxCV {
		f.add("cv", "%v is out of range; hyperexponential takes 1 to %v, below 1 use gamma", s.CV, MaxCV)
	}
}
