package scenario

import (
	"strings"
	"testing"
)

// A class that is too large for the clusters of many regions is one warning, with
// the size of each; so are regions without a cluster under routing: home.
func TestOneWarningForManyRegions(t *testing.T) {
	const text = `version: 1
horizon: 60d
routing: home
regions: [A, B, C, D, E, F, G, H, X, Y]
classes:
  big: {gpus: 128, run-time: 1h}
  tiny: {gpus: 1, run-time: 1h}
clusters:
  - {name: a, region: A, gpus: 8}
  - {name: b, region: B, gpus: 16}
  - {name: c, region: C, gpus: 24}
  - {name: d, region: D, gpus: 32}
  - {name: e, region: E, gpus: 40}
  - {name: f, region: F, gpus: 48}
  - {name: g, region: G, gpus: 56}
  - {name: h, region: H, gpus: 512}
workload:
  - {name: w, demand: 9 h100e, regions: {REGIONS: 1}, classes: {big: 1, tiny: 1}}
`
	for _, c := range []struct{ regions, want string }{
		{"A", `18:59: workload[0].classes.big: 100 % of the GPU-hours of class "big" from A are of jobs larger than every cluster that they may use, so they are rejected (at most 8 GPUs)`},
		{"A B H", `18:71: workload[0].classes.big: 100 % of the GPU-hours of class "big" from 2 regions are of jobs larger than every cluster that they may use, so they are rejected: A (100 %, at most 8 GPUs) and B (100 %, at most 16 GPUs)`},
		{"A B C D E F G", `18:95: workload[0].classes.big: 100 % of the GPU-hours of class "big" from 7 regions are of jobs larger than every cluster that they may use, so they are rejected: A (100 %, at most 8 GPUs), B (100 %, at most 16 GPUs), C (100 %, at most 24 GPUs), D (100 %, at most 32 GPUs), E (100 %, at most 40 GPUs), F (100 %, at most 48 GPUs) and 1 more`},
		{"H X Y", `18:48: workload[0].regions.X: routing is home and the regions "X" and "Y" have no cluster, so these jobs are all rejected: choose another routing, or give them clusters`},
		{"H X", `18:48: workload[0].regions.X: routing is home and region "X" has no cluster, so these jobs are all rejected: choose another routing, or give it a cluster`},
	} {
		s := decodes(t, strings.Replace(text, "REGIONS", strings.Join(strings.Fields(c.regions), ": 1, "), 1))
		var got []string
		for _, w := range s.Warnings {
			got = append(got, strings.TrimPrefix(w.String(), "test.yaml:"))
		}
		if strings.Join(got, "\n") != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.regions, strings.Join(got, "\n"), c.want)
		}
	}
}
