package scheduler_test

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"testing"

	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/workloads"
)

// shared is the path of a file of the test data that is not shipped; the test
// is skipped where it is absent.
func shared(t testing.TB, name string) string {
	path := filepath.Join("..", "..", "shared", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("needs %s, which is not part of the project", name)
	}
	return path
}

// trace reads a whole SWF log for a machine of that many processors.
func trace(t testing.TB, name string, gpus int, dir *sim.Directory) []sim.Job {
	src, err := workloads.Open(shared(t, name), workloads.Options{MaxGPUs: gpus, Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var jobs []sim.Job
	for {
		var j sim.Job
		ok, err := src.Next(&j)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return jobs
		}
		jobs = append(jobs, j)
	}
}

// poolOf is a model with one pool under a policy.
func poolOf(t testing.TB, gpus int, policy string) *sim.Model {
	spec, err := scheduler.Parse(policy)
	if err != nil {
		t.Fatal(err)
	}
	return &sim.Model{Horizon: sim.Never, Clusters: []sim.Cluster{{
		Name: "pool", Kind: sim.Pool, PolicyName: policy, NewPolicy: spec.New,
		Groups: []sim.Group{{Name: "gpus", Nodes: gpus, GPUsPerNode: 1}}}}}
}

// means sums first waits and bounded slowdowns (τ = 10 s).
type means struct {
	jobs       int
	wait, bsld float64
}

func (m *means) Job(r *sim.Record) {
	wait, run := r.Start.Sub(r.Submit).Seconds(), r.Held.Seconds()
	m.jobs++
	m.wait += wait
	m.bsld += max(1, (wait+run)/max(run, 10))
}

func (m *means) State(sim.Time, int, *sim.State) {}

// Published: 92.58 for EASY and 69.41 for EASY-SJBF (SC'15 code base); the
// exact values are those of an independent replay.
func TestKTH(t *testing.T) {
	jobs := trace(t, "traces/swf/KTH-SP2-1996-2.swf.gz", 100, nil)
	for _, c := range []struct {
		policy     string
		wait, bsld float64
	}{
		{"easy", 6834.587, 92.6877},
		{"easy-sjbf", 5903.686, 69.3936},
		{"fcfs", 353776.409, 6815},
	} {
		t.Run(c.policy, func(t *testing.T) {
			var m means
			_, err := sim.Run(context.Background(), poolOf(t, 100, c.policy), sim.Input{
				Source: workloads.Slice(jobs), Observers: []sim.Observer{&m}})
			if err != nil {
				t.Fatal(err)
			}
			wait, bsld := m.wait/float64(m.jobs), m.bsld/float64(m.jobs)
			t.Logf("%d jobs, mean wait %.3f s, mean bounded slowdown %.4f", m.jobs, wait, bsld)
			if math.Abs(wait-c.wait) > 0.0005 || math.Abs(bsld-c.bsld) > 0.00005 && c.policy != "fcfs" || math.Abs(bsld-c.bsld) > 1 {
				t.Errorf("want %.3f s and %.4f", c.wait, c.bsld)
			}
		})
	}
}

func BenchmarkKTH(b *testing.B) {
	jobs := trace(b, "traces/swf/KTH-SP2-1996-2.swf.gz", 100, nil)
	for _, policy := range scheduler.Policies() {
		b.Run(policy.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var m means
				if _, err := sim.Run(context.Background(), poolOf(b, 100, policy.Name), sim.Input{
					Source: workloads.Slice(jobs), Observers: []sim.Observer{&m}}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*float64(len(jobs))/b.Elapsed().Seconds(), "jobs/s")
		})
	}
}
