package scheduler_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/sim"
	"sovsim/sim/dist"
	"sovsim/sim/rng"
	"sovsim/workloads/population"
)

// hold is a job of the UK that asks for what it runs.
func hold(id int64, gpus int, submit, run time.Duration) sim.Job {
	return sim.Job{ID: id, Region: uk, GPUs: gpus, Submit: sim.Time(submit), Run: run, Request: run}
}

// tracks is where jobs 1, 2, … went, in the order of their numbers.
func tracks(told map[int64]sim.Record) string {
	var b strings.Builder
	for id := int64(1); id <= int64(len(told)); id++ {
		fmt.Fprint(&b, " ", regions[told[id].Cluster])
	}
	return b.String()[1:]
}

// The UK has 4 GPUs, Germany 4, the US 8; 900 GB are on their way for 1 h to
// Germany and for 2 h to the US. Jobs 1 and 2 fill the UK for 10 h, 3 to 6 ask
// for 4 GPUs each:
//
//	     UK                    DE                    US
//	3    4·10 ÷ 4 = 10 h       free: 0 + 1 h         free: 0 + 2 h
//	4    10 h                  4·9 ÷ 4 = 9 + 1 h     free: 0 + 2 h
//	5    10 h                  9 + 1 h               4·2 ÷ 8, but free: 0 + 2 h
//	6    10 h                  9 + 1 h               8·2 ÷ 8 = 2 + 2 h
//
// (3 takes 9 h, 4 and 5 take 2 h.) By the data they stay at home. For 5 a plan
// says the same; for 6 it says that 4 and 5 start when their data are there, at
// 2 h, and end at 4 h: two hours after 6 has its own data.
func TestShortestWaitAndDataGravity(t *testing.T) {
	jobs := []sim.Job{hold(1, 2, 0, 10*time.Hour), hold(2, 2, 0, 10*time.Hour), hold(3, 4, 0, 9*time.Hour), hold(4, 4, 0, 2*time.Hour), hold(5, 4, 0, 2*time.Hour), hold(6, 4, 0, time.Hour)}
	for i := range jobs {
		jobs[i].Bytes = 900e9
	}
	for routing, want := range map[string]string{
		"shortest-wait":                "UK UK DE US US US",
		"shortest-wait(estimate=plan)": "UK UK DE US US US",
		"data-gravity":                 "UK UK UK UK UK UK",
		"data-gravity(estimate=plan)":  "UK UK UK UK UK UK",
		// All news is from before the first of them: nobody sees anybody.
		"shortest-wait(delay=1m)": "UK UK UK UK UK UK",
	} {
		m := world(t, routing, "fcfs", 4, 4, 8)
		m.Links = []sim.Link{{From: "UK", To: "DE", BytesPerSecond: 250e6}, {From: "UK", To: "US", BytesPerSecond: 125e6}}
		if got := tracks(simulate(t, m, jobs)); got != want {
			t.Errorf("%s: %s, want %s", routing, got, want)
		}
	}
}

// Data that no cluster of the home region can take go the shortest way; without
// data it is the wait that decides. The UK has 1 GPU, Germany 8, the US 8.
func TestDataGravityAwayFromHome(t *testing.T) {
	big := func(id, bytes int64) sim.Job {
		j := hold(id, 4, 0, 10*time.Hour)
		j.Bytes = bytes
		return j
	}
	for _, c := range []struct {
		de, us int64 // bandwidth from the UK
		want   string
	}{
		{1e9, 2e9, "US US US DE DE"}, // shorter to the US, however full it is; 4 and 5 have no data
		{2e9, 1e9, "DE DE DE US US"},
		{1e9, 1e9, "DE DE US US DE"}, // as long: by the wait, and then by soil; at last 20 h each
	} {
		m := world(t, "data-gravity", "fcfs", 1, 8, 8)
		m.Links = []sim.Link{{From: "UK", To: "DE", BytesPerSecond: c.de}, {From: "UK", To: "US", BytesPerSecond: c.us}}
		if got := tracks(simulate(t, m, []sim.Job{big(1, 1e12), big(2, 1e12), big(3, 1e12), big(4, 0), big(5, 0)})); got != c.want {
			t.Errorf("%d and %d bytes/s: %s, want %s", c.de, c.us, got, c.want)
		}
	}
}

// Germany is full for 100 h and the US for 50, so job 3, which only they can run,
// goes to the US with its data. A minute later 500 h of work join there. Asked
// again, shortest-wait moves the data; data-gravity has them where they are,
// though to Germany they would take no longer than they took.
func TestDataGravityHolds(t *testing.T) {
	for routing, want := range map[string]int{"data-gravity": us, "shortest-wait": de} {
		m := world(t, routing, "fcfs", 1, 8, 8)
		m.RerouteAfter = time.Hour
		m.Links = []sim.Link{{From: "UK", To: "DE", BytesPerSecond: 1e9}, {From: "UK", To: "US", BytesPerSecond: 1e9}}
		jobs := []sim.Job{hold(1, 8, 0, 100*time.Hour), hold(2, 8, 0, 50*time.Hour), hold(3, 4, time.Minute, time.Hour), hold(4, 8, 2*time.Minute, 500*time.Hour)}
		jobs[0].Region, jobs[1].Region, jobs[3].Region = de, us, us
		jobs[0].Residency, jobs[1].Residency, jobs[3].Residency = sim.AtHome, sim.AtHome, sim.AtHome
		jobs[2].Bytes = 1e9
		if got := simulate(t, m, jobs)[3]; got.Cluster != want {
			t.Errorf("%s: job 3 ran in %s, want %s", routing, regions[got.Cluster], regions[want])
		}
	}
}

// The pointer goes round over all clusters, whoever moves it. Jobs of 5 GPUs fit
// only Germany and the US, jobs of 9 only the US.
func TestRoundRobin(t *testing.T) {
	var jobs []sim.Job
	for i, gpus := range []int{1, 1, 1, 1, 5, 5, 5, 1, 9, 1, 5, 9, 9, 5, 1} {
		jobs = append(jobs, hold(int64(i+1), gpus, 0, time.Hour))
	}
	m := world(t, "round-robin", "fcfs", 4, 8, 16)
	// Queued jobs that are asked about again stay, and take nobody's turn.
	m.RerouteAfter = time.Minute
	jobs = append(jobs, hold(16, 1, 30*time.Minute, time.Hour))
	if got, want := tracks(simulate(t, m, jobs)), "UK DE US UK DE US DE US US UK DE US US DE US UK"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Three clusters, 2 GPUs in the UK with a job of 90 h on each, 20 in the US with
// one of 900 h on each, and room in Germany. Of two different ones drawn, Germany
// is one in 2 of 3 cases; in the third the UK is better. The US is never chosen:
// it would be if one cluster could be drawn twice, in 1 of 9.
func TestPowerOfDDrawsDifferentClusters(t *testing.T) {
	for _, c := range []struct {
		routing string
		want    [3]float64
	}{
		{"random", [3]float64{1. / 3, 1. / 3, 1. / 3}},
		{"power-of-d(d=1)", [3]float64{1. / 3, 1. / 3, 1. / 3}},
		{"power-of-d", [3]float64{1. / 3, 2. / 3, 0}},
		{"power-of-d(d=3)", [3]float64{0, 1, 0}},
		{"power-of-d(d=1000000000)", [3]float64{0, 1, 0}},
	} {
		const n = 3000
		m := world(t, c.routing, "fcfs", 2, 10_000, 20)
		var jobs []sim.Job
		for id := range int64(2) {
			j := hold(-1-id, 1, 0, 90*time.Hour)
			jobs = append(jobs, j)
			jobs[id].Residency = sim.AtHome
		}
		for id := range int64(20) {
			j := hold(-100-id, 1, 0, 900*time.Hour)
			j.Region, j.Residency = us, sim.AtHome
			jobs = append(jobs, j)
		}
		for id := range int64(n) {
			jobs = append(jobs, hold(id, 1, time.Duration(id), time.Second))
		}
		var count [3]float64
		for id, r := range simulate(t, m, jobs) {
			if id >= 0 {
				count[r.Cluster]++
			}
		}
		for i, p := range c.want {
			// Four standard deviations; none where there is no chance.
			if got := count[i] / n; math.Abs(got-p) > 4*math.Sqrt(p*(1-p)/n) {
				t.Errorf("%s: %.4f of the jobs go to %s, want %.4f", c.routing, got, regions[i], p)
			}
		}
	}
}

// The best of one is the one that random draws.
func TestPowerOfOneIsRandom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		jobs := randomJobs(t, true)
		policy := rapid.SampledFrom([]string{"fcfs", "easy"}).Draw(t, "policy")
		in := func(routing string) map[int64]sim.Record {
			return simulate(t, world(t, routing, policy, 8, 11, 13), jobs)
		}
		one, random := in("power-of-d(d=1)"), in("random")
		for id := range one {
			if one[id] != random[id] {
				t.Fatalf("job %d: d = 1 %+v, random %+v", id, one[id], random[id])
			}
		}
	})
}

// A class of its own draws, under every policy and beside whatever other class.
func TestDrawsStayWithOtherClasses(t *testing.T) {
	class := func(name, region string) population.Class {
		return population.Class{Name: name, Region: region, Users: 1, MaxJobs: 300, Interarrival: dist.Interarrival{Mean: time.Minute, CV: 1},
			Sizes: []population.Size{{GPUs: 1, Weight: 1}}, Run: dist.Spec[time.Duration]{Kind: dist.KindConstant, Value: 30 * time.Minute}}
	}
	run := func(routing, policy string, key rng.Key, classes ...population.Class) []int {
		names := new(sim.Directory)
		source, err := population.New(population.Spec{Classes: classes}, key, names)
		if err != nil {
			t.Fatal(err)
		}
		told := &byNumber{names: names}
		if _, err := sim.Run(context.Background(), world(t, routing, policy, 40, 50, 60), sim.Input{Source: source, Directory: names, Observers: []sim.Observer{told}, Key: key}); err != nil {
			t.Fatal(err)
		}
		return told.clusters[:]
	}
	key := rng.Key{Seed: 5}
	other := run("random", "fcfs", rng.Key{Seed: 5, Replication: 1}, class("x", "UK"))
	for _, policy := range []string{"fcfs", "easy", "conservative"} {
		alone := run("random", policy, key, class("x", "UK"))
		among := run("random", policy, key, class("w", "UK"), class("x", "DE"), class("x", "UK"), class("y", "US"))
		want := run("random", "fcfs", key, class("x", "UK"))
		same := 0
		for i := range alone {
			if alone[i] != among[i] || alone[i] != want[i] {
				t.Fatalf("%s: job %d goes to %d, beside other classes to %d, under fcfs to %d", policy, i+1, alone[i], among[i], want[i])
			}
			if alone[i] == other[i] {
				same++
			}
		}
		if same > 150 {
			t.Errorf("%d of 300 jobs draw the same in two replications", same)
		}
	}
}

// byNumber is the clusters of class x in the UK, by the number of the job.
type byNumber struct {
	names    *sim.Directory
	clusters [300]int
}

func (k *byNumber) Job(r *sim.Record) {
	if k.names.Classes.Name(r.Class) == "x" && k.names.Regions.Name(r.Region) == "UK" {
		k.clusters[r.Number-1] = r.Cluster
	}
}
func (*byNumber) State(sim.Time, int, *sim.State) {}

// Every cluster is full for 1,000 h. A job under random draws anew each of the ten
// times that it is routed again: it stays with probability 1/3, so 20 jobs make
// 133 moves on average, with a standard deviation of √(200·2/9) = 6.7. Under
// power-of-d it moves only to a shorter wait, not back and forth between equal ones.
func TestRoutedAgainAtRandom(t *testing.T) {
	count := func(routing string) (moves int) {
		m := world(t, routing, "fcfs", 5, 5, 5)
		m.RerouteAfter = time.Second
		m.Horizon = sim.Time(3 * time.Hour)
		var jobs []sim.Job
		for region := range int32(3) {
			j := hold(-1-int64(region), 5, 0, 1000*time.Hour)
			j.Region, j.Residency = region, sim.AtHome
			jobs = append(jobs, j)
		}
		for id := range int64(20) {
			jobs = append(jobs, hold(id, 1, time.Minute, 1))
		}
		for _, r := range simulate(t, m, jobs) {
			moves += r.Moves
		}
		return moves
	}
	if n := count("random"); n < 133-27 || n > 133+27 {
		t.Errorf("random: %d moves, want about 133", n)
	}
	if n := count("power-of-d"); n > 20 {
		t.Errorf("power-of-d: %d moves between clusters that are as full", n)
	}
}

// News ten minutes late makes herds: of 30 jobs that come one a minute for an
// hour's work, the first ten find all empty and take the first cluster; the next
// ten see 10 jobs on its 4 GPUs and take the second, and so on. With fresh news the
// fifth goes on to the next, and the ninth.
func TestLateNewsMakesAHerd(t *testing.T) {
	var jobs []sim.Job
	for id := range int64(30) {
		jobs = append(jobs, hold(id+1, 1, time.Duration(id)*time.Minute, time.Hour))
	}
	times := func(n int, s string) string { return strings.Repeat(" "+s, n) }
	for _, c := range []struct{ routing, want string }{
		{"shortest-wait(delay=10m)", times(10, "UK") + times(10, "DE") + times(10, "US")},
		{"overflow(wait=0s,delay=10m)", times(10, "UK") + times(10, "DE") + times(10, "US")},
		{"shortest-wait", times(4, "UK") + times(4, "DE") + times(22, "US")},
		{"least-loaded(delay=1w)", times(30, "UK")},
		{"home(delay=10m)", times(30, "UK")},
	} {
		if got := " " + tracks(simulate(t, world(t, c.routing, "fcfs", 4, 4, 100), jobs)); got != c.want {
			t.Errorf("%s:\n got%s\nwant%s", c.routing, got, c.want)
		}
	}
}

// A delay of one nanosecond is no delay but for what comes in the same instant.
func TestTheLeastDelay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		jobs := randomJobs(t, false)
		for i := range jobs { // no two events in one instant
			jobs[i].Submit = jobs[i].Submit*1000 + sim.Time(i)
			jobs[i].Run = (jobs[i].Run/1000+1)*1000*200 + time.Duration(i)
			jobs[i].Request = jobs[i].Run
		}
		routing := rapid.SampledFrom([]string{"home", "least-loaded", "overflow", "shortest-wait", "power-of-d", "data-gravity"}).Draw(t, "routing")
		now := simulate(t, world(t, routing, "fcfs", 8, 9, 10), jobs)
		late := simulate(t, world(t, routing+"(delay=1ns)", "fcfs", 8, 9, 10), jobs)
		for id := range now {
			if now[id] != late[id] {
				t.Fatalf("%s: job %d\n%+v, with a delay of 1 ns\n%+v", routing, id, now[id], late[id])
			}
		}
	})
}
