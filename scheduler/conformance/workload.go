package conformance

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/sim/rng"
	"sovsim/sim/unit"
)

// tick is what all times of a workload are multiples of. Speeds of 1/2 and 2
// divide it exactly, so that nothing is rounded.
const tick = 2 * time.Second

// workload is one cluster and the jobs for it.
type workload struct {
	cluster sim.Cluster
	jobs    []sim.Job
	// ids is the number of users, projects and classes that jobs belong to.
	ids int
}

// draw draws a workload of up to 30 jobs. In a steady one capacity does not
// change, and each job fits.
func draw(r *rand.Rand, kind sim.Kind, steady bool) workload {
	w := workload{cluster: sim.Cluster{Name: "site", Kind: kind}, ids: 3}
	largest := 0
	if kind == sim.Pool {
		largest = 2 + r.IntN(9)
		w.cluster.Groups = []sim.Group{{Name: "gpus", Nodes: largest, GPUsPerNode: 1, Speed: speed(r)}}
	} else {
		for range 1 + r.IntN(2) {
			g := sim.Group{Name: fmt.Sprint("group", len(w.cluster.Groups)), Nodes: 1 + r.IntN(4), GPUsPerNode: 1 + r.IntN(4), Speed: speed(r)}
			w.cluster.Groups = append(w.cluster.Groups, g)
			largest = max(largest, g.Nodes*g.GPUsPerNode)
		}
	}
	at := time.Duration(0)
	for i := range 10 + r.IntN(21) {
		if r.IntN(3) > 0 {
			at += time.Duration(r.IntN(8)) * tick
		}
		run := time.Duration(1+r.IntN(15)) * tick
		j := sim.Job{ID: int64(i), Submit: sim.Time(at), GPUs: 1 + r.IntN(largest), Run: run, Request: run,
			User: int32(r.IntN(w.ids)), Project: int32(r.IntN(w.ids)), Class: int32(r.IntN(w.ids))}
		switch r.IntN(4) {
		case 0:
			j.Request += time.Duration(r.IntN(20)) * tick
		case 1:
			j.Request = time.Duration(1+r.IntN(15)) * tick // perhaps less than it runs
		}
		w.jobs = append(w.jobs, j)
	}
	if !steady {
		w.steps(r)
	}
	return w
}

func speed(r *rand.Rand) unit.Ratio {
	return []unit.Ratio{unit.One, {Num: 1, Den: 2}, {Num: 2, Den: 1}}[r.IntN(3)]
}

// steps lets capacity go and come back, announced or not, and ends with all of it.
func (w *workload) steps(r *rand.Rand) {
	at := sim.Time(0)
	for range 1 + r.IntN(3) {
		group := r.IntN(len(w.cluster.Groups))
		n := 1 + r.IntN(w.cluster.Groups[group].Nodes)
		for _, change := range []int{-n, n} {
			at += sim.Time(time.Duration(1+r.IntN(20)) * tick)
			w.cluster.Timeline = append(w.cluster.Timeline, sim.Step{At: at, Group: group, Change: change, Announced: r.IntN(2) == 0, Loss: sim.Loss(r.IntN(3))})
		}
	}
}

// slower is the workload with all times k times as long.
func (w workload) slower(k int64) workload {
	w.jobs, w.cluster.Timeline = slices.Clone(w.jobs), slices.Clone(w.cluster.Timeline)
	for i := range w.jobs {
		j := &w.jobs[i]
		j.Submit, j.Run, j.Request = j.Submit*sim.Time(k), j.Run*time.Duration(k), j.Request*time.Duration(k)
	}
	for i := range w.cluster.Timeline {
		w.cluster.Timeline[i].At *= sim.Time(k)
	}
	return w
}

// renamed is the workload with other numbers for its jobs and other ids.
func (w workload) renamed(r *rand.Rand) workload {
	w.jobs = slices.Clone(w.jobs)
	number, users, projects, classes := r.Perm(len(w.jobs)), r.Perm(w.ids), r.Perm(w.ids), r.Perm(w.ids)
	for i := range w.jobs {
		j := &w.jobs[i]
		j.ID = 1000 + int64(number[i])
		j.User, j.Project, j.Class = int32(users[j.User]), int32(projects[j.Project]), int32(classes[j.Class])
	}
	return w
}

// String is the workload as text, for a failure.
func (w workload) String() string {
	var b strings.Builder
	for _, g := range w.cluster.Groups {
		fmt.Fprintf(&b, "%d nodes of %d GPUs, speed %d/%d\n", g.Nodes, g.GPUsPerNode, g.Speed.Num, g.Speed.Den)
	}
	for _, s := range w.cluster.Timeline {
		fmt.Fprintf(&b, "at %v group %d by %d, announced %v, loss %v\n", time.Duration(s.At), s.Group, s.Change, s.Announced, s.Loss)
	}
	for i, j := range w.jobs {
		fmt.Fprintf(&b, "job %d: submitted %v, %d GPUs, runs %v, asks for %v\n", i, time.Duration(j.Submit), j.GPUs, j.Run, j.Request)
	}
	return b.String()
}

// list is a source and an observer: it yields jobs and keeps their records by
// source order.
type list struct {
	left    []sim.Job
	records []sim.Record
	twice   bool
}

func (l *list) Next(j *sim.Job) (bool, error) {
	if len(l.left) == 0 {
		return false, nil
	}
	*j, l.left = l.left[0], l.left[1:]
	return true, nil
}

func (l *list) Job(r *sim.Record) {
	l.twice = l.twice || l.records[r.Seq].Submit >= 0
	l.records[r.Seq] = *r
}

func (*list) State(sim.Time, int, *sim.State) {}

// play runs jobs through a model and returns their records in source order.
// The regions of jobs are 0, 1 and 2 for A, B and C.
func play(m *sim.Model, jobs []sim.Job) (records []sim.Record, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	l := &list{left: jobs, records: make([]sim.Record, len(jobs))}
	for i := range l.records {
		l.records[i].Submit = -1
	}
	names := &sim.Directory{}
	for _, region := range []string{"A", "B", "C"} {
		names.Regions.ID(region)
	}
	ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
	defer stop()
	if _, err := sim.Run(ctx, m, sim.Input{Source: l, Directory: names, Observers: []sim.Observer{l}, Key: rng.Key{Seed: 7}}); err != nil {
		return nil, err
	}
	for i := range l.records {
		if l.records[i].Submit < 0 || l.twice {
			return nil, fmt.Errorf("job %d has no record, or a job has two", i)
		}
	}
	return l.records, nil
}

// run runs the workload under a policy; watch may be nil.
func (w workload) run(s scheduler.Spec, watch func(sim.Policy) sim.Policy) ([]sim.Record, error) {
	c := w.cluster
	c.PolicyName, c.Remainders = s.Name, s.Remainders()
	c.NewPolicy = func(c *sim.Cluster) sim.Policy {
		if watch != nil {
			return watch(s.New(c))
		}
		return s.New(c)
	}
	return play(&sim.Model{Clusters: []sim.Cluster{c}, Horizon: sim.Never}, w.jobs)
}
