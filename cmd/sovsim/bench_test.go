package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkBench is the whole of `sovsim bench` on a trace: reading it, the
// schedule, and writing jobs.csv. The trace is the one that ships, again and again,
// which makes 400,000 jobs and is more than is held in memory.
func BenchmarkBench(b *testing.B) {
	data, err := os.ReadFile(filepath.Join(root, "scenarios/traces/tiny.swf"))
	if err != nil {
		b.Fatal(err)
	}
	var trace bytes.Buffer
	jobs := 0
	for again := range 2000 {
		for line := range strings.Lines(string(data)) {
			f := strings.Fields(line)
			if len(f) != 18 || f[0] == ";" {
				continue
			}
			var submit int
			fmt.Sscan(f[1], &submit)
			jobs++
			f[0], f[1] = fmt.Sprint(jobs), fmt.Sprint(submit+again*260_000)
			fmt.Fprintln(&trace, strings.Join(f, " "))
		}
	}
	dir := b.TempDir()
	path := filepath.Join(dir, "long.swf")
	if err := os.WriteFile(path, trace.Bytes(), 0o666); err != nil {
		b.Fatal(err)
	}
	for _, policy := range []string{"fcfs", "easy"} {
		b.Run(policy, func(b *testing.B) {
			for b.Loop() {
				var out bytes.Buffer
				args := []string{"bench", "--trace", path, "--gpus", "64", "--policies", policy, "-o", filepath.Join(dir, "out"), "-q"}
				if status := run(context.Background(), args, &out, &out); status != exitDone {
					b.Fatalf("exit status %d: %s", status, &out)
				}
			}
			b.ReportMetric(float64(jobs)*float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
		})
	}
}
