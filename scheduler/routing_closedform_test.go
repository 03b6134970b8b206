package scheduler_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/sim/rng"
	"sovsim/sim/unit"
)

// poisson is jobs of one GPU with exponential run times of mean 1 s that come at
// a rate per second. They all ask for 60 s, so that requests tell nothing of run
// times: a cluster's expected wait says how many jobs it has.
type poisson struct {
	r    *rand.Rand
	rate float64
	left int
	id   int64
	at   float64
}

func (p *poisson) Next(j *sim.Job) (bool, error) {
	if p.left == 0 {
		return false, nil
	}
	p.left--
	p.id++
	p.at += p.r.ExpFloat64() / p.rate
	*j = sim.Job{ID: p.id, GPUs: 1, Submit: sim.Time(p.at * 1e9), Run: time.Duration(p.r.ExpFloat64() * 1e9), Request: time.Minute}
	return true, nil
}

// fleet watches clusters: the mean first wait in batches of the jobs that come
// after the warm-up, and for how long there were at least k jobs at a cluster.
type fleet struct {
	from    sim.Time
	size, n int
	sum     float64
	waits   []float64
	jobs    []int64
	since   []sim.Time
	atLeast [8]float64 // seconds × clusters
	end     sim.Time
}

func (w *fleet) Job(r *sim.Record) {
	if r.Submit < w.from {
		return
	}
	w.sum += r.Start.Sub(r.Submit).Seconds()
	if w.n++; w.n%w.size == 0 {
		w.waits = append(w.waits, w.sum/float64(w.size))
		w.sum = 0
	}
}

func (w *fleet) State(now sim.Time, cluster int, s *sim.State) {
	if now > w.from {
		for k := range min(w.jobs[cluster], int64(len(w.atLeast)-1)) {
			w.atLeast[k+1] += now.Sub(max(w.from, w.since[cluster])).Seconds()
		}
	}
	w.jobs[cluster], w.since[cluster], w.end = s.Queued+s.Running, now, now
}

// share is the share of clusters that have at least k jobs, over time.
func (w *fleet) share(k int) float64 {
	return w.atLeast[k] / (w.end.Sub(w.from).Seconds() * float64(len(w.jobs)))
}

// split runs a line of jobs at load ρ through clusters of c GPUs each, warmUp
// jobs and then 40 batches of size.
func split(t *testing.T, routing string, clusters, c int, rho float64, warmUp, size int) *fleet {
	t.Helper()
	route, err := scheduler.ParseRouting(routing)
	if err != nil {
		t.Fatal(err)
	}
	fcfs, err := scheduler.Parse("fcfs")
	if err != nil {
		t.Fatal(err)
	}
	rate := rho * float64(clusters*c)
	w := &fleet{size: size, from: sim.Time(float64(warmUp) / rate * 1e9), jobs: make([]int64, clusters), since: make([]sim.Time, clusters)}
	m := &sim.Model{Horizon: sim.Never, NewRouter: route.New}
	for i := range clusters {
		m.Clusters = append(m.Clusters, sim.Cluster{Name: fmt.Sprint(i), PolicyName: "fcfs", NewPolicy: fcfs.New,
			Groups: []sim.Group{{Nodes: c, GPUsPerNode: 1, Speed: unit.One}}})
	}
	source := &poisson{r: rand.New(rand.NewPCG(uint64(clusters), uint64(c))), rate: rate, left: warmUp + 40*size}
	if _, err := sim.Run(context.Background(), m, sim.Input{Source: source, Observers: []sim.Observer{w}, Key: rng.Key{Seed: 1}}); err != nil {
		t.Fatal(err)
	}
	return w
}

// spread is the mean of the batches and the half width that holds the true mean
// with probability 99.9 %: Student's t with 39 degrees of freedom is 3.56.
func (w *fleet) spread() (mean, half float64) {
	n, squares := float64(len(w.waits)), 0.0
	for _, x := range w.waits {
		mean += x / n
	}
	for _, x := range w.waits {
		squares += (x - mean) * (x - mean)
	}
	return mean, 3.56 * math.Sqrt(squares/(n-1)/n)
}

func (w *fleet) holds(t *testing.T, what string, want float64) {
	t.Helper()
	mean, half := w.spread()
	if half > 0.15*want {
		t.Errorf("%s: ±%.4f is too wide to test %.4f", what, half, want)
	}
	if math.Abs(mean-want) > half {
		t.Errorf("%s: a mean wait of %.4f ± %.4f does not hold %.4f", what, mean, half, want)
	}
}

// erlangC is the mean wait in M/M/c with mean service 1: B₀ = 1,
// B_k = aB_{k−1}/(k + aB_{k−1}); C = B/(1 − ρ(1 − B)); Wq = C/(c − λ).
func erlangC(c int, rho float64) float64 {
	a, b := rho*float64(c), 1.0
	for k := 1; k <= c; k++ {
		b = a * b / (float64(k) + a*b)
	}
	return b / (1 - rho*(1-b)) / (float64(c) - a)
}

// Random routing splits a Poisson stream into independent ones: two clusters of c
// GPUs are two M/M/c, one of 2c is an M/M/2c. At load 0.8 two clusters of 4 GPUs
// wait 0.7455 service times, one of 8 waits 0.2860.
func TestPooledAgainstSplit(t *testing.T) {
	if a, b := erlangC(4, 0.8), erlangC(8, 0.8); math.Abs(a-0.7455) > 1e-4 || math.Abs(b-0.2860) > 1e-4 {
		t.Fatalf("the yardstick says %.4f and %.4f", a, b)
	}
	split(t, "random", 2, 4, 0.8, 5000, 5000).holds(t, "two of 4 GPUs", erlangC(4, 0.8))
	split(t, "random", 1, 8, 0.8, 5000, 10_000).holds(t, "one of 8 GPUs", erlangC(8, 0.8))
}

// The power of two choices. In the limit of many clusters of one GPU the share
// that have at least k jobs is ρ^(2^k − 1), where under random routing it is ρ^k
// (Vvedenskaya, Dobrushin and Karpelevich 1996; Mitzenmacher 1996). By Little's
// law the mean time in the system is Σ_{k≥1} ρ^(2^k − 2), of which 1 is service:
// at ρ = 0.9 a wait of 1.614, where M/M/1 has 9.
//
// 100 clusters differ from infinitely many by about 1/n: the wait was found 1.6 %
// above the limit, and with 400 clusters 0.4 %. The test allows 5 % of the wait, of
// which half is for chance, and 0.015 for each share.
func TestPowerOfTwoChoices(t *testing.T) {
	const rho, n = 0.9, 100
	two := split(t, "power-of-d", n, 1, rho, 50_000, 40_000)
	limit := -1.0
	for k := 1; k < 30; k++ {
		limit += math.Pow(rho, math.Pow(2, float64(k))-2)
	}
	if math.Abs(limit-1.614) > 1e-3 {
		t.Fatalf("the yardstick says %.4f", limit)
	}
	mean, half := two.spread()
	if half > 0.03*limit || math.Abs(mean-limit) > 0.05*limit {
		t.Errorf("a mean wait of %.4f ± %.4f, in the limit %.4f", mean, half, limit)
	}
	for k := 1; k <= 5; k++ {
		if got, want := two.share(k), math.Pow(rho, math.Pow(2, float64(k))-1); math.Abs(got-want) > 0.015 {
			t.Errorf("%.4f of the clusters have at least %d jobs, in the limit %.4f", got, k, want)
		}
	}

	one := split(t, "random", n, 1, rho, 200_000, 20_000)
	one.holds(t, "M/M/1", rho/(1-rho))
	for k := 1; k <= 4; k++ {
		if got, want := one.share(k), math.Pow(rho, float64(k)); math.Abs(got-want) > 0.03*want {
			t.Errorf("random: %.4f of the clusters have at least %d jobs, want %.4f", got, k, want)
		}
	}
}
