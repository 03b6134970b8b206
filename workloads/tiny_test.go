package workloads_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"testing"

	"sovsim/workloads"
)

var update = flag.Bool("update", false, "write the shipped traces anew")

const (
	tinySWF    = "../scenarios/traces/tiny.swf"
	tinyNative = "../scenarios/traces/tiny.csv"
)

// The traces that ship are made by the function below and by nothing else, in
// integers, so that they are the same on every machine:
//
//	go test ./workloads -run TestTinyTrace -update
func TestTinyTraceIsWhatItsGeneratorMakes(t *testing.T) {
	swf := tinyTrace()
	if *update {
		if err := os.WriteFile(tinySWF, swf, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f, err := workloads.Check(tinySWF, workloads.Options{MaxGPUs: 32})
	if err != nil {
		t.Fatal(err)
	}
	var native bytes.Buffer
	if _, err := workloads.Convert(&native, "native", f); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(tinyNative, native.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		file string
		want []byte
	}{{tinySWF, swf}, {tinyNative, native.Bytes()}} {
		got, err := os.ReadFile(c.file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, c.want) {
			t.Errorf("%s is not what its generator makes; run this test with -update", c.file)
		}
	}

	info, err := f.Info()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := info.Counts.String(), "203 records read, 200 kept, 3 dropped (3 no run time)"; got != want {
		t.Errorf("counts: %s, want %s", got, want)
	}
	if info.Load < 0.88 || info.Load > 0.92 {
		t.Errorf("offered load %v, want about 0.9", info.Load)
	}
	if info.Overruns == 0 || info.Request.Mean < 1.5*info.Run.Mean {
		t.Errorf("%d overruns, mean request %v for a mean run of %v: want some, and requests that are too long, as in real logs",
			info.Overruns, info.Request.Mean, info.Run.Mean)
	}
}

// tinyTrace makes 200 jobs for 32 processors, and three records of jobs that were
// cancelled. Sizes are powers of two, mostly small; run times span 20 s to 22 h
// by a table of quantiles; requests are round numbers, mostly several times too
// long; users come mostly by day; the gaps are scaled to an offered load of 0.9.
func tinyTrace() []byte {
	state := uint64(2026)
	draw := func(n int64) int64 { // splitmix64 (Steele, Lea, Flood, OOPSLA 2014), reduced to [0, n)
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return int64((z ^ z>>31) >> 1 % uint64(n))
	}
	type record struct{ gap, run, size, request, user int64 }
	sizes := []struct{ percent, size int64 }{{30, 1}, {48, 2}, {68, 4}, {85, 8}, {96, 16}, {100, 32}}
	runs := []struct{ permille, seconds int64 }{{0, 20}, {100, 60}, {250, 300}, {500, 1500}, {750, 6000}, {900, 18000}, {970, 40000}, {1000, 80000}}
	limits := []int64{600, 1800, 3600, 7200, 14400, 28800, 43200, 86400}

	var jobs []record
	var work, span int64
	clock := int64(8 * 3600)
	for range 200 {
		var j record
		p := draw(100)
		for _, s := range sizes {
			if p < s.percent {
				j.size = s.size
				break
			}
		}
		q := draw(1000)
		for i := 1; i < len(runs); i++ {
			if a, b := runs[i-1], runs[i]; q < b.permille {
				j.run = a.seconds + (b.seconds-a.seconds)*(q-a.permille)/(b.permille-a.permille)
				break
			}
		}
		asked := j.run * (11 + draw(60)) / 10
		j.request = limits[len(limits)-1]
		for _, l := range limits {
			if l >= asked {
				j.request = l
				break
			}
		}
		switch p := draw(100); {
		case p < 3: // ran into its limit, and a little over it
			j.request = j.run - j.run%60
			j.run = j.request + 20
		case p < 8: // asked for nothing
			j.request = -1
		}
		// A sum of two draws is less regular than one and less wild than Poisson's.
		j.gap = draw(1000) * draw(1000) / 250
		if hour := clock / 3600 % 24; hour < 7 || hour > 19 {
			j.gap *= 3
		}
		clock += j.gap
		j.user = 1 + draw(4)*draw(4)
		work += j.size * j.run
		span += j.gap
		jobs = append(jobs, j)
	}

	var b bytes.Buffer
	b.WriteString(`; Version: 2.2
; Computer: a made-up machine of 32 GPUs
; Installation: none; ships with sovsim as an example
; Conversion: made by tinyTrace in workloads/tiny_test.go, no real data
; MaxJobs: 203
; MaxRecords: 203
; MaxNodes: 32
; MaxProcs: 32
; Note: every number is drawn; sizes, run times and requests look like those of
;       research clusters: many small jobs, few large ones, requests too long
;
`)
	submit, number := int64(0), int64(0)
	for i, j := range jobs {
		if i > 0 {
			submit += j.gap * (work * 10 / (32 * 9)) / span
		}
		if i == 40 || i == 90 || i == 150 { // cancelled while queued
			number++
			fmt.Fprintf(&b, "%4d %7d %3d %6d %3d -1 -1 %3d %6d -1 5 %2d -1 -1 1 -1 -1 -1\n", number, submit, 300, -1, -1, j.size, j.request, j.user)
		}
		number++
		fmt.Fprintf(&b, "%4d %7d %3d %6d %3d -1 -1 %3d %6d -1 1 %2d -1 -1 1 -1 -1 -1\n", number, submit, -1, j.run, j.size, j.size, j.request, j.user)
	}
	return b.Bytes()
}
