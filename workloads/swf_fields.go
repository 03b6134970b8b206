package workloads

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"sovsim/sim/unit"
)

const swfFields = 18

// The fields that a job is made of, counted from 0.
const (
	swfJob = iota
	swfSubmit
	swfWait
	swfRun
	swfAllocated
	swfCPUTime
	swfMemory
	swfRequested
	swfRequestedTime
	swfRequestedMemory
	swfStatus
	swfUser
	swfGroup
	swfExecutable
	swfQueue
	swfPartition
	swfPreceding
	swfThink
)

var swfNames = [swfFields]string{"job number", "submit time", "wait time", "run time", "allocated processors",
	"average CPU time", "used memory", "requested processors", "requested time", "requested memory", "status",
	"user", "group", "executable", "queue", "partition", "preceding job", "think time"}

type swfKind uint8

const (
	// swfOther fields need only be numbers: archives have fractions in some.
	swfOther swfKind = iota
	swfInteger
	swfSeconds
	// swfSign fields are numbers of which only the sign is used.
	swfSign
)

var swfKinds = [swfFields]swfKind{swfJob: swfInteger, swfSubmit: swfSeconds, swfRun: swfSeconds, swfAllocated: swfInteger,
	swfRequested: swfInteger, swfRequestedTime: swfSeconds, swfStatus: swfInteger, swfUser: swfInteger,
	swfPreceding: swfInteger, swfThink: swfSign}

// line is the next line. One that holds a carriage return, as where files of
// several systems were joined, is several.
func (r *swfReader) line() ([]byte, error) {
	line := r.rest
	if line == nil {
		var err error
		if line, err = r.in.next(); err != nil {
			return nil, err
		}
	} else {
		r.in.line++
	}
	r.rest = nil
	if i := bytes.IndexByte(line, '\r'); i >= 0 && i+1 < len(line) {
		line, r.rest = line[:i], line[i+1:]
	}
	return line, nil
}

// parse reads one line into values, whatever is in it; it returns 0 for a line
// that is a comment, blank or of column names, and 18 for a record.
func (r *swfReader) parse(line []byte) (int, error) {
	n := 0
	for i := 0; i < len(line); {
		c := line[i]
		if blank(c) {
			i++
			continue
		}
		if n == 0 && (c == ';' || c == '#') {
			r.comment(line[i+1:])
			return 0, nil
		}
		if c == ';' || c == '#' && n == swfFields {
			break
		}
		if n == swfFields {
			if err := r.more(line[i:], i+1); err != nil {
				return 0, err
			}
			break
		}
		start := i
		for i < len(line) && !blank(line[i]) && (i == start || line[i] != ';' && line[i] != '#') {
			i++
		}
		if err := r.field(n, line[start:i], start+1); err != nil {
			if n == 0 && r.names.take(line, r.in.line, r.begun) {
				return 0, nil
			}
			return 0, err
		}
		n++
	}
	if n == swfFields && !r.begun {
		if err := r.names.check(r.in, line); err != nil {
			return 0, err
		}
	}
	if n == 0 || n == swfFields {
		return n, nil
	}
	cut := ""
	if r.in.cut && r.rest == nil {
		cut = "; the file ends here: is it cut off?"
	}
	return 0, r.in.errorf(0, "%d fields, want the %d of the Standard Workload Format%s", n, swfFields, cut)
}

// more takes what follows the 18 fields of a record: fields that are left out, be
// they numbers or not. A second record is none.
func (r *swfReader) more(rest []byte, column int) error {
	r.further = true
	fields := bytes.FieldsFunc(rest, isBlank)
	if len(fields) < swfFields-1 { // where a line feed is missing, two fields may have become one
		return nil
	}
	for _, f := range fields {
		if !isNumber(f) && !unknownWord(f) {
			return nil
		}
	}
	return r.in.errorf(column, "%d numbers, want the %d of the Standard Workload Format: are these two records in one line?", swfFields+len(fields), swfFields)
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

func isBlank(c rune) bool { return c == ' ' || c == '\t' }

// field reads a field into values, in any form that a number may have.
func (r *swfReader) field(n int, text []byte, column int) error {
	want := "a number, −1 where it is unknown"
	if unknownWord(text) {
		text = unknownField
	}
	switch swfKinds[n] {
	case swfInteger:
		v, ok := parseWhole(text)
		if ok {
			r.values[n] = v
			return nil
		}
		want = "a whole number of at most 18 digits, −1 where it is unknown"
	case swfSeconds:
		v, exact, err := unit.Scaled(text, 9)
		if err == nil {
			if !exact {
				r.rounded = true
				if v == 0 && n != swfSubmit && text[0] != '-' {
					v = 1 // what is there is never rounded to nothing
				}
			}
			r.values[n] = v
			return nil
		}
		want = "a number of seconds of at most 146 years, −1 where it is unknown"
	case swfSign:
		if v, ok := parseInt(text); ok {
			r.values[n] = v
			return nil
		}
		if isNumber(text) {
			v, _ := strconv.ParseFloat(string(text), 64)
			r.values[n] = int64(math.Copysign(1, v))
			if v == 0 {
				r.values[n] = 0
			}
			return nil
		}
	default:
		if isNumber(text) {
			return nil // nothing reads its value
		}
	}
	return r.in.errorf(column, "%s (field %d) is %q, want %s", swfNames[n], n+1, clip(text), want)
}

// unknownField is what the format has for what is unknown.
var unknownField = []byte("-1")

// unknownWord reports whether a field has a word in its place, as tables have.
func unknownWord(text []byte) bool { return len(text) > 1 && missing(text) }

// comment keeps what a header line "Key: value" says.
func (r *swfReader) comment(text []byte) {
	key, value, ok := strings.Cut(string(text), ":")
	if key = strings.TrimSpace(key); ok && key != "" && !strings.ContainsAny(key, " \t") {
		r.head.add(key, strings.TrimSpace(value))
	}
}
