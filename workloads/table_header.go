package workloads

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// columnsOf says what a table has: columns that must be there, columns that may be,
// and whether others are a fault or are passed over.
type columnsOf struct {
	required, optional []string
	strict             bool
	// left are columns that are passed over, of which nobody need be told.
	left []string
}

// recogniseTable makes the recognition of a table that has all of the columns.
func recogniseTable(columns ...string) func(head []byte) bool {
	return func(head []byte) bool {
		return knownColumns(head, columns) == len(columns)
	}
}

// knownColumns is how many of the columns are in the header line of a table.
func knownColumns(head []byte, columns []string) int {
	for line := range bytes.Lines(head) {
		if line = bytes.TrimRight(line, "\r\n"); !skipped(line) {
			_, known := separator(line, columns)
			return known
		}
	}
	return 0
}

// separator is what stands between the names of a header line: of comma, semicolon and
// tab the one by which most of the columns are found, and how many those are.
func separator(line []byte, columns []string) (sep byte, known int) {
	sep = ','
	for _, s := range []byte{',', ';', '\t'} {
		n := 0
		names := strings.Split(string(line), string(s))
		for _, c := range columns {
			if slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(strings.Trim(name, `" `), c) }) {
				n++
			}
		}
		if n > known {
			sep, known = s, n
		}
	}
	return sep, known
}

// skipped tells a line before the header that is none: a comment, a blank line, or
// the one by which a spreadsheet says what its separator is.
func skipped(line []byte) bool {
	names := bytes.TrimSpace(bytes.Trim(line, `",;`))
	return len(bytes.TrimSpace(line)) == 0 || line[0] == '#' || len(names) <= 5 && len(names) >= 4 && bytes.EqualFold(names[:4], []byte("sep="))
}

// openTable reads up to the header line, which must name the columns that the table
// has to have. t.names are the required ones, then the optional.
func openTable(in *input, c columnsOf) (*table, error) {
	t := &table{in: in, names: slices.Concat(c.required, c.optional), sep: ','}
	t.at = make([]int, len(t.names))
	for {
		line, err := t.gather()
		if err == io.EOF {
			return nil, in.errorf(0, "no header line, want the columns %s", strings.Join(c.required, ","))
		}
		if err != nil {
			return nil, err
		}
		if !skipped(line) {
			t.sep, _ = separator(line, t.names)
			if err := t.split(line); err != nil {
				return nil, err
			}
			return t, t.readHeader(&c)
		}
		if key, value, ok := strings.Cut(strings.TrimLeft(string(line), "# "), ":"); ok {
			t.head.add(strings.TrimSpace(key), strings.TrimSpace(value))
		}
	}
}

func (t *table) readHeader(c *columnsOf) error {
	t.width = len(t.fields)
	for i := range t.at {
		t.at[i] = -1
	}
	index, passed := 0, []string{}
	for i, f := range t.fields {
		name := string(bytes.TrimSpace(f.text))
		known := slices.IndexFunc(t.names, func(n string) bool { return strings.EqualFold(n, name) })
		switch {
		case known >= 0 && t.at[known] >= 0:
			return t.fault(i, "the column %s is there twice", t.names[known])
		case known >= 0:
			t.at[known] = i
		case nameless(name) && i == index: // pandas adds one each time that it reads the table and writes it
			index++
		case nameless(name):
			t.blank = append(t.blank, i)
		case c.strict:
			return t.fault(i, "unknown column %q, want some of %s and perhaps %s", clip(name),
				strings.Join(c.required, ","), strings.Join(c.optional, ","))
		case slices.Contains(restrictive, folded(name)):
			t.restrict = append(t.restrict, i)
		case !slices.ContainsFunc(c.left, func(n string) bool { return strings.EqualFold(n, name) }):
			passed = append(passed, strconv.Quote(clip(name)))
		}
	}
	switch {
	case index == 1:
		t.note(indexNote)
	case index > 1:
		t.note("the first %d columns have no names: indices, passed over", index)
	}
	if n := len(passed) - 6; n > 0 {
		passed = append(passed[:6], fmt.Sprintf("%d more", n))
	}
	if len(passed) > 0 {
		t.note("columns that nothing reads: %s", strings.Join(passed, ", "))
	}
	if !c.strict {
		t.blank = nil // columns that nobody asked for may hold anything
	}
	var missing []string
	for i, name := range c.required {
		if t.at[i] < 0 {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return t.in.errorf(0, "the header has no column %s", strings.Join(missing, ", "))
	}
	return nil
}

// nameless tells a column of which the program that wrote the table had no name, and
// what pandas and R make of that when they read it and write it again.
func nameless(name string) bool {
	return name == "" || strings.HasPrefix(name, "Unnamed: ") || strings.HasPrefix(name, "...")
}

const indexNote = "the first column has no name: an index, passed over"

// restrictive are names of columns that say on which hardware, or in which part of a
// machine, a job may run, without signs and in small letters. The readers know none of
// that; see Restricted.
var restrictive = strings.Fields(`accelerator accelerators acceleratormodel acceleratortype affinity arch architecture card
	cardmodel cardtype chip chipmodel chiptype constraint constraints device devicetype exclude excludednodes excludenodes
	feature features gpuarch gpukind gpumodel gpumodels gpuname gpuspec gpuspecs gputype gputypes hardware hardwaretype hostlist
	instancetype machinetype nodeaffinity nodegroup nodelabels nodelist nodepool nodeselector nodetype partition partitions
	placement pool queue queues rack reqnodelist reqnodes requestednodes reservation resourcepool resourcetype sku taints
	tolerations zone`)

// anywhere are words by which such a column says that a job may run anywhere.
var anywhere = []string{"any", "all", "*", "[]", "{}"}

// folded is a name in small letters and without signs: GPU-Type is gpu_type.
func folded(name string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, name)
}

// align takes the first record, which has a field more than the header. R writes the
// names of rows before the columns that the header names; a spreadsheet may leave a
// separator at the end. Where both could be, or neither, the record is a fault.
func (t *table) align() {
	last, marks := t.width, t.decimals
	defer func() { t.decimals, t.rounded = marks, false }()
	t.width++
	if len(t.fields[last].text) == 0 {
		t.blank = append(t.blank, last)
		if t.probe != nil && t.probe() {
			return
		}
		t.blank = t.blank[:len(t.blank)-1]
	}
	// Taken as what stands after the columns, the additional field is a fault; but
	// then it might be the fault, and not a name of a row.
	after := t.probe == nil || t.probe()
	t.shift(1)
	if !after && t.probe() {
		t.note("the rows have a field before the columns that the header names: names of rows, passed over")
		return
	}
	t.shift(-1)
	t.width--
}

// shift moves the columns by so many places.
func (t *table) shift(by int) {
	for _, places := range [...][]int{t.at, t.restrict, t.blank} {
		for i := range places {
			if places[i] >= 0 {
				places[i] += by
			}
		}
	}
}

// note keeps what the user should know of how the table was read.
func (t *table) note(format string, args ...any) {
	t.head.Notes = append(t.head.Notes, fmt.Sprintf(format, args...))
}
