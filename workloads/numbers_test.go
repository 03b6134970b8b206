package workloads

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sovsim/sim"
)

// By hand: 7 is on three lines, 2 and 3 are on two, and 9 has its number alone; of
// the numbers 2, 3 and 7 there are seven jobs. Two jobs have none.
func TestRepeatedNumbers(t *testing.T) {
	var log strings.Builder
	for i, id := range []int{1, 2, 3, -1, 7, 2, 3, 4, -1, 7, 9, 7} {
		fmt.Fprintf(&log, "%d %d 0 60 1 -1 -1 1 60 -1 1 1 1 -1 -1 -1 -1 -1\n", id, i)
	}
	for _, l := range []limits{fileLimits, {}} {
		f, err := check(write(t, "log.swf", []byte(log.String())), Options{}, l)
		if err != nil {
			t.Fatal(err)
		}
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Repeated != 3 || info.RepeatedJobs != 7 || info.Unknown != 2 {
			t.Errorf("%d numbers of %d jobs, %d unknown; want 3 of 7, 2", info.Repeated, info.RepeatedJobs, info.Unknown)
		}
		for _, line := range []string{
			"job numbers   3 are those of more than one job: 7 jobs have them\n",
			"job numbers   unknown (negative) for 2 jobs\n",
		} {
			if !strings.Contains(info.Table(), line) {
				t.Errorf("the table has no line %q:\n%s", line, info.Table())
			}
		}
	}
}

// Names in place of numbers repeat as well: b is of two jobs.
func TestRepeatedNames(t *testing.T) {
	f, err := Check(write(t, "log.csv", []byte(nativeHead+"\nb,,,,1,0,60,\n1,,,,1,1,60,\nb,,,,1,2,60,\nc_1,,,,1,3,60,\n")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Info()
	if err != nil {
		t.Fatal(err)
	}
	if info.Repeated != 1 || info.RepeatedJobs != 2 || info.Unknown != 0 {
		t.Errorf("%d numbers of %d jobs, %d unknown; want 1 of 2, 0", info.Repeated, info.RepeatedJobs, info.Unknown)
	}
}

// The count in spans is that of a table of all numbers, however they come, and a log
// that counts up needs one span.
func TestNumbersAgreeWithATable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var n numbers
		table := map[int64]int64{}
		next := int64(0)
		for range rapid.IntRange(0, 300).Draw(t, "jobs") {
			if next++; rapid.IntRange(0, 4).Draw(t, "jumps") == 0 {
				next = rapid.Int64Range(0, 60).Draw(t, "to")
			}
			n.add(next)
			table[next]++
			if rapid.IntRange(0, 20).Draw(t, "merges") == 0 {
				n.merge()
			}
		}
		ids, jobs := int64(0), int64(0)
		for _, k := range table {
			if k > 1 {
				ids, jobs = ids+1, jobs+k
			}
		}
		if gotIDs, gotJobs := n.repeated(); gotIDs != ids || gotJobs != jobs {
			t.Fatalf("%d numbers of %d jobs, want %d of %d", gotIDs, gotJobs, ids, jobs)
		}
	})
	var up, same numbers
	for i := range int64(100_000) {
		up.add(i)
		same.add(7)
	}
	if len(up.spans) != 1 || cap(same.spans) > 1<<14 {
		t.Errorf("%d spans of a log that counts up, room for %d of one number", len(up.spans), cap(same.spans))
	}
}

// A job is numbered by the place of its record in the file, whichever way the file is
// read and whatever is dropped, and has the trace it is of; two traces of one name
// are two.
func TestPlaces(t *testing.T) {
	line := func(id, submit, run, gpus int) string {
		return fmt.Sprintf("%d %d 0 %d %d -1 -1 %d 60 -1 1 1 1 -1 -1 -1 -1 -1\n", id, submit, run, gpus, gpus)
	}
	text := line(7, 0, 60, 1) + line(7, 9, -1, 1) + line(7, 5, 60, 8) + "; a comment\n" + line(7, 4, 60, 1)
	places := func(f *File, machine *sim.Directory) (got string) {
		trace, err := f.Open(machine)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range jobsOf(t, trace) {
			got += fmt.Sprintf("%d/%d ", j.Trace, j.Number)
		}
		return got
	}
	path := write(t, "log.swf", []byte(text))
	for _, c := range []struct {
		opts Options
		want string
	}{{Options{}, "1/1 1/4 1/3 "}, {Options{MaxGPUs: 4}, "1/1 1/4 "}} {
		f, err := Check(path, c.opts)
		if err != nil {
			t.Fatal(err)
		}
		if got := places(f, &sim.Directory{}); got != c.want {
			t.Errorf("machine %d: places %s, want %s", c.opts.MaxGPUs, got, c.want)
		}
	}
	ordered := write(t, "log.swf", []byte(line(7, 0, 60, 1)+line(7, 1, -1, 1)+line(7, 1, 60, 1)))
	run := &sim.Directory{}
	for i, l := range []limits{fileLimits, {}} {
		f, err := check(ordered, Options{}, l)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := places(f, run), fmt.Sprintf("%d/1 %d/3 ", i+1, i+1); got != want {
			t.Errorf("trace %d of a run: places %s, want %s", i, got, want)
		}
	}
	once, err := OpenOnce(ordered, Options{Name: "other", Dir: run})
	if err != nil {
		t.Fatal(err)
	}
	var j sim.Job
	if ok, err := once.Next(&j); !ok || err != nil || j.Trace != 3 || run.Traces.Name(2) != "other\x001" || run.Traces.Name(1) != "log.swf\x002" {
		t.Errorf("%v, %v: trace %d, names %q", ok, err, j.Trace, run.Traces)
	}
}
