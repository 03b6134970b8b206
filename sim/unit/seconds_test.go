package unit_test

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sovsim/sim/unit"
)

func TestAppendSeconds(t *testing.T) {
	for _, c := range []struct {
		ns   int64
		want string
	}{
		{0, "0"},
		{1, "0.000000001"},
		{3_000_000_000, "3"},
		{1_500_000_000, "1.5"},
		{1_050_000_000, "1.05"},
		{999_999_999, "0.999999999"},
		{-1, "-0.000000001"},
		{-250_000_000, "-0.25"},
		{-7_000_000_000, "-7"},
		{math.MaxInt64, "9223372036.854775807"},
		{math.MinInt64, "-9223372036.854775808"},
	} {
		if got := string(unit.AppendSeconds([]byte("t="), c.ns)); got != "t="+c.want {
			t.Errorf("%d ns: %s, want t=%s", c.ns, got, c.want)
		}
	}
}

func TestParseSeconds(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64
	}{
		{"12", 12_000_000_000},
		{"+12", 12_000_000_000},
		{"-3", -3_000_000_000},
		{"0.25", 250_000_000},
		{".5", 500_000_000},
		{"5.", 5_000_000_000},
		{"007", 7_000_000_000},
		{"0.000000001", 1},
		{"1.5000000000000", 1_500_000_000},
		{"-0", 0},
		{"4611686018.427387904", 1 << 62},
		{"1e+05", 100_000_000_000_000},
		{"2.5E-1", 250_000_000},
		{"1e-9", 1},
		{"0e9999", 0},
	} {
		if got, err := unit.ParseSeconds(c.text); err != nil || got != c.want {
			t.Errorf("%q: %d, %v; want %d", c.text, got, err, c.want)
		}
		if got, err := unit.ParseSeconds([]byte(c.text)); err != nil || got != c.want {
			t.Errorf("bytes %q: %d, %v; want %d", c.text, got, err, c.want)
		}
	}
}

func TestParseSecondsRefuses(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "not a number"},
		{"-", "not a number"},
		{".", "not a number"},
		{"1..2", "not a number"},
		{"1.2.3", "not a number"},
		{"--1", "not a number"},
		{" 1", "not a number"},
		{"1e", "not a number"},
		{"1e+", "not a number"},
		{"1e0.5", "not a number"},
		{"e3", "not a number"},
		{"1e00001", "not a number"},
		{"1e-10", "below a nanosecond"},
		{"1e10", "146 years"},
		{"NaN", "not a number"},
		{"1h", "not a number"},
		{"0.0000000001", "below a nanosecond"},
		{"4611686018.427387905", "146 years"},
		{"4611686019", "146 years"},
		{"99999999999999999999999999", "146 years"},
		{strings.Repeat("x", 1000), "…"},
	} {
		_, err := unit.ParseSeconds(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 120 {
			t.Errorf("%.50q: error %v, want a short one with %q", c.text, err, c.want)
		}
	}
}

// What is written is read back as the same number of nanoseconds, is the exact
// quotient by 10⁹, and has no digit too many.
func TestSecondsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ns := rapid.Int64Range(-1<<62, 1<<62).Draw(t, "ns")
		if rapid.Bool().Draw(t, "round") {
			ns -= ns % rapid.SampledFrom([]int64{1e9, 1e6, 1e3}).Draw(t, "to")
		}
		text := string(unit.AppendSeconds(nil, ns))
		if back, err := unit.ParseSeconds(text); err != nil || back != ns {
			t.Fatalf("%d ns is written %q and read as %d, %v", ns, text, back, err)
		}
		exact, ok := new(big.Rat).SetString(text)
		if !ok || exact.Cmp(big.NewRat(ns, 1e9)) != 0 {
			t.Fatalf("%d ns is written %q", ns, text)
		}
		if strings.Contains(text, ".") && strings.HasSuffix(text, "0") {
			t.Fatalf("%q has a digit too many", text)
		}
	})
}

// FuzzParseSeconds: what is accepted is the exact decimal, and survives a round trip.
func FuzzParseSeconds(f *testing.F) {
	for _, s := range []string{"0", "-3.25", "4611686018.427387904", "1e9", ".", "1.0000000000", "0x1", "1_0", "٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ns, err := unit.ParseSeconds(s)
		if err != nil {
			return
		}
		exact, ok := new(big.Rat).SetString(s)
		if !ok || exact.Cmp(big.NewRat(ns, 1e9)) != 0 {
			t.Fatalf("%q is read as %d ns", s, ns)
		}
		if back, err := unit.ParseSeconds(unit.AppendSeconds(nil, ns)); err != nil || back != ns {
			t.Fatalf("%d ns comes back as %d, %v", ns, back, err)
		}
	})
}

func ExampleParseSeconds() {
	ns, err := unit.ParseSeconds("90.25")
	fmt.Println(ns, err)
	fmt.Println(string(unit.AppendSeconds(nil, ns)))
	// Output:
	// 90250000000 <nil>
	// 90.25
}
