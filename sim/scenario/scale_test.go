package scenario

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/sim/dist"
)

// Levels by hand at 1/64: 1,362 nodes are 21.28; 31 are 0.48, which is at least
// one; from 31 to 0 is that one; 96 are 1.5, rounded up.
func TestScaledCapacityByHand(t *testing.T) {
	s := decodes(t, `version: 1
horizon: 60d
scale: 1/64
clusters:
  - name: a
    region: UK
    groups: [{name: x, nodes: 1362, gpus-per-node: 4}, {name: y, nodes: 31, gpus-per-node: 8}, {name: z, nodes: 64, gpus-per-node: 1}]
    timeline:
      - {at: 1d, add: 3, group: x}
      - {at: 2d, add: 12, group: x, announced: false}
      - {at: 3d, remove: 31, group: y, loss: kill}
      - {at: 4d, add: 96, group: y}
      - {from: 5d, until: 9d, add: 64, group: z}
  - {name: b, region: UK, gpus: 1000}
workload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]
`)
	before := string(s.Canonical())
	scaled := s.Scaled()
	if got, want := fmt.Sprint(scaled.Clusters[0].Groups[0].Nodes, scaled.Clusters[0].Groups[1].Nodes, scaled.Clusters[0].Groups[2].Nodes, scaled.Clusters[1].Groups[0].Nodes), "21 1 1 16"; got != want {
		t.Errorf("the levels are %s, want %s", got, want)
	}
	// 1,365 is 21.33 and 1,377 is 21.52; the ramp is at 1.5 after two of its four days.
	if got, want := steps(&scaled.Clusters[0]), "2d x +1 unannounced\n3d y -1 kill\n4d y +2\n7d z +1\n"; got != want {
		t.Errorf("the steps are\n%swant\n%s", got, want)
	}
	if scaled.Scale != 1 || scaled.Scaled() != scaled {
		t.Error("the scaled scenario is not at full size")
	}
	if string(s.Canonical()) != before {
		t.Error("scaling changed the scenario")
	}
}

// Populations by hand at 1/64.
func TestScaledPopulationsByHand(t *testing.T) {
	s := decodes(t, `version: 1
horizon: 60d
scale: 1/64
clusters: [{name: a, region: UK, gpus: 1e5}]
workload:
  - {class: small, region: UK, interarrival: {mean: 10m, cv: 3, batch: 2}, run-time: 1h, gpus: {1: 0.5, 16: 0.5}, users: 9, jobs: 6400}
  - {class: large, region: UK, interarrival: 10m, run-time: 1h, gpus: 512, jobs: 100}
  - {class: hundred, region: UK, interarrival: 10m, run-time: 1h, gpus: 100, data: 1 TB, patience: 2d}
  - class: joint
    region: UK
    interarrival: 10m
    gpus: {16: {weight: 3, run-time: 2h}, 320: {weight: 1, run-time: 4h}}
`)
	for i, want := range []struct {
		mean         time.Duration
		divide, thin int
		weight       float64
		jobs         int64
	}{
		{10 * time.Minute, 1, 64, 64, 100},
		{10 * time.Minute, 64, 1, 1, 100}, // 512 are 8
		{768 * time.Second, 64, 1, 1.28, 0},
		// In full (3 × 16 × 2 h + 320 × 4 h) = 1,376; divided 3 × 1 × 2 + 5 × 4 = 26, which is
		// 1,664 ÷ 64: 1,664 ÷ 1,376 as seldom, 725.581395349 s.
		{725_581_395_349, 64, 1, 725.581395349 / 600, 0},
	} {
		p := s.Scaled().Workload[i].Population
		if p.Interarrival.Mean != want.mean || p.Divide != want.divide || p.Thin != want.thin || math.Abs(p.Weight-want.weight) > 1e-12 || p.Jobs != want.jobs {
			t.Errorf("%s: mean %v, divide %d, thin %d, weight %v, jobs %d; want %+v", p.Class, p.Interarrival.Mean, p.Divide, p.Thin, p.Weight, p.Jobs, want)
		}
		full := *s.Workload[i].Population
		full.Interarrival.Mean, full.Divide, full.Thin, full.Weight, full.Jobs = p.Interarrival.Mean, p.Divide, p.Thin, p.Weight, p.Jobs
		if !reflect.DeepEqual(full, *p) {
			t.Errorf("%s: more than that has changed: %+v", p.Class, p)
		}
	}
}

// Whatever the sizes, a population brings 1/N of the GPU-hours.
func TestScaleConservesGPUHours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 5000).Draw(t, "n")
		mean := time.Duration(rapid.Int64Range(int64(time.Second), int64(100*time.Hour)).Draw(t, "mean"))
		p := &Population{Divide: 1, Thin: 1, Weight: 1, Interarrival: dist.Interarrival{Mean: mean},
			RunTime: dist.Times{Kind: dist.KindLogUniform, Low: time.Hour, High: 24 * time.Hour}}
		if rapid.Bool().Draw(t, "range") {
			p.Range.Low = rapid.IntRange(1, 1000).Draw(t, "low")
			p.Range.High = p.Range.Low + rapid.IntRange(1, 20000).Draw(t, "width")
		} else {
			own := dist.Times{Kind: dist.KindExponential, Mean: 3 * time.Hour}
			p.GPUs = []Size{{1, 0.9, &own}, {rapid.IntRange(2, 20000).Draw(t, "size"), 0.1, nil}}
		}
		q := p.scaled(n)
		full, part := p.MeanWork()/mean.Seconds(), q.MeanWork()/q.gap().Seconds()
		if math.Abs(part*float64(n)/full-1) > 1e-9 {
			t.Errorf("%v GPUs are busy at full size, %v × %d at scale", full, part, n)
		}
		// Jobs of the class count for as many as there were.
		if got := q.Weight * mean.Seconds() / q.gap().Seconds(); math.Abs(got-1) > 1e-12 {
			t.Errorf("weight × rate is %v times the full rate", got)
		}
		if thinned := p.largest() <= 16; thinned != (q.Divide == 1) || thinned != (q.Thin == n) || thinned && math.Abs(q.Weight/float64(n)-1) > 1e-12 {
			t.Errorf("sizes to %d: divide %d, thin %d, weight %v", p.largest(), q.Divide, q.Thin, q.Weight)
		}
	})
}

// The scaled level is max(1, round(c/N)) at every moment, and no step is for
// nothing.
func TestScaledLevelsProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 200).Draw(t, "n")
		c := Cluster{Groups: []Group{{Nodes: rapid.IntRange(0, 500).Draw(t, "start"), GPUsPerNode: 1}}}
		level := c.Groups[0].Nodes
		for i := range rapid.IntRange(0, 20).Draw(t, "steps") {
			to := rapid.IntRange(0, 500).Draw(t, "level")
			c.Timeline = append(c.Timeline, Step{At: time.Duration(i + 1), Change: to - level, Loss: Drain})
			level = to
		}
		out := c.scaled(n)
		at := func(c *Cluster, until int) (level int) {
			level = c.Groups[0].Nodes
			for _, s := range c.Timeline {
				if s.At <= time.Duration(until) {
					level += s.Change
				}
			}
			return level
		}
		for moment := range 22 {
			full := at(&c, moment)
			want := 0
			if full > 0 {
				want = max(1, int(math.Floor(float64(full)/float64(n)+0.5)))
			}
			if got := at(&out, moment); got != want {
				t.Fatalf("%d of 1/%d is %d, want %d", full, n, got, want)
			}
		}
		for _, s := range out.Timeline {
			if s.Change == 0 {
				t.Fatal("a step of nothing")
			}
		}
	})
}

func TestWarningsOfScale(t *testing.T) {
	const text = `version: 1
horizon: 60d
scale: 1/64
clusters:
  - {name: a, region: UK, gpus: 64000}
  - {name: b, region: UK, groups: [{name: x, nodes: 12, gpus-per-node: 8}]}
workload:
  - {class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: {1: 1, 24: 1}}
  - {trace: t.swf, region: UK}
`
	s := decodes(t, text)
	want := []string{
		"test.yaml:6:5: clusters[1]: at scale 1/64 the 12 nodes of this cluster become one: its results say little; give a larger scale",
		"test.yaml:8:66: workload[0].gpus: at scale 1/64 every job of this class has 1 GPU, though they have up to 24: a class with more than 16 GPUs is divided in size, not thinned in number; give a larger scale",
		"test.yaml:9:5: workload[1]: the clusters are drawn to 1/64, but not the jobs of this trace: they meet a smaller machine than theirs; set scale: 1",
	}
	var got []string
	for _, w := range s.Warnings {
		got = append(got, w.String())
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
