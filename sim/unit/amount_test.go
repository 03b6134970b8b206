package unit

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func (a Amount) exact() *big.Int {
	n := new(big.Int)
	for _, x := range []uint64{a.hi, a.mid, a.lo} {
		n.Lsh(n, 64).Add(n, new(big.Int).SetUint64(x))
	}
	return n
}

// Amounts are the integers, up to 192 bits, and a quotient is the rational number
// rounded half up, as math/big has both.
func TestAmountIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wide := rapid.Uint64()
		x, y, k := wide.Draw(t, "x"), wide.Draw(t, "y"), rapid.Uint64Range(0, 1<<62).Draw(t, "k")
		a := Product(x, y).Times(k)
		want := new(big.Int).Mul(new(big.Int).SetUint64(x), new(big.Int).SetUint64(y))
		want.Mul(want, new(big.Int).SetUint64(k))
		if a.exact().Cmp(want) != 0 {
			t.Fatalf("%d × %d × %d is %v, want %v", x, y, k, a.exact(), want)
		}
		b := Product(wide.Draw(t, "u"), wide.Draw(t, "v"))
		if got, sum := a.Plus(b).exact(), new(big.Int).Add(want, b.exact()); got.Cmp(sum) != 0 {
			t.Fatalf("%v + %v is %v", want, b.exact(), got)
		}
		if got := a.Plus(b).Minus(b); got != a {
			t.Fatalf("%v + %v − the same is %v", want, b.exact(), got.exact())
		}
		if got := a.Cmp(b); got != want.Cmp(b.exact()) || a.IsZero() != (want.Sign() == 0) {
			t.Fatalf("%v compared with %v is %d", want, b.exact(), got)
		}
		if got := a.String(); got != want.String() {
			t.Fatalf("%v is written as %s", want, got)
		}
		near, _ := new(big.Float).SetInt(want).Float64()
		if got := a.Float(); got < near*(1-1e-15) || got > near*(1+1e-15) {
			t.Fatalf("%v as a float is %v", want, got)
		}
	})
}

func TestAppendQuotientIsRounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Product(rapid.Uint64().Draw(t, "a"), rapid.Uint64Range(0, 1<<20).Draw(t, "b"))
		x := rapid.Uint64Range(1<<10, 1<<63).Draw(t, "x")
		y := rapid.Uint64Range(1<<10, 1<<40).Draw(t, "y")
		places := rapid.IntRange(0, 9).Draw(t, "places")
		q := new(big.Rat).SetInt(a.exact())
		q.Quo(q, new(big.Rat).SetInt(Product(x, y).exact()))
		got := string(AppendQuotient(nil, a, x, y, places))
		back, ok := new(big.Rat).SetString(got)
		if !ok {
			t.Fatalf("%q is no number", got)
		}
		// Halves of the last place are rounded up: got − ½ < q·… ≤ got + ½ turned round.
		half := new(big.Rat).Quo(big.NewRat(1, 2), new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)))
		low, high := new(big.Rat).Sub(back, half), new(big.Rat).Add(back, half)
		if q.Cmp(low) < 0 || q.Cmp(high) >= 0 {
			t.Fatalf("%s is not %v rounded to %d places", got, q.FloatString(25), places)
		}
	})
}

func TestAppendQuotientByHand(t *testing.T) {
	for _, c := range []struct {
		a      Amount
		x, y   uint64
		places int
		want   string
	}{
		{Product(7, 1), 2, 4, 2, "0.88"}, // 0.875
		{Product(7, 1), 2, 4, 3, "0.875"},
		{Product(7, 1), 2, 4, 0, "1"},
		{Product(1, 1), 3, 1, 6, "0.333333"},
		{Product(2, 1), 3, 1, 6, "0.666667"},
		{Product(999, 1), 1000, 1, 2, "1"},
		{Amount{}, 3, 5, 6, "0"},
		{Product(5, 1), 100, 1, 2, "0.05"},
		{Product(3_600_000_000, 1_000_000_000_000), 3_600_000_000_000, 1_000_000_000, 9, "1"}, // a kWh in fJ
	} {
		if got := string(AppendQuotient(nil, c.a, c.x, c.y, c.places)); got != c.want {
			t.Errorf("%v ÷ (%d × %d) with %d places is %s, want %s", c.a.exact(), c.x, c.y, c.places, got, c.want)
		}
	}
	if got := fmt.Sprint(Product(1<<63, 1<<63).Times(1 << 60).exact()); got != new(big.Int).Lsh(big.NewInt(1), 186).String() {
		t.Errorf("2¹⁸⁶ is %s", got)
	}
}
