package main

import (
	"fmt"
	"math"
	"strings"
)

// student is the 97.5 % quantile of Student's t by degrees of freedom, from 1.
var student = []float64{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093}

// An estimate is a mean over those n of some replications that have the figure; half
// is half the width of its 95 % interval, NaN where there is one only.
type estimate struct {
	mean, half float64
	n, of      int
}

// estimated is the estimate of the numbers that are there; NaN marks one that is not.
func estimated(xs []float64) estimate {
	e := estimate{of: len(xs), half: math.NaN()}
	total := 0.0
	for _, x := range xs {
		if !math.IsNaN(x) {
			total, e.n = total+x, e.n+1
		}
	}
	if e.n == 0 {
		return e
	}
	e.mean = total / float64(e.n)
	if e.n == 1 {
		return e
	}
	squares := 0.0
	for _, x := range xs {
		if !math.IsNaN(x) {
			squares += (x - e.mean) * (x - e.mean)
		}
	}
	t := 1.96
	if e.n-2 < len(student) {
		t = student[e.n-2]
	}
	e.half = t * math.Sqrt(squares/float64(e.n-1)/float64(e.n))
	return e
}

// values is a figure in each replication, NaN where it is not defined.
func values(f figure, list []*replication) []float64 {
	xs := make([]float64, len(list))
	for i, r := range list {
		x, ok := f.value.eval(r)
		if !ok || math.IsInf(x, 0) {
			x = math.NaN()
		}
		xs[i] = x
	}
	return xs
}

// paired is f of two variants, replication by replication.
func paired(a, b []float64, f func(x, y float64) float64) []float64 {
	xs := make([]float64, min(len(a), len(b)))
	for i := range xs {
		if xs[i] = f(a[i], b[i]); math.IsInf(xs[i], 0) {
			xs[i] = math.NaN()
		}
	}
	return xs
}

// show is an estimate of the figure as it is read.
func (f figure) show(e estimate) string {
	if f.unit != "month" || e.n < e.of {
		return e.show(f.digits, f.longer)
	}
	m := int(math.Round(e.mean))
	text := fmt.Sprintf("%04d-%02d", m/12, m%12+1)
	if !math.IsNaN(e.half) {
		text += " ± " + plain(e.half, 0) + " months"
	}
	return text
}

// show is the number as it is read: 40.2 ± 1.5. Where some replications lack it, it says how many.
func (e estimate) show(digits int, longer string) string {
	if longer == "" {
		longer = "–"
	}
	switch {
	case e.n == 0:
		return longer
	case e.n < e.of:
		return fmt.Sprintf("%s in %d of %d", longer, e.of-e.n, e.of)
	case math.IsNaN(e.half):
		return plain(e.mean, digits)
	}
	return plain(e.mean, digits) + " ± " + plain(e.half, digits)
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
