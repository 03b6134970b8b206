package compare_test

import (
	"fmt"

	"sovsim/results/compare"
)

func ExampleDescribe() {
	d := compare.Describe([]float64{2, 4, 4, 4, 5, 5, 7, 9})
	fmt.Printf("mean %g ± %.2f, sample SD %.3f, median %g\n", d.Mean, d.Half, d.SD, d.Median)
	// Output: mean 5 ± 1.79, sample SD 2.138, median 4.5
}

func ExamplePaired() {
	d := compare.Paired(compare.Of(40, 41, 42), compare.Of(43, 44, 46))
	fmt.Printf("%.2f ± %.2f, told apart: %v\n", d.Mean, d.Half, d.Apart())
	// Output: 3.33 ± 1.43, told apart: true
}
