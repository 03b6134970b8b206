package unit

import "errors"

// What Scaled says of a text that it cannot read.
var (
	ErrNoNumber = errors.New("not a number")
	ErrTooLarge = errors.New("more than can be held")
)

// Scaled reads a decimal number ("12", "-0.25", "1.5e+05") times 10^places as a whole
// number, rounded to the nearest one, halves to the even one; exact reports whether
// nothing was rounded. The number may have any count of digits, the product at most
// 2^62 on either side of 0. An exponent has at most four digits.
func Scaled[T ~string | ~[]byte](s T, places int) (v int64, exact bool, err error) {
	i, negative := 0, false
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		negative = s[0] == '-'
		i++
	}
	first, digits, whole := i, 0, -1 // whole counts the digits before the point
	for ; i < len(s) && (s[i]-'0' <= 9 || s[i] == '.' && whole < 0); i++ {
		if s[i] == '.' {
			whole = digits
			continue
		}
		digits++
	}
	end := i
	exponent, ok := exponentOf(s[i:])
	if digits == 0 || !ok {
		return 0, false, ErrNoNumber
	}
	if whole < 0 {
		whole = digits
	}

	// The first units digits are those of the whole number that is made.
	units := whole + exponent + places
	const limit = 1 << 62
	var n uint64
	next, rest := byte(0), false // the first digit that is rounded away, and any after it
	for i = first; i < end; i++ {
		c := s[i]
		if c == '.' {
			continue
		}
		switch c -= '0'; {
		case units > 0:
			if n > limit/10 {
				return 0, false, ErrTooLarge
			}
			n = n*10 + uint64(c)
		case units == 0:
			next = c
		default:
			rest = rest || c != 0
		}
		units--
	}
	for ; units > 0 && n > 0; units-- {
		if n > limit/10 {
			return 0, false, ErrTooLarge
		}
		n *= 10
	}
	if next > 5 || next == 5 && (rest || n&1 == 1) {
		n++
	}
	if n > limit {
		return 0, false, ErrTooLarge
	}
	v = int64(n)
	if negative {
		v = -v
	}
	return v, next == 0 && !rest, nil
}

// exponentOf reads "" and "e-3".
func exponentOf[T ~string | ~[]byte](s T) (int, bool) {
	if len(s) == 0 {
		return 0, true
	}
	i, negative := 1, false
	if len(s) > 1 && (s[1] == '-' || s[1] == '+') {
		negative = s[1] == '-'
		i++
	}
	if s[0]|0x20 != 'e' || i == len(s) || len(s)-i > 4 {
		return 0, false
	}
	n := 0
	for ; i < len(s); i++ {
		if s[i]-'0' > 9 {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	if negative {
		n = -n
	}
	return n, true
}
