package oracle_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"sovsim/scheduler"
	"sovsim/sim"
)

// srpt is the mean response time of M/M/1 at load λ with mean service 1 where the job
// with the least remaining time is served, preempting without cost: Schrage and Miller,
// "The queue M/G/1 with the shortest remaining processing time discipline", Operations
// Research 14(4), 1966. With ρ(x) = λ∫₀ˣ t f(t) dt it is
//
//	∫₀^∞ f(x) [ λ(∫₀ˣ t² f(t) dt + x²(1 − F(x))) ÷ 2(1 − ρ(x))² + ∫₀ˣ dt ÷ (1 − ρ(t)) ] dx,
//
// and for exponential sizes ρ(x) = λ(1 − (1 + x)e^−x), ∫₀ˣ t² f = 2 − (x² + 2x + 2)e^−x.
func srpt(lambda float64) float64 {
	const h = 1e-3
	free := func(x float64) float64 { return 1 - lambda*(1-(1+x)*math.Exp(-x)) } // 1 − ρ(x)
	residence, sum := 0.0, 0.0                                                   // ∫₀ˣ dt ÷ (1 − ρ(t)), by trapezoids
	at := func(x float64) float64 {
		e := math.Exp(-x)
		second := 2 - (x*x+2*x+2)*e
		return e * (lambda*(second+x*x*e)/(2*free(x)*free(x)) + residence)
	}
	last := at(0)
	for i := range 60_000 {
		x := float64(i) * h
		residence += h / 2 * (1/free(x) + 1/free(x+h))
		next := at(x + h)
		sum += h / 2 * (last + next)
		last = next
	}
	return sum
}

// The yardstick itself: without load a job takes its 1; with little load λ an arrival
// finds one other with probability λ, and of the two the shorter makes the longer wait,
// 1/2 on average, so the slope at 0 is 1/2. First come, first served has 1 ÷ (1 − λ).
func TestSRPTYardstick(t *testing.T) {
	if x := srpt(0); math.Abs(x-1) > 1e-6 {
		t.Errorf("without load %.8f, want 1", x)
	}
	if x := (srpt(1e-4) - srpt(0)) / 1e-4; math.Abs(x-0.5) > 1e-3 {
		t.Errorf("slope at 0 %.6f, want 0.5", x)
	}
	for _, rho := range []float64{0.3, 0.6, 0.9} {
		if x := srpt(rho); x <= 1 || x >= 1/(1-rho) {
			t.Errorf("at load %g %.4f, not between 1 and %.4f", rho, x, 1/(1-rho))
		}
	}
}

// responses collects response times in seconds in batches of equal size.
type responses struct {
	size, n int
	sum     float64
	means   []float64
}

func (b *responses) Job(r *sim.Record) {
	b.sum += (r.Wait + r.Held).Seconds()
	if b.n++; b.n%b.size == 0 {
		if b.n > b.size { // the first batch starts empty
			b.means = append(b.means, b.sum/float64(b.size))
		}
		b.sum = 0
	}
}

func (b *responses) State(sim.Time, int, *sim.State) {}

// M/M/1 under srtf has the mean response time of Schrage and Miller.
func TestSRTFIsSRPT(t *testing.T) {
	for _, rho := range []float64{0.5, 0.8} {
		t.Run(fmt.Sprintf("rho=%g", rho), func(t *testing.T) {
			t.Parallel()
			spec, err := scheduler.Parse("srtf")
			if err != nil {
				t.Fatal(err)
			}
			b := &responses{size: 10_000}
			l := &line{r: rand.New(rand.NewPCG(3, uint64(rho*10))), rate: rho, draw: exponential, left: 41 * b.size}
			m := &sim.Model{Horizon: sim.Never, Clusters: []sim.Cluster{{Name: "site", Groups: []sim.Group{{Nodes: 1, GPUsPerNode: 1}}, PolicyName: "srtf", NewPolicy: spec.New}}}
			res, err := sim.Run(context.Background(), m, sim.Input{Source: l, Directory: &sim.Directory{}, Observers: []sim.Observer{b}})
			if err != nil {
				t.Fatal(err)
			}
			if res.Stops < int64(b.size) {
				t.Errorf("%d stops only: the test says little", res.Stops)
			}
			within(t, "mean response time", b.means, srpt(rho))
		})
	}
}
