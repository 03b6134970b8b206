package experiment

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sovsim/results"
)

// restless has long waits in Europe, none in the US, users who leave, and demand
// that follows what is built.
const restless = `version: 1
epoch: 2026-01-01
horizon: 400d
warm-up: 14d
seed: 3
routing: home
policies: [easy]
regions: {UK: {bloc: Europe}, FR: {bloc: Europe}, US: {}}
clusters:
  - {name: bristol, region: UK, gpus: 56, timeline: [{at: 150d, add: 20}, {at: 250d, add: 20}]}
  - {name: paris, region: FR, gpus: 40}
  - {name: cloud, region: US, gpus: 2000}
classes:
  mid: {gpus: {1: 0.4, 8: 0.6}, run-time: {log-uniform: {min: 4h, max: 40h}}, users: {count: 150, zipf: 0.5}, patience: {exponential: {mean: 10d}}}
workload:
  - {name: all, demand: 190 h100e, regions: {UK: 3, FR: 2, US: 1}, classes: {mid: 1}, patience-of: user, elasticity: 0.8}
departures:
  - {name: drain, from: Europe, to: US, rate: 0.2, grace: 1d}
outputs: {jobs: true, interval: 7d}
`

func files(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, e := range entries {
		if all[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// alike tells which files of two result sets differ.
func alike(t *testing.T, a, b string) (differ []string) {
	t.Helper()
	x, y := files(t, a), files(t, b)
	if len(x) != len(y) || len(x) < 4 {
		t.Fatalf("%d files and %d", len(x), len(y))
	}
	for name := range x {
		if !bytes.Equal(x[name], y[name]) {
			differ = append(differ, name)
		}
	}
	slices.Sort(differ)
	return differ
}

// Zero coefficients are the world without them to the last byte of every file, run
// ids included; each coefficient alone changes it; and workers never do.
func TestZeroCoefficientsAreTheBaseline(t *testing.T) {
	with := func(of, elasticity string) string {
		_, dir := execute(t, decode(t, restless, "departures.drain.absent=true", "workload.all.patience-of="+of, "workload.all.elasticity="+elasticity), Options{Workers: 2})
		return dir
	}
	base := with("job", "0")
	_, zero := execute(t, decode(t, restless, "departures.drain.rate=0", "workload.all.patience-of=job", "workload.all.elasticity=0"), Options{Workers: 1})
	if differ := alike(t, base, zero); len(differ) > 0 {
		t.Errorf("zeros differ from nothing in %v", differ)
	}
	for _, c := range columnsOfFile(t, base, "summary.csv", "researchers", "researchers_lost", "lost_per_year", "migrated_h100h") {
		if c != ",,," {
			t.Fatalf("researchers of a world in which nobody can leave: %s", c)
		}
	}
	for _, set := range [][2]string{{"user", "0"}, {"job", "0.1"}} {
		if differ := alike(t, base, with(set[0], set[1])); !slices.Contains(differ, "summary.csv") {
			t.Errorf("patience of %s and elasticity %s change nothing", set[0], set[1])
		}
	}
	_, one := execute(t, decode(t, restless, "replications=3", "policies=[easy, fcfs]"), Options{Workers: 1})
	_, many := execute(t, decode(t, restless, "replications=3", "policies=[easy, fcfs]"), Options{Workers: 4})
	if differ := alike(t, one, many); len(differ) > 0 {
		t.Errorf("the number of workers changes %v", differ)
	}
}

// columnsOfFile is the fields of some columns of each row, with commas between.
func columnsOfFile(t *testing.T, dir, file string, names ...string) (list []string) {
	t.Helper()
	lines, err := csv.NewReader(bytes.NewReader(files(t, dir)[file])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range lines[1:] {
		text := ""
		for k, name := range names {
			i := slices.Index(lines[0], name)
			if i < 0 {
				t.Fatalf("%s has no column %s", file, name)
			}
			if k > 0 {
				text += ","
			}
			text += r[i]
		}
		list = append(list, text)
	}
	return list
}

// What the summary says of who left is what a slow count of jobs.csv says: who has a
// job with an origin has left, no job of his is from home again, and each is where his
// others are; demand that has moved is that of those jobs.
func TestLeaversAreCountedInTheFile(t *testing.T) {
	out, dir := execute(t, decode(t, restless), Options{Workers: 1})
	gone := map[string]string{} // origin of users
	moved := map[string]float64{}
	lines, err := csv.NewReader(strings.NewReader(strings.Join(columnsOfFile(t, dir, "jobs.csv", "user", "region", "origin", "gpus", "requested_s", "submit_s"), "\n"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	when := func(r []string) float64 { x, _ := strconv.ParseFloat(r[5], 64); return x }
	slices.SortStableFunc(lines, func(a, b []string) int { return cmp.Compare(when(a), when(b)) })
	for _, r := range lines {
		user, region, origin := r[0], r[1], r[2]
		if from, left := gone[user]; left && (origin != from || region != "US") {
			t.Fatalf("%s left %s for the US, and a later job is from %s with the origin %q", user, from, region, origin)
		}
		if origin == "" {
			continue
		}
		gone[user] = origin
		gpus, _ := strconv.ParseFloat(r[3], 64)
		seconds, _ := strconv.ParseFloat(r[4], 64)
		moved[origin] += gpus * seconds / 3600 // requests are run times here
	}
	sum := 0.0
	for _, region := range []string{"UK", "FR"} {
		x := row(t, out.Runs[0], results.ByRegion, region)
		with := int64(0)
		for _, from := range gone {
			if from == region {
				with++
			}
		}
		// Who leaves may have no job after that.
		if x.Users != 150 || with > x.Departed || with < x.Departed*8/10 || x.Departed < 10 {
			t.Errorf("%s: %d of %d researchers left, %d of them have a job abroad", region, x.Departed, x.Users, with)
		}
		if math.Abs(x.Migrated-moved[region]) > 1e-6*moved[region] || moved[region] == 0 {
			t.Errorf("%s: %v H100-hours moved, by jobs.csv %v", region, x.Migrated, moved[region])
		}
		months := int64(0)
		for i := range out.Runs[0].Rows {
			if r := &out.Runs[0].Rows[i]; r.Group == results.ByRegionPeriod && len(r.Key) > 3 && r.Key[:3] == region+"/" {
				months += r.Departed
			}
		}
		if months != x.Departed {
			t.Errorf("%s: %d left in all months together, %d in all", region, months, x.Departed)
		}
		sum += x.Migrated
	}
	us, all := row(t, out.Runs[0], results.ByRegion, "US"), out.Runs[0].All()
	if us.Departed != 0 || us.Migrated != 0 || us.Demanded <= sum || all.Users != 450 || math.Abs(all.Migrated-sum) > 1e-6*sum {
		t.Errorf("US: %+v, all: %d users", us, all.Users)
	}
	if perYear, ok := all.LostPerYear(); !ok || math.Abs(perYear-float64(all.Departed)*365.25/386) > 1e-9 {
		t.Errorf("%v lost a year, want %d in 386 days", perYear, all.Departed)
	}
}

// A higher rate, less capacity and a shorter grace let strictly more users go, over
// the replications together, under every policy.
func TestMoreLeaveWhereWaitsAreLonger(t *testing.T) {
	left := func(policy string, sets ...string) (n int64) {
		s := decode(t, restless, append([]string{"replications=2", "horizon=200d", "outputs.jobs=false", "policies=[" + policy + "]"}, sets...)...)
		out, _ := execute(t, s, Options{Workers: 2})
		for _, r := range out.Runs {
			n += row(t, r, results.ByBloc, "Europe").Departed
		}
		return n
	}
	for _, policy := range []string{"easy", "sjf"} {
		base := left(policy)
		if none := left(policy, "departures.drain.rate=0"); none != 0 || base == 0 {
			t.Errorf("%s: %d left at rate 0, %d at 0.2", policy, none, base)
		}
		for _, set := range [][]string{{"departures.drain.rate=0.4"}, {"departures.drain.grace=0s"},
			{"clusters.bristol.gpus=28", "clusters.bristol.timeline=[{at: 150d, add: 10}, {at: 250d, add: 10}]", "clusters.paris.gpus=20"}} {
			if more := left(policy, set...); more <= base {
				t.Errorf("%s: with %v %d left, without it %d", policy, set, more, base)
			}
		}
	}
}

// Demand that follows capacity is what the fluid bound counts, and a higher
// elasticity keeps every job of a lower one where capacity only grows.
func TestInducedDemandArrives(t *testing.T) {
	still := []string{"departures.drain.absent=true", "warm-up=0s", "classes.mid.users=30000"}
	jobs := func(elasticity string) ([]string, *Outcome) {
		out, dir := execute(t, decode(t, restless, append(slices.Clone(still), "workload.all.elasticity="+elasticity)...), Options{Workers: 1})
		return columnsOfFile(t, dir, "jobs.csv", "user", "class", "region", "gpus", "submit_s", "requested_s"), out
	}
	var before []string
	for _, e := range []string{"0", "0.3", "0.8", "2"} {
		list, out := jobs(e)
		has := map[string]int{}
		for _, j := range list {
			has[j]++
		}
		for _, j := range before {
			if has[j]--; has[j] < 0 {
				t.Fatalf("at an elasticity of %s there is no job %s, which was there below it", e, j)
			}
		}
		if len(list) <= len(before) {
			t.Errorf("at an elasticity of %s there are %d jobs, below it %d", e, len(list), len(before))
		}
		before = list
		// Europe's demand, against the integral; its jobs vary with their sizes. The
		// square of k·x has the mean 2.02 times the squared mean: 38.8 ÷ 5.2² of the
		// sizes times (40² − 4²) ÷ (2 ln 10) ÷ (36 ÷ ln 10)² of the run times.
		x := row(t, out.Runs[0], results.ByBloc, "Europe")
		want := out.Bounds[0].Demand
		if out.Bounds[0].Bloc != "Europe" {
			t.Fatal(out.Bounds)
		}
		if sd := want * math.Sqrt(2.02/float64(x.Jobs())); math.Abs(x.Demanded-want) > 4*sd {
			t.Errorf("elasticity %s: %.0f H100-hours came, %.0f ± %.0f are expected", e, x.Demanded, want, sd)
		}
	}
}
