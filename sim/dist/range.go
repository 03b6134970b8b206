package dist

import (
	"math"

	"sovsim/sim/rng"
)

// SizeRange is a range of sizes in GPUs, 1 ≤ Low < High: a size is the nearest whole
// number to a log-uniform draw from [Low, High]. The zero value is none.
type SizeRange struct{ Low, High int }

// ByteRange is a log-uniform range of sizes in bytes; Low = High is one size.
type ByteRange struct{ Low, High int64 }

// SizeLimit bounds sizes so that each fits where the job may run.
type SizeLimit struct {
	// Most is the largest size before division: sizes are drawn given that they
	// are at most this. 0 is no limit.
	Most int
	// Cap is the largest size after division, at least 1: a larger one becomes
	// it. 0 is none.
	Cap int
}

// Allows reports whether a size, before division, may be drawn.
func (l SizeLimit) Allows(gpus int) bool { return l.Most == 0 || gpus <= l.Most }

// Cut is a divided size, as much of it as the cap leaves.
func (l SizeLimit) Cut(gpus int) int {
	if l.Cap > 0 {
		return min(gpus, l.Cap)
	}
	return gpus
}

// Divided is a size divided by n, to the nearest whole number, halves up, at
// least 1. An n below 1 is 1.
func Divided(gpus, n int) int {
	n = max(n, 1)
	return max(1, (gpus+n/2)/n)
}

// Top is up to where a range is drawn, and the largest whole number drawn, where
// no size is above most (0 is no limit). Size k stands for the draws within ½ of
// k, so those of at most k end at k + ½: drawing up to there is drawing from the
// whole range, given that the size is at most k.
func (r SizeRange) Top(most int) (float64, int) {
	if most == 0 || most >= r.High {
		return float64(r.High), r.High
	}
	return float64(most) + 0.5, most
}

// Fitting is the probability of a size of at most so many GPUs.
func (r SizeRange) Fitting(most int) float64 {
	if most < r.Low {
		return 0
	}
	top, _ := r.Top(most)
	return rng.Log(top/float64(r.Low)) / rng.Log(float64(r.High)/float64(r.Low))
}

// Mean is the mean of sizes of the range within a limit, divided by n. A size k has
// the probability F(k + ½) − F(k − ½) with F(x) = ln(x/Low) ÷ ln(top/Low), ends
// included; those that are divided to j or more are the k ≥ c(j), where c(j) is
// the least k with k ÷ n ≥ j − ½. So the mean is the sum over all j of
//
//	P(k ≥ c(j)) = 1 − F(c(j) − ½),  c(j) − ½ = n·(j − s),
//	s = ½ + 1/(2n) for n even, ½ for n odd (n = 1 is c(j) = j),
//
// and the sum of the logarithms of j − s is that of a quotient of gamma functions.
// Sizes that are cut end the sum there.
//
// By hand: 1 to 16 GPUs are 5.40 on average, not divided.
func (r SizeRange) Mean(n int, limit SizeLimit) float64 {
	n = max(n, 1)
	s := 0.5
	if n%2 == 0 {
		s += 1 / float64(2*n)
	}
	// All sizes are divided to first at least, and to last at most.
	top, most := r.Top(limit.Most)
	first, last := Divided(r.Low, n), limit.Cut(Divided(most, n))
	if first >= last {
		return float64(last)
	}
	m := float64(last - first)
	low := float64(r.Low)
	all := rng.Log(top / low)
	// Σ ln(n·(j − s) ÷ Low) for j = first + 1, …, last
	upTo, _ := math.Lgamma(float64(last) + 1 - s)
	below, _ := math.Lgamma(float64(first) + 1 - s)
	logs := upTo - below + float64(m*rng.Log(float64(n)/low))
	return float64(last) - logs/all
}
