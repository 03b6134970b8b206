package results

import (
	"math"
	"strconv"
	"testing"

	"sovsim/sim/unit"
)

// Numbers are written as the standard library and package unit write them, with
// room in the buffer and without.
func TestDigits(t *testing.T) {
	numbers := []int64{0, 7, math.MinInt64, math.MaxInt64, 1_500_000_000, -1_500_000_000, 3e9, -3e9, 86_400e9}
	for p := int64(1); p < math.MaxInt64/10; p *= 10 {
		numbers = append(numbers, p-1, p, p+1, -p, 1-p, 5*p, 9*p, 37*(p/10), p*10-1)
	}
	for n := range int64(100_000) {
		numbers = append(numbers, n, 997*n)
	}
	for s := range 63 {
		numbers = append(numbers, 1<<s, 1<<s-1, -(1 << s))
	}
	for _, n := range numbers {
		for _, room := range []int{0, 3, 40} {
			start := append(make([]byte, 0, 2+room), 'x', ',')
			if got, want := string(appendInt(start, n)), "x,"+strconv.FormatInt(n, 10); got != want {
				t.Errorf("appendInt(%d) is %s, want %s", n, got, want)
			}
			if got, want := string(appendSeconds(start, n)), "x,"+string(unit.AppendSeconds(nil, n)); got != want {
				t.Errorf("appendSeconds(%d) is %s, want %s", n, got, want)
			}
		}
	}
}
