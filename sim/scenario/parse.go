package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// MaxBytes is the largest file of a scenario. A file of this size holds about ten
// thousand steps of capacity; anything larger is not something that a person
// wrote, and YAML takes some 500 times its size in memory while it is read.
const MaxBytes = 1 << 20

// parse turns the bytes of a file into the root node of its only document. It
// returns nil after it has noted why it cannot.
func (d *decoder) parse(data []byte) (root *yaml.Node) {
	if len(data) > MaxBytes {
		d.fault(value{}, "the file is larger than %d bytes, the most that a scenario may have: is this the right file?", MaxBytes)
		return nil
	}
	if line, column, what := notText(data); what != "" {
		d.errs.add(Problem{File: d.reading.file, Line: line, Column: column, rank: d.reading.rank, Msg: what + ": this is not a scenario file, which is UTF-8 text"})
		return nil
	}
	defer func() {
		// A parser of foreign input that panics must not take a sweep down.
		if p := recover(); p != nil {
			root = nil
			d.fault(value{}, "the file cannot be read as YAML: %v", p)
		}
	}()
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		d.fault(value{}, "the file cannot be read as YAML: %v", err)
		return nil
	}
	var document, second yaml.Node
	switch err := loader.Load(&document); {
	case err == io.EOF || err == nil && isEmpty(&document):
		d.fault(value{}, "the file is empty: a scenario begins with version: %d", Version)
		return nil
	case err != nil:
		d.syntax(data, err)
		return nil
	}
	switch err := loader.Load(&second); {
	case err == nil:
		at := value{node: &second}
		if len(second.Content) > 0 {
			at.node = second.Content[0]
		}
		d.fault(at, "a second document begins here: a scenario file holds one; remove the --- above")
		return nil
	case err != io.EOF:
		d.syntax(data, err)
		return nil
	}
	return document.Content[0]
}

func isEmpty(document *yaml.Node) bool {
	return len(document.Content) == 0 ||
		document.Content[0].Kind == yaml.ScalarNode && document.Content[0].ShortTag() == "!!null"
}

// notText finds the first byte that UTF-8 text of printable characters cannot
// have. what is "" where there is none.
func notText(data []byte) (line, column int, what string) {
	line, column = 1, 1
	for i := 0; i < len(data); {
		c, size := utf8.DecodeRune(data[i:])
		switch {
		case c == utf8.RuneError && size == 1:
			return line, column, fmt.Sprintf("byte %#02x is not UTF-8", data[i])
		case c < ' ' && c != '\t' && c != '\n' && c != '\r', c >= 0x7f && c < 0xa0 && c != 0x85:
			return line, column, fmt.Sprintf("control character %#02x", c)
		}
		column++
		if c == '\n' {
			line, column = line+1, 1
		}
		i += size
	}
	return 0, 0, ""
}

// syntax notes an error of the YAML reader, in words that say what to do.
func (d *decoder) syntax(data []byte, err error) {
	list := loadErrors(err)
	if len(list) == 0 {
		d.fault(value{}, "the file cannot be read as YAML: %v", err)
	}
	for _, e := range list {
		mark := e.Mark
		if mark.Line == 0 {
			mark = e.ContextMark
		}
		d.errs.add(Problem{
			File: d.reading.file, Line: mark.Line, Column: mark.Column, rank: d.reading.rank,
			Msg: "not valid YAML: " + e.Message + syntaxAdvice(data, mark.Line, e.Message),
		})
	}
}

// loadErrors is the errors of the YAML reader that have a position.
func loadErrors(err error) []*yaml.LoadError {
	// *LoadErrors first: errors.As for *LoadError matches a *LoadErrors too.
	var many *yaml.LoadErrors
	var one *yaml.LoadError
	switch {
	case errors.As(err, &many):
		return many.Errors
	case errors.As(err, &one):
		return []*yaml.LoadError{one}
	}
	return nil
}

// syntaxAdvice is what to do about the commonest mistakes.
func syntaxAdvice(data []byte, line int, message string) string {
	text := lineOf(data, line)
	indent := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
	switch {
	case strings.Contains(indent, "\t"):
		return "; the line is indented with a tab: use spaces"
	case strings.Contains(message, "cannot start any token"):
		return `; put a text that begins with @, % or a backquote in "quotes"`
	case strings.Contains(message, "mapping values are not allowed"):
		return "; check the indentation of this line and the one above, and put a text that contains a colon in \"quotes\""
	case strings.Contains(message, "expected ',' or"):
		return "; a bracket or brace above is not closed"
	case strings.Contains(message, "did not find expected key"), strings.Contains(message, "block end"),
		strings.Contains(message, "'-' indicator"):
		return "; check the indentation of this line and the ones above"
	case strings.Contains(message, "unexpected end of stream"):
		return "; a quote or bracket is not closed"
	case strings.Contains(message, "unknown anchor"):
		return "; an alias needs an &anchor of that name before it; put a text that begins with * in \"quotes\""
	case strings.Contains(message, "max depth"):
		return "; a scenario is at most a few levels deep"
	}
	return ""
}

func lineOf(data []byte, line int) string {
	for range line - 1 {
		_, data, _ = bytes.Cut(data, []byte("\n"))
	}
	text, _, _ := bytes.Cut(data, []byte("\n"))
	return string(text)
}
