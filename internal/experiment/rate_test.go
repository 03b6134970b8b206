package experiment

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sovsim/sim/scenario"
)

// At a rate of 2 the jobs of a trace arrive in half the time and are otherwise what
// they were; a rate of 1 is the trace as it is. So it is whether the trace is read
// before or by its only run.
func TestATraceHasARate(t *testing.T) {
	file := filepath.Join(t.TempDir(), "t.csv")
	text := "job_id,user,class,region,gpus,submit_s,run_s,requested_s\n1,u,,,2,0,10,20\n2,u,,,2,3,10,20\n3,u,,,2,40,10,20\n"
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		rate float64
		want []string // submit_s, start_s, end_s, wait_s, run_s, requested_s on 2 GPUs
	}{
		{1, []string{"0,0,10,0,10,20", "3,10,20,7,10,20", "40,40,50,0,10,20"}},
		{2, []string{"0,0,10,0,10,20", "1.5,10,20,8.5,10,20", "20,20,30,0,10,20"}},
	} {
		for _, policies := range [][]string{{"fcfs"}, {"fcfs", "sjf"}} {
			s, err := FromTrace(file, scenario.Trace{}, Machine{GPUs: 2}, scenario.OverrunKill)
			if err != nil {
				t.Fatal(err)
			}
			s.Policies, s.Workload[0].Trace.Rate = policies, c.rate
			_, dir := execute(t, s, Options{Workers: 1})
			data, err := os.ReadFile(filepath.Join(dir, "jobs.csv"))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, line := range strings.Split(string(data), "\n")[1:4] {
				got = append(got, strings.Join(strings.Split(line, ",")[9:15], ","))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("rate %v, policies %v: %v, want %v", c.rate, policies, got, c.want)
			}
		}
	}
	// A rate that puts a job beyond the clock is the user's fault, whichever way.
	late := filepath.Join(t.TempDir(), "late.csv")
	if err := os.WriteFile(late, []byte("job_id,user,class,region,gpus,submit_s,run_s,requested_s\n1,u,,,2,0,10,20\n7,u,,,2,400000,10,20\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, policies := range [][]string{{"fcfs"}, {"fcfs", "sjf"}} {
		s, err := FromTrace(late, scenario.Trace{}, Machine{GPUs: 2}, scenario.OverrunKill)
		if err != nil {
			t.Fatal(err)
		}
		s.Policies, s.Workload[0].Trace.Rate = policies, 1e-6
		_, err = Execute(t.Context(), s, Options{Dir: filepath.Join(t.TempDir(), "results"), Workers: 1})
		if !BadInput(err) || !strings.Contains(err.Error(), "job 7 is submitted more than 146 years after time zero at a rate of 1e-06: give a higher one") {
			t.Errorf("policies %v: %v, bad input %v", policies, err, BadInput(err))
		}
	}
	s, err := FromTrace(file, scenario.Trace{}, Machine{GPUs: 2}, scenario.OverrunKill)
	if err != nil {
		t.Fatal(err)
	}
	s.Policies, s.Workload[0].Trace.Rate = []string{"fcfs"}, -1
	if _, err := Execute(t.Context(), s, Options{Dir: filepath.Join(t.TempDir(), "results"), Workers: 1}); err == nil || !strings.Contains(err.Error(), "a rate of -1 is out of range") {
		t.Errorf("a rate of −1: %v", err)
	}
}
