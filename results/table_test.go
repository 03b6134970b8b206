package results

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"sovsim/sim"
)

// kthRuns have the figures published for KTH-SP2, two of them, and those that
// make the widest lines.
func kthRuns() []*RunSummary {
	run := func(policy string, wait, p50, p95, longest, makespan float64, slowdown float64) *RunSummary {
		d := func(s float64) time.Duration { return time.Duration(math.Round(s * 1e9)) }
		r := Row{Group: All, Started: 28481, Ended: 28481, Followed: 28481, Waits: 28481, WaitsEnded: 28481, WaitMean: d(wait), P50: d(p50), P95: d(p95), WaitMax: d(longest),
			Slowdown: slowdown, LastEnd: sim.Time(d(makespan)), HasUse: true, Use: Use{704, 1000}}
		r.Outcomes[sim.Completed] = 28481
		return &RunSummary{Scenario: "KTH-SP2-1996-2", Policy: policy, Rows: []Row{r}}
	}
	return []*RunSummary{
		run("fcfs", 353776.409, 302400, 864000.5, 1036800, 31536000, 3402.21),
		run("easy", 6834.587, 12, 36045.25, 261000, 29376000, 92.6877),
		run("easy-sjbf", 5903.686, 9.87654, 29000, 300000, 29376000, 69.3936),
		run("conservative(depth=10)", 6000, 11, 36000, 250000, 29376000, 80),
		run("conservative(depth=100)", 6100, 11, 36000, 250000, 29376000, 81),
		run("fcfs(placement=best-fit,depth=1000)", 0.25, 0, 59.96, 3599, 29376000, 1),
	}
}

func TestCompareTable(t *testing.T) {
	golden(t, "testdata/compare.txt", []byte(CompareTable(kthRuns())))
}

// fiveReplications are of the story's jobs, with other starts in each.
func fiveReplications(t *testing.T) []*RunSummary {
	var runs []*RunSummary
	for _, policy := range []string{"fcfs", "easy"} {
		for i := range 5 {
			c := Config{Scenario: "two-sites", Policy: policy, Replication: i, Clusters: []Cluster{{Name: "JUPITER"}, {Name: "Frontier"}}, Directory: directory()}
			runs = append(runs, collect(t, c, randomRecords(rand.New(rand.NewPCG(uint64(i), uint64(policy[0]))), 400), 2000*second))
		}
	}
	return runs
}

func TestRunTable(t *testing.T) {
	golden(t, "testdata/run.txt", []byte(RunTable(fiveReplications(t), TableOptions{})))
	golden(t, "testdata/run-one.txt", []byte(RunTable(fiveReplications(t)[:1], TableOptions{})))
}

// Whatever the names and figures, no line is wider than 80 characters and a
// name breaks no line.
func TestTablesAreAtMost80Wide(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	names := []string{"easy", strings.Repeat("long-name ", 30), "生産計画スケジューラ生産計画スケジューラ", "two\nlines\x1b[31m", ""}
	for range 300 {
		var runs []*RunSummary
		for range 1 + r.IntN(6) {
			s := &RunSummary{Scenario: names[r.IntN(len(names))], Policy: names[r.IntN(len(names))]}
			for _, kind := range []GroupKind{All, ByRegion, ByCluster} {
				row := Row{Group: kind, Key: names[r.IntN(len(names))], Started: wide(r), Followed: r.Int64N(2), Waits: wide(r), WaitsEnded: r.Int64N(2), FollowedFor: time.Duration(wide(r)), WaitMean: time.Duration(wide(r)),
					P50: time.Duration(wide(r)), P95: time.Duration(wide(r)), WaitMax: time.Duration(wide(r)),
					Slowdown: float64(wide(r)) / 1e9, LastEnd: sim.Time(wide(r)), HasUse: r.IntN(2) == 0, Use: Use{float64(wide(r)), 1e15}}
				row.Outcomes = [sim.Outcomes]int64{r.Int64N(1e9), 0, r.Int64N(1e9), r.Int64N(1e9), r.Int64N(1e9)}
				s.Rows = append(s.Rows, row)
			}
			runs = append(runs, s)
		}
		checkWidth(t, CompareTable(runs))
		checkWidth(t, RunTable(runs, TableOptions{}))
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
	table := CompareTable(runs)
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
	table := CompareTable(runs)
	if strings.Index(table, "easy") > strings.Index(table, "fcfs") || !strings.Contains(table, "–") {
		t.Errorf("%s", table)
	}
	if CompareTable(nil) != "" || RunTable(nil, TableOptions{}) != "" {
		t.Error("a table of nothing")
	}
}

func TestShortDurations(t *testing.T) {
	for s, want := range map[float64]string{0: "0s", 0.004: "0.00s", 9.999: "9.99s", 59.96: "59.9s", 60: "1m00s", 3599.9: "59m59s",
		6834.587: "1h53m", 86399: "23h59m", 86400: "1d00h", 8639999: "99d23h", 8640000: "100d", 4.6e9: "53240d", math.NaN(): "–", math.Inf(1): "106481d"} {
		if got := short(s); got != want {
			t.Errorf("%g s: %s, want %s", s, got, want)
		}
	}
}

func TestThousands(t *testing.T) {
	for _, x := range []struct {
		v        float64
		decimals int
		want     string
	}{{6834.587, 3, "6,834.587"}, {999, 0, "999"}, {1000, 0, "1,000"}, {-1234567.5, 1, "-1,234,567.5"}, {-100, 0, "-100"}, {-0.04, 1, "0.0"}, {-0.4, 0, "0"}, {-0.05001, 1, "-0.1"}, {math.NaN(), 2, "–"}} {
		if got := thousands(x.v, x.decimals); got != x.want {
			t.Errorf("%g: %s, want %s", x.v, got, x.want)
		}
	}
}

func TestWarnings(t *testing.T) {
	s := storySummary(t, storyConfig())
	got := strings.Join(WarningTexts([]*RunSummary{s, {Scenario: "story", Policy: "easy"}}), "\n")
	for _, want := range []string{
		"all jobs: the run is too short to follow jobs for 28d; figures of waits use all of them with what follow-up they have, those of the last the least: give a later horizon, or outputs: a shorter follow-up; in 1 of 2 runs: fcfs",
		"all jobs (1 of 5), class large (1 of 2), region DE (1 of 4): more than 5 % of the jobs did not start while they were followed; the mean wait is over the others only and may not exist: read percentiles and shares, which hold; in 1 of 2 runs: fcfs",
		"all jobs (2 of 5), class large (1 of 2), class small (1 of 3), and 1 more: more than 5 % of the jobs had not ended when the run did; total waits, slowdowns and GPU-hours done leave out what came later: a later horizon shows more of it; in 1 of 2 runs: fcfs",
		"all jobs (4), class large (1), class small (3), and 6 more: fewer than 30 jobs started; figures of so few say little: a longer run or more replications give more; in 1 of 2 runs: fcfs",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no warning %q in\n%s", want, got)
		}
	}
	// What the tables mark themselves is a remark; that all jobs are few, or too short
	// a time to follow them, is not.
	remarks := RemarkTexts([]*RunSummary{s})
	if len(remarks) != 2 || !strings.Contains(remarks[0], "did not start") || !strings.Contains(remarks[1], "had not ended") {
		t.Errorf("remarks: %q", remarks)
	}
	// Region FR: one job ended, one was rejected; none is censored, so it is not the
	// one that is not named above; nor is it named as one of few.
	if n := strings.Count(got, "region FR"); n != 0 {
		t.Errorf("rejected jobs are taken for censored:\n%s", got)
	}
	// The story's backlog, 6.7 GPUs on average, changes by 0.5 along its line.
	if strings.Contains(got, "stationary") {
		t.Errorf("a level backlog is said to drift:\n%s", got)
	}
	// Thirty jobs that all end are nothing to warn of.
	var rs []sim.Record
	for i := range 30 {
		rs = append(rs, ran(int64(i), 1, i, i, i+1))
	}
	if ws := collect(t, Config{Clusters: []Cluster{{Name: "a"}}}, rs, 0).Warnings; len(ws) > 0 {
		t.Errorf("warned of %v", ws)
	}
}

// A year of overload has few lines, whatever the number of groups.
func TestWarningsOfAnOverloadedYear(t *testing.T) {
	lines := WarningTexts(yearRuns(t, 3, "easy", "fcfs"))
	for i, want := range []string{"did not start while they were followed", "had not ended when the run did", "the backlog is not stationary"} {
		if i >= len(lines) || !strings.Contains(lines[i], want) {
			t.Errorf("line %d is not on %q:\n%s", i, want, strings.Join(lines, "\n"))
		}
	}
	if remarks := RemarkTexts(yearRuns(t, 3, "easy", "fcfs")); len(remarks) != 3 {
		t.Errorf("%d of the lines are remarks, and the terminal shows the others:\n%s", len(remarks), strings.Join(remarks, "\n"))
	}
	if len(lines) != 3 {
		t.Errorf("%d lines:\n%s", len(lines), strings.Join(lines, "\n"))
	}
}

// What is called a drift: a backlog that grows from nothing or melts away, not one
// that stays, nor a small one whatever it does. One job of g GPUs waits each day.
func TestDrift(t *testing.T) {
	for _, x := range []struct {
		name  string
		gpus  func(day int) int
		drift bool
	}{
		{"level", func(int) int { return 50 }, false},
		{"grows", func(d int) int { return 1 + d }, true},
		{"melts", func(d int) int { return 100 - d }, true},
		{"grows by a third", func(d int) int { return 90 + d*3/10 }, false},
		{"small", func(d int) int { return 1 + d/25 }, false},
	} {
		c := Config{Clusters: []Cluster{{Name: "a"}}, Directory: directory(), Horizon: sim.Time(100 * day)}
		k, err := NewCollector(c)
		if err != nil {
			t.Fatal(err)
		}
		k.State(0, 0, &sim.State{Capacity: 100})
		for d := range 100 {
			r := ran(int64(d), x.gpus(d), d*86400, (d+1)*86400, (d+1)*86400+60)
			k.Job(&r)
		}
		s, err := k.Finish(sim.Result{End: c.Horizon})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(strings.Join(WarningTexts([]*RunSummary{s}), "\n"), "not stationary"); got != x.drift {
			t.Errorf("%s: %v; mean %g, slope %g", x.name, got, s.All().BacklogMean, s.All().BacklogSlope)
		}
	}
}

func TestCountsInFourCharacters(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 361: "361", 999.4: "999", 999.5: "1.0k", 5111: "5.1k", 9949: "9.9k", 9950: "10k",
		590_300: "590k", 999_500: "1.0M", 4_012_345: "4.0M", 9.2e18: "9.2E", math.NaN(): "–"} {
		if got := countText(x); got != want {
			t.Errorf("%g: %s, want %s", x, got, want)
		}
	}
}

// A share that is there is not nothing, and one that is not all is not all.
func TestParts(t *testing.T) {
	for _, x := range []struct {
		part, whole float64
		want        string
	}{{0, 10, "0.0%"}, {1, 10, "10.0%"}, {4, 10_000, "<0.1%"}, {5, 10_000, "0.1%"}, {10, 10, "100.0%"}, {99_999, 100_000, ">99.9%"}, {0, 0, "–"}} {
		if got := partText(x.part, x.whole); got != x.want {
			t.Errorf("%g of %g: %s, want %s", x.part, x.whole, got, x.want)
		}
	}
}

func TestBoundsThatAreExceeded(t *testing.T) {
	for s, want := range map[float64]string{28 * 86400: "> 28d", 11.98 * 86400: "> 11d", 26 * 3600: "> 1d", 23.9 * 3600: "> 23h", 90: "> 1m30s", 200 * 86400: "> 200d", 2.5: "> 2.50s"} {
		if got := beyond(s); got != want {
			t.Errorf("%g s: %s, want %s", s, got, want)
		}
	}
}
