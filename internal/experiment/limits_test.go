package experiment

import (
	"math"
	"path/filepath"
	"testing"

	"sovsim/results"
	"sovsim/sim"
)

// A full British site, and more American GPUs than anybody asks for. Data of 1 TB
// take 1000 s across the Atlantic.
const spare = `version: 1
epoch: 2026-01-01
horizon: 60d
routing: overflow(wait=0s)
regions: {UK: {bloc: Europe}, FR: {bloc: Europe}, US: {bloc: US}}
links: [{between: [Europe, US], bandwidth: 8 Gbit/s}, {between: [Europe, Europe], bandwidth: 16 Gbit/s}]
classes:
  x:
    gpus: {1: 0.5, 4: 0.3, 16: 0.2}
    run-time: {log-normal: {median: 3h, sigma: 1, max: 48h}}
    interarrival: {cv: 3, batch: 1.3}
    users: {count: 50, zipf: 1.2}
    patience: {exponential: {mean: 30d}}
    data: {log-uniform: {min: 1 TB, max: 20 TB}}
clusters:
  - {name: bristol, region: UK, gpus: 60}
  - {name: paris, region: FR, gpus: 40}
  - {name: cloud, region: US, gpus: 20_000}
workload:
  - {name: europe, demand: 300 h100e, regions: {UK: 2, FR: 1}, classes: {x: 1}}
outputs: {jobs: true}
`

// Where each job leaves home unless there is room, and the United States have
// GPUs to spare, a job waits as long as its data are on their way, and no longer:
// to the nanosecond, for every job that started.
func TestWithOverflowAndSpareCapacityTheWaitIsTheStaging(t *testing.T) {
	_, dir := execute(t, decode(t, spare), Options{Workers: 1})
	all := fieldsOf(t, filepath.Join(dir, "jobs.csv"))
	column := map[string]int{}
	for i, name := range all[0] {
		column[name] = i
	}
	at := map[string]int{}
	for _, r := range all[1:] {
		get := func(name string) string { return r[column[name]] }
		if get("start_s") == "" {
			// The horizon or, seldom, patience came while its data were on their way.
			if get("outcome") != "queued" && get("outcome") != "reneged" || get("wait_s") != get("staged_s") {
				t.Errorf("job %s of %s is %s and never started", get("job_id"), get("region"), get("outcome"))
			}
			continue
		}
		if get("wait_s") != get("staged_s") {
			t.Errorf("job %s of %s waited %s s at %s, %s s of them for its data", get("job_id"), get("region"), get("wait_s"), get("cluster"), get("staged_s"))
		}
		if home := map[string]string{"bristol": "UK", "paris": "FR"}[get("cluster")]; (home == get("region")) != (get("wait_s") == "0") {
			t.Errorf("job %s of %s waited %s s at %s", get("job_id"), get("region"), get("wait_s"), get("cluster"))
		}
		at[get("cluster")]++
	}
	if at["cloud"] < 1000 || at["bristol"] < 500 || at["paris"] < 500 {
		t.Errorf("jobs by cluster %v: the test wants many of each kind", at)
	}
}

// Without a foreign cloud and with more demand than soil, what is not served is
// what the fluid bound of the resolved scenario leaves: never less, and with jobs
// of one GPU that may run anywhere in their bloc at most five points more.
func TestWithoutTheCloudTheUnservedShareMeetsTheBound(t *testing.T) {
	for _, demand := range []string{"250 h100e", "400 h100e", "900 h100e"} {
		s := decode(t, overloaded, "clusters.cloud.absent=true", "classes.one.residency=any", "workload.europe.demand="+demand)
		bound := s.FluidBounds()[0]
		out, _ := execute(t, s, Options{Workers: 2})
		r := row(t, out.Runs[0], results.ByBloc, "Europe")
		if d := r.Demanded / bound.Demand; math.Abs(d-1) > 0.05 {
			t.Errorf("%s: %.0f H100-hours were demanded, %.0f expected", demand, r.Demanded, bound.Demand)
		}
		unserved := 1 - r.OnSoil/r.Demanded
		least := 1 - bound.Supply/r.Demanded
		if unserved < least || unserved > least+0.05 {
			t.Errorf("%s: %.4f of the demand is not served; the bound for what came leaves %.4f", demand, unserved, least)
		}
		lost := r.Outcomes[sim.Reneged] + r.Outcomes[sim.Queued]
		if served := r.Outcomes[sim.Completed] + r.Outcomes[sim.Running]; lost+served+r.Outcomes[sim.Killed] != r.Jobs() || lost == 0 {
			t.Errorf("%s: %d jobs were served and %d not, of %d", demand, served, lost, r.Jobs())
		}
	}
}
