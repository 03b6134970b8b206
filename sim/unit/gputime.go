package unit

import (
	"math"
	"math/bits"
	"time"
)

// GPUTime is an amount of GPUs × time in GPU·ns, held in 128 bits: an int64
// would overflow after a day at 120,000 GPUs. The zero value is nothing.
type GPUTime struct {
	hi int64
	lo uint64
}

// Times is gpus held for d.
func Times(gpus int64, d time.Duration) GPUTime {
	var t GPUTime
	t.Add(gpus, d)
	return t
}

// Add adds gpus × d; either may be negative.
func (t *GPUTime) Add(gpus int64, d time.Duration) {
	negative := (gpus < 0) != (d < 0)
	hi, lo := bits.Mul64(magnitude(gpus), magnitude(int64(d)))
	if negative {
		var borrow uint64
		t.lo, borrow = bits.Sub64(t.lo, lo, 0)
		t.hi -= int64(hi) + int64(borrow)
		return
	}
	var carry uint64
	t.lo, carry = bits.Add64(t.lo, lo, 0)
	t.hi += int64(hi) + int64(carry)
}

func magnitude(x int64) uint64 {
	if x < 0 {
		return uint64(-x)
	}
	return uint64(x)
}

// Plus is t + u.
func (t GPUTime) Plus(u GPUTime) GPUTime {
	lo, carry := bits.Add64(t.lo, u.lo, 0)
	return GPUTime{t.hi + u.hi + int64(carry), lo}
}

// Minus is t − u.
func (t GPUTime) Minus(u GPUTime) GPUTime {
	lo, borrow := bits.Sub64(t.lo, u.lo, 0)
	return GPUTime{t.hi - u.hi - int64(borrow), lo}
}

// Words is the amount as hi·2⁶⁴ + lo, exactly, in GPU·ns.
func (t GPUTime) Words() (hi int64, lo uint64) { return t.hi, t.lo }

// Cmp is −1, 0 or 1 as t is less than, equal to or greater than u.
func (t GPUTime) Cmp(u GPUTime) int {
	switch {
	case t.hi < u.hi || t.hi == u.hi && t.lo < u.lo:
		return -1
	case t == u:
		return 0
	}
	return 1
}

// Nanos is the amount in GPU·ns as the nearest float64.
func (t GPUTime) Nanos() float64 {
	if t.hi == 0 {
		return float64(t.lo)
	}
	return t.nanos()
}

func (t GPUTime) nanos() float64 {
	hi, lo, sign := uint64(t.hi), t.lo, 1.0
	if t.hi < 0 {
		// The parts of a small negative amount are two large ones that would
		// cancel, so it is turned round first.
		var borrow uint64
		lo, borrow = bits.Sub64(0, lo, 0)
		hi, _ = bits.Sub64(0, hi, borrow)
		sign = -1
	}
	// The leading 64 bits, the last of which stands for all that follow too, so
	// that there is one rounding.
	shift := bits.Len64(hi)
	lead := hi<<(64-shift) | lo>>shift
	if lo<<(64-shift) != 0 {
		lead |= 1
	}
	// 2^shift is a float without fraction, so the product is exact.
	return sign * float64(lead) * math.Float64frombits(uint64(1023+shift)<<52)
}

// Hours is the amount in GPU-hours.
func (t GPUTime) Hours() float64 { return t.Nanos() / 3.6e12 }
