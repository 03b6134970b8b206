package workloads

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sovsim/sim"
)

// lineOf is the record of a job or of a partial execution.
func lineOf(number, submit, run, processors, request, status, user string) string {
	return strings.Join([]string{number, submit, "0", run, processors, "-1", "-1", processors, request, "-1", status, user, "1", "-1", "1", "-1", "-1", "-1"}, " ")
}

// Each log is written as the definition or a program that knows it less well has
// it; what it holds was worked out by hand.
func TestPartialExecutions(t *testing.T) {
	const s = time.Second
	l := func(number, submit, run, processors, request, status string) string {
		return lineOf(number, submit, run, processors, request, status, "1")
	}
	row1 := func(id int64, gpus int, submit, run, request time.Duration) row {
		return row{Job: job(id, gpus, submit*s, run*s, request*s), user: "1"}
	}
	for _, c := range []struct {
		name, log                string
		want                     []row
		partial, further, joined int64
	}{
		{"by the definition: the job, then its executions",
			l("7", "0", "30", "2", "40", "1") + "\n" + l("7", "0", "10", "2", "40", "2") + "\n" + l("7", "-1", "20", "2", "40", "3") + "\n" + l("8", "1", "10", "1", "20", "1"),
			[]row{row1(7, 2, 0, 30, 40), row1(8, 1, 1, 10, 20)}, 2, 0, 0},
		{"a job that failed, with others between its lines",
			l("7", "0", "30", "2", "40", "0") + "\n" + l("7", "0", "10", "2", "40", "2") + "\n" + l("8", "1", "10", "1", "20", "1") + "\n" + l("7", "-1", "20", "2", "40", "4"),
			[]row{row1(7, 2, 0, 30, 40), row1(8, 1, 1, 10, 20)}, 2, 0, 0},
		{"a cancelled job, and one of no status",
			l("7", "0", "30", "2", "40", "5") + "\n" + l("7", "0", "30", "2", "40", "4") + "\n" + l("8", "1", "10", "1", "20", "-1") + "\n" + l("8", "1", "10", "1", "20", "3"),
			[]row{row1(7, 2, 0, 30, 40), row1(8, 1, 1, 10, 20)}, 2, 0, 0},
		{"the executions before the job, each submitted when it went back to the queue",
			l("7", "0", "10", "2", "40", "2") + "\n" + l("7", "15", "20", "2", "40", "3") + "\n" + l("7", "0", "30", "2", "40", "1"),
			[]row{row1(7, 2, 0, 30, 40)}, 2, 0, 0},
		{"the job between its executions",
			l("7", "0", "10", "2", "40", "2") + "\n" + l("7", "0", "30", "2", "40", "1") + "\n" + l("7", "15", "20", "2", "40", "3"),
			[]row{row1(7, 2, 0, 30, 40)}, 2, 0, 0},
		{"sorted by submit, so that those without one come first",
			l("7", "-1", "20", "2", "40", "3") + "\n" + l("7", "0", "30", "2", "40", "1") + "\n" + l("7", "0", "10", "2", "40", "2"),
			[]row{row1(7, 2, 0, 30, 40)}, 2, 0, 0},
		{"no line of the job: its executions are joined",
			l("7", "0", "10", "2", "40", "2") + "\n" + l("8", "1", "10", "1", "20", "1") + "\n" + l("7", "-1", "20", "2", "40", "3"),
			[]row{row1(7, 2, 0, 30, 40), row1(8, 1, 1, 10, 20)}, 0, 1, 1},
		{"executions whose last is missing, of unknown parts",
			l("7", "5", "10", "-1", "-1", "2") + "\n" + l("7", "20", "-1", "4", "50", "2") + "\n" + l("7", "30", "7", "4", "40", "2"),
			[]row{row1(7, 4, 5, 17, 50)}, 0, 2, 1},
		{"every job is one execution, as where 3 stands for completed",
			l("7", "0", "10", "2", "40", "3") + "\n" + l("8", "1", "10", "1", "20", "3") + "\n" + l("-1", "2", "10", "1", "20", "4") + "\n" + l("-1", "2", "10", "1", "20", "3"),
			[]row{row1(7, 2, 0, 10, 40), row1(8, 1, 1, 10, 20), row1(-1, 1, 2, 10, 20), row1(-1, 1, 2, 10, 20)}, 0, 0, 4},
		{"a number that was given again: a job, then executions of another",
			l("7", "0", "30", "2", "40", "1") + "\n" + l("7", "100", "10", "4", "40", "2") + "\n" + l("7", "-1", "5", "4", "40", "3"),
			[]row{row1(7, 2, 0, 30, 40), row1(7, 4, 100, 15, 40)}, 0, 1, 1},
		{"a number that was given again after executions without an end",
			l("7", "0", "10", "2", "40", "2") + "\n" + l("7", "100", "30", "4", "40", "1") + "\n" + l("7", "100", "30", "4", "40", "3"),
			[]row{row1(7, 2, 0, 10, 40), row1(7, 4, 100, 30, 40)}, 1, 0, 1},
		{"one number of two users",
			lineOf("7", "0", "10", "2", "40", "2", "1") + "\n" + lineOf("7", "3", "20", "4", "40", "2", "2") + "\n" + lineOf("7", "4", "30", "4", "40", "3", "2"),
			[]row{row1(7, 2, 0, 10, 40), {Job: job(7, 4, 3*s, 50*s, 40*s), user: "2"}}, 0, 1, 2},
		{"one number of two users, whose executions alternate",
			lineOf("7", "0", "10", "2", "40", "2", "1") + "\n" + lineOf("7", "3", "20", "4", "40", "2", "2") + "\n" + lineOf("7", "-1", "5", "2", "40", "3", "1") + "\n" + lineOf("7", "-1", "6", "4", "40", "3", "2"),
			[]row{row1(7, 2, 0, 15, 40), {Job: job(7, 4, 3*s, 26*s, 40*s), user: "2"}}, 0, 2, 2},
		{"a job that went on after the line of its end, and a number that was given again",
			l("7", "0", "10", "2", "40", "4") + "\n" + l("7", "-1", "20", "2", "40", "3") + "\n" + l("7", "50", "7", "2", "40", "2") + "\n" + l("7", "-1", "8", "2", "40", "3"),
			[]row{row1(7, 2, 0, 30, 40), row1(7, 2, 50, 15, 40)}, 0, 2, 2},
		{"a number that was given to a job, then to executions without a time of submission",
			l("7", "0", "10", "2", "40", "3") + "\n" + l("7", "50", "30", "2", "40", "1") + "\n" + l("7", "-1", "12", "2", "40", "2") + "\n" + l("7", "-1", "18", "2", "40", "3"),
			[]row{row1(7, 2, 0, 10, 40), row1(7, 2, 50, 30, 40)}, 2, 0, 1},
		{"unknown numbers, which only the time of submission tells apart",
			l("-1", "0", "10", "2", "40", "2") + "\n" + l("-1", "5", "20", "2", "40", "2") + "\n" + l("-1", "5", "7", "2", "40", "3"),
			[]row{row1(-1, 2, 0, 10, 40), row1(-1, 2, 5, 27, 40)}, 0, 1, 2},
		{"the job's own line says nothing of it",
			l("7", "0", "-1", "-1", "40", "1") + "\n" + l("7", "0", "10", "2", "40", "2") + "\n" + l("7", "-1", "20", "2", "40", "3"),
			[]row{row1(7, 2, 0, 30, 40)}, 0, 1, 1},
		{"numbers with a point",
			l("7.0", "0", "10", "2", "40", "2.0") + "\n" + l("7", "-1.0", "20", "2", "40", "3.00"),
			[]row{row1(7, 2, 0, 30, 40)}, 0, 1, 1},
	} {
		for name, l := range map[string]limits{"held": fileLimits, "streamed": {sort: 100}} {
			f, err := check(write(t, "log.swf", []byte(c.log+"\n")), Options{}, l)
			if err != nil {
				t.Errorf("%s, %s: %v", c.name, name, err)
				continue
			}
			trace, err := f.Open(nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, drain(t, trace, trace.Directory()), cmp.AllowUnexported(row{})); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", c.name, name, diff)
			}
			n := f.Counts()
			if n.Dropped[PartialExecution] != c.partial || n.Dropped[FurtherExecution] != c.further || n.Adjusted[JoinedExecutions] != c.joined ||
				n.Read != int64(strings.Count(c.log, "\n")+1) || n.Kept != int64(len(c.want)) {
				t.Errorf("%s, %s: %s", c.name, name, n.String())
			}
		}
	}
}

// The lines of one job's executions may stand in any order, without a line of the job.
func TestPartialExecutionsInAnyOrder(t *testing.T) {
	lines := []string{lineOf("7", "0", "10", "2", "40", "2", "1"), lineOf("7", "-1", "12", "2", "40", "2", "1"),
		lineOf("7", "-1", "8", "2", "40", "3", "1"), lineOf("8", "0", "1", "1", "5", "1", "1")}
	for n := range 24 {
		rest, log := slices.Clone(lines), ""
		for i, k := 4, n; i > 0; k, i = k/i, i-1 {
			log += rest[k%i] + "\n"
			rest = slices.Delete(rest, k%i, k%i+1)
		}
		rows, counts, err := read(t, log, Options{})
		slices.SortFunc(rows, func(a, b row) int { return int(a.ID - b.ID) })
		if err != nil || len(rows) != 2 || rows[0].Run != 30*time.Second || rows[0].Submit != 0 || counts.Dropped[FurtherExecution] != 2 {
			t.Errorf("%s%+v, %s, %v", log, rows, counts.String(), err)
		}
	}
}

// A trace that is read once by its only run is read ahead, too.
func TestPartialExecutionsReadOnce(t *testing.T) {
	log := lineOf("7", "0", "10", "2", "40", "2", "1") + "\n" + lineOf("7", "-1", "20", "2", "40", "3", "1") + "\n"
	trace, err := OpenOnce(write(t, "log.swf.gz", pack(t, []byte(log))), Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows := drain(t, trace, trace.Directory())
	if len(rows) != 1 || rows[0].Run != 30*time.Second || trace.Stats().Dropped[FurtherExecution] != 1 {
		t.Errorf("%+v, %v", rows, trace.Stats())
	}
}

// What cannot be joined is an error with its place.
func TestPartialExecutionErrors(t *testing.T) {
	long := lineOf("7", "0", "4000000000", "2", "40", "2", "1") + "\n" + lineOf("7", "-1", "4000000000", "2", "40", "3", "1") + "\n"
	for _, c := range []struct{ log, want string }{
		{long, "trace:1: run time (field 4): the partial executions of job 7 run for more than 146 years"},
		{lineOf("7", "0", "10", "2", "40", "2", "1") + "\n1 2 x\n", `trace:2:5: wait time (field 3) is "x"`},
		{lineOf("7", "0", "10", "2", "40", "2.5", "1") + "\n", `status (field 11) is "2.5", want a whole number`},
	} {
		_, _, err := read(t, c.log, Options{})
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %s", err, c.want)
		}
	}
	in, err := newInput("pipe", strings.NewReader(long))
	if err != nil {
		t.Fatal(err)
	}
	r := &swfReader{in: in, rules: &rules{}, dir: &sim.Directory{}}
	if _, err := r.next(&sim.Job{}); err == nil || !strings.Contains(err.Error(), "store it in a file first") {
		t.Errorf("a pipe: %v", err)
	}
}

// A log of many jobs that all have one number takes no more than a look at each line.
func TestPartialExecutionsOfOneNumber(t *testing.T) {
	var b bytes.Buffer
	for range 20_000 {
		b.WriteString(lineOf("-1", "-1", "10", "2", "40", "3", "1") + "\n" + lineOf("-1", "5", "10", "2", "40", "1", "1") + "\n")
	}
	_, n, err := read(t, b.String(), Options{})
	if err != nil || n.Kept != 20_000 || n.Dropped[NegativeSubmit] != 20_000 {
		t.Errorf("%s, %v", n.String(), err)
	}
}

// Written and read again, joined jobs are jobs like others.
func TestPartialExecutionsRoundTrip(t *testing.T) {
	log := "; MaxProcs: 1,152\n" + lineOf("7", "0", "10", "2", "40", "2", "1") + "\n" + lineOf("7", "-1", "20", "2", "40", "3", "1") + "\n"
	f, err := Check(write(t, "log.swf", []byte(log)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := Convert(&b, "swf", f); err != nil {
		t.Fatal(err)
	}
	path := write(t, "again.swf", b.Bytes())
	again, err := Check(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := again.Header().Machine(); n != 1152 {
		t.Errorf("the machine has become %d", n)
	}
	text, _ := os.ReadFile(path)
	rows, n, err := read(t, string(text), Options{})
	if err != nil || len(rows) != 1 || rows[0].Job != job(7, 2, 0, 30*time.Second, 40*time.Second) || n.Adjusted != [Adjusts]int64{} {
		t.Errorf("%+v, %s, %v", rows, n.String(), err)
	}
}
