package workloads

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"sovsim/sim"
)

// format is one way to write a trace down. Each lives in a file of its own and
// registers itself; by that it is recognised, listed and converted.
type format struct {
	// name is what --format takes; about is one line for a list.
	name, about string
	// zeroRun reports whether a run time of zero is legal; see rules.
	zeroRun bool
	// processors reports whether a record has the processors requested and allocated.
	processors bool
	// recognise reports whether a file that begins with head (after unpacking,
	// up to sniffLength bytes) is of this format. No two formats may claim the
	// same head.
	recognise func(head []byte) bool
	// open makes a reader; it may read a header line.
	open func(in *input, r *rules, dir *sim.Directory) (reader, error)
	// create makes a writer; nil for a format that is only read.
	create func(w io.Writer, dir *sim.Directory, o WriterOptions) (Writer, error)
}

// reader yields the jobs of one file in file order, one record in memory at a
// time. Records that its rules drop are counted there and passed over.
type reader interface {
	next(job *sim.Job) (bool, error)
	// header is what the file has said of itself so far.
	header() *Header
}

var formats []*format

// register adds a format; it is called from init functions.
func register(f *format) {
	formats = append(formats, f)
	slices.SortFunc(formats, func(a, b *format) int { return strings.Compare(a.name, b.name) })
}

// FormatInfo describes a trace format to a user.
type FormatInfo struct {
	// Name is what names the format in options, About says in one line what it is.
	Name, About string
	// Writable reports whether traces can be written in it.
	Writable bool
}

// Formats lists the trace formats by name.
func Formats() []FormatInfo {
	list := make([]FormatInfo, len(formats))
	for i, f := range formats {
		list[i] = FormatInfo{f.name, f.about, f.create != nil}
	}
	return list
}

func formatNames() string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return strings.Join(names, ", ")
}

func formatNamed(name string) (*format, error) {
	for _, f := range formats {
		if f.name == name {
			return f, nil
		}
	}
	return nil, &Error{Msg: fmt.Sprintf("unknown trace format %q; the formats are %s", clip(name), formatNames())}
}

// sniffLength is how much of a file its recognition may look at: there are logs
// with long comments at their head.
const sniffLength = maxLine

// recognise finds the format of the opened file by its content.
func recognise(in *input) (*format, error) {
	head, err := in.head(sniffLength)
	if err != nil {
		return nil, err
	}
	for _, f := range formats {
		if f.recognise(head) {
			return f, nil
		}
	}
	return nil, &Error{File: in.path, Line: 1, Msg: fmt.Sprintf(
		"not a trace in a format known here (%s), plain or .gz: an swf record is 18 numbers, a native file begins with the line %s, the others with a line of their own columns",
		formatNames(), strings.Join(nativeRequired[:], ","))}
}

// Header is what a trace says of itself. It stays small, whatever the file holds.
type Header struct {
	// Fields are the header's "Key: value" lines in file order.
	Fields []HeaderField
	// Columns are the optional columns that a native file has.
	Columns []string
	// Notes are what a user should know of how the file was read: that a column was
	// passed over as an index, what sets off fractions.
	Notes []string
}

// HeaderField is one line of a header.
type HeaderField struct{ Key, Value string }

const (
	maxHeaderFields = 1000
	maxHeaderValue  = 1000
)

func (h *Header) add(key, value string) {
	if len(h.Fields) < maxHeaderFields && len(key)+len(value) <= maxHeaderValue {
		h.Fields = append(h.Fields, HeaderField{key, value})
	}
}

// Get is the value of the first field of that key; "" where there is none.
func (h *Header) Get(key string) string {
	for _, f := range h.Fields {
		if strings.EqualFold(f.Key, key) {
			return f.Value
		}
	}
	return ""
}
