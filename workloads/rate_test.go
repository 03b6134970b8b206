package workloads

import (
	"math"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/sim"
)

func TestRatedByHand(t *testing.T) {
	const s = int64(time.Second)
	year := 365 * 86400 * s
	for _, c := range []struct {
		rate         float64
		submit, want int64
	}{
		{2, 3 * s, 3 * s / 2},
		{2, year + s, year/2 + s/2}, // a float64 has no room for this many nanoseconds
		{0.5, 3 * s, 6 * s},
		{1.1, 11 * s, 10 * s},
		{3, 1, 0},
		{2, 1, 1}, // half a nanosecond goes up
		{2, 3, 2},
		{0.001, s, 1000 * s},
		{1e-6, s, 1_000_000 * s},
		{1e6, year, year / 1e6},
		{1, 7, 7},
		{0, 7, 7},
		{7.3, 0, 0},
	} {
		src, err := Rated(Slice([]sim.Job{{ID: 1, GPUs: 2, Submit: sim.Time(c.submit), Run: 5, Request: 9}}), c.rate)
		if err != nil {
			t.Fatal(err)
		}
		var j sim.Job
		if ok, err := src.Next(&j); !ok || err != nil || int64(j.Submit) != c.want || j.Run != 5 || j.Request != 9 || j.GPUs != 2 {
			t.Errorf("%d ns ÷ %v: %+v, %v; want %d", c.submit, c.rate, j, err, c.want)
		}
		if ok, err := src.Next(&j); ok || err != nil {
			t.Errorf("after the end: %v, %v", ok, err)
		}
	}
}

// The submit time is the nearest whole number to the quotient of two exact numbers,
// and two jobs keep their order.
func TestRatedIsExact(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rate := math.Exp(rapid.Float64Range(math.Log(MinRate)+1e-9, math.Log(MaxRate)-1e-9).Draw(rt, "ln rate"))
		a := rapid.Int64Range(0, int64(sim.MaxTime)).Draw(rt, "a") >> rapid.IntRange(0, 61).Draw(rt, "bits")
		b := rapid.Int64Range(a, int64(sim.MaxTime)).Draw(rt, "b")
		src, err := Rated(Slice([]sim.Job{{Submit: sim.Time(a)}, {Submit: sim.Time(b)}}), rate)
		if err != nil {
			rt.Fatal(err)
		}
		last := sim.Time(0)
		for _, submit := range []int64{a, b} {
			exact := new(big.Rat).Quo(new(big.Rat).SetInt64(submit), new(big.Rat).SetFloat64(rate))
			exact.Add(exact, big.NewRat(1, 2))
			want := new(big.Int).Quo(exact.Num(), exact.Denom())
			var j sim.Job
			ok, err := src.Next(&j)
			if want.Cmp(big.NewInt(int64(sim.MaxTime))) > 0 {
				if ok || err == nil {
					rt.Fatalf("%d ÷ %v is beyond the end of time, got %d", submit, rate, j.Submit)
				}
				return
			}
			if !ok || err != nil || int64(j.Submit) != want.Int64() || j.Submit < last {
				rt.Fatalf("%d ÷ %v: %d, %v; want %s", submit, rate, j.Submit, err, want)
			}
			last = j.Submit
		}
	})
}

func TestRatedRefuses(t *testing.T) {
	for _, rate := range []float64{-1, 9e-7, 1e7, math.Inf(1), math.NaN()} {
		if _, err := Rated(Slice(nil), rate); err == nil {
			t.Errorf("a rate of %v is accepted", rate)
		}
	}
	src := Slice(nil)
	if same, err := Rated(src, 1); same != src || err != nil {
		t.Error("a rate of 1 costs something")
	}
}
