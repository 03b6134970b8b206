package experiment

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"sovsim/sim"
	"sovsim/sim/scenario"
	"sovsim/sim/unit"
)

var (
	worlds    = flag.Int("worlds.n", 40, "how many whole scenarios are drawn at random")
	worldSeed = flag.Int64("worlds.seed", -1, "draw the scenario of this seed alone")
)

// Whatever a scenario is made of: each job is reported once, the sums of all files agree, no
// cluster is filled beyond its capacity, every policy sees the same jobs, and neither the
// number of workers, nor a class that nobody uses, files beside, or carriage returns in the
// scenario change a byte. A scenario that fails is shown with its seed.
//
//	go test ./internal/experiment -run DrawnWorlds -worlds.seed 1234
func TestDrawnWorlds(t *testing.T) {
	first, n := int64(0), int64(*worlds)
	if *worldSeed >= 0 {
		first, n = *worldSeed, 1
	}
	seen := &sights{of: map[string]int{}}
	t.Cleanup(func() { // behind all of them, which run side by side
		for _, what := range sightsWanted {
			if n >= 40 && seen.of[what] == 0 && !t.Failed() {
				t.Errorf("no job of any scenario was %q, so the test says little: %v", what, seen.of)
			}
		}
	})
	for seed := first; seed < first+n; seed++ {
		t.Run(strconv.FormatInt(seed, 10), func(t *testing.T) {
			t.Parallel()
			w := drawWorld(uint64(seed))
			dir := t.TempDir()
			if err := writeWorld(dir, w.files); err != nil {
				t.Fatal(err)
			}
			x := &worldRun{t: t, w: w, dir: dir, seen: seen}
			defer func() {
				if t.Failed() {
					t.Logf("seed %d, to be run alone with -worlds.seed %d:\n%s", seed, seed, w.text)
				}
			}()
			x.check()
		})
	}
}

func writeWorld(dir string, files map[string]string) error {
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

type worldRun struct {
	t    *testing.T
	w    drawnWorld
	dir  string
	seen *sights
}

// sights counts what happened to jobs over all scenarios.
type sights struct {
	mu sync.Mutex
	of map[string]int
}

// sightsWanted are what some job must have met: outcomes, and columns of jobs.csv that
// are not empty or 0.
var sightsWanted = []string{"completed", "killed", "reneged", "rejected", "running", "queued", "restarts", "moves", "staged_s", "failures",
	"overhead_s", "undone_s", "wait_budget_s", "wait_policy_s", "wait_eligibility_s", "wait_fragmentation_s", "origin", "project", "charged_eur", "energy_kwh", "carbon_kg", "egress_eur", "chained", "joint"}

func (s *sights) look(head []string, row []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, column := range head {
		if column == "outcome" {
			s.of[row[i]]++
		} else if row[i] != "" && row[i] != "0" {
			s.of[column]++
		}
		if column == "segments" && len(row[i]) > 0 && row[i] > "1" {
			s.of["chained"]++
		}
		if column == "cluster" {
			s.of[row[i]]++
		}
	}
}

// decoded is the scenario of a text.
func (x *worldRun) decoded(text string, sets ...string) *scenario.Scenario {
	x.t.Helper()
	s, err := scenario.Decode("test.yaml", []byte(text), Catalog(), sets...)
	if err != nil {
		x.t.Fatal(err)
	}
	s.Dir = x.dir
	return s
}

// made is the files of a run.
func (x *worldRun) made(s *scenario.Scenario, workers int) (files map[string][]byte, dir string) {
	x.t.Helper()
	dir = filepath.Join(x.t.TempDir(), "out")
	if _, err := Execute(context.Background(), s, Options{Dir: dir, Workers: workers}); err != nil {
		x.t.Fatal(err)
	}
	files = map[string][]byte{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		x.t.Fatal(err)
	}
	for _, e := range entries {
		if files[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			x.t.Fatal(err)
		}
	}
	return files, dir
}

// same complains of files that are not as those of the first run.
func (x *worldRun) same(what string, want, got map[string][]byte, but ...string) {
	x.t.Helper()
	for name := range want {
		if !slices.Contains(but, name) && !bytes.Equal(want[name], got[name]) {
			x.t.Errorf("%s: %s is another", what, name)
		}
	}
}

func (x *worldRun) check() {
	s := x.decoded(x.w.text)
	base, dir := x.made(s, 1)
	for _, workers := range []int{2, 7} {
		again, _ := x.made(s, workers)
		x.same(fmt.Sprint(workers, " workers"), base, again)
	}
	returns, _ := x.made(x.decoded(strings.ReplaceAll(x.w.text, "\n", "\r\n")), 2)
	x.same("carriage returns", base, returns)
	unused, _ := x.made(x.decoded(x.w.text, "classes.unused={gpus: 3, run-time: 5h, users: 9, patience: 1h}"), 2)
	x.same("a class that nobody uses", base, unused)
	fewer, _ := x.made(x.decoded(x.w.text, "outputs.jobs=false"), 2)
	x.same("without jobs.csv", base, fewer, "jobs.csv", "manifest.json")
	other, _ := x.made(x.decoded(x.w.text, "outputs.reasons="+strconv.FormatBool(!s.Outputs.Reasons)), 2)
	x.same("with other reasons", base, other, "jobs.csv", "summary.csv", "manifest.json")
	x.books(s, dir)
	x.fits(s, dir)
	if !x.w.leaving {
		x.seesTheSame(dir)
	}
}

// books holds the files of a set against each other.
func (x *worldRun) books(s *scenario.Scenario, dir string) {
	t := x.t
	head, summary := table(t, dir, "summary.csv")
	jobsHead, jobRows := table(t, dir, "jobs.csv")
	seriesHead, series := table(t, dir, "timeseries.csv")
	col := func(of []string, name string) int {
		i := slices.Index(of, name)
		if i < 0 {
			t.Fatalf("there is no column %s", name)
		}
		return i
	}
	outcomes := []string{"completed", "killed", "reneged", "rejected", "running", "queued"}
	warmUp := big.NewRat(int64(s.WarmUp), 1e9)
	for run, rows := range summary {
		// Of each group the jobs by outcome, as jobs.csv has them.
		count := map[string]int64{}
		ids := map[string]bool{}
		held, allJobs := new(big.Rat), jobRows[run]
		for _, j := range allJobs {
			x.seen.look(jobsHead, j)
			if id := j[col(jobsHead, "job_id")]; ids[id] {
				t.Errorf("%s: job %s is reported twice", run, id)
			} else {
				ids[id] = true
			}
			held.Add(held, new(big.Rat).Mul(exact(t, j[col(jobsHead, "run_s")]), exact(t, j[col(jobsHead, "gpus")])))
			what := j[col(jobsHead, "outcome")]
			if exact(t, j[col(jobsHead, "submit_s")]).Cmp(warmUp) < 0 {
				what = "warmup_jobs"
			}
			for _, group := range []string{"all,", "class," + j[col(jobsHead, "class")], "region," + j[col(jobsHead, "region")]} {
				count[group+","+what]++
			}
		}
		for _, r := range rows {
			kind, key := r[col(head, "group")], r[col(head, "key")]
			if kind != "all" && kind != "class" && kind != "region" {
				continue
			}
			for _, what := range append([]string{"warmup_jobs"}, outcomes...) {
				if got, want := r[col(head, what)], count[kind+","+key+","+what]; got != strconv.FormatInt(want, 10) {
					t.Errorf("%s: %s of %s %s is %s in summary.csv, %d in jobs.csv", run, what, kind, key, got, want)
				}
			}
		}
		for column, whole := range additive {
			of := sums(t, head, rows, column)
			for group, sum := range of {
				if group != "cluster" && !(column == "warmup_jobs" && group != "class" && group != "region" && group != "bloc") && !same(sum, of["all"], whole) {
					t.Errorf("%s: %s adds up to %s over groups by %s, in all it is %s", run, column, sum.FloatString(9), group, of["all"].FloatString(9))
				}
			}
		}
		for _, c := range []struct {
			file, column string
			of           []string
			whole        bool
		}{
			{"losses.csv", "jobs", []string{"jobs", "completed", "running", "queued"}, true},
			{"soil.csv", "jobs", []string{"started"}, true},
			{"soil.csv", "useful_h100h", []string{"useful_h100h"}, false},
		} {
			of := keyed(t, dir, c.file, run, c.column)
			for key, want := range keyed(t, dir, "summary.csv", run, c.of...) {
				if kind, _, _ := strings.Cut(key, ","); kind == "region-class-period" || kind == "cluster" {
					continue
				}
				if got := of[key]; got == nil && want.Sign() != 0 || got != nil && !same(got, want, c.whole) {
					t.Errorf("%s: %s of %s in %s is %v, by summary.csv %s", run, c.column, key, c.file, got, want.FloatString(9))
				}
			}
		}
		x.series(run, rows, head, series[run], seriesHead, held, s)
	}
}

// series holds timeseries.csv against the utilisation and the jobs, which hold as many GPUs
// as they ask for, or whole nodes.
func (x *worldRun) series(run string, rows [][]string, head []string, series [][]string, seriesHead []string, jobs *big.Rat, s *scenario.Scenario) {
	held, capacity := new(big.Rat), new(big.Rat)
	for _, r := range series {
		of := func(column string) *big.Rat {
			v := exact(x.t, r[slices.Index(seriesHead, column)])
			return v.Mul(v, exact(x.t, r[slices.Index(seriesHead, "interval_s")]))
		}
		held.Add(held, of("held_gpus"))
		capacity.Add(capacity, of("capacity_gpus"))
	}
	use := new(big.Rat).Mul(sums(x.t, head, rows, "utilisation")["all"], capacity)
	if !same(use, held, false) {
		x.t.Errorf("%s: utilisation × capacity is %s GPU·s, held were %s", run, use.FloatString(3), held.FloatString(3))
	}
	onePerNode := !slices.ContainsFunc(s.Clusters, func(c scenario.Cluster) bool {
		return slices.ContainsFunc(c.Groups, func(g scenario.Group) bool { return g.GPUsPerNode > 1 })
	})
	a, _ := held.Float64()
	b, _ := jobs.Float64()
	if a < b*(1-1e-9) || onePerNode && a > b*(1+1e-9) {
		x.t.Errorf("%s: clusters held %g GPU·s, jobs %g", run, a, b)
	}
}

// fits looks at each cluster at the moments at which jobs start: those that ran in one
// piece, from start to end and to no other story, never ask for more GPUs than it had then by its timeline, or
// ever had where a step drains. What failures take only makes that less.
func (x *worldRun) fits(s *scenario.Scenario, dir string) {
	t := x.t
	p, err := newPlan(s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	head, runs := table(t, dir, "jobs.csv")
	seconds := func(field string) sim.Time {
		ns, err := unit.ParseSeconds(field)
		if err != nil {
			t.Fatal(err)
		}
		return sim.Time(ns)
	}
	at := func(name string) int { return slices.Index(head, name) }
	for _, c := range p.models[0].Clusters {
		if len(c.Members) > 0 {
			continue
		}
		type change struct {
			at   sim.Time
			gpus int64
		}
		var steps []change
		for _, st := range c.Timeline {
			steps = append(steps, change{st.At, int64(st.Change) * int64(c.Groups[st.Group].GPUsPerNode)})
		}
		peak := drainPeak(&c)
		for run, rows := range runs {
			var changes []change
			for _, r := range rows {
				if r[at("cluster")] != c.Name || r[at("start_s")] == "" || !slices.Contains([]string{"completed", "killed", "running"}, r[at("outcome")]) || r[at("restarts")] != "0" || r[at("segments")] != "1" {
					continue
				}
				gpus, _ := strconv.ParseInt(r[at("gpus")], 10, 64)
				changes = append(changes, change{seconds(r[at("start_s")]), gpus})
				if r[at("end_s")] != "" {
					changes = append(changes, change{seconds(r[at("end_s")]), -gpus})
				}
			}
			// At one moment jobs end before others start.
			slices.SortFunc(changes, func(a, b change) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.gpus, b.gpus)) })
			used := int64(0)
			for i, ch := range changes {
				if used += ch.gpus; i+1 < len(changes) && changes[i+1].at == ch.at {
					continue
				}
				level := int64(c.GPUs())
				for _, st := range steps {
					if st.at <= ch.at {
						level += st.gpus
					}
				}
				if most := max(level, peak); used > most {
					t.Errorf("%s: cluster %s has %d GPUs at %v s, jobs hold %d", run, c.Name, most, float64(ch.at)/1e9, used)
					break
				}
			}
		}
	}
}

// seesTheSame holds the jobs of each policy, as their source has them, against each other.
func (x *worldRun) seesTheSame(dir string) {
	first := map[string][]string{}
	for run, list := range jobs(x.t, dir) {
		replication := run[strings.LastIndex(run, " "):]
		slices.Sort(list)
		if other, ok := first[replication]; ok && !slices.Equal(other, list) {
			x.t.Errorf("replication%s: two policies see other jobs", replication)
		}
		first[replication] = list
	}
}
