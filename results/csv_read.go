package results

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxRow is the most bytes that a row may have. Names are the only fields without a
// bound, and a quote that is not closed would else make a row of the rest of a file.
const maxRow = 1 << 20

// A FileError is what is wrong with a result file, and where.
type FileError struct {
	File         string
	Line, Column int // both from 1, the column in bytes
	Text         string
}

// Error is FILE:LINE:COLUMN: TEXT.
func (e *FileError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Text)
}

// csvReader reads rows of CSV by RFC 4180 as they are written: a line feed ends each,
// the last one too. It holds one row at a time. Unlike encoding/csv it takes a carriage
// return in a name for what it is, and knows that a file is cut short.
type csvReader struct {
	name string
	from *bufio.Reader
	buf  []byte
	// line is that on which the row begins, next that of the next row.
	line, next int
	row        string
	fields     []string
	starts     []int // where in row each field begins
}

func newCSVReader(name string, r io.Reader) *csvReader {
	return &csvReader{name: name, from: bufio.NewReaderSize(r, 1<<16), next: 1}
}

// fault is an error at a byte of the row.
func (c *csvReader) fault(at int, format string, args ...any) error {
	line, column := c.line, at+1
	if before := c.row[:min(at, len(c.row))]; strings.Contains(before, "\n") {
		line += strings.Count(before, "\n")
		column = at - strings.LastIndexByte(before, '\n')
	}
	return &FileError{c.name, line, column, fmt.Sprintf(format, args...)}
}

// read reads the next row into fields; the error is io.EOF after the last.
func (c *csvReader) read() error {
	c.buf, c.line, c.row = c.buf[:0], c.next, ""
	quotes := 0
	for {
		piece, err := c.from.ReadSlice('\n')
		for _, b := range piece {
			if b == '"' {
				quotes++
			}
		}
		c.buf = append(c.buf, piece...)
		switch {
		case len(c.buf) > maxRow:
			return c.fault(0, "a row of more than %d bytes; is a quote in it not closed?", maxRow)
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && len(c.buf) == 0:
			return io.EOF
		case err == io.EOF && quotes%2 == 1:
			return c.fault(0, "a quote in the row that begins here is not closed")
		case err == io.EOF:
			c.row = string(c.buf)
			return c.fault(len(c.row), "the last row has no line feed: the file is cut short")
		case err != nil:
			return fmt.Errorf("reading %s: %w", c.name, err)
		}
		c.next++
		if quotes%2 == 0 {
			break
		}
	}
	c.row = strings.TrimSuffix(string(c.buf[:len(c.buf)-1]), "\r")
	return c.split()
}

// split takes the row apart.
func (c *csvReader) split() error {
	c.fields, c.starts = c.fields[:0], c.starts[:0]
	for at := 0; ; at++ { // at is where a field begins
		c.starts = append(c.starts, at)
		rest := c.row[at:]
		if !strings.HasPrefix(rest, `"`) {
			n := strings.IndexByte(rest, ',')
			if n < 0 {
				n = len(rest)
			}
			if q := strings.IndexByte(rest[:n], '"'); q >= 0 {
				return c.fault(at+q, "a quote inside a field that does not begin with one")
			}
			c.fields = append(c.fields, rest[:n])
			at += n
		} else {
			text, n, err := unquote(rest)
			if err != nil {
				return c.fault(at+n, "%s", err)
			}
			c.fields = append(c.fields, text)
			at += n
		}
		if at == len(c.row) {
			return nil
		}
	}
}

// unquote is the text of a field in quotes, and where in s it ends.
func unquote(s string) (text string, end int, err error) {
	doubled := false
	for end = 1; ; end += 2 {
		q := strings.IndexByte(s[end:], '"')
		if q < 0 {
			return "", len(s), errors.New("a quote that is not closed")
		}
		if end += q; !strings.HasPrefix(s[end+1:], `"`) {
			break
		}
		doubled = true
	}
	if text = s[1:end]; doubled {
		text = strings.ReplaceAll(text, `""`, `"`)
	}
	if end++; end < len(s) && s[end] != ',' {
		return "", end, errors.New("a field in quotes that goes on after them")
	}
	return text, end, nil
}
