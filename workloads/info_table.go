package workloads

import (
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sovsim/sim/unit"
)

// Table shows the description as text of at most 80 columns.
func (i *Info) Table() string {
	var b strings.Builder
	row := func(label, format string, args ...any) {
		fmt.Fprintf(&b, "%-13s %s\n", label, fmt.Sprintf(format, args...))
	}
	row("trace", "%s (%s)", shorten(filepath.Base(i.File), 50), i.Format)
	row("records", "%s read, %s kept, %s dropped", count(i.Counts.Read), count(i.Counts.Kept), count(i.Counts.TotalDropped()))
	for d, n := range i.Counts.Dropped {
		if n > 0 {
			row("", "%s", wrap(fmt.Sprintf("%s dropped: %s", count(n), Drop(d)), 66, 14))
		}
	}
	for a, n := range i.Counts.Adjusted {
		if n > 0 {
			row("", "%s", wrap(fmt.Sprintf("%s adjusted: %s", count(n), Adjust(a)), 66, 14))
		}
	}
	for _, note := range i.Notes {
		row("note", "%s", wrap(note, 66, 14))
	}
	if strings.HasSuffix(i.TimeZero, utc) {
		row("time zero", "%s", i.TimeZero)
	} else if i.TimeZero != "" {
		row("time zero", "%s of the file's clock", i.TimeZero)
	}
	row("submitted", "from %s s to %s s", seconds(int64(i.First)), seconds(int64(i.Last)))
	row("span", "%s", span(i.Span))
	if !i.Ordered {
		row("order", "the file is not in order of submit; its jobs are sorted")
	}
	switch {
	case i.Machine == 0 && i.FromHeader.Key != "":
		row("machine", "not known: the header has \"%s: %s\"", i.FromHeader.Key, shorten(strings.Map(printable, i.FromHeader.Value), 24))
	case i.Machine == 0:
		row("machine", "not known: its size gives the offered load")
	case i.FromHeader.Key != "":
		row("machine", "%s GPUs by the header's %s; nothing is dropped", count(int64(i.Machine)), i.FromHeader.Key)
	default:
		row("machine", "%s GPUs", count(int64(i.Machine)))
	}
	row("GPU-hours", "%s run, %s requested", amount(i.GPUTime.Hours()), amount(i.Requested.Hours()))
	if !math.IsNaN(i.Load) {
		row("offered load", "%s", number(i.Load))
	}
	if !math.IsNaN(i.InterarrivalCV) {
		row("interarrival", "mean %s s, coefficient of variation %s", number(i.InterarrivalMean), number(i.InterarrivalCV))
	}
	row("different", "%s sizes, %s users, %s classes, %s regions", count(int64(i.Sizes)), count(int64(i.Users)),
		count(int64(i.Classes)), count(int64(i.Regions)))
	if i.Repeated > 0 {
		row("job numbers", "%s %s than one job: %s jobs have them", count(i.Repeated), plural(i.Repeated, "is that of more", "are those of more"), count(i.RepeatedJobs))
	}
	if i.Unknown > 0 {
		row("job numbers", "unknown (negative) for %s %s", count(i.Unknown), plural(i.Unknown, "job", "jobs"))
	}
	row("overruns", "%s (run time over requested time)", count(i.Overruns))
	fmt.Fprintf(&b, "\n%-13s %8s %8s %8s %8s %8s %8s %8s\n", "", "mean", "p25", "p50", "p75", "p90", "p99", "max")
	for _, r := range [...]struct {
		label string
		d     *Distribution
	}{{"run time, s", &i.Run}, {"request, s", &i.Request}, {"GPUs", &i.GPUs}} {
		fmt.Fprintf(&b, "%-13s", r.label)
		for _, v := range [...]float64{r.d.Mean, r.d.P25, r.d.P50, r.d.P75, r.d.P90, r.d.P99, r.d.Max} {
			fmt.Fprintf(&b, " %8s", number(v))
		}
		b.WriteByte('\n')
	}
	if i.Run.Sketched {
		fmt.Fprintf(&b, "Quantiles of more than %s values are from a sketch, within %g %%.\n", count(exactValues), SketchError*100)
	}
	return b.String()
}

// wrap breaks a text between words into lines of at most width characters; the
// second and later ones begin with so many blanks.
func wrap(text string, width, indent int) string {
	var b strings.Builder
	length := 0
	for i, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case length+1+n > width:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			length = 0
		default:
			b.WriteByte(' ')
			length++
		}
		b.WriteString(word)
		length += n
	}
	return b.String()
}

// number is v in at most eight characters.
func number(v float64) string {
	switch a := math.Abs(v); {
	case a == math.Trunc(a) && a < 1e8:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case a >= 1e99 || a < 1e-99: // an exponent of three digits
		return strconv.FormatFloat(v, 'e', 1, 64)
	case a >= 1e7 || a < 1e-3:
		return strconv.FormatFloat(v, 'e', 2, 64)
	case a >= 1000:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case a >= 100:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 3, 64)
}

// plural is one of two words, by how many there are.
func plural(n int64, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// amount is v as number has it, in full with commas from 1,000 on.
func amount(v float64) string {
	if v < 1000 {
		return number(v)
	}
	return count(int64(math.Round(v)))
}

// count is n with a comma after every three digits.
func count(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func seconds(ns int64) string { return string(unit.AppendSeconds(nil, ns)) }

// span is a length of time in the unit that reads best.
func span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%.1f days", d.Hours()/24)
	case d >= 2*time.Hour:
		return fmt.Sprintf("%.1f h", d.Hours())
	}
	return seconds(int64(d)) + " s"
}

// printable is a rune as the terminal may show it.
func printable(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return '?'
}

// shorten keeps a name from breaking the table's width.
func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
