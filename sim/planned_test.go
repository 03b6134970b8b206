package sim_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/sim/unit"
	"sovsim/workloads"
)

// asking sends each job to the cluster whose index is its class, and asks for
// the planned wait there. It is asked again about queued jobs, which stay.
type asking struct {
	first map[int64]time.Duration
	again []askedAgain
}

type askedAgain struct {
	id   int64
	at   sim.Time
	wait time.Duration
}

func (a *asking) Route(c *sim.Choice) int {
	to := int(c.Job.Class)
	if d := c.PlannedWait(to); c.Current < 0 {
		a.first[c.Job.ID] = d
	} else {
		a.again = append(a.again, askedAgain{c.Job.ID, c.Now, d})
	}
	return to
}

type fatal interface{ Fatal(...any) }

// pools are pools of GPUs at a speed under first come first served, the first in
// region 0 and so on.
func pools(t fatal, speed unit.Ratio, gpus ...int) []sim.Cluster {
	spec, err := scheduler.Parse("fcfs")
	if err != nil {
		t.Fatal(err)
	}
	var list []sim.Cluster
	for i, n := range gpus {
		list = append(list, sim.Cluster{Name: fmt.Sprint(i), Region: fmt.Sprint(i), PolicyName: spec.Name, NewPolicy: spec.New,
			Groups: []sim.Group{{Nodes: n, GPUsPerNode: 1, Speed: speed}}})
	}
	return list
}

// ask simulates jobs and keeps their records by number.
func ask(t fatal, m *sim.Model, jobs []sim.Job) (*asking, keeper) {
	a := &asking{first: map[int64]time.Duration{}}
	m.NewRouter = func() sim.Router { return a }
	names := new(sim.Directory)
	for _, c := range m.Clusters {
		names.Regions.ID(c.Region)
	}
	told := keeper{}
	if _, err := sim.Run(context.Background(), m, sim.Input{Source: workloads.Slice(jobs), Directory: names, Observers: []sim.Observer{told}}); err != nil {
		t.Fatal(err)
	}
	return a, told
}

type keeper map[int64]sim.Record

func (k keeper) Job(r *sim.Record)             { k[r.ID] = *r }
func (keeper) State(sim.Time, int, *sim.State) {}

// A pool of 4 GPUs at speed 1/2, by hand. A holds 3 GPUs until 100 s (50 s at
// half the speed), B waits for 2 until 100 s and holds them until 160 s, C waits
// for 3 until then and holds them until 200 s. D arrives at 10 s and needs 2: in
// the plan it starts at 200 s, where one GPU was free all the time. E, at 11 s,
// needs 5: never. F needs one, and starts at 200 s behind D.
func TestPlannedWaitByHand(t *testing.T) {
	m := &sim.Model{Horizon: sim.Time(300 * time.Second), Clusters: pools(t, unit.Ratio{Num: 1, Den: 2}, 4)}
	m.Clusters[0].Timeline = []sim.Step{{At: sim.Time(200 * time.Second), Change: 1, Announced: true}}
	a, _ := ask(t, m, []sim.Job{
		job('A', 3, 0, 50, 50), job('B', 2, 0, 10, 30), job('C', 3, 5, 20, 20),
		job('D', 2, 10, 5, 5), job('E', 5, 11, 1, 1), job('F', 1, 12, 1, 1),
	})
	for _, c := range []struct {
		id   int64
		want time.Duration
	}{
		{'A', 0}, {'B', 100 * time.Second}, {'C', 155 * time.Second}, {'D', 190 * time.Second},
		{'E', math.MaxInt64}, {'F', 188 * time.Second},
	} {
		if got := a.first[c.id]; got != c.want {
			t.Errorf("job %c: planned wait %v, want %v", rune(c.id), got, c.want)
		}
	}
}

// Where the plan's suppositions hold (a pool, first come first served, exact
// requests, constant capacity, no job leaves), it is right to the nanosecond: at
// submission for a job without data, and for each that has come to its queue. A job whose
// data are on their way may be passed by jobs submitted later, so it waits at
// least as long as was planned.
func TestPlannedWaitIsTheWaitUnderFCFS(t *testing.T) {
	again, staged := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		sizes := []int{1 + r.IntN(6), 1 + r.IntN(12)}
		m := &sim.Model{Horizon: sim.Never, RerouteAfter: time.Duration(1 + r.IntN(9)),
			Clusters: pools(t, unit.Ratio{Num: int64(1 + r.IntN(3)), Den: 2}, sizes...),
			Links:    []sim.Link{{From: "0", To: "1", BytesPerSecond: 1e9}, {From: "1", To: "0", BytesPerSecond: 5e8}}}
		var jobs []sim.Job
		at := sim.Time(0)
		for id := range int64(60) {
			at += sim.Time(r.IntN(4))
			to := r.IntN(2)
			run := time.Duration(r.IntN(12))
			jobs = append(jobs, sim.Job{ID: id, Class: int32(to), Region: int32(r.IntN(2)), Submit: at, GPUs: 1 + r.IntN(sizes[to]),
				Run: run, Request: run, Bytes: int64(max(0, r.IntN(30)-15))})
		}
		a, told := ask(t, m, jobs)
		for _, j := range jobs {
			got := told[j.ID]
			planned, was := a.first[j.ID], got.Start.Sub(got.Submit)-got.Staged
			if planned != was && (got.Staged == 0 || planned > was) {
				t.Fatalf("job %d was to wait %d, and waited %d; %d for its data", j.ID, planned, was, got.Staged)
			}
			if got.Staged > 0 {
				staged++
			}
		}
		for _, q := range a.again {
			again++
			if start := told[q.id].Start; q.at+sim.Time(q.wait) != start {
				t.Fatalf("job %d at %d was to wait %d, and started at %d", q.id, q.at, q.wait, start)
			}
		}
	})
	if again < 1000 || staged < 1000 {
		t.Errorf("%d questions about queued jobs and %d jobs with data on their way: too few to tell anything", again, staged)
	}
}

var errAsked = errors.New("asked often enough")

// standing is a cluster of 256 GPUs and a queue that stands still, into which
// one job after the other asks its way; none of them joins. Before the queue as
// many jobs have come and gone, so that its jobs lie anywhere in the table.
type standing struct {
	r         *rand.Rand
	queued, n int
	asked     int
	ask       func(*sim.Choice)
	begin     func()
}

const running = 256

func (s *standing) Next(j *sim.Job) (bool, error) {
	*j = sim.Job{ID: int64(s.n), GPUs: 1 << s.r.IntN(6), Run: time.Hour + time.Duration(s.r.Int64N(int64(24*time.Hour)))}
	j.Request = j.Run
	switch k := s.n - running; {
	case k < 0:
	case k < s.queued:
		j.Submit, j.Patience = 1, time.Duration(1+s.r.IntN(1000))
	case k < 2*s.queued:
		j.Submit = 2000
	case k == 2*s.queued:
		s.begin()
		fallthrough
	case k < 2*s.queued+s.asked:
		j.Submit = sim.Time(3000 + k)
	default:
		return false, errAsked
	}
	s.n++
	return true, nil
}

func (s *standing) Route(c *sim.Choice) int {
	if c.Now < 3000 {
		return 0
	}
	s.ask(c)
	return -1 // rejected: the queue stays as it is
}

// What it costs to ask one cluster, by the length of its queue.
func BenchmarkPlannedWait(b *testing.B) {
	for _, how := range []struct {
		name string
		ask  func(*sim.Choice)
	}{
		{"load", func(c *sim.Choice) { c.Load(0) }},
		{"plan", func(c *sim.Choice) { c.PlannedWait(0) }},
	} {
		for _, queued := range []int{1e2, 1e4, 1e6} {
			b.Run(fmt.Sprintf("%s/%d", how.name, queued), func(b *testing.B) {
				s := &standing{r: rand.New(rand.NewPCG(1, 2)), queued: queued, asked: b.N, ask: how.ask, begin: b.ResetTimer}
				m := &sim.Model{Horizon: sim.Never, Clusters: pools(b, unit.Ratio{Num: 1, Den: 1}, 256), NewRouter: func() sim.Router { return s }}
				b.ReportAllocs()
				if _, err := sim.Run(context.Background(), m, sim.Input{Source: s}); !errors.Is(err, errAsked) {
					b.Fatal(err)
				}
			})
		}
	}
}
