package compare

import (
	"math"
	"testing"
)

// The package's example by hand.
func TestPaired(t *testing.T) {
	a, b := Of(40, 41, 42), Of(43, 44, 46)
	x, y, d := a.Interval(), b.Interval(), Paired(a, b)
	if !same(x.Half, 2.484138) || !same(d.Mean, 10./3) || !same(d.Half, 4.302653*math.Sqrt(1./9)) {
		t.Errorf("%+v, difference %+v", x, d)
	}
	// Deviations −1, 0, 1 and −4/3, −1/3, 5/3: 3 ÷ √(2 · 42/9) = 0.98198.
	if !same(d.Correlation, 3/math.Sqrt(2*42./9)) {
		t.Errorf("correlation %g", d.Correlation)
	}
	if x.High() < y.Low() || !d.Apart() || d.Equal() || !d.Holds(2) || !d.Holds(4.7) || d.Holds(4.8) {
		t.Errorf("%+v, %+v, difference %+v", x, y, d)
	}
	if d := Paired(Of(1, math.NaN(), 3), Of(2, 5, 5)); d.N != 2 || d.Of != 3 || d.Mean != 1.5 || !Warns(d.Warnings, NotDefined) {
		t.Errorf("with one that is missing: %+v", d)
	}
	if !Describe([]float64{3}).Holds(100) || !Describe(nil).Holds(0) {
		t.Error("one value is said to tell something")
	}
	if d := Describe([]float64{3, 3}); d.Holds(0) || !d.Holds(3) {
		t.Errorf("equal values: %+v", d)
	}
	if d := Paired(a, a); !d.Equal() || d.Apart() || d.Half != 0 {
		t.Errorf("of a variant and itself: %+v", d)
	}
	if d := Paired(Of(1), Of(2)); d.Apart() || !Warns(d.Warnings, OneReplication) || !math.IsNaN(d.Correlation) {
		t.Errorf("of one pair: %+v", d)
	}
}

// Pairs go by the number of the replication, whatever the order; one that only one of the
// two has is in none, and is said.
func TestPairsGoByReplication(t *testing.T) {
	var a, b Sample
	for i, x := range []float64{10, 20, 30} {
		a.Add(i, x)
		b.Add(3-i, 100+x) // of 3, 2 and 1
	}
	// 1: 130 − 20, 2: 120 − 30.
	d := Paired(a, b)
	if d.N != 2 || d.Of != 2 || d.Mean != 100 || d.Min != 90 || d.Max != 110 || !Warns(d.Warnings, Unpaired) {
		t.Errorf("%+v", d)
	}
	if got := Pairwise(a, b, func(x, y float64) float64 { return y / x }).Values(); len(got) != 2 || got[0] != 6.5 || got[1] != 4 {
		t.Errorf("%v", got)
	}
	if d := Paired(a, Sample{}); d.N != 0 || !Warns(d.Warnings, NoValue) || !Warns(d.Warnings, Unpaired) {
		t.Errorf("against nothing: %+v", d)
	}
}

// 2 and 8 are 4 on the scale of logarithms. s of ln 2 and ln 8 is ln 4 ÷ √2, and half of
// the interval 12.7062 · ln 4 ÷ 2 = 8.807270.
func TestRatios(t *testing.T) {
	r := Ratios(Of(1, 1), Of(2, 8))
	if r.N != 2 || !same(r.Mean, 4) || !same(math.Log(r.Low), math.Log(4)-8.807270) || !same(math.Log(r.High), math.Log(4)+8.807270) || !Warns(r.Warnings, FewReplications) {
		t.Errorf("%+v", r)
	}
	if r := Ratios(Of(1, 0), Of(2, 8)); !math.IsNaN(r.Mean) || r.N != 0 || r.Of != 2 || !Warns(r.Warnings, NotPositive) {
		t.Errorf("of nothing: %+v", r)
	}
	if r := Ratios(Of(2), Of(3)); !same(r.Mean, 1.5) || !math.IsNaN(r.Low) || !Warns(r.Warnings, OneReplication) {
		t.Errorf("of one: %+v", r)
	}
	if r := Ratios(Of(2, math.NaN()), Of(3, 1)); r.N != 1 || r.Of != 2 || !same(r.Mean, 1.5) {
		t.Errorf("with one that is missing: %+v", r)
	}
}
