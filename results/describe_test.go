package results

import (
	"math"
	"testing"
)

// The definitions that the project relies on, whatever the library's version.
func TestDescribeDefinitions(t *testing.T) {
	nan := math.NaN()
	for _, x := range []struct {
		name   string
		sample []float64
		want   Description
	}{
		// Squared deviations from 5 sum up to 32: the sample SD is √(32/7),
		// that of the population would be 2.
		{"sample SD", []float64{2, 4, 4, 4, 5, 5, 7, 9}, Description{8, 5, math.Sqrt(32. / 7), 2, 4.5, 9}},
		{"odd", []float64{9, 1, 2}, Description{3, 4, math.Sqrt(19), 1, 2, 9}},
		{"one value has no SD", []float64{3}, Description{1, 3, nan, 3, 3, 3}},
		{"empty", nil, Description{0, nan, nan, nan, nan, nan}},
		{"equal", []float64{7, 7, 7}, Description{3, 7, 0, 7, 7, 7}},
	} {
		got := Describe(x.sample)
		if got.N != x.want.N || !same(got.Mean, x.want.Mean) || !same(got.SD, x.want.SD) ||
			!same(got.Min, x.want.Min) || !same(got.Median, x.want.Median) || !same(got.Max, x.want.Max) {
			t.Errorf("%s: %+v, want %+v", x.name, got, x.want)
		}
	}
	if d := Describe([]float64{1, nan, 3}); !math.IsNaN(d.Mean) || !math.IsNaN(d.SD) {
		t.Errorf("a NaN is lost: %+v", d)
	}
}

func TestNearestRankDefinition(t *testing.T) {
	sample := []float64{50, 15, 40, 35, 20}
	for p, want := range map[float64]float64{0: 15, 5: 15, 20: 15, 20.1: 20, 30: 20, 40: 20, 50: 35, 99: 50, 100: 50} {
		if got := NearestRank(sample, p); got != want {
			t.Errorf("p%g = %g, want %g", p, got, want)
		}
	}
	// Of an even number the median by nearest rank is the lower middle value,
	// not the mean of two.
	if got := NearestRank([]float64{1, 2}, 50); got != 1 {
		t.Errorf("p50 of 1 and 2 is %g, want 1", got)
	}
	for _, bad := range []float64{-1, 101, math.NaN()} {
		if got := NearestRank(sample, bad); !math.IsNaN(got) {
			t.Errorf("p%g = %g, want NaN", bad, got)
		}
	}
	if got := NearestRank(nil, 50); !math.IsNaN(got) {
		t.Errorf("p50 of nothing is %g", got)
	}
	if sample[0] != 50 {
		t.Error("the sample was sorted in place")
	}
}

func same(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-15*math.Abs(b)
}
