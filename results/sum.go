package results

import (
	"math/bits"
	"time"
)

// sum128 adds up non-negative integers exactly. Ten million waits of a year
// are 3·10²³ ns, which neither an int64 nor a float64 holds; and because whole
// numbers add up to the same total in any order, the sum of the classes is the
// figure for all, to the last digit.
type sum128 struct {
	hi, lo uint64
}

func (s *sum128) add(x uint64) {
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, x, 0)
	s.hi += carry
}

// addProduct adds a × b.
func (s *sum128) addProduct(a, b uint64) {
	hi, lo := bits.Mul64(a, b)
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, lo, 0)
	s.hi += hi + carry
}

func (s *sum128) plus(t sum128) {
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, t.lo, 0)
	s.hi += t.hi + carry
}

// mean is the sum ÷ n, rounded half up to a whole number. It needs n > 0 and a
// mean that fits into 64 bits, as that of n int64 values does.
func (s sum128) mean(n int64) time.Duration {
	s.add(uint64(n) / 2)
	q, _ := bits.Div64(s.hi, s.lo, uint64(n))
	return time.Duration(q)
}

// float is the nearest float64, give or take one rounding.
func (s sum128) float() float64 { return float64(s.hi)*0x1p64 + float64(s.lo) }

// hours is a sum of GPU·ns in GPU-hours.
func (s sum128) hours() float64 { return s.float() / 3.6e12 }

func (s *sum128) minus(t sum128) {
	var borrow uint64
	s.lo, borrow = bits.Sub64(s.lo, t.lo, 0)
	s.hi -= t.hi + borrow
}
