package oracle_test

import (
	"context"
	"fmt"
	"math/big"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"sovsim/scheduler"
	"sovsim/scheduler/oracle"
	"sovsim/sim"
)

// row is what is compared of one job.
type row struct {
	job        int
	member     int // of a joint pool, where it started last; −1 else
	start, end sim.Time
	outcome    sim.Outcome
	restarts   int
	segments   int
	done       time.Duration
	// wait, held, gpuTime and h100Time (in GPU·ns) are left out (−1) for a job that has
	// no end in a run without a horizon.
	wait, held time.Duration
	gpuTime    float64
	h100Time   float64
}

func (r row) String() string {
	return fmt.Sprintf("%d  member %d start %s end %s %v restarts %d segments %d done %s wait %s held %s gpu_s %g h100_s %g", r.job, r.member, exact(r.start), exact(r.end), r.outcome,
		r.restarts, r.segments, exact(r.done), exact(r.wait), exact(r.held), r.gpuTime/1e9, r.h100Time/1e9)
}

// jobsOf is a source of the workload's jobs.
type jobsOf struct{ left []sim.Job }

func (s *jobsOf) Next(j *sim.Job) (bool, error) {
	if len(s.left) == 0 {
		return false, nil
	}
	*j, s.left = s.left[0], s.left[1:]
	return true, nil
}

// watcher keeps the records and checks what must hold in every run.
type watcher struct {
	records []sim.Record
	faults  []string

	drained    bool // a step down may leave more held than is in service
	at         sim.Time
	states     map[int]sim.State // by location
	heldTime   *big.Int          // ∫ held dt, ∫ queued dt in ns
	queuedTime *big.Int
}

func (w *watcher) Job(r *sim.Record) { w.records = append(w.records, *r) }

func (w *watcher) State(now sim.Time, location int, s *sim.State) {
	w.integrate(now)
	w.states[location] = *s
	if s.Held < 0 || s.Queued < 0 || s.Running < 0 || s.QueuedGPUs < s.Queued || s.Held < s.Running {
		w.faults = append(w.faults, fmt.Sprintf("at %s: impossible state %+v", exact(now), *s))
	}
	if s.Held > s.Capacity && !w.drained {
		w.faults = append(w.faults, fmt.Sprintf("at %s: %d GPUs held of %d", exact(now), s.Held, s.Capacity))
	}
}

func (w *watcher) integrate(now sim.Time) {
	if now < w.at {
		w.faults = append(w.faults, fmt.Sprintf("time went back from %s to %s", exact(w.at), exact(now)))
	}
	dt := big.NewInt(int64(now - w.at))
	for _, s := range w.states {
		w.heldTime.Add(w.heldTime, new(big.Int).Mul(dt, big.NewInt(s.Held)))
		w.queuedTime.Add(w.queuedTime, new(big.Int).Mul(dt, big.NewInt(s.Queued)))
	}
	w.at = now
}

// engine runs the workload with the real engine and policy. Conservation is
// checked in every run: one record a job, no more held than there is, and what
// the jobs' records say sums to what the cluster's states say.
func engine(w workload, policy string) (rows []row, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
			if *traces {
				err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			}
		}
	}()
	spec, err := scheduler.Parse(policy)
	if err != nil {
		return nil, err
	}
	c := w.cluster
	c.Name, c.PolicyName, c.NewPolicy = "site", policy, spec.New
	dir := &sim.Directory{}
	jobs := w.open(&c, dir)
	model := &sim.Model{Clusters: []sim.Cluster{c}, Overrun: w.overrun, Horizon: w.horizon}
	watch := &watcher{states: map[int]sim.State{}, heldTime: new(big.Int), queuedTime: new(big.Int)}
	for _, s := range c.Timeline {
		watch.drained = watch.drained || s.Change < 0 && s.Loss == sim.Drain
	}
	ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
	defer stop()
	res, err := sim.Run(ctx, model, sim.Input{Source: &jobsOf{jobs}, Directory: dir, Observers: []sim.Observer{watch}})
	if err != nil {
		return nil, err
	}
	watch.integrate(max(res.End, watch.at))
	if len(watch.faults) > 0 {
		return nil, fmt.Errorf("%s", strings.Join(watch.faults, "; "))
	}
	return watch.rows(w, res)
}

func (w *watcher) rows(from workload, res sim.Result) ([]row, error) {
	rows := make([]row, len(from.jobs))
	for i := range rows {
		rows[i].job = -1
	}
	held, waited := 0.0, 0.0
	var outcomes [sim.Outcomes]int64
	for _, r := range w.records {
		if r.Seq < 0 || int(r.Seq) >= len(rows) || rows[r.Seq].job >= 0 {
			return nil, fmt.Errorf("job %d has two records, or none of ours", r.Seq)
		}
		outcomes[r.Outcome]++
		held += r.GPUTime.Nanos()
		if r.Outcome != sim.Rejected || r.Start != sim.Never || r.End > r.Submit {
			waited += float64(r.Wait)
		}
		x := row{int(r.Seq), r.Cluster - 1, r.Start, r.End, r.Outcome, r.Restarts, r.Segments, r.Done, r.Wait, r.Held, r.GPUTime.Nanos(), r.H100Time.Nanos()}
		if r.End == sim.Never && from.horizon == sim.Never {
			x.wait, x.held, x.gpuTime, x.h100Time, x.done = -1, -1, -1, -1, -1
		}
		rows[r.Seq] = x
	}
	if outcomes != res.Jobs {
		return nil, fmt.Errorf("records by outcome %v, counted %v", outcomes, res.Jobs)
	}
	if integral, _ := w.heldTime.Float64(); integral != held {
		return nil, fmt.Errorf("GPU time of the records %g, of the states %g", held, integral)
	}
	// Little's law, exact on a finite run: the integral of the queue's length
	// is the sum of the waits.
	if integral, _ := w.queuedTime.Float64(); integral != waited {
		return nil, fmt.Errorf("waits of the records %g, integral of the queue %g", waited, integral)
	}
	var out []row
	for i, r := range rows {
		if r.job < 0 {
			if from.jobs[i].Submit < from.horizon {
				return nil, fmt.Errorf("job %d has no record", i)
			}
			continue
		}
		out = append(out, r)
	}
	return out, nil
}

// byOracle runs the workload with the oracle.
func byOracle(t testing.TB, w workload, policy string) ([]row, []oracle.Outcome) {
	p, err := oracle.Parts(policy)
	if err != nil {
		t.Fatal(err)
	}
	outs := oracle.ScheduleJoint(w.cluster, p, w.overrun, w.horizon, w.jobs, w.mayUse())
	var rows []row
	for _, o := range outs {
		r := row{job: o.Job, member: w.memberOf(o), start: o.Start, end: o.End, outcome: o.Outcome, restarts: o.Restarts, segments: o.Segments, done: o.Done, held: o.Held}
		r.gpuTime, _ = o.GPUTime.Float64()
		r.h100Time, _ = o.H100Time.Float64()
		switch {
		case o.End != sim.Never:
			r.wait = o.End.Sub(w.jobs[o.Job].Submit) - o.Held
		case w.horizon != sim.Never:
			r.wait = w.horizon.Sub(w.jobs[o.Job].Submit) - o.Held
		default:
			r.wait, r.held, r.gpuTime, r.h100Time, r.done = -1, -1, -1, -1, -1
		}
		rows = append(rows, r)
	}
	return rows, outs
}
