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

// impatient is an M/G/c+G line: its jobs are withdrawn unless they start within
// their patience, in seconds.
type impatient struct {
	line
	patience func(*rand.Rand) float64
}

func (l *impatient) Next(j *sim.Job) (bool, error) {
	ok, err := l.line.Next(j)
	if ok {
		// A patience of 0 would be one without end.
		j.Patience = max(1, time.Duration(l.patience(l.r)*1e9))
	}
	return ok, err
}

// queueing is what of the jobs of a batch of arrivals had to wait and left
// unstarted, as shares, and their mean time in the queue, whichever way it ended.
type queueing struct {
	size                 int
	delayed, left, waits []float64
}

func (q *queueing) Job(r *sim.Record) {
	batch := int(r.Seq) / q.size
	for len(q.waits) <= batch {
		q.delayed, q.left, q.waits = append(q.delayed, 0), append(q.left, 0), append(q.waits, 0)
	}
	end := r.Start
	if r.Outcome == sim.Reneged {
		end = r.End
		q.left[batch] += 1 / float64(q.size)
	}
	if end > r.Submit {
		q.delayed[batch] += 1 / float64(q.size)
	}
	q.waits[batch] += end.Sub(r.Submit).Seconds() / float64(q.size)
}

func (*queueing) State(sim.Time, int, *sim.State) {}

// abandon runs 42 batches of arrivals through FCFS on a pool of c GPUs. The first,
// which begins with an empty machine, and the last, which ends with one to which
// nobody comes, are thrown away.
func abandon(t *testing.T, c int, l *impatient, size int) *queueing {
	t.Helper()
	spec, err := scheduler.Parse("fcfs")
	if err != nil {
		t.Fatal(err)
	}
	l.left = 42 * size
	q := &queueing{size: size}
	m := &sim.Model{Horizon: sim.Never, Clusters: []sim.Cluster{{Name: "site", Groups: []sim.Group{{Nodes: c, GPUsPerNode: 1}}, PolicyName: "fcfs", NewPolicy: spec.New}}}
	result, err := sim.Run(context.Background(), m, sim.Input{Source: l, Directory: &sim.Directory{}, Observers: []sim.Observer{q}})
	if err != nil {
		t.Fatal(err)
	}
	if done := result.Jobs[sim.Completed] + result.Jobs[sim.Reneged]; done != int64(42*size) {
		t.Fatalf("%d jobs completed or left, of %d", done, 42*size)
	}
	q.delayed, q.left, q.waits = q.delayed[1:41], q.left[1:41], q.waits[1:41]
	return q
}

// figures are those of a line: the probability that a job has to wait, that it
// leaves unstarted, and the mean time in the queue of all jobs.
type figures struct{ delayed, left, wait float64 }

// birthDeath is M/M/c+M with mean service 1, a mean patience of 1/θ and c GPUs at
// load ρ, from the balance of its states: with n jobs there they come at the rate
// λ = ρc and go at the rate min(n, c) + θ·max(0, n − c), so that
//
//	π(n)/π(n−1) = λ ÷ (min(n, c) + θ·max(0, n − c)).
//
// An arrival sees π (Poisson arrivals see time averages): it waits where n ≥ c.
// Of those in the queue each leaves at the rate θ: left = θ·E[queue]/λ. By
// Little's law wait = E[queue]/λ.
func birthDeath(c int, rho, theta float64) figures {
	lambda := rho * float64(c)
	weight, sum, waiting, queue := 1.0, 1.0, 0.0, 0.0
	for n := 1; n < 100*c+int(100/theta)+10_000; n++ {
		weight *= lambda / (float64(min(n, c)) + theta*float64(max(0, n-c)))
		sum += weight
		if n >= c {
			waiting += weight
			queue += weight * float64(n-c)
		}
	}
	return figures{waiting / sum, theta * queue / sum / lambda, queue / sum / lambda}
}

// palm is the same in closed form (Palm 1957; Mandelbaum and Zeltyn, "Service
// engineering in action: the Palm/Erlang-A queue", 2007). With Erlang's loss B and
//
//	A = 1 + Σ_{j≥1} Π_{k=1..j} (λ/θ) ÷ (c/θ + k):
//
//	P{wait} = A·B ÷ (1 + (A − 1)·B)
//	P{leave | wait} = 1/(ρA) + 1 − 1/ρ
//	E[wait | wait] = P{leave | wait} ÷ θ
func palm(c int, rho, theta float64) figures {
	x, y := float64(c)/theta, rho*float64(c)/theta
	a, term := 1.0, 1.0
	for k := 1.0; term > 1e-18*a; k++ {
		term *= y / (x + k)
		a += term
	}
	b := erlangB(c, rho)
	delayed := a * b / (1 + (a-1)*b)
	left := 1/(rho*a) + 1 - 1/rho
	return figures{delayed, delayed * left, delayed * left / theta}
}

// erlangB is the share of the jobs that M/M/c/c loses: B₀ = 1,
// B_k = aB_{k−1}/(k + aB_{k−1}).
func erlangB(c int, rho float64) float64 {
	a, b := rho*float64(c), 1.0
	for k := 1; k <= c; k++ {
		b = a * b / (float64(k) + a*b)
	}
	return b
}

// The yardstick itself: balance of states and closed form agree, and both are right
// where the answer is known otherwise. With θ = 1 jobs go at the rate n, as in
// M/M/∞: n is Poisson's; for one GPU at load 2, P{wait} = 1 − e⁻² and
// E[queue] = 2 − (1 − e⁻²). With little impatience and ρ < 1 it is Erlang C, with
// much Erlang's loss.
func TestErlangAYardstick(t *testing.T) {
	near := func(what string, got, want figures, tol float64) {
		t.Helper()
		for i, x := range [][2]float64{{got.delayed, want.delayed}, {got.left, want.left}, {got.wait, want.wait}} {
			if math.Abs(x[0]-x[1]) > tol*(1+x[1]) {
				t.Errorf("%s, figure %d: %.12g, want %.12g", what, i, x[0], x[1])
			}
		}
	}
	for _, c := range []int{1, 4, 16} {
		for _, rho := range []float64{0.7, 1, 1.5, 2} {
			for _, theta := range []float64{0.1, 0.5, 1, 3} {
				near(fmt.Sprintf("c=%d ρ=%g θ=%g", c, rho, theta), birthDeath(c, rho, theta), palm(c, rho, theta), 1e-10)
			}
		}
	}
	busy := 1 - math.Exp(-2)
	near("M/M/∞", birthDeath(1, 2, 1), figures{busy, (2 - busy) / 2, (2 - busy) / 2}, 1e-12)
	p, wait := erlangC(4, 0.7)
	near("Erlang C", palm(4, 0.7, 1e-7), figures{p, 0, wait}, 1e-5)
	near("Erlang's loss", palm(4, 1.5, 1e9), figures{erlangB(4, 1.5), erlangB(4, 1.5), 0}, 1e-8)
}

// M/M/c+M, Erlang A: the share of the jobs that wait, the share that leave, and the
// mean time in the queue of all, below and above load 1, where only those who
// leave keep the queue finite. There are 71 two-sided intervals of 99.99 %: where all
// is right they hold together with 99.3 %.
func TestErlangA(t *testing.T) {
	for _, c := range []int{1, 4, 16} {
		for _, rho := range []float64{0.7, 1, 1.5, 2} {
			for _, theta := range []float64{0.5, 2} {
				t.Run(fmt.Sprintf("c=%d,rho=%g,theta=%g", c, rho, theta), func(t *testing.T) {
					t.Parallel()
					size := 4000
					switch {
					case c == 16 && rho < 1:
						size = 25_000 // few jobs wait at all
					case c == 16 && rho == 1:
						size = 10_000
					}
					q := abandon(t, c, &impatient{line{r: rand.New(rand.NewPCG(uint64(c), uint64(10*rho+1000*theta))), rate: rho * float64(c),
						draw: exponential}, func(r *rand.Rand) float64 { return r.ExpFloat64() / theta }}, size)
					want := birthDeath(c, rho, theta)
					if want.delayed < 0.999 {
						sharply(t, "probability of waiting", q.delayed, want.delayed)
					} else if mean, _ := interval(q.delayed); mean < 0.999 {
						// 16 GPUs at load 2 and much patience: three in a million find one free.
						t.Errorf("%.5f wait, want %.7f", mean, want.delayed)
					}
					sharply(t, "probability of leaving", q.left, want.left)
					sharply(t, "mean time in the queue", q.waits, want.wait)
				})
			}
		}
	}
}

// M/G/c/c: jobs that wait for nothing. All have a patience of 1 ns, so they start at
// once or never; the share that leave is Erlang's loss, whatever the distribution
// of the service (here the mix of the test of Pollaczek and Khinchine too).
func TestErlangLoss(t *testing.T) {
	for name, draw := range map[string]func(*rand.Rand) float64{
		"constant":    func(*rand.Rand) float64 { return 1 },
		"exponential": exponential,
		"hyperexponential": func(r *rand.Rand) float64 {
			if r.Float64() < 0.9 {
				return 5.0 / 9 * r.ExpFloat64()
			}
			return 5 * r.ExpFloat64()
		},
	} {
		for _, rho := range []float64{0.7, 2} {
			t.Run(fmt.Sprintf("%s,rho=%g", name, rho), func(t *testing.T) {
				t.Parallel()
				q := abandon(t, 5, &impatient{line{r: rand.New(rand.NewPCG(11, uint64(rho*10))), rate: 5 * rho,
					draw: draw}, func(*rand.Rand) float64 { return 0 }}, 5000)
				sharply(t, "loss", q.left, erlangB(5, rho))
			})
		}
	}
}

// sharply checks that the two-sided 99.99 % interval of the mean of 40 batches
// (Student's t with 39 degrees of freedom: 4.33) holds the value, and that its half
// width is at most a tenth of that.
func sharply(t *testing.T, what string, means []float64, want float64) {
	t.Helper()
	mean, half := interval(means)
	half *= 4.33 / 3.56
	if len(means) != 40 || half > 0.1*want {
		t.Errorf("%s: ±%.5f from %d batches is too wide to test %.5f", what, half, len(means), want)
	}
	if math.Abs(mean-want) > half {
		t.Errorf("%s: %.5f ± %.5f does not hold %.5f", what, mean, half, want)
	}
}
