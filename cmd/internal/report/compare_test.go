package report

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"sovsim/results"
	"sovsim/sim"
)

// kthRuns have the figures published for KTH-SP2, two of them, and those that
// make the widest lines.
func kthRuns() []*results.RunSummary {
	run := func(policy string, wait, p50, p95, longest, makespan float64, slowdown float64) *results.RunSummary {
		d := func(s float64) time.Duration { return time.Duration(math.Round(s * 1e9)) }
		r := results.Row{Group: results.All, Started: 28481, Ended: 28481, Followed: 28481, Waits: 28481, WaitsEnded: 28481, WaitMean: d(wait), P50: d(p50), P95: d(p95), WaitMax: d(longest),
			Slowdown: slowdown, LastEnd: sim.Time(d(makespan)), HasUse: true, Use: results.Use{Held: 704, Capacity: 1000}}
		r.Outcomes[sim.Completed] = 28481
		return &results.RunSummary{Scenario: "KTH-SP2-1996-2", Policy: policy, Rows: []results.Row{r}}
	}
	return []*results.RunSummary{
		run("fcfs", 353776.409, 302400, 864000.5, 1036800, 31536000, 3402.21),
		run("easy", 6834.587, 12, 36045.25, 261000, 29376000, 92.6877),
		run("easy-sjbf", 5903.686, 9.87654, 29000, 300000, 29376000, 69.3936),
		run("conservative(depth=10)", 6000, 11, 36000, 250000, 29376000, 80),
		run("conservative(depth=100)", 6100, 11, 36000, 250000, 29376000, 81),
		run("fcfs(placement=best-fit,depth=1000)", 0.25, 0, 59.96, 3599, 29376000, 1),
	}
}

func TestCompareTable(t *testing.T) {
	golden(t, "testdata/compare.txt", []byte(Compare(kthRuns())))
}

// fiveReplications are of the story's jobs, with other starts in each.
func fiveReplications(t *testing.T) []*results.RunSummary {
	var runs []*results.RunSummary
	for _, policy := range []string{"fcfs", "easy"} {
		for i := range 5 {
			c := results.Config{Scenario: "two-sites", Policy: policy, Replication: i, Clusters: []results.Cluster{{Name: "JUPITER"}, {Name: "Frontier"}}, Directory: directory()}
			runs = append(runs, collect(t, c, randomRecords(rand.New(rand.NewPCG(uint64(i), uint64(policy[0]))), 400), 2000*second))
		}
	}
	return runs
}

func TestRunTable(t *testing.T) {
	golden(t, "testdata/run.txt", []byte(Run(fiveReplications(t), Options{})))
	golden(t, "testdata/run-one.txt", []byte(Run(fiveReplications(t)[:1], Options{})))
}

// Whatever the names and figures, no line is wider than 80 characters and a
// name breaks no line.
func TestTablesAreAtMost80Wide(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	names := []string{"easy", strings.Repeat("long-name ", 30), "生産計画スケジューラ生産計画スケジューラ", "two\nlines\x1b[31m", ""}
	for range 300 {
		var runs []*results.RunSummary
		for range 1 + r.IntN(6) {
			s := &results.RunSummary{Scenario: names[r.IntN(len(names))], Policy: names[r.IntN(len(names))]}
			for _, kind := range []results.GroupKind{results.All, results.ByRegion, results.ByCluster} {
				row := results.Row{Group: kind, Key: names[r.IntN(len(names))], Started: wide(r), Followed: r.Int64N(2), Waits: wide(r), WaitsEnded: r.Int64N(2), FollowedFor: time.Duration(wide(r)), WaitMean: time.Duration(wide(r)),
					P50: time.Duration(wide(r)), P95: time.Duration(wide(r)), WaitMax: time.Duration(wide(r)),
					Slowdown: float64(wide(r)) / 1e9, LastEnd: sim.Time(wide(r)), HasUse: r.IntN(2) == 0, Use: results.Use{Held: float64(wide(r)), Capacity: 1e15}}
				row.Outcomes = [sim.Outcomes]int64{r.Int64N(1e9), 0, r.Int64N(1e9), r.Int64N(1e9), r.Int64N(1e9)}
				s.Rows = append(s.Rows, row)
			}
			runs = append(runs, s)
		}
		checkWidth(t, Compare(runs))
		checkWidth(t, Run(runs, Options{}))
	}
}

func checkWidth(t *testing.T, table string) {
	t.Helper()
	for line := range strings.Lines(table) {
		line = strings.TrimSuffix(line, "\n")
		if n := text.StringWidth(line); n > 80 || strings.ContainsAny(line, "\r\x1b") {
			t.Fatalf("%d wide: %q in\n%s", n, line, table)
		}
	}
}

// A name without room is not cut but stands on lines of its own, so that two
// policies never look the same.
func TestLongNamesStayDifferent(t *testing.T) {
	long := strings.Repeat("x", 90)
	runs := kthRuns()
	runs[0].Policy, runs[1].Policy = long+"1", long+"2"
	table := Compare(runs)
	for _, want := range []string{"\nconservative(depth=10)\n", "\nconservative(depth=100)\n", "\n" + long[:80] + "\n" + long[80:] + "1\n", "\n" + long[:80] + "\n" + long[80:] + "2\n"} {
		if !strings.Contains(table, want) {
			t.Errorf("%q is not in\n%s", want, table)
		}
	}
}

func TestPoliciesWithoutAFigureComeLast(t *testing.T) {
	runs := kthRuns()[:2]
	runs[1].Rows[0].Restricted, runs[1].Rows[0].WaitRestricted = 28481, time.Hour
	runs[0].Horizon, runs[1].Horizon = true, true
	table := Compare(runs)
	if strings.Index(table, "easy") > strings.Index(table, "fcfs") || !strings.Contains(table, "–") {
		t.Errorf("%s", table)
	}
	if Compare(nil) != "" || Run(nil, Options{}) != "" {
		t.Error("a table of nothing")
	}
}
