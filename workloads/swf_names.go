package workloads

import (
	"bytes"
	"strings"
)

// recogniseSWF: a comment of the format; or, after comments as other programs
// write them, a first line that begins with a number and a blank; or a line of
// column names before one of at least 18 numbers.
func recogniseSWF(head []byte) bool {
	named := false
	for line := range bytes.FieldsFuncSeq(head, func(c rune) bool { return c == '\n' || c == '\r' }) {
		fields := bytes.FieldsFunc(line, isBlank)
		switch {
		case len(fields) == 0, fields[0][0] == '#':
		case fields[0][0] == ';':
			return !named
		case isNumber(fields[0]), unknownWord(fields[0]) && leading(fields) >= swfFields:
			return (named || len(fields) > 1) && (!named || leading(fields) >= swfFields)
		case named || !isNames(fields):
			return false
		default:
			named = true
		}
	}
	return false
}

// leading is how many of the fields, from the first on, are numbers.
func leading(fields [][]byte) int {
	n := 0
	for n < len(fields) && (isNumber(fields[n]) || unknownWord(fields[n])) {
		n++
	}
	return n
}

// isNames reports whether the fields of a line may be names of columns: several, with
// blanks between them, or 18 with commas, and none of them a number.
func isNames(fields [][]byte) bool {
	if len(fields) == 1 {
		if fields = bytes.Split(fields[0], []byte{','}); len(fields) < swfFields {
			return false
		}
	}
	for _, f := range fields {
		if isNumber(f) {
			return false
		}
	}
	return true
}

// columnNames is the line of column names that some programs write above the
// records. Fields are found by their place all the same; names that say another
// order are a fault.
type columnNames struct {
	text string
	line int64
}

// take keeps the line if it is one of column names: the first line of a file that
// is no comment, or, where files were joined, the same line again.
func (c *columnNames) take(line []byte, number int64, begun bool) bool {
	text := string(bytes.TrimSpace(line))
	switch {
	case c.text != "":
		return text == c.text
	case begun || !isNames(bytes.FieldsFunc(line, isBlank)):
		return false
	}
	c.text, c.line = text, number
	return true
}

// swfColumns are usual names of the fields that a job is made of, without signs.
var swfColumns = map[string]int{
	"job": swfJob, "jobid": swfJob, "jobnumber": swfJob,
	"submit": swfSubmit, "submittime": swfSubmit, "submission": swfSubmit, "submissiontime": swfSubmit, "arrivaltime": swfSubmit,
	"wait": swfWait, "waittime": swfWait,
	"run": swfRun, "runtime": swfRun,
	"allocatedprocessors": swfAllocated, "allocatedprocs": swfAllocated, "procalloc": swfAllocated,
	"numberofallocatedprocessors": swfAllocated,
	"requestedprocessors":         swfRequested, "requestedprocs": swfRequested, "reqprocs": swfRequested, "reqnprocs": swfRequested, "procreq": swfRequested,
	"requestednumberofprocessors": swfRequested,
	"requestedtime":               swfRequestedTime, "reqtime": swfRequestedTime, "timereq": swfRequestedTime,
	"status": swfStatus, "user": swfUser, "userid": swfUser,
}

// check compares the names with the first record, once: where there is one name
// for each of its fields, those that are known must stand in their places. A field more
// than names may be the first one, as R writes names of rows, or the last one.
func (c *columnNames) check(in *input, record []byte) error {
	names := strings.FieldsFunc(c.text, isBlank)
	for _, separator := range [...]string{"\t", ","} {
		if strings.Contains(c.text, separator) {
			names = strings.Split(c.text, separator)
			break
		}
	}
	fields := len(bytes.FieldsFunc(record, isBlank))
	if fields == swfFields+1 && len(names) == swfFields && isColumn(names, swfJob) && isColumn(names, swfSubmit) {
		return in.errorf(0, "%d fields below %d names: is the first one the name of a row? Want a name for each field", fields, len(names))
	}
	if len(names) != fields {
		return nil // names of several words, or none
	}
	for i, name := range names {
		at, known := swfColumn(name)
		if known && at != i {
			return &Error{File: in.path, Line: c.line, Msg: "column " + clip(name) + " is field " + count(int64(i+1)) +
				", want it as field " + count(int64(at+1)) + ": the fields of the Standard Workload Format have their places"}
		}
	}
	return nil
}

// swfColumn is the field that a name is a usual one of, with whatever signs.
func swfColumn(name string) (field int, known bool) {
	field, known = swfColumns[strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "", `"`, "", ".", "").Replace(name))]
	return field, known
}

// isColumn reports whether a field has its name in its place.
func isColumn(names []string, field int) bool {
	f, known := swfColumn(names[field])
	return known && f == field
}
