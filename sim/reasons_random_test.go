package sim_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/scheduler"
	"sovsim/sim"
)

// drawReasons is a world with shapes, second node groups and remainders on parts
// of nodes, in which jobs are told why they wait.
func drawReasons(t *rapid.T) (sim.Model, []homed) {
	m, jobs := drawWorld(t)
	m.Reasons = true
	for i := range m.Clusters {
		c := &m.Clusters[i]
		if c.Kind != sim.Nodes {
			continue
		}
		if c.Remainders = rapid.Bool().Draw(t, "remainders"); c.Remainders {
			spec, err := scheduler.Parse(c.PolicyName + "(placement=consolidated)")
			if err != nil {
				t.Fatal(err)
			}
			if !spec.Remainders() {
				t.Fatalf("%s does not say that it leaves remainders on parts of nodes", spec.Name)
			}
			c.PolicyName, c.NewPolicy = spec.Name, spec.New
		}
		if rapid.Bool().Draw(t, "second group") {
			c.Groups = append(c.Groups, sim.Group{Name: "b", Nodes: rapid.IntRange(1, 3).Draw(t, "more nodes"), GPUsPerNode: rapid.IntRange(1, 3).Draw(t, "of size")})
		}
	}
	for i := range jobs {
		j := &jobs[i].Job
		if rapid.IntRange(0, 2).Draw(t, "large") == 0 {
			j.GPUs += rapid.IntRange(0, 8).Draw(t, "more gpus")
		}
		if rapid.IntRange(0, 2).Draw(t, "shaped") == 0 {
			j.Nodes = rapid.IntRange(1, 3).Draw(t, "on nodes")
			j.GPUs = j.Nodes * rapid.IntRange(1, 4).Draw(t, "gpus on each")
		}
	}
	if rapid.Bool().Draw(t, "holds") {
		drawHolds(t, &m)
	}
	rules := rapid.Bool().Draw(t, "rules")
	if rapid.IntRange(0, 2).Draw(t, "failures") == 0 {
		drawFailures(t, &m, jobs, !rules)
	}
	if rules {
		drawRules(t, &m, jobs)
		for i := range jobs {
			if j := &jobs[i].Job; j.FullSize > 0 {
				j.FullSize = max(j.FullSize, j.GPUs)
			}
		}
	}
	return m, jobs
}

// recounted holds the engine's parts against the slow ones.
type recounted struct {
	*world
	t     *rapid.T
	slow  *sim.Recount
	parts [sim.Parts]int
}

func (w *recounted) State(sim.Time, int, *sim.State) {
	if w.slow != nil {
		w.slow.Look()
		// What is called placeable is what policies do place.
		if i := w.slow.Heads(func(policy string) bool {
			return strings.HasPrefix(policy, "fcfs") || strings.HasPrefix(policy, "easy")
		}); i >= 0 {
			w.t.Fatalf("the first in the queue of cluster %d could start and does not", i)
		}
	}
}

func (w *recounted) Job(r *sim.Record) {
	w.world.Job(r)
	if w.slow != nil {
		w.slow.Settle()
	}
	sum, want := time.Duration(0), [sim.Parts]int64{}
	if w.slow != nil {
		want = w.slow.Of(r.Seq)
	}
	for p, d := range r.Parts {
		if sum += d; int64(d) != want[p] {
			w.t.Fatalf("job %d, %s: waited %v, by the slow recount %v\n%+v", r.ID, sim.Part(p), r.Parts, want, *r)
		}
		if d > 0 {
			w.parts[p]++
		}
	}
	if sum != r.Wait || r.Parts[sim.InStaging] != r.Staged {
		w.t.Fatalf("job %d waited %v, %v staged: parts %v", r.ID, r.Wait, r.Staged, r.Parts)
	}
}

// In any world the parts are those of a slow recount, to the nanosecond, they add
// up to the wait, and asking for them moves nothing else.
func TestReasonsAgreeWithASlowRecount(t *testing.T) {
	var seen [sim.Parts]int
	rapid.Check(t, func(t *rapid.T) {
		m, jobs := drawReasons(t)
		w := &recounted{world: &world{Model: m, jobs: jobs, records: map[int64]sim.Record{}}, t: t}
		route := func() sim.Router {
			n := 0
			return routed(func(c *sim.Choice) int {
				if w.slow == nil {
					w.slow = c.Recount()
				}
				if n++; n%20 == 0 {
					return -1
				}
				return c.Eligible[n*7%len(c.Eligible)]
			})
		}
		name := func(w *world) {
			for class := range 3 { // of the fourth nobody tells
				w.dir.Classes.ID(fmt.Sprint("c", class))
			}
			w.dir.Projects.ID("p0")
			w.dir.Projects.ID("p1")
		}
		name(w.world)
		w.NewRouter = route
		ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
		defer stop()
		result, err := sim.RunAudited(ctx, &w.Model, sim.Input{Source: w, Directory: &w.dir, Observers: []sim.Observer{w}})
		if err != nil {
			t.Fatal(err)
		}
		for p, n := range w.parts {
			seen[p] += n
		}

		off := &world{Model: m, jobs: jobs, records: map[int64]sim.Record{}}
		off.Reasons, off.NewRouter = false, route
		name(off)
		again, err := sim.Run(ctx, &off.Model, sim.Input{Source: off, Directory: &off.dir, Observers: []sim.Observer{off}})
		if err != nil {
			t.Fatal(err)
		}
		for i := range w.told {
			w.told[i].Parts = [sim.Parts]time.Duration{}
		}
		if !slices.Equal(off.told, w.told) || again != result {
			t.Fatalf("without reasons the run tells another story:\n%v\n%v", w.told, off.told)
		}
	})
	for p, n := range seen {
		if n == 0 && !t.Failed() {
			t.Errorf("no job waited by %s: the worlds are too tame", sim.Part(p))
		}
	}
	t.Logf("jobs by part of their wait: %v", seen)
}
