package main

import (
	"fmt"
	"math"
	"strings"

	"sovsim/results/compare"
)

// sample is a figure in each replication of a variant; one that is not defined is the same
// as one that is not reached, and in no mean.
func sample(f figure, list []*replication) compare.Sample {
	var s compare.Sample
	for i, r := range list {
		if x, ok := f.value.eval(r); ok {
			s.Add(i, x)
		} else {
			s.AddUndefined(i)
		}
	}
	return s
}

// interval is that of a figure over the replications of a variant.
func (f figure) interval(list []*replication) compare.Interval { return sample(f, list).Interval() }

// show is an estimate of the figure as it is read. A month is no number with an
// interval about its middle: it is the range of the replications.
func (f figure) show(e compare.Interval) string {
	if f.unit != "month" {
		return shown(e, f.digits, f.longer)
	}
	if e.N == 0 {
		return shown(e, 0, f.longer)
	}
	first, last := month(e.Min), month(e.Max)
	switch {
	case e.N < e.Of:
		return fmt.Sprintf("%s– (%d of %d)", first, e.N, e.Of)
	case first == last:
		return first
	}
	return first + "–" + last
}

func month(x float64) string {
	m := int(math.Round(x))
	return fmt.Sprintf("%04d-%02d", m/12, m%12+1)
}

// shown is the number as it is read: 40.2 ± 1.5. Where some replications lack it, it says how
// many have it: > 672 (2 of 3).
func shown(e compare.Interval, digits int, longer string) string {
	if longer == "" {
		longer = "–"
	}
	switch {
	case e.N == 0:
		return longer
	case e.N < e.Of:
		return fmt.Sprintf("%s (%d of %d)", longer, e.N, e.Of)
	case math.IsNaN(e.Half):
		return plain(e.Mean, digits)
	}
	return plain(e.Mean, digits) + " ± " + plain(e.Half, digits)
}

// showRatio is a ratio with its interval, which is not symmetric: 0.93 (0.88–0.98).
func showRatio(r compare.Ratio, digits int) string {
	switch {
	case r.N == 0:
		return "–"
	case r.N < r.Of:
		return fmt.Sprintf("%s (%d of %d)", plain(r.Mean, digits), r.N, r.Of)
	case math.IsNaN(r.Low):
		return plain(r.Mean, digits)
	}
	return fmt.Sprintf("%s (%s)", plain(r.Mean, digits), rangeOf(r.Low, r.High, digits))
}

// showPart is a quotient of two differences, in per cent, with its interval from its low to
// its high end: 65 % (1–129).
func showPart(e compare.Interval, digits int) string {
	if e.N < e.Of || math.IsNaN(e.Half) {
		return shown(e, digits, "") + " %"
	}
	return fmt.Sprintf("%s %% (%s)", plain(e.Mean, digits), rangeOf(e.Low(), e.High(), digits))
}

// rangeOf is low–high; low to high where one is negative; one number where they are the same.
func rangeOf(low, high float64, digits int) string {
	a, b := plain(low, digits), plain(high, digits)
	switch {
	case a == b:
		return a
	case low < 0 || high < 0:
		return a + " to " + b
	}
	return a + "–" + b
}

// plain is a number with so many digits after the point, or rounded to a power of ten where
// that is negative, and commas between thousands.
func plain(x float64, digits int) string {
	if digits < 0 {
		unit := math.Pow10(-digits)
		x, digits = math.Round(x/unit)*unit, 0
	}
	text := fmt.Sprintf("%.*f", digits, math.Abs(x))
	whole, rest, _ := strings.Cut(text, ".")
	var b strings.Builder
	if x < 0 && strings.Trim(text, "0.") != "" {
		b.WriteString("−")
	}
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if rest != "" {
		b.WriteString("." + rest)
	}
	return b.String()
}
