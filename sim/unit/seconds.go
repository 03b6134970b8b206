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

// ParseSeconds reads a decimal number of seconds ("12", "-3", "0.25", "1.5e+05") as
// nanoseconds. Digits below a nanosecond must be zero, and the value must lie
// within ±146 years, so that what is read is exact; [Scaled] rounds.
func ParseSeconds[T ~string | ~[]byte](s T) (int64, error) {
	ns, exact, err := Scaled(s, 9)
	switch {
	case err == ErrTooLarge:
		return 0, fmt.Errorf("%q seconds are more than 146 years", clip(string(s)))
	case err != nil:
		return 0, fmt.Errorf("%q is not a number of seconds", clip(string(s)))
	case !exact:
		return 0, fmt.Errorf("%q has digits below a nanosecond", clip(string(s)))
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
