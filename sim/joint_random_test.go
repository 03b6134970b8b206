package sim_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/sim"
)

// unite makes a joint pool of the clusters of a model from one on.
func unite(m *sim.Model, from int) {
	pool := sim.Cluster{Name: "pool", Region: m.Clusters[from].Region, Kind: sim.Nodes}
	for _, c := range m.Clusters[from:] {
		first := len(pool.Groups)
		pool.PolicyName, pool.NewPolicy, pool.Remainders = c.PolicyName, c.NewPolicy, c.Remainders
		pool.Members = append(pool.Members, sim.Member{Name: c.Name, Region: c.Region, FirstGroup: first, Groups: len(c.Groups),
			Access: c.Access, MaxGPUs: c.MaxGPUs, MaxTime: c.MaxTime})
		pool.Groups = append(pool.Groups, c.Groups...)
		for _, step := range c.Timeline {
			step.Group += first
			pool.Timeline = append(pool.Timeline, step)
		}
	}
	m.Clusters = append(m.Clusters[:from:from], pool)
}

// quiet sees records and no states.
type quiet struct{ *world }

func (quiet) State(sim.Time, int, *sim.State) {}

// In joint pools with budgets, closures, rules and failures no job vanishes or runs
// where it may not, the parts of each wait add up, and a run tells one story.
func TestNothingVanishesInJointPools(t *testing.T) {
	inPool := 0
	rapid.Check(t, func(t *rapid.T) {
		m, jobs := drawReasons(t)
		unite(&m, rapid.IntRange(0, len(m.Clusters)-1).Draw(t, "members from"))
		run := func(m sim.Model) []sim.Record {
			w := quiet{&world{Model: m, jobs: slices.Clone(jobs), records: map[int64]sim.Record{}}}
			w.NewRouter = func() sim.Router {
				n := 0
				return routed(func(c *sim.Choice) int {
					for _, i := range c.Eligible {
						c.Load(i)
					}
					n++
					return c.Eligible[n*7%len(c.Eligible)]
				})
			}
			ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
			defer stop()
			if _, err := sim.RunAudited(ctx, &w.Model, sim.Input{Source: w, Directory: &w.dir, Observers: []sim.Observer{w}}); err != nil {
				t.Fatal(err)
			}
			return w.told
		}
		told := run(m)
		seen := map[int64]bool{}
		for _, r := range told {
			sum := time.Duration(0)
			for _, d := range r.Parts {
				if sum += d; d < 0 {
					t.Fatalf("a part of %v is negative: %+v", r.Parts, r)
				}
			}
			switch {
			case seen[r.ID]:
				t.Fatalf("job %d is reported twice", r.ID)
			case sum != r.Wait:
				t.Fatalf("job %d waited %v in parts of %v", r.ID, r.Wait, r.Parts)
			case r.Start != sim.Never && r.Soil < r.Residency:
				t.Fatalf("job %d of residency %d is on soil %d: %+v", r.ID, r.Residency, r.Soil, r)
			}
			if seen[r.ID] = true; r.Start != sim.Never && r.Cluster >= len(m.Clusters) {
				inPool++
			}
		}
		if !slices.Equal(run(m), told) {
			t.Fatal("the second run tells another story")
		}
		m.Reasons = false
		for i, r := range run(m) {
			if told[i].Parts = r.Parts; told[i] != r {
				t.Fatalf("without reasons:\n%+v\n%+v", r, told[i])
			}
		}
	})
	if inPool == 0 && !t.Failed() {
		t.Error("no job ran in a joint pool")
	}
}
