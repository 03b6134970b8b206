package unit

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var anyRatio = rapid.Custom(func(t *rapid.T) Ratio {
	part := rapid.OneOf(rapid.Int64Range(1, 20), rapid.Int64Range(1, 1e6), rapid.Int64Range(1, math.MaxInt64))
	return Ratio{part.Draw(t, "num"), part.Draw(t, "den")}
})

var anyPositive = rapid.Custom(func(t *rapid.T) time.Duration {
	return time.Duration(rapid.OneOf(rapid.Int64Range(0, 1000), rapid.Int64Range(0, 1e15), rapid.Int64Range(0, math.MaxInt64)).Draw(t, "ns"))
})

// quotient is d·a ÷ b in whole nanoseconds, rounded up or down, at most the
// longest duration.
func quotient(d time.Duration, a, b int64, up bool) time.Duration {
	n := new(big.Int).Mul(big.NewInt(int64(d)), big.NewInt(a))
	q, rest := n.DivMod(n, big.NewInt(b), new(big.Int))
	if up && rest.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	if !q.IsInt64() {
		return math.MaxInt64
	}
	return time.Duration(q.Int64())
}

func TestRatioScalesTimesExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, d := anyRatio.Draw(t, "ratio"), anyPositive.Draw(t, "time")
		if got, want := r.DivideUp(d), quotient(d, r.Den, r.Num, true); got != want {
			t.Fatalf("%d ns ÷ %d/%d is %d, want %d", d, r.Num, r.Den, got, want)
		}
		want := quotient(d, r.Num, r.Den, false)
		if d == math.MaxInt64 { // a time without end stays one
			want = d
		}
		if got := r.MultiplyDown(d); got != want {
			t.Fatalf("%d ns × %d/%d is %d, want %d", d, r.Num, r.Den, got, want)
		}
	})
}

// MultiplyDown is the longest work that fits: it takes at most d, and one
// nanosecond more would take longer.
func TestMultiplyDownIsTheLongestWorkThatFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Ratio{rapid.Int64Range(1, 1e6).Draw(t, "num"), rapid.Int64Range(1, 1e6).Draw(t, "den")}
		d := time.Duration(rapid.Int64Range(0, 1e12).Draw(t, "time"))
		work := r.MultiplyDown(d)
		if took := r.DivideUp(work); took > d {
			t.Fatalf("speed %v: work of %d takes %d, more than %d", r, work, took, d)
		}
		if took := r.DivideUp(work + 1); took <= d {
			t.Fatalf("speed %v: work of %d would fit into %d too", r, work+1, d)
		}
	})
}

func TestRatioByHand(t *testing.T) {
	const h = time.Hour
	for _, c := range []struct {
		ratio      string
		d          time.Duration
		divided    time.Duration
		multiplied time.Duration
	}{
		{"2", h, h / 2, 2 * h},
		{"1/16", h, 16 * h, h / 16},
		{"0.387", 387, 1000, 149}, // 387·0.387 = 149.769
		{"0.3", 1, 4, 0},          // 3.33 is rounded up, 0.3 down
		{"3", 1, 1, 3},
		{"7", 0, 0, 0},
		{"1", math.MaxInt64, math.MaxInt64, math.MaxInt64},
		{"1/2", math.MaxInt64, math.MaxInt64, math.MaxInt64}, // longer than the longest; without end
		{"1/2", math.MaxInt64 - 1, math.MaxInt64, math.MaxInt64 / 2},
		{"2", math.MaxInt64 - 1, math.MaxInt64 / 2, math.MaxInt64},
	} {
		r, err := ParseRatio(c.ratio)
		if err != nil {
			t.Errorf("%s: %v", c.ratio, err)
			continue
		}
		if got := r.DivideUp(c.d); got != c.divided {
			t.Errorf("%d ns ÷ %s is %d, want %d", c.d, c.ratio, got, c.divided)
		}
		if got := r.MultiplyDown(c.d); got != c.multiplied {
			t.Errorf("%d ns × %s is %d, want %d", c.d, c.ratio, got, c.multiplied)
		}
	}
	// 38 years at speed 2/31: the quotient is 2⁶⁴ − ½, and rounding it up leaves
	// 64 bits.
	if got := (Ratio{2, 31}).DivideUp(1190112520884487201); got != math.MaxInt64 {
		t.Errorf("38 years ÷ 2/31 is %d, want the longest duration", got)
	}
}

func TestTheZeroRatioIsOne(t *testing.T) {
	var r Ratio
	if !r.IsOne() || r.Float() != 1 || r.String() != "1" || r.DivideUp(5) != 5 || r.MultiplyDown(5) != 5 {
		t.Errorf("the zero ratio is %v, %v", r, r.Float())
	}
	if !(Ratio{6, 6}).IsOne() || (Ratio{1, 2}).IsOne() {
		t.Error("6/6 is one, 1/2 is not")
	}
}

func TestParseRatio(t *testing.T) {
	for _, c := range []struct {
		text string
		want Ratio
		out  string
	}{
		{"1", Ratio{1, 1}, "1"},
		{"0.387", Ratio{387, 1000}, "0.387"},
		{"1/16", Ratio{1, 16}, "0.0625"},
		{"2/6", Ratio{1, 3}, "1/3"},
		{" 1 / 3 ", Ratio{1, 3}, "1/3"},
		{"0.5/1.5", Ratio{1, 3}, "1/3"},
		{"00.50", Ratio{1, 2}, "0.5"},
		{".5", Ratio{1, 2}, "0.5"},
		{"123456789012345", Ratio{123456789012345, 1}, "123456789012345/1"},
	} {
		got, err := ParseRatio(c.text)
		if err != nil || got != c.want {
			t.Errorf("%q is %v/%v, %v, want %v/%v", c.text, got.Num, got.Den, err, c.want.Num, c.want.Den)
		}
		if got.String() != c.out {
			t.Errorf("%q is written %q, want %q", c.text, got.String(), c.out)
		}
	}
	for text, want := range map[string]string{
		"":                                  "is not a positive number such as 0.387 or 1/16",
		".":                                 "is not a positive number",
		"0":                                 "is not a positive number",
		"0.000":                             "is not a positive number",
		"-1":                                "is not a positive number",
		"+1":                                "is not a positive number",
		"1e3":                               "is not a positive number",
		"1.2.3":                             "is not a positive number",
		"1/0":                               "is not a positive number",
		"1/":                                "is not a positive number",
		"/2":                                "is not a positive number",
		"1/2/3":                             "is not a positive number",
		"NaN":                               "is not a positive number",
		"0.3333333333333333":                "needs more digits than an exact fraction can hold",
		"1234567890123456":                  "needs more digits than an exact fraction can hold",
		"1/3.333333333333333":               "needs more digits than an exact fraction can hold",
		"99999999999.9999/0.00000000000001": "needs more digits than an exact fraction can hold",
	} {
		if got, err := ParseRatio(text); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), fmt.Sprintf("%q", text)) {
			t.Errorf("%q: %v, %v, want %q in the error", text, got, err, want)
		}
	}
}

// What is parsed is the number that the text writes, in lowest terms, and what
// is written is parsed to the same ratio.
func FuzzParseRatio(f *testing.F) {
	for _, s := range []string{"1", "0.387", "1/16", "0.5/1.5", "1e3", "", "/", "00.50", "999999999999999/0.00000000000001", " 7 "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRatio(text)
		if err != nil {
			return
		}
		num, den, isFraction := strings.Cut(text, "/")
		want, ok := new(big.Rat).SetString(strings.TrimSpace(num))
		if ok && isFraction {
			d, fine := new(big.Rat).SetString(strings.TrimSpace(den))
			if ok = fine; ok {
				want.Quo(want, d)
			}
		}
		if !ok || r.Num <= 0 || r.Den <= 0 || big.NewRat(r.Num, r.Den).Cmp(want) != 0 {
			t.Fatalf("%q is read as %d/%d, want %v", text, r.Num, r.Den, want)
		}
		if gcd := new(big.Int).GCD(nil, nil, big.NewInt(r.Num), big.NewInt(r.Den)); gcd.Int64() != 1 {
			t.Fatalf("%q is read as %d/%d, not in lowest terms", text, r.Num, r.Den)
		}
		if back, err := ParseRatio(r.String()); err == nil && back != r {
			t.Fatalf("%q is written %q, which is %v/%v", text, r.String(), back.Num, back.Den)
		}
	})
}
