package oracle_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"sovsim/sim"
)

// The guarantee of EASY: a reserved head, while the order keeps it head, never
// starts after its reservation. The reservations are those that the oracle made
// pass by pass; the starts are the engine's. No capacity is lost unannounced.
func TestEASYKeepsItsPromise(t *testing.T) {
	promised := 0
	for kind := range 2 {
		for i := range *workloads / 3 {
			r := rand.New(rand.NewPCG(uint64(i), 100+uint64(kind)))
			w := random(r, sim.Kind(kind), traits{announcedOnly: true})
			for _, policy := range policiesFor(sim.Kind(kind)) {
				if !strings.Contains(policy, "easy") {
					continue
				}
				rows, err := engine(w, policy)
				if err != nil {
					t.Fatalf("workload %d under %s: %v\n%s", i, policy, err, w)
				}
				_, outs := byOracle(t, w, policy)
				for k, o := range outs {
					for n, p := range o.Promises {
						if n > 0 && p.At > o.Promises[n-1].At && staysHead(w, policy, o.Job, o.Promises[n-1].Made, p.Made) {
							t.Fatalf("workload %d under %s: job %d was promised %s at %s and %s at %s\n%s", i, policy, o.Job,
								exact(o.Promises[n-1].At), exact(o.Promises[n-1].Made), exact(p.At), exact(p.Made), w)
						}
					}
					// A job that started from the head started when its last
					// promise said, or before.
					if n := len(o.Promises); n > 0 && rows[k].start != sim.Never {
						promised++
						last := o.Promises[n-1]
						if rows[k].start > last.At && staysHead(w, policy, o.Job, last.Made, rows[k].start) {
							t.Fatalf("workload %d under %s: job %d was promised %s at %s and started at %s\n%s", i, policy, o.Job,
								exact(last.At), exact(last.Made), exact(rows[k].start), w)
						}
					}
				}
			}
		}
	}
	if promised < *workloads {
		t.Errorf("only %d promises in all: the workloads test too little", promised)
	}
}

// The guarantee of conservative backfilling: no job starts after its first
// reservation, or after any later one. No capacity is lost unannounced.
func TestConservativeKeepsItsPromise(t *testing.T) {
	promised := 0
	for kind := range 2 {
		for i := range *workloads / 3 {
			r := rand.New(rand.NewPCG(uint64(i), 200+uint64(kind)))
			w := random(r, sim.Kind(kind), traits{announcedOnly: true})
			for _, policy := range policiesFor(sim.Kind(kind)) {
				if !strings.HasPrefix(policy, "conservative") {
					continue
				}
				rows, err := engine(w, policy)
				if err != nil {
					t.Fatalf("workload %d under %s: %v\n%s", i, policy, err, w)
				}
				_, outs := byOracle(t, w, policy)
				for k, o := range outs {
					for n, p := range o.Promises {
						promised++
						if n > 0 && p.At > o.Promises[n-1].At || rows[k].start != sim.Never && rows[k].start > p.At {
							t.Fatalf("workload %d under %s: job %d was promised %v and started at %s\n%s", i, policy, o.Job, o.Promises, exact(rows[k].start), w)
						}
					}
				}
			}
		}
	}
	if promised < *workloads {
		t.Errorf("only %d promises in all: the workloads test too little", promised)
	}
}

// With exact requests and constant capacity, backfilling at the end of an
// otherwise equal queue changes nothing that FCFS decides: where every job needs
// the whole pool, all orders by arrival give one schedule.
func TestWholePoolJobsNeedNoBackfilling(t *testing.T) {
	for i := range *workloads / 10 {
		w := random(rand.New(rand.NewPCG(uint64(i), 300)), sim.Pool, traits{noHorizon: true})
		w.cluster.Timeline = nil
		for k := range w.jobs {
			w.jobs[k].GPUs = w.cluster.Groups[0].Nodes
			w.jobs[k].Request = w.jobs[k].Run
		}
		want, err := engine(w, "fcfs")
		if err != nil {
			t.Fatal(err)
		}
		for _, policy := range []string{"easy", "conservative", "replan"} {
			got, err := engine(w, policy)
			if err != nil {
				t.Fatal(err)
			}
			for k := range want {
				if got[k].start != want[k].start {
					t.Fatalf("workload %d: job %d starts at %s under %s, at %s under fcfs\n%s", i, k, exact(got[k].start), policy, exact(want[k].start), w)
				}
			}
		}
	}
}
