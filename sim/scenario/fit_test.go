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

// The example of fit.go: 27.75 home-bound and 5 other jobs an hour.
const fitText = `version: 1
horizon: 60d
routing: least-loaded
regions: {UK: {bloc: Europe}, FR: {bloc: Europe}, US: {bloc: US}}
classes:
  c: {gpus: {1: 2, 8: 1, 64: 1}, run-time: 1h, residency: {home: 0.5, any: 0.5}, fit: condition}
clusters:
  - {name: uk, region: UK, gpus: 8}
  - {name: fr, region: FR, gpus: 100}
  - {name: us, region: US, gpus: 5}
workload:
  - {name: w, demand: 185 h100e, regions: {UK: 1}, classes: {c: 1}}
`

func TestFitByHand(t *testing.T) {
	s := decodes(t, fitText)
	p := s.Workload[0].Population
	near(t, "jobs an hour", 1/p.Interarrival.Mean.Hours(), 32.75, 1e-9)
	near(t, "the part of them that is home-bound", p.Residency.Home, 27.75/32.75, 1e-12)
	near(t, "the work of one", p.MeanWork()/3600, 185/32.75, 1e-12)
	near(t, "what validate says", s.FluidByRegion()[0].Demand/(60*24), 185, 1e-9)
	if p.Limits.Home.Most != 8 || p.Limits.Any.Most != 0 {
		t.Errorf("the limits are %+v", p.Limits)
	}
	if again := decodes(t, string(s.YAML())); string(again.Canonical()) != string(s.Canonical()) || !reflect.DeepEqual(again.Workload[0], s.Workload[0]) {
		t.Errorf("printed and read again it is\n%s", again.YAML())
	}
	if len(s.Warnings) > 0 || len(s.Rebound) > 0 {
		t.Errorf("warnings %v, rebound %v", s.Warnings, s.Rebound)
	}
	// A population with a rate keeps it, and its shares are of jobs.
	own := decodes(t, fitText+"  - {class: c, region: FR, interarrival: 1h}\n").Workload[1].Population
	if own.Interarrival.Mean != time.Hour || own.Residency != (dist.Residency{Home: 0.5, Any: 0.5}) || own.Limits.Home.Most != 0 {
		t.Errorf("got %+v", own)
	}
}

// Without the key, with fit: reject, and where all sizes fit, a scenario is what it
// was: no rate, share or limit moves.
func TestFitThatChangesNothing(t *testing.T) {
	plain := decodes(t, strings.Replace(fitText, ", fit: condition", "", 1))
	reject := decodes(t, fitText, "workload.w.fit=reject")
	if string(plain.Canonical()) != string(reject.Canonical()) || strings.Contains(string(plain.Canonical()), "fit") {
		t.Error("fit: reject is not the default")
	}
	near(t, "jobs an hour", 1/plain.Workload[0].Population.Interarrival.Mean.Hours(), 185/18.5, 1e-9)
	ample := []string{"clusters.uk.gpus=64"}
	fits, free := decodes(t, fitText, ample...), decodes(t, fitText, append(ample, "workload.w.fit=reject")...)
	a, b := fits.Workload[0].Population, free.Workload[0].Population
	if a.Interarrival != b.Interarrival || a.Residency != b.Residency || a.Limits.Home.Most != 0 {
		t.Errorf("where all fits: %+v, without the key %+v", a, b)
	}
}

// What counts is the largest node group at the epoch of those that residency and
// rules allow, in whole nodes, whatever comes or goes later.
func TestTheLargestMachine(t *testing.T) {
	const text = `version: 1
epoch: 2026-01-01
horizon: 60d
routing: least-loaded
regions: {UK: {bloc: Europe}, FR: {bloc: Europe}, US: {bloc: US}}
accelerators: {slow: {speed: 0.1}}
classes:
  c: {gpus: {log-uniform: {min: 2, max: 1000}}, run-time: 1h, fit: condition}
clusters:
  - name: uk
    region: UK
    groups: [{name: a, nodes: 10, gpus-per-node: 4}, {name: b, nodes: 7, gpus-per-node: 8, accelerator: slow}]
  - {name: uk-2, region: UK, gpus: 50}
  - {name: fr, region: FR, gpus: 300}
  - {name: us, region: US, gpus: 600}
workload:
  - {class: c, region: UK, interarrival: 1h}
`
	for _, c := range []struct {
		sets            []string
		home, bloc, any int
	}{
		{nil, 56, 300, 600}, // 7 × 8; two groups or clusters are no machine together
		{[]string{"clusters.uk.max-gpus=20"}, 50, 300, 600},
		{[]string{"clusters.uk.max-gpus=20", "clusters.uk-2.max-gpus=24"}, 24, 300, 600},
		{[]string{"clusters.uk.access=US", "clusters.fr.access=[UK]", "clusters.us.access=c"}, 50, 300, 600},
		{[]string{"clusters.fr.access=[FR]", "clusters.us.access=Europe"}, 56, 56, 600},
		{[]string{"clusters.us.access=US"}, 56, 300, 300},
		{[]string{"clusters.uk.timeline=[{at: 1d, remove: 7, group: b}, {at: 2d, add: 90, group: a}]"}, 56, 300, 600},
		{[]string{"clusters.uk.timeline=[{from: 1h, until: 59d, outage: true}]"}, 56, 300, 600},
		{[]string{"clusters.uk.groups.b.nodes=0"}, 50, 300, 600},
		{[]string{"clusters.us.absent=true"}, 56, 300, 300},
		{[]string{"clusters.us.gpus=5000"}, 56, 300, 0},
		{[]string{"routing=home"}, 56, 300, 600}, // where a job goes, not where it may
		{[]string{"pools=[{name: both, members: [uk, fr]}]"}, 56, 300, 600},
		{[]string{"closures=[{name: x, clusters-in: US, to: Europe, from: 1d, until: 50d}]"}, 56, 300, 600},
	} {
		p := decodes(t, text, c.sets...).Workload[0].Population
		if got := [3]int{p.Limits.Home.Most, p.Limits.Bloc.Most, p.Limits.Any.Most}; got != [3]int{c.home, c.bloc, c.any} {
			t.Errorf("%v: at most %v GPUs, want %v", c.sets, got, [3]int{c.home, c.bloc, c.any})
		}
	}
}

// Where nothing at home holds the least job, home-bound jobs are bound to the bloc;
// where nothing in the bloc does, they stay what they are.
func TestFitWithoutAMachine(t *testing.T) {
	const text = `version: 1
horizon: 60d
routing: least-loaded
regions: {UK: {bloc: Europe}, FR: {bloc: Europe}, US: {bloc: US}}
classes:
  c: {gpus: {8: 1, 64: 1}, run-time: 1h, residency: {home: 0.2, bloc: 0.3, any: 0.5}, fit: condition}
clusters:
  - {name: uk, region: UK, gpus: 7, timeline: [{at: 10d, set: 64}]}
  - {name: fr, region: FR, gpus: 10}
  - {name: us, region: US, gpus: 600}
workload:
  - {name: w, demand: 90 h100e, regions: {UK: 1}, classes: {c: 1}}
`
	s := decodes(t, text)
	p := s.Workload[0].Population
	// Half of the GPU-hours, of 8 a job, in the bloc; the other half of 36.
	near(t, "the part bound to the bloc", p.Residency.Bloc, (1./8)/(1./8+1./36), 1e-12)
	if p.Residency.Home != 0 || !reflect.DeepEqual(s.Rebound, []Rebound{{"c", "UK", 8}}) || len(s.Warnings) > 0 {
		t.Errorf("got %+v, rebound %v, warnings %v", p.Residency, s.Rebound, s.Warnings)
	}
	if p := decodes(t, text, "workload.w.residency=home").Workload[0].Population; p.Residency != (dist.Residency{Bloc: 1}) {
		t.Errorf("all of them: got %+v", p.Residency)
	}
	none := decodes(t, text, "clusters.fr.absent=true", "regions.FR.bloc=Europe", "clusters.uk.timeline=[]")
	if p := none.Workload[0].Population; p.Residency != (dist.Residency{Home: 0.2, Bloc: 0.3, Any: 0.5}) || p.Limits.Home.Most+p.Limits.Bloc.Most != 0 || len(none.Rebound) > 0 {
		t.Errorf("without a machine in the bloc: %+v, %+v", p.Residency, p.Limits)
	}
	want := `50 % of the GPU-hours of class "c" from UK are of jobs larger than every cluster that they may use, so they are rejected (at most 7 GPUs)`
	if len(none.Warnings) != 1 || none.Warnings[0].Msg != want {
		t.Errorf("warnings %v, want %s", none.Warnings, want)
	}
}

// The warning of fit: reject tells the part of the GPU-hours. Of the home-bound
// half, 64 of 74 GPUs in four jobs are too large.
func TestFitWarns(t *testing.T) {
	s := decodes(t, fitText, "workload.w.fit=reject", "workload.w.regions.FR=3")
	want := `43 % of the GPU-hours of class "c" from UK are of jobs larger than every cluster that they may use, so they are rejected (at most 8 GPUs); with fit: condition sizes are drawn so that they fit`
	if len(s.Warnings) != 1 || s.Warnings[0].Msg != want {
		t.Errorf("got %v, want %s", s.Warnings, want)
	}
}

// At any scale the GPU-hours of each residency are 1/N of the full ones, and no job
// is larger than the machine that holds the largest.
func TestScaledFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 300).Draw(t, "n")
		nodes := func(name string) SizeLimit {
			l := SizeLimit{Nodes: rapid.IntRange(2, 300).Draw(t, name), PerNode: rapid.IntRange(1, 8).Draw(t, name+" GPUs")}
			l.Most = l.Nodes * l.PerNode
			return l
		}
		p := &Population{Divide: 1, Thin: 1, Weight: 1, Interarrival: dist.Interarrival{Mean: time.Hour}, Fit: FitCondition,
			RunTime: dist.Times{Kind: dist.KindConstant, Value: time.Hour}, Residency: dist.Residency{Home: 0.3, Bloc: 0.2, Any: 0.5},
			Limits: Limits{nodes("home"), nodes("bloc"), nodes("any")}}
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			p.Range = dist.SizeRange{Low: 2, High: 4000}
		case 1:
			p.GPUs = []Size{{2, 0.5, nil}, {70, 0.3, nil}, {5000, 0.2, nil}}
		case 2:
			p.GPUs = []Size{{1, 0.5, nil}, {4, 0.3, nil}, {16, 0.2, nil}} // thinned
		}
		q := p.scaled(n)
		full, part := p.byResidency(), q.byResidency()
		for i := range full {
			busy := full[i].share * full[i].workWithin(full[i].limit) / (p.gap().Seconds() * 1)
			scaled := part[i].share / (part[0].share + part[1].share + part[2].share) * part[i].workWithin(part[i].limit) / q.gap().Seconds()
			if math.Abs(scaled*float64(n)/busy-1) > 1e-6 {
				t.Errorf("residency %d: %v GPUs are busy at full size, %v × %d at scale", i, busy, scaled, n)
			}
			l, of := part[i].limit, []SizeLimit{q.Limits.Home, q.Limits.Bloc, q.Limits.Any}[i]
			if most, room := l.Cut(dist.Divided(min(l.Most, p.largest()), q.Divide)), scaledLevel(of.Nodes, n)*of.PerNode; most > room {
				t.Errorf("residency %d: jobs of %d GPUs on %d", i, most, room)
			}
		}
	})
}

func TestFaultsOfFit(t *testing.T) {
	_, err := Decode("test.yaml", []byte(fitText), catalog, "classes.c.fit=reduce")
	if err == nil || !strings.Contains(fmt.Sprint(err), `"reduce"`) || !strings.Contains(fmt.Sprint(err), "condition") {
		t.Errorf("got %v", err)
	}
}
