package oracle_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"sovsim/scheduler"
	"sovsim/sim"
)

// line is an M/G/c line: Poisson arrivals at a rate per second, service times
// drawn by draw in seconds, one GPU a job.
type line struct {
	r    *rand.Rand
	rate float64
	draw func(*rand.Rand) float64
	left int
	at   float64
}

func (l *line) Next(j *sim.Job) (bool, error) {
	if l.left == 0 {
		return false, nil
	}
	l.left--
	l.at += l.r.ExpFloat64() / l.rate
	run := time.Duration(l.draw(l.r) * 1e9)
	*j = sim.Job{GPUs: 1, Submit: sim.Time(l.at * 1e9), Run: run, Request: run}
	return true, nil
}

// batches collects first waits in seconds in batches of equal size, after the
// first batch, which starts empty.
type batches struct {
	size, n      int
	sum, delayed float64
	waits, late  []float64
	queue, total float64
	last         sim.Time
	queued       int64
}

func (b *batches) Job(r *sim.Record) {
	w := r.Wait.Seconds()
	b.total += w
	b.sum += w
	if w > 0 {
		b.delayed++
	}
	if b.n++; b.n%b.size == 0 {
		if b.n > b.size {
			b.waits = append(b.waits, b.sum/float64(b.size))
			b.late = append(b.late, b.delayed/float64(b.size))
		}
		b.sum, b.delayed = 0, 0
	}
}

func (b *batches) State(now sim.Time, _ int, s *sim.State) {
	b.queue += now.Sub(b.last).Seconds() * float64(b.queued)
	b.last, b.queued = now, s.Queued
}

// interval is the mean of batch means and the half width that holds the true
// mean with probability 99.9 % (Student's t with 39 degrees of freedom: 3.56).
func interval(means []float64) (mean, half float64) {
	n := float64(len(means))
	for _, m := range means {
		mean += m / n
	}
	variance := 0.0
	for _, m := range means {
		variance += (m - mean) * (m - mean) / (n - 1)
	}
	return mean, 3.56 * math.Sqrt(variance/n)
}

// simulate runs 41 batches through FCFS on a pool of c GPUs; the first is
// thrown away.
func simulate(t *testing.T, c int, l *line, size int) *batches {
	t.Helper()
	spec, err := scheduler.Parse("fcfs")
	if err != nil {
		t.Fatal(err)
	}
	l.left = 41 * size
	b := &batches{size: size}
	m := &sim.Model{Horizon: sim.Never, Clusters: []sim.Cluster{{Name: "site", Groups: []sim.Group{{Nodes: c, GPUsPerNode: 1}}, PolicyName: "fcfs", NewPolicy: spec.New}}}
	if _, err := sim.Run(context.Background(), m, sim.Input{Source: l, Directory: &sim.Directory{}, Observers: []sim.Observer{b}}); err != nil {
		t.Fatal(err)
	}
	// Little's law over the whole run: the integral of the queue's length is
	// the sum of the waits.
	if math.Abs(b.queue-b.total) > 1e-9*b.total {
		t.Errorf("integral of the queue %g, sum of waits %g", b.queue, b.total)
	}
	return b
}

func exponential(r *rand.Rand) float64 { return r.ExpFloat64() }

// erlangC is the probability of waiting and the mean wait in M/M/c with mean
// service 1: B₀ = 1, B_k = aB_{k−1}/(k + aB_{k−1}); C = B/(1 − ρ(1 − B));
// Wq = C/(c − λ).
func erlangC(c int, rho float64) (p, wait float64) {
	a, b := rho*float64(c), 1.0
	for k := 1; k <= c; k++ {
		b = a * b / (float64(k) + a*b)
	}
	p = b / (1 - rho*(1-b))
	return p, p / (float64(c) - a)
}

// Known values of Erlang C, so that the yardstick itself is held to something:
// M/M/1 has C = ρ and Wq = ρ/(1 − ρ); M/M/2 at ρ = 3/4 has C = 9/14.
func TestErlangCYardstick(t *testing.T) {
	for _, x := range []struct {
		c                 int
		rho, p, wait, tol float64
	}{{1, 0.5, 0.5, 1, 1e-12}, {1, 0.9, 0.9, 9, 1e-12}, {2, 0.75, 9.0 / 14, 9.0 / 7, 1e-12}} {
		if p, w := erlangC(x.c, x.rho); math.Abs(p-x.p) > x.tol || math.Abs(w-x.wait) > x.tol {
			t.Errorf("c=%d ρ=%g: %g %g, want %g %g", x.c, x.rho, p, w, x.p, x.wait)
		}
	}
}

// M/M/c: the share of jobs that wait and the mean wait are Erlang's.
func TestErlangC(t *testing.T) {
	for _, c := range []int{1, 4, 16} {
		for _, rho := range []float64{0.5, 0.8, 0.9} {
			t.Run(fmt.Sprintf("c=%d,rho=%g", c, rho), func(t *testing.T) {
				t.Parallel()
				size := 5000
				if c == 16 && rho == 0.5 {
					size = 30000 // few jobs wait at all
				}
				b := simulate(t, c, &line{r: rand.New(rand.NewPCG(uint64(c), uint64(rho*10))), rate: rho * float64(c), draw: exponential}, size)
				p, wait := erlangC(c, rho)
				within(t, "probability of waiting", b.late, p)
				within(t, "mean wait", b.waits, wait)
			})
		}
	}
}

// M/G/1: the mean wait is Pollaczek and Khinchine's, λE[S²]/2(1−ρ), for
// constant service and for a hyperexponential mix (nine in ten short, one long,
// mean 1, E[S²] = 2(0.9·(5/9)² + 0.1·5²) = 50/9).
func TestPollaczekKhinchine(t *testing.T) {
	for name, x := range map[string]struct {
		draw   func(*rand.Rand) float64
		second float64
	}{
		"constant": {func(*rand.Rand) float64 { return 1 }, 1},
		"hyperexponential": {func(r *rand.Rand) float64 {
			if r.Float64() < 0.9 {
				return 5.0 / 9 * r.ExpFloat64()
			}
			return 5 * r.ExpFloat64()
		}, 50.0 / 9},
	} {
		for _, rho := range []float64{0.5, 0.8} {
			t.Run(fmt.Sprintf("%s,rho=%g", name, rho), func(t *testing.T) {
				t.Parallel()
				b := simulate(t, 1, &line{r: rand.New(rand.NewPCG(7, uint64(rho*10))), rate: rho, draw: x.draw}, 10000)
				within(t, "mean wait", b.waits, rho*x.second/(2*(1-rho)))
			})
		}
	}
}

// within checks that the interval is narrow enough to say something and holds
// the value.
func within(t *testing.T, what string, means []float64, want float64) {
	t.Helper()
	mean, half := interval(means)
	if len(means) != 40 || half > 0.25*want {
		t.Errorf("%s: ±%.4f from %d batches is too wide to test %.4f", what, half, len(means), want)
	}
	if math.Abs(mean-want) > half {
		t.Errorf("%s: %.4f ± %.4f does not hold %.4f", what, mean, half, want)
	}
}
