package scheduler

import (
	"cmp"
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"sovsim/scheduler/ordered"
	"sovsim/sim"
	"sovsim/sim/unit"
)

// An order of the tests, whose keys move with time: the largest expansion factor
// (wait + request) / request first. It is registered as any other.
func init() {
	RegisterOrder(Order{
		Name:    "test-lxf",
		Meaning: "largest expansion factor first",
		KeyAt: func(j *sim.JobView, now sim.Time) ordered.Key {
			return ByArrival(-expansion(now.Sub(j.Joined), j.Request), j)
		},
	})
}

// expansion is the expansion factor in parts per million.
func expansion(wait, request time.Duration) int64 {
	return int64(1e6 * float64(wait+request) / float64(request))
}

// listOf is a source and an observer of jobs: when each started, by source order.
type listOf struct {
	left   []sim.Job
	starts []sim.Time
}

func (l *listOf) Next(j *sim.Job) (bool, error) {
	if len(l.left) == 0 {
		return false, nil
	}
	*j, l.left = l.left[0], l.left[1:]
	return true, nil
}

func (l *listOf) Job(r *sim.Record)               { l.starts[r.Seq] = r.Start }
func (l *listOf) State(sim.Time, int, *sim.State) {}

func startsUnder(t *testing.T, policy string, gpus int, jobs []sim.Job) []sim.Time {
	t.Helper()
	spec, err := Parse(policy)
	if err != nil {
		t.Fatal(err)
	}
	l := &listOf{left: jobs, starts: make([]sim.Time, len(jobs))}
	m := &sim.Model{Horizon: sim.Never, Clusters: []sim.Cluster{{Name: "pool", PolicyName: policy, NewPolicy: spec.New,
		Groups: []sim.Group{{Nodes: gpus, GPUsPerNode: 1, Speed: unit.One}}}}}
	if _, err := sim.Run(context.Background(), m, sim.Input{Source: l, Observers: []sim.Observer{l}}); err != nil {
		t.Fatal(err)
	}
	return l.starts
}

// One GPU; A runs from 0 on. B (10 s) joins at 0, C (2 s) at 9 s. When A ends at
// 10 s, B has (10 + 10) / 10 = 2 and C (1 + 2) / 2 = 1.5: B starts, then C at 20.
// When A ends at 20 s, B has 3 and C (11 + 2) / 2 = 6.5: C starts, then B at 22.
func TestOrderThatMoves(t *testing.T) {
	job := func(submit, run time.Duration) sim.Job {
		return sim.Job{GPUs: 1, Submit: sim.Time(submit * time.Second), Run: run * time.Second, Request: run * time.Second}
	}
	at := func(s ...time.Duration) (list []sim.Time) {
		for _, x := range s {
			list = append(list, sim.Time(x*time.Second))
		}
		return list
	}
	for _, policy := range []string{"easy(order=test-lxf)", "replan(order=test-lxf)"} {
		for run, want := range map[time.Duration][]sim.Time{10: at(0, 10, 20), 20: at(0, 22, 20)} {
			if got := startsUnder(t, policy, 1, []sim.Job{job(0, run), job(0, 10), job(9, 2)}); !slices.Equal(got, want) {
				t.Errorf("%s, A for %d s: starts %v, want %v", policy, run, got, want)
			}
		}
	}
}

// Heads and candidates of EASY by expansion factor, and either with the other by
// arrival, against a slow program that sorts all that waits at each instant.
func TestOrderThatMovesAgainstASlowSort(t *testing.T) {
	const lxf = "test-lxf"
	differ := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 8))
		gpus := 4 + r.IntN(5)
		jobs := make([]sim.Job, 40)
		at := time.Duration(0)
		for i := range jobs {
			at += time.Duration(r.IntN(6)) * time.Second
			run := time.Duration(1+r.IntN(12)) * time.Second
			jobs[i] = sim.Job{GPUs: 1 + r.IntN(4), Submit: sim.Time(at), Run: run, Request: run + time.Duration(r.IntN(9))*time.Second}
		}
		fcfs := startsUnder(t, "easy", gpus, jobs)
		for policy, orders := range map[string][2]string{
			"easy(order=test-lxf)":                 {lxf, lxf},
			"easy(candidates=test-lxf)":            {"fcfs", lxf},
			"easy(order=test-lxf,candidates=fcfs)": {lxf, "fcfs"},
		} {
			want := slowEASY(gpus, jobs, orders[0] == lxf, orders[1] == lxf)
			got := startsUnder(t, policy, gpus, jobs)
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d: %s on %d GPUs, %+v:\n got %v\nwant %v", seed, policy, gpus, jobs, got, want)
			}
			if !slices.Equal(got, fcfs) {
				differ++
			}
		}
	}
	if differ < 300 {
		t.Errorf("the order matters in %d of 900 runs only", differ)
	}
}

// slowEASY is EASY on a pool, from its definition. Heads and candidates are in
// order of expansion factor, largest first, or else of arrival.
func slowEASY(gpus int, jobs []sim.Job, heads, candidates bool) []sim.Time {
	starts := make([]sim.Time, len(jobs))
	started := make([]bool, len(jobs))
	instants := map[sim.Time]bool{}
	for _, j := range jobs {
		instants[j.Submit] = true
	}
	free, running := gpus, []int{}
	for left := len(jobs); left > 0; {
		now := slices.Min(slices.Collect(maps.Keys(instants)))
		delete(instants, now)
		running = slices.DeleteFunc(running, func(i int) bool {
			if starts[i].Add(jobs[i].Run) != now {
				return false
			}
			free += jobs[i].GPUs
			return true
		})
		start := func(i int) {
			started[i], starts[i] = true, now
			free -= jobs[i].GPUs
			running = append(running, i)
			instants[now.Add(jobs[i].Run)] = true
			left--
		}
		waiting := func(byExpansion bool) (list []int) {
			for i := range jobs {
				if !started[i] && jobs[i].Submit <= now {
					list = append(list, i)
				}
			}
			slices.SortStableFunc(list, func(a, b int) int {
				if !byExpansion {
					return 0
				}
				return cmp.Compare(expansion(now.Sub(jobs[b].Submit), jobs[b].Request), expansion(now.Sub(jobs[a].Submit), jobs[a].Request))
			})
			return list
		}
		head := -1
		for _, i := range waiting(heads) {
			if jobs[i].GPUs > free {
				head = i
				break
			}
			start(i)
		}
		if head < 0 {
			continue
		}
		end := func(i int) sim.Time { return starts[i].Add(jobs[i].Request) }
		slices.SortFunc(running, func(a, b int) int { return cmp.Compare(end(a), end(b)) })
		shadow, extra := sim.Never, free-jobs[head].GPUs
		for _, i := range running {
			if shadow != sim.Never && end(i) > shadow {
				break
			}
			if extra += jobs[i].GPUs; extra >= 0 {
				shadow = end(i)
			}
		}
		for _, i := range waiting(candidates) {
			switch {
			case i == head || jobs[i].GPUs > free:
			case now.Add(jobs[i].Request) <= shadow:
				start(i)
			case jobs[i].GPUs <= extra:
				extra -= jobs[i].GPUs
				start(i)
			}
		}
	}
	return starts
}
