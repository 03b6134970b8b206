package population

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/sim"
	"sovsim/sim/dist"
	"sovsim/sim/rng"
)

// following is a class whose rate has the factors, a quarter of the time each.
func following(factors ...float64) Class {
	c := busy("x")
	for i, f := range factors {
		c.Induced = append(c.Induced, Level{sim.Time(i) * month / 4, f})
	}
	return c
}

// layer is the jobs of layer k among all; layer 0 is the class itself.
func layer(jobs []named, k int64) (own []named) {
	for _, j := range jobs {
		if j.job.Number/layerStep == k {
			own = append(own, j)
		}
	}
	return own
}

// A factor of 1 or more leaves the jobs of the class as they are, but for their IDs.
func TestNewDemandComesBesideTheOld(t *testing.T) {
	spec := func(c Class) Spec { return Spec{Classes: []Class{c}, Until: month} }
	key := rng.Key{Seed: 4}
	base := of(all(t, spec(busy("x")), key), "x", "DE")
	if one := all(t, spec(following(1, 1)), key); !slices.Equal(all(t, spec(busy("x")), key), one) {
		t.Error("a factor of 1 changes jobs")
	}
	jobs := of(all(t, spec(following(1, 1.3, 3.5, 1)), key), "x", "DE")
	if !slices.Equal(layer(jobs, 0), base) {
		t.Error("the jobs of the class itself changed")
	}
	users := map[string]bool{}
	for _, j := range base {
		users[j.user] = true
	}
	for k := int64(1); k <= 3; k++ {
		for _, j := range layer(jobs, k) {
			if !users[j.user] {
				t.Errorf("a job of layer %d is of %s, who has none in the class", k, j.user)
				break
			}
			if f := []float64{1, 1.3, 3.5, 1}[j.job.Submit/(month/4)]; f <= float64(k) {
				t.Fatalf("a job of layer %d comes at %v, where the factor is %v", k, time.Duration(j.job.Submit), f)
			}
		}
	}
	if len(layer(jobs, 4)) > 0 {
		t.Error("there is a layer too many")
	}
}

// The jobs of a quarter are, within four deviations of their number, those that the
// factor says; for each factor the variance of a Poisson process holds.
func TestTheRateFollowsTheFactors(t *testing.T) {
	factors := []float64{0.4, 1, 1.7, 4.25}
	var counts [4]float64
	const seeds = 20
	for seed := range seeds {
		c := following(factors...)
		for _, j := range all(t, Spec{Classes: []Class{c}, Until: month}, rng.Key{Seed: uint64(seed)}) {
			counts[j.job.Submit/(month/4)]++
		}
	}
	for i, f := range factors {
		want := seeds * 1080 * f // every 10 min of 7.5 days
		if math.Abs(counts[i]-want) > 4*math.Sqrt(want) {
			t.Errorf("factor %v: %v jobs, want %.0f ± %.0f", f, counts[i], want, math.Sqrt(want))
		}
	}
}

// Higher factors keep every job of lower ones, with all that it has, also of a
// class with bursts, batches, a profile, growth and a scale.
func TestHigherFactorsKeepEveryJob(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := busy("x")
		if rapid.Bool().Draw(rt, "rich") {
			c = rich("x")
			c.Thin = rapid.IntRange(1, 4).Draw(rt, "thin")
		}
		key := rng.Key{Seed: rapid.Uint64Range(0, 1000).Draw(rt, "seed")}
		low, high := c, c
		for i := range 4 {
			f := rapid.Float64Range(0, 3).Draw(rt, "factor")
			low.Induced = append(low.Induced, Level{sim.Time(i) * month / 40, f})
			high.Induced = append(high.Induced, Level{sim.Time(i) * month / 40, f + rapid.Float64Range(0, 2).Draw(rt, "more")})
		}
		few, many := of(all(t, Spec{Classes: []Class{low}, Until: month / 10}, key), "x", "DE"), of(all(t, Spec{Classes: []Class{high}, Until: month / 10}, key), "x", "DE")
		there := map[int64]named{}
		for _, j := range many {
			if _, twice := there[j.job.Number]; twice {
				rt.Fatalf("two jobs have the number %d", j.job.Number)
			}
			there[j.job.Number] = j
		}
		for _, j := range few {
			if there[j.job.Number] != j {
				rt.Fatalf("with higher factors job\n%v became\n%v", j, there[j.job.Number])
			}
		}
	})
}

func TestFaultyFactors(t *testing.T) {
	for _, c := range []struct {
		levels []Level
		until  sim.Time
		jobs   int64
		want   string
	}{
		{[]Level{{1, 2}}, month, 0, "classes[0].induced: begin at time zero"},
		{[]Level{{0, 2}}, 0, 5, "classes[0].induced: a rate with factors needs an end in time"},
		{[]Level{{0, 2}}, month, 5, "classes[0].induced: a rate with factors goes with an end in time, not with a greatest number of jobs"},
		{[]Level{{0, math.NaN()}}, month, 0, "classes[0].induced: a factor is out of range; give 0 to 64"},
		{[]Level{{0, 65}}, month, 0, "classes[0].induced: a factor is out of range; give 0 to 64"},
		{[]Level{{0, 2}, {0, 3}}, month, 0, "classes[0].induced: are not in order of time"},
	} {
		x := busy("x")
		x.Induced, x.MaxJobs = c.levels, c.jobs
		_, err := New(Spec{Classes: []Class{x}, Until: c.until}, rng.Key{}, &sim.Directory{})
		if err == nil || err.Error() != c.want {
			t.Errorf("%v: got %v, want %s", c.levels, err, c.want)
		}
	}
}

// All jobs of a user have one patience, drawn once; users differ as the
// distribution says, and nothing else moves. Induced jobs are of the same users.
func TestPatienceOfUsers(t *testing.T) {
	c := busy("x")
	c.Users, c.Patience = 2000, dist.Spec[time.Duration]{Kind: dist.KindExponential, Mean: 72 * time.Hour}
	spec := Spec{Classes: []Class{c}, MaxJobs: 20_000}
	plain := all(t, spec, rng.Key{Seed: 1})
	c.PatienceOfUser = true
	spec.Classes = []Class{c}
	jobs := all(t, spec, rng.Key{Seed: 1})
	of := map[string]time.Duration{}
	for i, j := range jobs {
		p := j.job.Patience
		if had, known := of[j.user]; known && had != p {
			t.Fatalf("%s has the patience %v and %v", j.user, had, p)
		}
		of[j.user] = p
		plain[i].job.Patience, j.job.Patience = 0, 0
		if j != plain[i] {
			t.Fatalf("job %d changed", i+1)
		}
	}
	var m moments
	for _, p := range slices.Sorted(func(yield func(time.Duration) bool) {
		for _, p := range of {
			if !yield(p) {
				return
			}
		}
	}) {
		m.add(p.Hours())
	}
	if se := 72 / math.Sqrt(float64(len(of))); len(of) < 1990 || math.Abs(m.mean()-72) > 4*se || math.Abs(m.deviation()-72) > 8 {
		t.Errorf("the patience of %d users has mean %.1f h and deviation %.1f h, want 72 ± %.1f and 72", len(of), m.mean(), m.deviation(), se)
	}
	// The same with layers, another class beside it, and fewer users who come to it.
	c.Induced = []Level{{0, 2.5}}
	more := all(t, Spec{Classes: []Class{busy("w"), c}, Until: month}, rng.Key{Seed: 1})
	for _, j := range more {
		if had, known := of[j.user]; known && had != j.job.Patience {
			t.Fatalf("%s has the patience %v, with induced jobs %v", j.user, had, j.job.Patience)
		}
	}
	if again := all(t, spec, rng.Key{Seed: 2}); fmt.Sprint(again[0].job.Patience) == fmt.Sprint(of[again[0].user]) {
		t.Error("another seed draws the same patience")
	}
}
