package workloads

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
)

// maxLine is the longest line (and the longest CSV record) that is read: a
// binary file has "lines" of any length, a trace has not.
const maxLine = 64 << 10

// input is the bytes of a trace, unpacked, and the place where reading stands.
type input struct {
	path   string
	closer io.Closer
	// raw is the file as it lies on the disk, size its bytes.
	raw  *stoppable
	size int64
	buf  *bufio.Reader
	// line is the number of the line read last.
	line int64
	// again opens the same content from its beginning once more; nil where that
	// is not possible, as for a pipe.
	again func() (*input, error)
	// cut reports whether the line read last ended at the end of the file without
	// a line feed, as the last line of a truncated file does.
	cut bool
}

// openFile opens a plain or gzip-packed file; it is recognised by its first
// bytes, not by its name. regular reports whether it can be opened again to the
// same content, as a pipe cannot.
func openFile(path string, opts Options) (in *input, regular bool, err error) {
	f, err := opts.open(path)
	if err != nil {
		return nil, false, fileError(path, err)
	}
	info, err := f.Stat()
	switch {
	case err != nil:
		err = fileError(path, err)
	case info.IsDir():
		err = &Error{File: path, Msg: "this is a directory, want a trace file"}
	default:
		raw := &stoppable{from: f, stop: opts.Stop}
		if in, err = newInput(path, raw); err == nil {
			in.raw, in.size = raw, info.Size()
		}
	}
	if err != nil {
		f.Close()
		return nil, false, err
	}
	in.closer = f
	if regular = info.Mode().IsRegular(); regular {
		in.again = func() (*input, error) {
			in, _, err := openFile(path, opts)
			return in, err
		}
	}
	return in, regular, nil
}

// open opens a file in the file system of the options.
func (o *Options) open(path string) (fs.File, error) {
	if o.FS == nil {
		return os.Open(path)
	}
	return o.FS.Open(filepath.ToSlash(path))
}

// stoppable asks before each read of the file whether to go on.
type stoppable struct {
	from io.Reader
	stop func() error
	// bytes counts what was read.
	bytes int64
}

func (s *stoppable) Read(p []byte) (int, error) {
	if s.stop != nil {
		if err := s.stop(); err != nil {
			return 0, &stopped{err}
		}
	}
	n, err := s.from.Read(p)
	s.bytes += int64(n)
	return n, err
}

// stopped is the caller's wish to stop, on its way through the readers.
type stopped struct{ err error }

func (s *stopped) Error() string { return s.err.Error() }

// final is the error in its final form if it has one already, else nil.
func final(err error) error {
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	var stop *stopped
	if errors.As(err, &stop) {
		return stop.err
	}
	return nil
}

// bare is the message without the path, which leads every Error already.
func bare(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

func fileError(path string, err error) error {
	return &Error{File: path, Msg: bare(err), Err: err}
}

// newInput reads from r, unpacking it if it begins as gzip does. path is for
// messages only.
func newInput(path string, r io.Reader) (*input, error) {
	in := &input{path: path, buf: bufio.NewReaderSize(r, maxLine)}
	if magic, _ := in.buf.Peek(2); len(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b {
		z, err := gzip.NewReader(in.buf)
		if err != nil {
			return nil, in.failed(err)
		}
		in.buf = bufio.NewReaderSize(z, maxLine)
	}
	head, err := in.head(6)
	if err != nil {
		return nil, err
	}
	if want := otherwise(head); want != "" {
		return nil, &Error{File: path, Msg: want}
	}
	if bytes.HasPrefix(head, []byte("\ufeff")) { // a byte order mark, as spreadsheets write
		in.buf.Discard(3)
	}
	in.mendEnds()
	return in, nil
}

// otherwise says of a file that is none of plain text how it is packed or written,
// and what is read; "" for any other.
func otherwise(head []byte) string {
	for _, magic := range [...]struct{ bytes, packer string }{
		{"BZh", "bzip2"}, {"PK\x03\x04", "zip"}, {"\xfd7zXZ\x00", "xz"}, {"\x28\xb5\x2f\xfd", "zstd"}, {"\x1f\x8b", "gzip, twice"}} {
		if bytes.HasPrefix(head, []byte(magic.bytes)) {
			return "the file is packed with " + magic.packer + ", want it unpacked, or packed with gzip"
		}
	}
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) || wide(head, 0) || wide(head, 1) {
		return "the file is in UTF-16, want UTF-8: spreadsheets call it CSV UTF-8"
	}
	return ""
}

// wide reports whether six bytes are three letters of two bytes each, the first of
// which is the letter, or else (high is 0) nothing.
func wide(head []byte, high int) bool {
	for i, c := range head {
		if (c == 0) != (i%2 == high) {
			return false
		}
	}
	return len(head) == 6
}

// mendEnds makes line feeds of the line ends of a file that has carriage returns
// alone, as old spreadsheets write it.
func (in *input) mendEnds() {
	head, _ := in.buf.Peek(maxLine) // whoever reads as far as a fault gets it
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		in.buf = bufio.NewReaderSize(&lineEnds{in.buf}, maxLine)
	}
}

// lineEnds makes a line feed of each carriage return that none follows.
type lineEnds struct{ from *bufio.Reader }

func (l *lineEnds) Read(p []byte) (int, error) {
	n, err := l.from.Read(p)
	for i, c := range p[:n] {
		if c != '\r' {
			continue
		}
		next := p[i+1 : n]
		if len(next) == 0 {
			next, _ = l.from.Peek(1)
		}
		if len(next) == 0 || next[0] != '\n' {
			p[i] = '\n'
		}
	}
	return n, err
}

func (in *input) close() {
	if in.closer != nil {
		in.closer.Close()
		in.closer = nil
	}
}

// head is the first n bytes, or as many as there are, without reading them.
func (in *input) head(n int) ([]byte, error) {
	head, err := in.buf.Peek(n)
	if len(head) > 0 || err == nil {
		return head, nil
	}
	if err == io.EOF {
		return nil, &Error{File: in.path, Msg: "the file is empty, want a trace"}
	}
	return nil, in.failed(err)
}

// next is the next line without its end; valid until the next call. At the end
// of the file the error is io.EOF itself.
func (in *input) next() ([]byte, error) {
	b, err := in.buf.ReadSlice('\n')
	in.line++
	switch {
	case err == nil:
		return bytes.TrimRight(b[:len(b)-1], "\r"), nil // several, where a line end was written as text twice
	case err == bufio.ErrBufferFull:
		return nil, in.errorf(0, "a line of more than %d bytes: this is not a text file of records", maxLine)
	case err != io.EOF:
		return nil, in.failed(err)
	case len(b) == 0:
		in.line--
		return nil, io.EOF
	}
	in.cut = true
	return bytes.TrimRight(b, "\r"), nil
}

// errorf is a fault in the line read last; column 0 is the line as a whole.
func (in *input) errorf(column int, format string, args ...any) error {
	return &Error{File: in.path, Line: in.line, Column: int64(column), Msg: fmt.Sprintf(format, args...)}
}

// failed explains why the bytes could not be read.
func (in *input) failed(err error) error {
	if f := final(err); f != nil {
		return f
	}
	var corrupt flate.CorruptInputError
	msg := bare(err)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		msg = "the packed (gzip) data end too early: the file is truncated"
	case errors.As(err, &corrupt), errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader):
		msg = "the packed (gzip) data are damaged: " + msg
	}
	return &Error{File: in.path, Line: in.line, Msg: msg, Err: err}
}
