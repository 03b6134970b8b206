package report

import (
	"fmt"
	"math"
	"strings"

	"sovsim/results/compare"
)

// This file writes figures with their ±, which everywhere is half of the 95 %
// interval of the mean over replications (package compare), and rounds both to what
// that supports: two digits of the half. A mean of 9,021.18 s ± 3,034 s is
// 9,000 ± 3,000. With one replication there is no ±.

// plusMinus is mean ± half with at most so many decimals; the mean alone where there
// is no interval.
func plusMinus(d compare.Interval, decimals int) string {
	if math.IsNaN(d.Half) {
		return thousands(d.Mean, decimals)
	}
	digits := min(decimals, supported(d.Mean, d.Half))
	return rounding(d.Mean, digits) + " ± " + rounding(d.Half, digits)
}

// supported is to how many decimals a mean and the half of its interval are
// written: two digits of the half, or the first of the mean where that is smaller.
// Negative ones are zeros before the point.
func supported(mean, half float64) int {
	if !(half > 0) || math.IsInf(half, 0) || math.IsInf(mean, 0) {
		return math.MaxInt
	}
	digits := 1 - magnitude(half)
	if math.Round(half*math.Pow10(digits)) >= 100 { // 9.96 is 10
		digits--
	}
	if mean != 0 && digits < -magnitude(mean) {
		digits = -magnitude(mean)
	}
	return digits
}

// magnitude is the power of ten of the first digit.
func magnitude(x float64) int { return int(math.Floor(math.Log10(math.Abs(x)))) }

// rounding is x with so many decimals; negative ones are zeros before the point.
func rounding(x float64, digits int) string {
	if digits >= 0 {
		return thousands(x, digits)
	}
	unit := math.Pow10(-digits)
	return thousands(math.Round(x/unit)*unit, 0)
}

// percentText is a share in percent, with its interval.
func percentText(d compare.Interval) string {
	if math.IsNaN(d.Mean) {
		return undefined
	}
	return plusMinus(d.Times(100), 1) + "%"
}

// timeText is a time in seconds with its interval, both in the unit of the larger:
// 11.1 ± 2.3s, 7.9 ± 1.2h. Alone it is as short has it.
func timeText(d compare.Interval) string {
	switch {
	case math.IsNaN(d.Half):
		return short(d.Mean)
	case d.Half == 0:
		return short(d.Mean) + " ± 0"
	}
	unit, name := timeUnit(max(d.Mean, d.Half))
	return plusMinus(d.Times(1/unit), 2) + name
}

// timeUnit is the unit in which a time has two or three digits, in seconds.
func timeUnit(seconds float64) (float64, string) {
	switch s := math.Abs(seconds); {
	case s < 100:
		return 1, "s"
	case s < 100*60:
		return 60, "m"
	case s < 48*3600:
		return 3600, "h"
	}
	return 86400, "d"
}

// amountText is a number of things with its interval: 1,234 ± 12k. Alone it has
// four digits.
func amountText(d compare.Interval) string {
	unit, name := 1.0, ""
	for _, n := range []string{"k", "M", "G", "T", "P", "E"} {
		if math.Abs(d.Mean) < 10_000*unit {
			break
		}
		unit, name = 1000*unit, n
	}
	decimals := max(0, 3-magnitude(max(1, math.Abs(d.Mean)/unit)))
	if name == "" {
		decimals = min(decimals, 1)
	}
	if math.IsNaN(d.Mean) {
		return undefined
	}
	return plusMinus(d.Times(1/unit), decimals) + name
}

// signedTime is a difference of times with its interval and its sign, in the unit of
// a time beside it, or in its own where that is much smaller.
func signedTime(d compare.Interval, beside float64) string {
	unit, name := timeUnit(beside)
	if size := max(math.Abs(d.Mean), d.Half); size < unit/10 {
		unit, name = timeUnit(size)
	}
	return signed(plusMinus(d.Times(1/unit), 2), d.Mean) + name
}

func signed(text string, mean float64) string {
	if mean > 0 {
		return "+" + text
	}
	return strings.Replace(text, "-", "−", 1)
}

// reachedIn says in how many replications a figure is reached; nothing where it is
// in all or in none, which a – or > says.
func reachedIn(n, of int) string {
	if n == 0 || n == of {
		return ""
	}
	return fmt.Sprintf(" (%d of %d)", n, of)
}
