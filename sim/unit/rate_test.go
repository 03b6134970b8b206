package unit

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var perHour = []Scale{{"EUR/kWh", 1e9}, {"EUR/MWh", 1e6}}

func TestParseScaled(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64
		says string
	}{
		{"0.19 EUR/kWh", 190_000_000, ""},
		{"0.1EUR/kWh", 100_000_000, ""}, // no float on the way
		{" 81 EUR/MWh ", 81_000_000, ""},
		{"0 EUR/kWh", 0, ""},
		{"0.000000001 EUR/kWh", 1, ""},
		{"0.0000000001 EUR/kWh", 0, "more digits than are kept, down to 0.000000001 EUR/kWh"},
		{"-0.1 EUR/kWh", 0, "is negative"},
		{"0.19", 0, `"0.19" has no unit: write 0.19 EUR/kWh`},
		{" 5", 0, `" 5" has no unit: write 5 EUR/kWh`}, // not the example: it is his number
		{"0.19 $/kWh", 0, `unknown unit "$/kWh"`},
		{"EUR/kWh", 0, "has no number"},
		{"1001 EUR/kWh", 0, "more than 1000 EUR/kWh"},
		{"99999999999999999999999 EUR/kWh", 0, "more digits"},
	} {
		got, err := ParseScaled(c.text, "0.19 EUR/kWh", 1e12, perHour...)
		switch {
		case c.says == "" && (err != nil || got != c.want):
			t.Errorf("%q is %d, %v; want %d", c.text, got, err, c.want)
		case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%q: %v, want %q", c.text, err, c.says)
		}
	}
}

func TestScaledThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 1e12).Draw(t, "n")
		u := rapid.SampledFrom([]Scale{{"W", 1000}, {"EUR/kWh", 1e9}, {"g/kWh", 1e6}, {"GPU", 1}}).Draw(t, "unit")
		text := FormatScaled(n, u)
		if back, err := ParseScaled(text, "", 1e12, u); err != nil || back != n {
			t.Fatalf("%d is %s and comes back as %d, %v", n, text, back, err)
		}
	})
}
