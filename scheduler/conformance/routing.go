package conformance

import (
	"fmt"
	"math/rand/v2"
	"time"

	"sovsim/scheduler"
	"sovsim/sim"
)

// Routing checks a routing, as a user would type it, on random worlds of three
// regions: a second run has the same records, each job that some cluster can run
// ends there, and the numbers of jobs and the ids of users and projects matter to
// nothing. A routing may reject a job that its rule leaves no cluster (−1).
func Routing(text string, worlds int) error {
	s, err := scheduler.ParseRouting(text)
	if err != nil {
		return err
	}
	fcfs, err := scheduler.Parse("fcfs")
	if err != nil {
		return err
	}
	for i := range worlds {
		r := rand.New(rand.NewPCG(uint64(i), 29))
		w := draw(r, sim.Pool, true)
		m := &sim.Model{Horizon: sim.Never, NewRouter: s.New, Blocs: []sim.Bloc{{Name: "near", Regions: []string{"A", "B"}}}}
		for k, region := range []string{"A", "B", "C", "C"} {
			m.Clusters = append(m.Clusters, sim.Cluster{Name: fmt.Sprint("site", k), Region: region, PolicyName: fcfs.Name, NewPolicy: fcfs.New,
				Groups: []sim.Group{{Name: "gpus", Nodes: 1 + r.IntN(12), GPUsPerNode: 1, Speed: speed(r)}}, Price: int64(r.IntN(3))})
		}
		m.Links = []sim.Link{{From: "A", To: "C", BytesPerSecond: 1e6}, {From: "B", To: "A", BytesPerSecond: 1e7}}
		if r.IntN(2) == 0 {
			m.RerouteAfter = time.Duration(1+r.IntN(20)) * tick
		}
		for k := range w.jobs {
			j := &w.jobs[k]
			j.Region, j.Residency, j.Bytes = int32(r.IntN(3)), sim.Residency(r.IntN(3)), int64(r.IntN(3))*5e6
			j.GPUs = 1 + r.IntN(8)
		}
		if err := routes(m, w, r); err != nil {
			return fmt.Errorf("routing %s, world %d: %w", s.Name, i, err)
		}
	}
	return nil
}

func routes(m *sim.Model, w workload, r *rand.Rand) error {
	records, err := play(m, w.jobs)
	if err != nil {
		return err
	}
	for i := range records {
		x := &records[i]
		if x.Outcome != sim.Completed && x.Outcome != sim.Killed && x.Outcome != sim.Rejected {
			return fmt.Errorf("job %d is lost: it ends as %v", i, x.Outcome)
		}
	}
	renamed := w.renamed(r).jobs
	for i := range renamed {
		renamed[i].Class = w.jobs[i].Class // draws are keyed by class
	}
	for k, what := range []string{"a second run", "other names and numbers"} {
		again, err := play(m, [][]sim.Job{w.jobs, renamed}[k])
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		for i := range records {
			a, b := &records[i], &again[i]
			if a.Cluster != b.Cluster || a.Start != b.Start || a.End != b.End || a.Outcome != b.Outcome || a.Moves != b.Moves {
				return fmt.Errorf("%s: job %d goes to cluster %d and starts at %v, before to %d at %v", what, i, b.Cluster, time.Duration(b.Start), a.Cluster, time.Duration(a.Start))
			}
		}
	}
	return nil
}
