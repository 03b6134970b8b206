package rng

import (
	"math"
	"slices"
	"testing"
)

// checkKS compares draws with a distribution function by the statistic of
// Kolmogorov and Smirnov; 1.95/√n is passed once in a thousand times by chance,
// and the seeds here are fixed.
func checkKS(t *testing.T, name string, draws []float64, cdf func(float64) float64) {
	t.Helper()
	x := slices.Clone(draws)
	slices.Sort(x)
	n, d := float64(len(x)), 0.0
	for i, v := range x {
		p := cdf(v)
		d = max(d, p-float64(i)/n, float64(i+1)/n-p)
	}
	if limit := 1.95 / math.Sqrt(n); d > limit {
		t.Errorf("%s: the largest distance of the distribution functions is %.5f, want at most %.5f", name, d, limit)
	}
}

func near(got, want, tolerance float64) bool { return math.Abs(got-want) <= tolerance*math.Abs(want) }

// The uniform numbers follow from the golden bits: 0x4a9a5a77b5349|7c8 is
// (0x4a9a5a77b5349 + ½)·2⁻⁵². The rest was computed in another language, whose
// logarithm and normal quantile may differ in the last place.
func TestFirstDraws(t *testing.T) {
	stream := func() *Stream { return Key{}.Stream("run", "finetune") }
	u, e, z := stream(), stream(), stream()
	for i, want := range []struct{ uniform, exponential, normal float64 }{
		{(0x4a9a5a77b5349 + 0.5) * 0x1p-52, 1.232997488635642, -0.5492476737767673},
		{0.7964487349698098, 0.22759251457872978, 0.8290033173853029},
		{0.10619133736388842, 2.2425127425795, -1.2470404267013182},
		{0.6937454032141722, 0.3656502399410344, 0.5064950075114864},
	} {
		if got := u.Float64(); got != want.uniform {
			t.Errorf("uniform %d is %v, want %v", i, got, want.uniform)
		}
		if got := e.Exponential(); !near(got, want.exponential, 1e-15) {
			t.Errorf("exponential %d is %v, want %v", i, got, want.exponential)
		}
		if got := z.Normal(); !near(got, want.normal, 2e-15) {
			t.Errorf("normal %d is %v, want %v", i, got, want.normal)
		}
	}
}

// These bits are what this package gave when it was written. They may only
// change together with the version in the key and a word in the change log.
func TestDrawsKeepTheirBits(t *testing.T) {
	s := Key{Seed: 42, Replication: 3}.Stream("golden", "bits")
	for i, want := range [][6]float64{
		{0x1.2bb6d9f109658p-04, 0x1.bf9cfc2ab7a66p+00, 0x1.7e33ceefc054ep-02, 0x1.3e939881b065dp+00, 0x1.403cdb0cf6432p-24, 91},
		{0x1.c37caf24d984cp-03, 0x1.63446de84920fp-01, 0x1.b3e3205599499p-01, 0x1.78a41f0afc246p+02, 0x1.f2c65c8def49ap-11, 314},
		{0x1.1b2c25b080aecp-03, 0x1.ed6752a8c109dp-01, -0x1.0058961460f6ep-02, 0x1.58b84d01d8c0dp+02, 0x1.2f42a67104e9ep-07, 367},
	} {
		got := [...]float64{s.Float64(), s.Exponential(), s.Normal(), s.Gamma(4), s.Gamma(0.25), float64(s.IntN(1000))}
		if got != want {
			t.Errorf("round %d: %x, want %x", i, got, want)
		}
	}
}

func TestFloat64StaysInside(t *testing.T) {
	// The least and the greatest 64 random bits.
	least, greatest := (float64(uint64(0)>>12)+0.5)*0x1p-52, (float64(uint64(math.MaxUint64)>>12)+0.5)*0x1p-52
	if least <= 0 || greatest >= 1 || 1-greatest != least {
		t.Errorf("uniform numbers reach from %v to %v, want inside (0, 1) and symmetric", least, greatest)
	}
	for _, u := range []float64{least, greatest} {
		if x := -Log(u); !(x > 0 && x < 40) {
			t.Errorf("the exponential of %v is %v, want positive and finite", u, x)
		}
		if z := Quantile(u); !(math.Abs(z) > 8 && math.Abs(z) < 9) {
			t.Errorf("the normal of %v is %v, want about ±8.2", u, z)
		}
	}
}

func TestSamplersFollowTheirDistributions(t *testing.T) {
	const n = 200_000
	for _, c := range []struct {
		name           string
		draw           func(*Stream) float64
		cdf            func(float64) float64
		mean, variance float64
	}{
		{"uniform", (*Stream).Float64, func(x float64) float64 { return x }, 0.5, 1.0 / 12},
		{"exponential", (*Stream).Exponential, func(x float64) float64 { return -math.Expm1(-x) }, 1, 1},
		{"normal", (*Stream).Normal, func(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }, 0, 1},
		// Whole shapes are Erlang's; shape ½ is half the square of a normal.
		{"gamma 1", func(s *Stream) float64 { return s.Gamma(1) }, func(x float64) float64 { return -math.Expm1(-x) }, 1, 1},
		{"gamma 3", func(s *Stream) float64 { return s.Gamma(3) },
			func(x float64) float64 { return 1 - math.Exp(-x)*(1+x+x*x/2) }, 3, 3},
		{"gamma 0.5", func(s *Stream) float64 { return s.Gamma(0.5) },
			func(x float64) float64 { return math.Erf(math.Sqrt(x)) }, 0.5, 0.5},
	} {
		s := Key{Seed: 11}.Stream("test", c.name)
		draws, mean, square := make([]float64, n), 0.0, 0.0
		for i := range draws {
			x := c.draw(s)
			draws[i] = x
			mean += x / n
			square += (x - c.mean) * (x - c.mean) / n
		}
		checkKS(t, c.name, draws, c.cdf)
		if math.Abs(mean-c.mean) > 4*math.Sqrt(c.variance/n) {
			t.Errorf("%s: mean %v, want %v", c.name, mean, c.mean)
		}
		if !near(square, c.variance, 0.03) {
			t.Errorf("%s: variance %v, want %v", c.name, square, c.variance)
		}
	}
}

func TestIntNIsWithoutBias(t *testing.T) {
	s := Key{Seed: 5}.Stream("test", "IntN")
	const n, draws = 7, 70_000
	var count [n]int
	for range draws {
		count[s.IntN(n)]++
	}
	chi2 := 0.0
	for _, c := range count {
		d := float64(c) - draws/n
		chi2 += d * d / (draws / n)
	}
	if chi2 > 22.5 { // the 99.9 % point with six degrees of freedom
		t.Errorf("χ² = %.1f over %v, want at most 22.5", chi2, count)
	}
	if got := s.IntN(1); got != 0 {
		t.Errorf("IntN(1) is %d, want 0", got)
	}
	// With n = 3·2⁶¹ a plain product would give every third number twice as
	// often: those divisible by 3. One third of all must be.
	third := 0
	for range draws {
		if s.IntN(3<<61)%3 == 0 {
			third++
		}
	}
	if got := float64(third) / draws; math.Abs(got-1.0/3) > 0.01 {
		t.Errorf("%.3f of the numbers below 3·2⁶¹ are divisible by 3, want a third", got)
	}
}
