package population_test

import (
	"fmt"
	"time"

	"sovsim/sim"
	"sovsim/sim/dist"
	"sovsim/sim/rng"
	"sovsim/workloads/population"
)

func ExampleNew() {
	spec := population.Spec{
		Classes: []population.Class{{
			Name: "finetune", Region: "DE", Users: 3,
			Interarrival: dist.Interarrival{Mean: 10 * time.Minute, CV: 1},
			Run:          dist.Spec[time.Duration]{Kind: dist.KindLogNormal, Median: 40 * time.Minute, Sigma: 1},
			Sizes:        []population.Size{{GPUs: 4, Weight: 3}, {GPUs: 8, Weight: 1}},
			Request: population.Request{
				Factor:  dist.Spec[float64]{Kind: dist.KindUniform, Low: 1, High: 3},
				RoundUp: 15 * time.Minute,
			},
		}},
		MaxJobs: 4,
	}
	fmt.Printf("%.1f GPUs busy on average\n", spec.Classes[0].Demand())
	var names sim.Directory
	jobs, err := population.New(spec, rng.Key{Seed: 7}, &names)
	if err != nil {
		fmt.Println(err)
		return
	}
	var job sim.Job
	for {
		more, err := jobs.Next(&job)
		if err != nil || !more {
			break
		}
		fmt.Printf("%s arrives after %v, runs %v on %d GPUs, asks for %v\n", names.Users.Name(job.User),
			time.Duration(job.Submit).Round(time.Second), job.Run, job.GPUs, job.Request)
	}
	// Output:
	// 33.0 GPUs busy on average
	// DE/finetune-u2 arrives after 2m48s, runs 52m52s on 4 GPUs, asks for 2h0m0s
	// DE/finetune-u2 arrives after 6m9s, runs 3h8m0s on 4 GPUs, asks for 4h0m0s
	// DE/finetune-u2 arrives after 12m54s, runs 2h36m31s on 8 GPUs, asks for 3h0m0s
	// DE/finetune-u3 arrives after 13m6s, runs 12m57s on 4 GPUs, asks for 30m0s
}

func ExampleSpec_Validate() {
	spec := population.Spec{
		Classes: []population.Class{{
			Name: "mid", Region: "FR", Users: 5,
			Interarrival: dist.Interarrival{Mean: time.Hour, CV: 1},
			Run:          dist.Spec[time.Duration]{Kind: dist.KindExponential, Median: time.Hour},
			Sizes:        []population.Size{{GPUs: 12, Nodes: 8, Weight: 1}},
		}},
		MaxJobs: 10,
	}
	for _, fault := range spec.Validate() {
		fmt.Println(fault)
	}
	// Output:
	// classes[0].run.mean: is missing or 0; exponential needs a positive one
	// classes[0].run.median: does not apply to exponential, which takes mean; leave it out
	// classes[0].sizes[0].nodes: 12 GPUs cannot be spread evenly over 8 nodes; give a number that divides 12
}
