package sim_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// schedule is a policy made of a function.
type schedule func(v *sim.View, p *sim.Plan)

func (f schedule) Schedule(v *sim.View, p *sim.Plan) { f(v, p) }

// under is a pool of GPUs called site whose policy is made by a function.
func under(name string, gpus int, speed unit.Ratio, make func() sim.Policy, steps ...sim.Step) sim.Cluster {
	c := site("site", "UK", gpus, speed, steps...)
	c.PolicyName, c.NewPolicy = name, func(*sim.Cluster) sim.Policy { return make() }
	return c
}

// latest runs on a cluster of one GPU the job that joined last, and stops the one that
// runs for it. Its passes are written down.
type latest struct {
	kind    sim.StopKind
	queue   []sim.Slot
	running sim.Slot
	passes  *[]string
}

func (l *latest) Schedule(v *sim.View, p *sim.Plan) {
	id := func(slots []sim.Slot) (ids []int64) {
		for _, s := range slots {
			ids = append(ids, v.Job(s).ID)
		}
		return ids
	}
	line := fmt.Sprintf("%v ended %v joined %v", time.Duration(v.Now), id(v.Ended), id(v.Joined))
	for _, s := range v.Ended {
		if s == l.running {
			l.running = -1
		}
	}
	arrived := false
	for _, s := range v.Joined {
		l.queue = append(l.queue, s)
		arrived = arrived || v.Job(s).Joined == v.Now
	}
	last := len(l.queue) - 1
	if last >= 0 && (l.running < 0 || arrived) && v.Capacity[0] > 0 {
		if p.Start(l.queue[last], 0, nil, 0, 0); l.running >= 0 { // the stop comes first all the same
			p.Stop(l.running, l.kind)
			line += fmt.Sprint(" stop ", v.Job(l.running).ID)
		}
		l.running, l.queue = l.queue[last], l.queue[:last]
		line += fmt.Sprintf(" start %d for %v", v.Job(l.running).ID, v.Job(l.running).Request)
	}
	*l.passes = append(*l.passes, line)
}

// One GPU; A comes at 0 for 10 s, B at 3 s for 2 s and takes its place. Suspended, A
// works for 7 s more from 5 s on; requeued, it starts over, or from its checkpoint.
// A cost of 1 s and of 2 s is held for from 5 s on, before A works on; at half the
// speed B takes 4 s and A, which has done 1.5 s, needs 17 s more.
func TestStopsByHand(t *testing.T) {
	gone := func(at, until float64) []sim.Step {
		return []sim.Step{{At: sim.Time(at * 1e9), Change: -1, Loss: sim.Requeue}, {At: sim.Time(until * 1e9), Change: 1}}
	}
	a, b := british(1, 1, 0, 10), british(2, 1, 3, 2)
	for _, c := range []struct {
		name                 string
		kind                 sim.StopKind
		suspend, resume      time.Duration
		speed                unit.Ratio
		steps                []sim.Step
		jobs                 []homed
		want                 string
		overhead, lost       float64
		restarts, byFailures int
	}{
		{name: "suspended", jobs: []homed{a, b},
			want: "start 0 end 12 completed wait 2 held 10 done 10 segments 1 restarts 1", restarts: 1},
		{name: "requeued", kind: sim.StopRequeue, jobs: []homed{a, b},
			want: "start 0 end 15 completed wait 2 held 13 done 10 segments 1 restarts 1", restarts: 1, lost: 3},
		{name: "requeued with a checkpoint", kind: sim.StopRequeue, jobs: []homed{british(1, 1, 0, 10, checkpoint(2)), b},
			want: "start 0 end 13 completed wait 2 held 11 done 10 segments 1 restarts 1", restarts: 1, lost: 1},
		{name: "at a cost", suspend: 1, resume: 2, jobs: []homed{a, b},
			want: "start 0 end 15 completed wait 2 held 13 done 10 segments 1 restarts 1", restarts: 1, overhead: 3},
		{name: "at a cost and half the speed", suspend: 1, resume: 2, speed: half, jobs: []homed{a, b},
			want: "start 0 end 27 completed wait 4 held 23 done 10 segments 1 restarts 1", restarts: 1, overhead: 3},
		{name: "while it is being restored, which begins again", suspend: 1, resume: 2, jobs: []homed{a, b, british(3, 1, 6, 1)},
			want: "start 0 end 17 completed wait 3 held 14 done 10 segments 1 restarts 2", restarts: 2, overhead: 4},
		// 80 s are left at 30 s, after the restart at 35 s; they end in seven writes.
		{name: "in a restart, which begins again", steps: gone(25, 30), jobs: []homed{british(1, 1, 0, 100, checkpoint(10), costs(1, 5)), british(2, 1, 33, 2)},
			want: "start 0 end 127 completed wait 7 held 120 done 100 segments 1 restarts 2", restarts: 2, byFailures: 1, overhead: 2 + 3 + 12, lost: 3},
		{name: "after a restart, which it has behind it", steps: gone(25, 30), jobs: []homed{british(1, 1, 0, 100, checkpoint(10), costs(1, 5)), british(2, 1, 40, 2)},
			want: "start 0 end 124 completed wait 7 held 117 done 100 segments 1 restarts 2", restarts: 2, byFailures: 1, overhead: 2 + 5 + 7, lost: 3},
		// The loss at 8 s takes what A did from 5 s on; what it did before was kept.
		{name: "and interrupted later", steps: gone(8, 9), jobs: []homed{a, b},
			want: "start 0 end 16 completed wait 3 held 13 done 10 segments 1 restarts 2", restarts: 2, byFailures: 1, lost: 3},
		{name: "and interrupted at a cost", suspend: 1, resume: 2, steps: gone(10, 11), jobs: []homed{a, b}, // restored at 8 s; later costs are of checkpoints
			want: "start 0 end 18 completed wait 3 held 15 done 10 segments 1 restarts 2", restarts: 2, byFailures: 1, overhead: 3, lost: 2},
		// Pieces of 4 s: the first is suspended at 3 s and has 1 s to go, from 5 to 6.
		{name: "in a chain", jobs: []homed{british(1, 1, 0, 10, segment(4)), b},
			want: "start 0 end 12 completed wait 2 held 10 done 10 segments 2 restarts 1", restarts: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var passes []string
			cluster := under("latest", 1, c.speed, func() sim.Policy { return &latest{kind: c.kind, running: -1, passes: &passes} }, c.steps...)
			cluster.SuspendCost, cluster.ResumeCost = c.suspend*time.Second, c.resume*time.Second
			w := newWorld(nil, cluster)
			w.run(t, c.jobs...)
			w.expect(t, map[int64]string{1: c.want})
			r := w.records[1]
			if r.PolicyRestarts != c.restarts-c.byFailures || r.Overhead.Seconds() != c.overhead || r.Lost.Seconds() != c.lost {
				t.Errorf("%d of %d restarts by the policy, overhead %v, lost %v; want %d, %g s, %g s\n%s", r.PolicyRestarts, r.Restarts, r.Overhead, r.Lost,
					c.restarts-c.byFailures, c.overhead, c.lost, strings.Join(passes, "\n"))
			}
		})
	}
}

// The pass after the one that stops a job, at the same instant, shows that its GPUs are
// back and that it is queued; what it asks for is what is left.
func TestAStopIsToldInTheNextPass(t *testing.T) {
	var passes []string
	w := newWorld(nil, under("latest", 1, unit.One, func() sim.Policy { return &latest{running: -1, passes: &passes} }))
	w.run(t, british(1, 1, 0, 10), british(2, 1, 3, 2))
	want := `0s ended [] joined [1] start 1 for 10s
3s ended [] joined [2] stop 1 start 2 for 2s
3s ended [1] joined [1]
5s ended [2] joined [] start 1 for 7s
12s ended [1] joined []`
	if got := strings.Join(passes, "\n"); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if w.result.Stops != 1 || w.result.Starts != 3 || w.result.Passes != 5 {
		t.Errorf("%d stops, %d starts, %d passes; want 1, 3, 5", w.result.Stops, w.result.Starts, w.result.Passes)
	}
	// Observers see the state after the last pass of the instant only.
	if got := strings.Join(w.states, "\n"); strings.Count(got, "3s site:") != 1 || !strings.Contains(got, "3s site: staging 0 queued 1 running 1") {
		t.Errorf("states:\n%s", got)
	}
}

// A plan whose stops do not hold is an error that names policy, cluster and instant.
func TestStopsThatDoNotHold(t *testing.T) {
	first := sim.Slot(0)
	start := func(p *sim.Plan) { p.Start(first, 0, nil, 0, 0) }
	for _, c := range []struct {
		want string
		at   map[time.Duration]func(p *sim.Plan)
	}{
		{"at 3s: it stops slot 7, which holds no job of this cluster", map[time.Duration]func(p *sim.Plan){3: func(p *sim.Plan) { p.Stop(7, sim.StopSuspend) }}},
		{"at 3s: it stops slot -1, which holds no job of this cluster", map[time.Duration]func(p *sim.Plan){3: func(p *sim.Plan) { p.Stop(-1, sim.StopSuspend) }}},
		{"at 3s: it stops job 1, which does not run", map[time.Duration]func(p *sim.Plan){3: func(p *sim.Plan) { p.Stop(first, sim.StopSuspend) }}},
		{"at 3s: it stops job 1 twice", map[time.Duration]func(p *sim.Plan){0: start,
			3: func(p *sim.Plan) { p.Stop(first, sim.StopSuspend); p.Stop(first, sim.StopRequeue) }}},
		{"at 3s: it stops slot 0 in a way that does not exist, number 2", map[time.Duration]func(p *sim.Plan){0: start, 3: func(p *sim.Plan) { p.Stop(first, 2) }}},
		{"at 3s: it starts job 1, which the same plan stops: a stopped job starts in the next pass at the earliest",
			map[time.Duration]func(p *sim.Plan){0: start, 3: func(p *sim.Plan) { start(p); p.Stop(first, sim.StopSuspend) }}},
		// The job that ended at 2 s is gone, though its slot is not in use again.
		{"at 3s: it stops slot 0, which holds no job of this cluster", map[time.Duration]func(p *sim.Plan){0: start, 3: func(p *sim.Plan) { p.Stop(first, sim.StopSuspend) }}},
	} {
		run := time.Duration(10)
		if c.at[0] != nil && strings.Contains(c.want, "no job of") {
			run = 2
		}
		w := newWorld(nil, under("faulty", 1, unit.One, func() sim.Policy {
			return schedule(func(v *sim.View, p *sim.Plan) {
				if f := c.at[time.Duration(v.Now)/time.Second]; f != nil {
					f(p)
				}
				p.WakeAt(v.Now.Add(time.Second))
			})
		}))
		w.Horizon = at(20)
		if err := w.try(british(1, 1, 0, run), british(2, 1, 1, 1)); err == nil || err.Error() != "cluster site: policy faulty made a plan that does not hold "+c.want {
			t.Errorf("error %v\nwant %s", err, c.want)
		}
	}
	// A job whose data are on their way runs nowhere.
	w := newWorld(always(0), under("faulty", 1, unit.One, func() sim.Policy {
		return schedule(func(v *sim.View, p *sim.Plan) { p.Stop(first, sim.StopSuspend) })
	}, sim.Step{At: at(1), Change: 1}))
	w.Clusters[0].Region = "FR"
	w.Links = []sim.Link{{From: "UK", To: "FR", BytesPerSecond: 1}}
	w.Horizon = at(20)
	if err := w.try(british(1, 1, 0, 10, bytes(100))); err == nil || !strings.HasSuffix(err.Error(), "at 1s: it stops job 1, whose data are on their way") {
		t.Errorf("error %v", err)
	}
}

// swapper has two jobs change places in each pass.
func swapper(also func()) func() sim.Policy {
	return func() sim.Policy {
		running := sim.Slot(-1)
		return schedule(func(v *sim.View, p *sim.Plan) {
			also()
			switch {
			case v.Now < at(3):
				if running < 0 && len(v.Joined) > 0 {
					running = v.Joined[0]
					p.Start(running, 0, nil, 0, 0)
				}
				p.WakeAt(at(3))
			default:
				p.Stop(running, sim.StopSuspend)
				running = 1 - running
				p.Start(running, 0, nil, 0, 0)
			}
		})
	}
}

// A policy that swaps two jobs in each pass never settles: after 100 rounds and two
// for each of the jobs the run ends, and says where.
func TestAPolicyThatNeverSettles(t *testing.T) {
	w := newWorld(nil, under("swap", 1, unit.One, swapper(func() {})))
	err := w.try(british(1, 1, 0, 10), british(2, 1, 0, 10))
	if want := "cluster site: policy swap does not settle at 3s: it has stopped jobs in 105 passes of this instant, with 2 jobs running or queued"; err == nil || err.Error() != want {
		t.Errorf("error %v\nwant %s", err, want)
	}
}

// So many jobs that the bound is far: a run that is cancelled ends there too.
func TestACancelledRunEndsWhereItsPolicyNeverSettles(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	passes := 0
	w := newWorld(nil, under("swap", 1, unit.One, swapper(func() {
		if passes++; passes == 100 {
			cancel()
		}
	})))
	for id := range int64(5000) {
		w.jobs = append(w.jobs, british(id, 1, 0, 10))
	}
	_, err := sim.Run(ctx, &w.Model, sim.Input{Source: w, Directory: &w.dir, Observers: []sim.Observer{w}})
	if !errors.Is(err, context.Canceled) || passes > 2000 {
		t.Errorf("error %v after %d passes", err, passes)
	}
}
