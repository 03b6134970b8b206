package sim_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/sim/unit"
	"sovsim/workloads"
)

// stories prints each job's record as it comes.
type stories struct{}

func (stories) Job(r *sim.Record) {
	start := time.Duration(r.Start)
	fmt.Printf("job %d: start %v, end %v, wait %v, %v\n", r.ID, start, time.Duration(r.End), start-time.Duration(r.Submit), r.Outcome)
}

func (stories) State(sim.Time, int, *sim.State) {}

// model is a pool of 4 GPUs.
func model(policy string, steps ...sim.Step) *sim.Model {
	spec, err := scheduler.Parse(policy)
	if err != nil {
		log.Fatal(err)
	}
	return &sim.Model{Horizon: sim.Never, Clusters: []sim.Cluster{{
		Name:       "site",
		Kind:       sim.Pool,
		Groups:     []sim.Group{{Name: "gpus", Nodes: 4, GPUsPerNode: 1, Speed: unit.Ratio{Num: 1, Den: 1}}},
		Timeline:   steps,
		PolicyName: spec.Name,
		NewPolicy:  spec.New,
	}}}
}

// job has times in seconds.
func job(id int64, gpus int, submit, run, request time.Duration) sim.Job {
	return sim.Job{ID: id, GPUs: gpus, Submit: sim.Time(submit * time.Second), Run: run * time.Second, Request: request * time.Second}
}

// The schedule drawn by hand in the documentation of this package.
func ExampleRun() {
	jobs := workloads.Slice([]sim.Job{
		job(1, 3, 0, 50, 60),
		job(2, 2, 10, 30, 30),
		job(3, 1, 20, 20, 20),
	})
	result, err := sim.Run(context.Background(), model("fcfs"), sim.Input{Source: jobs, Observers: []sim.Observer{stories{}}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d passes, %d starts, the end at %v\n", result.Passes, result.Starts, time.Duration(result.End))
	// Output:
	// job 1: start 0s, end 50s, wait 0s, completed
	// job 3: start 50s, end 1m10s, wait 30s, completed
	// job 2: start 50s, end 1m20s, wait 40s, completed
	// 6 passes, 3 starts, the end at 1m20s
}

// Announced maintenance: 2 of 4 GPUs leave at 60 s and return at 90 s. Job 1 (3
// GPUs for 100 s) would be hit, so it waits for 90 s, its shadow, where it leaves an
// extra of 1. Job 2 (2 GPUs for 100 s) fits now, but would end after the shadow and
// needs more than the extra. Job 3 (2 GPUs for 80 s) ends in time.
func ExampleRun_capacity() {
	m := model("easy",
		sim.Step{At: sim.Time(60 * time.Second), Change: -2, Announced: true, Loss: sim.Drain},
		sim.Step{At: sim.Time(90 * time.Second), Change: +2, Announced: true})
	jobs := workloads.Slice([]sim.Job{
		job(1, 3, 0, 100, 100),
		job(2, 2, 0, 100, 100),
		job(3, 2, 0, 80, 80),
	})
	if _, err := sim.Run(context.Background(), m, sim.Input{Source: jobs, Observers: []sim.Observer{stories{}}}); err != nil {
		log.Fatal(err)
	}
	// Output:
	// job 3: start 0s, end 1m20s, wait 0s, completed
	// job 1: start 1m30s, end 3m10s, wait 1m30s, completed
	// job 2: start 3m10s, end 4m50s, wait 3m10s, completed
}

// states prints what a cluster holds at the end of each instant.
type states struct{}

func (states) Job(*sim.Record) {}

func (states) State(now sim.Time, _ int, s *sim.State) {
	fmt.Printf("%v: %d of %d GPUs held, %d queued\n", time.Duration(now), s.Held, s.Capacity, s.Queued)
}

// An unannounced loss of 2 GPUs at 20 s requeues the job that started last, job 2.
// It saves its work every 8 s, so 8 of its 10 s are kept and 22 s are left when
// the GPUs are back at 40 s.
func ExampleObserver() {
	m := model("fcfs",
		sim.Step{At: sim.Time(20 * time.Second), Change: -2, Loss: sim.Requeue},
		sim.Step{At: sim.Time(40 * time.Second), Change: +2})
	second := job(2, 2, 10, 30, 30)
	second.Checkpoint = 8 * time.Second
	jobs := workloads.Slice([]sim.Job{job(1, 2, 0, 50, 50), second})
	if _, err := sim.Run(context.Background(), m, sim.Input{Source: jobs, Observers: []sim.Observer{states{}}}); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 0s: 0 of 4 GPUs held, 0 queued
	// 0s: 2 of 4 GPUs held, 0 queued
	// 10s: 4 of 4 GPUs held, 0 queued
	// 20s: 2 of 2 GPUs held, 1 queued
	// 40s: 4 of 4 GPUs held, 0 queued
	// 50s: 2 of 4 GPUs held, 0 queued
	// 1m2s: 0 of 4 GPUs held, 0 queued
	// 1m2s: 0 of 4 GPUs held, 0 queued
}
