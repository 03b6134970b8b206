package unit

import (
	"fmt"
	"math"
	"strconv"
)

// AppendSeconds appends ns nanoseconds as seconds, exactly and with no more
// digits than that takes: 1500000000 is "1.5", 3000000000 is "3".
func AppendSeconds(b []byte, ns int64) []byte {
	if ns < 0 {
		b = append(b, '-')
		if ns == math.MinInt64 {
			return append(b, "9223372036.854775808"...)
		}
		ns = -ns
	}
	b = strconv.AppendInt(b, ns/1e9, 10)
	frac := ns % 1e9
	if frac == 0 {
		return b
	}
	b = append(b, '.')
	for unit := int64(1e8); frac > 0; unit /= 10 {
		b = append(b, byte('0'+frac/unit))
		frac %= unit
	}
	return b
}

// ParseSeconds reads a plain decimal number of seconds ("12", "-3", "0.25") as
// nanoseconds. Digits beyond the ninth decimal must be zero, and the value must
// lie within ±146 years, so that what is read is exact.
func ParseSeconds[T ~string | ~[]byte](s T) (int64, error) {
	i, negative := 0, false
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		negative = s[i] == '-'
		i++
	}
	var whole, frac int64
	digits, point, unit := 0, false, int64(1e8)
	for ; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '.' && !point:
			point = true
			continue
		case c < '0' || c > '9':
			return 0, fmt.Errorf("%q is not a number of seconds", clip(string(s)))
		}
		digits++
		switch {
		case !point:
			if whole = whole*10 + int64(c-'0'); whole > (1<<62)/1_000_000_000 {
				return 0, fmt.Errorf("%q seconds are more than 146 years", clip(string(s)))
			}
		case unit > 0:
			frac += int64(c-'0') * unit
			unit /= 10
		case c != '0':
			return 0, fmt.Errorf("%q has digits below a nanosecond", clip(string(s)))
		}
	}
	if digits == 0 {
		return 0, fmt.Errorf("%q is not a number of seconds", clip(string(s)))
	}
	ns := whole*1e9 + frac
	if ns > 1<<62 {
		return 0, fmt.Errorf("%q seconds are more than 146 years", clip(string(s)))
	}
	if negative {
		ns = -ns
	}
	return ns, nil
}

// clip keeps a quoted piece of bad input short enough to read.
func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
