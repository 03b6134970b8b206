package unit_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"sovsim/sim/unit"
)

// Numbers as pandas and R write them, in nanoseconds, each worked out by hand.
func TestScaledByHand(t *testing.T) {
	for _, c := range []struct {
		text   string
		places int
		want   int64
		exact  bool
	}{
		{"0.30000000000000004", 9, 300_000_000, false},
		{"1e+05", 9, 100_000_000_000_000, true},
		{"1.5e1", 0, 15, true},
		{"2.0", 0, 2, true},
		{"2.5", 0, 2, false}, // halves to the even number
		{"3.5", 0, 4, false},
		{"-2.5", 0, -2, false},
		{"2.5000000000000000000000000001", 0, 3, false},
		{"0.0000000005", 9, 0, false},
		{"0.00000000050000000001", 9, 1, false},
		{"0.0000000015", 9, 2, false},
		{"1e-20", 9, 0, false},
		{"12345678901234567890e-19", 9, 1_234_567_890, false}, // …,123 is rounded away
		{"1230e-1", 0, 123, true},
		{"0.000000000000000000000000000001e30", 0, 1, true},
		{"100000000000000000000000000000e-29", 0, 1, true},
		{"5835000.5", 3, 5_835_000_500, true}, // microseconds
		{"00000000000000000000000007", 0, 7, true},
	} {
		if got, exact, err := unit.Scaled(c.text, c.places); got != c.want || exact != c.exact || err != nil {
			t.Errorf("%s × 10^%d is %d, exact %v, %v; want %d, %v", c.text, c.places, got, exact, err, c.want, c.exact)
		}
	}
}

// Against math/big: the nearest whole number, halves to even.
func TestScaledIsTheNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[-+]?[0-9]{1,12}(\.[0-9]{0,25})?([eE][-+]?[0-9]{1,2})?`).Draw(t, "text")
		places := rapid.SampledFrom([]int{0, 3, 9}).Draw(t, "places")
		got, exact, err := unit.Scaled(text, places)
		x, ok := new(big.Rat).SetString(text)
		if !ok {
			t.Fatalf("%q is no number", text)
		}
		x.Mul(x, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)))
		if new(big.Rat).Abs(x).Cmp(big.NewRat(1<<62, 1)) > 0 {
			if err != unit.ErrTooLarge {
				t.Fatalf("%q × 10^%d is %d, %v; want it too large", text, places, got, err)
			}
			return
		}
		off := new(big.Rat).Abs(new(big.Rat).Sub(x, new(big.Rat).SetInt64(got)))
		half := off.Cmp(big.NewRat(1, 2))
		if err != nil || half > 0 || half == 0 && got%2 != 0 || exact != (off.Sign() == 0) {
			t.Fatalf("%q × 10^%d is %d, exact %v, %v", text, places, got, exact, err)
		}
	})
}
