package dist

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
	"sovsim/sim/rng"
)

type times = Spec[time.Duration]

func TestSpecMakesItsDistribution(t *testing.T) {
	h := float64(time.Hour)
	for _, c := range []struct {
		spec times
		want Dist
	}{
		{times{Kind: KindConstant, Value: time.Hour}, NewConstant(h)},
		{times{Kind: KindConstant}, NewConstant(0)},
		{times{Kind: KindExponential, Mean: time.Hour}, NewExponential(h)},
		{times{Kind: KindUniform, High: time.Hour}, NewUniform(0, h)},
		{times{Kind: KindLogUniform, Low: time.Hour, High: 2 * time.Hour}, NewLogUniform(h, 2*h)},
		{times{Kind: KindLogNormal, Median: time.Hour, Sigma: 2.2}, NewLogNormal(h, 2.2)},
		{times{Kind: KindLogNormal, Mean: time.Hour, CV: 3}, NewLogNormalByMean(h, 3)},
		{times{Kind: KindGamma, Mean: time.Hour, CV: 0.5}, NewGamma(h, 0.5)},
		{times{Kind: KindHyperexponential, Mean: time.Hour, CV: 2}, NewHyperexponential(h, 2)},
		{times{Kind: KindExponential, Mean: time.Hour, Max: 2 * time.Hour}, NewClamped(NewExponential(h), 0, 2*h)},
		{times{Kind: KindExponential, Mean: time.Hour, Min: 2 * time.Hour}, NewClamped(NewExponential(h), 2*h, math.Inf(1))},
		{times{Kind: KindQuantiles, Points: []Point[time.Duration]{{0, time.Hour}, {0.5, time.Hour}, {1, 2 * time.Hour}}},
			NewQuantiles([]float64{0, 0.5, 1}, []float64{h, h, 2 * h})},
	} {
		if got, err := c.spec.New(); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v: %#v, %v, want %#v", c.spec, got, err, c.want)
		}
	}
}

// Each message says what is wrong and what would be right.
func TestSpecFaults(t *testing.T) {
	for _, c := range []struct {
		spec times
		want []string
	}{
		{times{}, []string{`kind: "" is not a distribution; use one of constant, exponential, uniform, log-uniform, log-normal, gamma, hyperexponential, quantiles`}},
		{times{Kind: "normal", Mean: 5}, []string{`kind: "normal" is not`}},
		{times{Kind: KindExponential}, []string{"mean: is missing or 0; exponential needs a positive one"}},
		{times{Kind: KindExponential, Mean: -time.Second}, []string{"mean: -1s is out of range; give a positive value below 146 years"}},
		{times{Kind: KindExponential, Mean: math.MaxInt64}, []string{"mean: 2562047h47m16.854775807s is out of range"}},
		{times{Kind: KindExponential, Mean: time.Hour, CV: 2}, []string{"cv: does not apply to exponential, which takes mean; leave it out"}},
		{times{Kind: KindConstant, Value: -1}, []string{"value: -1ns is out of range"}},
		{times{Kind: KindUniform, Low: 2 * time.Hour, High: time.Hour}, []string{"high: 1h0m0s is not above low, 2h0m0s; for one value use constant"}},
		{times{Kind: KindUniform, Low: -time.Hour, High: time.Hour}, []string{"low: -1h0m0s is out of range"}},
		{times{Kind: KindLogUniform, High: time.Hour}, []string{"low: is missing or 0; log-uniform needs a positive one"}},
		{times{Kind: KindLogNormal}, []string{"median: is missing", "sigma: is missing"}},
		{times{Kind: KindLogNormal, Median: time.Hour, CV: 1}, []string{"cv: does not apply to log-normal, which takes median and sigma", "sigma: is missing"}},
		{times{Kind: KindLogNormal, Mean: time.Hour}, []string{"cv: is missing"}},
		{times{Kind: KindLogNormal, Median: time.Hour, Sigma: 11}, []string{"sigma: 11 is out of range; give at most 10"}},
		{times{Kind: KindLogNormal, Median: time.Hour, Sigma: math.NaN()}, []string{"sigma: NaN is out of range"}},
		{times{Kind: KindLogNormal, Mean: time.Hour, CV: 1e6}, []string{"cv: 1e+06 is out of range; give at most 1000"}},
		{times{Kind: KindGamma, Mean: time.Hour, CV: 11}, []string{"cv: 11 is out of range; gamma takes 0.001 to 10"}},
		{times{Kind: KindHyperexponential, Mean: time.Hour, CV: 0.5}, []string{"cv: 0.5 is out of range; hyperexponential takes 1 to 1000, below 1 use gamma"}},
		{times{Kind: KindExponential, Mean: time.Hour, Min: 2, Max: 1}, []string{"min: 2ns is above max, 1ns; give a smaller one"}},
		{times{Kind: KindExponential, Min: -2, Max: -1}, []string{"mean: is missing", "min: -2ns is out of range", "max: -1ns is out of range"}},
		{times{Kind: KindQuantiles}, []string{"points: there are 0; give 2 to 200, the first at share 0 and the last at share 1"}},
		{times{Kind: KindQuantiles, Points: make([]Point[time.Duration], 201)}, []string{"points: there are 201; give 2 to 200"}},
		{times{Kind: KindQuantiles, Points: []Point[time.Duration]{{0.1, 1}, {0.9, 2}}},
			[]string{"points[0].p: the first share is 0.1; give 0, with the least value", "points[1].p: the last share is 0.9; give 1"}},
		{times{Kind: KindQuantiles, Points: []Point[time.Duration]{{0, 1}, {0.5, 2}, {0.5, 3}, {math.NaN(), 3}, {1, 3}}},
			[]string{"points[2].p: 0.5 is not above the share before it, 0.5; give", "points[3].p: NaN is not above", "points[4].p: 1 is not above"}},
		{times{Kind: KindQuantiles, Points: []Point[time.Duration]{{0, -time.Second}, {0.5, time.Hour}, {1, time.Minute}}},
			[]string{"points[0].value: -1s is out of range; give a value from 0", "points[2].value: 1m0s is below the value before it, 1h0m0s; values"}},
		{times{Kind: KindQuantiles, Mean: 5, Points: []Point[time.Duration]{{0, 1}, {1, 2}}},
			[]string{"mean: does not apply to quantiles, which takes points; leave it out"}},
		{times{Kind: KindExponential, Mean: 5, Points: []Point[time.Duration]{{0, 1}, {1, 2}}},
			[]string{"points: do not apply to exponential, which takes mean; leave them out"}},
	} {
		d, err := c.spec.New()
		if err == nil || d != nil {
			t.Errorf("%+v: no error, want %q", c.spec, c.want)
			continue
		}
		got := strings.Split(err.Error(), "\n")
		if len(got) != len(c.want) {
			t.Errorf("%+v: %d faults, want %d:\n%s", c.spec, len(got), len(c.want), err)
			continue
		}
		for i := range got {
			if !strings.HasPrefix(got[i], c.want[i]) {
				t.Errorf("%+v: fault %d is\n\t%s\nwant\n\t%s …", c.spec, i, got[i], c.want[i])
			}
		}
	}
}

// Whatever is in a Spec, it is refused or it makes a distribution whose draws
// are at least 0 and within the bounds, and whose mean is a number.
func TestAnySpecIsRefusedOrWorks(t *testing.T) {
	value := rapid.OneOf(rapid.Float64(), rapid.Float64Range(0, 12), rapid.Just(0.0), rapid.Just(math.NaN()), rapid.Just(math.Inf(1)))
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		s := Spec[float64]{Kind: rapid.SampledFrom(Kinds).Draw(t, "kind")}
		maybe := func(name string) float64 {
			if rapid.Bool().Draw(t, "set "+name) {
				return value.Draw(t, name)
			}
			return 0
		}
		switch s.Kind {
		case KindConstant:
			s.Value = maybe("value")
		case KindUniform, KindLogUniform:
			s.Low, s.High = maybe("low"), maybe("high")
		case KindLogNormal:
			s.Median, s.Sigma, s.Mean, s.CV = maybe("median"), maybe("sigma"), maybe("mean"), maybe("cv")
		case KindQuantiles:
			for i := range rapid.IntRange(0, 5).Draw(t, "points") {
				s.Points = append(s.Points, Point[float64]{P: float64(i) / 4, Value: maybe(fmt.Sprint("point ", i))})
			}
		default:
			s.Mean, s.CV = maybe("mean"), maybe("cv")
		}
		s.Min, s.Max = maybe("min"), maybe("max")
		d, err := s.New()
		if err != nil {
			return
		}
		accepted++
		high := math.Inf(1)
		if s.Max > 0 {
			high = s.Max
		}
		stream := rng.Key{}.Stream("test", "any")
		for range 20 {
			if x := d.Draw(stream); !(x >= s.Min && x <= high) {
				t.Fatalf("%+v draws %v", s, x)
			}
		}
		if m := d.Mean(); s.Min == 0 && s.Max == 0 && !(m >= 0 && m <= math.MaxFloat64) {
			t.Fatalf("%+v has the mean %v", s, m)
		}
	})
	if accepted == 0 {
		t.Error("every Spec was refused")
	}
}

func TestFaultsFindTheirWay(t *testing.T) {
	faults := Under("classes[1]", Under("run", times{Kind: KindExponential}.Validate()))
	const want = "classes[1].run.mean: is missing or 0; exponential needs a positive one"
	if err := Join(faults); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if err := Join(nil); err != nil {
		t.Errorf("no faults make the error %v", err)
	}
}
