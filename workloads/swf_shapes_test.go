package workloads

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sovsim/sim"
)

// Logs as other programs write them hold the same two jobs.
func TestSWFShapes(t *testing.T) {
	const a, b = "1 0 -1 10 1 -1 -1 1 20 -1 1 1 1 -1 1 -1 -1 -1", "2 5 -1 10 2 -1 -1 2 20 -1 1 1 1 -1 1 -1 -1 -1"
	names := strings.Join([]string{"job_id", "submit_time", "wait_time", "run_time", "proc_alloc", "cpu_time", "mem", "proc_req", "time_req",
		"mem_req", "status", "user_id", "group", "exe", "queue", "partition", "prev", "think"}, "\t")
	const words = "Job Number Submit Time Wait Time Run Time Allocated Processors Average CPU Time Used Memory Requested Processors"
	s := time.Second
	want := []row{{Job: job(1, 1, 0, 10*s, 20*s), user: "1"}, {Job: job(2, 2, 5*s, 10*s, 20*s), user: "1"}}
	for _, c := range []struct {
		name, log string
		adjusted  [Adjusts]int64
	}{
		{"plain", a + "\n" + b + "\n", [Adjusts]int64{}},
		{"comments of another kind", "# MaxProcs: 2\n#\n" + a + "\n# one more\n" + b + "\n", [Adjusts]int64{}},
		{"both kinds of comments", "; Version: 2.2\n# MaxProcs: 2\n" + a + "\n;\n" + b, [Adjusts]int64{}},
		{"a long comment of another kind", strings.Repeat("# a line of the licence\n", 500) + a + "\n" + b + "\n", [Adjusts]int64{}},
		{"column names", names + "\n" + a + "\n" + b + "\n", [Adjusts]int64{}},
		{"column names with commas", strings.ReplaceAll(names, "\t", ",") + "\n" + a + "\n" + b + "\n", [Adjusts]int64{}},
		{"column names, and words for what is unknown", names + "\n" + strings.ReplaceAll(a, "-1", "NaN") + "\n" + b + "\n", [Adjusts]int64{}},
		{"column names in words", "; Version: 2\n" + words + "\n" + a + "\n" + b + "\n", [Adjusts]int64{}},
		{"column names in words, without a comment", words + "\r\n" + a + "\r\n" + b + "\r\n", [Adjusts]int64{}},
		{"column names twice", names + "\n" + a + "\n" + names + "\n" + b + "\n", [Adjusts]int64{}},
		{"carriage returns alone", "; MaxProcs: 2\r" + a + "\r" + b + "\r", [Adjusts]int64{}},
		{"carriage returns alone, without an end", a + "\r" + b, [Adjusts]int64{}},
		{"carriage returns, and a line feed at the end", "; MaxProcs: 2\r" + a + "\r" + b + "\n", [Adjusts]int64{}},
		{"line ends of three systems", "; MaxProcs: 2\r\n;\r" + a + "\n" + b + "\r\n", [Adjusts]int64{}},
		{"further fields", a + " {12} q_1d 1:ppn=1\n" + b + "\n", [Adjusts]int64{FurtherFields: 1}},
		{"further numbers", a + " 17 4.5\n" + b + " 17 4.5\n", [Adjusts]int64{FurtherFields: 2}},
		{"a comment right behind a record", a + ";a note\n" + b + "# one\n", [Adjusts]int64{}},
		{"line ends written twice", a + "\r\r\n\r\r\n" + b + "\r", [Adjusts]int64{}},
		{"line ends in the other order", "; MaxProcs: 2\n\r" + a + "\n\r" + b + "\n\r", [Adjusts]int64{}},
		{"a comment behind a record", a + " ; a note\n" + b + "\t# one\n", [Adjusts]int64{}},
		{"whole numbers with a point", "1.0 0.00 -1.00 10.0 1.00 -1.0 -1.0 1. 20.0 -1.0 1.0 1.000 1.0 -1 1 -1 -1.0 -1.0\n" + b + "\n", [Adjusts]int64{}},
		{"whole numbers with an exponent", "1e0 0 -1 10 1e+00 -1 -1 10e-1 20 -1 1E0 1 1 -1 1 -1 -1e0 -1e0\n" + b + "\n", [Adjusts]int64{}},
		{"a preceding job", a + "\n" + strings.TrimSuffix(b, "-1 -1") + "1 100\n", [Adjusts]int64{PrecedingJob: 1}},
		{"a preceding job without a think time", a + "\n" + strings.TrimSuffix(b, "-1 -1") + "1 -1\n", [Adjusts]int64{PrecedingJob: 1}},
		{"a think time of less than a second", a + "\n" + strings.TrimSuffix(b, "-1 -1") + "-1 0.5\n", [Adjusts]int64{PrecedingJob: 1}},
		{"zeros for no preceding job", a + "\n" + strings.TrimSuffix(b, "-1 -1") + "0 0\n", [Adjusts]int64{}},
	} {
		rows, n, err := read(t, c.log, Options{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if diff := cmp.Diff(want, rows, cmp.AllowUnexported(row{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		if n != (Counts{Read: 2, Kept: 2, Adjusted: c.adjusted}) {
			t.Errorf("%s: %s", c.name, n.String())
		}
	}
}

// Times are read in any form, to the nearest nanosecond; what was rounded is counted.
func TestSWFTimes(t *testing.T) {
	for _, c := range []struct {
		submit, run, request string
		wantSubmit           sim.Time
		wantRun, wantRequest time.Duration
		rounded              int64
	}{
		{"1e+05", "1.5e1", "2E1", 100_000e9, 15e9, 20e9, 0},
		{"0.30000000000000004", "10.00000000000", "20", 3e8, 10e9, 20e9, 1},
		{"0.3333333333333333", "0.6666666666666666", "1e-12", 333333333, 666666667, 1, 1},
		{"1e-12", "1e-12", "-1", 0, 1, 1, 1},
	} {
		rows, n, err := read(t, strings.Join([]string{"1", c.submit, "-1", c.run, "1 -1 -1 1", c.request, "-1 1 1 1 -1 1 -1 -1 -1\n"}, " "), Options{})
		want := Counts{Read: 1, Kept: 1}
		want.Adjusted[RoundedTime] = c.rounded
		if err != nil || rows[0].Submit != c.wantSubmit || rows[0].Run != c.wantRun || rows[0].Request != c.wantRequest || n != want {
			t.Errorf("%+v: %+v, %s, %v", c, rows, n.String(), err)
		}
	}
}

// A number that is not whole, and names in another order, are errors.
func TestSWFShapeErrors(t *testing.T) {
	const a = "1 0 -1 10 1 -1 -1 1 20 -1 1 1 1 -1 1 -1 -1 -1\n"
	const order = "run submit wait job a b c d e f g h i j k l m n\n"
	for _, c := range []struct{ log, want string }{
		{"1 0 -1 10 1.5 -1 -1 1.5 20 -1 1 1 1 -1 1 -1 -1 -1\n", `trace:1:11: allocated processors (field 5) is "1.5", want a whole number`},
		{"1 0 -1 10 1 -1 -1 15e-1 20 -1 1 1 1 -1 1 -1 -1 -1\n", `trace:1:19: requested processors (field 8) is "15e-1", want a whole number`},
		{"1 0 -1 10 1 -1 -1 1e30 20 -1 1 1 1 -1 1 -1 -1 -1\n", `trace:1:19: requested processors (field 8) is "1e30"`},
		{"; a\n" + order + a, `trace:2: column run is field 1, want it as field 4`},
		{"; a\n" + strings.ReplaceAll(strings.TrimSpace(order), " ", ",") + "\n" + a, `trace:2: column run is field 1, want it as field 4`},
		{a + strings.TrimSuffix(a, "\n") + " " + strings.ReplaceAll(a, "-1", "NaN"), `trace:2:47: 36 numbers, want the 18`},
		{"1 2 3 ; a comment\n", `trace:1: 3 fields, want the 18`},
		{";\n" + strings.ReplaceAll(strings.TrimSpace(a), " ", ",") + "\n" + a, `trace:2:1: job number (field 1) is "1,0,-1,`},
		{";\njob submit wait run a b c d e f g h i j k l m n\n1 " + a, `trace:3: 19 fields below 18 names: is the first one the name of a row?`},
		{"; a\n" + a + order, `trace:3:1: job number (field 1) is "run"`},
		{";\rx y\rz z\n" + a, `trace:3:1: job number (field 1) is "z"`},
		{";\r" + strings.TrimSuffix(a, "\n") + "\r1 2", `trace:3: 2 fields, want the 18 of the Standard Workload Format; the file ends here`},
		{a + strings.TrimSuffix(a, "\n") + " " + a, `trace:2:47: 36 numbers, want the 18`},
	} {
		if _, _, err := read(t, c.log, Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q: error %v, want %s", c.log, err, c.want)
		}
	}
}

// Tables with tabs are not taken for logs with column names.
func TestSWFIsRecognised(t *testing.T) {
	const a = "1 0 -1 10 1 -1 -1 1 20 -1 1 1 1 -1 1 -1 -1 -1\n"
	for _, c := range []struct {
		head string
		want bool
	}{
		{a, true}, {";", true}, {"# x\n" + a, true}, {"a b\n" + a, true}, {"# x\n\na b\n# y\n" + a, true}, {"1 2", true}, {"NaN" + a[1:], true}, {"NaN x\n", false},
		{strings.ReplaceAll(nativeHead, ",", "\t") + "\n1\tanna\tmid\tFR\t8\t0\t10\t10\n", false},
		{strings.ReplaceAll(nativeHead, ",", "\t") + "\n1\t2\t3\t4\t8\t0\t10\t10\n", false},
		{nativeHead + "\n", false}, {"# x\n", false}, {"", false}, {"a b\nc d\n" + a, false}, {"a b\n;\n", false}, {"a\n" + a, false},
	} {
		if got := recogniseSWF([]byte(c.head)); got != c.want {
			t.Errorf("%.40q: recognised %v, want %v", c.head, got, c.want)
		}
	}
}

// Two numbers of processors, one of which is a job's GPUs.
func TestProcessors(t *testing.T) {
	line := func(allocated, requested string) string {
		return "1 0 -1 10 " + allocated + " -1 -1 " + requested + " 20 -1 1 1 1 -1 1 -1 -1 -1\n"
	}
	for _, c := range []struct {
		allocated, requested string
		byDefault, other     int // GPUs with requested, and with allocated
		differ               int64
	}{
		{"16", "12", 12, 16, 1}, {"16", "16", 16, 16, 0}, {"16", "-1", 16, 16, 0}, {"-1", "12", 12, 12, 0}, {"0", "12", 12, 12, 0},
	} {
		for _, o := range []struct {
			processors string
			gpus       int
			kind       Adjust
		}{{"", c.byDefault, AsRequested}, {Requested, c.byDefault, AsRequested}, {Allocated, c.other, AsAllocated}} {
			rows, n, err := read(t, line(c.allocated, c.requested), Options{Processors: o.processors})
			want := Counts{Read: 1, Kept: 1}
			want.Adjusted[o.kind] = c.differ
			if err != nil || rows[0].GPUs != o.gpus || n != want {
				t.Errorf("allocated %s, requested %s, processors %q: %+v, %s, %v", c.allocated, c.requested, o.processors, rows, n.String(), err)
			}
		}
	}
	for _, c := range []struct{ content, processors, want string }{
		{nativeHead + "\n1,,,,1,0,1,1\n", Allocated, "the format native has one number of GPUs"},
		{line("1", "1"), "used", `unknown processors "used", want requested or allocated`},
	} {
		if _, _, err := read(t, c.content, Options{Processors: c.processors}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("processors %s: %v, want %s", c.processors, err, c.want)
		}
	}
	if _, _, err := read(t, nativeHead+"\n1,,,,1,0,1,1\n", Options{Processors: Requested}); err != nil {
		t.Errorf("the default, for a format of one number: %v", err)
	}
}

// A job numbered 0 that was read may precede others.
func TestPrecedingJobZero(t *testing.T) {
	log := "0 0 -1 10 1 -1 -1 1 20 -1 1 1 1 -1 1 -1 -1 -1\n1 0 -1 10 1 -1 -1 1 20 -1 1 1 1 -1 1 -1 0 0\n"
	_, n, err := read(t, log, Options{})
	if err != nil || n.Adjusted[PrecedingJob] != 1 {
		t.Errorf("%s, %v", n.String(), err)
	}
}
