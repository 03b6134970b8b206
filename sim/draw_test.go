package sim_test

import (
	"fmt"
	"testing"

	"sovsim/sim"
	"sovsim/sim/rng"
	"sovsim/sim/unit"
)

// drawn runs jobs in a world of two clusters and is the first number of each
// routing, by the job's ID and which of its routings it was.
func drawn(t *testing.T, key rng.Key, jobs ...homed) map[string]uint64 {
	t.Helper()
	got, times := map[string]uint64{}, map[int64]int{}
	w := twins(routed(func(c *sim.Choice) int {
		s := c.Stream()
		times[c.Job.ID]++
		got[fmt.Sprint(c.Job.ID, " ", times[c.Job.ID])] = s.Uint64()
		if again := c.Stream(); again.Uint64() != got[fmt.Sprint(c.Job.ID, " ", times[c.Job.ID])] {
			t.Errorf("job %d: a routing has two streams", c.Job.ID)
		}
		return 0
	}))
	w.key = key
	w.dir.Classes.ID("idle") // class 0
	w.dir.Classes.ID("busy")
	w.dir.Trace("a.swf")
	w.dir.Trace("a.swf")
	w.run(t, jobs...)
	return got
}

// A job's draws are those of its region, class and number: other classes and
// regions, the place in the stream and the ID that follows from it move nothing.
func TestDrawsBelongToTheJob(t *testing.T) {
	named := func(id, number int64, class int32, region string, submit, run float64) homed {
		return homed{sim.Job{ID: id, Number: number, Class: class, GPUs: 1, Submit: at(submit), Run: at(run).Sub(0), Request: at(run).Sub(0)}, region}
	}
	key := rng.Key{Seed: 3, Replication: 1}
	alone := drawn(t, key, named(1, 1, 1, "UK", 0, 20), named(2, 2, 1, "UK", 1, 5))
	among := drawn(t, key, named(1, 1, 0, "US", 0, 1), named(2, 1, 0, "UK", 0, 1), named(3, 1, 1, "UK", 0, 30), named(4, 2, 0, "UK", 0, 1), named(5, 2, 1, "UK", 1, 9))
	for _, k := range []string{"1 1", "2 1", "2 2", "2 3"} { // job 2 waits: it is routed again at 3 s and 7 s
		then := fmt.Sprint(map[byte]int{'1': 3, '2': 5}[k[0]], k[1:])
		if alone[k] == 0 || alone[k] != among[then] {
			t.Errorf("routing %s: %d, beside other classes %d", k, alone[k], among[then])
		}
	}
	// All that is different is drawn anew: routings, numbers, classes, regions, jobs
	// without a number, seeds and replications.
	seen := map[uint64]string{}
	add := func(what string, from map[string]uint64) {
		for k, x := range from {
			if other, again := seen[x]; again {
				t.Errorf("%s and %s %s draw alike", other, what, k)
			}
			seen[x] = what + " " + k
		}
	}
	add("among", among)
	add("unnumbered", drawn(t, key, named(1, 0, 1, "UK", 0, 20)))
	add("seed", drawn(t, rng.Key{Seed: 4, Replication: 1}, named(1, 1, 1, "UK", 0, 20)))
	add("replication", drawn(t, rng.Key{Seed: 3, Replication: 2}, named(1, 1, 1, "UK", 0, 20)))
}

// The place in its trace is the name of a trace's job: class, region, number in the file
// and place in the stream move nothing. What no source numbers draws by its place in the
// stream, so that jobs of one number are not of one draw.
func TestDrawsOfATrace(t *testing.T) {
	of := func(trace int32, id, place int64, class int32, region string) homed {
		return homed{sim.Job{ID: id, Number: place, Trace: trace, Class: class, GPUs: 1, Run: at(1).Sub(0), Request: at(1).Sub(0)}, region}
	}
	a := drawn(t, rng.Key{}, of(1, 1, 1, 0, "UK"), of(1, 2, 2, 0, "UK"))
	b := drawn(t, rng.Key{}, of(2, 4, 2, 0, "UK"), of(0, 3, 1, 1, "UK"), of(1, 2, 2, 1, "US"), of(1, 1, 1, 0, "US"))
	if a["1 1"] != b["1 1"] || a["2 1"] != b["2 1"] {
		t.Errorf("%v, beside other jobs %v", a, b)
	}
	seen := map[uint64]bool{}
	for _, x := range b {
		seen[x] = true
	}
	if len(seen) != len(b) {
		t.Errorf("%d routings have %d draws: %v", len(b), len(seen), b)
	}
	// Two hundred jobs of one number, none of which a source numbers, and as many of
	// one trace, are spread over four: 50 ± 26 (binomial, 4.2 standard deviations).
	for _, numbered := range []int64{0, 1} {
		counts := [4]int{}
		w := twins(routed(func(c *sim.Choice) int {
			s := c.Stream()
			counts[s.IntN(4)]++
			return 0
		}))
		var jobs []homed
		for i := range int64(200) {
			jobs = append(jobs, of(int32(numbered), 7, numbered*(i+1), 0, "UK"))
			jobs[i].Submit = at(float64(2 * i))
		}
		w.run(t, jobs...)
		for i, n := range counts {
			if n < 24 || n > 76 {
				t.Errorf("numbered %d: target %d is drawn %d times of 200, want 50 ± 26", numbered, i, n)
			}
		}
	}
	// A class or region that was never named is not a reason to fail.
	w := newWorld(routed(func(c *sim.Choice) int { s := c.Stream(); return s.IntN(1) }), site("a", "UK", 1, unit.One))
	w.run(t, british(1, 1, 0, 1, func(j *sim.Job) { j.Class = 99 }))
}

// A second source of a name is another one, and no pair of names makes one.
func TestTracesOfADirectory(t *testing.T) {
	dir := &sim.Directory{}
	ids := map[int32]bool{0: true}
	for _, name := range []string{"a", "a", "b", "a", "", ""} {
		id := dir.Trace(name)
		if ids[id] {
			t.Errorf("%q has the id %d, which is taken", name, id)
		}
		ids[id] = true
	}
}
