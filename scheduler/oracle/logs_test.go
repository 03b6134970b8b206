package oracle_test

import (
	"os"
	"path/filepath"
	"testing"

	"sovsim/sim"
	logs "sovsim/workloads"
)

// The engine against the oracle on pieces of real logs, whose sizes, requests
// and bursts no generator of ours draws: a few busy stretches of each, on a
// pool and on nodes.
func TestRealLogsAgainstOracle(t *testing.T) {
	const piece = 120
	for _, l := range []struct {
		file     string
		gpus     int // fewer than the real machine had, so that jobs wait
		perNode  int
		from     []int
		scale    int // GPUs of the pool are the log's processors ÷ scale
		maxProcs int
	}{
		{"KTH-SP2-1996-2.swf.gz", 100, 4, []int{0, 3000, 20_000}, 1, 100},
		{"CEA-Curie-30k-sample.swf.gz", 24, 8, []int{200, 9000}, 512, 512 * 24},
		{"LLNL-Atlas-2006-2.1-cln.swf.gz", 96, 8, []int{1500, 15_000}, 8, 8 * 96},
	} {
		t.Run(l.file, func(t *testing.T) {
			path := filepath.Join("..", "..", "..", "shared", "traces", "swf", l.file)
			if _, err := os.Stat(path); err != nil {
				t.Skipf("needs %s, a log of the Parallel Workloads Archive that is not part of the project", l.file)
			}
			t.Parallel()
			log, err := logs.Open(path, logs.Options{MaxGPUs: l.maxProcs})
			if err != nil {
				t.Fatal(err)
			}
			defer log.Close()
			var all []sim.Job
			for {
				var j sim.Job
				if ok, err := log.Next(&j); err != nil {
					t.Fatal(err)
				} else if !ok {
					break
				}
				j.GPUs = (j.GPUs + l.scale - 1) / l.scale
				all = append(all, j)
			}
			waited := 0
			for _, from := range l.from {
				for _, kind := range []sim.Kind{sim.Pool, sim.Nodes} {
					w := workload{horizon: sim.Never, jobs: all[from : from+piece]}
					w.cluster.Kind = kind
					w.cluster.Groups = []sim.Group{{Nodes: l.gpus, GPUsPerNode: 1}}
					if kind == sim.Nodes {
						w.cluster.Groups = []sim.Group{{Nodes: l.gpus / l.perNode, GPUsPerNode: l.perNode}}
					}
					for _, policy := range policiesFor(kind) {
						if d := difference(t, w, policy); d != "" {
							t.Errorf("jobs %d to %d on %d GPUs under %s:\n%s", from, from+piece-1, l.gpus, policy, d)
						}
						rows, _ := engine(w, policy)
						for _, r := range rows {
							if r.start > w.jobs[r.job].Submit {
								waited++
							}
						}
					}
				}
			}
			t.Logf("%d waits in all", waited)
			if waited < 1000 {
				t.Errorf("only %d jobs waited: the pieces are too quiet to test anything", waited)
			}
		})
	}
}
