package scheduler_test

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

// A policy is typed as on the command line. A mistake is answered with advice.
func ExampleParse() {
	for _, text := range []string{"easy(placement=best-fit)", "conservative(depth=100)", "fcfs(depth=3)", "conservative(depth=-1)"} {
		spec, err := scheduler.Parse(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(spec.Name, "is", spec.Policy.Summary)
	}
	// Output:
	// easy(placement=best-fit) is EASY backfilling: one reservation, for the head; candidates by arrival
	// conservative(depth=100) is conservative backfilling: every queued job has a reservation
	// policy "fcfs(depth=3)": fcfs takes no parameter "depth"; it takes placement
	// policy "conservative(depth=-1)": depth=-1: give a whole number, 0 or more
}

// Commas inside parentheses do not separate policies.
func ExampleParseList() {
	specs, err := scheduler.ParseList("fcfs,easy(order=sjf,candidates=fcfs)")
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range specs {
		fmt.Println(s.Name)
	}
	// Output:
	// fcfs
	// easy(order=sjf,candidates=fcfs)
}

// The options of three policies, beside placement.
func ExamplePolicies() {
	for _, p := range scheduler.Policies() {
		if p.Name != "conservative" && p.Name != "easy" && p.Name != "fcfs" {
			continue
		}
		fmt.Print(p.Name)
		for _, q := range p.Parameters()[1:] {
			fmt.Printf(" %s=%s", q.Name, q.Default)
		}
		fmt.Println()
	}
	// Output:
	// conservative order=fcfs depth=0
	// easy order=fcfs candidates=that of order
	// fcfs
}

func ExampleLookup() {
	p, err := scheduler.Lookup("fcfs")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(p.Guarantees)
	fmt.Println(p.Cost)
	// Output:
	// No job starts before one that joined earlier.
	// A pass costs O(log queue) for each job that joins, starts or leaves.
}

// The options of one routing.
func ExampleLookupRouting() {
	r, err := scheduler.LookupRouting("power-of-d")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Summary)
	for _, q := range r.Parameters() {
		fmt.Printf("%s=%s, %s\n", q.Name, q.Default, q.Values)
	}
	// Output:
	// the best of d clusters drawn at random, by expected wait + staging
	// d=2, 1 or more
	// estimate=load, load, plan
	// delay=0s, a duration, 0s or more
}

// The example computed by hand in the documentation of this package: the quotient
// sends D to the US, the plan keeps it in the UK.
func ExampleParseRouting() {
	policy, err := scheduler.Parse("fcfs")
	if err != nil {
		log.Fatal(err)
	}
	hours := func(id rune, region int32, gpus int, submit, run time.Duration) sim.Job {
		return sim.Job{ID: int64(id), Region: region, GPUs: gpus, Submit: sim.Time(submit * time.Hour), Run: run * time.Hour, Request: run * time.Hour}
	}
	for _, text := range []string{"overflow", "overflow(wait=4h,estimate=plan)"} {
		routing, err := scheduler.ParseRouting(text)
		if err != nil {
			log.Fatal(err)
		}
		m := &sim.Model{Horizon: sim.Never, NewRouter: routing.New, Blocs: []sim.Bloc{{Name: "Europe", Regions: []string{"UK", "DE"}}}}
		names := &sim.Directory{}
		for region, gpus := range []int{8, 2, 100} {
			name := []string{"UK", "DE", "US"}[region]
			names.Regions.ID(name) // 0, 1, 2
			m.Clusters = append(m.Clusters, sim.Cluster{Name: name, Region: name, PolicyName: policy.Name, NewPolicy: policy.New,
				Groups: []sim.Group{{Nodes: gpus, GPUsPerNode: 1, Speed: unit.Ratio{Num: 1, Den: 1}}}})
		}
		jobs := workloads.Slice([]sim.Job{hours('A', 0, 6, 0, 4), hours('Z', 1, 2, 0, 8),
			hours('B', 0, 2, 1, 10), hours('C', 0, 4, 2, 2), hours('D', 0, 1, 2, 1)})
		fmt.Println(routing.Name)
		if _, err := sim.Run(context.Background(), m, sim.Input{Source: jobs, Directory: names, Observers: []sim.Observer{places{m}}}); err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// overflow
	// D waits 0s, runs in US
	// A waits 0s, runs in UK
	// C waits 2h0m0s, runs in UK
	// Z waits 0s, runs in DE
	// B waits 0s, runs in UK
	// overflow(wait=4h,estimate=plan)
	// A waits 0s, runs in UK
	// D waits 2h0m0s, runs in UK
	// C waits 2h0m0s, runs in UK
	// Z waits 0s, runs in DE
	// B waits 0s, runs in UK
}

// places prints where each job ran, when it ends.
type places struct{ m *sim.Model }

func (p places) Job(r *sim.Record) {
	fmt.Printf("%c waits %v, runs in %s\n", rune(r.ID), r.Start.Sub(r.Submit), p.m.Clusters[r.Cluster].Name)
}

func (places) State(sim.Time, int, *sim.State) {}

// letters prints when each job starts; jobs have letters for numbers.
type letters struct{}

func (letters) Job(r *sim.Record) {
	fmt.Printf("%c from %v to %v\n", rune(r.ID), time.Duration(r.Start), time.Duration(r.End))
}

func (letters) State(sim.Time, int, *sim.State) {}

// EASY's shadow and extra, as computed by hand in the documentation of this
// package: H waits for 20 s, D is let in by the extra, F by the shadow, E by neither.
func ExampleSpec_New() {
	spec, err := scheduler.Parse("easy")
	if err != nil {
		log.Fatal(err)
	}
	m := &sim.Model{Horizon: sim.Never, Clusters: []sim.Cluster{{
		Name:       "site",
		Groups:     []sim.Group{{Nodes: 8, GPUsPerNode: 1, Speed: unit.Ratio{Num: 1, Den: 1}}},
		PolicyName: spec.Name,
		NewPolicy:  spec.New,
	}}}
	job := func(id rune, gpus int, run time.Duration) sim.Job {
		return sim.Job{ID: int64(id), GPUs: gpus, Run: run * time.Second, Request: run * time.Second}
	}
	jobs := workloads.Slice([]sim.Job{job('A', 3, 10), job('B', 2, 20), job('C', 1, 30), job('H', 6, 15),
		job('D', 1, 25), job('E', 1, 25), job('F', 1, 20)})
	if _, err := sim.Run(context.Background(), m, sim.Input{Source: jobs, Observers: []sim.Observer{letters{}}}); err != nil {
		log.Fatal(err)
	}
	// Output:
	// A from 0s to 10s
	// B from 0s to 20s
	// F from 0s to 20s
	// D from 0s to 25s
	// C from 0s to 30s
	// H from 20s to 35s
	// E from 25s to 50s
}
