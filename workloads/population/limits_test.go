package population

import (
	"math"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/dist"
	"sovsim/sim/rng"
)

// Sizes within a limit have the probabilities of the class, given that they are at
// most the limit: P(k) ÷ P(K ≤ L), for every kind of sizes; and the run time is that
// of the size.
func TestSizesWithinALimit(t *testing.T) {
	const n = 400_000
	fixed := func(d time.Duration) dist.Spec[time.Duration] {
		return dist.Spec[time.Duration]{Kind: dist.KindConstant, Value: d}
	}
	weighted := func(sizes ...Size) func(*Class) {
		return func(c *Class) { c.Sizes, c.Range, c.Run = sizes, dist.SizeRange{}, fixed(100*time.Second) }
	}
	ranged := func(low, high int) func(*Class) {
		return func(c *Class) {
			c.Sizes, c.Range, c.Run = nil, dist.SizeRange{Low: low, High: high}, fixed(100*time.Second)
		}
	}
	for _, c := range []struct {
		name string
		set  func(*Class)
		most int
		want map[int]float64
		work float64 // mean, GPU·s
	}{
		{"one size", weighted(Size{GPUs: 8, Weight: 1}), 8, map[int]float64{8: 1}, 800},
		// 2, 1 and 1 of four; without the largest 2 and 1 of three.
		{"weights", weighted(Size{GPUs: 1, Weight: 2}, Size{GPUs: 8, Weight: 1}, Size{GPUs: 64, Weight: 1}), 63,
			map[int]float64{1: 2. / 3, 8: 1. / 3}, 1000. / 3},
		{"weights in another order", weighted(Size{GPUs: 64, Weight: 1}, Size{GPUs: 8, Weight: 1}, Size{GPUs: 1, Weight: 2}), 8,
			map[int]float64{1: 2. / 3, 8: 1. / 3}, 1000. / 3},
		// (2·1·10 + 1·8·70) ÷ 3.
		{"sizes with run times", weighted(Size{GPUs: 1, Weight: 2, Run: fixed(10 * time.Second)}, Size{GPUs: 8, Weight: 1, Run: fixed(70 * time.Second)}, Size{GPUs: 64, Weight: 1, Run: fixed(time.Hour)}), 8,
			map[int]float64{1: 2. / 3, 8: 1. / 3}, 580. / 3},
		// Log-uniform from 1 to 4: 1 up to 1.5, 2 up to 2.5, 3 up to 3.5, of all up to 4.
		{"a range", ranged(1, 4), 3, map[int]float64{1: math.Log(1.5) / math.Log(3.5), 2: math.Log(2.5/1.5) / math.Log(3.5), 3: math.Log(3.5/2.5) / math.Log(3.5)},
			100 * (math.Log(1.5) + 2*math.Log(2.5/1.5) + 3*math.Log(3.5/2.5)) / math.Log(3.5)},
		{"the least of a range", ranged(3, 900), 3, map[int]float64{3: 1}, 300},
		{"all of a range", ranged(1, 2), 2, map[int]float64{1: math.Log(1.5) / math.Log(2), 2: math.Log(2/1.5) / math.Log(2)}, 100 * (2 - math.Log(1.5)/math.Log(2))},
		{"more than all", ranged(1, 2), 99, map[int]float64{1: math.Log(1.5) / math.Log(2), 2: math.Log(2/1.5) / math.Log(2)}, 100 * (2 - math.Log(1.5)/math.Log(2))},
	} {
		class := busy("x")
		c.set(&class)
		class.Limits.Any.Most = c.most
		count, work := map[int]float64{}, 0.0
		each(t, Spec{Classes: []Class{class}, MaxJobs: n}, rng.Key{Seed: 5}, func(j *sim.Job) {
			count[j.GPUs]++
			work += float64(j.GPUs) * j.Run.Seconds()
		})
		total := 0.0
		for k, p := range c.want {
			total += count[k]
			if got := count[k] / n; math.Abs(got-p) > 4*math.Sqrt(p*(1-p)/n) {
				t.Errorf("%s: %.5f of the jobs have %d GPUs, want %.5f", c.name, got, k, p)
			}
		}
		if total != n {
			t.Errorf("%s: %v of %v jobs have the sizes that fit: %v", c.name, total, n, count)
		}
		if got := class.MeanWork(); !near(got, c.work, 1e-9) {
			t.Errorf("%s: mean work %v GPU·s, want %v", c.name, got, c.work)
		}
		if got := work / n; !near(got, c.work, 0.01) {
			t.Errorf("%s: a job draws %v GPU·s, want %v", c.name, got, c.work)
		}
	}
}

// Each residency has its own limit; where one has none its jobs are those that
// there were, and nothing else of any job is another.
func TestLimitsByResidency(t *testing.T) {
	free := rich("x")
	free.Divide = 1
	bound := free
	bound.Limits = Limits{Home: dist.SizeLimit{Most: 10}, Bloc: dist.SizeLimit{Most: 20}}
	before, after := all(t, Spec{Classes: []Class{free}, MaxJobs: 5000}, rng.Key{}), all(t, Spec{Classes: []Class{bound}, MaxJobs: 5000}, rng.Key{})
	most := map[sim.Residency]int{}
	for i := range before {
		a, b := before[i].job, after[i].job
		most[b.Residency] = max(most[b.Residency], b.GPUs)
		if b.Residency == sim.Anywhere && a != b {
			t.Fatalf("job %d is %+v, without limits %+v", i+1, b, a)
		}
		// A size has a run time of its own, on which the request depends.
		a.GPUs, a.Run, a.Request = b.GPUs, b.Run, b.Request
		if a != b {
			t.Fatalf("job %d is %+v, without limits but for its size %+v", i+1, b, a)
		}
	}
	if most[sim.AtHome] != 8 || most[sim.InBloc] != 16 || most[sim.Anywhere] != 64 {
		t.Errorf("the largest jobs are %v", most)
	}
	// Σ share × mean of what fits: 8 with the quantiles of phillyLike, 16 and 64 with the
	// class's run time.
	work := func(weights ...float64) float64 {
		sum, total := 0.0, 0.0
		for i, w := range weights {
			one := free
			one.Residency, one.Sizes = dist.Residency{}, free.Sizes[i:i+1]
			sum, total = sum+w*one.MeanWork(), total+w
		}
		return sum / total
	}
	want := 0.2*work(6) + 0.3*work(6, 2) + 0.5*work(6, 2, 2)
	if got := bound.MeanWork(); !near(got, want, 1e-12) {
		t.Errorf("mean work %v GPU·s, want %v", got, want)
	}
}

// A cap cuts what is left of a size after division, and the job keeps the size
// that it had.
func TestACapAfterDivision(t *testing.T) {
	class := busy("x")
	class.Sizes, class.Range, class.Divide = nil, dist.SizeRange{Low: 1, High: 400}, 64
	class.Run = dist.Spec[time.Duration]{Kind: dist.KindConstant, Value: 100 * time.Second}
	class.Limits.Any = dist.SizeLimit{Most: 380, Cap: 4}
	// 380 ÷ 64 is 6. By a sum over all sizes:
	want := 0.0
	for k := 1; k <= 380; k++ {
		p := math.Log((float64(k)+0.5)/max(1, float64(k)-0.5)) / math.Log(380.5)
		want += p * 100 * float64(min(4, dist.Divided(k, 64)))
	}
	if got := class.MeanWork(); !near(got, want, 1e-9) {
		t.Errorf("mean work %v GPU·s, want %v", got, want)
	}
	large := 0
	each(t, Spec{Classes: []Class{class}, MaxJobs: 20_000}, rng.Key{}, func(j *sim.Job) {
		if j.GPUs != min(4, dist.Divided(j.FullSize, 64)) || j.FullSize > 380 {
			t.Fatalf("a job of %d GPUs has %d", j.FullSize, j.GPUs)
		}
		if j.FullSize > 4*64+32 {
			large++
		}
	})
	if large == 0 {
		t.Error("no job was cut")
	}
	class.Divide = 1
	each(t, Spec{Classes: []Class{class}, MaxJobs: 2_000}, rng.Key{}, func(j *sim.Job) {
		if j.GPUs > 4 || j.GPUs == 4 && j.FullSize != 0 && j.FullSize <= 4 || j.GPUs < 4 && j.FullSize != 0 {
			t.Fatalf("undivided: a job of %d GPUs has %d", j.FullSize, j.GPUs)
		}
	})
	class.Range.Low, class.Limits.Any.Most = 30, 29
	if faults := class.Validate(); len(faults) != 1 || faults[0].Path != "limits.any" {
		t.Errorf("a limit below the least size: %v", faults)
	}
}
