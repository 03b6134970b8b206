package workloads

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNoJobs is what an [Error] wraps when a trace could be read and none of its
// records is a job that can be simulated.
var ErrNoJobs = errors.New("no usable job")

// Error is a fault in a trace: bad input, not a failure of the program. Every
// error that this package returns about a file is one (exit status 2).
type Error struct {
	// File is the path as it was given; it may be empty for a reader that has
	// no file.
	File string
	// Line and Column count from 1; 0 where the fault has no such place.
	// Columns count bytes.
	Line, Column int64
	// Msg says what is wrong and what would be right.
	Msg string
	// Err is the cause, where there is one.
	Err error
}

// Error is "file:line:column: msg", without the parts that are not known.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	for _, n := range []int64{e.Line, e.Column} {
		if n == 0 {
			break
		}
		if b.Len() == 0 {
			b.WriteString("line")
			fmt.Fprintf(&b, " %d", n)
			continue
		}
		fmt.Fprintf(&b, ":%d", n)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString(e.Msg)
	return b.String()
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// clip keeps a quoted piece of bad input short enough to read.
func clip[T ~string | ~[]byte](s T) string {
	if len(s) > 40 {
		return string(s[:40]) + "…"
	}
	return string(s)
}
