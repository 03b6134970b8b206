package experiment

import (
	"context"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// costly is a world without warm-up in which everything has a price: two classes, one
// thinned and one divided by the scale, overflow over a sea, a joint pool, a loss of
// capacity that requeues, and a series that is shorter than the run.
const costly = `version: 1
epoch: 2026-01-01
horizon: 20d
scale: 1/4
routing: overflow(wait=1h)
reroute-after: 2h
regions: {DE: {bloc: Europe, electricity: 0.26 EUR/kWh, carbon: {file: de.csv}}, FR: {bloc: Europe, carbon: 56 g/kWh}, US: {electricity: 0.081 EUR/kWh, carbon: 369.5 g/kWh}}
links: [{between: [Europe, Europe], bandwidth: 10 Gbit/s, egress: 0.01 EUR/GB}, {between: [Europe, US], bandwidth: 5 Gbit/s, egress: 0.077 EUR/GB}]
accelerators: {A100: {ratio: 0.315, power: 400 W, idle-power: 80 W}, H100: {ratio: 1, power: 700 W, idle-power: 140 W}}
pools: [{name: union, members: [de, fr]}]
clusters:
  - {name: de, region: DE, groups: [{nodes: 16, gpus-per-node: 4, accelerator: H100}, {nodes: 8, gpus-per-node: 8, accelerator: A100}], pue: 1.1}
  - {name: fr, region: FR, groups: [{nodes: 16, gpus-per-node: 4, accelerator: H100}], pue: 1.125, price: 1.333333333 EUR/GPU-h, timeline: [{at: 5d, remove: 8, announced: false, loss: requeue}, {at: 9d, add: 8}]}
  - {name: us, region: US, gpus: 200, accelerator: H100, pue: 1.3, price: 2.70 EUR/GPU-h}
workload:
  - {class: small, region: DE, interarrival: {mean: 2m, cv: 3}, run-time: {log-normal: {median: 1h, sigma: 1.5, max: 2d}}, gpus: {1: 0.7, 8: 0.3}, data: {log-uniform: {min: 1 GB, max: 1 TB}}, checkpoint: 30m}
  - {class: large, region: FR, interarrival: 2h, run-time: {log-uniform: {min: 2h, max: 2d}}, gpus: {16: 1, 64: 1}, segment: 12h, data: 3 TB}
outputs: {jobs: true, interval: 6h}
`

// The jobs' energy is what the clusters' busy GPUs used, the intervals add up to the
// clusters, and the clusters and regions to the whole, in exact decimals but for the
// ninth place of each printed figure. The files are the same for any number of workers.
func TestBillsThroughAScenario(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"costly.yaml": costly, "de.csv": "hour,g_per_kwh\n2025-12-31T23:00:00Z,512.25\n2026-01-01T00:00:00Z,0\n2026-01-01T01:00:00Z,381\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Load(filepath.Join(dir, "costly.yaml"), "replications=2", "policies=[easy, fcfs]")
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{1, 3} {
		if _, err := Execute(context.Background(), s, Options{Dir: filepath.Join(dir, strconv.Itoa(workers)), Workers: workers}); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"jobs.csv", "summary.csv", "timeseries.csv", "manifest.json"} {
		one, err := os.ReadFile(filepath.Join(dir, "1", file))
		if err != nil {
			t.Fatal(err)
		}
		if three, err := os.ReadFile(filepath.Join(dir, "3", file)); err != nil || string(one) != string(three) {
			t.Errorf("%s differs between 1 and 3 workers, %v", file, err)
		}
	}

	type sums map[string]*big.Rat
	// add sums columns over the rows of a file that belong to the first run and pass.
	add := func(file string, pass func(row map[string]string) bool, columns ...string) (total sums, rows int64) {
		lines := fieldsOf(t, filepath.Join(dir, "1", file))
		total = sums{}
		for _, c := range columns {
			total[c] = new(big.Rat)
		}
		for _, line := range lines[1:] {
			row := map[string]string{}
			for i, name := range lines[0] {
				row[name] = line[i]
			}
			if row["policy"] != "easy" || row["replication"] != "0" || !pass(row) {
				continue
			}
			rows++
			for _, c := range columns {
				x, ok := new(big.Rat).SetString(row[c])
				if !ok {
					t.Fatalf("%s: %s is %q", file, c, row[c])
				}
				total[c].Add(total[c], x)
			}
		}
		return total, rows
	}
	near := func(what string, got, want *big.Rat, rows int64, scale int64) {
		t.Helper()
		// Half of the ninth place for each figure, times what it is multiplied with.
		slack := big.NewRat((rows+2)*scale, 2_000_000_000)
		if d := new(big.Rat).Sub(got, want); d.Abs(d).Cmp(slack) > 0 || want.Sign() == 0 {
			t.Errorf("%s is %s, want %s", what, got.FloatString(9), want.FloatString(9))
		}
	}
	every := func(map[string]string) bool { return true }
	group := func(kind string) func(map[string]string) bool {
		return func(row map[string]string) bool { return row["group"] == kind }
	}
	bill := []string{"energy_kwh", "carbon_kg", "charged_eur", "electricity_eur"}
	site := []string{"site_energy_kwh", "idle_energy_kwh", "site_carbon_kg"}
	all, _ := add("summary.csv", group("all"), append(bill, site...)...)
	jobs, n := add("jobs.csv", every, bill...)
	for _, c := range bill {
		near("4 × the sum of "+c+" of jobs", new(big.Rat).Mul(jobs[c], big.NewRat(4, 1)), all[c], n, 4)
	}
	near("energy of jobs + idle", new(big.Rat).Add(all["energy_kwh"], all["idle_energy_kwh"]), all["site_energy_kwh"], 1, 1)
	for _, kind := range []string{"region", "class", "region-class"} {
		parts, n := add("summary.csv", group(kind), bill...)
		for _, c := range bill {
			near(kind+" by "+kind+": "+c, parts[c], all[c], n, 1)
		}
	}
	// The row of the joint pool has what those of its members have.
	clusters, m := add("summary.csv", func(row map[string]string) bool { return row["group"] == "cluster" && row["key"] != "union" }, site...)
	intervals, k := add("timeseries.csv", every, "energy_kwh", "idle_energy_kwh", "carbon_kg")
	for i, c := range site {
		near("clusters: "+c, clusters[c], all[c], m, 1)
		near("intervals: "+c, intervals[[]string{"energy_kwh", "idle_energy_kwh", "carbon_kg"}[i]], all[c], k, 1)
	}
}

// The block of costs that ships goes on top of the scenarios that ship, leaves no
// cluster without power, and keeps what it goes on: the bandwidth of links, the speed
// of accelerators.
func TestTheBlockOfCosts(t *testing.T) {
	top, err := filepath.Abs("../../scenarios")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"baseline-2025.yaml", "uk-20x.yaml"} {
		path := filepath.Join(t.TempDir(), "costs.yaml")
		text := "version: 1\nextends: " + filepath.ToSlash(filepath.Join(top, name)) + "\ninclude: " + filepath.ToSlash(filepath.Join(top, "blocks/costs.yaml")) + "\n"
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		s, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := Load(filepath.Join(top, name))
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Warnings) > len(plain.Warnings) {
			t.Errorf("%s: %v", name, s.Warnings)
		}
		for i, c := range s.Clusters {
			for g, group := range c.Groups {
				if group.Power == 0 || group.IdlePower == 0 || group.Speed != plain.Clusters[i].Groups[g].Speed {
					t.Errorf("%s: cluster %s: %+v", name, c.Name, group)
				}
			}
		}
		for i, l := range s.Links {
			if l.BytesPerSecond != plain.Links[i].BytesPerSecond || (l.Egress > 0) != (l.From == "US" || l.To == "US") {
				t.Errorf("%s: %+v, without costs %+v", name, l, plain.Links[i])
			}
		}
		for _, r := range s.Regions {
			if r.Electricity == 0 || !r.Carbon.Given {
				t.Errorf("%s: %+v", name, r)
			}
		}
	}
}
