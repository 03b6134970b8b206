package unit

import (
	"math/bits"
	"strconv"
)

// Amount is a whole number from 0 of 192 bits, for sums that must hold to the
// last unit: energy, money and carbon, whose units are so small that nothing is
// ever rounded. 128 bits would overflow: a thousand million euro in parts of
// 3.6 × 10^30 are 132 bits. The zero value is nothing.
type Amount struct {
	hi, mid, lo uint64
}

// AmountOf is the 128 bits of two words, the high one first.
func AmountOf(hi, lo uint64) Amount { return Amount{0, hi, lo} }

// Product is x × y.
func Product(x, y uint64) Amount {
	hi, lo := bits.Mul64(x, y)
	return Amount{0, hi, lo}
}

// Times is a × k. A product of more than 192 bits loses its leading ones.
func (a Amount) Times(k uint64) Amount {
	h0, lo := bits.Mul64(a.lo, k)
	h1, mid := bits.Mul64(a.mid, k)
	mid, carry := bits.Add64(mid, h0, 0)
	return Amount{a.hi*k + h1 + carry, mid, lo}
}

// Plus is a + b.
func (a Amount) Plus(b Amount) Amount {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	mid, carry := bits.Add64(a.mid, b.mid, carry)
	return Amount{a.hi + b.hi + carry, mid, lo}
}

// Minus is a − b, which must not be below 0.
func (a Amount) Minus(b Amount) Amount {
	lo, borrow := bits.Sub64(a.lo, b.lo, 0)
	mid, borrow := bits.Sub64(a.mid, b.mid, borrow)
	return Amount{a.hi - b.hi - borrow, mid, lo}
}

// Cmp is −1, 0 or 1 as a is less than, equal to or greater than b.
func (a Amount) Cmp(b Amount) int {
	for _, x := range [...][2]uint64{{a.hi, b.hi}, {a.mid, b.mid}, {a.lo, b.lo}} {
		switch {
		case x[0] < x[1]:
			return -1
		case x[0] > x[1]:
			return 1
		}
	}
	return 0
}

// IsZero reports whether the amount is nothing.
func (a Amount) IsZero() bool { return a == Amount{} }

// Float is the nearest float64, give or take one rounding for each 64 bits.
func (a Amount) Float() float64 {
	return float64(a.hi)*0x1p128 + float64(a.mid)*0x1p64 + float64(a.lo)
}

// over is ⌊a ÷ k⌋ for k > 0.
func (a Amount) over(k uint64) Amount {
	hi, rest := a.hi/k, a.hi%k
	mid, rest := bits.Div64(rest, a.mid, k)
	lo, _ := bits.Div64(rest, a.lo, k)
	return Amount{hi, mid, lo}
}

// append appends all digits.
func (a Amount) append(b []byte) []byte {
	if a.hi == 0 && a.mid == 0 {
		return strconv.AppendUint(b, a.lo, 10)
	}
	high := a.over(1e18)
	low := a.Minus(high.Times(1e18)).lo
	b = high.append(b)
	for d := uint64(1e17); d > 0; d /= 10 {
		b = append(b, byte('0'+low/d%10))
	}
	return b
}

// String is the amount with all of its digits.
func (a Amount) String() string { return string(a.append(nil)) }

// AppendQuotient appends a ÷ (x × y) as a decimal number with at most so many
// places (0 to 18), the last of them rounded to the nearest, halves up, and
// without zeros at its end: 7 ÷ (2 × 4) with two places is "0.88". x and y are
// above 0, and 2·a·10^places must fit 192 bits.
func AppendQuotient(b []byte, a Amount, x, y uint64, places int) []byte {
	scale := uint64(1)
	for range places {
		scale *= 10
	}
	// ⌊(2·a·scale + xy) ÷ 2xy⌋, in steps: ⌊⌊n ÷ x⌋ ÷ y⌋ is ⌊n ÷ xy⌋.
	n := a.Times(scale)
	n = n.Plus(n).Plus(Product(x, y)).over(x).over(y).over(2)
	whole := n.over(scale)
	digits := n.Minus(whole.Times(scale)).lo
	b = whole.append(b)
	if digits == 0 {
		return b
	}
	b = append(b, '.')
	for digits > 0 {
		scale /= 10
		b = append(b, byte('0'+digits/scale))
		digits %= scale
	}
	return b
}
