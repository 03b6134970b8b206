package results

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// The example of interruptions (a job of 4 GPUs, hours as seconds), a second job of 2
// GPUs that ran 50 s undisturbed, and one of the warm-up that counts nowhere: 468 + 100
// GPU·s held, 56 of them overhead and 12 undone, so the goodput is 500 ÷ 568. Of 10 s
// of the series, 8 GPUs were down for 5.
func TestFailuresByHand(t *testing.T) {
	record := func(id int64, gpus int64, submit sim.Time, held, overhead, undone time.Duration, failures int) sim.Record {
		return sim.Record{Job: sim.Job{ID: id, GPUs: int(gpus), Submit: submit, Run: held - overhead - undone, Request: held}, Start: submit,
			End: submit.Add(held), Held: held, Done: held - overhead - undone, GPUTime: unit.Times(gpus, held), Outcome: sim.Completed,
			Failures: failures, Overhead: overhead, Lost: undone, OverheadGPUTime: unit.Times(gpus, overhead), LostGPUTime: unit.Times(gpus, undone),
			Segments: 1, Restarts: failures, WarmUp: submit < 10*second}
	}
	s := time.Second
	rs := []sim.Record{record(1, 4, 0, 20*s, 5*s, 5*s, 3), record(2, 4, 10*second, 117*s, 14*s, 3*s, 1), record(3, 2, 20*second, 50*s, 0, 0, 0)}
	for _, failures := range []bool{true, false} {
		var jobs, series strings.Builder
		c := Config{Clusters: []Cluster{{Name: "a"}}, Horizon: 200 * second, WarmUp: 10 * second, Interval: 10 * s, Failures: failures, Jobs: &jobs, Series: &series}
		k, err := NewCollector(c)
		if err != nil {
			t.Fatal(err)
		}
		k.State(0, 0, &sim.State{Capacity: 16})
		k.State(5*second, 0, &sim.State{Capacity: 8, Down: 8})
		k.State(10*second, 0, &sim.State{Capacity: 16})
		for i := range rs {
			k.Job(&rs[i])
		}
		sum, err := k.Finish(resultOf(200*second, rs))
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprint(pieces(t, string(AppendSummary(header(summaryColumns), sum)), 1, "interruptions", "goodput", "gpu_hours_overhead", "gpu_hours_undone"),
			pieces(t, string(header(jobColumns))+jobs.String(), 2, "failures", "overhead_s", "undone_s"),
			pieces(t, string(header(seriesColumns))+series.String(), 1, "capacity_gpus", "down_gpus"))
		want := "[1 0.880281690141 0.0155555555556 0.00333333333333] [1 14 3] [12 4]"
		if !failures {
			want = "[   ] [  ] [12 ]"
		}
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// pieces is some columns of a row of a file.
func pieces(t *testing.T, text string, row int, names ...string) (fields []string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		i := slices.Index(rows[0], name)
		if i < 0 {
			t.Fatalf("there is no column %s", name)
		}
		fields = append(fields, rows[row][i])
	}
	return fields
}
