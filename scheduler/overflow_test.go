package scheduler_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/sim/unit"
	"sovsim/workloads"
)

// world is a pool in each of the UK and Germany, which are a bloc, and in the US.
// A size of 0 is no cluster.
func world(t fatal, routing, policy string, uk, de, us int) *sim.Model {
	route, err := scheduler.ParseRouting(routing)
	if err != nil {
		t.Fatal(err)
	}
	spec, err := scheduler.Parse(policy)
	if err != nil {
		t.Fatal(err)
	}
	m := &sim.Model{Horizon: sim.Never, NewRouter: route.New, Blocs: []sim.Bloc{{Name: "Europe", Regions: []string{"UK", "DE"}}}}
	for i, n := range []int{uk, de, us} {
		if n > 0 {
			m.Clusters = append(m.Clusters, sim.Cluster{Name: regions[i], Region: regions[i], PolicyName: spec.Name, NewPolicy: spec.New,
				Groups: []sim.Group{{Nodes: n, GPUsPerNode: 1, Speed: unit.Ratio{Num: 1, Den: 1}}}})
		}
	}
	return m
}

type fatal interface{ Fatal(...any) }

// regions are named by their ids.
var regions = []string{"UK", "DE", "US"}

const uk, de, us = 0, 1, 2

// simulate is the records of the jobs, by number.
func simulate(t fatal, m *sim.Model, jobs []sim.Job) map[int64]sim.Record {
	names := new(sim.Directory)
	for _, r := range regions {
		names.Regions.ID(r)
	}
	told := stored{}
	if _, err := sim.Run(context.Background(), m, sim.Input{Source: workloads.Slice(jobs), Directory: names, Observers: []sim.Observer{told}}); err != nil {
		t.Fatal(err)
	}
	return told
}

type stored map[int64]sim.Record

func (k stored) Job(r *sim.Record)             { k[r.ID] = *r }
func (stored) State(sim.Time, int, *sim.State) {}

// One GPU a job, run times exponential with mean 1 h, one and a half times as
// many as 50 GPUs in the UK can serve; ample room in the US.
//
// Under FCFS with exact requests no job that stays may wait longer than the
// threshold: until it starts all GPUs are busy with the work that was there when
// it came, so its wait is at most that work ÷ 50, the expected wait. The plan is exact.
//
// The expected wait is held at 4 h, because whenever it is less than that the
// next job takes it up again. When a job starts, 49 others run, each with 1 h
// to go on average, which the load counts: its wait is 4 − 49/50 h. By the plan
// it is all of 4 h. Either way the UK's GPUs are never idle.
func TestOverflowHoldsTheWaitAtTheThreshold(t *testing.T) {
	const theta, gpus = 4 * time.Hour, 50
	for _, c := range []struct {
		routing string
		mean    float64 // hours
	}{
		{"overflow", 4 - 49./50},
		{"overflow(wait=4h,estimate=plan)", 4},
	} {
		r := rand.New(rand.NewPCG(7, 11))
		var jobs []sim.Job
		at := 0.0
		for id := range int64(30_000) { // 400 h
			at += r.ExpFloat64() / (1.5 * gpus)
			run := time.Duration(r.ExpFloat64() * float64(time.Hour))
			jobs = append(jobs, sim.Job{ID: id, GPUs: 1, Region: uk, Submit: sim.Time(at * float64(time.Hour)), Run: run, Request: run})
		}
		told := simulate(t, world(t, c.routing, "fcfs", gpus, 0, 10_000), jobs)
		var waits, n, work float64
		from, until := sim.Time(20*time.Hour), sim.Time(380*time.Hour)
		for _, j := range jobs {
			got := told[j.ID]
			wait := got.Start.Sub(got.Submit)
			if got.Cluster == 1 {
				if wait > 0 {
					t.Fatalf("%s: job %d waited for %v abroad", c.routing, j.ID, wait)
				}
				continue
			}
			if wait > theta {
				t.Fatalf("%s: job %d waited for %v at home", c.routing, j.ID, wait)
			}
			if j.Submit >= from && j.Submit < until {
				n++
				waits += wait.Hours()
				work += j.Run.Hours()
			}
		}
		if mean := waits / n; mean < c.mean-0.1 || mean > c.mean+0.1 {
			t.Errorf("%s: the mean wait at home is %.3f h, by hand %.2f", c.routing, mean, c.mean)
		}
		// 360 h × 50 GPUs; the standard error of the jobs' work is 0.7 %.
		if share := work / (360 * gpus); share < 0.98 || share > 1.02 {
			t.Errorf("%s: what stayed at home is %.3f of what it can serve", c.routing, share)
		}
	}
}

// randomJobs are jobs of up to 8 GPUs from all regions, with data.
func randomJobs(t *rapid.T, bytes bool) []sim.Job {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 5))
	var jobs []sim.Job
	at := sim.Time(0)
	for id := range int64(80) {
		at += sim.Time(r.Int64N(3) * r.Int64N(int64(time.Hour)))
		j := sim.Job{ID: id, GPUs: 1 + r.IntN(8), Region: int32(r.IntN(3)), Submit: at, Run: time.Duration(r.Int64N(int64(12 * time.Hour)))}
		j.Request = j.Run + time.Duration(r.Int64N(int64(j.Run)+1))
		if bytes {
			j.Bytes = r.Int64N(4e12)
		}
		jobs = append(jobs, j)
	}
	return jobs
}

// With a threshold of nothing and room without end abroad, each job finds a
// cluster where the free GPUs suffice for it and all that are on their way
// there, and nobody takes them from it: it waits for its data and no longer.
func TestOverflowToRoomWithoutEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := world(t, "overflow(wait=0s)", rapid.SampledFrom([]string{"fcfs", "easy", "conservative"}).Draw(t, "policy"), 8, 10, 1<<30)
		for _, from := range regions {
			for _, to := range regions {
				if from != to {
					m.Links = append(m.Links, sim.Link{From: from, To: to, BytesPerSecond: 625e6})
				}
			}
		}
		for id, got := range simulate(t, m, randomJobs(t, true)) {
			if wait := got.Start.Sub(got.Submit); wait != got.Staged {
				t.Fatalf("job %d waited for %v, %v of it for its data", id, wait, got.Staged)
			}
		}
	})
}

// With a threshold without end nobody leaves home: the same story, job by job,
// as under home.
func TestOverflowThatNeverLeaves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		jobs := randomJobs(t, true)
		policy := rapid.SampledFrom([]string{"fcfs", "easy", "conservative"}).Draw(t, "policy")
		estimate := rapid.SampledFrom([]string{"load", "plan"}).Draw(t, "estimate")
		after := time.Duration(rapid.IntRange(0, 5).Draw(t, "reroute")) * time.Hour
		home := world(t, "home", policy, 8, 10, 12)
		over := world(t, "overflow(wait=7000w,estimate="+estimate+")", policy, 8, 10, 12)
		home.RerouteAfter, over.RerouteAfter = after, after
		want, got := simulate(t, home, jobs), simulate(t, over, jobs)
		for _, j := range jobs {
			if got[j.ID] != want[j.ID] {
				t.Fatalf("job %d:\n got %+v\nwant %+v", j.ID, got[j.ID], want[j.ID])
			}
		}
	})
}

// A job that only the US can hold goes there, and one that may not leave the
// bloc stays in it, however long the wait. The UK is full for 100 h, Germany for 50.
func TestOverflowKeepsToWhatIsEligible(t *testing.T) {
	fill := func(id int64, region int32, gpus int, run time.Duration) sim.Job {
		return sim.Job{ID: id, Region: region, GPUs: gpus, Run: run, Request: run, Residency: sim.AtHome}
	}
	later := sim.Time(time.Hour)
	jobs := []sim.Job{fill(1, uk, 8, 100*time.Hour), fill(2, de, 10, 50*time.Hour),
		{ID: 3, Region: uk, GPUs: 11, Submit: later, Run: time.Hour, Request: time.Hour},
		{ID: 4, Region: uk, GPUs: 1, Submit: later, Run: time.Hour, Request: time.Hour, Residency: sim.InBloc},
		{ID: 5, Region: uk, GPUs: 1, Submit: later, Run: time.Hour, Request: time.Hour, Residency: sim.AtHome},
		{ID: 6, Region: uk, GPUs: 1, Submit: later, Run: time.Hour, Request: time.Hour},
	}
	told := simulate(t, world(t, "overflow(wait=4h)", "easy", 8, 10, 100), jobs)
	for id, want := range map[int64]int{3: us, 4: de, 5: uk, 6: us} {
		if got := told[id]; got.Cluster != want || got.Outcome != sim.Completed {
			t.Errorf("job %d: %v on cluster %d, want %s", id, got.Outcome, got.Cluster, regions[want])
		}
	}
}

// Jobs that come in one instant see those before them on their way: of six
// jobs of 3 GPUs two stay with 8 GPUs, three find 10 in the bloc, the last goes to the US.
func TestOverflowSeesTheHerd(t *testing.T) {
	for _, estimate := range []string{"load", "plan"} {
		var jobs []sim.Job
		for id := range int64(6) {
			jobs = append(jobs, sim.Job{ID: id, Region: uk, GPUs: 3, Run: 20 * time.Hour, Request: 20 * time.Hour})
		}
		told := simulate(t, world(t, "overflow(wait=1h,estimate="+estimate+")", "easy", 8, 10, 100), jobs)
		got := ""
		for id := range int64(6) {
			got += fmt.Sprint(regions[told[id].Cluster], " ")
		}
		if want := "UK UK DE DE DE US "; got != want {
			t.Errorf("estimate=%s: %s, want %s", estimate, got, want)
		}
	}
}

// Two clusters of 1 GPU in the UK, A and B on them until 10 h. C queues at the
// first, D at the second, and C is withdrawn after 30 minutes. When D is routed
// again at 1 h, both clusters have 9 h of work beside it: it stays where it is.
func TestRoutedAgainAJobStaysOnTies(t *testing.T) {
	for _, routing := range []string{"home", "least-loaded", "overflow(wait=1h)", "overflow(wait=1h,estimate=plan)", "shortest-wait", "data-gravity", "round-robin", "cheapest", "greenest"} {
		m := world(t, routing, "fcfs", 1, 1, 0)
		m.Clusters[1].Region = "UK"
		m.RerouteAfter = time.Hour
		hours := func(id int64, at, run time.Duration) sim.Job {
			return sim.Job{ID: id, Region: uk, GPUs: 1, Submit: sim.Time(at), Run: run, Request: run}
		}
		jobs := []sim.Job{hours('A', 0, 10*time.Hour), hours('B', 0, 10*time.Hour), hours('C', 0, 2*time.Hour), hours('D', 0, 2*time.Hour)}
		jobs[2].Patience = 30 * time.Minute
		told := simulate(t, m, jobs)
		if d := told['D']; d.Cluster != 1 || d.Moves != 0 {
			t.Errorf("%s: D is on cluster %d after %d moves, want 1 after none", routing, d.Cluster, d.Moves)
		}
	}
}

// After its tables have grown, no routing allocates for a job: twice the jobs,
// the same allocations but for a few more doublings.
func TestRoutingsDoNotAllocatePerJob(t *testing.T) {
	for _, routing := range []string{"home", "least-loaded(delay=1h)", "overflow", "overflow(estimate=plan)", "shortest-wait", "random", "power-of-d", "round-robin", "data-gravity", "cheapest", "greenest"} {
		r := rand.New(rand.NewPCG(3, 4))
		var jobs []sim.Job
		for id := range int64(4000) {
			run := time.Duration(r.Int64N(int64(2 * time.Hour)))
			jobs = append(jobs, sim.Job{ID: id, GPUs: 1, Region: uk, Submit: sim.Time(id) * sim.Time(time.Minute), Run: run, Request: run})
		}
		allocations := func(n int) float64 {
			return testing.AllocsPerRun(1, func() {
				m := world(t, routing, "fcfs", 30, 20, 100)
				if _, err := sim.Run(context.Background(), m, sim.Input{Source: workloads.Slice(jobs[:n])}); err != nil {
					t.Fatal(err)
				}
			})
		}
		if few, many := allocations(2000), allocations(4000); many > few+100 {
			t.Errorf("%s: %v allocations for 2,000 jobs, %v for 4,000", routing, few, many)
		}
	}
}
