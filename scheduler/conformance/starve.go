package conformance

import (
	"fmt"
	"time"

	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/sim/unit"
)

// starvesNobody lets one job wait in a flood of others on 4 GPUs, which asks for
// 5/4 of what they can do. Each victim is one that some order would put last.
func starvesNobody(s scheduler.Spec) error {
	const gpus, flood, victim = 4, 300, 20
	for _, c := range []struct {
		what        string
		gpus, ticks int // of each job of the flood
		wide, long  int // of the victim
	}{
		{"a wide job among narrow ones", 1, 5, 4, 5},
		{"a long job among short ones", 1, 5, 1, 50},
		{"a wide and long job among others", 1, 5, 4, 50},
		{"a narrow job among wide ones", 4, 2, 1, 2},
		{"a short job among long ones", 1, 20, 1, 1},
	} {
		w := workload{cluster: sim.Cluster{Name: "site", Groups: []sim.Group{{Name: "gpus", Nodes: gpus, GPUsPerNode: 1, Speed: unit.One}}}}
		run := time.Duration(c.ticks) * tick
		gap := run * time.Duration(c.gpus) / (gpus + 1)
		for i := range flood {
			j := sim.Job{ID: int64(i), GPUs: c.gpus, Submit: sim.Time(i) * sim.Time(gap), Run: run, Request: run}
			if i == victim {
				j.GPUs, j.Run = c.wide, time.Duration(c.long)*tick
				j.Request = j.Run
			}
			w.jobs = append(w.jobs, j)
		}
		records, err := w.run(s, nil)
		if err != nil {
			return fmt.Errorf("policy %s, %s: %w", s.Name, c.what, err)
		}
		if last := w.jobs[flood-1].Submit; records[victim].Start >= last {
			return fmt.Errorf("policy %s: %s starves: it does not start while others keep coming, for %v", s.Name, c.what, last.Sub(w.jobs[victim].Submit))
		}
	}
	return nil
}
