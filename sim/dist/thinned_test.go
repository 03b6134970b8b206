package dist

import (
	"math"
	"testing"

	"sovsim/sim/rng"
)

// The interval of a thinned stream is what a geometric number of intervals add up
// to: compared with such sums, drawn one by one, in their moments and in how many
// are short.
func TestThinnedIsTheSumOfAGeometricNumber(t *testing.T) {
	for _, c := range []struct {
		cv float64
		n  int
	}{{11, 64}, {3, 4}, {1.5, 2}, {2, 1}} {
		d := NewHyperexponential(2, c.cv)
		got := d.Thinned(c.n)
		if want := 2 * float64(c.n); math.Abs(got.Mean()-want) > 1e-9*want {
			t.Errorf("CV %v, one in %d: mean %v, want %v", c.cv, c.n, got.Mean(), want)
		}
		if want := 1 + (c.cv*c.cv-1)/float64(c.n); math.Abs(CV(got)*CV(got)-want) > 1e-6*want {
			t.Errorf("CV %v, one in %d: CV² %v, want %v", c.cv, c.n, CV(got)*CV(got), want)
		}
		const sums = 40_000
		s := rng.Key{Seed: 3}.Stream("test", "thinned")
		bounds := []float64{0.5, 2, 10, 50, 200, 1000}
		below := make([]int, len(bounds))
		for range sums {
			x := d.Draw(s)
			for s.Float64()*float64(c.n) >= 1 {
				x += d.Draw(s)
			}
			for i, b := range bounds {
				if x <= b {
					below[i]++
				}
			}
		}
		for i, b := range bounds {
			p := got.Partial(0, b)
			if share := float64(below[i]) / sums; math.Abs(share-p) > 5*math.Sqrt(p*(1-p)/sums)+1e-9 {
				t.Errorf("CV %v, one in %d: %.4f of the sums are at most %v, want %.4f", c.cv, c.n, share, b, p)
			}
		}
	}
}

// By hand: phases ½ and 1½ with probability ¾ and ¼ bring ⅜ each; so what is left of
// an interval is either with probability ½. With probability ½ each they would
// bring ¼ and ¾.
func TestResidualOfUnequalPhases(t *testing.T) {
	d := Hyperexponential{short: 0.5, long: 1.5}
	if got := d.with(0.75, 0.25).Residual(); math.Abs(got.p-0.5) > 1e-12 {
		t.Errorf("p %v, want 0.5", got.p)
	}
	if got := d.with(0.5, 0.5).Residual(); math.Abs(got.p-0.25) > 1e-12 || math.Abs(got.rest-0.75) > 1e-12 {
		t.Errorf("p %v and %v, want 0.25 and 0.75", got.p, got.rest)
	}
}
