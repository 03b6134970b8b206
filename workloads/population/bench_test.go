package population

import (
	"testing"

	"sovsim/sim"
	"sovsim/sim/rng"
)

func TestJobsAllocateNothing(t *testing.T) {
	p, err := New(Spec{Classes: []Class{busy("x"), busy("y"), busy("z")}, MaxJobs: 1e6}, rng.Key{}, &sim.Directory{})
	if err != nil {
		t.Fatal(err)
	}
	var job sim.Job
	if got := testing.AllocsPerRun(1000, func() { p.Next(&job) }); got != 0 {
		t.Errorf("%v allocations a job, want 0", got)
	}
}

func BenchmarkNext(b *testing.B) {
	for _, n := range []int{1, 5, 50} {
		var classes []Class
		for i := range n {
			c := busy(string(rune('A' + i)))
			c.Interarrival.CV = 2
			classes = append(classes, c)
		}
		b.Run([]string{1: "1 class", 5: "5 classes", 50: "50 classes"}[n], func(b *testing.B) {
			p, err := New(Spec{Classes: classes, MaxJobs: 1 << 62}, rng.Key{}, &sim.Directory{})
			if err != nil {
				b.Fatal(err)
			}
			var job sim.Job
			b.ReportAllocs()
			for b.Loop() {
				if more, _ := p.Next(&job); !more {
					b.Fatal("out of jobs")
				}
			}
		})
	}
}
