package sim_test

import (
	"math"
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// drawFailures lets clusters of a world fail about once in some seconds to minutes,
// and jobs be divided by a scale. paid asks for costs of checkpoints too.
func drawFailures(t *rapid.T, m *sim.Model, jobs []homed, paid bool) {
	m.Horizon = min(m.Horizon, sim.Time(10*time.Minute))
	for i := range m.Clusters {
		c := &m.Clusters[i]
		for g := range c.Groups {
			if rapid.IntRange(0, 3).Draw(t, "fails") > 0 {
				c.Groups[g].FailureRate = 8000 * 86400 / rapid.Float64Range(5, 2000).Draw(t, "GPU seconds to failure")
			}
			if rapid.IntRange(0, 3).Draw(t, "repaired") > 0 {
				c.Groups[g].Repair = time.Duration(rapid.IntRange(1, 40).Draw(t, "repair")) * time.Second
			}
		}
	}
	for i := range jobs {
		j := &jobs[i].Job
		j.Number = j.ID + 1
		if rapid.IntRange(0, 3).Draw(t, "divided") == 0 {
			j.FullSize = j.GPUs * rapid.IntRange(1, 9).Draw(t, "full size")
		}
		if !paid || rapid.Bool().Draw(t, "free") {
			continue
		}
		half := func(what string, most int) time.Duration {
			return time.Duration(rapid.IntRange(0, most).Draw(t, what)) * time.Second / 2
		}
		j.Write, j.Restart = half("write", 4), half("restart", 6)
		if j.Write > 0 && rapid.Bool().Draw(t, "by rule") {
			j.Checkpoint, j.Rule = 0, sim.Rule(rapid.IntRange(1, 3).Draw(t, "rule"))
		}
		if j.Segment > 0 {
			j.Segment += 5 * time.Second
		}
	}
}

// watchful holds the capacity of each cluster against its timeline at every instant.
type watchful struct {
	*tally
	t *rapid.T
}

func (w *watchful) State(now sim.Time, cluster int, s *sim.State) {
	w.tally.State(now, cluster, s)
	c, own := &w.Clusters[cluster], int64(0)
	own = int64(c.GPUs())
	for _, st := range c.Timeline {
		if st.At <= now && now < w.Horizon {
			own += int64(st.Change * c.Groups[st.Group].GPUsPerNode)
		}
	}
	if now == w.Horizon { // a step then does not happen
		return
	}
	there := s.Capacity + s.Down
	if s.Capacity < 0 || s.Down < 0 || there > own || !slices.ContainsFunc(c.Groups, func(g sim.Group) bool { return g.Repair == 0 }) && there != own {
		w.t.Fatalf("at %v cluster %d has %d GPUs in service and %d down, of %d", time.Duration(now), cluster, s.Capacity, s.Down, own)
	}
}

// With failures and costs, too, no job vanishes, every policy's plans hold, times
// add up, a second run tells the same, and all time held is useful, overhead or lost:
// to the nanosecond at speed 1, else to the rounding of each piece.
func TestNothingVanishesInFailures(t *testing.T) {
	failures, costly := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		m, jobs := drawWorld(t)
		mixed := rapid.Bool().Draw(t, "mixed")
		for i := range m.Clusters {
			if c := &m.Clusters[i]; mixed && c.Kind == sim.Nodes {
				c.Groups = append(c.Groups, sim.Group{Name: "b", Nodes: 2, GPUsPerNode: 3, Speed: unit.Ratio{Num: 3, Den: 2}})
			}
		}
		drawFailures(t, &m, jobs, true)
		w := play(t, m, jobs)
		waited := new(big.Int)
		for _, h := range jobs {
			r, ok := w.records[h.ID]
			if !ok {
				if h.Submit < m.Horizon {
					t.Fatalf("job %d has no record", h.ID)
				}
				continue
			}
			if !mixed { // it knows one speed for each cluster
				h.check(t, w, &r)
			}
			waited.Add(waited, big.NewInt(int64(r.Wait)))
			failures += r.Failures
			if r.Overhead > 0 && r.Lost > 0 {
				costly++
			}
			if r.Failures > r.Restarts+1 || r.Overhead < 0 || r.Lost < 0 || r.Overhead+r.Lost > r.Held {
				t.Fatalf("%d failures, %d restarts, overhead %v, lost %v, held %v", r.Failures, r.Restarts, r.Overhead, r.Lost, r.Held)
			}
			if r.Start == sim.Never || r.Moves > 0 || mixed {
				continue
			}
			speed := m.Clusters[r.Cluster].Groups[0].Speed
			useful, want, slack := r.Held-r.Overhead-r.Lost, float64(r.Done)/speed.Float(), 0.0
			if !speed.IsOne() {
				slack = 6 * float64(r.Restarts+r.Segments+1) / min(1, speed.Float())
			}
			if math.Abs(float64(useful)-want) > slack {
				t.Fatalf("job %d: %s: overhead %v, lost %v, so %v useful; want %v", r.ID, told(r), r.Overhead, r.Lost, useful, time.Duration(want))
			}
			if part := r.OverheadGPUTime.Plus(r.LostGPUTime); part.Cmp(r.GPUTime) > 0 {
				t.Fatalf("job %d: %v of %v GPU·ns not useful", r.ID, part.Nanos(), r.GPUTime.Nanos())
			}
		}
		if w.waited.Cmp(waited) != 0 {
			t.Fatalf("the states say %v ns of waits, the records %v", w.waited, waited)
		}
		again := &watchful{&tally{world: world{Model: w.Model, jobs: jobs, records: map[int64]sim.Record{}}, latest: make([]sim.State, len(m.Clusters)), waited: new(big.Int), staged: new(big.Int)}, t}
		if err := again.tryWith(again, jobs...); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(again.told, w.told) || again.result != w.result {
			t.Fatalf("a second run tells another story:\n%v\n%v", w.told, again.told)
		}
	})
	t.Logf("%d failures, %d jobs with overhead and losses", failures, costly)
	if failures < 100 || costly < 10 {
		t.Errorf("only %d failures, %d jobs with overhead and losses: the test says little", failures, costly)
	}
}
