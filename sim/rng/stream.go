package rng

import (
	"math"
	"math/bits"
	"math/rand/v2"
)

// Stream is a sequence of random numbers: PCG-DXSM with 128 bits of state, and
// the samplers on top. It is not safe for concurrent use. A copy goes on from
// where the original was.
type Stream struct{ pcg rand.PCG }

// Uint64 is 64 random bits.
func (s *Stream) Uint64() uint64 { return s.pcg.Uint64() }

// Float64 is uniform on the open interval (0, 1): one of the 2⁵² midpoints
// (i + ½)·2⁻⁵². It is never 0 or 1, so that logarithms and quantiles of it are
// finite, and 1 − u is as likely as u.
func (s *Stream) Float64() float64 {
	// Both the sum and the product are exact: i + ½ needs 53 bits.
	return (float64(s.pcg.Uint64()>>12) + 0.5) * 0x1p-52
}

// IntN is uniform on 0, 1, …, n−1, without bias; n must be at least 1. Method:
// Lemire, "Fast random integer generation in an interval", ACM TOMACS 29(1), 2019.
func (s *Stream) IntN(n int) int {
	hi, lo := bits.Mul64(s.pcg.Uint64(), uint64(n))
	if lo < uint64(n) {
		for short := -uint64(n) % uint64(n); lo < short; {
			hi, lo = bits.Mul64(s.pcg.Uint64(), uint64(n))
		}
	}
	return int(hi)
}

// Exponential is exponential with mean 1, by inversion: −ln u. It takes one
// uniform number.
func (s *Stream) Exponential() float64 { return -Log(s.Float64()) }

// Normal is standard normal, by inversion: Quantile of one uniform number. One
// number for one draw keeps common random numbers in step, where a rejection
// method would take now one, now two.
func (s *Stream) Normal() float64 { return Quantile(s.Float64()) }

// Gamma is gamma with the given shape (> 0) and scale 1: mean and variance are
// both equal to the shape. Method: Marsaglia and Tsang, "A simple method for
// generating gamma variables", ACM TOMS 26(3), 2000; below shape 1 a draw of
// shape + 1 times u^(1/shape). It takes a random number of uniform numbers, two
// to start with.
func (s *Stream) Gamma(shape float64) float64 {
	boost := 1.0
	if shape < 1 {
		boost = Exp(Log(s.Float64()) / shape)
		shape++
	}
	d := shape - 1.0/3
	c := 1 / (3 * math.Sqrt(d))
	for {
		x := s.Normal()
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = float64(v * v * v)
		u, x2 := s.Float64(), x*x
		if u < 1-float64(0.0331*x2*x2) || Log(u) < float64(x2*0.5)+float64(d*(1-v+Log(v))) {
			return boost * d * v
		}
	}
}
