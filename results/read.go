package results

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"sovsim/sim/unit"
)

// A Value is a field that was read back.
type Value struct {
	// Known reports whether the field has a value: it is not empty. Names are always known.
	Known bool
	// Number is the value in the column's unit; of a Period the number of months since the
	// year 0, or of blocks of 30 days since time zero.
	Number float64
	// Whole is the exact value of a Count and of a Period, and the nanoseconds of Seconds.
	Whole int64
	// Text is the field as it was written.
	Text string
}

// A Reader reads a result file back, row by row, in constant memory. Each field must
// be of its column's kind; the error is a [*FileError], with line and column, or one of
// the disk.
type Reader struct {
	table  *Table
	rows   *csvReader
	to     []int // the column of each field
	has    []bool
	line   Line
	names  map[string]string
	closer io.Closer
}

// A Line is a row that was read back.
type Line struct {
	// Scenario, Policy, Replication and Variant are those of its run.
	Scenario, Policy, Variant string
	Replication               int
	values                    []Value
}

// At is the value of a column by its place in the table; see [Table.Index].
func (l *Line) At(column int) Value { return l.values[column] }

// Open opens a file of a result set.
func Open(directory, file string) (*Reader, error) {
	name := filepath.Join(directory, file)
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	r, err := NewReader(name, f, file)
	if err != nil {
		f.Close()
		return nil, err
	}
	r.closer = f
	return r, nil
}

// NewReader reads a result file of the table of that file, with errors under a name.
// The header may lack columns, as that of an older version does: their values are not
// known, and Has says so. A column that the table does not have is an error.
func NewReader(name string, from io.Reader, file string) (*Reader, error) {
	t := TableNamed(file)
	if t == nil {
		return nil, fmt.Errorf("%s is not a result file with columns", file)
	}
	r := &Reader{table: t, rows: newCSVReader(name, from), has: make([]bool, len(t.Columns)), names: map[string]string{}}
	err := r.rows.read()
	if err == io.EOF {
		return nil, &FileError{name, 1, 1, "the file is empty; it should begin with the names of its columns"}
	}
	if err != nil {
		return nil, err
	}
	for i, column := range r.rows.fields {
		at := t.Index(column)
		switch {
		case at < 0:
			return nil, r.rows.fault(r.rows.starts[i], "%s has no column %q; is the file made by another version of sovsim?", file, clip(column))
		case r.has[at]:
			return nil, r.rows.fault(r.rows.starts[i], "a second column %s", column)
		}
		r.has[at], r.to = true, append(r.to, at)
	}
	for _, must := range []string{"scenario", "policy", "replication", "group", "key", "cluster"} {
		if at := t.Index(must); at >= 0 && !r.has[at] {
			return nil, r.rows.fault(0, "there is no column %s", must)
		}
	}
	r.line.values = make([]Value, len(t.Columns))
	return r, nil
}

// Table is what the file's columns are.
func (r *Reader) Table() *Table { return r.table }

// Has reports whether the file has a column, by its place in the table.
func (r *Reader) Has(column int) bool { return r.has[column] }

// Close closes a file that Open has opened.
func (r *Reader) Close() error {
	if r.closer == nil {
		return nil
	}
	return r.closer.Close()
}

// Read is the next row, which is good until the next call; io.EOF after the last.
func (r *Reader) Read() (*Line, error) {
	c := r.rows
	if err := c.read(); err != nil {
		return nil, err
	}
	if len(c.fields) != len(r.to) {
		return nil, c.fault(len(c.row), "%d fields; the header has %d", len(c.fields), len(r.to))
	}
	for i, text := range c.fields {
		at := r.to[i]
		column := &r.table.Columns[at]
		v, err := parseField(column.Kind, text)
		if among := r.table.among[at]; err == nil && among != nil && !slices.Contains(among, text) {
			err = fmt.Errorf("%q is none of %s", clip(text), strings.Join(among, ", "))
		}
		if err != nil {
			return nil, c.fault(c.starts[i], "%s: %v", column.Name, err)
		}
		if column.Kind == Text {
			v.Text = r.name(text)
		}
		r.line.values[at] = v
	}
	l := &r.line
	n := l.values[2]
	if !n.Known || n.Whole < 0 || n.Whole > maxReplication {
		return nil, c.fault(c.starts[slices.Index(r.to, 2)], "replication: %q is not a number from 0 to %d", clip(n.Text), maxReplication)
	}
	l.Scenario, l.Policy, l.Replication, l.Variant = l.values[0].Text, l.values[1].Text, int(n.Whole), cmp.Or(l.values[len(l.values)-1].Text, Base)
	return l, nil
}

// maxReplication is the largest number of a replication that is read.
const maxReplication = 1 << 20

// maxNames is how many names are kept to be used again: most stand in every row.
const maxNames = 4096

// name is a text apart from its row, so that whoever keeps it does not keep the row.
func (r *Reader) name(text string) string {
	if kept, ok := r.names[text]; ok {
		return kept
	}
	kept := strings.Clone(text)
	if len(r.names) < maxNames {
		r.names[kept] = kept
	}
	return kept
}

// parseField reads a field of a kind.
func parseField(kind Kind, text string) (Value, error) {
	v := Value{Known: text != "" || kind == Text, Text: text}
	if text == "" || kind == Text {
		return v, nil
	}
	var err error
	switch kind {
	case Count:
		if v.Whole, err = strconv.ParseInt(text, 10, 64); err != nil {
			return Value{}, fmt.Errorf("%q is not a whole number", clip(text))
		}
		v.Number = float64(v.Whole)
	case Seconds:
		if v.Whole, err = unit.ParseSeconds(text); err != nil {
			return Value{}, err
		}
		v.Number = time.Duration(v.Whole).Seconds()
	case Period:
		v.Whole, err = parsePeriod(text)
		v.Number = float64(v.Whole)
	default:
		if strings.Trim(text, "0123456789+-.e") != "" { // no Inf, NaN, 0x
			return Value{}, fmt.Errorf("%q is not a number", clip(text))
		}
		if v.Number, err = strconv.ParseFloat(text, 64); err != nil {
			return Value{}, fmt.Errorf("%q is not a number", clip(text))
		}
	}
	return v, err
}

// parsePeriod is a month as a number of months since the year 0, or a block of 30 days
// as their number since time zero.
func parsePeriod(text string) (int64, error) {
	if days, ok := strings.CutPrefix(text, "day "); ok {
		if n, err := strconv.ParseInt(days, 10, 32); err == nil && n >= 0 && n%30 == 0 {
			return n / 30, nil
		}
	}
	if len(text) == 7 && text[4] == '-' {
		y, err1 := strconv.ParseUint(text[:4], 10, 32)
		m, err2 := strconv.ParseUint(text[5:], 10, 32)
		if err1 == nil && err2 == nil && m >= 1 && m <= 12 {
			return int64(12*y + m - 1), nil
		}
	}
	return 0, fmt.Errorf("%q is neither a month, as 2027-03, nor a block of 30 days, as day 60", clip(text))
}

// clip keeps a quoted piece of bad input short enough to read.
func clip(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return text
}
