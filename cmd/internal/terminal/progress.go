package terminal

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"sovsim/cmd/internal/prose"
)

// Mode is how progress is shown.
type Mode string

// The modes of --progress.
const (
	// Auto is a bar on a terminal and Plain elsewhere.
	Auto Mode = "auto"
	// Plain is a line for each tenth, or each 30 s.
	Plain Mode = "plain"
	// None shows nothing.
	None Mode = "none"
)

// Modes lists the modes.
var Modes = []Mode{Auto, Plain, None}

// look is how often the progress is read; patience is how long plain progress may
// stay silent. After soon it says for the first time how long it will take.
const (
	look     = 200 * time.Millisecond
	patience = 30 * time.Second
	soon     = 5 * time.Second
)

// IsTerminal reports whether w shows a bar properly: it is a terminal, and nobody
// asked for plain text.
func IsTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || os.Getenv("TERM") == "dumb" {
		return false
	}
	for _, plain := range []string{"CI", "NO_COLOR"} {
		if os.Getenv(plain) != "" {
			return false
		}
	}
	return true
}

// Source is what progress is shown of.
type Source interface {
	// Read is the share done, from 0 to 1, and the number of parts that ended.
	Read() (share float64, ended int)
	// Runs is the number of parts.
	Runs() int
}

// Watch shows the progress of s under the given name until the function that it
// returns is called, which waits until nothing more is written.
func Watch(v *Voice, mode Mode, name string, s Source) (stop func()) {
	if mode == None {
		return func() {}
	}
	var show shower = &plain{voice: v, name: name, runs: s.Runs()}
	if mode == Auto && IsTerminal(v.w) {
		show = newBar(v.w, prose.Mask(name))
	}
	quit := make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() {
		tick := time.NewTicker(look)
		defer tick.Stop()
		begin := time.Now()
		for {
			select {
			case <-tick.C:
				share, n := s.Read()
				show.at(time.Since(begin), share, n)
			case <-quit:
				show.end()
				return
			}
		}
	})
	return sync.OnceFunc(func() {
		close(quit)
		ended.Wait()
	})
}

// shower shows one state of the progress after another.
type shower interface {
	at(since time.Duration, share float64, ended int)
	end()
}

// plain writes lines.
type plain struct {
	voice *Voice
	name  string
	runs  int
	tenth int
	last  time.Duration
	told  bool // that there is a time to go
}

func (p *plain) at(since time.Duration, share float64, ended int) {
	tenth := int(share * 10)
	first := !p.told && since >= soon && share > 0
	if tenth <= p.tenth && since-p.last < patience && !first {
		return
	}
	p.tenth, p.last = max(p.tenth, tenth), since
	p.voice.Say(fmt.Sprintf("%s: %d %%, %d of %d runs%s", p.name, int(share*100), ended, p.runs, p.toGo(since, share)))
}

// toGo is the time to go as the time so far has it, once that says something.
func (p *plain) toGo(since time.Duration, share float64) string {
	if since < soon || share <= 0 || share >= 1 {
		return ""
	}
	p.told = true
	left := min(float64(since)*(1/share-1), float64(1000*time.Hour))
	return fmt.Sprintf(", about %v to go", time.Duration(left).Round(time.Second))
}

func (p *plain) end() {}

// bar draws a bar on a terminal and takes it away at the end.
type bar struct{ b *progressbar.ProgressBar }

const steps = 1000

func newBar(w io.Writer, name string) *bar {
	return &bar{progressbar.NewOptions(steps,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription(name),
		progressbar.OptionSetWidth(30),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionClearOnFinish(),
	)}
}

// A terminal that goes away is no reason to stop, so errors are let pass.
func (b *bar) at(_ time.Duration, share float64, _ int) { _ = b.b.Set(min(steps-1, int(share*steps))) }
func (b *bar) end()                                     { _ = b.b.Clear() }
