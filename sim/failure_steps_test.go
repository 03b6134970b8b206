package sim_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/rng"
)

// alone finds a seed with which, of nodes of 8 GPUs at a rate, the first failure hits a
// given node in the first day and the second comes a fortnight later at least.
func alone(t *testing.T, nodes, node int, rate float64) (rng.Key, sim.Time) {
	t.Helper()
	for seed := range uint64(100_000) {
		key := rng.Key{Seed: seed}
		list := failuresOf(key, "site", "H100", nodes, 8*nodes, rate, sim.Time(15*day))
		if len(list) == 1 && list[0].node == node && list[0].at < sim.Time(day) {
			return key, list[0].at
		}
	}
	t.Fatal("no such seed")
	return rng.Key{}, 0
}

// An announced step is to take one of ten nodes on day 10. Node 3 fails on the first day
// and never comes back, so the step has nothing left to take: a job of nine nodes that
// lasts beyond day 10 starts at once, under every policy, and is not disturbed.
func TestTheDeadCountAmongThoseThatLeave(t *testing.T) {
	key, _ := alone(t, 10, 3, 2)
	for _, policy := range []string{"fcfs", "easy", "conservative", "replan"} {
		w := newWorld(nil, failing("site", policy, 10, 2, 0, sim.Step{At: sim.Time(10 * day), Change: -1, Announced: true, Loss: sim.Kill}))
		w.Horizon, w.key = sim.Time(14*day), key
		w.run(t, british(1, 72, 86400, 12*86400), british(2, 80, 86401, 3600))
		w.expect(t, map[int64]string{1: "start 86400 end 1.1232e+06 completed wait 0 held 1.0368e+06 done 1.0368e+06 segments 1",
			2: "start - end 86401 rejected wait 0 held 0 done 0: too large for every cluster"})
	}
}

// Node 1 of two is down for 12 days, and an announced step takes one node on day 10: the
// highest that is in service or down, which is node 1. So a job beyond day 10 starts at once
// on node 0, and stays. If it is node 0 that is down the step takes node 1: the job waits,
// and starts on node 0 when that is back.
func TestAStepTakesANodeThatIsDown(t *testing.T) {
	for node, want := range []string{
		"start %v end - running wait %v held %v done %v segments 1",
		"start 86400 end - running wait 0 held 1.1232e+06 done 1.1232e+06 segments 1",
	} {
		key, failed := alone(t, 2, node, 5)
		for _, policy := range []string{"fcfs", "easy", "conservative", "replan"} {
			w := newWorld(nil, failing("site", policy, 2, 5, 12*day, sim.Step{At: sim.Time(10 * day), Change: -1, Announced: true, Loss: sim.Kill}))
			w.Horizon, w.key = sim.Time(14*day), key
			w.run(t, british(1, 8, 86400, 20*86400))
			text := want
			if node == 0 {
				back := failed.Add(12 * day)
				held := w.Horizon.Sub(back).Seconds()
				text = fmt.Sprintf(want, time.Duration(back).Seconds(), back.Sub(sim.Time(day)).Seconds(), held, held)
			}
			w.expect(t, map[int64]string{1: text})
		}
	}
}

// Three nodes, two jobs, and node n down: a step that takes one, and requeues what is in
// its way, finds the node that is down and disturbs nobody.
func TestALossTakesADownNodeBeforeAJob(t *testing.T) {
	for node := range 3 {
		key, _ := alone(t, 3, node, 3)
		w := newWorld(nil, failing("site", "fcfs", 3, 3, 30*day, sim.Step{At: sim.Time(5 * day), Change: -1, Loss: sim.Requeue}))
		w.Horizon, w.key = sim.Time(14*day), key
		w.run(t, british(1, 8, 86400, 86400*10), british(2, 8, 86400, 86400*10))
		for id := range int64(2) {
			if r := w.records[id+1]; r.Outcome != sim.Completed || r.Restarts != 0 || r.Wait != 0 {
				t.Errorf("node %d is down: job %d: %s", node, id+1, told(r))
			}
		}
	}
}

// One node that fails about once a day and is repaired in two, taken on days 3, 9, 15
// … and brought on days 4, 10, 16 …: a slow count of one flag says when it is in
// service. A repair of a node that a step took meanwhile must not bring back the node that
// came in its place.
func TestOneNodeThatComesAndGoes(t *testing.T) {
	var steps []sim.Step
	for d := 3; d < 60; d += 6 {
		steps = append(steps, sim.Step{At: sim.Time(d) * sim.Time(day), Change: -1, Loss: sim.Requeue}, sim.Step{At: sim.Time(d+1) * sim.Time(day), Change: 1})
	}
	late := 0
	for seed := range uint64(200) {
		key, horizon := rng.Key{Seed: seed}, sim.Time(60*day)
		type event struct {
			at   sim.Time
			what int // 0 fails, 1 comes, 2 is repaired, 3 goes: the order of one instant
			of   int // which failure a repair is of
		}
		var list []event
		for i, f := range failuresOf(key, "site", "H100", 1, 8, 1000, horizon) {
			list = append(list, event{f.at, 0, i}, event{f.at.Add(2 * day), 2, i})
		}
		for _, st := range steps {
			list = append(list, event{st.At, 2 - st.Change, 0})
		}
		slices.SortFunc(list, func(a, b event) int {
			if a.at != b.at {
				return int(min(1, max(-1, a.at-b.at)))
			}
			return a.what - b.what
		})
		here, down := true, -1 // which failure it is down by
		want := []string{"0 8 0"}
		for _, x := range list {
			if x.at >= horizon {
				break
			}
			switch {
			case x.what == 0 && here && down < 0:
				down = x.of
			case x.what == 1:
				here = true
			case x.what == 2 && down == x.of:
				down = -1
			case x.what == 2 && down >= 0:
				late++
			case x.what == 3:
				here, down = false, -1
			}
			line := fmt.Sprint(int64(x.at), " 8 0")
			switch {
			case !here:
				line = fmt.Sprint(int64(x.at), " 0 0")
			case down >= 0:
				line = fmt.Sprint(int64(x.at), " 0 8")
			}
			want = append(want, line)
		}
		w := newWorld(nil, failing("site", "fcfs", 1, 1000, 2*day, steps...))
		w.Horizon, w.key = horizon, key
		seen := &levels{world: w}
		if err := w.tryWith(seen, british(1, 8, 0, 86400*90, checkpoint(600))); err != nil {
			t.Fatal(err)
		}
		if got := changes(seen.lines); !slices.Equal(got, changes(want)) {
			t.Fatalf("seed %d: time, in service, down:\n%v\nwant\n%v", seed, got, changes(want))
		}
	}
	if late == 0 {
		t.Error("no repair came too late for its node")
	}
}

// levels notes what is in service and down.
type levels struct {
	*world
	lines []string
}

func (l *levels) Job(*sim.Record) {}
func (l *levels) State(now sim.Time, _ int, s *sim.State) {
	l.lines = append(l.lines, fmt.Sprint(int64(now), " ", s.Capacity, " ", s.Down))
}

// changes leaves out the lines that differ from the one before in their time only.
func changes(lines []string) (out []string) {
	last := ""
	for _, line := range lines {
		var at, capacity, down int64
		if _, err := fmt.Sscan(line, &at, &capacity, &down); err != nil {
			panic(err)
		}
		if level := fmt.Sprint(capacity, down); level != last {
			out, last = append(out, line), level
		}
	}
	return out
}

// In a joint pool the nodes of each member fail as they do in a cluster of their own.
func TestMembersFailAsClustersDo(t *testing.T) {
	at := func(name string, policy string) sim.Cluster { return failing(name, policy, 6, 200, day) }
	key, horizon := rng.Key{Seed: 4}, sim.Time(30*day)
	down := func(clusters ...sim.Cluster) (lines [][]string) {
		w := newWorld(always(0), clusters...)
		w.Horizon, w.key = horizon, key
		by := map[string]*levels{}
		if err := w.tryWith(&located{w, by}, british(1, 40, 0, 86400*90, checkpoint(600)), british(2, 8, 0, 86400*90, checkpoint(600))); err != nil {
			t.Fatal(err)
		}
		return [][]string{changes(by["a"].lines), changes(by["b"].lines)}
	}
	pool := at("both", "easy")
	pool.Groups = append(pool.Groups, pool.Groups[0])
	pool.Members = []sim.Member{{Name: "a", Region: "UK", Groups: 1}, {Name: "b", Region: "FR", FirstGroup: 1, Groups: 1}}
	joint, apart := down(pool), down(at("a", "easy"), at("b", "easy"))
	for i := range joint {
		if !slices.Equal(joint[i], apart[i]) || len(joint[i]) < 20 {
			t.Errorf("member %d: in service and down\n%v\nin a cluster of its own\n%v", i, joint[i], apart[i])
		}
	}
}

// located notes the levels of each location by name.
type located struct {
	*world
	by map[string]*levels
}

func (l *located) Job(*sim.Record) {}
func (l *located) State(now sim.Time, location int, s *sim.State) {
	name := l.Locations()[location].Name
	if l.by[name] == nil {
		l.by[name] = &levels{}
	}
	l.by[name].State(now, location, s)
}
