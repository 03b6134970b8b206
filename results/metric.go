package results

import (
	"strconv"
	"time"

	"sovsim/sim/unit"
)

// Direction says which values of a metric are better.
type Direction int8

// The directions. A metric of which neither more nor less is better by itself, such as
// a number of jobs, has Neither.
const (
	Neither Direction = iota
	Lower
	Higher
)

// String is "lower", "higher" or, for Neither, empty.
func (d Direction) String() string { return [...]string{"", "lower", "higher"}[d] }

// Kind is what the fields of a column hold and how they are written. A field of any
// kind but Text may be empty: the value is not defined.
type Kind int8

const (
	// Text is a name, as a field of CSV.
	Text Kind = iota
	// Count is a whole number.
	Count
	// Seconds is a time, exact to the nanosecond, with no more digits than it takes.
	Seconds
	// Number is a figure with at most twelve significant digits.
	Number
	// Amount is a figure with at most nine places, exact in what it has.
	Amount
	// Period is a month, 2027-03, or a block of 30 days, day 60.
	Period
)

// form is how a column's field is made of a row: written, and as a value. Both come
// from one closure wherever a figure of summary.csv is concerned, so that what is
// written and what is compared cannot differ.
type form[T any] struct {
	kind   Kind
	append func(b []byte, row T) []byte
	// value is the value, in the column's unit, and whether it is defined; nil is what
	// the written field says.
	value func(row T) (float64, bool)
	// atLeast is a lower bound of a value that is not defined because it is not
	// reached; nil where there is no such thing.
	atLeast func(row T) (float64, bool)
	// among are the only names that a Text has; nil for any.
	among []string
	// share reports whether the value lies between 0 and 1; every run is checked for it.
	share bool
	// own is what the metric adds up by itself; nil where a field of Row has it.
	own *accumulation
}

// column is a column of rows of type T. The tables of columns, one beside the code of each
// file, are the one place that says what a file holds: the files' headers, their rows,
// what is read back and docs/columns.md are all made from them.
type column[T any] struct {
	Description
	form[T]
}

// A Metric is a figure of a group of jobs in a run as a value: a column of summary.csv
// that is not text.
type Metric struct {
	Column
	of form[*Row]
}

// Metrics are all metrics, in the order of their columns.
func Metrics() []Metric {
	var list []Metric
	for _, c := range summaryColumns {
		if c.kind != Text {
			list = append(list, Metric{c.described(), c.form})
		}
	}
	return list
}

// MetricNamed is the metric of a column of summary.csv, and whether there is one.
func MetricNamed(name string) (Metric, bool) {
	for i := range summaryColumns {
		if c := &summaryColumns[i]; c.Name == name && c.kind != Text {
			return Metric{c.described(), c.form}, true
		}
	}
	return Metric{}, false
}

// Value is the metric of a row in its unit, a time in seconds, and whether it is defined.
// It is the number that summary.csv has, before it is rounded to the digits written. A
// month counts from the year 0, a block of 30 days from time zero.
func (m Metric) Value(r *Row) (float64, bool) { return m.of.number(r) }

// AtLeast is a lower bound where Value is not defined because it is not reached, as of a
// percentile of the wait: the longest time for which a job is followed.
func (m Metric) AtLeast(r *Row) (float64, bool) {
	if _, ok := m.Value(r); ok || m.of.atLeast == nil {
		return 0, false
	}
	return m.of.atLeast(r)
}

// number is the value of a row.
func (f *form[T]) number(row T) (float64, bool) {
	if f.value != nil {
		return f.value(row)
	}
	v, err := parseField(f.kind, string(f.append(nil, row)))
	return v.Number, err == nil && v.Known
}

// written is a form by the function that writes it, for files whose values are read
// from the file only, and where a row is written in some hundred ns.
func written[T any](kind Kind, append func(b []byte, row T) []byte) form[T] {
	return form[T]{kind: kind, append: append}
}

// text is a form of a name.
func text[T any](append func(b []byte, row T) []byte) form[T] { return written(Text, append) }

// oneOf is a form of a name that is one of a few.
func oneOf[T any](names []string, append func(b []byte, row T) []byte) form[T] {
	f := text(append)
	f.among = names
	return f
}

// count is a form of a whole number that is always defined.
func count(of func(*Row) int64) form[*Row] {
	return form[*Row]{kind: Count,
		append: func(b []byte, r *Row) []byte { return strconv.AppendInt(b, of(r), 10) },
		value:  func(r *Row) (float64, bool) { return float64(of(r)), true }}
}

// countIf is a form of a whole number that may be undefined.
func countIf(of func(*Row) (int64, bool)) form[*Row] {
	return form[*Row]{kind: Count,
		append: func(b []byte, r *Row) []byte {
			if n, ok := of(r); ok {
				return strconv.AppendInt(b, n, 10)
			}
			return b
		},
		value: func(r *Row) (float64, bool) { n, ok := of(r); return float64(n), ok }}
}

// seconds is a form of a time that may be undefined.
func seconds(of func(*Row) (time.Duration, bool)) form[*Row] {
	return form[*Row]{kind: Seconds,
		append: func(b []byte, r *Row) []byte {
			if d, ok := of(r); ok {
				return unit.AppendSeconds(b, int64(d))
			}
			return b
		},
		value: func(r *Row) (float64, bool) { d, ok := of(r); return d.Seconds(), ok }}
}

// ifWaits is a form of a time that only a group with waits has.
func ifWaits(of func(*Row) time.Duration) form[*Row] {
	return seconds(func(r *Row) (time.Duration, bool) { return of(r), r.Waits > 0 })
}

// percentile is a form of a percentile of the wait that may not be reached.
func percentile(of func(*Row) time.Duration) form[*Row] {
	f := seconds(func(r *Row) (time.Duration, bool) {
		return of(r), r.Followed > 0 && of(r) != NotReached
	})
	f.atLeast = func(r *Row) (float64, bool) { return r.FollowedFor.Seconds(), r.Followed > 0 }
	return f
}

// number is a form of a figure that may be undefined.
func number(of func(*Row) (float64, bool)) form[*Row] {
	return form[*Row]{kind: Number, value: of,
		append: func(b []byte, r *Row) []byte {
			if x, ok := of(r); ok {
				return appendNumber(b, x)
			}
			return b
		}}
}

// portion is a form of a figure between 0 and 1.
func portion(of func(*Row) (float64, bool)) form[*Row] {
	f := number(of)
	f.share = true
	return f
}

// hours is a form of an amount of GPU-hours, which is always defined.
func hours(of func(*Row) float64) form[*Row] {
	return number(func(r *Row) (float64, bool) { return of(r), true })
}

// incidenceOf is a form of an incidence that may be unknown.
func incidenceOf(of func(*Row) (Incidence, float64)) form[*Row] {
	return portion(func(r *Row) (float64, bool) { i, x := of(r); return x, i.Known })
}
