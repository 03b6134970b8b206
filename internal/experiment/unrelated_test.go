package experiment

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// rows are the lines of a result file that contain a text.
func rows(t *testing.T, dir, file, with string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(string(data)) {
		if strings.Contains(line, with) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// Two regions that have nothing to do with each other: jobs stay at home.
const apart = `version: 1
epoch: 2026-01-01
horizon: 60d
warm-up: 5d
routing: home
policies: [easy]
replications: 2
classes:
  small: {gpus: {1: 0.8, 4: 0.2}, run-time: {log-normal: {median: 1h, sigma: 1}}, interarrival: {cv: 3, batch: 1.2}, users: {count: 30, zipf: 1.1}, patience: {exponential: {mean: 1d}}}
  large: {gpus: {log-uniform: {min: 8, max: 32}}, run-time: {log-uniform: {min: 2h, max: 40h}}, segment: 12h, users: 5}
clusters:
  - {name: bristol, region: UK, groups: [{nodes: 12, gpus-per-node: 4}]}
  - {name: hill, region: US, gpus: 60}
workload:
  - {name: uk, demand: 40 h100e, regions: {UK: 1}, classes: {small: 0.5, large: 0.5}}
  - {name: us, demand: 50 h100e, regions: {US: 1}, classes: {small: 0.5, large: 0.5}}
outputs: {interval: 1d}
`

// What is done to one region's jobs changes no byte that the results say of the
// other's; nor do other names, orders, or files that are written beside.
func TestEditingAnUnrelatedClass(t *testing.T) {
	_, dir := execute(t, decode(t, apart), Options{Workers: 2})
	uk := rows(t, dir, "summary.csv", "UK") + rows(t, dir, "timeseries.csv", "bristol")
	if strings.Count(uk, "\n") < 100 {
		t.Fatalf("only the rows\n%s", uk)
	}
	us := rows(t, dir, "summary.csv", "US")
	for _, sets := range [][]string{
		{"workload.us.demand=20 h100e"},
		{"workload.us.patience={exponential: {mean: 1h}}", "workload.us.growth=50%"},
		{"workload.us.classes.large=0"},
		{"clusters.hill.gpus=10"},
		{"clusters.hill.policy=fcfs"},
	} {
		_, other := execute(t, decode(t, apart, sets...), Options{Workers: 1})
		if got := rows(t, other, "summary.csv", "UK") + rows(t, other, "timeseries.csv", "bristol"); got != uk {
			t.Errorf("%v changed the rows of the UK", sets)
		}
		if rows(t, other, "summary.csv", "US") == us {
			t.Errorf("%v changed nothing in the US", sets)
		}
	}
}

// A file that is written or not, and how fine it is, moves no figure elsewhere.
func TestOutputsDoNotMatter(t *testing.T) {
	read := func(dir, file string) []byte {
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	_, plain := execute(t, decode(t, apart), Options{Workers: 1})
	_, more := execute(t, decode(t, apart, "outputs.jobs=true"), Options{Workers: 2})
	for _, file := range []string{"summary.csv", "timeseries.csv"} {
		if !bytes.Equal(read(plain, file), read(more, file)) {
			t.Errorf("%s is another where jobs.csv is written", file)
		}
	}
	_, fine := execute(t, decode(t, apart, "outputs.interval=1h"), Options{Workers: 2})
	if !bytes.Equal(read(plain, "summary.csv"), read(fine, "summary.csv")) {
		t.Error("summary.csv depends on the interval of timeseries.csv")
	}
	_, all := execute(t, decode(t, apart, "outputs.jobs=true"), Options{Workers: 2})
	_, why := execute(t, decode(t, apart, "outputs.jobs=true", "outputs.reasons=true"), Options{Workers: 2})
	if !bytes.Equal(read(all, "timeseries.csv"), read(why, "timeseries.csv")) {
		t.Error("timeseries.csv depends on whether jobs are told why they wait")
	}
	for file, suffix := range map[string]string{"jobs.csv": "_s", "summary.csv": "_share"} {
		reasons := []string{"wait_unserved_share"}
		for p := range sim.Parts {
			if p > 0 || suffix != "_s" { // staged_s is there in any case
				reasons = append(reasons, "wait_"+sim.Part(p).String()+suffix)
			}
		}
		without, err := csv.NewReader(bytes.NewReader(read(all, file))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		with, err := csv.NewReader(bytes.NewReader(read(why, file))).ReadAll()
		if err != nil || len(with) != len(without) {
			t.Fatalf("%s: %d and %d rows, %v", file, len(without), len(with), err)
		}
		told := 0
		for i := range without {
			for k, field := range without[i] {
				name := without[0][k]
				switch {
				case i > 0 && slices.Contains(reasons, name):
					if told++; field != "" {
						t.Fatalf("%s: row %d has %s = %s in a run without reasons", file, i, name, field)
					}
				case field != with[i][k]:
					t.Fatalf("%s: asking why jobs wait changes %s of row %d from %s to %s", file, name, i, field, with[i][k])
				}
			}
		}
		if told < len(without)*(sim.Parts-1)-sim.Parts {
			t.Errorf("%s has %d fields of parts in %d rows", file, told, len(without))
		}
	}
}

// In a file as it is written, the parts of each wait add up to it.
func TestPartsAddUpInTheFile(t *testing.T) {
	_, dir := execute(t, decode(t, apart, "outputs.jobs=true", "outputs.reasons=true", "routing=overflow", "policies=[easy(placement=consolidated)]"), Options{Workers: 2})
	lines := fieldsOf(t, filepath.Join(dir, "jobs.csv"))
	parts := []string{"staged_s"}
	for p := 1; p < sim.Parts; p++ {
		parts = append(parts, "wait_"+sim.Part(p).String()+"_s")
	}
	total := map[string]int64{}
	for _, line := range lines[1:] {
		value := func(column string) int64 {
			ns, err := unit.ParseSeconds(line[slices.Index(lines[0], column)])
			if err != nil {
				t.Fatal(err)
			}
			return ns
		}
		sum := int64(0)
		for _, p := range parts {
			sum += value(p)
			total[p] += value(p)
		}
		if sum != value("wait_s") {
			t.Fatalf("the parts are %d ns: %v", sum, line)
		}
	}
	for _, p := range []string{"wait_policy_s", "wait_fragmentation_s", "wait_routing_s", "wait_capacity_s"} {
		if total[p] == 0 {
			t.Errorf("no job has a %s", p)
		}
	}
}
