package experiment

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"sovsim/sim"
)

// mmck is M/M/c/K with c GPUs, room for q more, load ρ and a mean service of 1: with
// π(n)/π(n−1) = ρc ÷ min(n, c), the share lost is π(c + q), and by Little's law those
// that are taken wait Σ (n − c)·π(n) ÷ (ρc·(1 − π(c + q))).
func mmck(c, q int, rho float64) (lost, wait float64) {
	weight, sum, queue := 1.0, 1.0, 0.0
	for n := 1; n <= c+q; n++ {
		weight *= rho * float64(c) / float64(min(n, c))
		sum += weight
		queue += weight * float64(max(0, n-c))
	}
	lost = weight / sum
	return lost, queue / sum / (rho * float64(c) * (1 - lost))
}

// A queue with room for so many is M/M/c/K with K = c + max-queued, whether arrivals
// coincide or not: what is lost and what the others wait
// are those of the textbook, below and above a load of 1. With room for nobody it is the
// loss system M/M/c/c, whose formula is Erlang's B: 0.23557 with 8 GPUs at a load of 8 erlangs, and
// nobody waits. By hand: one GPU with room
// for one more at ρ = 1 has three states of the same weight, so a third is lost and the
// others wait ⅓ ÷ ⅔ = ½.
func TestAFullQueueIsMMcK(t *testing.T) {
	if lost, wait := mmck(1, 1, 1); math.Abs(lost-1.0/3) > 1e-12 || math.Abs(wait-0.5) > 1e-12 {
		t.Fatalf("the yardstick says %.4f lost and a wait of %.4f", lost, wait)
	}
	if lost, _ := mmck(8, 0, 1); math.Abs(lost-0.23557) > 1e-5 {
		t.Fatalf("the yardstick says that %.5f are lost, not Erlang's 0.23557", lost)
	}
	for _, k := range []struct {
		c, q int
		rho  float64
	}{{1, 1, 1}, {4, 6, 0.9}, {8, 3, 1.5}, {8, 0, 1}, {3, 0, 0.5}} {
		t.Run(fmt.Sprintf("c=%d K=%d rho=%g", k.c, k.c+k.q, k.rho), func(t *testing.T) {
			s := decode(t, fmt.Sprintf(`version: 1
horizon: 500d
warm-up: 20d
replications: 40
policies: [fcfs]
routing: home
classes:
  one: {gpus: 1, run-time: {exponential: {mean: 1d}}, users: 10}
clusters:
  - {name: site, region: r, gpus: %d, max-queued: %d}
workload:
  - {class: one, region: r, interarrival: %.6fs}
outputs: {interval: 10d}
`, k.c, k.q, 86400/(k.rho*float64(k.c))))
			out, _ := execute(t, s, Options{Workers: 2})
			var lost, waits []float64
			for _, run := range out.Runs {
				all := run.All()
				lost = append(lost, float64(all.Outcomes[sim.Rejected])/float64(all.Jobs()))
				waits = append(waits, all.WaitMean.Hours()/24)
				if run.Result.Reasons[sim.QueueFull] != run.Result.Jobs[sim.Rejected] {
					t.Errorf("of %d rejected jobs %d found the queue full", run.Result.Jobs[sim.Rejected], run.Result.Reasons[sim.QueueFull])
				}
			}
			wantLost, wantWait := mmck(k.c, k.q, k.rho)
			around(t, "the share lost", lost, wantLost, 0.02)
			if k.q > 0 {
				around(t, "the mean wait in days", waits, wantWait, 0.05)
			} else if slices.Max(waits) > 0 {
				t.Errorf("with room for nobody the mean waits in days are %v", waits)
			}
		})
	}
}
