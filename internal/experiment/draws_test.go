package experiment

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// four are equal clusters that are never full, so that where a job runs is the
// routing's draw alone.
const four = `version: 1
routing: %s
policies: [%s]
seed: 4
clusters:
  - {name: a, region: X, gpus: 1000}
  - {name: b, region: X, gpus: 1000}
  - {name: c, region: X, gpus: 1000}
  - {name: d, region: X, gpus: 1000}
workload:
%soutputs: {jobs: true}
`

// log is a trace of n jobs of one second, one each second, in which all have the same
// number. Those of the places in without are no jobs: their run time is unknown.
func log(n, number int, without ...int) string {
	var b strings.Builder
	for i := range n {
		run := 1
		for _, place := range without {
			if place == i {
				run = -1
			}
		}
		fmt.Fprintf(&b, "%d %d 0 %d 1 -1 -1 1 1 -1 1 1 1 -1 -1 -1 -1 -1\n", number, i, run)
	}
	return b.String()
}

// routed runs a workload of traces and is where the jobs ran, by class and time of
// submission.
func routed(t *testing.T, files map[string]string, routing, policy, workload string, sets ...string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := decode(t, fmt.Sprintf(four, routing, policy, workload), sets...)
	s.Dir = dir
	_, results := execute(t, s, Options{Workers: 2})
	lines := fieldsOf(t, filepath.Join(results, "jobs.csv"))
	at := map[string]string{}
	for _, l := range lines[1:] {
		at[l[5]+" "+l[9]] = l[7] // class, submit_s, cluster
	}
	return at
}

// spread counts the jobs of a class at each cluster and holds them against the
// binomial law: 50 ± 26 of 200 at each of four, 4.2 standard deviations.
func spread(t *testing.T, what string, at map[string]string, class string) {
	t.Helper()
	counts := map[string]int{}
	for job, cluster := range at {
		if strings.HasPrefix(job, class+" ") {
			counts[cluster]++
		}
	}
	for _, cluster := range []string{"a", "b", "c", "d"} {
		if n := counts[cluster]; n < 24 || n > 76 {
			t.Errorf("%s: jobs of %s are at %v, want 50 ± 26 at each", what, class, counts)
			return
		}
	}
}

// meeting counts the jobs that run at the same cluster in two classes, job by job.
func meeting(x, y map[string]string, class, other string) (n int) {
	for i := range 200 {
		if c := x[fmt.Sprint(class, " ", i)]; c != "" && c == y[fmt.Sprint(other, " ", i)] {
			n++
		}
	}
	return n
}

const (
	north = "  - {trace: x/log.swf, region: X, class: north}\n"
	south = "  - {trace: y/log.swf, region: X, class: south}\n"
)

// Two traces whose numbers are the same, or are unknown, draw apart from each other:
// of 200 pairs 50 ± 26 meet. A trace more, another policy or a record that is dropped
// moves no draw; a line that is inserted moves those behind it.
func TestDrawsWhereNumbersRepeat(t *testing.T) {
	for _, routing := range []string{"random", "power-of-d"} {
		for _, number := range []int{7, -1} {
			files := map[string]string{"x/log.swf": log(200, number), "y/log.swf": log(200, number)}
			what := fmt.Sprintf("%s, number %d", routing, number)
			alone := routed(t, files, routing, "fcfs", north)
			both := routed(t, files, routing, "easy", north+south)
			spread(t, what, alone, "north")
			spread(t, what, both, "south")
			if n := meeting(both, both, "north", "south"); n < 24 || n > 76 {
				t.Errorf("%s: %d of 200 pairs meet, want 50 ± 26", what, n)
			}
			if routing != "random" {
				continue // where the loads decide too, a job more may move another
			}
			if n := meeting(alone, both, "north", "north"); n != 200 {
				t.Errorf("%s: beside another trace %d of 200 jobs stay", what, n)
			}
			files["y/log.swf"] = log(200, number, 3, 90)
			if n := meeting(both, routed(t, files, routing, "fcfs", north+south), "south", "south"); n != 198 {
				t.Errorf("%s: without two records %d of 198 jobs stay", what, n)
			}
			head, tail, _ := strings.Cut(log(200, number), fmt.Sprintf("\n%d 100 ", number))
			files["y/log.swf"] = head + "\n" + log(1, number, 0) + fmt.Sprintf("%d 100 ", number) + tail
			moved := routed(t, files, routing, "fcfs", north+south)
			if n := meeting(both, moved, "south", "south"); n < 100+8 || n > 100+42 {
				t.Errorf("%s: with a line more in the middle %d of 200 jobs stay, want 100 and a quarter of the others", what, n)
			}
		}
	}
}

// The name of a trace is what its draws hang on: two of one file name are told apart
// by their order, and by their names whatever it is.
func TestDrawsGoByTheNameOfATrace(t *testing.T) {
	files := map[string]string{"x/log.swf": log(200, 7), "y/log.swf": log(200, 7)}
	first := routed(t, files, "random", "fcfs", south)
	if n := meeting(first, routed(t, files, "random", "fcfs", north+south), "south", "south"); n > 76 {
		t.Errorf("behind a trace of its name %d of 200 jobs stay: the two have one name", n)
	}
	x := strings.Replace(north, "region", "name: n, region", 1)
	y := strings.Replace(south, "region", "name: s, region", 1)
	alone := routed(t, files, "random", "fcfs", y)
	if n := meeting(alone, routed(t, files, "random", "fcfs", x+y), "south", "south"); n != 200 {
		t.Errorf("with a name of its own %d of 200 jobs stay behind another trace", n)
	}
	if n := meeting(alone, routed(t, files, "random", "fcfs", y, "workload.s.trace=x/log.swf"), "south", "south"); n != 200 {
		t.Errorf("the same records from another file: %d of 200 jobs stay", n)
	}
}
