package experiment

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sovsim/sim"
	"sovsim/sim/rng"
	"sovsim/sim/unit"
)

// everything has all that a scenario can have, under load: nodes and pools of
// different speed, ramps, late and unannounced steps, losses of every kind, chains,
// checkpoints, failures, patience, bursts, residencies of every kind, data, re-routing, requests
// above and below the run time, budgets, jobs that no cluster takes, and a scale. Every link has
// 8 Gbit/s, which is one byte a nanosecond: a time on the way is a number of bytes.
const everything = `version: 1
epoch: 2026-01-01
horizon: 130d
warm-up: 10d
scale: 1/2
seed: 5
routing: overflow(wait=1h)
reroute-after: 2h
policies: [easy, conservative, sjf-easy, srtf, moody]
replications: 2
regions: {DE: {bloc: Europe, utc-offset: 1h}, UK: {bloc: Europe}, FR: {bloc: Europe, utc-offset: 1h}, CH: {}, US: {utc-offset: -5h}}
links: [{between: [Europe, Europe], bandwidth: 8 Gbit/s}, {between: [Europe, US], bandwidth: 8 Gbit/s}, {between: [CH, US], bandwidth: 1 GB/s}, {between: [CH, Europe], bandwidth: 1 GB/s}]
accelerators: {A100: {ratio: 0.315, failures: 20}, H100: {ratio: 1, failures: 10}, MI250X: {ratio: 0.387, efficiency: 0.30}}
repair: 3d
classes:
  small:
    gpus: {1: 0.6, 2: 0.2, 8: {weight: 0.2, run-time: {log-uniform: {min: 1h, max: 30h}}}}
    run-time: {log-normal: {median: 2h, sigma: 1.3, max: 60h}}
    interarrival: {cv: 4, batch: 1.4}
    users: {count: 40, projects: 7, zipf: 1.1}
    request: {factor: {min: 1, max: 3}, round-up: 15m, max: 24h}
    patience: {exponential: {mean: 1d}}
    checkpoint: 30m
    checkpoint-write: 1m
    restart: 2m
    profile: {hours: [1,1,1,1,1,1,1,2,3,4,4,4,4,4,4,4,4,3,2,2,1,1,1,1], days: [1,1,1,1,1,0.5,0.5]}
    residency: {home: 0.2, bloc: 0.3, any: 0.5}
    data: {log-uniform: {min: 1 GB, max: 30 TB}}
  large:
    gpus: {log-uniform: {min: 16, max: 96}}
    run-time: {log-uniform: {min: 10h, max: 90h}}
    users: 6
    patience: {exponential: {mean: 8d}}
    segment: 12h
    checkpoint: daly
    checkpoint-write: 6m
    restart: 10m
    residency: {bloc: 0.5, any: 0.5}
    data: {log-uniform: {min: 100 GB, max: 100 TB}}
clusters:
  - name: bristol
    region: UK
    groups: [{name: old, nodes: 10, gpus-per-node: 4, accelerator: A100}, {name: new, nodes: 12, gpus-per-node: 8, accelerator: H100}]
    timeline:
      - {at: 20d, group: new, remove: 8, loss: requeue, announced: false}
      - {at: 23d, group: new, add: 8, announced: false}
      - {at: 60d, group: old, set: 0, loss: drain}
  - name: paris
    region: FR
    gpus: 100
    accelerator: MI250X
    timeline:
      - {at: 30d, remove: 60, loss: kill, announced: false}
      - {from: 40d, until: 70d, add: 90}
      - {at: 80d, remove: 70, loss: requeue, announced: false}
      - {at: 90d, add: 50}
  - name: reims
    region: FR
    gpus: 24
    accelerator: H100
    timeline: [{at: 2026-03-01, set: 0, loss: requeue, announced: false}]
  - {name: jena, region: DE, gpus: 16, timeline: [{at: 50d, set: 0, loss: requeue, announced: false}]}
  - {name: cloud, region: US, gpus: 64, accelerator: H100, timeline: [{from: 2026-02-01, until: 2026-04-01, add: 40, slip: 1mo}]}
workload:
  - {name: europe, demand: 190 h100e, regions: {UK: 3, FR: 2, CH: 1}, classes: {small: 0.5, large: 0.5}, growth: 30%}
  - {name: us, demand: 60 h100e, regions: {US: 1}, classes: {small: 0.6, large: 0.4}}
  - {class: huge, region: FR, gpus: 5000, run-time: 1h, interarrival: 5d, residency: bloc}
  - {class: stay, region: DE, gpus: 4, run-time: {log-uniform: {min: 1h, max: 200h}}, interarrival: 4h, residency: home, data: 1 TB}
budgets:
  - {name: bristol, owner: class, clusters: [bristol], per-quarter: 60000 GPU-h}
  - {name: cloud, owner: project, clusters: [cloud], per-quarter: 800 GPU-h, exhausted: reject}
  - {name: stay, owner: region, of: [DE], per-quarter: 6000 GPU-h}
outputs: {jobs: true, interval: 1d}
`

// table is the rows of a result file, by policy and replication; its header gives
// the places of the columns.
func table(t *testing.T, dir, file string) (head []string, runs map[string][][]string) {
	t.Helper()
	rows := fieldsOf(t, filepath.Join(dir, file))
	runs = map[string][][]string{}
	for _, r := range rows[1:] {
		runs[r[1]+" "+r[2]] = append(runs[r[1]+" "+r[2]], r)
	}
	return rows[0], runs
}

// exact is a field's number; an empty field is 0.
func exact(t *testing.T, field string) *big.Rat {
	t.Helper()
	x := new(big.Rat)
	if field == "" {
		return x
	}
	if _, ok := x.SetString(field); !ok {
		t.Fatalf("%q is no number", field)
	}
	return x
}

// additive are the columns of summary.csv of which groups that have each job once add
// up to all; true where they are whole (a number of jobs, or of ns), and so exactly.
var additive = map[string]bool{
	"jobs": true, "completed": true, "killed": true, "reneged": true, "rejected": true, "running": true, "queued": true,
	"warmup_jobs": true, "started": true, "never_started": true, "backlog_jobs": true, "backlog_gpus": true,
	"staged_total_s": true, "segments": true, "moves": true,
	"gpu_hours": false, "gpu_hours_held": false, "weight": false, "demanded_h100h": false, "useful_h100h": false,
	"held_h100h": false, "on_soil_h100h": false, "lost_h100h": false, "abroad_jobs": true, "abroad_h100h": false,
	"interruptions": true, "gpu_hours_overhead": false, "gpu_hours_undone": false,
}

// keyed adds a column up by group and key in one run, and takes others off.
func keyed(t *testing.T, dir, file, run string, columns ...string) map[string]*big.Rat {
	t.Helper()
	head, runs := table(t, dir, file)
	of := map[string]*big.Rat{}
	for _, r := range runs[run] {
		key := r[slices.Index(head, "group")] + "," + r[slices.Index(head, "key")]
		if of[key] == nil {
			of[key] = new(big.Rat)
		}
		for i, column := range columns {
			x := exact(t, r[slices.Index(head, column)])
			if i > 0 {
				x.Neg(x)
			}
			of[key].Add(of[key], x)
		}
	}
	return of
}

// sums adds a column up over the rows of each group.
func sums(t *testing.T, head []string, rows [][]string, column string) map[string]*big.Rat {
	t.Helper()
	of := map[string]*big.Rat{}
	group, at := slices.Index(head, "group"), slices.Index(head, column)
	if at < 0 {
		t.Fatalf("there is no column %s", column)
	}
	for _, r := range rows {
		if of[r[group]] == nil {
			of[r[group]] = new(big.Rat)
		}
		of[r[group]].Add(of[r[group]], exact(t, r[at]))
	}
	return of
}

// same reports whether two numbers are equal, or to ten digits where they are rounded.
func same(a, b *big.Rat, whole bool) bool {
	if whole {
		return a.Cmp(b) == 0
	}
	x, _ := a.Float64()
	y, _ := b.Float64()
	return math.Abs(x-y) <= 1e-10*max(math.Abs(x), math.Abs(y))
}

func real(x float64) *big.Rat { return new(big.Rat).SetFloat64(x) }

// Nothing is lost and nothing is made, with everything switched on. Jobs: as many are
// told of as came. Bytes: those that were on their way to clusters, over time, are
// those of the jobs, each of which has made whole journeys. GPU-time: what clusters
// say was held is what jobs say they held, to the nanosecond. And all of it stands in
// the files: over clusters, regions, classes, blocs and months, and the pairs of
// these, each column adds up to that of all.
func TestConservation(t *testing.T) {
	s := decode(t, everything)
	_, dir := execute(t, s, Options{Workers: 2})
	folder := dir
	head, summary := table(t, dir, "summary.csv")
	jobsHead, jobRows := table(t, dir, "jobs.csv")
	seriesHead, series := table(t, dir, "timeseries.csv")

	p, err := newPlan(s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if p.supply, err = newSupply(context.Background(), p.scenario, false); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int64{}
	for policy, m := range p.models {
		for replication := range s.Replications {
			run := fmt.Sprint(p.policies[policy].Name, " ", replication)
			dir, key := &sim.Directory{}, rng.Key{Seed: p.scenario.Seed, Replication: replication}
			source, closeAll, err := p.supply.open(key, dir)
			defer closeAll()
			if err != nil {
				t.Fatal(err)
			}
			b := &book{t: t, model: m, dir: dir, source: source, weights: p.weight, seen: seen,
				states: make([]sim.State, len(m.Clusters)), since: make([]sim.Time, len(m.Clusters))}
			if _, err := sim.Run(context.Background(), m, sim.Input{Source: b, Directory: dir, Observers: []sim.Observer{b}, Key: key}); err != nil {
				t.Fatal(err)
			}
			if b.came != b.told || b.staging != b.staged || b.holding != b.held || b.waiting != b.waited || b.heldBack == (unit.GPUTime{}) {
				t.Errorf("%s: %d jobs came, %d have a record; data on the way: %v by clusters, %v by jobs; GPU-time: %v by clusters, %v by jobs; waits: %v by clusters, %v of these held back, %v by jobs",
					run, b.came, b.told, b.staging, b.staged, b.holding, b.held, b.waiting, b.heldBack, b.waited)
			}

			// What no cluster took is in every group but those of clusters.
			missing := map[string]*big.Rat{"jobs": real(float64(b.nowhere)), "rejected": real(float64(b.nowhere)), "never_started": real(float64(b.nowhere)),
				"warmup_jobs": real(float64(b.nowhereEarly)), "weight": real(b.weight), "demanded_h100h": real(b.nowhereWork.Hours()), "lost_h100h": real(b.nowhereWork.Hours())}
			for column, whole := range additive {
				of := sums(t, head, summary[run], column)
				if len(of) != 12 {
					t.Fatalf("%s: there are %d kinds of groups", run, len(of))
				}
				for group, sum := range of {
					if rest := missing[column]; rest != nil && group == "cluster" {
						sum.Add(sum, rest)
					}
					if !same(sum, of["all"], whole) {
						t.Errorf("%s: %s adds up to %s over groups by %s, in all it is %s", run, column, sum.FloatString(9), group, of["all"].FloatString(9))
					}
				}
			}
			// losses.csv and soil.csv tell of the same jobs and GPU-hours, group by group.
			for _, x := range []struct {
				file, column string
				whole        bool
				of           []string // in summary.csv: the first, less the others
			}{
				{"losses.csv", "jobs", true, []string{"jobs", "completed", "running", "queued"}},
				{"soil.csv", "jobs", true, []string{"started"}},
				{"soil.csv", "useful_h100h", false, []string{"useful_h100h"}},
				{"soil.csv", "abroad_h100h", false, []string{"abroad_h100h"}},
			} {
				of := keyed(t, folder, x.file, run, x.column)
				for key, want := range keyed(t, folder, "summary.csv", run, x.of...) {
					kind, _, _ := strings.Cut(key, ",")
					if kind == "region-class-period" || kind == "cluster" && x.file == "soil.csv" {
						continue
					}
					got := of[key]
					if got == nil {
						got = new(big.Rat)
					}
					if !same(got, want, x.whole) {
						t.Errorf("%s: %s of %s in %s is %s, by summary.csv %s", run, x.column, key, x.file, got.FloatString(9), want.FloatString(9))
					}
				}
			}
			all := func(column string) *big.Rat { return sums(t, head, summary[run], column)["all"] }
			check := func(what string, got, want *big.Rat, whole bool) {
				t.Helper()
				if !same(got, want, whole) {
					t.Errorf("%s: %s: %s, want %s", run, what, got.FloatString(9), want.FloatString(9))
				}
			}
			check("jobs", new(big.Rat).Add(all("jobs"), all("warmup_jobs")), real(float64(b.came)), true)
			check("gpu_hours_held", all("gpu_hours_held"), real(b.measuredHeld.Hours()), false)
			check("interruptions", all("interruptions"), real(float64(b.interruptions)), true)
			check("gpu_hours_overhead", all("gpu_hours_overhead"), real(b.overhead.Hours()), false)
			check("gpu_hours_undone", all("gpu_hours_undone"), real(b.undone.Hours()), false)
			check("moves", all("moves"), real(float64(b.moves)), true)
			check("segments", all("segments"), real(float64(b.segments)), true)
			check("demanded_h100h", all("demanded_h100h"), real(b.demanded.Hours()), false)
			check("useful_h100h", all("useful_h100h"), real(b.useful.Hours()), false)
			// A byte is a nanosecond: staged_total_s is the gigabytes that were moved.
			check("staged_total_s", all("staged_total_s"), big.NewRat(b.measuredStaged, 1e9), true)
			var staged, held, capacity, heldBack big.Rat
			for _, r := range jobRows[run] {
				staged.Add(&staged, exact(t, r[slices.Index(jobsHead, "staged_s")]))
			}
			check("staged_s in jobs.csv", &staged, big.NewRat(int64(b.allStaged), 1e9), true)
			check("rows of jobs.csv", real(float64(len(jobRows[run]))), real(float64(b.came)), true)
			staged.SetInt64(0)
			for _, r := range series[run] {
				of := func(column string) *big.Rat {
					x := exact(t, r[slices.Index(seriesHead, column)])
					return x.Mul(x, exact(t, r[slices.Index(seriesHead, "interval_s")]))
				}
				staged.Add(&staged, of("staging_jobs"))
				held.Add(&held, of("held_gpus"))
				heldBack.Add(&heldBack, of("held_back_jobs"))
				capacity.Add(&capacity, of("capacity_gpus"))
			}
			check("staging_jobs in timeseries.csv", &staged, real(b.staged.Nanos()/1e9), false)
			check("held_back_jobs in timeseries.csv", &heldBack, real(b.heldBack.Nanos()/1e9), false)
			check("held_gpus in timeseries.csv", &held, real(b.held.Nanos()/1e9), false)
			// All that was held of all that was in service, the warm-up too.
			check("utilisation", new(big.Rat).Mul(all("utilisation"), &capacity), &held, false)
		}
	}
	for _, what := range []string{"staged", "staged again", "broken off on the way", "moved", "restarted", "failed", "failed at its full size", "chained", "without cluster",
		"with whole nodes", "capacity gone", "over budget", "completed", "killed", "reneged", "rejected", "running", "queued"} {
		if seen[what] < 3 {
			t.Errorf("of jobs that were %q the runs have %d: %v", what, seen[what], seen)
		}
	}
}
