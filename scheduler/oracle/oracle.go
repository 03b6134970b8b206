package oracle

import (
	"math/big"
	"time"

	"sovsim/sim"
)

// Policy is a policy as its parts.
type Policy struct {
	// Order of the queue: "fcfs" or "sjf".
	Order string
	// Candidates is the order in which easy tries jobs behind the head: "fcfs"
	// or "sjf"; "" where nothing is tried behind it.
	Candidates string
	// Reserves: queued jobs have reservations, in a plan of them all.
	Reserves bool
	// Placement on nodes: "first-fit", "best-fit" or "consolidated".
	Placement string

	pass func(*world) // one pass, by the text of the policy
}

// Outcome is what became of one job.
type Outcome struct {
	// Job is the job's index in the workload.
	Job int
	// Start is the first start, LastStart the last; Never if there was none.
	Start, LastStart sim.Time
	// End is the last end or the moment of leaving; Never for a job that was
	// queued or running at the end.
	End sim.Time
	// Group and Nodes tell where the last start was: the indices of the nodes
	// in the group, in the order of placement; nil on a pool.
	Group int
	Nodes []int
	// Restarts counts the starts after an interruption, Segments the others:
	// one, or as many as a chain began.
	Restarts, Segments int
	Outcome            sim.Outcome
	// Held is the time in which the job held GPUs, GPUTime GPUs × that time in
	// GPU·ns, H100Time GPUs × the work that fits into each span at the speed of
	// its nodes; for a running job, until the end of the run. Done is the run
	// time at speed 1 that is not lost.
	Held              time.Duration
	GPUTime, H100Time *big.Int
	Done              time.Duration
	// Promises lists the times of the job's reservations as they were made:
	// under easy the shadow of each pass that found it blocked at the head,
	// under conservative each reservation. Never is a job that fits nowhere.
	Promises []Promise
}

// Promise is a reservation: made at Made for the time At.
type Promise struct{ Made, At sim.Time }

// job is a job with its story so far.
type job struct {
	sim.Job
	index    int
	need     int           // GPUs
	run, req time.Duration // what is left of the whole job
	joined   sim.Time
	state    state
	starts   int
	resumes  bool   // the next start is one after an interruption
	known    bool   // a pass has found it in the queue
	members  []bool // those of a joint pool that it may use
	out      Outcome

	// While it runs:
	since  sim.Time // the last start
	finish sim.Time // the true end
	due    sim.Time // start + request, which is all that policies know
	hold   spot

	// While it is queued under conservative or replan:
	reserved bool // it has been placed (perhaps nowhere: at is Never)
	res      spot
	resEnd   sim.Time
}

type state int

const (
	coming state = iota
	queued
	running
	aside // it runs, and the pass has not come to it yet
	gone
)

// spot is a moment and a place: GPUs on nodes of a group, or of the pool.
type spot struct {
	at    sim.Time
	group int
	parts []part
}

type part struct{ node, gpus int }

// world is the whole state of a simulation.
type world struct {
	cluster  *sim.Cluster
	policy   Policy
	may      func(job, member int) bool
	now      sim.Time
	jobs     []*job
	pool     int               // GPUs in service in a pool
	nodes    [][]sim.NodeState // of each group
	expected []service         // what the plan of the last pass said about nodes
	plan     []service         // and what that of this pass says

	// What happened since the last pass:
	affected, early, left, changed, rose bool
	// stopped: the pass has stopped jobs, which the next one learns of.
	stopped bool
}

// Schedule runs the jobs, which are in source order with Submit not
// decreasing, on one cluster under one policy. It returns the outcomes of all
// jobs submitted before the horizon, in source order.
func Schedule(cluster sim.Cluster, policy Policy, overrun sim.Overrun, horizon sim.Time, jobs []sim.Job) []Outcome {
	return ScheduleJoint(cluster, policy, overrun, horizon, jobs, nil)
}

// ScheduleJoint is Schedule on a joint pool, of which a job may use only the
// members for which may is true, by indices; nil is all.
func ScheduleJoint(cluster sim.Cluster, policy Policy, overrun sim.Overrun, horizon sim.Time, jobs []sim.Job, may func(job, member int) bool) []Outcome {
	w := &world{cluster: &cluster, policy: policy, may: may, now: -1}
	w.pool = cluster.Groups[0].Nodes
	for _, g := range cluster.Groups {
		up := make([]sim.NodeState, g.Nodes)
		for i := range up {
			up[i] = sim.Up
		}
		w.nodes = append(w.nodes, up)
	}
	for i := range jobs {
		j := &job{Job: jobs[i], index: i, need: jobs[i].GPUs, run: jobs[i].Run, req: jobs[i].Request}
		j.out = Outcome{Job: i, Start: sim.Never, LastStart: sim.Never, End: sim.Never, GPUTime: new(big.Int), H100Time: new(big.Int)}
		// "overrun: extend raises the request to the run time before simulation"
		if overrun == sim.OverrunExtend && j.req < j.run {
			j.req = j.run
		}
		w.jobs = append(w.jobs, j)
	}
	end := sim.Time(0)
	for {
		t := w.nextMoment()
		// "what happens at the horizon or later does not happen"
		if t == sim.Never || t >= horizon {
			break
		}
		w.now, end = t, t
		w.instant()
	}
	if horizon != sim.Never {
		end = horizon
	}
	var out []Outcome
	for _, j := range w.jobs {
		switch j.state {
		case coming:
			continue
		case running:
			w.account(j, end)
			j.out.Done += min(w.work(end.Sub(j.since), j.hold.group), j.run, w.ask(j))
			j.out.Outcome = sim.Running
		case queued:
			j.out.Outcome = sim.Queued
		}
		out = append(out, j.out)
	}
	return out
}

// nextMoment is the earliest moment after now at which something happens.
func (w *world) nextMoment() sim.Time {
	next := sim.Never
	consider := func(t sim.Time) {
		if t > w.now && t < next {
			next = t
		}
	}
	for _, s := range w.cluster.Timeline {
		consider(s.At)
	}
	for _, j := range w.jobs {
		switch j.state {
		case coming:
			consider(j.Submit)
		case running:
			consider(j.finish)
		case queued:
			if j.Patience > 0 && j.starts == 0 {
				consider(j.Submit.Add(j.Patience))
			}
			// The moment from which an announced step down is too near.
			for _, x := range w.cluster.Timeline {
				for g := range w.cluster.Groups {
					if x.Announced && x.Change < 0 {
						consider(x.At - sim.Time(w.duration(w.ask(j), g)) + 1)
					}
				}
			}
			// "each reservation wakes a pass"
			if j.reserved {
				consider(j.res.at)
			}
		}
	}
	return next
}

// speed is the group's speed as a fraction; the zero ratio means 1.
func (w *world) speed(group int) (num, den *big.Int) {
	r := w.cluster.Groups[group].Speed
	if r.Num == 0 && r.Den == 0 {
		return big.NewInt(1), big.NewInt(1)
	}
	return big.NewInt(r.Num), big.NewInt(r.Den)
}

// duration is "request ÷ speed rounded up to 1 ns".
func (w *world) duration(d time.Duration, group int) time.Duration {
	num, den := w.speed(group)
	x := new(big.Int).Mul(big.NewInt(int64(d)), den)
	x.Add(x, num).Sub(x, big.NewInt(1)).Div(x, num)
	return time.Duration(x.Int64())
}

// work is "time held × speed rounded down".
func (w *world) work(held time.Duration, group int) time.Duration {
	num, den := w.speed(group)
	x := new(big.Int).Mul(big.NewInt(int64(held)), num)
	return time.Duration(x.Div(x, den).Int64())
}

// ask is the request that a policy sees: what is left of the request, or of a
// chain at most one segment, "min(remaining request, segment × speed of the
// cluster's first group rounded down, at least 1 ns)". "Training longer than a
// wall-time limit runs as chained segments."
func (w *world) ask(j *job) time.Duration {
	if j.Segment == 0 {
		return j.req
	}
	if len(w.cluster.Members) > 0 {
		return w.askJoint(j)
	}
	return min(j.req, max(w.work(j.Segment, 0), 1))
}

// gpus is how many GPUs a spot holds.
func (s *spot) gpus() int {
	n := 0
	for _, p := range s.parts {
		n += p.gpus
	}
	return n
}

// account books the time that a running job has held its GPUs until t.
func (w *world) account(j *job, t sim.Time) {
	held := t.Sub(j.since)
	j.out.Held += held
	gpus := big.NewInt(int64(j.hold.gpus()))
	j.out.GPUTime.Add(j.out.GPUTime, new(big.Int).Mul(gpus, big.NewInt(int64(held))))
	j.out.H100Time.Add(j.out.H100Time, new(big.Int).Mul(gpus, big.NewInt(int64(w.work(held, j.hold.group)))))
}
