package unit

import (
	"fmt"
	"math"
	"strings"
)

// Scale is one spelling of a unit: how many whole parts there are in one of it.
type Scale struct {
	Name  string
	Parts uint64
}

// ParseScaled reads a decimal number from 0 with one of the units and returns
// it in parts, exactly: "0.19 EUR/kWh" with {"EUR/kWh", 10^9} is 190,000,000. What
// is no whole number of parts, or is more than limit, is refused. example ends
// messages: what to write.
func ParseScaled(s, example string, limit int64, units ...Scale) (int64, error) {
	text := strings.TrimSpace(s)
	number, rest, err := cutDecimal(text)
	switch {
	case strings.HasPrefix(text, "-"):
		return 0, fmt.Errorf("%q is negative: give 0 or more, such as %s", clip(s), example)
	case err == errManyDigits:
		return 0, fmt.Errorf("%q has more digits than can be held exactly: write fewer, such as %s", clip(s), example)
	case err != nil:
		return 0, fmt.Errorf("%q has no number: write %s", clip(s), example)
	}
	name := strings.TrimSpace(rest)
	var names []string
	for _, u := range units {
		if names = append(names, u.Name); u.Name != name {
			continue
		}
		n, exact, fits := number.times(u.Parts, math.MaxInt64)
		switch {
		case !fits || n > uint64(limit):
			return 0, fmt.Errorf("%q is more than %s, the most there can be", clip(s), FormatScaled(limit, units[0]))
		case !exact:
			return 0, fmt.Errorf("%q has more digits than are kept, down to %s: write fewer", clip(s), FormatScaled(1, units[0]))
		}
		return int64(n), nil
	}
	if name == "" {
		return 0, &Wrong{fmt.Sprintf("%q has no unit", clip(s)), values(clip(text) + " " + units[0].Name)}
	}
	return 0, fmt.Errorf("%q has the unknown unit %q: write %s (units: %s)", clip(s), clip(name), example, strings.Join(names, ", "))
}

// FormatScaled writes n parts, at least 0, in a unit; ParseScaled reads it back.
// The unit has a power of ten of parts, at most 10^18.
func FormatScaled(n int64, u Scale) string {
	places := 0
	for p := u.Parts; p > 1; p /= 10 {
		places++
	}
	return string(AppendQuotient(nil, Product(uint64(n), 1), u.Parts, 1, places)) + " " + u.Name
}
