package rng

import "math"

// ln 2 in two parts; the low 32 bits of the first are zero, so that its product
// with an exponent is exact.
const (
	ln2Hi = 0x1.62e42feep-1
	ln2Lo = 0x1.a39ef35793c76p-33
)

// Log is the natural logarithm, the same bits on every processor, within one
// unit in the last place or so. Log(0) is −∞; of a negative number, NaN.
//
// x = 2^e·(1+f) with 1+f between √½ and √2; then, with s = f/(2+f), ln(1+f) is
// 2·artanh(s) = 2s + s·R with R = 2s²/3 + 2s⁴/5 + …, and 2s = f − s·f.
func Log(x float64) float64 {
	switch {
	case x < 0 || x != x:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case x > math.MaxFloat64:
		return x
	}
	k := 0
	if x < 0x1p-1022 { // subnormal
		x *= 0x1p54
		k = -54
	}
	const root = 0x3fe6a09e667f3bcd // the bits of √½
	bits := math.Float64bits(x)
	e := int64(bits-root) >> 52
	k += int(e)
	f := math.Float64frombits(bits-uint64(e)<<52) - 1
	s := f / (2 + f)
	z := float64(s * s)
	w := float64(z * z)
	// Two halves of the series, which the processor works out side by side.
	even := float64(w*(2.0/19)) + 2.0/15
	even = float64(w*even) + 2.0/11
	even = float64(w*even) + 2.0/7
	even = float64(w*even) + 2.0/3
	odd := float64(w*(2.0/21)) + 2.0/17
	odd = float64(w*odd) + 2.0/13
	odd = float64(w*odd) + 2.0/9
	odd = float64(w*odd) + 2.0/5
	r := float64(z*even) + float64(w*odd)
	n := float64(k)
	return float64(n*ln2Hi) - ((float64(s*(f-r)) - float64(n*ln2Lo)) - f)
}

// Exp is e^x, the same bits on every processor, within one unit in the last
// place or so. It is +∞ above 709.78 and 0 below −745.13.
//
// x = k·ln 2 + r with |r| ≤ ½ ln 2; then e^x is 2^k times the series in r.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 709.782712893384: // ln of the largest float64
		return math.Inf(1)
	case x < -745.14:
		return 0
	}
	k := math.Floor(float64(x*math.Log2E) + 0.5)
	r := (x - float64(k*ln2Hi)) - float64(k*ln2Lo)
	z := float64(r * r)
	// The series from r²/2! to r¹³/13!, again in two halves.
	even := float64(z*(1.0/479001600)) + 1.0/3628800
	even = float64(z*even) + 1.0/40320
	even = float64(z*even) + 1.0/720
	even = float64(z*even) + 1.0/24
	even = float64(z*even) + 1.0/2
	odd := float64(z*(1.0/6227020800)) + 1.0/39916800
	odd = float64(z*odd) + 1.0/362880
	odd = float64(z*odd) + 1.0/5040
	odd = float64(z*odd) + 1.0/120
	odd = float64(z*odd) + 1.0/6
	p := 1 + (r + float64(z*(even+float64(r*odd))))
	if k > -1022 && k < 1024 {
		return p * math.Float64frombits(uint64(int64(k)+1023)<<52)
	}
	return math.Ldexp(p, int(k))
}
