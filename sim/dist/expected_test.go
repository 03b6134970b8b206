package dist

import (
	"math"
	"testing"
	"time"
)

// survival is P(X > x), x in seconds, of a distribution without bounds, written
// down from the textbook and not from this package; by a fine sum of the density
// where there is no closed form.
func survival(d *Times) func(x float64) float64 {
	mean := d.Mean.Seconds()
	switch d.Kind {
	case KindExponential:
		return func(x float64) float64 { return math.Exp(-x / mean) }
	case KindHyperexponential:
		c2 := d.CV * d.CV
		p := (1 + math.Sqrt((c2-1)/(c2+1))) / 2
		return func(x float64) float64 {
			return p*math.Exp(-2*p*x/mean) + (1-p)*math.Exp(-2*(1-p)*x/mean)
		}
	case KindLogNormal:
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
	case KindGamma: // whole shapes only: Erlang's
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
	kinds := []Times{
		{Kind: KindExponential, Mean: h},
		{Kind: KindHyperexponential, Mean: h, CV: 1},
		{Kind: KindHyperexponential, Mean: h, CV: 11},
		{Kind: KindLogNormal, Median: 15 * m, Sigma: 2.2},
		{Kind: KindLogNormal, Median: 15 * m, Sigma: 0.1},
		{Kind: KindLogNormal, Mean: h, CV: 3},
		{Kind: KindGamma, Mean: h, CV: 1},
		{Kind: KindGamma, Mean: h, CV: 0.5},
		{Kind: KindGamma, Mean: h, CV: 0.1},
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
			if got := d.Expected(time.Second); math.Abs(got/want-1) > 1e-6 {
				t.Errorf("%+v: the mean is %.9g s, by integration %.9g s", d, got, want)
			}
		}
	}
}

func TestExpectedByHand(t *testing.T) {
	const h = time.Hour
	for _, c := range []struct {
		of   Times
		want float64 // hours
	}{
		{Times{Kind: KindConstant, Value: 3 * h}, 3},
		{Times{Kind: KindUniform, Low: h, High: 4 * h}, 2.5},
		{Times{Kind: KindLogUniform, Low: h, High: 24 * h}, 23 / math.Log(24)},
		// A quarter between 0 and 2 h, half between 2 h and 4 h, a quarter at 4 h to 12 h.
		{Times{Kind: KindQuantiles, Points: []Point[time.Duration]{{0, 0}, {0.25, 2 * h}, {0.75, 4 * h}, {1, 12 * h}}}, 0.25*1 + 0.5*3 + 0.25*8},
		// A point of probability one half at 1 h.
		{Times{Kind: KindQuantiles, Points: []Point[time.Duration]{{0, h}, {0.5, h}, {1, 3 * h}}}, 0.5*1 + 0.5*2},
		{Times{}, 0},
	} {
		if got := c.of.Expected(time.Second) / 3600; math.Abs(got-c.want) > 1e-12*c.want {
			t.Errorf("%+v: got %v h, want %v h", c.of, got, c.want)
		}
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

// Layer is the integral of P(X > x), by the distribution function, for each
// distribution of the table, clamped ones too; and from 0 on it is the mean.
func TestLayerIsAnIntegral(t *testing.T) {
	const steps = 20_000
	for _, c := range cases {
		for _, bounds := range [][2]float64{{0, 1}, {0.5, 1.5}, {1, 2}, {1.25, 7}, {3, 30}} {
			a, b := bounds[0], bounds[1]
			want, h := 0.0, (b-a)/steps
			for i := range steps { // midpoints, for jumps
				want += h * (1 - c.d.Partial(0, a+(float64(i)+0.5)*h))
			}
			if got := c.d.Layer(a, b); math.Abs(got-want) > 1e-3*(b-a) {
				t.Errorf("%s: between %v and %v lies %v of the mean, by integration %v", c.name, a, b, got, want)
			}
		}
		if got := c.d.Layer(0, math.Inf(1)); !near(got, c.mean, 2e-6) {
			t.Errorf("%s: above 0 lies %v of the mean, %v", c.name, got, c.mean)
		}
	}
}

// Of a constant that is divided among layers each has its part: 3 lies with 1 in
// [0, 1], 1½ in [1, 2½], ½ in [2½, 4].
func TestLayersOfAConstant(t *testing.T) {
	for _, c := range [][3]float64{{0, 1, 1}, {1, 2.5, 1.5}, {2.5, 4, 0.5}, {4, 9, 0}} {
		if got := NewConstant(3).Layer(c[0], c[1]); got != c[2] {
			t.Errorf("[%v, %v] has %v, want %v", c[0], c[1], got, c[2])
		}
	}
}
