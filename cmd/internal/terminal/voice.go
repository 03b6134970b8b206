package terminal

import (
	"io"
	"strings"
	"sync"

	"sovsim/cmd/internal/prose"
)

// prefix begins each line of standard error; the lines of a message after its first
// are indented.
const (
	prefix = "sovsim: "
	indent = 2
)

// Voice is standard error: all that the command says to the user who watches goes
// through it. A message is masked, broken at spaces into lines of at most 80 columns,
// and each line begins with the command's name:
//
//	sovsim: uk-20x: warning: the backlog is not stationary: its trend over the run
//	sovsim:   is more than half of its mean
//
// A path longer than a line stays whole.
type Voice struct {
	mu sync.Mutex
	w  io.Writer
}

// NewVoice writes to w. That w goes away is no reason to stop, so errors of writing
// are let pass.
func NewVoice(w io.Writer) *Voice { return &Voice{w: w} }

// Say says one message. A line feed in it is masked: it is one of the input.
func (v *Voice) Say(message string) { v.write(message) }

// SayEach says a message for each line of the text.
func (v *Voice) SayEach(text string) {
	if text = strings.TrimSuffix(text, "\n"); text != "" {
		v.write(strings.Split(text, "\n")...)
	}
}

// Verbatim says lines that are not broken, such as those of a stack.
func (v *Voice) Verbatim(text string) {
	var b strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(text, "\t", "    ")) {
		b.WriteString(prefix + prose.Mask(strings.TrimRight(line, "\r\n")) + "\n")
	}
	v.put(b.String())
}

// Write is SayEach, for those who want an io.Writer.
func (v *Voice) Write(p []byte) (int, error) {
	v.SayEach(string(p))
	return len(p), nil
}

func (v *Voice) write(messages ...string) {
	var b strings.Builder
	for _, m := range messages {
		for _, line := range prose.Hang(prose.Mask(m), prose.Width-len(prefix), indent) {
			b.WriteString(strings.TrimRight(prefix+line, " ") + "\n")
		}
	}
	v.put(b.String())
}

func (v *Voice) put(lines string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	_, _ = io.WriteString(v.w, lines)
}
