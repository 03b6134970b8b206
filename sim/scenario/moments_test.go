package scenario

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// survival is P(X > x), x in seconds, of a distribution without bounds, written
// down from the textbook and not from moments.go; by a fine sum of the density
// where there is no closed form.
func survival(d *Distribution) func(x float64) float64 {
	mean := d.Mean.Seconds()
	switch d.Kind {
	case Exponential:
		return func(x float64) float64 { return math.Exp(-x / mean) }
	case Hyperexponential:
		c2 := d.CV * d.CV
		p := (1 + math.Sqrt((c2-1)/(c2+1))) / 2
		return func(x float64) float64 {
			return p*math.Exp(-2*p*x/mean) + (1-p)*math.Exp(-2*(1-p)*x/mean)
		}
	case LogNormal:
		mu, sigma := math.Log(d.Median.Seconds()), d.Sigma
		if d.Mean > 0 {
			sigma = math.Sqrt(math.Log(1 + d.CV*d.CV))
			mu = math.Log(mean) - sigma*sigma/2
		}
		return func(x float64) float64 {
			if x <= 0 {
				return 1
			}
			return math.Erfc((math.Log(x)-mu)/sigma/math.Sqrt2) / 2
		}
	case Gamma: // whole shapes only: Erlang's
		k := int(math.Round(1 / (d.CV * d.CV)))
		theta := mean / float64(k)
		return func(x float64) float64 {
			term, sum := 1.0, 0.0
			for i := range k {
				if i > 0 {
					term *= x / theta / float64(i)
				}
				sum += term
			}
			return math.Exp(-x/theta) * sum
		}
	}
	return nil
}

// simpson integrates f on a logarithmic grid.
func simpson(f func(float64) float64, a, b float64) float64 {
	const n = 20000
	la, lb := math.Log(a), math.Log(b)
	h := (lb - la) / n
	sum := 0.0
	for i := 0; i <= n; i++ {
		w := 2.0
		switch {
		case i == 0 || i == n:
			w = 1
		case i%2 == 1:
			w = 4
		}
		x := math.Exp(la + float64(i)*h)
		sum += w * x * f(x)
	}
	return sum * h / 3
}

// The closed forms agree with the integral of P(X > x), for every kind, with and
// without bounds.
func TestExpectedIsTheIntegral(t *testing.T) {
	const h, m = time.Hour, time.Minute
	kinds := []Distribution{
		{Kind: Exponential, Mean: h},
		{Kind: Hyperexponential, Mean: h, CV: 1},
		{Kind: Hyperexponential, Mean: h, CV: 11},
		{Kind: LogNormal, Median: 15 * m, Sigma: 2.2},
		{Kind: LogNormal, Median: 15 * m, Sigma: 0.1},
		{Kind: LogNormal, Mean: h, CV: 3},
		{Kind: Gamma, Mean: h, CV: 1},
		{Kind: Gamma, Mean: h, CV: 0.5},
		{Kind: Gamma, Mean: h, CV: 0.1},
	}
	bounds := [][2]time.Duration{{0, 0}, {10 * m, 0}, {0, 2 * h}, {10 * m, 2 * h}, {55 * m, 65 * m}, {time.Second, 100 * h}, {20 * h, 30 * h}, {0, time.Second}}
	for _, d := range kinds {
		for _, b := range bounds {
			d.Min, d.Max = b[0], b[1]
			low, high := max(1e-9, d.Min.Seconds()), 1e10
			if d.Max > 0 {
				high = d.Max.Seconds()
			}
			want := low + simpson(survival(&d), low, high)
			if got := d.Expected(); math.Abs(got/want-1) > 1e-6 {
				t.Errorf("%+v: the mean is %.9g s, by integration %.9g s", d, got, want)
			}
		}
	}
}

func TestExpectedByHand(t *testing.T) {
	const h = time.Hour
	for _, c := range []struct {
		dist Distribution
		want float64 // hours
	}{
		{Distribution{Kind: Constant, Value: 3 * h}, 3},
		{Distribution{Kind: Uniform, Low: h, High: 4 * h}, 2.5},
		{Distribution{Kind: LogUniform, Low: h, High: 24 * h}, 23 / math.Log(24)},
		// A quarter between 0 and 2 h, half between 2 h and 4 h, a quarter at 4 h to 12 h.
		{Distribution{Kind: Quantiles, Points: []Point{{0, 0}, {0.25, 2 * h}, {0.75, 4 * h}, {1, 12 * h}}}, 0.25*1 + 0.5*3 + 0.25*8},
		// A point of probability one half at 1 h.
		{Distribution{Kind: Quantiles, Points: []Point{{0, h}, {0.5, h}, {1, 3 * h}}}, 0.5*1 + 0.5*2},
		{Distribution{}, 0},
	} {
		if got := c.dist.Expected() / 3600; math.Abs(got-c.want) > 1e-12*c.want {
			t.Errorf("%+v: got %v h, want %v h", c.dist, got, c.want)
		}
	}
}

// The mean of a range is the sum over its whole numbers, divided or not.
func TestMeanOfARange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := SizeRange{Low: rapid.IntRange(1, 300).Draw(t, "low")}
		r.High = r.Low + rapid.IntRange(1, 3000).Draw(t, "width")
		n := rapid.OneOf(rapid.IntRange(1, 5), rapid.IntRange(1, 5000)).Draw(t, "divide")
		f := func(x float64) float64 { // the share at most x
			return min(1, max(0, math.Log(x/float64(r.Low))/math.Log(float64(r.High)/float64(r.Low))))
		}
		want, sum := 0.0, 0.0
		for k := r.Low; k <= r.High; k++ {
			p := f(float64(k)+0.5) - f(float64(k)-0.5)
			sum += p
			want += p * math.Max(1, math.Floor(float64(k)/float64(n)+0.5))
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Fatalf("the shares sum to %v", sum)
		}
		if got := r.mean(n, SizeLimit{}); math.Abs(got/want-1) > 1e-9 {
			t.Errorf("%v ÷ %d: got %v, want %v", r, n, got, want)
		}
	})
	if got := (SizeRange{1, 16}).mean(1, SizeLimit{}); math.Abs(got-5.3967) > 0.0001 {
		t.Errorf("1 to 16 GPUs are %v on average", got)
	}
	if got := (SizeRange{1, 100_000_000}).mean(1, SizeLimit{}); math.Abs(got/(99_999_999/math.Log(1e8))-1) > 1e-6 {
		t.Errorf("the widest range has the mean %v", got)
	}
}

// The classes of research training: what a job of each has, in GPU-hours.
func TestMeanWorkOfTheClasses(t *testing.T) {
	const h = time.Hour
	class := func(low, high int, from, to time.Duration) *Population {
		return &Population{Divide: 1, Range: SizeRange{low, high}, RunTime: Distribution{Kind: LogUniform, Low: from, High: to}}
	}
	for _, c := range []struct {
		name   string
		p      *Population
		lo, hi float64
	}{
		{"finetune", class(1, 16, h, 24*h), 38.5, 39.5},
		{"mid", class(16, 256, 4*h, 72*h), 2035, 2045},
		{"pretrain", class(256, 16384, 24*h, 14*24*h), 457_500, 458_500},
	} {
		if got := c.p.MeanWork() / 3600; got < c.lo || got > c.hi {
			t.Errorf("%s: a job has %v GPU-hours, want %v to %v", c.name, got, c.lo, c.hi)
		}
	}
	// Two sizes, one with a run time of its own: (3 × 1 × 2 h + 1 × 8 × 5 h) ÷ 4.
	five := Distribution{Kind: Constant, Value: 5 * h}
	p := &Population{Divide: 1, GPUs: []Size{{1, 3, nil}, {8, 1, &five}}, RunTime: Distribution{Kind: Constant, Value: 2 * h}}
	if got := p.MeanWork() / 3600; got != 11.5 {
		t.Errorf("two sizes: got %v, want 11.5", got)
	}
}

func TestGammaAbove(t *testing.T) {
	for _, c := range [][3]float64{
		{0.5, 0.5, math.Erfc(math.Sqrt(0.5))}, {0.5, 20, math.Erfc(math.Sqrt(20))}, {1, 3, math.Exp(-3)},
		{2, 0.1, math.Exp(-0.1) * 1.1}, {3, 10, math.Exp(-10) * 61}, {5, 0, 1}, {5, math.Inf(1), 0},
	} {
		if got := gammaAbove(c[0], c[1]); math.Abs(got-c[2]) > 1e-13 {
			t.Errorf("Q(%v, %v) is %v, want %v", c[0], c[1], got, c[2])
		}
	}
}
