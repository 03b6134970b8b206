package experiment

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"testing"

	"sovsim/results"
)

const replaceText = `version: 1
horizon: 400d
routing: least-loaded
clusters: [{name: all, region: UK, gpus: 100000}]
outputs: {jobs: true}
classes:
  small: {gpus: {1: 0.5, 2: 0.5}, run-time: {exponential: {mean: 2h}}}
  mid: {gpus: {log-uniform: {min: 16, max: 64}}, run-time: {uniform: {min: 2h, max: 6h}}}
workload:
  - name: uk
    demand: 100 h100e
    regions: {UK: 1}
    classes: {small: 0.2, mid: 0.8}
    replace: {share: 0, of: [mid], by: small, cost: 25%}
`

// What a replacement leaves of the demand arrives: of 80 h100e of mid 40 % go, and
// 25 % of those come as small. The jobs of mid that are left are the first of those
// that there were, with the same sizes and run times; only their moments move.
func TestReplacedDemandArrives(t *testing.T) {
	type shape struct{ gpus, run string }
	var kept [2][]shape
	for i, c := range []struct {
		set        string
		small, mid float64
	}{{"0", 20, 80}, {"40%", 28, 48}} {
		out, dir := execute(t, decode(t, replaceText, "workload.uk.replace.share="+c.set), Options{Workers: 1})
		hours := 400 * 24.0
		for class, want := range map[string]float64{"small": c.small, "mid": c.mid} {
			r := row(t, out.Runs[0], results.ByClass, class)
			// Three standard deviations of a compound Poisson sum are 8 % for mid.
			if got := r.Demanded / hours; math.Abs(got/want-1) > 0.09 {
				t.Errorf("%s: %s asks for %v h100e, want %v", c.set, class, got, want)
			}
		}
		head, rows := table(t, dir, "jobs.csv")
		for _, run := range rows {
			at := func(name string) int { return slices.Index(head, name) }
			slices.SortFunc(run, func(a, b []string) int {
				x, _ := strconv.ParseFloat(a[at("submit_s")], 64)
				y, _ := strconv.ParseFloat(b[at("submit_s")], 64)
				return cmp.Compare(x, y)
			})
			for _, r := range run {
				if r[at("class")] == "mid" && r[at("outcome")] == "completed" {
					kept[i] = append(kept[i], shape{r[at("gpus")], r[at("run_s")]})
				}
			}
		}
	}
	n := len(kept[1])
	if n < 1000 || n > len(kept[0])*2/3 {
		t.Fatalf("%d of %d jobs are left", n, len(kept[0]))
	}
	for k := range n - 20 { // the last few were running at the horizon
		if kept[0][k] != kept[1][k] {
			t.Fatalf("job %d of mid is %v, and was %v", k, kept[1][k], kept[0][k])
		}
	}
}
