package experiment

import (
	"fmt"
	"math"
	"testing"

	"sovsim/results"
	"sovsim/sim"
	"sovsim/sim/rng"
	"sovsim/sim/scenario"
)

// draw calls f for each job of a replication of a scenario at its scale.
func draw(t *testing.T, s *scenario.Scenario, replication int, f func(dir *sim.Directory, j *sim.Job)) {
	t.Helper()
	u, err := newSupply(t.Context(), s.Scaled(), false)
	if err != nil {
		t.Fatal(err)
	}
	dir := &sim.Directory{}
	source, closeAll, err := u.open(rng.Key{Seed: s.Seed, Replication: replication}, dir)
	defer closeAll()
	if err != nil {
		t.Fatal(err)
	}
	for {
		var j sim.Job
		ok, err := source.Next(&j)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return
		}
		f(dir, &j)
	}
}

// Variants of later capacity see the same jobs, though sizes are drawn to fit: the
// machine that counts is that of the epoch.
func TestVariantsSeeTheSameJobs(t *testing.T) {
	jobs := func(sets ...string) (list []sim.Job) {
		s, err := Load("../../scenarios/uk-20x.yaml", append(sets, "scale=1/2048")...)
		if err != nil {
			t.Fatal(err)
		}
		draw(t, s, 0, func(_ *sim.Directory, j *sim.Job) { list = append(list, *j) })
		return list
	}
	first := jobs("clusters.airr.timeline[0].set=21 EF")
	if len(first) < 50_000 {
		t.Fatalf("only %d jobs", len(first))
	}
	for _, sets := range [][]string{
		{"clusters.airr.timeline[0].set=840 EF"},
		{"clusters.airr.slip=12 months"},
		{"clusters.airr.absent=true"},
		{"clusters.dawn.timeline=[]", "clusters.dawn.groups.mi355x.nodes=0", "routing=home"},
	} {
		other := jobs(sets...)
		if len(other) != len(first) {
			t.Errorf("%v: %d jobs, at 21 EF %d", sets, len(other), len(first))
			continue
		}
		for i := range first {
			if first[i] != other[i] {
				t.Errorf("%v: job %d is %+v, at 21 EF %+v", sets, i+1, other[i], first[i])
				break
			}
		}
	}
}

// What is drawn asks for the GPU-hours that validate tells, of every region and of
// every residency within it, within four standard errors over replications.
func TestDrawnDemandIsThatOfTheScenario(t *testing.T) {
	const replications = 6
	for _, sets := range [][]string{
		{"scale=1/512"},
		{"scale=1/512", "workload.europe.demand.share=15%", "workload.europe.residency={home: 0.6, bloc: 0.4}"},
	} {
		s, err := Load("../../scenarios/baseline-2025.yaml", append(sets, "warm-up=0d")...)
		if err != nil {
			t.Fatal(err)
		}
		type part struct {
			region string
			at     sim.Residency
		}
		sums := map[part]*[replications]float64{}
		for i := range replications {
			draw(t, s, i, func(dir *sim.Directory, j *sim.Job) {
				for _, at := range []sim.Residency{j.Residency, all} {
					p := part{dir.Regions.Name(j.Region), at}
					if sums[p] == nil {
						sums[p] = &[replications]float64{}
					}
					sums[p][i] += float64(j.GPUs) * j.Run.Hours()
				}
			})
		}
		share := map[sim.Residency]float64{all: 1, sim.AtHome: 0.2, sim.InBloc: 0.3, sim.Anywhere: 0.5}
		if len(sets) > 1 {
			share = map[sim.Residency]float64{all: 1, sim.AtHome: 0.6, sim.InBloc: 0.4}
		}
		for _, f := range s.Scaled().FluidByRegion() {
			for at, share := range share {
				if f.Bloc == "US" && at != all {
					continue // has its own shares
				}
				mean, squares := 0.0, 0.0
				for _, x := range sums[part{f.Bloc, at}] {
					mean += x / replications
				}
				for _, x := range sums[part{f.Bloc, at}] {
					squares += (x - mean) * (x - mean)
				}
				se := math.Sqrt(squares / (replications - 1) / replications)
				if math.Abs(mean-share*f.Demand) > 4*se {
					t.Errorf("%v: %s, residency %v: jobs ask for %.5g ± %.2g H100-hours, by the scenario %.5g", sets, f.Bloc, at, mean, se, share*f.Demand)
				}
			}
		}
	}
}

// all stands for every residency.
const all = sim.AtHome + 1

// In the baseline no European job is turned away for its size, nor for that of the
// machines that its residency leaves it, at any scale; drawn as they are, some are.
func TestNobodyIsTurnedAwayForTheSize(t *testing.T) {
	for _, scale := range []int{700, 3000} {
		rejected := map[string]int64{}
		for _, fit := range []string{"condition", "reject"} {
			s, err := Load("../../scenarios/baseline-2025.yaml", fmt.Sprintf("scale=1/%d", scale), "replications=1", "horizon=2026-03-01", "workload.europe.fit="+fit)
			if err != nil {
				t.Fatal(err)
			}
			out, _ := execute(t, s, Options{Workers: 2})
			for i := range out.Runs[0].Rows {
				if r := &out.Runs[0].Rows[i]; r.Group == results.ByBloc && r.Key == "Europe" {
					if r.Jobs() < 5_000 {
						t.Errorf("1/%d: only %d jobs", scale, r.Jobs())
					}
					rejected[fit] = r.Outcomes[sim.Rejected]
				}
			}
		}
		if rejected["condition"] != 0 || rejected["reject"] == 0 {
			t.Errorf("1/%d: rejected by fit: %v", scale, rejected)
		}
	}
}
