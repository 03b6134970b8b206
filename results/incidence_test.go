package results

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/sim"
)

// life is what is known of one job: when its wait ended, and how.
type life struct {
	t      int64
	kind   int // startEvent, leaveEvent or censoring
	weight float64
}

// textbook is the estimator straight from its formula: at each distinct time of
// an event, the share that still waited just before it, times the share of those
// at risk to which it happened. Everything is counted anew for each time.
func textbook(lives []life, x int64) (start, leave float64) {
	at := func(t int64, kind int) (sum float64) {
		for _, l := range lives {
			if l.t == t && l.kind == kind {
				sum += l.weight
			}
		}
		return sum
	}
	risk := func(t int64) (sum float64) {
		for _, l := range lives {
			if l.t >= t {
				sum += l.weight
			}
		}
		return sum
	}
	var times []int64
	for _, l := range lives {
		if l.kind != censoring && l.t <= x {
			times = append(times, l.t)
		}
	}
	slices.Sort(times)
	times = slices.Compact(times)
	for i, t := range times {
		waiting := 1.0
		for _, u := range times[:i] {
			waiting *= 1 - (at(u, startEvent)+at(u, leaveEvent))/risk(u)
		}
		start += waiting * at(t, startEvent) / risk(t)
		leave += waiting * at(t, leaveEvent) / risk(t)
	}
	return start, leave
}

// incidenceFrom puts lives into cells, one for each weight.
func incidenceFrom(lives []life, limit int64) *incidence {
	var of []*cell
	var weights []float64
	for _, l := range lives {
		i := slices.Index(weights, l.weight)
		if i < 0 {
			i = len(of)
			of, weights = append(of, &cell{}), append(weights, l.weight)
		}
		[]*sample{&of[i].starts, &of[i].leaves, &of[i].censored}[l.kind].add(l.t)
		if l.kind == startEvent && l.t <= limit {
			of[i].within.waitMax = max(of[i].within.waitMax, time.Duration(l.t))
		}
	}
	return newIncidence(of, weights, limit)
}

const forEver = int64(sim.Never)

func TestIncidenceIsTheTextbooks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weighted := rapid.Bool().Draw(t, "weighted")
		longest := rapid.SampledFrom([]int64{3, 12, 1000}).Draw(t, "longest")
		var lives []life
		for range rapid.IntRange(1, 40).Draw(t, "jobs") {
			l := life{rapid.Int64Range(0, longest).Draw(t, "t"), rapid.IntRange(0, 2).Draw(t, "kind"), 1}
			if weighted {
				l.weight = rapid.SampledFrom([]float64{1, 2.5, 64}).Draw(t, "weight")
			}
			lives = append(lives, l)
		}
		limit := forEver
		known := lives
		if rapid.Bool().Draw(t, "limited") {
			// Followed for limit only, what comes later has not happened.
			limit = rapid.Int64Range(0, longest).Draw(t, "limit")
			known = slices.Clone(lives)
			for i := range known {
				if known[i].t > limit {
					known[i].t, known[i].kind = limit, censoring
				}
			}
		}
		in := incidenceFrom(lives, limit)
		for x := range longest + 2 {
			if longest == 1000 && x%37 > 0 {
				continue
			}
			start, leave, ok := in.at(x)
			if !ok {
				// Nobody can say: a censored job was the last, or the limit.
				last := slices.MaxFunc(known, func(a, b life) int { return int(2*a.t+int64(a.kind)/2) - int(2*b.t+int64(b.kind)/2) })
				if x <= limit && (last.kind != censoring || x <= last.t) {
					t.Fatalf("unknown at %d of %v", x, lives)
				}
				continue
			}
			s, l := textbook(known, x)
			if math.Abs(s-start) > 1e-12 || math.Abs(l-leave) > 1e-12 {
				t.Fatalf("at %d of %v: %v and %v, want %v and %v", x, lives, start, leave, s, l)
			}
		}
		for p := int64(5); p <= 100; p += 19 {
			want := int64(-1)
			for x := range min(longest, limit) + 1 {
				if s, _ := textbook(known, x); s >= float64(p)/100*(1-1e-12) {
					want = x
					break
				}
			}
			got, ok := in.percentile(p)
			if ok != (want >= 0) || ok && got != want {
				t.Fatalf("p%d of %v limited to %d is %d (%v), want %d", p, lives, limit, got, ok, want)
			}
		}
	})
}

// Remission times in weeks of 21 leukaemia patients on 6-MP (Freireich and others,
// Blood 21, 1963; the standard example of Kaplan and Meier's estimator), those
// with a + censored: 6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+
// 34+ 35+. Published: S(6) = 0.857, S(7) = 0.807, S(10) = 0.753, S(13) = 0.690,
// S(16) = 0.627, S(22) = 0.538, S(23) = 0.448; the median is 23. And the placebo
// group, all of whom relapsed: 1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23,
// median 8.
func TestKaplanMeierOfAPublishedTrial(t *testing.T) {
	var drug []life
	for _, x := range []int64{6, 6, 6, 7, 10, 13, 16, 22, 23} {
		drug = append(drug, life{x, startEvent, 1})
	}
	for _, x := range []int64{6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35} {
		drug = append(drug, life{x, censoring, 1})
	}
	in := incidenceFrom(drug, forEver)
	for x, want := range map[int64]float64{5: 1, 6: 0.857, 7: 0.807, 9: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448, 35: 0.448} {
		start, _, ok := in.at(x)
		if !ok || math.Abs(1-start-want) > 0.0005 {
			t.Errorf("S(%d) = %.4f (%v), published %.3f", x, 1-start, ok, want)
		}
	}
	if _, _, ok := in.at(36); ok {
		t.Error("S is said beyond the last patient")
	}
	if m, ok := in.percentile(50); !ok || m != 23 {
		t.Errorf("median %d (%v), published 23", m, ok)
	}
	if _, ok := in.percentile(90); ok || in.last != 35 || !in.open {
		t.Errorf("nine tenths are not reached in %d weeks", in.last)
	}
	var placebo []life
	for _, x := range []int64{1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23} {
		placebo = append(placebo, life{x, startEvent, 1})
	}
	if m, ok := incidenceFrom(placebo, forEver).percentile(50); !ok || m != 8 {
		t.Errorf("median %d (%v), published 8", m, ok)
	}
}

// By hand: six jobs; starts at 1 and 4, a job that leaves at 2, one more at 4,
// censored at 2 and 5.
//
//	t  at risk  S(t−)  starts  leaves  I start          I leave
//	1  6        1      1       0       1/6              0
//	2  5        5/6    0       1       1/6              1/6
//	4  3        4/6    1       1       1/6+2/9 = 7/18   7/18
//
// The job censored at 2 is at risk at 2, not at 4.
func TestCompetingEventsByHand(t *testing.T) {
	in := incidenceFrom([]life{{1, startEvent, 1}, {4, startEvent, 1}, {2, leaveEvent, 1}, {4, leaveEvent, 1}, {2, censoring, 1}, {5, censoring, 1}}, forEver)
	for _, w := range []struct {
		x            int64
		start, leave float64
	}{{0, 0, 0}, {1, 1. / 6, 0}, {2, 1. / 6, 1. / 6}, {3, 1. / 6, 1. / 6}, {4, 7. / 18, 7. / 18}, {5, 7. / 18, 7. / 18}} {
		start, leave, ok := in.at(w.x)
		if !ok || math.Abs(start-w.start) > 1e-15 || math.Abs(leave-w.leave) > 1e-15 {
			t.Errorf("at %d: %v and %v (%v), want %v and %v", w.x, start, leave, ok, w.start, w.leave)
		}
	}
	// The example of the package.
	in2 := incidenceFrom([]life{{1, startEvent, 1}, {2, leaveEvent, 1}, {4, startEvent, 1}, {3, censoring, 1}}, forEver)
	if start, leave, ok := in2.at(4); !ok || start != 0.75 || leave != 0.25 {
		t.Errorf("at 4: %v and %v (%v), want 3/4 and 1/4", start, leave, ok)
	}
	if x, ok := in.percentile(38); !ok || x != 4 {
		t.Errorf("38 %% at %d (%v), want 4", x, ok)
	}
	if _, ok := in.percentile(39); ok {
		t.Error("39 % are reached")
	}
}

// Jobs start after an exponential time of rate λ or leave after one of rate μ,
// whichever comes first: the incidence of starting is λ/(λ+μ)·(1 − e^−(λ+μ)x). The
// run's end censors each at a time of its own.
func TestIncidenceOfTwoExponentials(t *testing.T) {
	const n, lambda, mu = 40_000, 1.0, 0.5
	r := rand.New(rand.NewPCG(11, 12))
	lives := make([]life, n)
	for i := range lives {
		start, leave, end := r.ExpFloat64()/lambda, r.ExpFloat64()/mu, 3*r.Float64()
		first := min(start, leave, end)
		kind := censoring
		if first == start {
			kind = startEvent
		} else if first == leave {
			kind = leaveEvent
		}
		lives[i] = life{int64(first * 1e9), kind, 1}
	}
	in := incidenceFrom(lives, forEver)
	for _, x := range []float64{0.1, 0.5, 1, 2} {
		want := lambda / (lambda + mu) * (1 - math.Exp(-(lambda+mu)*x))
		got, _, ok := in.at(int64(x * 1e9))
		// Censoring leaves a third at risk at x = 2: five standard errors of a share
		// of n/3 jobs are enough.
		if five := 5 * math.Sqrt(want*(1-want)/(n/3)); !ok || math.Abs(got-want) > five {
			t.Errorf("at %g: %.4f, want %.4f ± %.4f", x, got, want, five)
		}
	}
	median := -math.Log(1-0.5*(lambda+mu)/lambda) / (lambda + mu)
	if m, ok := in.percentile(50); !ok || math.Abs(float64(m)/1e9-median) > 0.05 {
		t.Errorf("the median is %g s (%v), want %.3f", float64(m)/1e9, ok, median)
	}
	// Two of three start at last, so 70 % are never reached.
	if _, ok := in.percentile(70); ok {
		t.Error("70 % are reached")
	}
}

// A weight of two is two jobs, in whatever form and sketched or not.
func TestAWeightIsThatManyJobs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var once, twice []life
		for range rapid.IntRange(1, 30).Draw(t, "jobs") {
			l := life{rapid.Int64Range(0, 50).Draw(t, "t"), rapid.IntRange(0, 2).Draw(t, "kind"), float64(rapid.IntRange(1, 3).Draw(t, "weight"))}
			once = append(once, l)
			for range int(l.weight) {
				twice = append(twice, life{l.t, l.kind, 1})
			}
		}
		a, b := incidenceFrom(once, forEver), incidenceFrom(twice, forEver)
		for x := range int64(52) {
			s, l, ok := a.at(x)
			s2, l2, ok2 := b.at(x)
			if ok != ok2 || math.Abs(s-s2) > 1e-12 || math.Abs(l-l2) > 1e-12 {
				t.Fatalf("at %d: %v %v, of as many jobs %v %v", x, s, l, s2, l2)
			}
		}
		for _, p := range []int64{1, 25, 50, 90, 100} {
			x, ok := a.percentile(p)
			if x2, ok2 := b.percentile(p); x != x2 || ok != ok2 {
				t.Fatalf("p%d: %d %v, of as many jobs %d %v", p, x, ok, x2, ok2)
			}
		}
	})
}

// Sketched, the same incidences within the error of the sketch in x.
func TestSketchedIncidence(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for _, weights := range [][]float64{{1, 1}, {1, 8}} {
		exact, rough := []*cell{{}, {}}, []*cell{{}, {}}
		for range 20_000 {
			i, kind, v := r.IntN(2), r.IntN(3), int64(1e9*r.ExpFloat64())
			for _, of := range [][]*cell{exact, rough} {
				[]*sample{&of[i].starts, &of[i].leaves, &of[i].censored}[kind].add(v)
				if kind == startEvent {
					of[i].within.waitMax = max(of[i].within.waitMax, time.Duration(v))
				}
			}
		}
		rough[0].starts.toSketch()
		rough[1].censored.toSketch()
		a, b := newIncidence(exact, weights, forEver), newIncidence(rough, weights, forEver)
		if a.sketched() || !b.sketched() {
			t.Fatal("a sketch passes for exact")
		}
		for _, p := range []int64{5, 20, 30} {
			x, ok := a.percentile(p)
			y, ok2 := b.percentile(p)
			if !ok || !ok2 || math.Abs(float64(y)/float64(x)-1) > 2*SketchError {
				t.Errorf("weights %v: p%d is %d, sketched %d", weights, p, x, y)
			}
		}
		for _, x := range []int64{1e8, 5e8, 1e9} {
			s, l, _ := a.at(x)
			s2, l2, _ := b.at(x)
			if math.Abs(s-s2) > 0.005 || math.Abs(l-l2) > 0.005 {
				t.Errorf("weights %v: at %d %v and %v, sketched %v and %v", weights, x, s, l, s2, l2)
			}
		}
	}
}
