package rng

import (
	"math"
	"testing"
)

// ulps is the distance of two floats in units in the last place of want.
func ulps(got, want float64) float64 {
	if got == want {
		return 0
	}
	next := math.Nextafter(math.Abs(want), math.Inf(1)) - math.Abs(want)
	return math.Abs(got-want) / next
}

func TestLogAndExpAreAccurate(t *testing.T) {
	s := Key{Seed: 1}.Stream("test", "elementary")
	for range 200_000 {
		// Any positive float, and many close to 1. Subnormal ones are left to the
		// next test: there math.Log itself is wrong on some processors.
		x := math.Float64frombits(s.Uint64() >> 1)
		for _, x := range []float64{x, s.Float64(), 1 + (s.Float64()-0.5)*1e-3} {
			if x > math.MaxFloat64 || x < 0x1p-1022 || x != x {
				continue
			}
			if d := ulps(Log(x), math.Log(x)); d > 2 {
				t.Fatalf("Log(%x) = %x is %v units in the last place off", x, Log(x), d)
			}
		}
		y := (s.Float64() - 0.5) * 1460
		if d := ulps(Exp(y), math.Exp(y)); d > 2 {
			t.Fatalf("Exp(%x) = %x is %v units in the last place off", y, Exp(y), d)
		}
	}
}

func TestLogAndExpAtTheirEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"Log(1)", Log(1), 0},
		{"Log(2)", Log(2), math.Ln2},
		{"Log(2⁻¹⁰⁷⁴)", Log(0x1p-1074), -1074 * math.Ln2},
		{"Log(0)", Log(0), -inf},
		{"Log(-1)", Log(-1), nan},
		{"Log(∞)", Log(inf), inf},
		{"Log(NaN)", Log(nan), nan},
		{"Exp(0)", Exp(0), 1},
		{"Exp(1)", Exp(1), math.E},
		{"Exp(−∞)", Exp(-inf), 0},
		{"Exp(∞)", Exp(inf), inf},
		{"Exp(710)", Exp(710), inf},
		{"Exp(−746)", Exp(-746), 0},
		{"Exp(NaN)", Exp(nan), nan},
	} {
		if bothNaN := c.got != c.got && c.want != c.want; !bothNaN && ulps(c.got, c.want) > 1 {
			t.Errorf("%s is %v, want %v", c.name, c.got, c.want)
		}
	}
	if x := Exp(709.78); math.IsInf(x, 1) || !near(x, math.Exp(709.78), 1e-14) {
		t.Errorf("Exp(709.78) is %v, want %v", x, math.Exp(709.78))
	}
	if x := Exp(-745); x != 0x1p-1074 {
		t.Errorf("Exp(−745) is %v, want the least positive float", x)
	}
}

func TestQuantileInvertsTheNormalDistribution(t *testing.T) {
	for _, c := range []struct{ p, z float64 }{ // from printed tables
		{0.5, 0}, {0.975, 1.959963984540054}, {0.25, -0.6744897501960817}, {0.999, 3.090232306167813},
		{1e-10, -6.361340902404056}, {1e-15, -7.941345326170997},
	} {
		if got := Quantile(c.p); math.Abs(got-c.z) > 1e-14*math.Abs(c.z) {
			t.Errorf("Quantile(%v) = %v, want %v", c.p, got, c.z)
		}
	}
	for z := -8.0; z <= 5; z += 1.0 / 64 {
		p := math.Erfc(-z/math.Sqrt2) / 2
		// Above 0 the rounding of p limits how well z can come back.
		tolerance := 1e-14 + 0x1p-52*math.Sqrt(2*math.Pi)*math.Exp(z*z/2)
		if got := Quantile(p); math.Abs(got-z) > tolerance*max(1, math.Abs(z)) {
			t.Errorf("Quantile(Φ(%v)) = %v", z, got)
		}
	}
}
