package sim_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/sim/rng"
)

const hour = time.Hour

// failing is a cluster of nodes of 8 GPUs that fail at a rate, under a policy.
func failing(name, policy string, nodes int, rate float64, repair time.Duration, steps ...sim.Step) sim.Cluster {
	spec, err := scheduler.Parse(policy)
	if err != nil {
		panic(err)
	}
	return sim.Cluster{Name: name, Region: "UK", Kind: sim.Nodes, Timeline: steps, PolicyName: spec.Name, NewPolicy: spec.New,
		Groups: []sim.Group{{Name: "H100", Nodes: nodes, GPUsPerNode: 8, FailureRate: rate, Repair: repair}}}
}

// failure is one event of a group's process.
type failure struct {
	at   sim.Time
	node int
}

// failuresOf are the events of a group of so many GPUs on so many nodes before a
// horizon, by the definition: gaps of mean 1,000 days ÷ (rate × GPUs ÷ 8).
func failuresOf(key rng.Key, cluster, group string, nodes, gpus int, rate float64, horizon sim.Time) (list []failure) {
	s := key.Stream("failures", cluster+"\x00"+group)
	for now := sim.Time(0); ; {
		now += sim.Time(math.Round(s.Exponential() * (8000 * float64(day) / (rate * float64(gpus)))))
		if now >= horizon {
			return list
		}
		list = append(list, failure{now, s.IntN(nodes)})
	}
}

// Two nodes, two jobs of a node each that save their work every hour, and a third
// job that waits. The first failure takes one of the nodes for 5 h; its job resumes
// on it behind nobody, because it keeps its key, before the third.
func TestAFailureTakesOneNode(t *testing.T) {
	const rate, horizon = 2000, 10 * day // 4 a day
	for seed := range uint64(20) {
		key := rng.Key{Seed: seed}
		list := failuresOf(key, "site", "H100", 2, 16, rate, sim.Time(horizon))
		first, repaired := list[0], list[0].at.Add(5*hour)
		if list[1].at < repaired || first.at < sim.Time(hour) {
			continue // a second failure before the repair is another story
		}
		w := newWorld(nil, failing("site", "fcfs", 2, rate, 5*hour))
		w.Horizon, w.key = list[1].at, key
		w.run(t, british(1, 8, 0, 864000, checkpoint(3600)), british(2, 8, 0, 864000, checkpoint(3600)), british(3, 8, 1, 60))
		hit, other := w.records[int64(1+first.node)], w.records[int64(2-first.node)]
		if hit.Failures != 1 || hit.Restarts != 1 || hit.Wait != 5*hour || hit.Lost != time.Duration(first.at)%hour {
			t.Errorf("seed %d, failure %+v: %s, %d failures, lost %v", seed, first, told(hit), hit.Failures, hit.Lost)
		}
		if other.Failures != 0 || other.Wait != 0 || w.records[3].Outcome != sim.Queued {
			t.Errorf("seed %d, failure %+v: %s; %s", seed, first, told(other), told(w.records[3]))
		}
		return
	}
	t.Fatal("no seed with a failure alone")
}

// downs follows the GPUs that are down and in service at the first cluster.
type downs struct {
	*world
	seen     []string
	capacity []int64
}

func (d *downs) State(now sim.Time, cluster int, s *sim.State) {
	if line := fmt.Sprintf("%d %d", now, s.Down); len(d.seen) == 0 || d.seen[len(d.seen)-1][strings.IndexByte(d.seen[len(d.seen)-1], ' '):] != line[strings.IndexByte(line, ' '):] {
		d.seen = append(d.seen, line)
	}
	d.capacity = append(d.capacity, s.Capacity+s.Down)
}

func (d *downs) Job(r *sim.Record) { d.world.Job(r) }

// The failures are on the calendar: busy or idle, under any policy, with any jobs,
// the same nodes are down at the same times, those that the list of events says.
func TestFailuresDependOnNoPolicy(t *testing.T) {
	const rate, horizon = 300, 40 * day
	key := rng.Key{Seed: 7}
	var want []string
	back := map[int]sim.Time{}
	type change struct {
		at sim.Time
		by int64
	}
	var changes []change
	for _, f := range failuresOf(key, "site", "H100", 10, 80, rate, sim.Time(horizon)) {
		if f.at >= back[f.node] { // else it is down already
			back[f.node] = f.at.Add(day)
			changes = append(changes, change{f.at, 8}, change{back[f.node], -8})
		}
	}
	slices.SortFunc(changes, func(a, b change) int { return int(min(1, max(-1, a.at-b.at))) })
	down := int64(0)
	want = append(want, "0 0")
	for _, c := range changes {
		if down += c.by; c.at < sim.Time(horizon) {
			want = append(want, fmt.Sprintf("%d %d", c.at, down))
		}
	}
	if len(want) < 100 {
		t.Fatalf("only %d changes: the test says little", len(want))
	}
	for i, policy := range []string{"fcfs", "sjf", "easy", "easy-sjbf", "conservative", "replan"} {
		w := newWorld(nil, failing("site", policy, 10, rate, day))
		w.Horizon, w.key = sim.Time(horizon), key
		d := &downs{world: w}
		var jobs []homed
		for n := range i * 60 {
			jobs = append(jobs, british(int64(n), 1+n*7%40, time.Duration(n*8000), time.Duration(3600*(1+n%50)), checkpoint(1800)))
		}
		if err := d.try(jobs...); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(d.seen, want) {
			t.Errorf("%s: GPUs down\n%v\nwant\n%v", policy, d.seen, want)
		}
		if slices.ContainsFunc(d.capacity, func(c int64) bool { return c != 80 }) {
			t.Errorf("%s: in service and down are %v, want 80 GPUs at all times", policy, d.capacity)
		}
	}
}

func (d *downs) try(jobs ...homed) error { return d.world.tryWith(d, jobs...) }

// goodput is the share of a long job's time that is useful, by simulation: its mean
// over seeds and its standard error.
func goodput(t *testing.T, rate float64, span time.Duration, change ...func(*sim.Job)) (mean, se float64) {
	t.Helper()
	const seeds = 24
	var x [seeds]float64
	for seed := range seeds {
		w := newWorld(nil, failing("site", "fcfs", 600, rate, hour))
		w.Horizon, w.key = sim.Time(span), rng.Key{Seed: uint64(seed)}
		j := british(1, 4096, 0, 0, change...)
		j.Run, j.Request = 2*span, 2*span
		w.run(t, j)
		r := w.records[1]
		if r.Held != r.Done+r.Overhead+r.Lost {
			t.Fatalf("held %v; %v useful, %v overhead, %v lost", r.Held, r.Done, r.Overhead, r.Lost)
		}
		x[seed] = float64(r.Done) / float64(r.Held)
		mean += x[seed] / seeds
	}
	for _, v := range x {
		se += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(se / (seeds - 1) / seeds)
}

// Goodput against theory, two-sided. Renewal: work of τ with its write w, started
// over after each failure behind a restart u, takes M·e^(u/M)·(e^((τ+w)/M) − 1) on
// average, so the goodput is τ divided by that. First order (Meta's expected
// ETTR): (1 − N·r·(u + τ/2)) ÷ (1 + w/τ).
func TestGoodputAgainstTheClosedForm(t *testing.T) {
	const rate = 6.5
	m := 1000.0 / (512 * rate) * 24 * 60 // minutes: 432.7
	for _, c := range []struct{ tau, w, u float64 }{{60, 5, 10}, {30, 2, 15}, {240, 5, 10}} {
		exact := c.tau / (m * math.Exp(c.u/m) * math.Expm1((c.tau+c.w)/m))
		first := (1 - (c.u+c.tau/2)/m) / (1 + c.w/c.tau)
		mean, se := goodput(t, rate, 100*day, checkpoint(time.Duration(c.tau*60)), costs(c.w*60, c.u*60))
		t.Logf("τ %v, w %v, u %v min: %.5f ± %.5f, renewal %.5f, first order %.5f", c.tau, c.w, c.u, mean, 3*se, exact, first)
		if math.Abs(mean-exact) > 3*se || se > 0.003 {
			t.Errorf("τ %v min: goodput %.5f ± %.5f, the renewal formula says %.5f", c.tau, mean, 3*se, exact)
		}
		if limit := (c.tau + c.w + c.u) * (c.tau + c.w + c.u) / m / m; math.Abs(exact-first) > limit {
			t.Errorf("τ %v min: first order %.5f is more than %.5f from %.5f", c.tau, first, limit, exact)
		}
	}
}

// The rules reach the goodput that their intervals are worth; with a write of an
// hour at a mean time of 7.2 h between failures the order is seen in theory, and
// the simulation follows it.
func TestGoodputOfTheRules(t *testing.T) {
	const rate = 6.5
	mtbf := time.Duration(math.Round(1000 * float64(day) / (512 * rate)))
	m, last := mtbf.Minutes(), 0.0
	for _, r := range []sim.Rule{sim.Young, sim.Daly, sim.Exact} {
		tau := r.Interval(hour, mtbf).Minutes()
		want := tau / (m * math.Exp(10/m) * math.Expm1((tau+60)/m))
		mean, se := goodput(t, rate, 100*day, saves(r), costs(3600, 600))
		t.Logf("%v: %.1f min, goodput %.5f ± %.5f, in theory %.5f", r, tau, mean, 3*se, want)
		if math.Abs(mean-want) > 3*se || want < last {
			t.Errorf("%v: goodput %.5f ± %.5f, in theory %.5f, before it %.5f", r, mean, 3*se, want, last)
		}
		last = want
	}
}

// Ten nodes without spares. A step takes six of them at day 20, four come on day 30,
// eight go on day 40. Nodes that are gone by failure count among those that a step
// takes, so the steps add up: what is left at the end is never less than none.
func TestFailuresWithoutSparesAddUp(t *testing.T) {
	steps := []sim.Step{{At: sim.Time(20 * day), Change: -6, Announced: true, Loss: sim.Requeue}, {At: sim.Time(30 * day), Change: 4, Announced: true},
		{At: sim.Time(40 * day), Change: -8, Announced: true}}
	gone := false
	for seed := range uint64(30) {
		key := rng.Key{Seed: seed}
		for _, kind := range []sim.Kind{sim.Nodes, sim.Pool} {
			c := failing("site", "conservative", 10, 20, 0, steps...)
			size, rate := 8, 20.0
			if c.Kind = kind; kind == sim.Pool {
				size, rate = 1, 160
				c.Groups[0].GPUsPerNode, c.Groups[0].FailureRate = 1, rate
			}
			// The slow count: own nodes, and how many of them are dead.
			own, dead, next := 10, 0, 0
			w := newWorld(nil, c)
			w.Horizon, w.key = sim.Time(50*day), key
			d := &downs{world: w}
			if err := d.try(british(1, size, 0, 50*86400, checkpoint(3600)), british(2, 10*size, 5, 86400), british(3, size, 41*86400, 86400)); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			events := failuresOf(key, "site", "H100", 10, 10*size, rate, sim.Time(50*day))
			if kind == sim.Nodes {
				continue // which node a step takes is the engine's to say; see below
			}
			want := []int64{10}
			for _, f := range append(events, failure{sim.Time(50 * day), 0}) {
				for next < 3 && steps[next].At <= f.at {
					change := steps[next].Change
					if change < 0 {
						k := min(dead, -change)
						dead, change = dead-k, change+k
					}
					own += change
					want = append(want, int64(own))
					next++
				}
				if f.at < sim.Time(50*day) && f.node < own {
					own, dead = own-1, dead+1
					want = append(want, int64(own))
				}
			}
			got := slices.Compact(slices.Clone(d.capacity))
			if want = slices.Compact(want); !slices.Equal(got, want) {
				t.Errorf("seed %d: in service %v, want %v", seed, got, want)
			}
			if r := w.records[2]; r.Outcome == sim.Rejected && r.Reason == sim.CapacityGone {
				gone = true
			}
		}
	}
	if !gone {
		t.Error("no job of the whole machine was rejected once its capacity had gone")
	}
}

// A run in which something fails must have an end.
func TestFailuresThatMakeNoSense(t *testing.T) {
	for _, c := range []struct {
		change func(*sim.Cluster)
		want   string
	}{
		{func(*sim.Cluster) {}, "cluster site: group H100 fails, and the run has no horizon: a job that is always interrupted would never let it end"},
		{func(c *sim.Cluster) { c.Groups[0].Repair = -1 }, "cluster site: a repair in group H100 takes -1ns, which is negative"},
		{func(c *sim.Cluster) { c.Groups[0].FailureRate = math.NaN() }, "cluster site: group H100 fails NaN times in 1,000 node-days; give a rate of 0 or more"},
		{func(c *sim.Cluster) { c.Groups[0].FailureRate = -1 }, "cluster site: group H100 fails -1 times in 1,000 node-days; give a rate of 0 or more"},
	} {
		cluster := failing("site", "fcfs", 2, 1, 0)
		c.change(&cluster)
		if err := newWorld(nil, cluster).try(british(1, 1, 0, 1)); fmt.Sprint(err) != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

// On a node of 4 GPUs half as much fails, and a GPU of a pool is an eighth.
func TestTheRateIsByGPU(t *testing.T) {
	const span = 1000 * day
	for _, c := range []struct{ nodes, size int }{{100, 8}, {200, 4}, {800, 1}} {
		cluster := failing("site", "fcfs", c.nodes, 10, 0)
		cluster.Groups[0].Repair = hour
		cluster.Groups[0].GPUsPerNode = c.size
		w := newWorld(nil, cluster)
		w.Horizon = sim.Time(span)
		d := &downs{world: w}
		if err := d.try(); err != nil {
			t.Fatal(err)
		}
		// Each failure is two changes; a few hit a node that is down.
		if n := float64(len(d.seen)) / 2; math.Abs(n-1000) > 3*math.Sqrt(1000)+20 {
			t.Errorf("%d nodes of %d GPUs: %.0f failures, want 1,000 ± %.0f", c.nodes, c.size, n, 3*math.Sqrt(1000))
		}
	}
}
