package scheduler_test

import (
	"context"
	"fmt"
	"log"
	"slices"
	"time"

	"sovsim/scheduler"
	"sovsim/scheduler/ordered"
	"sovsim/sim"
	"sovsim/sim/unit"
	"sovsim/workloads"
)

// fewAtATime is a policy for pools that starts jobs by arrival, as long as they fit
// and no more than limit run.
type fewAtATime struct {
	limit   int
	queue   []sim.Slot
	running map[sim.Slot]int // GPUs
}

func (f *fewAtATime) Schedule(v *sim.View, p *sim.Plan) {
	for _, s := range v.Ended {
		delete(f.running, s)
	}
	f.queue = slices.DeleteFunc(f.queue, func(s sim.Slot) bool { return slices.Contains(v.Left, s) })
	f.queue = append(f.queue, v.Joined...)
	free := v.Capacity[0]
	for _, gpus := range f.running {
		free -= gpus
	}
	for len(f.queue) > 0 && len(f.running) < f.limit && v.Job(f.queue[0]).GPUs <= free {
		s := f.queue[0]
		f.queue, f.running[s] = f.queue[1:], v.Job(s).GPUs
		free -= f.running[s]
		p.Start(s, 0, nil, 0, 0)
	}
}

// A policy with an option, registered as a file of any module would do it from its
// init. It is then a policy like the others: in lists, in help, in scenario files.
func ExampleRegisterPolicy() {
	scheduler.RegisterPolicy(scheduler.Policy{
		Name:       "example-few",
		Summary:    "first come, first served, a few jobs at a time",
		Definition: "As fcfs on a pool, but no more than limit jobs run at a time.",
		Promises:   scheduler.Promises{StartsInOrder: "fcfs"},
		Bind: func(p *scheduler.Parameters) func(*sim.Cluster) sim.Policy {
			var limit int
			p.Count(&limit, "limit", 1, 1, "how many jobs run at a time")
			return func(*sim.Cluster) sim.Policy { return &fewAtATime{limit: limit, running: map[sim.Slot]int{}} }
		},
	})
	if _, err := scheduler.Parse("example-few(limit=0)"); err != nil {
		fmt.Println(err)
	}
	minutes := []sim.Job{{ID: 'A', GPUs: 1, Run: time.Minute}, {ID: 'B', GPUs: 1, Run: time.Minute}, {ID: 'C', GPUs: 1, Run: time.Minute}}
	for _, policy := range []string{"example-few", "example-few(limit=2)"} {
		fmt.Println(policy)
		replay(policy, minutes)
	}
	// Output:
	// policy "example-few(limit=0)": limit=0: give a whole number, 1 or more
	// example-few
	// A from 0s to 1m0s
	// B from 1m0s to 2m0s
	// C from 2m0s to 3m0s
	// example-few(limit=2)
	// A from 0s to 1m0s
	// B from 0s to 1m0s
	// C from 1m0s to 2m0s
}

// An order is a value of every option that takes one. Here the job that asks for
// the most GPUs comes first.
func ExampleRegisterOrder() {
	scheduler.RegisterOrder(scheduler.Order{
		Name:    "example-widest",
		Meaning: "most GPUs first, ties as fcfs",
		Key:     func(j *sim.JobView) ordered.Key { return scheduler.ByArrival(-int64(j.GPUs), j) },
	})
	replay("easy(order=example-widest)", []sim.Job{
		{ID: 'A', GPUs: 1, Run: time.Minute}, {ID: 'B', GPUs: 3, Run: time.Minute}, {ID: 'C', GPUs: 2, Run: time.Minute}})
	// Output:
	// B from 0s to 1m0s
	// A from 1m0s to 2m0s
	// C from 1m0s to 2m0s
}

// A routing that always takes the first cluster that could run the job.
func ExampleRegisterRouting() {
	scheduler.RegisterRouting(scheduler.Routing{
		Name:       "example-first",
		Summary:    "the first cluster of the file that can run the job",
		Definition: "Of all clusters that can ever run the job, the first in file order.",
		Bind:       func(*scheduler.Parameters) func() sim.Router { return func() sim.Router { return first{} } },
	})
	r, err := scheduler.ParseRouting("example-first")
	fmt.Println(r.Name, err)
	// Output: example-first <nil>
}

type first struct{}

func (first) Route(c *sim.Choice) int { return c.Eligible[0] }

// replay runs jobs, which ask for their run time, on a pool of 3 GPUs.
func replay(policy string, jobs []sim.Job) {
	spec, err := scheduler.Parse(policy)
	if err != nil {
		log.Fatal(err)
	}
	for i := range jobs {
		jobs[i].Request = jobs[i].Run
	}
	m := &sim.Model{Horizon: sim.Never, Clusters: []sim.Cluster{{Name: "site", PolicyName: spec.Name, NewPolicy: spec.New,
		Groups: []sim.Group{{Nodes: 3, GPUsPerNode: 1, Speed: unit.One}}}}}
	if _, err := sim.Run(context.Background(), m, sim.Input{Source: workloads.Slice(jobs), Observers: []sim.Observer{letters{}}}); err != nil {
		log.Fatal(err)
	}
}
