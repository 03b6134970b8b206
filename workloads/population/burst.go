package population

import (
	"fmt"
	"math"
	"time"

	"sovsim/sim/dist"
	"sovsim/sim/rng"
)

// process is what the intervals between batches are to be: their mean in
// nanoseconds, their CV on operational time, and, where the profile's part must
// still be taken off, their second moment ÷ mean² in real time, else 0.
type process struct{ mean, cv, target float64 }

// batches is the process of batches that gives the class's jobs their mean
// interval and coefficient of variation. The problem says why there is none; it
// is empty if there is.
//
// Of the intervals between jobs, one in B has a positive length, where B is the
// mean size of a batch. So with m and c those of the batches,
//
//	mean = m/B and CV² + 1 = B·(c² + 1).
//
// The profile adds to c what corrected takes off again; for a CV of at most 1,
// which no burst has, the profile comes on top.
func (c *Class) batches() (b process, problem string) {
	cv, size := c.Interarrival.CV, max(1, c.Interarrival.Batch)
	b.mean, b.cv = float64(c.Interarrival.Mean)*size, cv
	target := (float64(cv*cv) + 1) / size
	if size > 1 {
		switch c2 := target - 1; {
		case c2 < 0:
			return b, fmt.Sprintf("%v cannot be had: batches of %v jobs give at least %v, √(batch − 1); give at least that, or smaller batches",
				cv, size, up(math.Sqrt(size-1)))
		case c2 < minCV*minCV:
			b.cv = 0
		case math.Abs(c2-1) < 1e-9:
			b.cv = 1 // meant to be Poisson's, but for a rounding
		default:
			b.cv = math.Sqrt(c2)
		}
	}
	rates, flat := hourlyRates(c.Profile)
	if flat || cv <= 1 {
		return b, ""
	}
	if least := second(&rates, b.mean/float64(time.Hour), 1); least > target {
		what := "Poisson arrivals on this profile have"
		if size > 1 {
			what = fmt.Sprintf("Poisson batches of %v jobs on this profile have", size)
		}
		return b, fmt.Sprintf("%v cannot be had: %s %v; give at least that, a flatter profile, or at most 1, to which the profile is added",
			cv, what, up(math.Sqrt(float64(size*least)-1)))
	}
	b.target = target
	return b, ""
}

// intervals is the distribution of the intervals between batches in operational
// nanoseconds, of those that Thin keeps. The class must be valid.
func (c *Class) intervals() dist.Dist {
	b, _ := c.batches()
	if b.target > 0 {
		rates, _ := hourlyRates(c.Profile)
		b.cv = corrected(&rates, b.mean/float64(time.Hour), b.target)
	}
	d, n := dist.ByCV(b.mean, b.cv), max(1, c.Thin)
	switch h, bursty := d.(dist.Hyperexponential); {
	case n == 1:
		return d
	case bursty:
		return h.Thinned(n)
	}
	// The sum of a geometric number of intervals, which tends to exponential
	// whatever they are: of the family that ByCV has for its moments.
	return dist.ByCV(b.mean*float64(n), math.Sqrt(1+(b.cv*b.cv-1)/float64(n)))
}

// up is x rounded up to two decimals.
func up(x float64) float64 { return math.Ceil(x*100) / 100 }

// corrected is the CV ≥ 1 of the intervals on operational time, of the given
// mean in hours, whose intervals in real time have target as their second
// moment ÷ mean²; that is at least what CV 1 gives. It is the root of a function
// that is nearly linear in CV², found by the Illinois method: Dowell and
// Jarratt, "A modified regula falsi method for computing the root of an
// equation", BIT 11, 1971.
func corrected(rates *[hoursOfWeek]float64, mean, target float64) float64 {
	const enough = 1e-10 // of the second moment
	off := func(c2 float64) float64 { return second(rates, mean, math.Sqrt(c2)) - target }
	low, high := 1.0, max(1, target-1) // the profile makes no interval more regular
	atLow, atHigh := off(low), off(high)
	x, side := high, 0
	for range 100 {
		if atLow >= 0 {
			return math.Sqrt(low)
		}
		if atHigh <= enough*target {
			return math.Sqrt(high)
		}
		x = low + float64((high-low)*(atLow/(atLow-atHigh)))
		at := off(x)
		if math.Abs(at) <= enough*target {
			break
		}
		// An end that stays twice counts half, so that the other moves past the root.
		if at < 0 {
			low, atLow = x, at
			if side < 0 {
				atHigh /= 2
			}
			side = -1
		} else {
			high, atHigh = x, at
			if side > 0 {
				atLow /= 2
			}
			side = 1
		}
	}
	return math.Sqrt(x)
}

// second is the second moment ÷ mean² of the intervals between events of a
// renewal process on operational time that is warped by the rates, where the
// intervals are balanced hyperexponential on operational time with the given
// mean, in hours, and CV ≥ 1. The mean itself is the same on both clocks.
//
// In the long run the event that begins an interval falls into each hour in
// proportion to its rate, and uniformly within. From there each phase is a
// constant hazard in each hour, so its moments follow by a recursion over the
// hours of the week backwards. All terms are positive: nothing cancels.
func second(rates *[hoursOfWeek]float64, mean, cv float64) float64 {
	p, rest, short, long := dist.NewHyperexponential(mean, cv).Phases()
	sum := float64(p * phase(rates, short))
	if rest > 0 {
		sum += float64(rest * phase(rates, long))
	}
	return sum / mean / mean
}

// phase is second's moment, in hours², for an exponential interval of the given
// mean in hours.
//
// With hazard h in an hour, T the end of the interval, q = e^(−h) and e_n =
// ∫ wⁿe^(−hw) dw over 0 ≤ w ≤ 1, from the start of the hour: E[min(T, 1)] = e_0
// and E[min(T, 1)²] = 2e_1, so the moments M and S from the start of hour k are
//
//	M_k = e_0 + q·M_(k+1), S_k = 2e_1 + q·(2M_(k+1) + S_(k+1)),
//
// with those of hour 168 equal to those of hour 0. From a moment uniform in the
// hour, what is left of it being w: 2(e_1 − e_2) + 2e_1·M_(k+1) + e_0·S_(k+1).
func phase(rates *[hoursOfWeek]float64, mean float64) float64 {
	var q, e0, e1, e2 [hoursOfWeek]float64
	total := 0.0
	for k, r := range rates {
		h := r / mean
		total += h
		q[k], e0[k], e1[k], e2[k] = survival(h)
	}
	// 1 less the probability of no event in a week.
	_, one, _, _ := survival(total)
	some := total * one

	// A first pass with 0 after the week finds what is there, a second uses it.
	after := 0.0
	for k := hoursOfWeek - 1; k >= 0; k-- {
		after = e0[k] + float64(q[k]*after)
	}
	first := after / some
	var m [hoursOfWeek + 1]float64
	m[hoursOfWeek] = first
	after = 0
	for k := hoursOfWeek - 1; k >= 0; k-- {
		m[k] = e0[k] + float64(q[k]*m[k+1])
		after = 2*e1[k] + float64(q[k]*(2*m[k+1]+after))
	}
	s, sum := after/some, 0.0
	for k := hoursOfWeek - 1; k >= 0; k-- {
		sum += float64(rates[k] * (2*(e1[k]-e2[k]) + float64(2*e1[k]*m[k+1]) + float64(e0[k]*s)))
		s = 2*e1[k] + float64(q[k]*(2*m[k+1]+s))
	}
	return sum / hoursOfWeek
}

// survival is e^(−h) and ∫ wⁿe^(−hw) dw over 0 ≤ w ≤ 1 for n = 0, 1, 2.
func survival(h float64) (q, e0, e1, e2 float64) {
	q = rng.Exp(-h)
	if h >= 1 {
		e0 = (1 - q) / h
		e1 = (e0 - q) / h
		return q, e0, e1, (2*e1 - q) / h
	}
	// By parts, e_(n−1) = (h·e_n + q)/n. Downwards that forgets where it began:
	// an error there is divided by 19!/2! on the way.
	e2 = q / 20
	for n := 19.0; n > 2; n-- {
		e2 = (float64(h*e2) + q) / n
	}
	e1 = (float64(h*e2) + q) / 2
	return q, float64(h*e1) + q, e1, e2
}
