package sim_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/sim/rng"
	"sovsim/sim/unit"
)

// routed is a router made of a function.
type routed func(c *sim.Choice) int

func (f routed) Route(c *sim.Choice) int { return f(c) }

// always sends every job to one cluster.
func always(cluster int) routed { return func(*sim.Choice) int { return cluster } }

// homed is a job with the name of its home, which the run learns of only when
// the job comes.
type homed struct {
	sim.Job
	home string
}

// world is a model and what was seen of a run of it.
type world struct {
	sim.Model
	dir     sim.Directory
	jobs    []homed
	records map[int64]sim.Record
	told    []sim.Record
	states  []string
	result  sim.Result
	key     rng.Key
}

func (w *world) Next(j *sim.Job) (bool, error) {
	if len(w.jobs) == 0 {
		return false, nil
	}
	*j = w.jobs[0].Job
	j.Region = w.dir.Regions.ID(w.jobs[0].home)
	w.jobs = w.jobs[1:]
	return true, nil
}

func (w *world) Job(r *sim.Record) { w.records[r.ID], w.told = *r, append(w.told, *r) }

func (w *world) State(now sim.Time, cluster int, s *sim.State) {
	w.states = append(w.states, fmt.Sprintf("%v %s: staging %d queued %d running %d", time.Duration(now),
		w.Locations()[cluster].Name, s.Staging, s.Queued, s.Running))
}

// newWorld is some clusters under a router, without a horizon.
func newWorld(router sim.Router, clusters ...sim.Cluster) *world {
	w := &world{records: map[int64]sim.Record{}}
	w.Horizon, w.Clusters = sim.Never, clusters
	if router != nil {
		w.NewRouter = func() sim.Router { return router }
	}
	return w
}

// run simulates jobs that live in one region, "UK" where nothing else is said.
func (w *world) run(t *testing.T, jobs ...homed) {
	t.Helper()
	if err := w.try(jobs...); err != nil {
		t.Fatal(err)
	}
}

// try is run for what may be refused.
func (w *world) try(jobs ...homed) error { return w.tryWith(w, jobs...) }

// tryWith is try under the eyes of another observer.
func (w *world) tryWith(o sim.Observer, jobs ...homed) (err error) {
	w.jobs = jobs
	w.result, err = sim.Run(context.Background(), &w.Model, sim.Input{Source: w, Directory: &w.dir, Observers: []sim.Observer{o}, Key: w.key})
	return err
}

// site is a pool under FCFS.
func site(name, region string, gpus int, speed unit.Ratio, steps ...sim.Step) sim.Cluster {
	spec, err := scheduler.Parse("fcfs")
	if err != nil {
		panic(err)
	}
	return sim.Cluster{Name: name, Region: region, Groups: []sim.Group{{Nodes: gpus, GPUsPerNode: 1, Speed: speed}},
		Timeline: steps, PolicyName: spec.Name, NewPolicy: spec.New}
}

// british is a job of the UK that asks for what it runs, times in seconds.
func british(id int64, gpus int, submit, run time.Duration, more ...func(*sim.Job)) homed {
	h := homed{job(id, gpus, submit, run, run), "UK"}
	for _, change := range more {
		change(&h.Job)
	}
	return h
}

func bytes(n int64) func(*sim.Job)           { return func(j *sim.Job) { j.Bytes = n } }
func segment(s time.Duration) func(*sim.Job) { return func(j *sim.Job) { j.Segment = s * time.Second } }
func checkpoint(s time.Duration) func(*sim.Job) {
	return func(j *sim.Job) { j.Checkpoint = s * time.Second }
}
func patience(s time.Duration) func(*sim.Job) {
	return func(j *sim.Job) { j.Patience = s * time.Second }
}
func request(s time.Duration) func(*sim.Job) { return func(j *sim.Job) { j.Request = s * time.Second } }

// at is a moment in seconds.
func at(s float64) sim.Time { return sim.Time(s * 1e9) }

// gpuSeconds is an amount in GPU·s.
func gpuSeconds(x unit.GPUTime) float64 { return x.Nanos() / 1e9 }

// told is a record in one line, times in seconds; "-" is a time that never is.
func told(r sim.Record) string {
	s := func(t int64) string {
		if sim.Time(t) == sim.Never {
			return "-"
		}
		return fmt.Sprint(float64(t) / 1e9)
	}
	text := fmt.Sprintf("start %s end %s %v wait %s held %s done %s", s(int64(r.Start)), s(int64(r.End)), r.Outcome,
		s(int64(r.Wait)), s(int64(r.Held)), s(int64(r.Done)))
	for _, x := range []struct {
		name string
		n    int64
	}{{"staged", int64(r.Staged)}, {"segments", int64(r.Segments) * 1e9}, {"restarts", int64(r.Restarts) * 1e9}, {"moves", int64(r.Moves) * 1e9}} {
		if x.n != 0 {
			text += " " + x.name + " " + s(x.n)
		}
	}
	if r.Reason != sim.NoReason {
		text += ": " + r.Reason.String()
	}
	return text
}

// expect compares the records of some jobs with what was computed by hand.
func (w *world) expect(t *testing.T, want map[int64]string) {
	t.Helper()
	for id, text := range want {
		if got := told(w.records[id]); got != text {
			t.Errorf("job %d\ngot:  %s\nwant: %s", id, got, text)
		}
	}
}
