package population

import (
	"testing"

	"sovsim/sim"
	"sovsim/sim/rng"
)

func TestJobsAllocateNothing(t *testing.T) {
	for name, make := range map[string]func(string) Class{"busy": busy, "rich": rich} {
		p, err := New(Spec{Classes: []Class{make("x"), make("y"), make("z")}, MaxJobs: 1e6}, rng.Key{}, &sim.Directory{})
		if err != nil {
			t.Fatal(err)
		}
		var job sim.Job
		if got := testing.AllocsPerRun(1000, func() { p.Next(&job) }); got != 0 {
			t.Errorf("%s: %v allocations a job, want 0", name, got)
		}
	}
}

func BenchmarkNext(b *testing.B) {
	bursty := func(name string) Class {
		c := busy(name)
		c.Interarrival.CV = 2
		return c
	}
	for _, bench := range []struct {
		name  string
		n     int
		class func(string) Class
	}{
		{"1 class", 1, bursty}, {"5 classes", 5, bursty}, {"50 classes", 50, bursty},
		{"1 class with everything on", 1, rich}, {"50 classes with everything on", 50, rich},
	} {
		var classes []Class
		for i := range bench.n {
			classes = append(classes, bench.class(string(rune('A'+i))))
		}
		b.Run(bench.name, func(b *testing.B) {
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

// Making a population finds the CV that its profile leaves over.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := New(Spec{Classes: []Class{rich("x")}, MaxJobs: 1}, rng.Key{}, &sim.Directory{}); err != nil {
			b.Fatal(err)
		}
	}
}
