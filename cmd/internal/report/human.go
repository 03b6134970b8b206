package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// undefined stands in tables for a figure that is not defined.
const undefined = "–"

// fixed is x with so many decimals; what rounds to zero has no sign.
func fixed(x float64, decimals int) string {
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if s[0] == '-' && strings.Trim(s, "-0.") == "" {
		return s[1:]
	}
	return s
}

// thousands is x with so many decimals and a comma between thousands.
func thousands(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return undefined
	}
	s := fixed(x, decimals)
	whole := len(s)
	if decimals > 0 {
		whole -= decimals + 1
	}
	from := 0
	if s[0] == '-' {
		from = 1
	}
	for i := whole - 3; i > from; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// short is a duration in at most six characters: 45.2s, 12m05s, 1h53m, 4d02h,
// 123d. It rounds down to its last unit.
func short(seconds float64) string {
	if math.IsNaN(seconds) || seconds < 0 {
		return undefined
	}
	d := time.Duration(math.Min(seconds, 9.2e9) * 1e9)
	const day = 24 * time.Hour
	switch {
	case d == 0:
		return "0s"
	case d < 10*time.Second:
		return fmt.Sprintf("%.2fs", d.Truncate(10*time.Millisecond).Seconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1fs", d.Truncate(100*time.Millisecond).Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%dm%02ds", d/time.Minute, d%time.Minute/time.Second)
	case d < day:
		return fmt.Sprintf("%dh%02dm", d/time.Hour, d%time.Hour/time.Minute)
	case d < 100*day:
		return fmt.Sprintf("%dd%02dh", d/day, d%day/time.Hour)
	}
	return fmt.Sprintf("%dd", d/day)
}

// bound is short without a last unit that is zero: 28d, not 28d00h.
func bound(seconds float64) string {
	if d := math.Round(seconds / 86400); d > 0 && d < 100 && math.Abs(d*86400-seconds) < 1 {
		return fmt.Sprintf("%gd", d)
	}
	return short(seconds)
}

// slowdownText keeps four decimals while there is room for them.
func slowdownText(x float64) string {
	switch {
	case x < 1000:
		return thousands(x, 4)
	case x < 100_000:
		return thousands(x, 1)
	}
	return thousands(x, 0)
}

func percent(x float64) string {
	if math.IsNaN(x) {
		return undefined
	}
	return fixed(100*x, 1) + "%"
}

// countText is a number of things in at most four characters: 361, 5.1k, 590k, 4.0M.
func countText(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return undefined
	}
	if math.Abs(x) < 999.5 {
		return fixed(x, 0)
	}
	units := []string{"k", "M", "G", "T", "P", "E"}
	i := 0
	for x /= 1000; math.Abs(x) >= 999.5 && i < len(units)-1; i++ {
		x /= 1000
	}
	decimals := 0
	if math.Abs(x) < 9.95 {
		decimals = 1
	}
	return strconv.FormatFloat(x, 'f', decimals, 64) + units[i]
}

// partText is a part of a whole in percent; one that is there is never 0.0%, one
// that is not all never 100.0%.
func partText(part, whole float64) string {
	switch x := part / whole; {
	case x > 0 && x < 0.0005:
		return "<0.1%"
	case x < 1 && x >= 0.9995:
		return ">99.9%"
	default:
		return percent(x)
	}
}

// beyond is a bound that is exceeded, in whole days or hours: > 11d.
func beyond(seconds float64) string {
	if d := bound(seconds); !strings.HasSuffix(d, "h") && !strings.HasSuffix(d, "m") {
		return "> " + d
	}
	if seconds >= 86400 {
		return fmt.Sprintf("> %dd", int64(seconds/86400))
	}
	if seconds >= 3600 {
		return fmt.Sprintf("> %dh", int64(seconds/3600))
	}
	return "> " + short(seconds)
}
