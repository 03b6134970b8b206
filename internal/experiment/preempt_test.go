package experiment

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sovsim/scheduler"
	"sovsim/scheduler/conformance"
	"sovsim/sim"
)

// moody, a policy of these tests, is EASY, and suspends or requeues each running job in
// one of 16 passes.
func init() {
	easy, err := scheduler.Parse("easy")
	if err != nil {
		panic(err)
	}
	scheduler.RegisterPolicy(scheduler.Policy{
		Name:    "moody",
		Summary: "easy that stops running jobs at random",
		Bind: func(*scheduler.Parameters) func(*sim.Cluster) sim.Policy {
			return func(c *sim.Cluster) sim.Policy { return conformance.Moody(easy.New(c), 16) }
		},
	})
}

// One GPU; job 1 comes at 0 for 10 s, job 2 at 3 s for 2 s. Under srtf job 1 is suspended
// from 3 s to 5 s and ends at 12 s; where saving takes 1 s and restoring 2 s, at 15 s, and
// it has held the GPU for 13 s. Under easy the costs are nothing.
func TestSuspensionByHand(t *testing.T) {
	const text = "version: 1\nclusters: [{name: a, region: US, gpus: 1%s}]\nworkload: [{trace: jobs.csv, region: US}]\npolicies: [%s]\noutputs: {jobs: true, interval: 1d}\n"
	const free, dear = "", ", suspend-cost: 1s, resume-cost: 2s"
	for _, c := range []struct{ costs, policy, want string }{
		{free, "srtf", "1 starts 0 ends 12 waits 2 runs 10 restarts 1; 2 starts 3 ends 5 waits 0 runs 2 restarts 0"},
		{dear, "srtf", "1 starts 0 ends 15 waits 2 runs 13 restarts 1; 2 starts 3 ends 5 waits 0 runs 2 restarts 0"},
		{dear, "easy", "1 starts 0 ends 10 waits 0 runs 10 restarts 0; 2 starts 10 ends 12 waits 7 runs 2 restarts 0"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "scenario.yaml")
		for name, data := range map[string]string{path: fmt.Sprintf(text, c.costs, c.policy),
			filepath.Join(dir, "jobs.csv"): "job_id,user,class,region,gpus,submit_s,run_s,requested_s\n1,,,US,1,0,10,\n2,,,US,1,3,2,\n"} {
			if err := os.WriteFile(name, []byte(data), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		s, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Execute(context.Background(), s, Options{Dir: filepath.Join(dir, "out"), Workers: 1}); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(filepath.Join(dir, "out", "jobs.csv"))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range rows[1:] {
			of := func(column string) string { return row[slices.Index(rows[0], column)] }
			got = append(got, fmt.Sprintf("%s starts %s ends %s waits %s runs %s restarts %s", of("job_id"), of("start_s"), of("end_s"), of("wait_s"), of("run_s"), of("restarts")))
		}
		slices.Sort(got)
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s with costs %q:\ngot  %s\nwant %s", c.policy, c.costs, s, c.want)
		}
	}
}
