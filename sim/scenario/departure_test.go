package scenario

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

// drained has users who leave, patience of users, and demand that follows capacity.
const drained = `version: 1
epoch: 2026-01-01
horizon: 200d
routing: least-loaded
regions: {UK: {bloc: Europe}, FR: {bloc: Europe}, US: {bloc: US}}
clusters:
  - {name: a, region: UK, gpus: 100, timeline: [{at: 50d, add: 100}, {from: 80d, until: 82d, outage: true}, {at: 120d, remove: 100}]}
  - {name: b, region: FR, gpus: 100, speed: 2}
  - {name: c, region: US, gpus: 10}
classes:
  mid: {gpus: 8, run-time: 8h, patience: 3d}
workload:
  - {class: mid, region: UK, interarrival: 1h, patience-of: user, elasticity: 0.5}
  - {name: d, demand: 10 h100e, regions: {FR: 1}, classes: {mid: 1}, elasticity: 1}
departures:
  - {name: drain, from: Europe, to: US, rate: 0.05, grace: 3d}
`

func TestDeparturesOfAFile(t *testing.T) {
	s := decodes(t, drained)
	if want := []Departure{{"drain", "Europe", []string{"UK", "FR"}, "US", 0.05, 72 * time.Hour}}; !reflect.DeepEqual(s.Departures, want) {
		t.Errorf("got %+v, want %+v", s.Departures, want)
	}
	if !s.Workload[0].Population.PatienceOfUser || s.Workload[1].Population.PatienceOfUser {
		t.Error("the patience is that of the wrong jobs")
	}
	again := decodes(t, string(s.YAML()))
	if again.Warnings = s.Warnings; !reflect.DeepEqual(s, again) {
		t.Errorf("it prints as\n%s\nwhich prints as\n%s", s.YAML(), again.YAML())
	}
	// One is changed from outside by its name, one is added, one is removed.
	s = decodes(t, drained, "departures.drain.rate=0.1", "workload.d.elasticity=0")
	if s.Departures[0].Rate != 0.1 || s.Workload[1].Population.Induced != nil {
		t.Errorf("set: %+v, %+v", s.Departures, s.Workload[1].Population.Induced)
	}
	if s = decodes(t, drained, "departures.drain.absent=true"); s.Departures != nil {
		t.Errorf("removed: %+v", s.Departures)
	}
	// The bound is none for Europe, whose demand may leave, and one for the US.
	for _, f := range decodes(t, drained).FluidBounds() {
		if f.Leavers != (f.Bloc == "Europe") {
			t.Errorf("%s: leavers %v", f.Bloc, f.Leavers)
		}
	}
	// What says nothing leaves no trace in the canonical form, so not in a run id.
	plain := decodes(t, drained, "departures.drain.absent=true", "workload.d.elasticity=0")
	zero := decodes(t, drained, "departures.drain.rate=0", "workload.d.elasticity=0.0")
	if string(plain.Canonical()) != string(zero.Canonical()) {
		t.Errorf("zeros print as\n%s\nnot as\n%s", zero.Canonical(), plain.Canonical())
	}
}

// Europe has 100 + 2·100 h100e at the epoch, 400 from day 50, 200 in the outage of
// days 80 and 81, and 300 again from day 120. At an exponent of ½ the rate is
// √(4/3), √(2/3), √(4/3) and 1 times as high; with exponent 1 the roots are gone.
// Jobs of one every hour by day 130: 24·(50 + 30·1.1547 + 2·0.8165 + 38·1.1547 + 10).
func TestDemandFollowsCapacity(t *testing.T) {
	s := decodes(t, drained)
	p := s.Workload[0].Population
	const day = 24 * time.Hour
	at := []time.Duration{0, 50 * day, 80 * day, 82 * day, 120 * day}
	for k, want := range [][]float64{{1, 1.1547005384, 0.8164965809, 1.1547005384, 1}, {1, 4.0 / 3, 2.0 / 3, 4.0 / 3, 1}} {
		got := s.Workload[k].Population.Induced
		if len(got) != len(want) {
			t.Fatalf("got %v, want %v at %v", got, want, at)
		}
		for i, l := range got {
			if l.At != at[i] || l.Factor < want[i]-1e-9 || l.Factor > want[i]+1e-9 {
				t.Errorf("entry %d: from %v the factor is %v, want %v from %v", k, l.At, l.Factor, want[i], at[i])
			}
		}
		if got[0].Factor != 1 || got[4].Factor != 1 {
			t.Error("a capacity that comes back is not the same to the last bit")
		}
	}
	if got, want := p.arrivals(130*day), 24*(60+68*1.1547005384+2*0.8164965809); got < want*(1-1e-9) || got > want*(1+1e-9) {
		t.Errorf("%v jobs by day 130, want %v", got, want)
	}
	// A scale is of machines and jobs; the factors are those of the full size.
	small := decodes(t, drained, "scale=1/8").Scaled()
	if !reflect.DeepEqual(small.Workload[0].Population.Induced, p.Induced) {
		t.Errorf("at a scale the factors are %v, at full size %v", small.Workload[0].Population.Induced, p.Induced)
	}
	// A slip moves the steps, and half of a delivery brings half of them.
	late := decodes(t, drained, "clusters.a.timeline=[{at: 2026-02-20, add: 100, slip: 1 month, delivered: 50%}]").Workload[1].Population.Induced
	if len(late) != 2 || late[1].At != 78*day || late[1].Factor < 350./300-1e-9 || late[1].Factor > 350./300+1e-9 {
		t.Errorf("late and in part: %v, want 7/6 from day 78", late)
	}
}

func TestFaultsOfBehaviour(t *testing.T) {
	drain := "  - {name: drain, from: Europe, to: US, rate: 0.05, grace: 3d}\n"
	for _, c := range []struct{ old, new, want string }{
		{drain, "  - {from: Europe, to: US, rate: 1}\n", "16:5: departures[0]: name is missing: give a name, by which other files and --set find this departure"},
		{drain, drain + "  - {name: drain, from: US, to: UK, rate: 1}\n", `17:12: departures[1].name: the departure "drain" is there already, in line 16: give this one another name`},
		{drain, drain + "  - {name: e, from: FR, to: US, rate: 1}\n", "17:21: departures[1].from: users leave FR already, by line 16: make one departure of the two"},
		{"from: Europe", "from: Euorpe", `16:25: departures[0].from: there is no region or bloc "Euorpe": did you mean "Europe"?`},
		{"to: US", "to: USA", `16:37: departures[0].to: there is no region "USA": known are UK, FR, US`},
		{"to: US", "to: Europe", `16:37: departures[0].to: "Europe" is a bloc: name the region of it that becomes home`},
		{"to: US", "to: FR", "16:37: departures[0].to: FR is where users leave: name another region"},
		{"rate: 0.05", "rate: -1", "16:47: departures[0].rate: -1 is outside 0 to 1000: it is per year, for each day of mean wait beyond the grace"},
		{"rate: 0.05, ", "", "16:5: departures[0]: rate is missing: give the hazard per year for each day of mean wait beyond the grace, such as 0.05"},
		{"grace: 3d", "grace: 3", `16:60: departures[0].grace: "3" has no unit: write 3s for seconds, 3m for minutes, 3h for hours or 3d for days`},
		{"grace: 3d", "grance: 3d", `16:53: departures[0]: unknown key "grance": did you mean "grace"?`},
		{"patience-of: user", "patience-of: class", `13:61: workload[0].patience-of: "class" is unknown: write job or user`},
		{"elasticity: 0.5", "elasticity: -1", "13:79: workload[0].elasticity: -1 is less than 0"},
		{"elasticity: 0.5", "elasticity: 30", "13:79: workload[0].elasticity: 30 is more than 5: at 1 twice the capacity brings twice the demand, at 0.3 it brings 23 % more"},
		{"elasticity: 0.5", "elasticity: 0.5, jobs: 9", "13:79: workload[0].elasticity: a class with a number of jobs does not grow with capacity: remove jobs or elasticity"},
		{"add: 100}, {from", "add: 100000}, {from", "14:82: workload[1].elasticity: by 2026-02-20 the capacity of Europe makes the demand 334 times as high as at the epoch, more than 64: is the elasticity right?"},
	} {
		if !strings.Contains(drained, c.old) {
			t.Fatal(c.old)
		}
		_, err := Decode("test.yaml", []byte(strings.Replace(drained, c.old, c.new, 1)), catalog)
		var faults *Errors
		if !errors.As(err, &faults) {
			t.Errorf("%s: got %v, want *Errors", c.new, err)
			continue
		}
		if got := faults.Error(); got != "test.yaml:"+c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.new, got, c.want)
		}
	}
	_, err := Decode("test.yaml", []byte(drained), catalog, "clusters.a.gpus=0", "clusters.b.gpus=0", "clusters.b.timeline=[{at: 5d, add: 1}]", "clusters.a.timeline=[{at: 5d, add: 1}]")
	if err == nil || !strings.Contains(err.Error(), "Europe has no capacity at the epoch, so there is nothing that demand could grow from") {
		t.Errorf("demand that follows nothing: %v", err)
	}
}

func TestWarningsOfBehaviour(t *testing.T) {
	for _, c := range []struct {
		sets []string
		want string
	}{
		{[]string{"horizon=20d"}, "nobody leaves: users decide each 28d after the warm-up, and the horizon comes first"},
		{[]string{"workload.UK/mid.region=US", "workload.d.absent=true"}, "nobody leaves: no entry of the workload has its home in Europe"},
		{[]string{"classes.mid={gpus: 8, run-time: 8h}"}, "this has no effect: the class has no patience"},
		{[]string{"routing=home", "clusters.c.absent=true"}, `routing is home and region "US" has no cluster, so the jobs of those who leave are all rejected`},
	} {
		s := decodes(t, drained, c.sets...)
		found := false
		for _, w := range s.Warnings {
			found = found || strings.Contains(w.Msg, c.want)
		}
		if !found {
			t.Errorf("%v: warnings %v, want %s", c.sets, s.Warnings, c.want)
		}
	}
}
