package terminal

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestPlainWritesALineForEachTenthAndAfterSilence(t *testing.T) {
	var out bytes.Buffer
	p := &plain{voice: NewVoice(&out), name: "two-clusters", runs: 6}
	for _, x := range []struct {
		since time.Duration
		share float64
		ended int
	}{
		{200 * time.Millisecond, 0.04, 0},
		{400 * time.Millisecond, 0.17, 1},
		{600 * time.Millisecond, 0.19, 1},
		{800 * time.Millisecond, 0.42, 2},
		{6 * time.Second, 0.425, 2}, // 6 s × 0.575 ÷ 0.425 = 8.1 s
		{8 * time.Second, 0.428, 2},
		{36 * time.Second, 0.43, 2}, // 36 s × 0.57 ÷ 0.43 = 47.7 s
		{37 * time.Second, 0.44, 2},
		{38 * time.Second, 1, 6},
		{39 * time.Second, 1, 6},
	} {
		p.at(x.since, x.share, x.ended)
	}
	want := `sovsim: two-clusters: 17 %, 1 of 6 runs
sovsim: two-clusters: 42 %, 2 of 6 runs
sovsim: two-clusters: 42 %, 2 of 6 runs, about 8s to go
sovsim: two-clusters: 43 %, 2 of 6 runs, about 48s to go
sovsim: two-clusters: 100 %, 6 of 6 runs
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &out, want)
	}
}

// still is progress that does not move.
type still struct{}

func (still) Read() (float64, int) { return 0.5, 1 }
func (still) Runs() int            { return 2 }

func TestWatchEndsAndWritesNoControlCharactersToAFile(t *testing.T) {
	for _, mode := range Modes {
		var out bytes.Buffer
		stop := Watch(NewVoice(&out), mode, "x", still{})
		stop()
		stop() // a second call does nothing
		if strings.ContainsAny(out.String(), "\r\x1b") {
			t.Errorf("%s: %q", mode, out.String())
		}
	}
}

func TestABufferIsNoTerminal(t *testing.T) {
	if IsTerminal(&bytes.Buffer{}) {
		t.Error("a buffer is taken for a terminal")
	}
}
