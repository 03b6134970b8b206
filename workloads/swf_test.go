package workloads

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sovsim/sim"
)

func job(id int64, gpus int, submit, run, request time.Duration) sim.Job {
	return sim.Job{ID: id, GPUs: gpus, Submit: sim.Time(submit), Run: run, Request: request}
}

// Each line is one reading rule of the format, with what it must become.
func TestSWFRules(t *testing.T) {
	const s = time.Second
	for _, c := range []struct {
		rule, line string
		want       row
	}{
		{"a record of the KTH log", "1 0 964980 97225 56 -1 -1 56 210000 -1 1 1 1 -1 -1 -1 -1 -1",
			row{Job: job(1, 56, 0, 97225*s, 210000*s), user: "1"}},
		{"the requested processors count, not the allocated", "2 5 0 60 16 -1 -1 12 90 -1 1 4 1 -1 -1 -1 -1 -1",
			row{Job: job(2, 12, 5*s, 60*s, 90*s), user: "4"}},
		{"no requested processors: the allocated", "3 5 0 60 16 -1 -1 -1 90 -1 1 4 1 -1 -1 -1 -1 -1",
			row{Job: job(3, 16, 5*s, 60*s, 90*s), user: "4"}},
		{"zero requested processors: the allocated", "3 5 0 60 16 -1 -1 0 90 -1 1 4 1 -1 -1 -1 -1 -1",
			row{Job: job(3, 16, 5*s, 60*s, 90*s), user: "4"}},
		{"no requested time: the run time", "4 5 0 60 1 -1 -1 1 -1 -1 1 4 1 -1 -1 -1 -1 -1",
			row{Job: job(4, 1, 5*s, 60*s, 60*s), user: "4"}},
		{"zero requested time: the run time", "4 5 0 60 1 -1 -1 1 0 -1 1 4 1 -1 -1 -1 -1 -1",
			row{Job: job(4, 1, 5*s, 60*s, 60*s), user: "4"}},
		{"an unlimited request: the run time", "4 5 NaN 60 1 NA NaN 1 UNLIMITED -1 1 4 1 -1 -1 -1 NaN NaN",
			row{Job: job(4, 1, 5*s, 60*s, 60*s), user: "4"}},
		{"a run time over the request stays: overruns are the engine's", "5 5 0 61 1 -1 -1 1 60 -1 1 4 1 -1 -1 -1 -1 -1",
			row{Job: job(5, 1, 5*s, 61*s, 60*s), user: "4"}},
		{"no user", "6 5 0 60 1 -1 -1 1 60 -1 1 -1 1 -1 -1 -1 -1 -1",
			row{Job: job(6, 1, 5*s, 60*s, 60*s)}},
		{"a user's number without its zeros", "6 5 0 60 1 -1 -1 1 60 -1 1 007 1 -1 -1 -1 -1 -1",
			row{Job: job(6, 1, 5*s, 60*s, 60*s), user: "7"}},
		{"failed and cancelled jobs that ran are jobs (status 0 and 5)", "7 5 0 60 1 -1 -1 1 60 -1 5 4 1 -1 -1 -1 -1 -1",
			row{Job: job(7, 1, 5*s, 60*s, 60*s), user: "4"}},
		{"blanks and tabs, many, before and behind", "\t 8   5 0 \t60 1 -1 -1 1 60 -1 1 4 1 -1 -1 -1 -1 -1 \t ",
			row{Job: job(8, 1, 5*s, 60*s, 60*s), user: "4"}},
		{"fractions in fields that are not used", "9 5 0 60 1 57.25 1.5e3 1 60 -1 1 4 1 -1 -1 -1 -1 -0.5",
			row{Job: job(9, 1, 5*s, 60*s, 60*s), user: "4"}},
		{"fractions of seconds are exact", "10 5.25 0 0.000000001 1 -1 -1 1 60.10 -1 1 4 1 -1 -1 -1 -1 -1",
			row{Job: job(10, 1, 5250*time.Millisecond, 1, 60100*time.Millisecond), user: "4"}},
		{"a long time ago, and a large number", "999999999999999999 4000000000 0 60 1 -1 -1 1 60 -1 1 4 1 -1 -1 -1 -1 -1",
			row{Job: job(999999999999999999, 1, 4000000000*s, 60*s, 60*s), user: "4"}},
		{"a carriage return before the line feed", "11 5 0 60 1 -1 -1 1 60 -1 1 4 1 -1 -1 -1 -1 -1\r",
			row{Job: job(11, 1, 5*s, 60*s, 60*s), user: "4"}},
	} {
		rows, counts, err := read(t, "; a comment\n\n"+c.line+"\n", Options{})
		if err != nil {
			t.Errorf("%s: %v", c.rule, err)
			continue
		}
		if diff := cmp.Diff([]row{c.want}, rows, cmp.AllowUnexported(row{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.rule, diff)
		}
		counts.Adjusted[AsRequested] = 0 // see TestProcessors
		if counts.String() != "1 records read, 1 kept, 0 dropped" {
			t.Errorf("%s: %s", c.rule, counts.String())
		}
	}
}

// A record that is no job is dropped, and counted under the first reason only.
func TestSWFDrops(t *testing.T) {
	const good = "1 0 0 60 1 -1 -1 1 60 -1 1 1 1 -1 -1 -1 -1 -1\n"
	for _, c := range []struct {
		line string
		want Drop
	}{
		{"2 0 0 0 1 -1 -1 1 60 -1 1 9 1 -1 -1 -1 -1 -1", NoRunTime},
		{"2 0 0 -1 1 -1 -1 1 60 -1 1 9 1 -1 -1 -1 -1 -1", NoRunTime},
		{"2 -5 0 -1 -1 -1 -1 -1 60 -1 1 9 1 -1 -1 -1 -1 -1", NoRunTime},
		{"2 0 0 60 0 -1 -1 -1 60 -1 1 9 1 -1 -1 -1 -1 -1", NoProcessors},
		{"2 -5 0 60 -1 -1 -1 0 60 -1 1 9 1 -1 -1 -1 -1 -1", NoProcessors},
		{"2 0 0 60 1 -1 -1 9 60 -1 1 9 1 -1 -1 -1 -1 -1", TooLarge},
		{"2 0 0 60 1 -1 -1 9999999999 60 -1 1 9 1 -1 -1 -1 -1 -1", TooLarge},
		{"2 -5 0 60 1 -1 -1 9 60 -1 1 9 1 -1 -1 -1 -1 -1", TooLarge},
		{"2 -5 0 60 1 -1 -1 8 60 -1 1 9 1 -1 -1 -1 -1 -1", NegativeSubmit},
	} {
		trace, err := Open(write(t, "log.swf", []byte(c.line+"\n"+good)), Options{MaxGPUs: 8})
		if err != nil {
			t.Errorf("%s: %v", c.line, err)
			continue
		}
		rows, counts := drain(t, trace, trace.Directory()), trace.Stats()
		want := Counts{Read: 2, Kept: 1}
		want.Dropped[c.want] = 1
		if counts != want || len(rows) != 1 || rows[0].ID != 1 {
			t.Errorf("%s: %d jobs, %s, want it dropped: %s", c.line, len(rows), counts.String(), c.want)
		}
		if _, known := trace.Directory().Users.Lookup("9"); known {
			t.Errorf("%s: the user of a dropped record has a name", c.line)
		}
	}
}

// A job of the machine's size is kept, whatever limit it is that it meets.
func TestLimits(t *testing.T) {
	const line = "1 0 0 60 1 -1 -1 8 60 -1 1 1 1 -1 -1 -1 -1 -1\n"
	if _, counts, err := read(t, line, Options{MaxGPUs: 8}); err != nil || counts.Kept != 1 {
		t.Errorf("8 GPUs on a machine of 8: %s, %v", counts.String(), err)
	}
	_, _, err := read(t, line, Options{Fits: func(j *sim.Job) bool { return j.GPUs != 8 }})
	if !errors.Is(err, ErrNoJobs) || !strings.Contains(err.Error(), "1 records read, 0 kept, 1 dropped (1 more than the machine has)") {
		t.Errorf("a shape that does not fit: %v", err)
	}
	if _, _, err := read(t, line, Options{MaxGPUs: -1}); err == nil {
		t.Error("a machine of −1 GPUs is accepted")
	}
}

// A faulty record is an error with its place, never a dropped record.
func TestSWFErrors(t *testing.T) {
	const tail = " -1 1 1 1 -1 -1 -1 -1 -1"
	for _, c := range []struct{ line, want string }{
		{"1 0 0 60 1 -1 -1 1 60", "3: 9 fields, want the 18"},
		{"1 0 0 60 1 -1 -1 1 60" + tail + "2 0 0 60 1 -1 -1 1 60" + tail, "3:48: 35 numbers, want the 18"}, // a line feed is missing
		{"1 0 0 abc 1 -1 -1 1 60" + tail, `3:7: run time (field 4) is "abc", want a number of seconds`},
		{"x 0 0 60 1 -1 -1 1 60" + tail, `3:1: job number (field 1) is "x", want a whole number`},
		{"1.5 0 0 60 1 -1 -1 1 60" + tail, `3:1: job number (field 1) is "1.5", want a whole number`},
		{"1 0 0 60 1 -1 -1 4.5 60" + tail, `3:18: requested processors (field 8) is "4.5", want a whole number`},
		{"1 0 0 60 1 -1 -1 9999999999 60" + tail, "3: 9999999999 processors, want at most 2147483647"},
		{"9999999999999999999 0 0 60 1 -1 -1 1 60" + tail, "3:1: job number (field 1)"},
		{"1 99999999999 0 60 1 -1 -1 1 60" + tail, "3:3: submit time (field 2)"},
		{"1 0 0 60 1 -1 -1 1 1e11" + tail, "3:20: requested time (field 9)"},
		{"1 0 0 60 1 -1 -1 1 -" + tail, `3:20: requested time (field 9) is "-"`},
		{"1 0 12:30 60 1 -1 -1 1 60" + tail, `3:5: wait time (field 3) is "12:30", want a number, −1`},
		{"1 0 nans 60 1 -1 -1 1 60" + tail, `3:5: wait time (field 3) is "nans"`},
		{"1 0 0x10 60 1 -1 -1 1 60" + tail, `3:5: wait time (field 3) is "0x10"`},
	} {
		_, _, err := read(t, "; MaxProcs: 8\n\n"+c.line+"\n", Options{})
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), "trace:"+c.want) {
			t.Errorf("%s\n error %v\n  want …:%s", c.line, err, c.want)
		}
	}
	_, _, err := read(t, "1 0 0 60 1 -1 -1 1 60"+tail+"\n2 0 0", Options{})
	if err == nil || !strings.Contains(err.Error(), "trace:2: 3 fields") || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("a cut last line: %v", err)
	}
}

func TestSWFHeader(t *testing.T) {
	trace, err := Open(write(t, "log.swf", []byte(`; Version: 2.2
;Computer: IBM SP2
; MaxProcs:  128 (of 130)
;   a continued line: not a field
; UnixStartTime: 843480031
1 0 0 60 1 -1 -1 1 60 -1 1 1 1 -1 -1 -1 -1 -1
; EndTime: a comment at the end
`)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := trace.Header()
	if n, _ := h.Machine(); n != 128 || h.Get("computer") != "IBM SP2" || h.Get("EndTime") != "a comment at the end" || h.Get("MaxJobs") != "" {
		t.Errorf("header: %+v, a machine of %d", h.Fields, n)
	}
	if len(h.Fields) != 5 {
		t.Errorf("%d header fields, want 5: %v", len(h.Fields), h.Fields)
	}
}

// A header cannot flood memory: what is too much of it is passed over.
func TestHeaderIsBounded(t *testing.T) {
	long := strings.Repeat("; Note: "+strings.Repeat("x", 900)+"\n", 5000)
	trace, err := Open(write(t, "log.swf", []byte(long+"1 0 0 60 1 -1 -1 1 60 -1 1 1 1 -1 -1 -1 -1 -1\n")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(trace.Header().Fields); n != maxHeaderFields {
		t.Errorf("%d header fields are kept, want %d", n, maxHeaderFields)
	}
}
