package unit_test

import (
	"fmt"
	"time"

	"sovsim/sim/unit"
)

func ExampleParseDuration() {
	for _, s := range []string{"1.5d", "1h30m", "90"} {
		d, err := unit.ParseDuration(s)
		fmt.Println(d, err)
	}
	// Output:
	// 36h0m0s <nil>
	// 1h30m0s <nil>
	// 0s "90" has no unit: write 90s for seconds, 90m for minutes, 90h for hours or 90d for days
}

func ExampleParseBytes() {
	for _, s := range []string{"8 GiB", "80GB", "80G"} {
		n, err := unit.ParseBytes(s)
		fmt.Println(n, err)
	}
	// Output:
	// 8589934592 <nil>
	// 80000000000 <nil>
	// 0 "80G" could mean two sizes: write 80 GiB for powers of 1024 or 80 GB for powers of 1000
}

func ExampleGPUTime() {
	var t unit.GPUTime
	t.Add(120_000, 36*time.Hour)
	fmt.Println(t.Hours())
	// Output: 4.32e+06
}

func ExampleRatio_DivideUp() {
	speed, _ := unit.ParseRatio("0.387")
	fmt.Println(int64(speed.DivideUp(time.Hour)))
	// Output: 9302325581396
}
