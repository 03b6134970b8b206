package scheduler_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/workloads"
)

const euro = 1_000_000_000 // n€

// The UK has 4 GPUs at 1 €/GPU-h, Germany 4 and the US 8 at 0.50 €; a GB to Germany
// costs 0.01 €, to the US 0.02 €. Jobs of 4 GPUs for an hour, at once:
//
//	     data    UK    DE       US
//	1    100 GB  4 €   2 + 1 €  2 + 2 €   Germany
//	2    200 GB  4 €   2 + 2 €  2 + 4 €   a tie, and Germany has job 1: the UK
//	3    none    4 €   2 €      2 €       a tie: the US
//	4    300 GB  4 €   2 + 3 €  2 + 6 €   the UK, where job 2 runs; within 30 min the US
//	5    400 GB  4 €   2 + 4 €  2 + 8 €   the same; within 30 min none: the UK
func TestCheapest(t *testing.T) {
	jobs := []sim.Job{hold(1, 4, 0, time.Hour), hold(2, 4, 0, time.Hour), hold(3, 4, 0, time.Hour), hold(4, 4, 0, time.Hour), hold(5, 4, 0, time.Hour)}
	for i, gb := range []int64{100, 200, 0, 300, 400} {
		jobs[i].Bytes = gb * 1e9
	}
	for routing, want := range map[string]string{
		"cheapest":           "DE UK US UK UK",
		"cheapest(wait=30m)": "DE UK US US UK",
		// By a plan job 3, whose data are nowhere, starts in Germany before those of job
		// 1 are there; so the US has room for 4 and 5.
		"cheapest(estimate=plan)":          "DE UK DE UK UK",
		"cheapest(wait=30m,estimate=plan)": "DE UK DE US US",
		// All news is from before the first of them: all are idle, so within any wait,
		// and the data of job 2 and 3 are nearest in the UK and in Germany.
		"cheapest(wait=0s,delay=1h)": "DE UK DE UK UK",
	} {
		m := world(t, routing, "fcfs", 4, 4, 8)
		for i, price := range []int64{euro, euro / 2, euro / 2} {
			m.Clusters[i].Price = price
		}
		m.Links = []sim.Link{{From: "UK", To: "DE", BytesPerSecond: 1e12, Egress: euro / 100}, {From: "UK", To: "US", BytesPerSecond: 1e12, Egress: euro / 50}}
		if got := tracks(simulate(t, m, jobs)); got != want {
			t.Errorf("%s: %s, want %s", routing, got, want)
		}
	}
}

// Price is for time at the cluster's speed: at speed 1/2 an hour's work costs two.
func TestCheapestKnowsSpeed(t *testing.T) {
	m := world(t, "cheapest", "fcfs", 4, 4, 0)
	m.Clusters[0].Price, m.Clusters[1].Price = euro*3/2, euro
	m.Clusters[1].Groups[0].Speed.Den = 2
	if got := tracks(simulate(t, m, []sim.Job{hold(1, 4, 0, time.Hour)})); got != "UK" {
		t.Error(got)
	}
}

// The UK has 300 g/kWh, the US 290 at a PUE of 1.1, so 319; Germany has 100 and 500
// in turn, by the hour. Jobs of 1 GPU:
//
//	     at      for    UK    DE                 US
//	1    0       1 h    300   100                319   Germany
//	2    0       2 h    600   100 + 500          638   a tie, no wait: the first, the UK
//	3    0       3 h    900   100 + 500 + 100    957   Germany
//	4    30 min  1 h    300   50 + 250           319   a tie: the UK
//	5    1 h     1 h    300   500                319   the UK; its 2 GPUs are taken, and
//	                                                   within 10 min there is the US
func TestGreenest(t *testing.T) {
	jobs := []sim.Job{hold(1, 1, 0, time.Hour), hold(2, 1, 0, 2*time.Hour), hold(3, 1, 0, 3*time.Hour), hold(4, 1, 30*time.Minute, time.Hour), hold(5, 1, time.Hour, time.Hour)}
	hours := func(grams ...int64) *sim.Carbon {
		for i := range grams {
			grams[i] *= 1e6
		}
		c, err := sim.NewCarbon(grams, 0)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for routing, want := range map[string]string{
		"greenest":           "DE UK DE UK UK",
		"greenest(wait=10m)": "DE UK DE UK US",
		"greenest(wait=2h)":  "DE UK DE UK UK",
	} {
		m := world(t, routing, "fcfs", 2, 4, 8)
		for i := range m.Clusters {
			m.Clusters[i].Groups[0].Power = 700_000
		}
		m.Clusters[2].PUE = 1100
		m.Grids = []sim.Grid{{Region: "UK", Carbon: hours(300)}, {Region: "DE", Carbon: hours(100, 500)}, {Region: "US", Carbon: hours(290)}}
		if got := tracks(simulate(t, m, jobs)); got != want {
			t.Errorf("%s: %s, want %s", routing, got, want)
		}
	}
}

// Where nothing has a price, or no carbon is known, both are shortest-wait, but
// for the soil on ties.
func TestLeastSpendWithoutPrices(t *testing.T) {
	var jobs []sim.Job
	r := rand.New(rand.NewPCG(1, 2))
	for id := range int64(200) {
		jobs = append(jobs, hold(id+1, 1+r.IntN(4), time.Duration(id)*time.Minute, time.Duration(r.Int64N(int64(3*time.Hour)))))
	}
	want := tracks(simulate(t, world(t, "shortest-wait", "fcfs", 4, 5, 8), jobs))
	for _, routing := range []string{"cheapest", "greenest"} {
		if got := tracks(simulate(t, world(t, routing, "fcfs", 4, 5, 8), jobs)); got != want {
			t.Errorf("%s goes\n%s\nshortest-wait\n%s", routing, got, want)
		}
	}
}

// Bills, costs and carbon allocate nothing for a job once tables have grown.
func TestLeastSpendDoesNotAllocatePerJob(t *testing.T) {
	for _, routing := range []string{"cheapest(wait=1h)", "greenest"} {
		var jobs []sim.Job
		for id := range int64(4000) {
			jobs = append(jobs, hold(id, 1, time.Duration(id)*time.Minute, 40*time.Minute))
			jobs[id].Bytes = 1e9
		}
		series, err := sim.NewCarbon([]int64{1, 2, 3}, 0)
		if err != nil {
			t.Fatal(err)
		}
		allocations := func(n int) float64 {
			return testing.AllocsPerRun(1, func() {
				m := world(t, routing, "fcfs", 30, 20, 100)
				m.Clusters[0].Price, m.Clusters[1].Groups[0].Power = euro, 700_000
				m.Grids = []sim.Grid{{Region: "DE", Carbon: series, Electricity: 5}}
				m.Links = []sim.Link{{From: "UK", To: "DE", BytesPerSecond: 1e12, Egress: 7}}
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
