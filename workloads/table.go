package workloads

import (
	"bytes"
	"io"
)

// table reads CSV as programs and people write it: comment lines that begin with "#",
// a header line, then one record a line (RFC 4180, so that a quoted field may go over
// several). Fields are separated by commas, semicolons or tabs, as the header line has
// it. Columns are found by name, in any order and case. Fields are pieces of the line,
// so that a record allocates nothing.
type table struct {
	in *input
	// names are the columns that are read; at is the place of each in a record, −1
	// for one that is not there.
	names []string
	at    []int
	// restrict are the places of columns that say where a job may run, which nothing
	// reads.
	restrict []int
	// width is the number of fields of a record; blank are the places of columns
	// without a name, which hold nothing.
	width int
	blank []int
	head  Header
	// probe, where set, reports whether the record read last makes a job: see align.
	probe   func() bool
	records int64
	sep     byte
	decimals
	// rounded reports whether a time of the record read last was rounded.
	rounded bool
	// fields are those of the record read last, scratch is where quoted ones are
	// put without their quotes, joined a record of several lines.
	fields          []field
	scratch, joined []byte
}

// field is a field with the place of its first byte; columns count from 1.
type field struct {
	text   []byte
	line   int64
	column int
}

func (t *table) header() *Header { return &t.head }

// record reads the next record into fields. Blank lines, and those of separators
// alone, which spreadsheets leave at the end, are passed over.
func (t *table) record() (bool, error) {
	for {
		line, err := t.gather()
		if err == io.EOF {
			err = t.unsettled()
			return false, err
		}
		if err != nil {
			return false, err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if line[0] == '#' {
			return false, t.fault(-1, "a line that begins with # below the header, want comments above it, and a field that begins so in quotes")
		}
		if err := t.split(line); err != nil {
			return false, err
		}
		if t.empty() {
			continue
		}
		t.records++
		t.rounded = false
		if t.records == 1 && len(t.fields) == t.width+1 {
			t.align()
		}
		if len(t.fields) != t.width {
			cut := ""
			if t.in.cut {
				cut = "; the file ends here: is it cut off?"
			}
			return false, t.fault(-1, "%d fields, want %d as the header has%s", len(t.fields), t.width, cut)
		}
		for _, i := range t.blank {
			if f := t.fields[i]; len(bytes.TrimSpace(f.text)) > 0 {
				return false, t.fault(i, "%q stands in a column without a name, want nothing there", clip(f.text))
			}
		}
		return true, nil
	}
}

// empty tells a record without a value, of more than one field.
func (t *table) empty() bool {
	for i := range t.fields {
		if len(bytes.TrimSpace(t.fields[i].text)) > 0 {
			return false
		}
	}
	return len(t.fields) > 1
}

// gather reads a line, and those after it while a quote is open.
func (t *table) gather() ([]byte, error) {
	line, err := t.in.next()
	if err != nil || bytes.Count(line, quote)%2 == 0 {
		return line, err
	}
	first := t.in.line
	t.joined = append(t.joined[:0], line...)
	for open := true; open; {
		line, err = t.in.next()
		if err == io.EOF {
			break // split says what is wrong
		}
		if err != nil {
			return nil, err
		}
		if t.joined = append(append(t.joined, '\n'), line...); len(t.joined) > maxLine {
			t.in.line = first
			return nil, t.in.errorf(0, "a record of more than %d bytes: is a quote left open?", maxLine)
		}
		open = bytes.Count(line, quote)%2 == 0
	}
	t.in.line = first + int64(bytes.Count(t.joined, []byte("\n")))
	return t.joined, nil
}

var quote = []byte{'"'}

// split makes fields of a record.
func (t *table) split(record []byte) error {
	t.fields = t.fields[:0]
	if cap(t.scratch) < len(record) { // fields point into it, so it must not move
		t.scratch = make([]byte, 0, max(1024, len(record)))
	}
	t.scratch = t.scratch[:0]
	line := t.in.line - int64(bytes.Count(record, []byte("\n")))
	bol := 0 // where the line begins
	for start := 0; ; {
		text := record[start:]
		at := field{line: line, column: start - bol + 1}
		end := start
		if n := blanks(text); n < len(text) && text[n] == '"' {
			text, at.column, end = text[n:], at.column+n, end+n
			n, ok := t.quoted(text, &at)
			t.fields = append(t.fields, at)
			if !ok {
				return t.fault(len(t.fields)-1, "a quote without its end, want it before the next %s (its own quotes doubled)", sepName(t.sep))
			}
			if breaks := bytes.Count(text[:n], []byte("\n")); breaks > 0 {
				line += int64(breaks)
				bol = end + bytes.LastIndexByte(text[:n], '\n') + 1
			}
			end += n
		} else {
			if n := bytes.IndexByte(text, t.sep); n >= 0 {
				text = text[:n]
			}
			at.text = text
			t.fields = append(t.fields, at)
			if n := bytes.IndexByte(text, '"'); n >= 0 {
				t.fields[len(t.fields)-1].column += n
				return t.fault(len(t.fields)-1, "a quote within a field, want the whole field quoted and its own quotes doubled")
			}
			end += len(text)
		}
		if end == len(record) {
			return nil
		}
		start = end + 1
	}
}

// quoted reads the quoted field that text begins with and tells how many bytes
// it takes.
func (t *table) quoted(text []byte, f *field) (int, bool) {
	from := len(t.scratch)
	for i := 1; i < len(text); i++ {
		if text[i] == '"' {
			if end := i + 1 + blanks(text[i+1:]); end == len(text) || text[end] == t.sep {
				f.text = t.scratch[from:len(t.scratch):len(t.scratch)]
				return end, true
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

// blanks is how many blanks a text begins with: some programs write them beside the
// quotes of a field, where they do not belong to it.
func blanks(text []byte) int {
	n := 0
	for n < len(text) && text[n] == ' ' {
		n++
	}
	return n
}

func sepName(sep byte) string {
	switch sep {
	case ';':
		return "semicolon"
	case '\t':
		return "tab"
	}
	return "comma"
}
