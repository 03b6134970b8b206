package oracle_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sovsim/scheduler"
	"sovsim/scheduler/oracle"
	"sovsim/sim"
)

// How many random workloads of each kind are compared under every policy:
//
//	go test ./scheduler/oracle -oracle.n 40000
var (
	workloads = flag.Int("oracle.n", 4000, "random workloads of each kind of cluster to compare")
	traces    = flag.Bool("oracle.traces", false, "print the stack of a panic")
	onlySeed  = flag.Int("oracle.seed", -1, "compare only the random workload of this number")
)

// Each second text is that of a policy.
func TestReadingsAreOfPolicies(t *testing.T) {
	if len(oracle.Names()) < 8 {
		t.Errorf("only %v have a second text", oracle.Names())
	}
	for _, name := range oracle.Names() {
		if _, err := scheduler.Lookup(name); err != nil {
			t.Error(err)
		}
	}
}

// policiesFor is every preset with every placement that matters on the kind.
func policiesFor(kind sim.Kind) []string {
	if kind == sim.Pool {
		return oracle.Names()
	}
	var all []string
	for _, p := range oracle.Names() {
		for _, placement := range []string{"first-fit", "best-fit", "consolidated"} {
			all = append(all, p+"(placement="+placement+")")
		}
	}
	return all
}

// difference describes how the engine and the oracle differ; "" if not at all.
func difference(t testing.TB, w workload, policy string) string {
	want, _ := byOracle(t, w, policy)
	got, err := engine(w, policy)
	if err != nil {
		return fmt.Sprintf("engine: %v\noracle:\n%s", err, list(want))
	}
	if slices.Equal(got, want) {
		return ""
	}
	return fmt.Sprintf("engine:\n%soracle:\n%s", list(got), list(want))
}

func list(rows []row) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintln(&b, r)
	}
	return b.String()
}

// The engine with each policy gives every job of thousands of small random
// workloads the schedule that the oracle gives it.
func TestEngineAgainstOracle(t *testing.T) {
	for kind, name := range []string{"pool", "nodes"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			againstOracle(t, *workloads, uint64(kind), sim.Kind(kind), traits{chains: true})
		})
	}
}

// So it does in worlds of many steps of capacity, announced or not.
func TestManyStepsAgainstOracle(t *testing.T) {
	for kind, name := range []string{"pool", "nodes"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			againstOracle(t, *workloads/4, 500+uint64(kind), sim.Kind(kind), traits{chains: true, stormy: true})
		})
	}
}

// composed are policies with parts of their own: the oracle takes them apart by
// itself, from the definition.
var composed = []string{"easy(order=sjf)", "easy(candidates=sjf)", "easy(order=sjf,candidates=fcfs)", "easy(order=fcfs,candidates=fcfs)",
	"conservative(order=sjf)", "replan(order=sjf)"}

func TestComposedPoliciesAgainstOracle(t *testing.T) {
	for kind, name := range []string{"pool", "nodes"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			policiesAgainstOracle(t, composed, *workloads/4, 700+uint64(kind), sim.Kind(kind), traits{chains: true})
		})
	}
}

// Two ways to say one policy give every job the same schedule, start by start: the
// candidates of EASY follow the queue order unless theirs is given.
func TestPoliciesThatAreOne(t *testing.T) {
	differ := 0
	for kind := range 2 {
		for i := range max(200, *workloads/10) {
			w := random(rand.New(rand.NewPCG(uint64(i), 800+uint64(kind))), sim.Kind(kind), traits{chains: true})
			of := func(policy string) []row {
				rows, err := engine(w, policy)
				if err != nil {
					t.Fatalf("workload %d under %s: %v\n%s", i, policy, err, w)
				}
				return rows
			}
			for _, pair := range [][2]string{
				{"easy(order=sjf)", "sjf-easy"},
				{"easy(order=sjf,candidates=sjf)", "sjf-easy"},
				{"easy(candidates=sjf)", "easy-sjbf"},
				{"easy(order=fcfs,candidates=sjf)", "easy-sjbf"},
				{"easy(order=fcfs)", "easy"},
				{"easy(placement=best-fit,order=sjf)", "sjf-easy(placement=best-fit)"},
				{"conservative(order=fcfs)", "conservative"},
				{"replan(order=fcfs)", "replan"},
			} {
				if one, other := of(pair[0]), of(pair[1]); !slices.Equal(one, other) {
					t.Fatalf("workload %d:\n%s%s:\n%s%s:\n%s", i, w, pair[0], list(one), pair[1], list(other))
				}
			}
			if !slices.Equal(of("easy(order=sjf)"), of("easy(order=sjf,candidates=fcfs)")) {
				differ++
			}
		}
	}
	if differ < 5 {
		t.Errorf("the order of candidates matters in %d workloads only: the test says little", differ)
	}
}

// againstOracle compares so many random workloads under every policy.
func againstOracle(t *testing.T, workloads int, stream uint64, kind sim.Kind, is traits) {
	policiesAgainstOracle(t, policiesFor(kind), workloads, stream, kind, is)
}

func policiesAgainstOracle(t *testing.T, policies []string, workloads int, stream uint64, kind sim.Kind, is traits) {
	for _, policy := range policies {
		t.Run(policy, func(t *testing.T) {
			failures := 0
			for i := range workloads {
				if *onlySeed >= 0 && i != *onlySeed {
					continue
				}
				w := random(rand.New(rand.NewPCG(uint64(i), stream)), kind, is)
				if difference(t, w, policy) == "" {
					continue
				}
				w = shrink(w, func(x workload) bool { return difference(t, x, policy) != "" })
				t.Errorf("workload %d under %s:\n%s%s", i, policy, w, difference(t, w, policy))
				if failures++; failures == 2 {
					return
				}
			}
		})
	}
}

// The engine keeps to every schedule that was drawn by hand.
func TestStoriesByEngine(t *testing.T) {
	for name, s := range stories(t) {
		for _, e := range s.Expect {
			t.Run(name+"/"+e.Policy, func(t *testing.T) {
				got, err := engine(workload{s.Cluster, s.Overrun, s.Horizon, s.Jobs, s.May}, e.Policy)
				if err != nil {
					t.Fatal(err)
				}
				for i, r := range got {
					want := e.Lines[i]
					if r.job != want.Job || r.start != want.Start || r.end != want.End || r.outcome != want.Outcome || want.Restarts >= 0 && r.restarts != want.Restarts || want.Segments >= 0 && r.segments != want.Segments ||
						want.Group >= 0 && len(s.Cluster.Members) == len(s.Cluster.Groups) && r.member != want.Group {
						t.Errorf("%s: %v; expected start %s end %s %v", s.Title, r, exact(want.Start), exact(want.End), want.Outcome)
					}
				}
				if len(got) != len(e.Lines) {
					t.Errorf("%d records for %d jobs", len(got), len(e.Lines))
				}
			})
		}
	}
}
