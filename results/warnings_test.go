package results

import (
	"math/rand/v2"
	"strings"
	"testing"

	"sovsim/sim"
)

func TestWarnings(t *testing.T) {
	s := storySummary(t, storyConfig())
	got := strings.Join(WarningTexts([]*RunSummary{s, {Scenario: "story", Policy: "easy"}}), "\n")
	for _, want := range []string{
		"all jobs: the run is too short to follow jobs for 28d; wait figures use every job for as long as it can be followed, the last jobs only briefly: set a later horizon, or a shorter follow-up under outputs; in 1 of 2 runs: fcfs",
		"all jobs (1 of 5), class large (1 of 2), region DE (1 of 4): more than 5 % of the jobs did not start while they were followed; the mean wait covers only the others and may not exist: read percentiles and shares, which remain valid; in 1 of 2 runs: fcfs",
		"all jobs (2 of 5), class large (1 of 2), class small (1 of 3), and 1 more: more than 5 % of the jobs had not ended when the run did; total waits, slowdowns and GPU-hours done leave out the rest: a later horizon shows more of it; in 1 of 2 runs: fcfs",
		"all jobs (4), class large (1), class small (3), and 6 more: fewer than 30 jobs started, too few for reliable figures: a longer run or more replications help; in 1 of 2 runs: fcfs",
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
	var runs []*RunSummary
	for _, policy := range []string{"easy", "fcfs"} {
		for i := range 3 {
			c := yearConfig()
			c.Policy, c.Replication = policy, i
			runs = append(runs, collect(t, c, overload(rand.New(rand.NewPCG(uint64(i), uint64(policy[0]))), c.Horizon), c.Horizon))
		}
	}
	lines := WarningTexts(runs)
	for i, want := range []string{"did not start while they were followed", "had not ended when the run did", "the backlog is not stationary"} {
		if i >= len(lines) || !strings.Contains(lines[i], want) {
			t.Errorf("line %d is not on %q:\n%s", i, want, strings.Join(lines, "\n"))
		}
	}
	if remarks := RemarkTexts(runs); len(remarks) != 3 {
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
