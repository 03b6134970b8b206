package compare

import (
	"math"
	"testing"
)

// The quantiles of the tables, for 2, 3, 10, 20, 21 and 31 replications. A list that
// someone types ends somewhere, and whoever has one more replication gets 1.96.
func TestStudent(t *testing.T) {
	for n, want := range map[int]float64{2: 12.7062, 3: 4.3027, 5: 2.7764, 10: 2.2622, 20: 2.0930, 21: 2.0860, 31: 2.0423, 1001: 1.9623} {
		if got := Student(n - 1); math.Abs(got-want) > 5e-5 {
			t.Errorf("%d replications: %.5f, want %.4f", n, got, want)
		}
	}
}

// The definitions that the project relies on, whatever the library's version.
func TestDescribeDefinitions(t *testing.T) {
	nan := math.NaN()
	for _, x := range []struct {
		name   string
		sample []float64
		want   Description
	}{
		// Squared deviations from 5 sum up to 32: the sample SD is √(32/7), that of
		// the population would be 2. t is 2.36462 for 7 degrees of freedom; 2.36462·√(32/56).
		{"sample SD", []float64{2, 4, 4, 4, 5, 5, 7, 9}, Description{8, 5, math.Sqrt(32. / 7), 1.787488, 2, 4.5, 9}},
		{"odd", []float64{9, 1, 2}, Description{3, 4, math.Sqrt(19), 4.302653 * math.Sqrt(19./3), 1, 2, 9}},
		{"one value has no SD", []float64{3}, Description{1, 3, nan, nan, 3, 3, 3}},
		{"empty", nil, Description{0, nan, nan, nan, nan, nan, nan}},
		{"not a number", []float64{1, nan, 3}, Description{3, nan, nan, nan, nan, nan, nan}},
		{"equal", []float64{0.1, 0.1, 0.1}, Description{3, 0.1, 0, 0, 0.1, 0.1, 0.1}},
	} {
		got := Describe(x.sample)
		if got.N != x.want.N || !same(got.Mean, x.want.Mean) || !same(got.SD, x.want.SD) || !same(got.Half, x.want.Half) ||
			!same(got.Min, x.want.Min) || !same(got.Median, x.want.Median) || !same(got.Max, x.want.Max) {
			t.Errorf("%s: %+v, want %+v", x.name, got, x.want)
		}
	}
}

// The package's example by hand.
func TestPaired(t *testing.T) {
	a, b := []float64{40, 41, 42}, []float64{43, 44, 46}
	x, y, d := Describe(a), Describe(b), Paired(a, b)
	if !same(x.Half, 2.484138) || !same(d.Mean, 10./3) || !same(d.Half, 4.302653*math.Sqrt(1./9)) {
		t.Errorf("%+v, difference %+v", x, d)
	}
	if x.Mean+x.Half < y.Mean-y.Half || d.Holds(0) || !d.Holds(2) || !d.Holds(4.7) || d.Holds(4.8) {
		t.Errorf("%+v, %+v, difference %+v", x, y, d)
	}
	if d := Paired([]float64{1, math.NaN(), 3}, []float64{2, 5, 5}); d.N != 2 || d.Mean != 1.5 {
		t.Errorf("with one that is missing: %+v", d)
	}
	if !Describe([]float64{3}).Holds(100) || !Describe(nil).Holds(0) {
		t.Error("one value is said to tell something")
	}
	if d := Describe([]float64{3, 3}); d.Holds(0) || !d.Holds(3) {
		t.Errorf("equal values: %+v", d)
	}
}

// 2 and 8 are 4 on the scale of logarithms. s of ln 2 and ln 8 is ln 4 ÷ √2, and half of
// the interval 12.7062 · ln 4 ÷ 2 = 8.807270.
func TestRatios(t *testing.T) {
	r := Ratios([]float64{1, 1}, []float64{2, 8})
	if r.N != 2 || !same(r.Mean, 4) || !same(math.Log(r.Low), math.Log(4)-8.807270) || !same(math.Log(r.High), math.Log(4)+8.807270) {
		t.Errorf("%+v", r)
	}
	if r := Ratios([]float64{1, 0}, []float64{2, 8}); !math.IsNaN(r.Mean) {
		t.Errorf("of nothing: %+v", r)
	}
	if r := Ratios([]float64{2}, []float64{3}); !same(r.Mean, 1.5) || !math.IsNaN(r.Low) {
		t.Errorf("of one: %+v", r)
	}
}

func same(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-6*max(1, math.Abs(b))
}
