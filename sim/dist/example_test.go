package dist_test

import (
	"fmt"
	"time"

	"sovsim/sim/dist"
	"sovsim/sim/rng"
)

// The worked example of the package comment.
func ExampleSpec() {
	spec := dist.Spec[time.Duration]{Kind: dist.KindLogNormal, Mean: 2 * time.Hour, CV: 1, Max: 4 * time.Hour}
	d, err := spec.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	hours := func(x float64) float64 { return x / float64(time.Hour) }
	fmt.Printf("clamped: %.1f %%\n", 100*(1-d.Partial(0, float64(4*time.Hour)-1)))
	fmt.Printf("mean of the draws: %.3f h\n", hours(d.Mean()))
	s := rng.Key{Seed: 1}.Stream("run", "finetune")
	fmt.Printf("draws: %.3f h, %.3f h\n", hours(d.Draw(s)), hours(d.Draw(s)))
	// Output:
	// clamped: 10.6 %
	// mean of the draws: 1.746 h
	// draws: 0.278 h, 0.592 h
}

func ExampleByCV() {
	for _, cv := range []float64{0, 0.5, 1, 15.1} {
		d := dist.ByCV(114, cv)
		fmt.Printf("%T: mean %.0f s, cv %.1f\n", d, d.Mean(), dist.CV(d))
	}
	// Output:
	// dist.Constant: mean 114 s, cv 0.0
	// dist.Gamma: mean 114 s, cv 0.5
	// dist.Exponential: mean 114 s, cv 1.0
	// dist.Hyperexponential: mean 114 s, cv 15.1
}

// The quantiles of the package comment.
func ExampleNewQuantiles() {
	d := dist.NewQuantiles([]float64{0, 0.5, 1}, []float64{0, 60, 3600})
	fmt.Printf("mean %.0f s, at most a minute: %.2f, at most 1830 s: %.2f\n", d.Mean(), d.Partial(0, 60), d.Partial(0, 1830))
	// Output: mean 930 s, at most a minute: 0.50, at most 1830 s: 0.75
}
