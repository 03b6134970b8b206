package workloads

import (
	"compress/gzip"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"sovsim/sim/unit"
)

// Four jobs on a machine of 8, by hand:
//
//	submit 0, 10, 20, 60: span 60; gaps 10, 10, 40: mean 20,
//	  variance (100 + 100 + 400) ÷ 3 = 200, CV = √200 ÷ 20 = 0.7071
//	GPUs × run = 1·60 + 2·120 + 4·180 + 8·240 = 2940 GPU·s
//	offered load = 2940 ÷ (8 × 60) = 6.125
//	quantiles of run times 60 120 180 240, nearest rank: p25 is the 1st (4 × ¼ = 1),
//	  p50 the 2nd, p75 the 3rd, p90 (3.6 → 4) and p99 the 4th; mean 150
func TestInfoByHand(t *testing.T) {
	const log = `1  0 -1  60 1 -1 -1 1 100 -1 1 1 -1 -1 -1 -1 -1 -1
2 10 -1 120 2 -1 -1 2 100 -1 1 2 -1 -1 -1 -1 -1 -1
3 15 -1  -1 2 -1 -1 2 100 -1 1 9 -1 -1 -1 -1 -1 -1
4 20 -1 180 4 -1 -1 4 200 -1 1 1 -1 -1 -1 -1 -1 -1
5 60 -1 240 8 -1 -1 8 400 -1 1 -1 -1 -1 -1 -1 -1 -1
`
	path := write(t, "log.swf", []byte(log))
	f, err := Check(path, Options{MaxGPUs: 8})
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.Info()
	if err != nil {
		t.Fatal(err)
	}
	want := &Info{
		File: path, Format: "swf", Ordered: true,
		Counts: Counts{Read: 5, Kept: 4, Dropped: [Drops]int64{NoRunTime: 1}},
		First:  0, Last: 60e9, Span: time.Minute,
		GPUTime: unit.Times(2940, time.Second), Requested: unit.Times(100+200+800+3200, time.Second),
		Overruns: 1, Machine: 8, Load: 6.125,
		Run:              Distribution{Count: 4, Mean: 150, Max: 240, P25: 60, P50: 120, P75: 180, P90: 240, P99: 240},
		Request:          Distribution{Count: 4, Mean: 200, Max: 400, P25: 100, P50: 100, P75: 200, P90: 400, P99: 400},
		GPUs:             Distribution{Count: 4, Mean: 3.75, Max: 8, P25: 1, P50: 2, P75: 4, P90: 8, P99: 8},
		InterarrivalMean: 20, InterarrivalCV: math.Sqrt(200) / 20,
		Sizes: 4, Users: 2,
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(unit.GPUTime{}), cmpopts.EquateApprox(1e-12, 0)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	table := `trace         log.swf (swf)
records       5 read, 4 kept, 1 dropped
              1 dropped: no run time
submitted     from 0 s to 60 s
span          60 s
machine       8 GPUs
GPU-hours     0.817 run, 1.194 requested
offered load  6.125
interarrival  mean 20 s, coefficient of variation 0.707
different     4 sizes, 2 users, 0 classes, 0 regions
overruns      1 (run time over requested time)

                  mean      p25      p50      p75      p90      p99      max
run time, s        150       60      120      180      240      240      240
request, s         200      100      100      200      400      400      400
GPUs             3.750        1        2        4        8        8        8
`
	if diff := cmp.Diff(table, got.Table()); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

// Where there is no machine, or one arrival, what is not defined is left out.
func TestInfoOfOneJob(t *testing.T) {
	f, err := Check(write(t, "log.swf", []byte(oneJob)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Info()
	if err != nil {
		t.Fatal(err)
	}
	if !math.IsNaN(info.Load) || !math.IsNaN(info.InterarrivalCV) || info.Run.P99 != 60 {
		t.Errorf("load %v, CV %v, p99 %v", info.Load, info.InterarrivalCV, info.Run.P99)
	}
	if table := info.Table(); strings.Contains(table, "NaN") || !strings.Contains(table, "machine       not known") {
		t.Errorf("table:\n%s", table)
	}
}

// No value breaks the table's 80 columns.
func TestTableWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Float64Range(0, 1e10), rapid.Float64Range(0, 1), rapid.Just(4611686018.427387904))
		d := func() Distribution {
			return Distribution{Mean: value.Draw(t, "mean"), P25: value.Draw(t, "p25"), P50: value.Draw(t, "p50"),
				P75: value.Draw(t, "p75"), P90: value.Draw(t, "p90"), P99: value.Draw(t, "p99"), Max: value.Draw(t, "max"), Sketched: true}
		}
		big := rapid.Int64Range(0, 1e12)
		counts := Counts{Read: big.Draw(t, "read")}
		for d := range counts.Dropped {
			counts.Dropped[d] = big.Draw(t, "dropped")
		}
		for a := range counts.Adjusted {
			counts.Adjusted[a] = big.Draw(t, "adjusted")
		}
		info := &Info{File: strings.Repeat("é", rapid.IntRange(1, 90).Draw(t, "name")), Format: "native",
			Counts: counts, First: 1<<62 - 1, Last: 1<<62 - 1, Span: 1<<62 - 1, Machine: rapid.SampledFrom([]int{maxGPUs, 0}).Draw(t, "machine"), FromHeader: HeaderField{"MaxProcs", strings.Repeat("9\x1b", 20)},
			GPUTime: unit.Times(maxGPUs, 1<<62), Load: value.Draw(t, "load"),
			InterarrivalMean: value.Draw(t, "gap"), InterarrivalCV: value.Draw(t, "cv"), Run: d(), Request: d(), GPUs: d()}
		for line := range strings.Lines(info.Table()) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > 80 {
				t.Fatalf("%d columns: %s", n, line)
			}
		}
	})
}

// Beyond its limit the collector answers from a sketch, within the stated error
// of the exact answer; count, mean and maximum stay exact.
func TestSketchedQuantiles(t *testing.T) {
	exact, sketched := newCollector(1e9), newCollector(1e9)
	sketched.limit = 1000
	v := uint64(1)
	for range 50_000 {
		v = v*6364136223846793005 + 1442695040888963407
		ns := int64(math.Exp(float64(v>>40)/(1<<24)*14) * 1e6) // log-uniform from 1 ms to 20 min
		exact.add(ns)
		sketched.add(ns)
	}
	a, b := exact.distribution(), sketched.distribution()
	if a.Sketched || !b.Sketched || sketched.exact != nil {
		t.Fatalf("sketched: %v and %v, want false and true, and no value kept", a.Sketched, b.Sketched)
	}
	if a.Count != b.Count || a.Mean != b.Mean || a.Max != b.Max {
		t.Errorf("count, mean, max %v %v %v, want %v %v %v", b.Count, b.Mean, b.Max, a.Count, a.Mean, a.Max)
	}
	for _, q := range [][2]float64{{a.P25, b.P25}, {a.P50, b.P50}, {a.P75, b.P75}, {a.P90, b.P90}, {a.P99, b.P99}} {
		if math.Abs(q[1]-q[0]) > SketchError*q[0]*1.001 {
			t.Errorf("quantile %v, exactly %v: off by more than %g", q[1], q[0], SketchError)
		}
	}
}

// Nearest rank: the least value that at least that share does not exceed.
func TestNearestRank(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(0, 20), 1, 200).Draw(t, "values")
		c := newCollector(1)
		for _, v := range values {
			c.add(v)
		}
		d := c.distribution()
		for _, q := range []struct{ percent, got float64 }{{25, d.P25}, {50, d.P50}, {75, d.P75}, {90, d.P90}, {99, d.P99}, {100, d.Max}} {
			below := func(x float64) (n float64) {
				for _, v := range values {
					if float64(v) <= x {
						n++
					}
				}
				return n * 100
			}
			if below(q.got) < q.percent*float64(len(values)) || q.got > float64(slices.Min(values)) && below(q.got-1) >= q.percent*float64(len(values)) {
				t.Fatalf("p%v of %v is %v", q.percent, values, q.got)
			}
		}
	})
}

// The four logs of the Parallel Workloads Archive: as many records as published,
// and job by job what a plain reading of the format gives.
func TestRealLogs(t *testing.T) {
	for _, c := range []struct {
		name           string
		records        int64
		gpus           int
		noRun, noProcs int64
		asRequested    int64 // kept, with both numbers of processors, which differ
	}{
		{"KTH-SP2-1996-2", 28489, 100, 8, 0, 219},
		{"CEA-Curie-30k-sample", 29998, 93312, 0, 0, 3751},
		{"LLNL-Atlas-2006-2.1-cln", 43778, 9216, 7178, 0, 19},
		{"LCG-2005-grid", 188041, 24515, 521, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := realLog(t, c.name)
			f, err := Check(path, Options{MaxGPUs: c.gpus})
			if err != nil {
				t.Fatal(err)
			}
			want := Counts{Read: c.records, Kept: c.records - c.noRun - c.noProcs}
			want.Dropped[NoRunTime], want.Dropped[NoProcessors] = c.noRun, c.noProcs
			want.Adjusted[AsRequested] = c.asRequested
			if f.Counts() != want {
				t.Errorf("%s, want %s", f.counts.String(), want.String())
			}
			if n, by := f.Header().Machine(); n != c.gpus || by.Key != "MaxProcs" {
				t.Errorf("a machine of %d by %s, want %d by MaxProcs", n, by.Key, c.gpus)
			}
			trace, err := f.Open(nil)
			if err != nil {
				t.Fatal(err)
			}
			got, plain := drain(t, trace, trace.Directory()), plainly(t, path)
			if len(got) != len(plain) {
				t.Fatalf("%d jobs, a plain reading has %d", len(got), len(plain))
			}
			for i := range got {
				if got[i] != plain[i] {
					t.Fatalf("job %d is %+v, a plain reading has %+v", i, got[i], plain[i])
				}
			}
		})
	}
}

// plainly reads an swf log in the most obvious way, with the standard library.
func plainly(t *testing.T, path string) []row {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0][0] == ';' {
			continue
		}
		n := make([]int64, len(fields))
		for i, field := range fields {
			if n[i], err = strconv.ParseInt(field, 10, 64); err != nil {
				t.Fatal(err)
			}
		}
		procs, request := n[7], n[8]
		if procs <= 0 {
			procs = n[4]
		}
		if request <= 0 {
			request = n[3]
		}
		if n[3] <= 0 || procs <= 0 {
			continue
		}
		r := row{Job: job(n[0], int(procs), time.Duration(n[1])*time.Second, time.Duration(n[3])*time.Second, time.Duration(request)*time.Second)}
		if n[11] >= 0 {
			r.user = fields[11]
		}
		rows = append(rows, r)
	}
	return rows
}
