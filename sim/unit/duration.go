package unit

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// MaxDuration is the longest duration that ParseDuration reads, 146 years: the
// length of time that a run may span.
const MaxDuration time.Duration = 1 << 62

// Day is 24 hours. The model has no time zones, so a day is never anything else.
const Day = 24 * time.Hour

var durationUnits = []struct {
	name string
	size time.Duration
}{
	{"w", 7 * Day}, {"d", Day}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second},
	{"ms", time.Millisecond}, {"us", time.Microsecond}, {"ns", 1},
}

// ParseDuration reads a duration written with its unit: "90s", "15m", "24h",
// "3d", "2w", "1.5d", "1h30m", "-2h". Units are w, d, h, m, s, ms, us (or µs)
// and ns; several stand in falling order. Spaces may stand between a number and
// its unit and between parts. The value must be a whole number of nanoseconds
// and at most MaxDuration, so what is read is exact. A bare number is refused:
// it does not say of what. So are months and years, which have no fixed length.
func ParseDuration(s string) (time.Duration, error) {
	rest := strings.TrimSpace(s)
	negative := strings.HasPrefix(rest, "-")
	if negative {
		rest = rest[1:]
	}
	if rest == "" {
		return 0, notDuration(s)
	}
	var sum uint64
	last := time.Duration(math.MaxInt64)
	for rest != "" {
		number, after, err := cutDecimal(rest)
		if err == errManyDigits {
			return 0, fmt.Errorf("%q has more digits than an exact duration can hold", clip(s))
		}
		if err != nil {
			return 0, notDuration(s)
		}
		name, after := cutUnit(strings.TrimLeft(after, " "))
		size, err := durationUnit(s, name)
		if err != nil {
			return 0, err
		}
		if size >= last {
			return 0, fmt.Errorf("%q does not name its units once each and from the largest to the smallest, as 1d12h does", clip(s))
		}
		last = size
		part, exact, fits := number.times(uint64(size), uint64(MaxDuration))
		if !fits || sum+part > uint64(MaxDuration) {
			return 0, fmt.Errorf("%q is more than 146 years", clip(s))
		}
		if !exact {
			return 0, fmt.Errorf("%q is not a whole number of nanoseconds", clip(s))
		}
		sum += part
		rest = strings.TrimLeft(after, " ")
	}
	if negative {
		return -time.Duration(sum), nil
	}
	return time.Duration(sum), nil
}

func notDuration(s string) error {
	return &Wrong{fmt.Sprintf("%q is not a duration", clip(s)), values("90s", "15m", "24h", "3d", "1h30m")}
}

// cutUnit splits s after its leading letters.
func cutUnit(s string) (unit, rest string) {
	end := strings.IndexFunc(s, func(c rune) bool {
		return c == '.' || c == ' ' || c == '-' || c == '+' || c >= '0' && c <= '9'
	})
	if end < 0 {
		end = len(s)
	}
	return s[:end], s[end:]
}

func durationUnit(s, name string) (time.Duration, error) {
	switch name {
	case "µs", "μs": // both code points that keyboards produce
		name = "us"
	case "":
		bare := strings.TrimSpace(s)
		if _, rest, err := cutDecimal(strings.TrimPrefix(bare, "-")); err != nil || rest != "" {
			return 0, fmt.Errorf("%q ends in a number without a unit: units are w, d, h, m, s, ms, us and ns", clip(s))
		}
		return 0, &Wrong{fmt.Sprintf("%q has no unit", clip(s)),
			[]Meant{{clip(bare) + "s", "seconds"}, {clip(bare) + "m", "minutes"}, {clip(bare) + "h", "hours"}, {clip(bare) + "d", "days"}}}
	}
	for _, u := range durationUnits {
		if u.name == name {
			return u.size, nil
		}
	}
	if name != "M" && name != "Y" { // those are more likely months and years
		if like := likelyUnit(name); like != "" {
			text := strings.Join(strings.Fields(strings.Replace(s, name, like, 1)), "")
			return 0, &Wrong{fmt.Sprintf("%q has the unknown unit %q", clip(s), clip(name)), values(clip(text))}
		}
	}
	if low := strings.ToLower(name); strings.HasPrefix(low, "y") || strings.HasPrefix(low, "mo") || name == "M" {
		days, number := 30, strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), name))
		if strings.HasPrefix(low, "y") {
			days = 365
		}
		if n, err := strconv.Atoi(number); err == nil && n >= 0 && n <= 146 {
			days *= n
		}
		return 0, &Wrong{fmt.Sprintf("%q: months and years have no fixed length", clip(s)), values(fmt.Sprintf("%dd", days))}
	}
	return 0, fmt.Errorf("%q has the unknown unit %q: units are w, d, h, m, s, ms, us and ns", clip(s), clip(name))
}

// likelyUnit is the unit that a longer or capital spelling stands for; "" if
// there is none.
func likelyUnit(name string) string {
	switch strings.TrimSuffix(strings.ToLower(name), "s") {
	case "week", "wk", "w":
		return "w"
	case "day", "d":
		return "d"
	case "hour", "hr", "h":
		return "h"
	case "minute", "min", "m":
		return "m"
	case "second", "sec", "":
		return "s"
	}
	return ""
}

// FormatDuration writes d exactly, in a form that ParseDuration reads back:
// days, hours, minutes and seconds, each where it is not zero ("1d12h",
// "1h30m", "2.5s", "0s").
func FormatDuration(d time.Duration) string {
	if d == 0 {
		return "0s"
	}
	var b []byte
	rest := magnitude(int64(d))
	if d < 0 {
		b = append(b, '-')
	}
	for _, u := range durationUnits[1:4] {
		if n := rest / uint64(u.size); n > 0 {
			b = append(strconv.AppendUint(b, n, 10), u.name...)
			rest %= uint64(u.size)
		}
	}
	if rest > 0 {
		b = append(AppendSeconds(b, int64(rest)), 's')
	}
	return string(b)
}
