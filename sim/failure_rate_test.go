package sim_test

import (
	"math"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/rng"
)

// interrupted is how often a job that runs as long as the run is interrupted, on
// so many GPUs with spares beside them.
func interrupted(t *testing.T, seed uint64, gpus, full int, rate float64, span time.Duration) int {
	t.Helper()
	w := newWorld(nil, failing("site", "fcfs", gpus/8*11/10+4, rate, hour))
	w.Horizon, w.key = sim.Time(span), rng.Key{Seed: seed}
	j := british(1, gpus, 0, 0, checkpoint(60))
	j.Run, j.Request, j.FullSize, j.Number = 2*span, 2*span, full, 1
	w.run(t, j)
	if r := w.records[1]; r.Outcome != sim.Running || r.Wait != 0 {
		t.Fatalf("%s", told(r))
	}
	return w.records[1].Failures
}

// The published numbers, simulated node by node: from 3.79 failures per 1,000
// node-days 419 interruptions in 54 days at 16,384 GPUs (Llama 3 405B), and from
// 6.50 a mean time of 1.8 h between two at 16,384 GPUs, 0.23 h at 131,072 (RSC-1).
// Two-sided, at three standard errors.
func TestPublishedFailureRates(t *testing.T) {
	if got := 54 * 2048 * 3.79 / 1000; math.Abs(got-419) > 0.5 {
		t.Errorf("3.79 stands for %.1f interruptions, want 419", got)
	}
	total, seeds := 0.0, 12
	for seed := range seeds {
		n := float64(interrupted(t, uint64(seed), 16384, 0, 3.79, 54*day))
		if math.Abs(n-419) > 4*math.Sqrt(419) {
			t.Errorf("seed %d: %v interruptions, want 419 ± %.0f", seed, n, 4*math.Sqrt(419))
		}
		total += n
	}
	mean, sigma := total/float64(seeds), math.Sqrt(419/float64(seeds))
	t.Logf("%.1f interruptions in 54 d, ± %.1f", mean, 3*sigma)
	if math.Abs(mean-419) > 3*sigma {
		t.Errorf("%.1f interruptions on average, want 419 ± %.1f", mean, 3*sigma)
	}
	for _, c := range []struct {
		gpus int
		want float64 // hours, to the digits that are published
		half float64
		n    float64 // so many interruptions are expected
	}{{16384, 1.8, 0.05, 1500}, {131072, 0.23, 0.005, 400}} {
		hours := 1000.0 / (float64(c.gpus) / 8 * 6.50) * 24
		if math.Abs(hours-c.want) > c.half {
			t.Errorf("6.50 stands for %.3f h at %d GPUs, want %v", hours, c.gpus, c.want)
		}
		got := hours * c.n / float64(interrupted(t, 1, c.gpus, 0, 6.50, time.Duration(hours*c.n*float64(hour))))
		t.Logf("%d GPUs: %.3f h, want %.3f", c.gpus, got, hours)
		if math.Abs(got/hours-1) > 3/math.Sqrt(c.n) {
			t.Errorf("%d GPUs: %.3f h between two interruptions, want %.3f", c.gpus, got, hours)
		}
	}
}

// A job that a scale of 1/64 has made 64 times smaller is interrupted as often as
// it would be: by its few nodes and, for the greater part, by itself.
func TestADividedJobFailsAtItsFullSize(t *testing.T) {
	const seeds, want = 40, 30 * 512 * 6.5 / 1000 // in 30 days at 4,096 GPUs
	for _, c := range []struct{ gpus, full int }{{4096, 0}, {64, 4096}, {8, 4096}} {
		sum, squares := 0.0, 0.0
		for seed := range seeds {
			n := float64(interrupted(t, uint64(seed), c.gpus, c.full, 6.5, 30*day))
			sum, squares = sum+n, squares+(n-want)*(n-want)
		}
		mean, variance := sum/seeds, squares/seeds
		t.Logf("%d of %d GPUs: %.1f, variance %.1f", c.gpus, c.full, mean, variance)
		if math.Abs(mean-want) > 3*math.Sqrt(want/seeds) {
			t.Errorf("%d of %d GPUs: %.1f interruptions, want %.1f ± %.1f", c.gpus, c.full, mean, want, 3*math.Sqrt(want/seeds))
		}
		// Poisson: the variance is the mean, to within 3·√(2/n) of it.
		if math.Abs(variance/want-1) > 3*math.Sqrt(2.0/seeds) {
			t.Errorf("%d of %d GPUs: a variance of %.1f, want %.1f", c.gpus, c.full, variance, want)
		}
	}
}

// Forty divided jobs of one number in the file fail each by itself, whether their places
// in a trace are their names or nothing but the stream is: as many as by Poisson, 99.8 each,
// not forty times as often as one of them.
func TestDividedJobsOfOneNumberFailApart(t *testing.T) {
	const jobs, want = 40, 30 * 512 * 6.5 / 1000
	for _, trace := range []int32{0, 1} {
		w := newWorld(nil, failing("site", "fcfs", jobs+8, 6.5, hour))
		w.Horizon, w.key = sim.Time(30*day), rng.Key{Seed: 5}
		w.dir.Trace("log.swf")
		var list []homed
		for i := range int64(jobs) {
			j := british(7, 8, 0, 0, checkpoint(60))
			j.Run, j.Request, j.FullSize, j.Trace, j.Number = 60*day, 60*day, 4096, trace, int64(trace)*(i+1)
			list = append(list, j)
		}
		w.run(t, list...)
		sum, squares := 0.0, 0.0
		for _, r := range w.told {
			sum, squares = sum+float64(r.Failures), squares+(float64(r.Failures)-want)*(float64(r.Failures)-want)
		}
		mean, variance := sum/jobs, squares/jobs
		if len(w.told) != jobs || math.Abs(mean-want) > 3*math.Sqrt(want/jobs) || math.Abs(variance/want-1) > 3*math.Sqrt(2.0/jobs) {
			t.Errorf("trace %d: %.1f failures a job, variance %.1f, want %.1f and as much", trace, mean, variance, want)
		}
	}
}
