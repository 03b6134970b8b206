package results

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"sovsim/sim"
)

// yearRuns are replications of a year in two blocs, with loss and a backlog.
func yearRuns(t *testing.T, replications int, policies ...string) []*RunSummary {
	t.Helper()
	var runs []*RunSummary
	for _, policy := range policies {
		for i := range replications {
			c := yearConfig()
			c.Policy, c.Replication, c.Scale = policy, i, 64
			c.Blocs = map[string]string{"FR": "Europe", "DE": "US"}
			c.Weight = func(class, region string) float64 { return map[string]float64{"small": 64, "large": 3}[class] }
			k, err := NewCollector(c)
			if err != nil {
				t.Fatal(err)
			}
			k.State(0, 0, &sim.State{Capacity: 100, Held: 90})
			k.State(0, 1, &sim.State{Capacity: 400, Held: 300 + int64(i)})
			rs := overload(rand.New(rand.NewPCG(uint64(i), uint64(policy[0]))), c.Horizon)
			for j := range 30 {
				r := left(int64(10_000+j), 4096, 40*86400, sim.Rejected)
				r.Reason = []sim.Reason{sim.TooLarge, sim.NotResident}[j%3/2]
				rs = append(rs, r)
			}
			for j := range rs {
				k.Job(&rs[j])
			}
			s, err := k.Finish(resultOf(c.Horizon, rs))
			if err != nil {
				t.Fatal(err)
			}
			runs = append(runs, s)
		}
	}
	return runs
}

// The pages of a scenario with blocs.
func TestRunTableWithBlocs(t *testing.T) {
	runs := yearRuns(t, 3, "easy", "fcfs")
	golden(t, "testdata/run-blocs.txt", []byte(RunTable(runs)))
	golden(t, "testdata/run-blocs-one.txt", []byte(RunTable(runs[:1])))
}

// Two clusters for three months, without blocs: as compact as ever, with a line
// on which jobs the waits are of.
func TestRunTableOfTwoClusters(t *testing.T) {
	var runs []*RunSummary
	for _, policy := range []string{"fcfs", "easy"} {
		for i := range 2 {
			c := yearConfig()
			c.Scenario, c.Policy, c.Replication, c.Blocs = "two-clusters", policy, i, nil
			c.Horizon, c.WarmUp = sim.Time(90*day), sim.Time(7*day)
			rs := overload(rand.New(rand.NewPCG(uint64(i), uint64(policy[0]))), c.Horizon)
			runs = append(runs, collect(t, c, rs, c.Horizon))
		}
	}
	golden(t, "testdata/run-months.txt", []byte(RunTable(runs)))
}

// A percentile that some replications do not reach is more than the mean with the
// longest follow-up in its place.
func TestPercentilesThatAreNotReached(t *testing.T) {
	row := func(p time.Duration, followed int64) *Row {
		return &Row{P50: p, Followed: followed, FollowedFor: 28 * day}
	}
	for want, rows := range map[string][]*Row{
		"20d00h": {row(20*day, 1), row(20*day, 1)},
		"> 28d":  {row(NotReached, 1), row(NotReached, 1)},
		"> 24d":  {row(20*day, 1), row(NotReached, 1)},
		"0s":     {row(0, 1)},
		"–":      {row(0, 0)},
	} {
		if got := (&group{rows: rows}).percentile(p50Of); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// Names as long as they may be and many groups: still 80 wide, and the groups left
// out are counted.
func TestPagesAreAtMost80Wide(t *testing.T) {
	runs := yearRuns(t, 2, strings.Repeat("long-policy ", 12), "p")
	for _, s := range runs {
		s.Scenario = strings.Repeat("scenario ", 12)
		for i := range s.Rows {
			if s.Rows[i].Key == "FR" {
				s.Rows[i].Key = strings.Repeat("a region ", 9)
			}
		}
	}
	checkWidth(t, RunTable(runs))
	if table := RunTable(runs[:1]); strings.Contains(table, "±") {
		t.Errorf("a deviation of one run:\n%s", table)
	}
	s := runs[3]
	proto := s.Rows[0]
	for i := range 70 {
		r := proto
		r.Group, r.Key, r.outer = ByRegionClass, "DE/class "+strings.Repeat("i", i), "DE"
		s.Rows = append(s.Rows, r)
	}
	if table := RunTable(runs[3:]); !strings.Contains(table, "\n12 more groups of region and class are in summary.csv.\n") {
		t.Errorf("groups are missing without a word:\n%s", table)
	} else {
		checkWidth(t, table)
	}
}
