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
func TestIntervalDefinitions(t *testing.T) {
	nan := math.NaN()
	for _, x := range []struct {
		name   string
		sample []float64
		want   Interval
	}{
		// Squared deviations from 5 sum up to 32: the sample SD is √(32/7), that of
		// the population would be 2. t is 2.36462 for 7 degrees of freedom; 2.36462·√(32/56).
		{"sample SD", []float64{2, 4, 4, 4, 5, 5, 7, 9}, Interval{N: 8, Of: 8, Mean: 5, SD: math.Sqrt(32. / 7), Half: 1.787488, Min: 2, Median: 4.5, Max: 9}},
		{"odd", []float64{9, 1, 2}, Interval{N: 3, Of: 3, Mean: 4, SD: math.Sqrt(19), Half: 4.302653 * math.Sqrt(19./3), Min: 1, Median: 2, Max: 9}},
		{"one value has no SD", []float64{3}, Interval{N: 1, Of: 1, Mean: 3, SD: nan, Half: nan, Min: 3, Median: 3, Max: 3}},
		{"empty", nil, Interval{Mean: nan, SD: nan, Half: nan, Min: nan, Median: nan, Max: nan}},
		{"one without a value", []float64{1, nan, 3}, Interval{N: 2, Of: 3, Mean: 2, SD: math.Sqrt2, Half: 12.706205, Min: 1, Median: 2, Max: 3}},
		{"infinite is no value", []float64{1, math.Inf(1), 3}, Interval{N: 2, Of: 3, Mean: 2, SD: math.Sqrt2, Half: 12.706205, Min: 1, Median: 2, Max: 3}},
		{"equal", []float64{0.1, 0.1, 0.1}, Interval{N: 3, Of: 3, Mean: 0.1, SD: 0, Half: 0, Min: 0.1, Median: 0.1, Max: 0.1}},
	} {
		got := Describe(x.sample)
		if got.N != x.want.N || got.Of != x.want.Of || !same(got.Mean, x.want.Mean) || !same(got.SD, x.want.SD) || !same(got.Half, x.want.Half) ||
			!same(got.Min, x.want.Min) || !same(got.Median, x.want.Median) || !same(got.Max, x.want.Max) || !math.IsNaN(got.AtLeast) {
			t.Errorf("%s: %+v, want %+v", x.name, got, x.want)
		}
	}
}

// Each figure carries what weakens it, and one of enough replications nothing.
func TestWarningsOfIntervals(t *testing.T) {
	nan := math.NaN()
	var beyond Sample // 20 days, more than 28 days, and one of no job
	beyond.Add(0, 20)
	beyond.AddNotReached(1, 28)
	beyond.AddUndefined(2)
	for _, x := range []struct {
		name   string
		sample Sample
		want   []WarningCode
	}{
		{"enough", Of(1, 2, 3, 4, 5), nil},
		{"few", Of(1, 2, 3, 4), []WarningCode{FewReplications}},
		{"few but equal", Of(7, 7), nil},
		{"one", Of(1), []WarningCode{OneReplication}},
		{"none", Sample{}, []WarningCode{NoValue}},
		{"some", Of(1, nan, 3, 4, 5, 6), []WarningCode{NotDefined}},
		{"nowhere", Of(nan, nan), []WarningCode{NoValue}},
		{"not reached", beyond, []WarningCode{NotReached, NotDefined, OneReplication}},
	} {
		got := x.sample.Interval()
		if len(got.Warnings) != len(x.want) {
			t.Errorf("%s: %v, want %v", x.name, got.Warnings, x.want)
			continue
		}
		for i, w := range got.Warnings {
			if w.Code != x.want[i] || w.Text == "" {
				t.Errorf("%s: %v, want %v", x.name, got.Warnings, x.want)
			}
		}
	}
	// (20 + 28) ÷ 2, and the mean of what is reached is too low.
	if i := beyond.Interval(); i.AtLeast != 24 || i.Mean != 20 || i.N != 1 || i.Of != 3 {
		t.Errorf("%+v", i)
	}
	if i := beyond.Map(func(x float64) float64 { return 24 * x }).Interval(); i.AtLeast != 576 || i.Mean != 480 {
		t.Errorf("in hours %+v", i)
	}
	if i := Of(2, 4).Interval().Times(10); i.Mean != 30 || i.Low() != i.Mean-i.Half || i.Max != 40 {
		t.Errorf("%+v", i)
	}
}

func same(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-6*max(1, math.Abs(b))
}
