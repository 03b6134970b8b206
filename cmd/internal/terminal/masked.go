package terminal

import (
	"io"
	"os"
	"unicode/utf8"

	"golang.org/x/term"

	"sovsim/cmd/internal/prose"
)

// Data is w for a file that is written to standard output: as it is into a file or a
// pipe, where its names are data, and masked on a terminal, which they must not drive.
func Data(w io.Writer) io.Writer {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return &masked{w: w}
	}
	return w
}

// masked masks text in lines. A character that a write cuts is kept for the next.
type masked struct {
	w    io.Writer
	rest []byte
}

func (m *masked) Write(p []byte) (int, error) {
	text := append(m.rest, p...)
	cut := len(text)
	for i := len(text) - 1; i >= 0 && i >= len(text)-utf8.UTFMax; i-- {
		if utf8.RuneStart(text[i]) {
			if !utf8.FullRune(text[i:]) {
				cut = i
			}
			break
		}
	}
	if _, err := io.WriteString(m.w, prose.Lines(string(text[:cut]))); err != nil {
		return 0, err
	}
	m.rest = append([]byte(nil), text[cut:]...)
	return len(p), nil
}
