package results_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"sovsim/results"
	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/workloads"
)

// TestKTHSP2 measures a real log under three policies. The means are those of
// an independent replay (published: slowdown 92.58 for EASY and 69.41 for
// EASY-SJBF); the percentiles and the utilisation are counted again from
// jobs.csv.
func TestKTHSP2(t *testing.T) {
	log := filepath.Join("..", "..", "shared", "traces", "swf", "KTH-SP2-1996-2.swf.gz")
	if _, err := os.Stat(log); err != nil {
		t.Skip("needs the log KTH-SP2-1996-2 in ../shared/traces/swf, which is not part of the project")
	}
	for _, want := range []struct {
		policy   string
		wait     time.Duration
		slowdown float64 // 0: not known
	}{
		{"easy", 6834587 * time.Millisecond, 92.6877},
		{"easy-sjbf", 5903686 * time.Millisecond, 69.3936},
		{"fcfs", 353776409 * time.Millisecond, 0},
	} {
		spec, err := scheduler.Parse(want.policy)
		if err != nil {
			t.Fatal(err)
		}
		model := &sim.Model{Horizon: sim.Never, Clusters: []sim.Cluster{{Name: "KTH", Kind: sim.Pool, NewPolicy: spec.New,
			Groups: []sim.Group{{Name: "gpus", Nodes: 100, GPUsPerNode: 1}}}}}
		dir := &sim.Directory{}
		source, err := workloads.Open(log, workloads.Options{MaxGPUs: 100, Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		var jobs bytes.Buffer
		k, err := results.NewCollector(results.Config{Policy: want.policy, Clusters: []results.Cluster{{Name: "KTH"}}, Directory: dir, Jobs: &jobs, Series: &bytes.Buffer{}})
		if err != nil {
			t.Fatal(err)
		}
		result, err := sim.Run(context.Background(), model, sim.Input{Source: source, Directory: dir, Observers: []sim.Observer{k}})
		if err != nil {
			t.Fatal(err)
		}
		source.Close()
		s, err := k.Finish(result)
		if err != nil {
			t.Fatal(err)
		}
		all := s.All()
		if all.WaitMean.Round(time.Millisecond) != want.wait {
			t.Errorf("%s: mean wait %v, want %v", want.policy, all.WaitMean, want.wait)
		}
		if want.slowdown > 0 && math.Abs(all.Slowdown-want.slowdown) > 5e-5 {
			t.Errorf("%s: slowdown %.6f, want %.4f", want.policy, all.Slowdown, want.slowdown)
		}
		again(t, want.policy, all, &jobs)
	}
}

// again counts the figures from the rows of jobs.csv.
func again(t *testing.T, policy string, all *results.Row, jobs *bytes.Buffer) {
	rows, err := csv.NewReader(jobs).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var waits []float64
	var work, first, last float64
	first = math.Inf(1)
	for _, row := range rows {
		var x [6]float64
		for i := range x { // gpus, submit, start, end, wait, run
			if x[i], err = strconv.ParseFloat(row[8+i], 64); err != nil {
				t.Fatal(err)
			}
		}
		waits = append(waits, x[4])
		work += x[0] * x[5]
		first, last = min(first, x[1]), max(last, x[3])
	}
	slices.Sort(waits)
	if n := int64(len(waits)); n != all.Jobs() || n != all.Started {
		t.Errorf("%s: %d rows, %d jobs, %d started", policy, n, all.Jobs(), all.Started)
	}
	for p, got := range map[float64]time.Duration{50: all.P50, 90: all.P90, 95: all.P95, 99: all.P99, 100: all.WaitMax} {
		if want := waits[int(math.Ceil(p/100*float64(len(waits))))-1]; got.Seconds() != want {
			t.Errorf("%s: p%g of the wait is %v, want %g s", policy, p, got, want)
		}
	}
	makespan, _ := all.Makespan()
	if makespan.Seconds() != last-first {
		t.Errorf("%s: makespan %v, want %g s", policy, makespan, last-first)
	}
	use, _ := all.Utilisation()
	if want := work / (100 * (last - first)); math.Abs(use-want) > 1e-12 {
		t.Errorf("%s: utilisation %.9f, want %.9f", policy, use, want)
	}
	if hours := all.Asked; math.Abs(hours-work/3600) > 1e-6 || all.Held != all.Asked {
		t.Errorf("%s: %g GPU-hours asked, %g held, want %g", policy, hours, all.Held, work/3600)
	}
}
