package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"sovsim/internal/experiment"
)

const shockJSON = `version: 1
name: shock
epoch: 2025-01-01
horizon: 60d
routing: least-loaded
regions: {DE: {bloc: Europe}, FR: {bloc: Europe}, US: }
clusters:
  - {name: a, region: DE, gpus: 1000}
  - {name: b, region: FR, gpus: 1000, timeline: [{at: 2025-02-01, set: 300}]}
  - {name: c, region: US, gpus: 1000}
pools: [{name: both, members: [a, b]}]
classes:
  k: {gpus: 100, run-time: 10d, residency: any}
workload:
  - {class: k, region: DE, interarrival: 0.4d}
`

// The bounds of a scenario as data. By hand: Europe asks for 100 GPUs for 10 days every 0.4
// days, 2,500 H100; there are 1,000 and, for 31 of 60 days 1,000, then 300: 661.7 on average.
// Of the US nobody says a bloc, so that it has no line.
func TestValidateAsData(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shock.yaml")
	if err := os.WriteFile(path, []byte(shockJSON), 0o666); err != nil {
		t.Fatal(err)
	}
	s, err := experiment.Load(path)
	text, fault := encodeValidations([]validation{validated(path, s, err)})
	if err != nil || fault != nil {
		t.Fatal(err, fault)
	}
	var list []struct {
		Valid        bool
		Name         string
		Scale        int
		Policies     []string
		Replications int
		Epoch        string
		Horizon      float64 `json:"horizon_s"`
		Jobs         float64 `json:"expected_jobs"`
		Clusters     []clusterLine
		Blocs        []struct {
			Name    string
			Demand  float64 `json:"demand_h100h"`
			Supply  float64 `json:"supply_h100h"`
			First   float64 `json:"first_h100e"`
			Last    float64 `json:"last_h100e"`
			Bound   float64
			Leavers bool
			Regions []struct {
				Name  string
				Bound float64
			}
		}
		Faults, Rebound, ExportRules []any
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	v := list[0]
	if !v.Valid || v.Name != "shock" || v.Scale != 1 || v.Replications != 1 || !strings.HasPrefix(v.Epoch, "2025-01-01T") || v.Horizon != 60*86400 || v.Faults == nil || math.Abs(v.Jobs-150) > 1 {
		t.Errorf("%s", text)
	}
	want := []clusterLine{{Name: "a", Region: "DE", Bloc: "Europe"}, {Name: "b", Region: "FR", Bloc: "Europe"}, {Name: "c", Region: "US", Bloc: "US"},
		{Name: "both", Bloc: "Europe", Members: []string{"a", "b"}}}
	if !reflect.DeepEqual(v.Clusters, want) {
		t.Errorf("clusters %+v, want %+v", v.Clusters, want)
	}
	supply := 24 * (60*1000 + 31*1000 + 29*300.0)
	if len(v.Blocs) != 1 {
		t.Fatalf("%s", text)
	}
	b := v.Blocs[0]
	if b.Name != "Europe" || math.Abs(b.Supply-supply) > 1 || math.Abs(b.Demand-24*60*2500) > 1 || b.First != 2000 || b.Last != 1300 ||
		math.Abs(b.Bound-supply/(24*60*2500)) > 1e-6 || b.Leavers || len(b.Regions) != 2 || b.Regions[1].Name != "FR" || b.Regions[1].Bound != 1 {
		t.Errorf("%+v in\n%s", b, text)
	}
}

// Faults are data too, each with its place.
func TestFaultsAsData(t *testing.T) {
	path := filepath.Join(t.TempDir(), "wrong.yaml")
	if err := os.WriteFile(path, []byte("version: 1\nhorizon: soon\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	s, err := experiment.Load(path)
	v := validated(path, s, err)
	if v.Valid || v.outline != nil || len(v.Faults) == 0 {
		t.Fatalf("%+v", v)
	}
	for _, f := range v.Faults {
		if f.Path == "horizon" && f.Line == 2 && f.Column == 10 && f.File == path && strings.Contains(f.Message, "soon") {
			return
		}
	}
	t.Errorf("no fault of the horizon in %+v", v.Faults)
}
