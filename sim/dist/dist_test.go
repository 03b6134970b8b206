package dist

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
	"sovsim/sim/rng"
)

// cases is every distribution with a mean and a variance worked out by hand.
var cases = []struct {
	name           string
	d              Dist
	mean, variance float64
}{
	{"constant 3", NewConstant(3), 3, 0},
	{"exponential 2", NewExponential(2), 2, 4},
	{"uniform 1 to 4", NewUniform(1, 4), 2.5, 0.75},
	// ln 100 = 4.60517; (100 − 1)/4.60517 = 21.4976; 9999/9.21034 − 462.147 = 623.481
	{"log-uniform 1 to 100", NewLogUniform(1, 100), 21.4976, 623.481},
	// e^0.125 = 1.133148; 10·1.133148; 11.33148²·(e^0.25 − 1) = 128.4025·0.2840254
	{"log-normal median 10 σ 0.5", NewLogNormal(10, 0.5), 11.33148, 36.4696},
	{"log-normal mean 2 cv 1", NewLogNormalByMean(2, 1), 2, 4},
	{"gamma mean 6 cv 0.5", NewGamma(6, 0.5), 6, 9},
	{"gamma mean 1 cv 2", NewGamma(1, 2), 1, 4},
	{"hyperexponential mean 5 cv 2", NewHyperexponential(5, 2), 5, 100},
	// c² = 9: root √(8/10) = 0.894427, p = 0.947214; phases 5/1.894427 = 2.639320
	// and 5/0.105573 = 47.36068. Half of each: mean 25; second moment
	// 2.639320² + 47.36068² = 2250, less 625.
	{"what is left of one of mean 5 cv 3", NewHyperexponential(5, 3).Residual(), 25, 1625},
	{"hyperexponential mean 5 cv 1", NewHyperexponential(5, 1), 5, 25},
	// min(X, 1) for an exponential X of mean 1: mean 1 − 1/e = 0.632121, second
	// moment 2·(1 − 2/e) = 0.528482, variance 0.528482 − 0.399576.
	{"exponential 1, at most 1", NewClamped(NewExponential(1), 0, 1), 0.632121, 0.128906},
	// max(X, 1): mean 1 + 1/e = 1.367879; second moment 1·(1 − 1/e) + 5/e =
	// 2.471518, variance 2.471518 − 1.871094.
	{"exponential 1, at least 1", NewClamped(NewExponential(1), 1, math.Inf(1)), 1.367879, 0.600424},
	// A die of the numbers 1 and 2 with a ramp between: U(0, 3) brought into
	// [1, 2]: mean 1.5, second moment (1 + 7/3 + 4)/3 = 2.444444.
	{"uniform 0 to 3, within 1 to 2", NewClamped(NewUniform(0, 3), 1, 2), 1.5, 0.194444},
	// Median 10, σ 1, at most 10: ½·10 + e^½·10·Φ(−1) = 5 + 16.48721·0.1586553 =
	// 7.615783; second moment ½·100 + 100·e²·Φ(−2) = 50 + 738.9056·0.02275013 =
	// 66.81020, less 58.00015.
	{"log-normal median 10 σ 1, at most 10", NewClamped(NewLogNormal(10, 1), 0, 10), 7.615783, 8.810051},
	{"a constant beyond its bound", NewClamped(NewConstant(3), 0, 2), 2, 0},
	// A quarter on [0, 2], a quarter at 2, half on [2, 10]: mean ¼·1 + ¼·2 + ½·6 =
	// 3.75; second moment ¼·4/3 + ¼·4 + ½·(4 + 20 + 100)/3 = 22, less 14.0625.
	{"quantiles 0, 2, 2, 10", NewQuantiles([]float64{0, 0.25, 0.5, 1}, []float64{0, 2, 2, 10}), 3.75, 7.9375},
	// The same within 1 to 2: ¼·(½·1 + ½·1.5) + ¾·2 = 1.8125; second moment
	// ¼·(½ + ½·7/3) + 3 = 3.416667, less 3.285156.
	{"quantiles 0, 2, 2, 10 within 1 to 2",
		NewClamped(NewQuantiles([]float64{0, 0.25, 0.5, 1}, []float64{0, 2, 2, 10}), 1, 2), 1.8125, 0.131510},
	// A ladder of 16 steps of height 1/16 from 0 to 16 is U(0, 16): mean 8,
	// variance 256/12. It has more steps than are walked from the first.
	{"quantiles in 16 equal steps", ladder(16), 8, 21.33333},
}

// ladder is uniform on [0, n], in n stretches.
func ladder(n int) *Quantiles {
	shares, values := make([]float64, n+1), make([]float64, n+1)
	for i := range shares {
		shares[i], values[i] = float64(i)/float64(n), float64(i)
	}
	return NewQuantiles(shares, values)
}

func near(got, want, tolerance float64) bool {
	return math.Abs(got-want) <= tolerance*max(math.Abs(want), 1e-12)
}

func TestMomentsByHand(t *testing.T) {
	for _, c := range cases {
		if got := c.d.Mean(); !near(got, c.mean, 2e-6) {
			t.Errorf("%s: mean %.7g, want %.7g", c.name, got, c.mean)
		}
		if got := c.d.Variance(); !near(got, c.variance, 5e-6) {
			t.Errorf("%s: variance %.7g, want %.7g", c.name, got, c.variance)
		}
	}
}

// A million draws of each: the mean within four standard errors, the
// coefficient of variation within 2 %, the whole by Kolmogorov and Smirnov.
func TestDrawsFollowTheFormulas(t *testing.T) {
	const n = 1_000_000
	draws := make([]float64, n)
	for _, c := range cases {
		s := rng.Key{Seed: 1}.Stream("dist test", c.name)
		mean := 0.0
		for i := range draws {
			draws[i] = c.d.Draw(s)
			mean += draws[i] / n
		}
		if e := 4*math.Sqrt(c.variance/n) + 1e-9; math.Abs(mean-c.mean) > e+2e-6*c.mean {
			t.Errorf("%s: mean of the draws %.6g, want %.6g ± %.2g", c.name, mean, c.mean, e)
		}
		square := 0.0
		for _, x := range draws {
			square += (x - mean) * (x - mean) / n
		}
		if got, want := math.Sqrt(square)/mean, CV(c.d); math.Abs(got-want) > 0.02*want+1e-9 {
			t.Errorf("%s: coefficient of variation of the draws %.4f, want %.4f", c.name, got, want)
		}
		slices.Sort(draws)
		if at, d := distance(draws, c.d); d > 1.95/math.Sqrt(n) {
			t.Errorf("%s: the distribution functions are %.5f apart at %v, want at most %.5f", c.name, d, at, 1.95/math.Sqrt(n))
		}
	}
}

// distance is the statistic of Kolmogorov and Smirnov for sorted draws, ties
// included: at each value the share of draws up to it is compared with F, and
// the share below it with F just below.
func distance(x []float64, d Dist) (at, most float64) {
	n := float64(len(x))
	for i := 0; i < len(x); {
		j := i
		for j < len(x) && x[j] == x[i] {
			j++
		}
		below := math.Abs(float64(i)/n - d.Partial(0, math.Nextafter(x[i], -1)))
		if here := max(below, math.Abs(float64(j)/n-d.Partial(0, x[i]))); here > most {
			at, most = x[i], here
		}
		i = j
	}
	return at, most
}

// Partial moments are integrals: they rise from 0 to the whole, and the rise
// over a short stretch is about x^k times the probability of the stretch.
func TestPartialMomentsAreIntegrals(t *testing.T) {
	for _, c := range cases {
		far := c.mean + 4000*math.Sqrt(c.variance) + 1
		for k, want := range []float64{1, c.mean, c.variance + c.mean*c.mean} {
			if got := c.d.Partial(k, far); !near(got, want, 2e-5) {
				t.Errorf("%s: moment %d is %v, want %v", c.name, k, got, want)
			}
			if got := c.d.Partial(k, -1); got != 0 {
				t.Errorf("%s: moment %d below 0 is %v, want 0", c.name, k, got)
			}
		}
		const step = 1.0 / 256
		for x := 0.0; x < 8; x += step {
			p := c.d.Partial(0, x+step) - c.d.Partial(0, x)
			for k := 1; k <= 2; k++ {
				rise := c.d.Partial(k, x+step) - c.d.Partial(k, x)
				low, high := math.Pow(x, float64(k))*p, math.Pow(x+step, float64(k))*p
				if rise < low-1e-9 || rise > high+1e-9 {
					t.Fatalf("%s: moment %d rises by %v from %v to %v, want %v to %v", c.name, k, rise, x, x+step, low, high)
				}
			}
		}
	}
}

// A gamma distribution of whole shape n is the time of the n-th arrival of a
// Poisson process: P(X ≤ x) = 1 − e^(−x)·Σ x^i/i!, i < n.
func TestGammaFunctionAgainstPoisson(t *testing.T) {
	for _, n := range []int{1, 2, 5, 40, 300} {
		for _, share := range []float64{0.1, 0.5, 0.9, 1, 1.1, 2, 4} {
			x := float64(n) * share
			term, sum := math.Exp(-x), 0.0
			for i := range n {
				sum += term
				term *= x / float64(i+1)
			}
			if got, want := gammaBelow(float64(n), x), 1-sum; math.Abs(got-want) > 1e-12 {
				t.Errorf("P(%d, %v) = %v, want %v", n, x, got, want)
			}
		}
	}
	if got := gammaBelow(1e6, 1e6); !near(got, 0.500133, 1e-5) { // ½ + 1/(3√(2πa))
		t.Errorf("P(10⁶, 10⁶) = %v, want 0.500133", got)
	}
}

func TestByCV(t *testing.T) {
	for _, c := range []struct {
		cv   float64
		kind string
	}{
		{0, "dist.Constant"}, {0.25, "dist.Gamma"}, {0.999, "dist.Gamma"}, {1, "dist.Exponential"},
		{1.001, "dist.Hyperexponential"}, {15.1, "dist.Hyperexponential"}, {1000, "dist.Hyperexponential"},
	} {
		d := ByCV(114, c.cv)
		if got := fmt.Sprintf("%T", d); got != c.kind {
			t.Errorf("cv %v: a %s, want a %s", c.cv, got, c.kind)
		}
		if !near(d.Mean(), 114, 1e-9) || !near(CV(d), c.cv, 1e-9) {
			t.Errorf("cv %v: mean %v and cv %v, want 114 and %[1]v", c.cv, d.Mean(), CV(d))
		}
	}
}

// The two phases of a balanced hyperexponential bring the same part of the
// mean, also where the long phase is one draw in a million.
func TestHyperexponentialIsBalanced(t *testing.T) {
	for _, cv := range []float64{1, 1.5, 15.1, 1000} {
		d := NewHyperexponential(8, cv)
		rest := 4 / d.long // the probability that goes with the long mean
		if !near(d.p*d.short, 4, 1e-12) || !near(d.p+rest, 1, 1e-12) {
			t.Errorf("cv %v: the phases bring %v and 4 with probabilities %v and %v", cv, d.p*d.short, d.p, rest)
		}
		second := 2 * (d.p*d.short*d.short + rest*d.long*d.long)
		if want := 64 * (1 + cv*cv); !near(second, want, 1e-9) {
			t.Errorf("cv %v: second moment %v, want %v", cv, second, want)
		}
	}
}

// One uniform number for one draw, whatever the parameters: a bound or a mean
// that is moved must not put the streams out of step.
func TestInversionKeepsStreamsInStep(t *testing.T) {
	for _, d := range []Dist{
		NewExponential(2), NewUniform(1, 2), NewLogUniform(1, 2), NewLogNormal(1, 2), NewClamped(NewLogNormal(1, 2), 1, 2), ladder(3), ladder(100),
	} {
		a, b := rng.Key{}.Stream("test", "a"), rng.Key{}.Stream("test", "a")
		for range 1000 {
			d.Draw(a)
			b.Uint64()
		}
		if got, want := a.Uint64(), b.Uint64(); got != want {
			t.Errorf("%#v takes more or less than one number for a draw", d)
		}
	}
}

func TestWeights(t *testing.T) {
	w := NewWeights([]float64{0, 3, 0, 1, 4, 0})
	s, count := rng.Key{}.Stream("test", "weights"), [6]int{}
	const n = 80_000
	for range n {
		count[w.Draw(s)]++
	}
	for i, want := range []float64{0, 0.375, 0, 0.125, 0.5, 0} {
		got := float64(count[i]) / n
		if math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/n) {
			t.Errorf("thing %d: share of the draws %.4f, want %.4f", i, got, want)
		}
		if w.Share(i) != want {
			t.Errorf("thing %d: Share is %v, want %v", i, w.Share(i), want)
		}
	}
}

// The guide table is a short cut and no other distribution: whatever the
// weights, the thing found is the one that a walk from the first finds. The
// borders themselves are the numbers where a rounding would show.
func TestTheGuideFindsWhatAWalkFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.OneOf(rapid.Just(0.0), rapid.Just(1.0), rapid.Float64Range(0, 1e9)), 1, 60).Draw(t, "weights")
		weights[rapid.IntRange(0, len(weights)-1).Draw(t, "positive")] = 3
		w := NewWeights(weights)
		us := []float64{0x1p-53, 1 - 0x1p-53, rapid.Float64Range(0x1p-53, 1-0x1p-53).Draw(t, "u")}
		for i, x := range w.steps.upTo {
			border := float64(i) / float64(len(weights))
			us = append(us, x, math.Nextafter(x, 0), math.Nextafter(x, 1), border, math.Nextafter(border, 0), math.Nextafter(border, 1))
		}
		for _, u := range us {
			if u <= 0 || u >= 1 {
				continue
			}
			walk := 0
			for u >= w.steps.upTo[walk] {
				walk++
			}
			if got := w.steps.find(u); got != walk {
				t.Fatalf("%v of %v: thing %d, want %d", u, w.steps.upTo, got, walk)
			}
		}
	})
}

func TestZipf(t *testing.T) {
	// 1 + 1/2 + 1/3 + 1/4 = 25/12, so the shares are 12, 6, 4 and 3 of 25.
	w := NewZipf(4, 1)
	for i, want := range []float64{0.48, 0.24, 0.16, 0.12} {
		if got := w.Share(i); !near(got, want, 1e-12) {
			t.Errorf("user %d has a share of %v, want %v", i+1, got, want)
		}
	}
	// With exponent 0 all are alike; and the thousandth of a thousand users has
	// 1000^−1.5 of the first one's activity.
	if w := NewZipf(50, 0); !near(w.Share(0), 0.02, 1e-12) || !near(w.Share(49), 0.02, 1e-12) {
		t.Errorf("exponent 0: shares %v and %v, want 0.02", w.Share(0), w.Share(49))
	}
	if w := NewZipf(1000, 1.5); !near(w.Share(999)/w.Share(0), math.Pow(1000, -1.5), 1e-9) {
		t.Errorf("the last has %v of the first, want %v", w.Share(999)/w.Share(0), math.Pow(1000, -1.5))
	}
}

func BenchmarkWeights(b *testing.B) {
	for _, n := range []int{8, 1000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w := NewZipf(n, 1)
			s, sum := rng.Key{}.Stream("bench", "weights"), 0
			for b.Loop() {
				sum += w.Draw(s)
			}
		})
	}
}
