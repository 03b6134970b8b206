package unit

import (
	"errors"
	"math/bits"
)

// decimal is a plain decimal number held exactly: digits ÷ 10^places. Text is
// read into it rather than into a float, so that "0.1 s" is 100,000,000 ns and
// not the nearest thing to it.
type decimal struct {
	digits uint64
	places int
}

var (
	errNoNumber   = errors.New("no number")
	errManyDigits = errors.New("more than 19 digits")
)

// cutDecimal reads the number that s begins with ("12", "0.5") and returns it
// with the text after it. Zeros that end a fraction do not count as digits.
func cutDecimal(s string) (d decimal, rest string, err error) {
	i, seen, zeros, point := 0, false, 0, false
	for ; i < len(s); i++ {
		c := s[i]
		if c == '.' && !point {
			point = true
			continue
		}
		if c < '0' || c > '9' {
			break
		}
		seen = true
		if point && c == '0' {
			zeros++ // counts only if another digit follows
			continue
		}
		for ; zeros > 0; zeros-- {
			if !d.push('0', true) {
				return decimal{}, s, errManyDigits
			}
		}
		if !d.push(c, point) {
			return decimal{}, s, errManyDigits
		}
	}
	if !seen {
		return decimal{}, s, errNoNumber
	}
	return d, s[i:], nil
}

// push appends one digit and reports whether there was room for it.
func (d *decimal) push(c byte, fraction bool) bool {
	if d.digits >= 1e18 || d.places >= 18 {
		return false // ten times more, and ten to the places, still fit
	}
	d.digits = d.digits*10 + uint64(c-'0')
	if fraction {
		d.places++
	}
	return true
}

// times is d × unit as a whole number. exact is false where a fraction is left,
// fits is false where the product is more than limit.
func (d decimal) times(unit, limit uint64) (n uint64, exact, fits bool) {
	hi, lo := bits.Mul64(d.digits, unit)
	den := uint64(1)
	for range d.places {
		den *= 10
	}
	if hi >= den {
		return 0, true, false
	}
	n, rem := bits.Div64(hi, lo, den)
	return n, rem == 0, n <= limit
}
