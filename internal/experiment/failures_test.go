package experiment

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sovsim/results"
)

// breakable is 64 nodes of 8 GPUs in two countries, and jobs of up to 256 GPUs that save
// their work.
const breakable = `version: 1
horizon: 200d
seed: 3
policies: [easy, fcfs]
routing: least-loaded
accelerators: {H100: {speed: 1, failures: 6.5}}
repair: 24h
clusters:
  - {name: a, region: UK, groups: [{nodes: 40, gpus-per-node: 8, accelerator: H100}]}
  - {name: b, region: FR, groups: [{nodes: 24, gpus-per-node: 8, accelerator: H100}]}
  - {name: c, region: FR, gpus: 40, accelerator: H100}
workload:
  - {class: large, region: UK, interarrival: 12h, run-time: {exponential: {mean: 40h}}, gpus: {8: 0.3, 64: 0.4, 256: 0.3}, segment: 24h, checkpoint: daly, checkpoint-write: 5m, restart: 10m}
  - {class: small, region: FR, interarrival: 1h, run-time: {exponential: {mean: 6h}}, gpus: {1: 0.5, 4: 0.5}, checkpoint: 1h}
outputs: {jobs: true, interval: 1d}
`

func read(t *testing.T, dir, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// With failures, too, the bytes do not depend on the number of workers, and both
// policies see the same GPUs go down.
func TestFailuresAreTheSameForAllWorkersAndPolicies(t *testing.T) {
	_, one := execute(t, decode(t, breakable, "replications=2"), Options{Workers: 1})
	_, three := execute(t, decode(t, breakable, "replications=2"), Options{Workers: 3})
	for _, file := range []string{"jobs.csv", "summary.csv", "timeseries.csv", "manifest.json"} {
		if !bytes.Equal(read(t, one, file), read(t, three, file)) {
			t.Errorf("%s is another with three workers", file)
		}
	}
	head, runs := table(t, one, "timeseries.csv")
	down := map[string][]string{}
	for run, rows := range runs {
		for _, r := range rows {
			down[run] = append(down[run], r[slices.Index(head, "down_gpus")])
		}
	}
	if len(down) != 4 || !slices.Equal(down["easy 0"], down["fcfs 0"]) || !slices.Equal(down["easy 1"], down["fcfs 1"]) || slices.Equal(down["easy 0"], down["easy 1"]) {
		t.Errorf("GPUs down: %v", down)
	}
}

// Rates of zero, a repair and nothing else: the same bytes as without the keys.
func TestWithoutFailuresNothingMoves(t *testing.T) {
	plain := strings.NewReplacer(", failures: 6.5", "", "repair: 24h\n", "", "checkpoint: daly, checkpoint-write: 5m, restart: 10m", "checkpoint: 1h").Replace(breakable)
	_, without := execute(t, decode(t, plain), Options{Workers: 1})
	_, zero := execute(t, decode(t, strings.Replace(plain, "{speed: 1}", "{speed: 1, failures: 0}", 1)+"repair: none\n"), Options{Workers: 1})
	for _, file := range []string{"jobs.csv", "summary.csv", "timeseries.csv", "manifest.json"} {
		if !bytes.Equal(read(t, without, file), read(t, zero, file)) {
			t.Errorf("%s is another with a rate of 0", file)
		}
	}
}

// Interruptions of large jobs are those that the rate promises: GPUs of the nodes held ×
// time × 6.5 ÷ 8,000 a GPU-day, to three standard errors; and the figures of summary.csv
// are those of jobs.csv.
func TestInterruptionsAreTheRateTimesWhatIsHeld(t *testing.T) {
	for _, scale := range []string{"1", "1/4"} {
		o, dir := execute(t, decode(t, breakable, "policies=[easy]", "scale="+scale, "replications=4"), Options{Workers: 2})
		want, got, overhead, undone, held := 0.0, 0.0, 0.0, 0.0, 0.0
		for _, s := range o.Runs {
			r := row(t, s, results.ByClass, "large")
			held += r.Held
			got += float64(r.Interruptions)
			overhead, undone = overhead+r.Overhead, undone+r.Undone
			if g, ok := r.Goodput(); !ok || math.Abs(g-(1-(r.Overhead+r.Undone)/r.Held)) > 1e-9 {
				t.Errorf("scale %s: goodput %v of %v held, %v overhead, %v undone", scale, g, r.Held, r.Overhead, r.Undone)
			}
		}
		head, runs := table(t, dir, "jobs.csv")
		of := func(r []string, column string) float64 { return number(t, r[slices.Index(head, column)]) }
		failures := 0.0
		for _, rows := range runs {
			for _, r := range rows {
				if r[slices.Index(head, "class")] == "large" {
					failures += of(r, "failures")
				}
			}
		}
		n := 1.0
		if scale != "1" {
			n = 4 // of the GPUs at full size each run has a quarter
		}
		want = n * held / 24 * 6.5 / 8000
		t.Logf("scale %s: %v interruptions, %.1f expected; goodput %.4f", scale, got, want, 1-(overhead+undone)/held)
		if failures != got {
			t.Errorf("scale %s: jobs.csv has %v failures, summary.csv %v", scale, failures, got)
		}
		if math.Abs(got-want) > 3*math.Sqrt(want) || want < 100 {
			t.Errorf("scale %s: %v interruptions, want %.1f ± %.1f", scale, got, want, 3*math.Sqrt(want))
		}
		if overhead <= 0 || undone <= 0 {
			t.Errorf("scale %s: %v overhead, %v undone", scale, overhead, undone)
		}
	}
}
