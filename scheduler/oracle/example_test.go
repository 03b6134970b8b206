package oracle_test

import (
	"fmt"
	"time"

	"sovsim/scheduler/oracle"
	"sovsim/sim"
	"sovsim/sim/unit"
)

// The schedule drawn by hand in the documentation of this package, with what each
// head was promised in each pass.
func ExampleSchedule() {
	cluster := sim.Cluster{Groups: []sim.Group{{Nodes: 4, GPUsPerNode: 1, Speed: unit.Ratio{Num: 1, Den: 1}}}}
	easy, _ := oracle.Named("easy", "first-fit")
	job := func(id int64, gpus int, run time.Duration) sim.Job {
		return sim.Job{ID: id, GPUs: gpus, Run: run * time.Second, Request: run * time.Second}
	}
	jobs := []sim.Job{job(0, 3, 10), job(1, 4, 10), job(2, 1, 10), job(3, 1, 11)}
	for _, o := range oracle.Schedule(cluster, easy, sim.OverrunKill, sim.Never, jobs) {
		fmt.Printf("job %d: %v to %v", o.Job, time.Duration(o.Start), time.Duration(o.End))
		for _, p := range o.Promises {
			fmt.Printf(", promised %v at %v", time.Duration(p.At), time.Duration(p.Made))
		}
		fmt.Println()
	}
	// Output:
	// job 0: 0s to 10s
	// job 1: 10s to 20s, promised 10s at 0s
	// job 2: 0s to 10s
	// job 3: 20s to 31s, promised 20s at 10s
}
