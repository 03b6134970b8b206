package results

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sovsim/sim"
)

// Two jobs by hand. Job 1 waits 10 s: 4 for data, 6 for want of capacity. Job 2
// never starts and waits 100 s: 60 by the policy, 10 by each of the others. The
// job of the warm-up is in jobs.csv and in no share.
func TestReasonsByHand(t *testing.T) {
	rs := []sim.Record{ran(0, 1, 0, 5, 6), ran(1, 1, 20, 30, 40), left(2, 4, 40, sim.Queued)}
	rs[0].WarmUp, rs[0].Parts[sim.ByRouting] = true, 5*time.Second
	rs[1].Parts[sim.InStaging], rs[1].Parts[sim.ByCapacity], rs[1].Staged = 4*time.Second, 6*time.Second, 4*time.Second
	rs[2].Class = 1
	for p := range rs[2].Parts {
		rs[2].Parts[p] = 10 * time.Second
	}
	rs[2].Parts[sim.InStaging], rs[2].Parts[sim.ByPolicy], rs[2].Parts[sim.ByBudget], rs[2].Staged = 0, 60*time.Second, 0, 0
	c := storyConfig()
	c.Reasons = true
	want := "0,0,5,0,0\n0,0,0,0,6\n60,10,10,10,10\n"
	got := columnsOf(t, jobsOfRecords(t, c, rs), "job_id", "wait_policy_s", "wait_fragmentation_s", "wait_routing_s", "wait_eligibility_s", "wait_capacity_s")
	if diff := cmp.Diff(want, got["0"]+"\n"+got["1"]+"\n"+got["2"]+"\n"); diff != "" {
		t.Error(diff)
	}
	// By class: small is job 1, large job 2. Together they wait 110 s.
	shares := map[string]string{
		"all,":        "0.0363636363636,0.545454545455,0.0909090909091,0.0909090909091,0.0909090909091,0.145454545455",
		"class,large": "0,0.6,0.1,0.1,0.1,0.1",
		"class,small": "0.4,0,0,0,0,0.6",
	}
	// With a weight of 10 for small jobs: 100 s and 100 s.
	weighted := map[string]string{"all,": "0.2,0.3,0.05,0.05,0.05,0.35", "class,small": "0.4,0,0,0,0,0.6"}
	for _, want := range []map[string]string{shares, weighted} {
		got := columnsOf(t, string(AppendSummary(header(summaryColumns), collect(t, c, rs, 200*second))), "key", "wait_staging_share",
			"wait_policy_share", "wait_fragmentation_share", "wait_routing_share", "wait_eligibility_share", "wait_capacity_share")
		for key, share := range want {
			if got[key] != share {
				t.Errorf("%s: shares %q, want %s", key, got[key], share)
			}
		}
		c.Weight = func(class, _ string) float64 {
			if class == "small" {
				return 10
			}
			return 1
		}
	}
}

// Parts that were not asked for are empty, not 0.
func TestNoReasonsAreEmpty(t *testing.T) {
	c := storyConfig()
	var jobs bytes.Buffer
	c.Jobs = &jobs
	summary := string(AppendSummary(header(summaryColumns), collect(t, c, story(), 200*second)))
	for _, text := range []string{summary, string(header(jobColumns)) + jobs.String()} {
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		parts := 0
		for i, name := range rows[0] {
			if !strings.HasPrefix(name, "wait_") || !slices.ContainsFunc([]string{"policy", "capacity"}, func(p string) bool { return strings.Contains(name, p) }) {
				continue
			}
			parts++
			for _, r := range rows[1:] {
				if r[i] != "" {
					t.Errorf("%s is %s in a run without reasons", name, r[i])
				}
			}
		}
		if parts != 2 || len(rows) < 5 {
			t.Errorf("%d columns of parts in %d rows", parts, len(rows))
		}
	}
}
