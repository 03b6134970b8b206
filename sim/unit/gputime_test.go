package unit

import (
	"math"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// exact is t as an integer of any length.
func (t GPUTime) exact() *big.Int {
	n := new(big.Int).Lsh(big.NewInt(t.hi), 64)
	return n.Add(n, new(big.Int).SetUint64(t.lo))
}

var (
	anyGPUs = rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1_000_000, 1_000_000), rapid.SampledFrom([]int64{0, 1, -1, math.MaxInt64, math.MinInt64}))
	anyTime = rapid.Custom(func(t *rapid.T) time.Duration { return time.Duration(anyGPUs.Draw(t, "ns")) })
)

// Sums and differences are those of the integers. Three products of 2¹²⁶ at
// most can leave 128 bits; the sums here are kept to one such product and many
// that a machine could reach.
func TestGPUTimeIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sum GPUTime
		want := new(big.Int)
		add := func(gpus int64, d time.Duration) {
			product := new(big.Int).Mul(big.NewInt(gpus), big.NewInt(int64(d)))
			if got := Times(gpus, d); got.exact().Cmp(product) != 0 {
				t.Fatalf("%d GPUs for %d ns is %v, want %v", gpus, d, got.exact(), product)
			}
			sum.Add(gpus, d)
			want.Add(want, product)
		}
		add(anyGPUs.Draw(t, "gpus"), anyTime.Draw(t, "time"))
		for range rapid.IntRange(0, 20).Draw(t, "more") {
			add(rapid.Int64Range(-1e9, 1e9).Draw(t, "gpus"), anyTime.Draw(t, "time"))
		}
		if sum.exact().Cmp(want) != 0 {
			t.Fatalf("the sum is %v, want %v", sum.exact(), want)
		}
		other := Times(rapid.Int64Range(-1e9, 1e9).Draw(t, "other gpus"), anyTime.Draw(t, "other time"))
		if got, want := sum.Plus(other).exact(), new(big.Int).Add(want, other.exact()); got.Cmp(want) != 0 {
			t.Fatalf("%v plus %v is %v", sum.exact(), other.exact(), got)
		}
		if got, want := sum.Minus(other).exact(), new(big.Int).Sub(want, other.exact()); got.Cmp(want) != 0 {
			t.Fatalf("%v minus %v is %v", sum.exact(), other.exact(), got)
		}
		if got, want := sum.Cmp(other), want.Cmp(other.exact()); got != want {
			t.Fatalf("%v compared with %v is %d, want %d", sum.exact(), other.exact(), got, want)
		}
		if sum.Cmp(sum) != 0 {
			t.Fatalf("%v is not equal to itself", sum.exact())
		}
		nearest, _ := new(big.Float).SetInt(want).Float64()
		if got := sum.Nanos(); got != nearest {
			t.Fatalf("%v GPU·ns as a float is %v, want %v", want, got, nearest)
		}
	})
}

func TestGPUTimeByHand(t *testing.T) {
	// 120,000 GPUs for a day: 2.88 million GPU-hours, 1.0368e19 GPU·ns, more
	// than an int64 holds (9.22e18).
	day := Times(120_000, 24*time.Hour)
	if day.Hours() != 2_880_000 || day.Nanos() != 1.0368e19 || day.hi != 0 {
		t.Errorf("120,000 GPUs for a day are %v GPU-hours, %v GPU·ns", day.Hours(), day.Nanos())
	}
	// For a year more than 64 bits: 1,051.2 million GPU-hours.
	year := Times(120_000, 365*24*time.Hour)
	if year.Hours() != 1_051_200_000 || year.hi == 0 {
		t.Errorf("120,000 GPUs for a year are %v GPU-hours", year.Hours())
	}
	var zero GPUTime
	if zero.Nanos() != 0 || zero.Cmp(year) != -1 || year.Cmp(zero) != 1 {
		t.Error("the zero value is not nothing")
	}
	if got := (GPUTime{hi: math.MinInt64}).Nanos(); got != -0x1p127 {
		t.Errorf("the least amount is %v GPU·ns, want −2¹²⁷", got)
	}
	// Less than nothing by little, as a difference of two large sums can be.
	if got := year.Minus(year.Plus(Times(1, 1000))).Nanos(); got != -1000 {
		t.Errorf("a year less (a year and 1000 GPU·ns) is %v GPU·ns, want −1000", got)
	}
}
