package scenario

import (
	"testing"
	"time"

	"sovsim/sim/dist"
)

// The classes of research training: what a job of each has, in GPU-hours.
func TestMeanWorkOfTheClasses(t *testing.T) {
	const h = time.Hour
	class := func(low, high int, from, to time.Duration) *Population {
		return &Population{Divide: 1, Range: dist.SizeRange{Low: low, High: high}, RunTime: dist.Times{Kind: dist.KindLogUniform, Low: from, High: to}}
	}
	for _, c := range []struct {
		name   string
		p      *Population
		lo, hi float64
	}{
		{"finetune", class(1, 16, h, 24*h), 38.5, 39.5},
		{"mid", class(16, 256, 4*h, 72*h), 2035, 2045},
		{"pretrain", class(256, 16384, 24*h, 14*24*h), 457_500, 458_500},
	} {
		if got := c.p.MeanWork() / 3600; got < c.lo || got > c.hi {
			t.Errorf("%s: a job has %v GPU-hours, want %v to %v", c.name, got, c.lo, c.hi)
		}
	}
	// Two sizes, one with a run time of its own: (3 × 1 × 2 h + 1 × 8 × 5 h) ÷ 4.
	five := dist.Times{Kind: dist.KindConstant, Value: 5 * h}
	p := &Population{Divide: 1, GPUs: []Size{{1, 3, nil}, {8, 1, &five}}, RunTime: dist.Times{Kind: dist.KindConstant, Value: 2 * h}}
	if got := p.MeanWork() / 3600; got != 11.5 {
		t.Errorf("two sizes: got %v, want 11.5", got)
	}
}
