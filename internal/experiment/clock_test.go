package experiment

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sovsim/sim/scenario"
)

// The clock ends after 2⁶² ns, 4,611,686,018.4 s. A job that must end later is reported with
// file, line and field, and is bad input; one that would end in time is none, and neither is a
// request beyond the clock.
func TestTheEndOfTheClock(t *testing.T) {
	const native = "job_id,user,class,region,gpus,submit_s,run_s,requested_s\n"
	for _, c := range []struct{ name, text, want string }{
		{"in.swf", "1 4600000000 -1 11686018 1 -1 -1 1 -1 -1 1 1 -1 -1 -1 -1 -1 -1\n", ""},
		{"late.swf", "1 4600000000 -1 11686019 1 -1 -1 1 -1 -1 1 1 -1 -1 -1 -1 -1 -1\n", "late.swf:1: run time (field 4) is 11686019 s, want less: the job would end more than 146 years"},
		{"killed.swf", "1 4600000000 -1 11686019 1 -1 -1 1 100 -1 1 1 -1 -1 -1 -1 -1 -1\n", ""},
		{"asks.swf", "1 4600000000 -1 100 1 -1 -1 1 11686019 -1 1 1 -1 -1 -1 -1 -1 -1\n", ""},
		{"submit.swf", "1 4611686019 -1 100 1 -1 -1 1 -1 -1 1 1 -1 -1 -1 -1 -1 -1\n", "submit.swf:1:3: submit time (field 2) is"},
		// Each fits; one after the other they do not.
		{"queue.swf", strings.Repeat("1 0 -1 2500000000 4 -1 -1 4 -1 -1 1 1 -1 -1 -1 -1 -1 -1\n", 2), "queue.swf: record 2, run time: job 1, submitted at 0s and started at 28935d4h26m40s"},
		{"late.csv", native + "a,,,,1,4600000000,11686019,\n", "late.csv:2:19: run_s is \"11686019\", want less: the job would end more than 146 years"},
		{"submit.csv", native + "a,,,,1,4611686019,1,\n", "submit.csv:2:8: submit_s is"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, c.name)
		if err := os.WriteFile(path, []byte(c.text), 0o666); err != nil {
			t.Fatal(err)
		}
		s, err := FromTrace(path, scenario.Trace{}, Machine{GPUs: 4}, scenario.OverrunKill)
		if err != nil {
			t.Fatal(err)
		}
		for _, policies := range [][]string{{"easy"}, {"easy", "fcfs"}} { // read by the run, and before
			s.Policies = policies
			_, err = Execute(context.Background(), s, Options{Dir: filepath.Join(dir, "out"), Workers: 1, Force: true})
			if (c.want == "") != (err == nil) || err != nil && (!BadInput(err) || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%s: got %v, want %s", c.name, err, c.want)
			}
		}
	}
}

// The same of classes: one that does not come to its number of jobs, which was cut short
// without a word, and one whose jobs would run on for ever.
func TestTheEndOfTheClockOfAClass(t *testing.T) {
	for workload, want := range map[string]string{
		"interarrival: {mean: 1000d, cv: 0}, run-time: 2h, jobs: 53":                                         "",
		"interarrival: {mean: 1000d, cv: 0}, run-time: 2h, jobs: 54":                                         `scenario.yaml: workload: class "c" from US: jobs: 53 of its 54 jobs come within 146 years`,
		"interarrival: {mean: 60000d, cv: 0}, run-time: 2h, jobs: 1":                                         "is more than 146 years",
		"interarrival: {mean: 1d, cv: 0}, run-time: 40000d, jobs: 2":                                         `scenario.yaml: workload: class "c" from US, run-time: job 2, submitted at 2d and started at 40001d by cluster a, would end more than 146 years`,
		"interarrival: {mean: 1000d, cv: 0}, run-time: 2h, jobs: 54, profile: {days: [1, 1, 1, 1, 1, 1, 2]}": "of its 54 jobs come within 146 years",
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "scenario.yaml")
		text := "version: 1\nclusters: [{name: a, region: US, gpus: 1}]\nworkload: [{class: c, region: US, gpus: 1, " + workload + "}]\noutputs: {interval: 30d}\n"
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		s, err := Load(path)
		if err == nil {
			_, err = Execute(context.Background(), s, Options{Dir: filepath.Join(dir, "out"), Workers: 1})
		}
		if (want == "") != (err == nil) || err != nil && (!BadInput(err) || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: got %v, want %s", workload, err, want)
		}
	}
}
