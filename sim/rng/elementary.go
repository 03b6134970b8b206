package rng

import "math"

// ln 2 in two parts; the low 32 bits of the first are zero, so that its product
// with an exponent is exact.
const (
	ln2Hi = 0x1.62e42feep-1
	ln2Lo = 0x1.a39ef35793c76p-33
)

// Twice the coefficients of artanh: 2/21, 2/19, …, 2/3.
var artanh = [...]float64{2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13, 2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3}

// The coefficients of the exponential series: 1/13!, 1/12!, …, 1/2!.
var expSeries = [...]float64{
	1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320,
	1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2,
}

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
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		e--
	}
	f := m - 1
	s := f / (2 + f)
	z := s * s
	r := 0.0
	for _, c := range artanh {
		r = float64(r*z) + c
	}
	r = float64(r * z)
	k := float64(e)
	return float64(k*ln2Hi) - ((float64(s*(f-r)) - float64(k*ln2Lo)) - f)
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
	p := 0.0
	for _, c := range expSeries {
		p = float64(p*r) + c
	}
	p = 1 + (r + float64(p*r*r))
	if k > -1022 && k < 1024 {
		return p * math.Float64frombits(uint64(int64(k)+1023)<<52)
	}
	return math.Ldexp(p, int(k))
}
