package scenario

import (
	"math"

	"sovsim/sim/rng"
)

// MeanWork is the mean of GPUs × run time at speed 1, in GPU-seconds, of the
// jobs of the population, with their sizes as divided. Run times are as drawn:
// that a request may cut one is not taken into account.
//
// By hand: 1 to 16 GPUs log-uniform, to the nearest whole number, are 5.40 on
// average; 1 h to 24 h log-uniform are 23 ÷ ln 24 = 7.24 h. The two are drawn
// apart, so a job has 39.1 GPU-hours on average.
//
// Where jobs of different residency have sizes of their own (see fit.go) it is the
// mean over residencies, each with its share of the jobs.
func (p *Population) MeanWork() float64 {
	if !p.mixed() {
		return p.workWithin(p.tiers()[0].limit)
	}
	sum, shares := 0.0, 0.0
	for _, t := range p.tiers() {
		sum += float64(t.share * p.workWithin(t.limit))
		shares += t.share
	}
	return sum / shares
}

// workWithin is the mean work of jobs whose sizes are drawn within a limit.
func (p *Population) workWithin(limit SizeLimit) float64 {
	if p.Range.High > 0 {
		return float64(p.Range.mean(p.Divide, limit) * p.RunTime.Expected())
	}
	sum, weights := 0.0, 0.0
	for i := range p.GPUs {
		size := &p.GPUs[i]
		if !limit.allows(size.GPUs) {
			continue
		}
		run := size.RunTime
		if run == nil {
			run = &p.RunTime
		}
		gpus := limit.cut(divided(size.GPUs, p.Divide))
		sum += float64(size.Weight * float64(float64(gpus)*run.Expected()))
		weights += size.Weight
	}
	return sum / weights
}

// divided is a size divided by n, to the nearest whole number, halves up, at
// least 1.
func divided(gpus, n int) int {
	if n <= 1 {
		return gpus
	}
	return max(1, (2*gpus+n)/(2*n))
}

// mean is the mean of sizes of the range within a limit, divided by n. A size k has
// the probability F(k + ½) − F(k − ½) with F(x) = ln(x/Low) ÷ ln(High/Low), ends
// included, and High + ½ of a largest size below the range's in place of High; those that are divided to j or more are the k ≥ c(j), where c(j) is
// the least k with k ÷ n ≥ j − ½. So the mean is the sum over all j of
//
//	P(k ≥ c(j)) = 1 − F(c(j) − ½),  c(j) − ½ = n·(j − s),
//	s = ½ + 1/(2n) for n even, ½ for n odd (n = 1 is c(j) = j),
//
// and the sum of the logarithms of j − s is that of a quotient of gamma functions.
// Sizes that are cut end the sum there.
func (r SizeRange) mean(n int, limit SizeLimit) float64 {
	n = max(n, 1)
	s := 0.5
	if n%2 == 0 {
		s += 1 / float64(2*n)
	}
	// All sizes are divided to first at least, and to last at most.
	top, most := r.top(limit.Most)
	first, last := divided(r.Low, n), limit.cut(divided(most, n))
	if first >= last {
		return float64(last)
	}
	m := float64(last - first)
	low := float64(r.Low)
	all := rng.Log(top / low)
	// Σ ln(n·(j − s) ÷ Low) for j = first + 1, …, last
	logs := logGamma(float64(last)+1-s) - logGamma(float64(first)+1-s) + float64(m*rng.Log(float64(n)/low))
	return float64(last) - logs/all
}

func logGamma(x float64) float64 {
	y, _ := math.Lgamma(x)
	return y
}

// Expected is the mean of the distribution in seconds, with what its bounds do to
// it; 0 for the distribution of nothing. Draws that are rounded to a grain have
// that mean to within it.
func (dist *Distribution) Expected() float64 {
	const second = 1e9
	low, high := float64(dist.Low)/second, float64(dist.High)/second
	mean := float64(dist.Mean) / second
	switch dist.Kind {
	case Constant:
		return dist.clamp(float64(dist.Value) / second)
	case Uniform:
		return (low + high) / 2
	case LogUniform:
		return (high - low) / rng.Log(high/low)
	case Quantiles:
		return dist.quantileMean() / second
	}
	var tail func(a, b float64) float64 // the integral of P(X > x) from a to b
	switch dist.Kind {
	case Exponential:
		tail = exponentialTail(mean)
	case Hyperexponential:
		// Two phases with balanced means, as the generator draws them: W. Whitt,
		// "Approximating a point process by a renewal process", 1982.
		c2 := float64(dist.CV * dist.CV)
		root := math.Sqrt((c2 - 1) / (c2 + 1))
		p, rest := (1+root)/2, 1/((c2+1)*(1+root))
		short, long := exponentialTail(mean/(2*p)), exponentialTail(mean/(2*rest))
		tail = func(a, b float64) float64 { return float64(p*short(a, b)) + float64(rest*long(a, b)) }
	case LogNormal:
		median, sigma := float64(dist.Median)/second, dist.Sigma
		if dist.Mean > 0 {
			v := rng.Log(1 + float64(dist.CV*dist.CV))
			median, sigma = mean*rng.Exp(-v/2), math.Sqrt(v)
		}
		tail = logNormalTail(median, sigma)
	case Gamma:
		shape := 1 / float64(dist.CV*dist.CV)
		tail = gammaTail(shape, mean/shape)
	default:
		return 0
	}
	// E[max(a, min(X, b))] = a + the integral of P(X > x) from a to b.
	a, b := float64(dist.Min)/second, math.Inf(1)
	if dist.Max > 0 {
		b = float64(dist.Max) / second
	}
	return a + tail(a, b)
}

// clamp brings x, in seconds, within the bounds.
func (dist *Distribution) clamp(x float64) float64 {
	x = max(x, float64(dist.Min)/1e9)
	if dist.Max > 0 {
		x = min(x, float64(dist.Max)/1e9)
	}
	return x
}

// quantileMean is the mean in nanoseconds: each piece between two points is
// uniform.
func (dist *Distribution) quantileMean() float64 {
	sum := 0.0
	for i := 1; i < len(dist.Points); i++ {
		a, b := dist.Points[i-1], dist.Points[i]
		sum += float64((b.P - a.P) * (float64(a.Value) + float64(b.Value)) / 2)
	}
	return sum
}

func exponentialTail(mean float64) func(a, b float64) float64 {
	return func(a, b float64) float64 { return float64(mean * (rng.Exp(-a/mean) - rng.Exp(-b/mean))) }
}

// The integral of P(X > x) from a to b is that of x·f(x), plus b·P(X > b) less
// a·P(X > a). For the log-normal distribution the first is its mean times the
// difference of normal probabilities, shifted by σ.
func logNormalTail(median, sigma float64) func(a, b float64) float64 {
	mean := median * rng.Exp(float64(sigma*sigma)/2)
	z := func(x float64) float64 { return rng.Log(x/median) / sigma }
	return func(a, b float64) float64 {
		sum := mean
		if a > 0 {
			sum -= float64(mean*normal(z(a)-sigma)) + float64(a*normal(-z(a)))
		}
		if !math.IsInf(b, 1) {
			sum += float64(b*normal(-z(b))) - float64(mean*normal(sigma-z(b)))
		}
		return sum
	}
}

// For the gamma distribution x·f(x) is the mean times the density of one shape
// more.
func gammaTail(shape, scale float64) func(a, b float64) float64 {
	mean := shape * scale
	return func(a, b float64) float64 {
		sum := mean
		if a > 0 {
			sum -= float64(mean*(1-gammaAbove(shape+1, a/scale))) + float64(a*gammaAbove(shape, a/scale))
		}
		if !math.IsInf(b, 1) {
			sum += float64(b*gammaAbove(shape, b/scale)) - float64(mean*gammaAbove(shape+1, b/scale))
		}
		return sum
	}
}

// normal is the standard normal probability of at most z.
func normal(z float64) float64 {
	q := gammaAbove(0.5, z*z/2) / 2 // of more than |z|
	if z > 0 {
		return 1 - q
	}
	return q
}

// gammaAbove is the regularised upper incomplete gamma function Q(a, x): by the
// power series of its complement below a + 1 and by its continued fraction above.
// Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 6.5.29 and
// 6.5.31. It is written with the logarithm and exponential of package rng, since
// what follows from it, a mean interarrival time, is part of run ids, which have to
// be the same on every processor.
func gammaAbove(a, x float64) float64 {
	switch {
	case x <= 0:
		return 1
	case math.IsInf(x, 1):
		return 0
	}
	front := rng.Exp(float64(a*rng.Log(x)) - x - logGamma(a))
	const enough = 1e-16
	steps := 1000 + int(20*math.Sqrt(a)) // many times what it takes
	if x < a+1 {
		term, sum := 1/a, 1/a
		for i := 1; i < steps && term > sum*enough; i++ {
			term *= x / (a + float64(i))
			sum += term
		}
		return 1 - float64(front*sum)
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
	return front * h
}
