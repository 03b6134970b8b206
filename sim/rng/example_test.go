package rng_test

import (
	"fmt"

	"sovsim/sim/rng"
)

// The run time of a job does not depend on which other jobs were drawn.
func ExampleFamily_At() {
	runs := rng.Key{Seed: 0, Replication: 2}.Family("run", "finetune")
	for _, job := range []int64{4711, 0, 4711} {
		s := runs.At(job)
		fmt.Printf("job %d: %.4f h\n", job, 2*s.Exponential())
	}
	// Output:
	// job 4711: 0.5780 h
	// job 0: 0.1102 h
	// job 4711: 0.5780 h
}

func ExampleKey_Stream() {
	node := rng.Key{Seed: 7}.Stream("failure", "leonardo/n17")
	for range 2 {
		fmt.Printf("up for %.1f days\n", 40*node.Exponential())
	}
	// Output:
	// up for 14.7 days
	// up for 37.2 days
}

func ExampleQuantile() {
	fmt.Printf("%.5f %.5f\n", rng.Quantile(0.975), rng.Quantile(0.5))
	// Output: 1.95996 0.00000
}
