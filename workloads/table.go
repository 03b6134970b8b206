package workloads

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// table reads the CSV files in which other projects publish their logs: comment
// lines that begin with "#", a header line, then one record a line. Columns are
// found by name, in any order; those that nobody asked for are passed over. A
// field may be quoted as RFC 4180 has it, but holds no line feed. Fields are pieces
// of the line, so that a record allocates nothing.
type table struct {
	in *input
	// names are the columns that are read; at is the place of each in a record.
	names []string
	at    []int
	// width is the number of fields of the header, and so of every record.
	width int
	head  Header
	// fields are those of the record read last, scratch is where quoted ones are
	// put without their quotes.
	fields  []field
	scratch []byte
}

// field is a field with the column of its first byte, from 1.
type field struct {
	text   []byte
	column int
}

// recogniseTable makes the recognition of a table that has all of the columns.
func recogniseTable(columns ...string) func(head []byte) bool {
	return func(head []byte) bool {
		for line := range bytes.Lines(head) {
			line = bytes.TrimRight(line, "\r\n")
			if skipped(line) {
				continue
			}
			var names []string
			for name := range strings.SplitSeq(string(line), ",") {
				names = append(names, strings.Trim(name, `" `))
			}
			for _, c := range columns {
				if !slices.Contains(names, c) {
					return false
				}
			}
			return true
		}
		return false
	}
}

// skipped tells a line before the header that is none.
func skipped(line []byte) bool { return len(bytes.TrimSpace(line)) == 0 || line[0] == '#' }

// openTable reads up to the header line, which must name the columns.
func openTable(in *input, columns ...string) (*table, error) {
	t := &table{in: in, names: columns, at: make([]int, len(columns))}
	for {
		line, err := in.next()
		if err == io.EOF {
			return nil, in.errorf(0, "no header line, want the columns %s", strings.Join(columns, ","))
		}
		if err != nil {
			return nil, err
		}
		if !skipped(line) {
			return t, t.readHeader(line)
		}
		if key, value, ok := strings.Cut(strings.TrimLeft(string(line), "# "), ":"); ok {
			t.head.add(strings.TrimSpace(key), strings.TrimSpace(value))
		}
	}
}

func (t *table) readHeader(line []byte) error {
	if err := t.split(line); err != nil {
		return err
	}
	t.width = len(t.fields)
	var missing []string
	for c, name := range t.names {
		t.at[c] = -1
		for i, f := range t.fields {
			switch {
			case string(bytes.TrimSpace(f.text)) != name:
			case t.at[c] >= 0:
				return t.in.errorf(f.column, "the column %s is there twice", name)
			default:
				t.at[c] = i
			}
		}
		if t.at[c] < 0 {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return t.in.errorf(0, "the header has no column %s", strings.Join(missing, ", "))
	}
	return nil
}

func (t *table) header() *Header { return &t.head }

// record reads the next record into fields; blank lines are passed over.
func (t *table) record() (bool, error) {
	for {
		line, err := t.in.next()
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if len(line) == 0 {
			continue
		}
		if err := t.split(line); err != nil {
			return false, err
		}
		if len(t.fields) == t.width {
			return true, nil
		}
		cut := ""
		if t.in.cut {
			cut = "; the file ends here: is it cut off?"
		}
		return false, t.in.errorf(0, "%d fields, want %d as the header has%s", len(t.fields), t.width, cut)
	}
}

// split makes fields of a line.
func (t *table) split(line []byte) error {
	t.fields = t.fields[:0]
	if cap(t.scratch) < len(line) { // fields point into it, so it must not move
		t.scratch = make([]byte, 0, max(1024, len(line)))
	}
	t.scratch = t.scratch[:0]
	for start := 0; ; {
		end := start
		text := line[start:]
		if len(text) > 0 && text[0] == '"' {
			n, ok := t.quoted(text, start+1)
			if !ok {
				return t.in.errorf(start+1, "a quote without its end, want it before the next comma (its own quotes doubled)")
			}
			end = start + n
		} else {
			if n := bytes.IndexByte(text, ','); n >= 0 {
				text = text[:n]
			}
			t.fields = append(t.fields, field{text, start + 1})
			end = start + len(text)
		}
		if end == len(line) {
			return nil
		}
		start = end + 1
	}
}

// quoted appends the quoted field that text begins with and tells how many bytes
// it takes.
func (t *table) quoted(text []byte, column int) (int, bool) {
	from := len(t.scratch)
	for i := 1; i < len(text); i++ {
		if text[i] == '"' {
			if i+1 == len(text) || text[i+1] == ',' {
				t.fields = append(t.fields, field{t.scratch[from:len(t.scratch):len(t.scratch)], column})
				return i + 1, true
			}
			if text[i+1] != '"' {
				return 0, false
			}
			i++
		}
		t.scratch = append(t.scratch, text[i])
	}
	return 0, false
}

// text is the field of a column; valid until the next record.
func (t *table) text(column int) []byte { return t.fields[t.at[column]].text }

// wrong is a fault in the field of a column.
func (t *table) wrong(column int, want string, args ...any) error {
	f := t.fields[t.at[column]]
	return t.in.errorf(f.column, "%s is %q, want "+want, append([]any{t.names[column], clip(f.text)}, args...)...)
}

// integer is a column's whole number.
func (t *table) integer(column int) (int64, error) {
	v, ok := parseInt(t.text(column))
	if !ok {
		return 0, t.wrong(column, "a whole number of at most 18 digits")
	}
	return v, nil
}

// seconds is a column's number of seconds, in nanoseconds.
func (t *table) seconds(column int) (int64, error) {
	v, err := unit.ParseSeconds(t.text(column))
	if err != nil {
		return 0, t.wrong(column, "seconds such as 3600 or 0.25 (at most nine decimals, 146 years)")
	}
	return v, nil
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

// tooMany is the fault of a job beyond what any machine has; on a machine of a
// stated size it was dropped.
func (t *table) tooMany(column int, gpus int64) error {
	if gpus <= maxGPUs {
		return nil
	}
	return t.wrong(column, "at most %d", maxGPUs)
}
