package report

import (
	"fmt"

	"sovsim/results/compare"
)

// The package's example by hand.
func Example() {
	fmt.Println(timeText(compare.Describe([]float64{7000, 9000, 11000})), timeText(compare.Describe([]float64{9000})))
	// Output: 2.5 ± 1.4h 2h30m
}
