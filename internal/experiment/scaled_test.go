package experiment

import (
	"math"
	"reflect"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/dist"
	"sovsim/sim/scenario"
)

const scaledText = `version: 1
name: scaled
epoch: 2025-01-01
horizon: 20d
scale: 1/16
routing: least-loaded
reroute-after: 4h
regions: {UK: {bloc: Europe}, FR: {bloc: Europe, utc-offset: 1h}, US: {bloc: US}}
links: [{between: [Europe, US], bandwidth: 5 Gbit/s}]
classes:
  small:
    users: {count: 40, projects: 4, zipf: 1.1}
    interarrival: {cv: 2, batch: 1.2}
    gpus: {1: {weight: 0.9, run-time: {quantiles: {0: 1s, 0.5: 20m, 1: 10h}}}, 8: 0.1}
    run-time: {log-normal: {median: 1h, sigma: 1.4, max: 24h}}
    residency: {home: 0.2, bloc: 0.3, any: 0.5}
    data: {log-uniform: {min: 100 GB, max: 15 TB}}
    profile: {days: [1, 1, 1, 1, 1, 0.5, 0.5]}
    growth: 10%
  mid: {gpus: {log-uniform: {min: 16, max: 256}}, run-time: {log-uniform: {min: 4h, max: 72h}}, segment: 24h, residency: bloc}
  gamma: {gpus: 32, run-time: {gamma: {mean: 1h, cv: 0.3, min: 50m, max: 2h}}}
  hyper: {gpus: {1: 1, 100: 1}, run-time: {hyperexponential: {mean: 1h, cv: 4, max: 9h}}}
clusters:
  - {name: uk, region: UK, groups: [{name: x, nodes: 160, gpus-per-node: 4}], timeline: [{from: 2025-01-05, until: 2025-01-15, add: 80}]}
  - {name: us, region: US, gpus: 4096}
workload:
  - {name: d, demand: 1500 h100e, regions: {UK: 2, FR: 1}, classes: {small: 0.3, mid: 0.3, gamma: 0.2, hyper: 0.2}}
`

// What the scenario language expects of a population is what the generator makes,
// at full size and at a scale: the two put it together apart, from the same means.
func TestTheMeansOfScenarioAndGeneratorAgree(t *testing.T) {
	full, err := scenario.Decode("scaled.yaml", []byte(scaledText), Catalog())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*scenario.Scenario{full, full.Scaled()} {
		for _, src := range s.Workload {
			c := class(s, src.Population)
			if got, want := src.Population.MeanWork(), c.MeanWork(); math.Abs(got/want-1) > 1e-9 {
				t.Errorf("a job of %s has %v GPU·s on average by the scenario, %v by the generator", c.Name, got, want)
			}
		}
	}
}

func TestClassHasEveryField(t *testing.T) {
	s, err := scenario.Decode("scaled.yaml", []byte(scaledText), Catalog())
	if err != nil {
		t.Fatal(err)
	}
	s = s.Scaled()
	small, mid := class(s, s.Workload[4].Population), class(s, s.Workload[5].Population)
	if small.Region != "FR" || small.Users != 40 || small.Projects != 4 || small.Zipf != 1.1 || small.Offset != time.Hour || !small.Epoch.Equal(s.Epoch) ||
		small.Growth != 0.1 || small.Profile.Days[6] != 0.5 || small.Interarrival.Batch != 1.2 || small.Divide != 1 ||
		small.Residency != (dist.Residency{Home: 0.2, Bloc: 0.3, Any: 0.5}) || small.Bytes != (dist.ByteRange{Low: 1e11, High: 15e12}) ||
		len(small.Sizes[0].Run.Points) != 3 || !small.Sizes[1].Run.IsZero() {
		t.Errorf("got %+v", small)
	}
	if mid.Range != (dist.SizeRange{Low: 16, High: 256}) || mid.Divide != 16 || mid.Segment != 24*time.Hour || mid.Residency != (dist.Residency{Bloc: 1}) {
		t.Errorf("got %+v", mid)
	}
}

// A plan simulates the scaled scenario, with its blocs and links, and its runs have
// the identity of the full one.
func TestAPlanIsOfTheScaledScenario(t *testing.T) {
	s, err := scenario.Decode("scaled.yaml", []byte(scaledText), Catalog())
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPlan(s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := p.models[0]
	if m.Clusters[0].Groups[0].Nodes != 10 || m.Clusters[1].Groups[0].Nodes != 256 || len(m.Clusters[0].Timeline) != 5 || m.RerouteAfter != 4*time.Hour {
		t.Errorf("got %+v", m)
	}
	if want := []sim.Bloc{{Name: "Europe", Regions: []string{"UK", "FR"}}, {Name: "US", Regions: []string{"US"}}}; !reflect.DeepEqual(m.Blocs, want) {
		t.Errorf("the blocs are %v, want %v", m.Blocs, want)
	}
	if len(m.Links) != 4 || m.Links[0] != (sim.Link{From: "UK", To: "US", BytesPerSecond: 625e6}) {
		t.Errorf("the links are %v", m.Links)
	}
	p.supply = &supply{}
	id := string(p.identity("easy"))
	s.Scale = 8
	q, err := newPlan(s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	q.supply = &supply{}
	if string(q.identity("easy")) == id {
		t.Error("the scale makes no difference to the identity")
	}
}
