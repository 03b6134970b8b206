package sim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// why is the parts of a wait that are not 0, in seconds.
func why(r sim.Record) string {
	var text []string
	for p, d := range r.Parts {
		if d != 0 {
			text = append(text, fmt.Sprint(sim.Part(p), " ", d.Seconds()))
		}
	}
	return strings.Join(text, ", ")
}

func athome(j *sim.Job) { j.Residency = sim.AtHome }
func inbloc(j *sim.Job) { j.Residency = sim.InBloc }
func on(nodes int) func(*sim.Job) {
	return func(j *sim.Job) { j.Nodes = nodes }
}

// racks is a cluster of nodes in the UK under FCFS.
func racks(nodes, size int, steps ...sim.Step) sim.Cluster {
	c := site("racks", "UK", nodes, unit.One, steps...)
	c.Kind, c.Groups[0].GPUsPerNode = sim.Nodes, size
	return c
}

// Each story is worked out by hand. All clusters are under FCFS; where nothing
// else is said jobs go to the first.
func TestWhyJobsWait(t *testing.T) {
	pool := func(gpus int, steps ...sim.Step) sim.Cluster { return site("uk", "UK", gpus, unit.One, steps...) }
	us := func(gpus int) sim.Cluster { return site("us", "US", gpus, unit.One) }
	first := always(0)
	for _, x := range []struct {
		name string
		w    *world
		jobs []homed
		want map[int64]string
	}{
		{"no wait", newWorld(nil, pool(4)), []homed{british(1, 4, 0, 10)}, map[int64]string{1: ""}},
		{"capacity", newWorld(nil, pool(4)), []homed{british(1, 4, 0, 10), british(2, 1, 2, 5)},
			map[int64]string{2: "capacity 8"}},
		// 1 GPU is free from 1 s on, but job 2 is before job 3. At 10 s job 2 starts
		// and nothing is free until 15 s.
		{"the policy, then capacity", newWorld(nil, pool(4)), []homed{british(1, 3, 0, 10), british(2, 4, 1, 5), british(3, 1, 2, 5)},
			map[int64]string{2: "capacity 9", 3: "policy 8, capacity 5"}},
		// GPUs come at 4 s and 6 s: 2, then 4 are free. At 20 s job 2 takes all for 1 s.
		{"capacity, then the policy", newWorld(nil, pool(2, sim.Step{At: at(4), Change: 2}, sim.Step{At: at(6), Change: 2})),
			[]homed{british(1, 2, 0, 20), british(2, 6, 1, 1), british(3, 3, 2, 1), british(4, 2, 3, 1)},
			map[int64]string{2: "capacity 19", 3: "policy 14, capacity 5", 4: "policy 16, capacity 2"}},
		{"a wall", newWorld(nil, pool(4, sim.Step{At: at(10), Change: -4, Announced: true}, sim.Step{At: at(12), Change: 4, Announced: true})),
			[]homed{british(1, 4, 0, 20)}, map[int64]string{1: "policy 10, capacity 2"}},
		// Jobs 1 and 2 leave 1 GPU on each of two nodes; from 10 s on job 3 leaves 2
		// on the first.
		{"fragmentation", newWorld(nil, racks(2, 4)), []homed{british(1, 3, 0, 10), british(2, 3, 0, 12), british(3, 2, 1, 5), british(4, 3, 2, 5)},
			map[int64]string{3: "fragmentation 9", 4: "fragmentation 2, capacity 8"}},
		// Job 2 takes whole nodes. One is free, and 4 + 3 GPUs are.
		{"whole nodes", newWorld(nil, racks(2, 4)), []homed{british(1, 1, 0, 10), british(2, 5, 1, 5), british(3, 8, 1, 5)},
			map[int64]string{2: "fragmentation 9", 3: "capacity 14"}},
		// Job 2 needs 2 nodes with 2 GPUs each: 1 and 3 are free. It could start
		// when job 1 has ended.
		{"a shape", newWorld(nil, racks(2, 4)), []homed{british(1, 3, 0, 10), british(2, 1, 0, 20), british(3, 4, 1, 5, on(2))},
			map[int64]string{3: "fragmentation 9"}},
		// GPUs of 2 do not suit a job that needs 3 on a node.
		{"nodes that do not suit a shape", newWorld(nil, func() sim.Cluster {
			c := racks(1, 4)
			c.Groups = append(c.Groups, sim.Group{Nodes: 5, GPUsPerNode: 2})
			return c
		}()), []homed{british(1, 3, 0, 10), british(2, 3, 1, 5, on(1)), british(3, 11, 1, 1)}, map[int64]string{2: "capacity 9"}},
		{"routing", newWorld(first, pool(4), us(3)), []homed{british(1, 3, 0, 10), british(2, 3, 1, 5), british(3, 4, 2, 5)},
			map[int64]string{2: "routing 9", 3: "capacity 13"}},
		{"eligibility", newWorld(first, pool(4), us(3)), []homed{british(1, 3, 0, 10), british(2, 2, 1, 5, athome), british(3, 4, 2, 5, inbloc)},
			map[int64]string{2: "eligibility 9", 3: "capacity 13"}},
		{"a cluster that is not open", newWorld(first, pool(4), open(us(3), "US")), []homed{british(1, 3, 0, 10), british(2, 3, 1, 5)},
			map[int64]string{2: "eligibility 9"}},
		{"a cluster for smaller jobs", newWorld(first, pool(4), largest(us(3), 2)), []homed{british(1, 4, 0, 10), british(2, 3, 1, 5), british(3, 2, 2, 10)},
			map[int64]string{2: "eligibility 9", 3: "routing 13"}},
		// The US has 3 free until job 2 is there at 4 s, and again from 6 s on.
		{"eligibility comes and goes", newWorld(routed(func(c *sim.Choice) int { return int(c.Job.ID) / 100 }), pool(4), us(3)),
			[]homed{british(1, 4, 0, 10), british(2, 2, 1, 5, athome), british(3, 2, 2, 5), british(101, 2, 4, 2)},
			map[int64]string{2: "eligibility 7, capacity 2", 3: "routing 6, capacity 2, policy 0"}},
		// A draining node has nothing free. It stays, with 3 free, from 6 s on.
		{"a drain", newWorld(nil, racks(1, 4, sim.Step{At: at(2), Change: -1}, sim.Step{At: at(6), Change: 1})),
			[]homed{british(1, 1, 0, 10), british(2, 2, 3, 5)}, map[int64]string{2: "capacity 3"}},
		// At 8 s 5 s of work are saved; the 4 GPUs are there again at 12 s.
		{"a requeue", newWorld(nil, pool(4, sim.Step{At: at(8), Change: -2, Loss: sim.Requeue}, sim.Step{At: at(12), Change: 2})),
			[]homed{british(1, 4, 0, 20, checkpoint(5))}, map[int64]string{1: "capacity 4"}},
		// The second piece of job 1 queues behind job 2.
		{"a chain", newWorld(nil, pool(1)), []homed{british(1, 1, 0, 20, segment(10)), british(2, 1, 5, 4)},
			map[int64]string{1: "capacity 4", 2: "capacity 5"}},
		{"data, then a queue", func() *world {
			w := newWorld(always(1), pool(4), us(4))
			w.Links = []sim.Link{{From: "UK", To: "US", BytesPerSecond: 1}}
			return w
		}(), []homed{{job(1, 4, 0, 8, 8), "US"}, british(2, 3, 0, 5, bytes(5))}, map[int64]string{1: "", 2: "staging 5, routing 3"}},
		// Job 2 waits in the UK for the routing until it moves to the US at 4 s.
		{"a move", func() *world {
			w := newWorld(routed(func(c *sim.Choice) int { return min(1, int(c.Now/at(4))) }), pool(4), us(4))
			w.RerouteAfter = at(4).Sub(0)
			w.Links = []sim.Link{{From: "UK", To: "US", BytesPerSecond: 1}}
			return w
		}(), []homed{british(1, 4, 0, 20), british(2, 3, 0, 5, bytes(2))}, map[int64]string{2: "staging 2, routing 4"}},
		{"a withdrawal", newWorld(nil, pool(4)), []homed{british(1, 3, 0, 10), british(2, 2, 1, 5, patience(4))},
			map[int64]string{2: "capacity 4"}},
		{"the horizon", func() *world {
			w := newWorld(nil, pool(4))
			w.Horizon = at(7)
			return w
		}(), []homed{british(1, 3, 0, 10), british(2, 2, 1, 5), british(3, 1, 2, 5)}, map[int64]string{2: "capacity 6", 3: "policy 5"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			x.w.Reasons = true
			x.w.run(t, x.jobs...)
			for id, want := range x.want {
				if got := why(x.w.records[id]); got != strings.TrimSuffix(want, ", policy 0") {
					t.Errorf("job %d (%s) waits for %s, want %s", id, told(x.w.records[id]), got, want)
				}
			}
		})
	}
}

// A run that does not ask learns nothing.
func TestNoReasonsUnasked(t *testing.T) {
	w := newWorld(nil, site("uk", "UK", 4, unit.One))
	w.run(t, british(1, 4, 0, 10), british(2, 1, 2, 5))
	if r := w.records[2]; r.Wait != 8e9 || r.Parts != [sim.Parts]time.Duration{} {
		t.Errorf("parts %v of %v", r.Parts, r.Wait)
	}
}
