package experiment

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"sovsim/results"
	"sovsim/results/compare"
)

// virtualWait is M/M/c+M: c GPUs at load ρ, a mean service of 1, a mean patience of
// 1/θ. An arrival would wait V if it had patience without end: nothing with
// probability none, else with the density (Baccelli and Hebuterne, "On queues with
// impatient customers", Performance '81)
//
//	v(x) = λ·π(c − 1)·exp(λ(1 − e^{−θx})/θ − cx)
//
// where λ = ρc and π(n) is the probability that n jobs are there:
// π(n)/π(n−1) = λ ÷ (min(n, c) + θ·max(0, n − c)).
type virtualWait struct {
	c, lambda, theta float64
	none, last       float64 // Σ over n < c of π(n), π(c − 1)
	// wait is the mean time in the queue of all jobs, by Little's law.
	wait float64
}

func newVirtualWait(c int, rho, theta float64) virtualWait {
	v := virtualWait{c: float64(c), lambda: rho * float64(c), theta: theta}
	weight, sum, queue := 1.0, 1.0, 0.0
	v.none, v.last = 1, 1
	for n := 1; n < 10_000; n++ {
		weight *= v.lambda / (float64(min(n, c)) + theta*float64(max(0, n-c)))
		sum += weight
		if n < c {
			v.none += weight
			v.last = weight
		}
		queue += weight * float64(max(0, n-c))
	}
	v.none, v.last, v.wait = v.none/sum, v.last/sum, queue/sum/v.lambda
	return v
}

func (v virtualWait) density(x float64) float64 {
	return v.lambda * v.last * math.Exp(v.lambda*(1-math.Exp(-v.theta*x))/v.theta-v.c*x)
}

// incidence is the share of the jobs that have started by t, those whose patience
// is longer than V ≤ t, and of those that have left: at u ≤ t, before V > u. With
// P{V ≤ u} = P{V = 0} + ∫_0^u v(x) dx:
//
//	start(t) = P{V = 0} + ∫_0^t v(x)·e^{−θx} dx
//	leave(t) = ∫_0^t θe^{−θu}·(1 − P{V ≤ u}) du
//
// by the trapezium rule; below is P{V ≤ t}.
func (v virtualWait) incidence(t float64) (start, leave, below float64) {
	const steps = 50_000
	h := t / steps
	start, below = v.none, v.none
	for i := range steps {
		x, y := float64(i)*h, float64(i+1)*h
		vx, vy, stayX, stayY := v.density(x), v.density(y), math.Exp(-v.theta*x), math.Exp(-v.theta*y)
		start += h / 2 * (vx*stayX + vy*stayY)
		next := below + h/2*(vx+vy)
		leave += h / 2 * v.theta * (stayX*(1-below) + stayY*(1-next))
		below = next
	}
	return start, leave, below
}

// The yardstick itself: V has some value; in the end all have started or left, and
// those that left are θ × the mean time in the queue. With θ = 1 jobs go at the
// rate n, as in M/M/∞: on one GPU P{V = 0} = e^{−λ}.
func TestVirtualWaitYardstick(t *testing.T) {
	if v := newVirtualWait(1, 2, 1); math.Abs(v.none-math.Exp(-2)) > 1e-12 {
		t.Errorf("P{V = 0} is %.9f, in M/M/∞ it is e⁻²", v.none)
	}
	for _, c := range []int{1, 8, 32} {
		for _, rho := range []float64{0.7, 1, 1.5, 2} {
			for _, theta := range []float64{0.25, 0.5, 2} {
				v := newVirtualWait(c, rho, theta)
				start, leave, all := v.incidence(30 / theta)
				if math.Abs(all-1) > 1e-5 || math.Abs(start+leave-1) > 1e-5 || math.Abs(leave-theta*v.wait) > 1e-5 {
					t.Errorf("c=%d ρ=%g θ=%g: P{V < ∞} = %.7f, %.7f start and %.7f leave, by the balance of states %.7f",
						c, rho, theta, all, start, leave, theta*v.wait)
				}
			}
		}
	}
}

// patient is M/M/c+M as a scenario, at a number of sites that have nothing to do with
// each other: the mean service is a day, the mean patience two, so θ = 1/2.
func patient(sites, gpus int, rho float64, horizon string) string {
	var clusters, workload strings.Builder
	for i := range sites {
		fmt.Fprintf(&clusters, "  - {name: site%d, region: r%d, gpus: %d}\n", i, i, gpus)
		fmt.Fprintf(&workload, "  - {class: one, region: r%d, interarrival: %.6fs}\n", i, 86400/(rho*float64(gpus)))
	}
	return fmt.Sprintf(`version: 1
horizon: %s
warm-up: 20d
replications: 40
policies: [fcfs]
routing: home
classes:
  one: {gpus: 1, run-time: {exponential: {mean: 1d}}, patience: {exponential: {mean: 2d}}, users: 10}
clusters:
%sworkload:
%soutputs: {target: 6h, interval: 1d}
`, horizon, &clusters, &workload)
}

// around checks that the two-sided 99.99 % interval of the mean over 40 replications
// (Student's t with 39 degrees of freedom: 4.33) holds a value and is sharp enough.
func around(t *testing.T, what string, xs []float64, want, sharp float64) {
	t.Helper()
	d := compare.Describe(xs)
	half := 4.33 * d.SD / math.Sqrt(40)
	if len(xs) != 40 || half > sharp {
		t.Errorf("%s: ±%.5f from %d replications is too wide to test %.5f", what, half, len(xs), want)
	}
	if math.Abs(d.Mean-want) > half {
		t.Errorf("%s: %.5f ± %.5f does not hold %.5f", what, d.Mean, half, want)
	}
}

// The incidences of starting and of leaving that summary.csv has are those of
// M/M/c+M: of a population with exponential times, through the engine and the
// results. All jobs are followed for 28 days, so nothing is censored.
func TestIncidencesOfErlangA(t *testing.T) {
	for _, rho := range []float64{0.7, 1, 1.5, 2} {
		t.Run(fmt.Sprint("rho=", rho), func(t *testing.T) {
			out, _ := execute(t, decode(t, patient(1, 8, rho, "600d")), Options{Workers: 2})
			v := newVirtualWait(8, rho, 0.5)
			for i, days := range []float64{1.0 / 24, 1, 7, 28, 0.25} {
				var start, leave []float64
				for _, run := range out.Runs {
					r := run.All()
					at := r.AtTarget
					if i < len(r.At) {
						at = r.At[i]
					}
					if !at.Known || r.FollowedFor != results.DefaultFollowUp {
						t.Fatalf("the incidence at %g d is known: %v; jobs are followed for %v", days, at.Known, r.FollowedFor)
					}
					start, leave = append(start, at.Started), append(leave, at.Withdrawn)
				}
				s, l, _ := v.incidence(days)
				around(t, fmt.Sprintf("started by %.2f d", days), start, s, 0.03)
				around(t, fmt.Sprintf("left by %.2f d", days), leave, l, 0.02)
			}
			var share []float64
			for _, run := range out.Runs {
				all := run.All()
				x, _ := all.RenegedShare()
				share = append(share, x)
				// Above load 1 a third and more of them leave: the incidence never reaches 0.9.
				if rho > 1 && all.P90 != results.NotReached || rho < 2 && all.P50 == results.NotReached {
					t.Errorf("the median wait is %v, p90 %v", all.P50, all.P90)
				}
			}
			around(t, "left in all", share, v.theta*v.wait, 0.02)
		})
	}
}

// The same for the jobs of two days, at whose end many still wait, none of them seen
// for as long as the figures ask about: the end censors them. The incidences within a
// day are those of M/M/c+M even so; forty sites make jobs enough. Even all jobs that
// were seen to start are fewer than start within a day, so that a plain share would be
// found out.
func TestCensoredIncidencesOfErlangA(t *testing.T) {
	for _, rho := range []float64{1, 1.5} {
		t.Run(fmt.Sprint("rho=", rho), func(t *testing.T) {
			out, _ := execute(t, decode(t, patient(40, 8, rho, "22d")), Options{Workers: 2})
			v := newVirtualWait(8, rho, 0.5)
			for i, days := range []float64{1.0 / 24, 0.25, 1} {
				var start, leave []float64
				for k, run := range out.Runs {
					r := run.All()
					at := []results.Incidence{r.At[0], r.AtTarget, r.At[1]}[i]
					if !at.Known {
						t.Fatalf("replication %d does not know the incidence at %g d", k, days)
					}
					start, leave = append(start, at.Started), append(leave, at.Withdrawn)
				}
				s, l, _ := v.incidence(days)
				around(t, fmt.Sprintf("started by %.2f d", days), start, s, 0.05)
				around(t, fmt.Sprintf("left by %.2f d", days), leave, l, 0.05)
			}
			var plain float64
			for _, run := range out.Runs {
				all := run.All()
				plain += float64(all.Started) / float64(all.Followed) / 40
			}
			if s, _, _ := v.incidence(1); plain > s-0.03 {
				t.Errorf("%.4f of the jobs start, %.4f within a day if they are seen for so long", plain, s)
			}
		})
	}
}
