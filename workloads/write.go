package workloads

import (
	"fmt"
	"io"

	"sovsim/sim"
)

// Writer writes jobs down in a trace format, one at a time.
type Writer interface {
	// Write appends one job. It refuses, with an [Error], a job that the format
	// cannot hold without changing a number that a schedule depends on.
	Write(job *sim.Job) error
	// Flush hands what was written to the underlying writer. Call it at the end.
	Flush() error
	// Lost lists what jobs had and the format has no place for, so far.
	Lost() []string
}

// WriterOptions say what a writer puts beside the jobs.
type WriterOptions struct {
	// Columns are optional columns of the native format: nodes, patience_s,
	// checkpoint_s, segment_s, data_bytes, residency, project. Without its column, a job that has such a value is refused.
	Columns []string
	// Header are lines for a format whose header has any (swf).
	Header []HeaderField
}

// NewWriter writes a trace of the named format to w; names are looked up in dir.
func NewWriter(format string, w io.Writer, dir *sim.Directory, o WriterOptions) (Writer, error) {
	f, err := formatNamed(format)
	if err != nil {
		return nil, err
	}
	if f.create == nil {
		return nil, &Error{Msg: fmt.Sprintf("traces in the format %s are read, not written", format)}
	}
	return f.create(w, dir, o)
}

// Conversion tells what Convert did.
type Conversion struct {
	// Counts are the records of the input; the dropped ones are not written.
	Counts Counts
	// Lost lists what jobs had and the new format has no place for.
	Lost []string
}

// Convert writes the usable jobs of a trace to w in another format (or the
// same), in order of submit. Job numbers, times, sizes and users stay as they
// are; what the new format has no place for is in Conversion.Lost, and what it
// would have to round is an error. Writing to a temporary file and renaming it
// is the caller's part.
func Convert(w io.Writer, format string, in *File) (Conversion, error) {
	done := Conversion{Counts: in.counts}
	dir := &sim.Directory{}
	out, err := NewWriter(format, w, dir, WriterOptions{Columns: in.head.Columns, Header: in.head.Fields})
	if err != nil {
		return done, err
	}
	t, err := in.Open(dir)
	if err != nil {
		return done, err
	}
	defer t.Close()
	for {
		var job sim.Job
		ok, err := t.Next(&job)
		if err == nil && ok {
			err = out.Write(&job)
		}
		if err != nil {
			return done, err
		}
		if !ok {
			break
		}
	}
	done.Lost = out.Lost()
	return done, out.Flush()
}

// flushBytes is how much a writer gathers before it writes.
const flushBytes = 32 << 10

// flusher gathers what writers append and writes it in large pieces.
type flusher struct {
	w   io.Writer
	buf []byte
}

func (f *flusher) spill() error {
	if len(f.buf) < flushBytes {
		return nil
	}
	return f.Flush()
}

// Flush hands everything to the underlying writer.
func (f *flusher) Flush() error {
	_, err := f.w.Write(f.buf)
	f.buf = f.buf[:0]
	return err
}
