package unit

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strings"
	"time"
)

// Ratio is an exact positive fraction. Speeds and scales are ratios, not
// floats, so that a run time divided by a speed is the same nanosecond on
// every machine. The zero value means 1.
type Ratio struct {
	Num, Den int64
}

// One is the ratio 1/1.
var One = Ratio{1, 1}

// ParseRatio reads a decimal ("0.387") or a fraction ("1/16") exactly. It
// refuses what is not positive or needs more than 15 digits.
func ParseRatio(s string) (Ratio, error) {
	num, den, isFraction := strings.Cut(s, "/")
	r := Ratio{1, 1}
	var err error
	if r, err = parseDecimal(strings.TrimSpace(num)); err != nil {
		return Ratio{}, fmt.Errorf("%q %w", clip(s), err)
	}
	if isFraction {
		d, err := parseDecimal(strings.TrimSpace(den))
		if err != nil {
			return Ratio{}, fmt.Errorf("%q %w", clip(s), err)
		}
		hi1, n := bits.Mul64(uint64(r.Num), uint64(d.Den))
		hi2, m := bits.Mul64(uint64(r.Den), uint64(d.Num))
		if hi1 != 0 || hi2 != 0 || n > math.MaxInt64 || m > math.MaxInt64 {
			return Ratio{}, fmt.Errorf("%q %w", clip(s), errDigits)
		}
		r = Ratio{int64(n), int64(m)}
	}
	return r.reduced(), nil
}

var (
	errNotPositive = errors.New("is not a positive number such as 0.387 or 1/16")
	errDigits      = errors.New("needs more digits than an exact fraction can hold")
)

func parseDecimal(s string) (Ratio, error) {
	r := Ratio{0, 1}
	digits, point := 0, false
	for _, c := range []byte(s) {
		switch {
		case c == '.' && !point:
			point = true
		case c >= '0' && c <= '9':
			if digits++; digits > 15 {
				return Ratio{}, errDigits
			}
			r.Num = r.Num*10 + int64(c-'0')
			if point {
				r.Den *= 10
			}
		default:
			return Ratio{}, errNotPositive
		}
	}
	if r.Num == 0 {
		return Ratio{}, errNotPositive
	}
	return r, nil
}

func (r Ratio) reduced() Ratio {
	a, b := r.Num, r.Den
	for b != 0 {
		a, b = b, a%b
	}
	return Ratio{r.Num / a, r.Den / a}
}

func (r Ratio) orOne() Ratio {
	if r.Num == 0 && r.Den == 0 {
		return One
	}
	return r
}

// IsOne reports whether the ratio is 1.
func (r Ratio) IsOne() bool { r = r.orOne(); return r.Num == r.Den }

// Float is the nearest float64.
func (r Ratio) Float() float64 { r = r.orOne(); return float64(r.Num) / float64(r.Den) }

// String writes the ratio as a decimal where that is exact, else as a fraction.
func (r Ratio) String() string {
	r = r.orOne()
	d := fmt.Sprintf("%g", r.Float())
	if back, err := ParseRatio(d); err == nil && back == r.reduced() {
		return d
	}
	return fmt.Sprintf("%d/%d", r.Num, r.Den)
}

// DivideUp is d ÷ r, rounded up to the next nanosecond: what work of d at
// speed 1 takes at speed r. It saturates at the longest duration.
func (r Ratio) DivideUp(d time.Duration) time.Duration {
	r = r.orOne()
	if r.Num == r.Den || d <= 0 {
		return d
	}
	return mulDiv(d, r.Den, r.Num, true)
}

// MultiplyDown is d × r, rounded down: the work at speed 1 that is done in d
// at speed r, and so the longest work that fits into d.
func (r Ratio) MultiplyDown(d time.Duration) time.Duration {
	r = r.orOne()
	if r.Num == r.Den || d <= 0 || d == math.MaxInt64 {
		return d
	}
	return mulDiv(d, r.Num, r.Den, false)
}

func mulDiv(d time.Duration, num, den int64, up bool) time.Duration {
	hi, lo := bits.Mul64(uint64(d), uint64(num))
	if hi >= uint64(den) {
		return math.MaxInt64
	}
	q, rem := bits.Div64(hi, lo, uint64(den))
	if q >= math.MaxInt64 { // checked before q could wrap around
		return math.MaxInt64
	}
	if up && rem > 0 {
		q++
	}
	return time.Duration(q)
}
