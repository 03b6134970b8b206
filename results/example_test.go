package results_test

import (
	"fmt"
	"math"
	"os"
	"time"

	"sovsim/results"
	"sovsim/sim"
	"sovsim/sim/unit"
)

// The worked example of the package: two jobs share two GPUs.
func ExampleCollector() {
	k, err := results.NewCollector(results.Config{
		Scenario: "example", Policy: "fcfs", Clusters: []results.Cluster{{Name: "JUPITER"}}, Jobs: os.Stdout})
	if err != nil {
		fmt.Println(err)
		return
	}
	// The engine makes these calls.
	k.State(0, 0, &sim.State{Capacity: 2, Held: 2, Running: 1, Queued: 1, QueuedGPUs: 1})
	k.State(sim.Time(40*time.Second), 0, &sim.State{Capacity: 2, Held: 1, Running: 1})
	k.State(sim.Time(60*time.Second), 0, &sim.State{Capacity: 2})
	for i, gpus := range []int{2, 1} {
		start, end := []time.Duration{0, 40 * time.Second}[i], []time.Duration{40 * time.Second, 60 * time.Second}[i]
		k.Job(&sim.Record{Job: sim.Job{ID: int64(i), GPUs: gpus, Run: end - start, Request: end - start},
			Start: sim.Time(start), End: sim.Time(end), Wait: start, Held: end - start, GPUTime: unit.Times(int64(gpus), end-start)})
	}
	s, err := k.Finish(sim.Result{End: sim.Time(60 * time.Second)})
	if err != nil {
		fmt.Println(err)
		return
	}
	all := s.All()
	use, _ := all.Utilisation()
	fmt.Println("mean wait", all.WaitMean, "p50", all.P50, "slowdown", all.Slowdown, "utilisation", math.Round(use*1000)/1000)
	// Output:
	// example,fcfs,0,0,,,,JUPITER,2,0,0,40,0,40,40,0,completed,,0,0,0,,,,,,,,,,,,,,,,,base
	// example,fcfs,0,1,,,,JUPITER,1,0,40,60,40,20,20,0,completed,,0,0,0,,,,,,,,,,,,,,,,,base
	// mean wait 20s p50 0s slowdown 2 utilisation 0.833
}

func ExampleRunID() {
	fmt.Println(results.RunID([]byte("version: 1\n"), 1, "0.1.0", "easy", 0))
	// Output: d5ae88f3-fc89-599a-b299-ef4fb3a7ef7d
}
