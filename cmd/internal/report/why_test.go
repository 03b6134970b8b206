package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sovsim/results"
	"sovsim/sim"
)

// whyRuns are two policies on a scenario without blocs. Small jobs wait 30 s by the
// policy and 10 s for capacity; a large one waits 60 s for capacity and never starts.
func whyRuns(t *testing.T, reasons bool) []*results.RunSummary {
	var runs []*results.RunSummary
	for _, policy := range []string{"fcfs", "easy"} {
		rs := []sim.Record{ran(1, 1, 0, 40, 50), left(2, 4, 0, sim.Queued)}
		rs[0].Parts[sim.ByPolicy], rs[0].Parts[sim.ByCapacity] = 30*time.Second, 10*time.Second
		rs[1].Class, rs[1].Wait, rs[1].Parts[sim.ByCapacity] = 1, 60*time.Second, 60*time.Second
		c := results.Config{Scenario: "story", Policy: policy, Reasons: reasons, Clusters: []results.Cluster{{Name: "Jülich", Region: "DE"}}, Directory: directory(),
			Horizon: 200 * second, WarmUp: 10 * second}
		runs = append(runs, collect(t, c, rs, 200*second))
	}
	return runs
}

// Only what was asked for is shown, and only parts that there are.
func TestWhyTheyWaited(t *testing.T) {
	const want = `
Shares of all waiting time, by what stood in the way; unserved: waiting time of
jobs that never started.
why they waited  policy  capacity  unserved
───────────────────────────────────────────
fcfs              30.0%     70.0%     60.0%
 large             0.0%      100%      100%
 small            75.0%     25.0%      0.0%
easy              30.0%     70.0%     60.0%
 large             0.0%      100%      100%
 small            75.0%     25.0%      0.0%
`
	for name, table := range map[string]func([]*results.RunSummary) string{"run": func(rs []*results.RunSummary) string { return Run(rs, Options{}) }, "bench": Compare} {
		if text := table(whyRuns(t, true)); !strings.HasSuffix(text, want) {
			t.Errorf("%s: the table does not end with\n%s\n%s", name, want, text)
		}
		if text := table(whyRuns(t, false)); strings.Contains(text, "in the way") {
			t.Errorf("%s: parts of which nobody asked:\n%s", name, text)
		}
	}
}

// Whatever parts there come to be, and however long the names, a line has 80
// characters at most, and groups that are left out are counted.
func TestWhyTableIsAtMost80Wide(t *testing.T) {
	var lines []waitLine
	for i := range maxWaitRows + 7 {
		r := &results.Row{HasParts: true, Unserved: 0.123}
		for p := range r.Parts {
			r.Parts[p] = 0.99999
		}
		lines = append(lines, waitLine{fmt.Sprint(strings.Repeat("long-name ", i), i), &group{rows: []*results.Row{r}}})
	}
	table := whyTable(lines)
	checkWidth(t, table)
	for _, want := range []string{">99.9%", "\n7 more groups are in summary.csv.\n", "polic"} {
		if !strings.Contains(table, want) {
			t.Errorf("no %q in\n%s", want, table)
		}
	}
}
