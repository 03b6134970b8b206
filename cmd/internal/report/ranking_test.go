package report

import (
	"strings"
	"testing"
	"time"

	"sovsim/results"
	"sovsim/sim"
)

// starved is a run of 100 days: of 100 jobs that come at 0 h and run for an hour each, so
// many never start and the others wait for so many hours.
func starved(policy string, replication, never int, wait float64) *results.RunSummary {
	var rs []sim.Record
	start := int(wait * 3600)
	for i := range 100 {
		if i < never {
			x := left(int64(i), 4, 0, sim.Queued)
			x.Wait = 100 * 24 * time.Hour
			rs = append(rs, x)
		} else {
			rs = append(rs, ran(int64(i), 1, 0, start, start+3600))
		}
	}
	c := results.Config{Scenario: "world", Policy: policy, Replication: replication, Clusters: []results.Cluster{{Name: "a"}}, Horizon: sim.Time(100 * day)}
	k, err := results.NewCollector(c)
	if err != nil {
		panic(err)
	}
	k.State(0, 0, &sim.State{Capacity: 8, Held: 2})
	for i := range rs {
		k.Job(&rs[i])
	}
	s, err := k.Finish(resultOf(c.Horizon, rs))
	if err != nil {
		panic(err)
	}
	return s
}

// sjf starts 90 jobs at once and 10 never; easy lets all wait for 10 h. Of the jobs that
// started sjf has a mean wait of 0 and a slowdown of 1, where easy has 10 h and 11. But
// of all jobs, each followed for 28 d, it has 0.1 · 672 = 67.2 h: it does not come first.
func TestRankingDoesNotRewardStarvation(t *testing.T) {
	const want = `world
policy  restricted  started  H100·h  mean wait     p50     p95    bsld   util
─────────────────────────────────────────────────────────────────────────────
easy        10h00m     100%   100.0     10h00m  10h00m  10h00m   11.00  25.0%
sjf          2d19h    90.0%    90.0       > 0s      0s   > 28d  > 1.00  25.0%
`
	table := Compare([]*results.RunSummary{starved("sjf", 0, 10, 0), starved("easy", 0, 0, 10)})
	if !strings.HasPrefix(table, want) {
		t.Errorf("%s\nwant it to begin with\n%s", table, want)
	}
	for _, want := range []string{"One replication", "Warning: all jobs (10 of 100): more than 5 % of the jobs did not start"} {
		if !strings.Contains(strings.Join(strings.Fields(table), " "), want) {
			t.Errorf("no %q in\n%s", want, table)
		}
	}
	checkWidth(t, table)
}

// The example of ranking by hand: waits of all 100 jobs in five replications.
func TestPoliciesThatAreNotToldApart(t *testing.T) {
	waits := map[string][]float64{
		"best":  {10, 11, 12, 13, 14},
		"worse": {12, 12, 14, 14, 15}, // 2, 1, 2, 1, 1 more: 1.4 ± 0.68, s = √0.3 and 2.7764 · √0.3 ÷ √5
		"close": {12, 12, 14, 14, 12}, // 2, 1, 2, 1, −2 more: 0.8 ± 2.04, s = √2.7
		"twin":  {10, 11, 12, 13, 14},
	}
	var runs []*results.RunSummary
	for _, policy := range []string{"worse", "best", "twin", "close"} {
		for i, w := range waits[policy] {
			runs = append(runs, starved(policy, i, 0, w))
		}
	}
	table := Compare(runs)
	// 10 to 14 are 12 ± 2.7764 · 1.5811 ÷ √5 = 1.96.
	const want = `world
policy   restricted    sd      to the best       started       H100·h
─────────────────────────────────────────────────────────────────────
best    12.0 ± 2.0h  1.6h             best  100.0 ± 0.0%  100.0 ± 0.0
twin    12.0 ± 2.0h  1.6h                =  100.0 ± 0.0%  100.0 ± 0.0
close   12.8 ± 1.4h  1.1h    +0.8 ± 2.0h ~  100.0 ± 0.0%  100.0 ± 0.0
worse   13.4 ± 1.7h  1.3h  +1.40 ± 0.68h    100.0 ± 0.0%  100.0 ± 0.0
`
	if !strings.HasPrefix(table, want) || !strings.Contains(table, "\nMeans over 5 replications; ± is the 95% confidence interval (Student's t).\n") {
		t.Errorf("%s\nwant it to begin with\n%s", table, want)
	}
	checkWidth(t, table)
}

// Replications of a trace are equal: no ± of nothing, and it says so.
func TestEqualReplicationsHaveNoInterval(t *testing.T) {
	var runs []*results.RunSummary
	for i := range 3 {
		for _, s := range kthRuns()[:2] {
			s.Replication = i
			runs = append(runs, s)
		}
	}
	for name, table := range map[string]string{"bench": Compare(runs), "run": Run(runs, Options{})} {
		if strings.Contains(table, "±") || !strings.Contains(strings.Join(strings.Fields(table), " "), "All 3 replications are equal") {
			t.Errorf("%s:\n%s", name, table)
		}
	}
	if table := Compare(runs); !strings.Contains(table, "92.6877") || strings.Contains(table, "One replication") {
		t.Errorf("%s", table)
	}
}
