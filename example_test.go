package sovsim_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"sovsim/results"
	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/sim/unit"
	"sovsim/workloads"
)

// starts prints when each job started.
type starts struct{}

func (starts) Job(r *sim.Record) {
	fmt.Printf("job %d: %d GPUs from %v to %v\n", r.ID, r.GPUs, time.Duration(r.Start), time.Duration(r.End))
}
func (starts) State(sim.Time, int, *sim.State) {}

// pool is a model of one cluster of interchangeable GPUs under a policy.
func pool(gpus int, policy string) *sim.Model {
	p, err := scheduler.Parse(policy)
	if err != nil {
		log.Fatal(err)
	}
	return &sim.Model{
		Clusters: []sim.Cluster{{
			Name:       "cluster",
			Groups:     []sim.Group{{Nodes: gpus, GPUsPerNode: 1, Speed: unit.Ratio{Num: 1, Den: 1}}},
			PolicyName: p.Name,
			NewPolicy:  p.New,
		}},
		Horizon: sim.Never, // until every job has ended
	}
}

// The schedule drawn by hand in the documentation of this package.
func Example() {
	job := func(id int64, gpus int, run, submit time.Duration) sim.Job {
		return sim.Job{ID: id, GPUs: gpus, Run: run * time.Second, Request: run * time.Second, Submit: sim.Time(submit * time.Second)}
	}
	jobs := workloads.Slice([]sim.Job{job(1, 3, 100, 0), job(2, 4, 50, 1), job(3, 1, 50, 2), job(4, 1, 200, 3)})
	_, err := sim.Run(context.Background(), pool(4, "easy"), sim.Input{Source: jobs, Observers: []sim.Observer{starts{}}})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// job 3: 1 GPUs from 2s to 52s
	// job 1: 3 GPUs from 0s to 1m40s
	// job 2: 4 GPUs from 1m40s to 2m30s
	// job 4: 1 GPUs from 2m30s to 5m50s
}

// A trace, two policies, and the figures that sovsim bench shows.
func Example_trace() {
	file, err := workloads.Check("scenarios/traces/tiny.swf", workloads.Options{MaxGPUs: 32})
	if err != nil {
		log.Fatal(err)
	}
	for _, policy := range []string{"fcfs", "easy"} {
		names := &sim.Directory{}
		trace, err := file.Open(names)
		if err != nil {
			log.Fatal(err)
		}
		collector, err := results.NewCollector(results.Config{Scenario: "tiny", Policy: policy, Clusters: []results.Cluster{{Name: "cluster"}}, Directory: names})
		if err != nil {
			log.Fatal(err)
		}
		ended, err := sim.Run(context.Background(), pool(32, policy),
			sim.Input{Source: trace, Directory: names, Observers: []sim.Observer{collector}})
		if err != nil {
			log.Fatal(err)
		}
		summary, err := collector.Finish(ended)
		if err != nil {
			log.Fatal(err)
		}
		all := summary.All()
		fmt.Printf("%s: %d jobs waited %v on average, bounded slowdown %.4f\n", policy, all.Jobs(), all.WaitMean.Round(time.Second), all.Slowdown)
	}
	// Output:
	// fcfs: 200 jobs waited 28h8m1s on average, bounded slowdown 395.8396
	// easy: 200 jobs waited 2h49m34s on average, bounded slowdown 41.7820
}

// A policy of one's own is a type with one method: here, the job that asks for the
// fewest GPUs first, as long as it fits.
func Example_policy() {
	m := pool(4, "fcfs")
	m.Clusters[0].PolicyName = "narrow-first"
	m.Clusters[0].NewPolicy = func(c *sim.Cluster) sim.Policy { return &narrowFirst{} }
	jobs := workloads.Slice([]sim.Job{
		{ID: 1, GPUs: 4, Run: time.Minute, Request: time.Minute},
		{ID: 2, GPUs: 3, Run: time.Minute, Request: time.Minute, Submit: 1},
		{ID: 3, GPUs: 1, Run: time.Hour, Request: time.Hour, Submit: 2},
	})
	if _, err := sim.Run(context.Background(), m, sim.Input{Source: jobs, Observers: []sim.Observer{order{}}}); err != nil {
		log.Fatal(err)
	}
	// Output:
	// job 1 started after 0s
	// job 2 started after 1m0s
	// job 3 started after 1m0s
}

type order struct{}

func (order) Job(r *sim.Record) {
	fmt.Fprintf(os.Stdout, "job %d started after %v\n", r.ID, r.Start.Sub(r.Submit).Round(time.Second))
}
func (order) State(sim.Time, int, *sim.State) {}

// narrowFirst is a policy for a pool.
type narrowFirst struct {
	queue []sim.Slot
	free  int
	used  map[sim.Slot]int
}

func (n *narrowFirst) Schedule(v *sim.View, p *sim.Plan) {
	if n.used == nil {
		n.used, n.free = map[sim.Slot]int{}, v.Capacity[0]
	}
	for _, s := range v.Ended {
		n.free += n.used[s]
	}
	n.queue = append(n.queue, v.Joined...)
	for {
		best := -1
		for i, s := range n.queue {
			if best < 0 || v.Job(s).GPUs < v.Job(n.queue[best]).GPUs {
				best = i
			}
		}
		if best < 0 || v.Job(n.queue[best]).GPUs > n.free {
			return
		}
		s := n.queue[best]
		n.used[s] = v.Job(s).GPUs
		n.free -= n.used[s]
		p.Start(s, 0, nil, 0, 0)
		n.queue = append(n.queue[:best], n.queue[best+1:]...)
	}
}
