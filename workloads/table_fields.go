package workloads

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// has reports whether the file has the column.
func (t *table) has(column int) bool { return t.at[column] >= 0 }

// text is the field of a column; valid until the next record.
func (t *table) text(column int) []byte { return t.fields[t.at[column]].text }

// trimmed is the field of a column that is no name, without the blanks around it.
func (t *table) trimmed(column int) []byte {
	if t.at[column] < 0 {
		return nil
	}
	return bytes.TrimSpace(t.text(column))
}

// fault is one at field i of the record read last; of the whole record where i is −1.
func (t *table) fault(i int, format string, args ...any) error {
	e := &Error{File: t.in.path, Line: t.in.line, Msg: fmt.Sprintf(format, args...)}
	if i >= 0 {
		e.Line, e.Column = t.fields[i].line, int64(t.fields[i].column)
	}
	return e
}

// wrong is a fault in the field of a column.
func (t *table) wrong(column int, want string, args ...any) error {
	return t.fault(t.at[column], "%s is %q, want "+want, append([]any{t.names[column], clip(t.text(column))}, args...)...)
}

// missing reports whether a column has nothing, or a word for that.
func (t *table) missing(column int) bool { return missing(t.trimmed(column)) }

const (
	wantWhole   = "a whole number of at most 18 digits"
	wantSeconds = "seconds such as 3600 or 0.25 (at most 146 years)"
	wantLimit   = wantSeconds + ", or nothing, 0, -1, NA or such where none are stated"
	wantDate    = ": a time stamp, and times are seconds since time zero here"
)

// integer is a column's whole number.
func (t *table) integer(column int) (int64, error) { return t.count(column, wantWhole) }

func (t *table) count(column int, want string) (int64, error) {
	text, err := t.digits(column)
	if err != nil {
		return 0, err
	}
	v, ok := parseWhole(text)
	if !ok {
		return 0, t.wrong(column, want)
	}
	return v, nil
}

// digits is the text of a column's number with a point before its fraction.
func (t *table) digits(column int) ([]byte, error) {
	text, ok := t.plain(t.trimmed(column), t.sep == ';', func() error {
		number := t.trimmed(column)
		return t.wrong(column, "a number that is one only: no other number of the file tells whether the %s is before its thousands or its fraction; write 1152 or 1152.0, or 1.1520",
			map[bool]string{true: "comma", false: "point"}[bytes.IndexByte(number, ',') >= 0])
	})
	if !ok {
		return nil, t.wrong(column, wantOne)
	}
	return text, nil
}

// seconds is a column's number of seconds in nanoseconds; those of more than nine
// decimals are rounded.
func (t *table) seconds(column int) (int64, error) { return t.scaled(column, 9, wantSeconds) }

// scaled is a column's number times 10^places, rounded.
func (t *table) scaled(column, places int, want string) (int64, error) {
	text, err := t.digits(column)
	if err != nil {
		return 0, err
	}
	v, exact, err := unit.Scaled(text, places)
	if err != nil {
		if _, _, dated := parseStamp(t.trimmed(column)); dated {
			want += wantDate
		}
		return 0, t.wrong(column, want)
	}
	t.rounded = t.rounded || !exact
	return v, nil
}

// optionalSeconds is a column that may say nothing: then, and for 0 and −1, it is 0.
// What is above 0 stays so. want is what a fault says would be right.
func (t *table) optionalSeconds(column int, want string) (int64, error) {
	if t.missing(column) {
		return 0, nil
	}
	before := t.rounded
	t.rounded = false
	v, err := t.scaled(column, 9, want)
	rounded := t.rounded
	t.rounded = before || rounded
	switch {
	case err != nil:
		return 0, err
	case v == 0 && rounded && t.trimmed(column)[0] != '-':
		return 1, nil
	case v == -int64(1e9) && !rounded:
		return 0, nil
	case v < 0 || v == 0 && rounded:
		return 0, t.wrong(column, want)
	}
	return v, nil
}

// optionalCount is a whole number that may not be there: then, and for 0 and −1, it
// is 0.
func (t *table) optionalCount(column int) (int64, error) {
	if t.missing(column) {
		return 0, nil
	}
	v, err := t.count(column, wantWhole+", or nothing")
	if err == nil && v < -1 {
		err = t.wrong(column, "1 or more, or nothing, 0, -1, NA or such where there is none")
	}
	return max(v, 0), err
}

// known is a column's whole number, or of seconds, −1 where it is missing: then the
// record is no job.
func (t *table) known(column int, read func(column int) (int64, error)) (int64, error) {
	if t.missing(column) {
		return -1, nil
	}
	return read(column)
}

// name is the id of a column's name; only a new one is copied. Names go into the
// result files as they are, and those are text in UTF-8.
func (t *table) name(names *sim.Names, column int) (int32, error) {
	text := t.text(column)
	if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		return 0, t.wrong(column, "text in UTF-8 without NUL")
	}
	return names.Bytes(text), nil
}

// maxJobName is the longest name of a job, in bytes.
const maxJobName = 256

// jobID reads what a job is called: a number, in any form that a table may have it,
// or else text, which stays to the letter. place is the number of the record, which a
// job of a text has for its number.
func (t *table) jobID(job *sim.Job, column int, place int64) error {
	text := t.trimmed(column)
	if v, ok := jobNumber(text); ok {
		job.ID, job.Name = v, ""
		return nil
	}
	bad := len(text) == 0 || len(text) > maxJobName || !utf8.Valid(text)
	for _, c := range text {
		bad = bad || c < ' ' || c == 0x7f
	}
	if bad {
		return t.wrong(column, "a number or a name of at most %d bytes in UTF-8 without control characters", maxJobName)
	}
	job.ID, job.Name = place, string(text)
	return nil
}

// jobNumber is a job's number: digits without a zero before them, as programs write
// whole numbers (7), or such a number as programs write real ones (7.0, 1e+05). Other
// texts are names that must stay as they are, be they 007 or 12e5.
func jobNumber(text []byte) (int64, bool) {
	digits := bytes.TrimPrefix(text, []byte("-"))
	if len(digits) == 0 || digits[0] < '0' || digits[0] > '9' || digits[0] == '0' && len(digits) > 1 && digits[1] != '.' {
		return 0, false
	}
	if v, ok := parseInt(text); ok {
		return v, len(digits) == len(text) || v != 0
	}
	if e := bytes.IndexAny(text, "eE"); e >= 0 && !bytes.HasPrefix(text[e+1:], []byte("+")) {
		return 0, false
	}
	return parseWhole(text)
}

// adjusted counts in what a job that is kept differs from the record read last.
func (t *table) adjusted(r *rules) {
	if t.rounded {
		r.counts.Adjusted[RoundedTime]++
	}
	for _, i := range t.restrict {
		text := bytes.TrimSpace(t.fields[i].text)
		if !missing(text) && !isMinusOne(text) && !slices.ContainsFunc(anywhere, func(w string) bool { return strings.EqualFold(w, string(text)) }) {
			r.counts.Adjusted[Restricted]++
			break
		}
	}
}

// tooMany is the fault of a job beyond what any machine has; on a machine of a
// stated size it was dropped.
func (t *table) tooMany(column int, gpus int64) error {
	if gpus <= maxGPUs {
		return nil
	}
	return t.wrong(column, "at most %d", maxGPUs)
}

// tooLate is a fault in the column of the run time, or of the end, of a job that would
// end after the last moment of a run even if it started when it was submitted.
func (t *table) tooLate(column int, job *sim.Job) error {
	if !late(job) {
		return nil
	}
	return t.wrong(column, "%s", wantEnd)
}
