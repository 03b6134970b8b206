package workloads

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sovsim/sim"
)

const (
	phillyHead = "timestamp,duration,num_gpus,gpu_time,cluster"
	heliosHead = "job_id,user,tenant,class,submit_time,num_chips,chip_type,num_nodes,duration_s,walltime_limit_s,final_status"
	openbHead  = "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time"
)

// The samples of the tables that others publish, made up for this test, with every
// job by hand.
func TestTableSamples(t *testing.T) {
	const s, ms = time.Second, time.Millisecond
	shaped := func(nodes int, j sim.Job) sim.Job { j.Nodes = nodes; return j }
	for _, c := range []struct {
		format, counts string
		want           []row
	}{
		// Time zero is 00:00 on 9 October 2017, the day of the earliest record, which
		// is not the first. Job numbers are those of the records, from 1.
		{"philly", "6 records read, 5 kept, 1 dropped (1 no GPU)", []row{
			{job(2, 1, (7*3600+115)*s, 66*s, 66*s), "", "", "vc-blue"},
			{job(6, 16, 12*3600*s, 86400*s, 86400*s), "", "", "vc-red"},
			{job(3, 2, 86399*s, 120500*ms, 120500*ms), "", "", "vc-blue"},
			{job(1, 8, 120600*s, 3600*s, 3600*s), "", "", "vc-red"},
			{job(4, 1, 120600*s, 0, 0), "", "", "vc-blue"},
		}},
		{"helios", "7 records read, 6 kept, 1 dropped (1 no GPU), 1 adjusted (nodes that do not divide the GPUs, left to the cluster)", []row{
			{shaped(2, job(101, 16, 0, 3600*s, 7200*s)), "ada", "finetune", "vcBig"},
			{shaped(1, job(102, 8, 60*s, 600*s, 600*s)), "bob", "finetune", "vcBig"},
			{shaped(2, job(103, 12, 61500*ms, 300*s, 300*s)), "ada", "finetune", "vcBig"},
			{shaped(1, job(104, 4, 61500*ms, 900*s, 900*s)), "cyd", "finetune", "vcSmall"},
			{shaped(1, job(105, 8, 120*s, 30*s, 60*s)), "cyd", "finetune", "vcSmall"},
			{job(107, 12, 240*s, 10*s, 60*s), "bob", "finetune", "vcBig"},
		}},
		{"openb", "7 records read, 4 kept, 3 dropped (1 no GPU, 1 never scheduled, 1 no end), 2 adjusted (a part of a GPU, rounded up to a whole one), 1 adjusted (a column that says where the job may run, left out)", []row{
			{job(0, 1, 0, 7200*s, 7200*s), "", "LS", ""},
			{job(1, 1, 100*s, 295*s, 295*s), "", "LS", ""},
			{job(3, 8, 200*s, 3600*s, 3600*s), "", "BE", ""},
			{job(6, 2, 320*s, 10500*ms, 10500*ms), "", "Burstable", ""},
		}},
	} {
		path := filepath.Join("testdata", c.format+".csv")
		plain, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{path, write(t, "packed", pack(t, plain))} {
			trace, err := Open(path, Options{})
			if err != nil {
				t.Errorf("%s: %v", c.format, err)
				continue
			}
			rows, counts := drain(t, trace, trace.Directory()), trace.Stats()
			if trace.Format() != c.format || counts.String() != c.counts {
				t.Errorf("%s is read as %s: %s, want %s", c.format, trace.Format(), counts.String(), c.counts)
			}
			if diff := cmp.Diff(c.want, rows, cmp.AllowUnexported(row{})); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.format, diff)
			}
		}
	}
}

// Each line is one reading rule, with what it must become.
func TestTableRules(t *testing.T) {
	const s = time.Second
	onNodes := job(7, 16, 1500*time.Microsecond, 60*s, 60*s)
	onNodes.Nodes = 2
	onOne := job(7, 2, 10*s, 60*s, 90*s)
	onOne.Nodes = 1
	for _, c := range []struct {
		rule, text string
		want       row
	}{
		{"columns in another order, others passed over, carriage returns, no line feed at the end",
			"cluster,num_gpus,colour,duration,timestamp\r\nc1,4,red,60,2017-10-09 00:00:01\r\n\r\n",
			row{Job: job(1, 4, s, 60*s, 60*s), region: "c1"}},
		{"quoted fields", "\"timestamp\",duration,num_gpus,cluster\n\"2017-10-09 00:00:01\",\"60\",4,\"a, \"\"b\"\"\"\n",
			row{Job: job(1, 4, s, 60*s, 60*s), region: `a, "b"`}},
		{"a leap day", phillyHead + "\n2020-02-29 00:00:01,60,4,240,c1\n", row{Job: job(1, 4, s, 60*s, 60*s), region: "c1"}},
		{"a byte order mark and comments", "\ufeff# source: somewhere\n\n#\n" + heliosHead + "\n7,u,v,k,1500,16,,2,60,60,COMPLETED\n",
			row{onNodes, "u", "k", "v"}},
		{"no limit, or 0, is the run time; no nodes is the cluster's choice", heliosHead + "\n7,u,v,k,0,16,,,60,0,COMPLETED\n",
			row{job(7, 16, 0, 60*s, 60*s), "u", "k", "v"}},
		{"an overrun is the engine's", heliosHead + "\n7,u,v,k,0,16,,,60,30.5,\n",
			row{job(7, 16, 0, 60*s, 30500*time.Millisecond), "u", "k", "v"}},
		{"the record of doc.go, philly", phillyHead + "\n2017-10-09 00:00:10,60.0,2,120.0,vcA\n",
			row{Job: job(1, 2, 10*s, 60*s, 60*s), region: "vcA"}},
		{"the record of doc.go, helios", heliosHead + "\n7,ada,vcA,finetune,10000000,2,,1,60.0,90.0,FAILED\n",
			row{onOne, "ada", "finetune", "vcA"}},
		{"the record of doc.go, openb", openbHead + "\nopenb-pod-0007,12000,16384,2,500,,BE,Failed,10,95,35\n",
			row{Job: job(7, 2, 10*s, 60*s, 60*s), class: "BE"}},
		{"the wait that was is not part of the run time", openbHead + "\nopenb-pod-5,1,1,1,1000,,LS,Running,10,100,70\n",
			row{Job: job(5, 1, 10*s, 30*s, 30*s), class: "LS"}},
	} {
		rows, counts, err := read(t, c.text, Options{})
		if err != nil {
			t.Errorf("%s: %v", c.rule, err)
			continue
		}
		if diff := cmp.Diff([]row{c.want}, rows, cmp.AllowUnexported(row{})); diff != "" || counts.Kept != 1 {
			t.Errorf("%s: %s (-want +got):\n%s", c.rule, counts.String(), diff)
		}
	}
}

// A record that is no job is dropped, and counted under the first reason only.
func TestTableDrops(t *testing.T) {
	good := map[string]string{
		phillyHead: "2017-10-09 00:00:01,60,4,240,c1",
		heliosHead: "1,u,v,k,0,8,,1,60,60,COMPLETED",
		openbHead:  "pod-1,1,1,1,1000,,LS,Running,10,100,70",
	}
	for _, c := range []struct {
		head, line string
		want       Drop
	}{
		{phillyHead, "2017-10-09 00:00:01,-1,0,0,c9", NoGPU},
		{phillyHead, "2017-10-09 00:00:01,-1,4,0,c9", NoRunTime},
		{phillyHead, "2017-10-09 00:00:01,60,99,0,c9", TooLarge},
		{heliosHead, "2,u,c9,k,-1,0,,1,60,60,COMPLETED", NoGPU},
		{heliosHead, "2,u,c9,k,-1,8,,1,-60,60,COMPLETED", NoRunTime},
		{heliosHead, "2,u,c9,k,-1,9999999999,,3,60,60,COMPLETED", TooLarge},
		{heliosHead, "2,u,c9,k,-1,8,,3,60,60,COMPLETED", NegativeSubmit},
		{openbHead, "pod-2,1,1,0,0,,c9,Pending,10,100,", NoGPU},
		{openbHead, "pod-2,1,1,1,500,,c9,Pending,10,,", NeverScheduled},
		{openbHead, "pod-2,1,1,1,500,,c9,Running,10,,70", NoEnd},
		{openbHead, "pod-2,1,1,1,500,,c9,Running,10,69,70", NoRunTime},
		{openbHead, "pod-2,1,1,9,500,,c9,Running,10,100,70", TooLarge},
		{openbHead, "pod-2,1,1,1,500,,c9,Running,-10,100,70", NegativeSubmit},
	} {
		trace, err := Open(write(t, "log", []byte(c.head+"\n"+c.line+"\n"+good[c.head]+"\n")), Options{MaxGPUs: 8})
		if err != nil {
			t.Errorf("%s: %v", c.line, err)
			continue
		}
		rows, counts := drain(t, trace, trace.Directory()), trace.Stats()
		want := Counts{Read: 2, Kept: 1}
		want.Dropped[c.want] = 1
		if counts != want || len(rows) != 1 { // adjustments of a dropped record do not count
			t.Errorf("%s: %d jobs, %s, want it dropped: %s", c.line, len(rows), counts.String(), c.want)
		}
		_, region := trace.Directory().Regions.Lookup("c9")
		if _, class := trace.Directory().Classes.Lookup("c9"); region || class {
			t.Errorf("%s: a dropped record has named something", c.line)
		}
	}
}

// A faulty record is an error with its place, never a dropped record.
func TestTableErrors(t *testing.T) {
	const ph, he, ob = phillyHead + "\n", "# c\n" + heliosHead + "\n", openbHead + "\n"
	for _, c := range []struct{ text, want string }{
		{ph, "no usable job: 0 records read"},
		{"timestamp,duration,num_gpus,cluster,duration\n", "1:37: the column duration is there twice"},
		{"job_id,user,tenant,submit_time,num_chips,duration_s\n1\n", "trace:1: the header has no column class, num_nodes, walltime_limit_s"},
		{"num_gpu,gpu_milli,creation_time\n", "trace:1: the header has no column name, qos, deletion_time, scheduled_time"},
		{ph + "2017-10-09 07:01:55,66\n", "trace:2: 2 fields, want 5 as the header has"},
		{ph + "2017-10-09 07:01:55,66,1,66,c1\n2017-10-09 07:01", "trace:3: 1 fields, want 5 as the header has; the file ends here: is it cut off?"},
		{ph + "2017-10-09 07:01:55,66,1,66,c1,7\n", "trace:2: 6 fields, want 5"},
		{ph + "\n2017-10-9 07:01:55,66,1,66,c1\n", `trace:3:1: timestamp is "2017-10-9 07:01:55", want a date and time such as`},
		{ph + "2017-02-29 07:01:55,66,1,66,c1\n", `timestamp is "2017-02-29 07:01:55", want a date`},
		{ph + "2017-10-09 24:00:00,66,1,66,c1\n", `timestamp is "2017-10-09 24:00:00", want a date`},
		{ph + "1969-12-31 23:59:59,66,1,66,c1\n", "from 1970 to 2099"},
		{ph + "9999-12-31 23:59:59,66,1,66,c1\n", "from 1970 to 2099"},
		{ph + "2017-10-09 07:01:5x,66,1,66,c1\n", "want a date"},
		{ph + "2017-10-09 07:01:55,x,1,66,c1\n", `trace:2:21: duration is "x", want seconds`},
		{ph + "2017-10-09 07:01:55,1e,1,66,c1\n", `trace:2:21: duration is "1e", want seconds`},
		{ph + "2017-10-09 07:01:55,66,1.5,66,c1\n", `trace:2:24: num_gpus is "1.5", want a whole number`},
		{ph + "2017-10-09 07:01:55,66,3000000000,66,c1\n", `trace:2:24: num_gpus is "3000000000", want at most 2147483647`},
		{ph + "2017-10-09 07:01:55,66,1,66,c\x001\n", `trace:2:29: cluster is "c\x001", want text in UTF-8`},
		{ph + "2017-10-09 07:01:55,66,1,66,\xff\n", "want text in UTF-8"},
		{ph + "2017-10-09 07:01:55,66,1,66,\"c1\n", "trace:2:29: a quote without its end"},
		{ph + "2017-10-09 07:01:55,\"66\"x,1,66,c1\n", "trace:2:21: a quote without its end"},
		{ph + "2017-10-09 07:01:55,\"6\"\"6\",1,66,c1\n", `trace:2:21: duration is "6\"6", want seconds`},
		{ph + strings.Repeat("a", 100_000), "a line of more than 65536 bytes"},
		{he + ",u,v,k,0,8,,1,60,60,COMPLETED\n", `trace:3:1: job_id is "", want a number or a name`},
		{he + "1,u,v,k,2017-10-09,8,,1,60,60,COMPLETED\n", `trace:3:9: submit_time is "2017-10-09", want microseconds of at most 146 years: a time stamp`},
		{he + "1,u,v,k,99999999999999999,8,,1,60,60,COMPLETED\n", `submit_time is "99999999999999999", want microseconds of at most 146 years`},
		{he + "1,u,v,k,-99999999999999999,8,,1,60,60,COMPLETED\n", "want microseconds of at most 146 years"},
		{he + "1,u,v,k,0,8,,one,60,60,COMPLETED\n", `num_nodes is "one", want a whole number`},
		{he + "1,u,v,k,0,8,,1,60,-2,COMPLETED\n", `walltime_limit_s is "-2", want seconds such as 3600 or 0.25 (at most 146 years), or nothing, 0, -1`},
		{ob + ",1,1,1,1000,,LS,Running,10,100,70\n", `trace:2:1: name is "", want a number or a name`},
		{ob + "pod-1,1,1,1,1001,,LS,Running,10,100,70\n", `gpu_milli is "1001", want thousandths of a GPU from 0 to 1000`},
		{ob + "pod-1,1,1,1,-2,,LS,Running,10,100,70\n", `gpu_milli is "-2", want thousandths`},
		{ob + "pod-1,1,1,1,x,,LS,Running,10,100,70\n", `gpu_milli is "x", want a whole number`},
		{ob + "pod-1,1,1,0,0,,LS,Running,x,100,70\n", `creation_time is "x", want seconds`},
		{ob + "pod-1,1,1,1,1000,,LS,Running,10,4611686018,-2\n", `deletion_time is "4611686018", want at most 146 years after scheduled_time`},
		{ob + "pod-1,1,1,1,1000,,LS,Running,10,x,70\n", `deletion_time is "x", want seconds`},
	} {
		_, _, err := read(t, c.text, Options{})
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) || len(e.Msg) > 400 {
			t.Errorf("%.120q\n error %v\n  want …%s", c.text, err, c.want)
		}
	}
	_, _, err := read(t, "# only a comment\n", Options{Format: "helios"})
	if err == nil || !strings.Contains(err.Error(), "no header line, want the columns job_id,user,") {
		t.Errorf("no header: %v", err)
	}
}

// Time zero does not depend on how a file is read: held, sorted, streamed, or once.
func TestTimeZero(t *testing.T) {
	const text = phillyHead + "\n2017-10-09 07:00:00,60,1,60,c1\n2017-10-09 23:00:00,60,1,60,c1\n2017-10-10 00:00:00,60,1,60,c1\n"
	path := write(t, "log", []byte(text))
	open := map[string]func() (*Trace, error){
		"held": func() (*Trace, error) { return Open(path, Options{}) },
		"streamed": func() (*Trace, error) {
			f, err := check(path, Options{}, limits{0, 0})
			if err != nil {
				return nil, err
			}
			return f.Open(nil)
		},
		"once": func() (*Trace, error) { return OpenOnce(path, Options{}) },
	}
	for name, open := range open {
		trace, err := open()
		if err != nil {
			t.Fatal(name, err)
		}
		var hours []int64
		for _, r := range drain(t, trace, trace.Directory()) {
			hours = append(hours, int64(r.Submit)/int64(time.Hour))
		}
		if !slices.Equal(hours, []int64{7, 23, 24}) || trace.Header().Get(timeZero) != "2017-10-09 00:00:00" {
			t.Errorf("%s: hours %v, time zero %q", name, hours, trace.Header().Get(timeZero))
		}
	}
	// A record of the day before is found out of order by whoever reads once: it
	// would be before the time zero that was taken from the first.
	path = write(t, "log2", []byte(text+"2017-10-08 12:00:00,60,0,60,c1\n"))
	trace, err := OpenOnce(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := trace.Rest(); !errors.Is(err, ErrOrder) {
		t.Errorf("a record before time zero: %v", err)
	}
	for name, l := range map[string]limits{"held": fileLimits, "sorted": {2, 10}} {
		f, err := check(path, Options{}, l)
		if err != nil || f.Header().Get(timeZero) != "2017-10-08 00:00:00" {
			t.Fatalf("%s: the earliest record counts, kept or dropped: %v", name, err)
		}
		trace, err := f.Open(nil)
		if err != nil {
			t.Fatal(err)
		}
		if rows := drain(t, trace, trace.Directory()); len(rows) != 3 || rows[0].Submit != sim.Time(31*time.Hour) || rows[2].Submit != sim.Time(48*time.Hour) {
			t.Errorf("%s: %v", name, rows)
		}
	}
}

// A streamed table costs no allocation per job, and comments say where it is from.
func TestTablesDoNotAllocate(t *testing.T) {
	for _, text := range []string{
		phillyHead + "\n" + strings.Repeat("2017-10-09 07:01:55,66.5,4,240,c1\n", 3000),
		"# source: HeliosData\n" + heliosHead + "\n" + strings.Repeat("7,u,v,\"k\",1500,16,,2,60,60,COMPLETED\n", 3000),
		strings.ReplaceAll(nativeHead, ",", ";") + "\n" + strings.Repeat("7;u;v;\"k\";16;1500,5;1e+02;NaN\n", 3000),
		openbHead + "\n" + strings.Repeat("openb-pod-5,1,1,1,460,,LS,Running,10,100,70\n", 3000),
	} {
		f, err := check(write(t, "log", []byte(text)), Options{}, limits{0, 0})
		if err != nil {
			t.Fatal(err)
		}
		if f.Format() == "helios" && f.Header().Get("source") != "HeliosData" {
			t.Errorf("header %v", f.Header())
		}
		trace, err := f.Open(nil)
		if err != nil {
			t.Fatal(err)
		}
		var j sim.Job
		if n := testing.AllocsPerRun(2000, func() {
			if ok, err := trace.Next(&j); !ok || err != nil {
				t.Fatal(ok, err)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations per job, want none", f.Format(), n)
		}
		trace.Close()
	}
}

// Written natively, the jobs of each table are the same, shapes included.
func TestTablesToNative(t *testing.T) {
	for _, name := range []string{"philly", "helios", "openb"} {
		f, err := Check(filepath.Join("testdata", name+".csv"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := Convert(&b, "native", f); err != nil {
			t.Fatal(name, err)
		}
		dir := &sim.Directory{}
		trace, err := f.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		want := drain(t, trace, dir)
		got, _, err := read(t, b.String(), Options{Format: "native"})
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(row{})); err != nil || diff != "" {
			t.Errorf("%s: %v (-read +written and read):\n%s", name, err, diff)
		}
		if _, err := NewWriter(name, &b, dir, WriterOptions{}); err == nil || !strings.Contains(err.Error(), "are read, not written") {
			t.Errorf("a writer for %s: %v", name, err)
		}
	}
}

// The published logs have the counts that their publishers state.
func TestRealTables(t *testing.T) {
	for _, c := range []struct {
		file, counts string
		gpuHours     int64
	}{
		{"philly_subset_82k", "82247 records read, 82247 kept, 0 dropped", 978_078},
		{"helios_venus_2vc_sept2020", "1867 records read, 1867 kept, 0 dropped", 118_318},
		// 8,152 pods, 7,064 of them with GPUs, 6,203 of those scheduled.
		{"alibaba_openb2023_pods", "8152 records read, 6203 kept, 1949 dropped (1088 no GPU, 861 never scheduled), " +
			"2573 adjusted (a part of a GPU, rounded up to a whole one)", 59_612},
	} {
		path := filepath.Join(root(t), "..", "shared", "traces", "gpu", c.file+".csv.gz")
		if _, err := os.Stat(path); err != nil {
			t.Skipf("the log %s is not at ../shared/traces/gpu beside the repository", c.file)
		}
		f, err := Check(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%.0f", info.GPUTime.Hours()); info.Counts.String() != c.counts || got != fmt.Sprint(c.gpuHours) {
			t.Errorf("%s: %s, %s GPU-hours; want %s, %d", c.file, info.Counts.String(), got, c.counts, c.gpuHours)
		}
	}
}
