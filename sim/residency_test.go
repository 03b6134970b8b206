package sim_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// continent is four clusters: two in one bloc, one in another, and one in a
// region that is in none.
func continent(router sim.Router) *world {
	w := newWorld(router, site("uk", "UK", 4, unit.One), site("de", "DE", 4, unit.One), site("us", "US", 100, unit.One), site("ch", "CH", 4, unit.One))
	w.Blocs = []sim.Bloc{{Name: "Europe", Regions: []string{"UK", "DE", "FR"}}, {Name: "US", Regions: []string{"US"}}}
	return w
}

// Which clusters a job may join, by its home and its residency; no cluster
// stands in FR and JP, and nothing but a job tells of JP.
func TestResidencyAllowsSoil(t *testing.T) {
	all := []int{0, 1, 2, 3}
	tests := []struct {
		home           string
		any, bloc, own []int
		soil           string
	}{
		{"UK", all, []int{0, 1}, []int{0}, "home bloc any any"},
		{"DE", all, []int{0, 1}, []int{1}, "bloc home any any"},
		{"FR", all, []int{0, 1}, nil, "bloc bloc any any"},
		{"US", all, []int{2}, []int{2}, "any any home any"},
		{"CH", all, []int{3}, []int{3}, "any any any home"},
		{"JP", all, nil, nil, "any any any any"},
	}
	words := []string{sim.Anywhere: "any", sim.InBloc: "bloc", sim.AtHome: "home"}
	for _, x := range tests {
		for residency, want := range [][]int{x.any, x.bloc, x.own} {
			var eligible []int
			var soil []string
			w := continent(routed(func(c *sim.Choice) int {
				eligible = slices.Clone(c.Eligible)
				for i := range 4 {
					soil = append(soil, words[c.Load(i).Soil])
				}
				return c.Eligible[0]
			}))
			j := british(1, 1, 0, 10)
			j.home, j.Residency = x.home, sim.Residency(residency)
			w.run(t, j)
			if !slices.Equal(eligible, want) {
				t.Errorf("%s, %s: may join %v, want %v", x.home, words[residency], eligible, want)
			}
			r := w.records[1]
			if want == nil && (r.Outcome != sim.Rejected || r.Reason != sim.NotResident) {
				t.Errorf("%s, %s: %s, want no cluster within its residency", x.home, words[residency], told(r))
			}
			if got := strings.Join(soil, " "); want != nil && got != x.soil {
				t.Errorf("%s: soil %s, want %s", x.home, got, x.soil)
			}
		}
	}
}

// A job that only others' soil could hold is not resident; one that nothing
// could hold is too large, whatever its residency.
func TestResidencyIsNamedOnlyWhereItDecides(t *testing.T) {
	w := continent(routed(func(c *sim.Choice) int { return c.Eligible[0] }))
	jobs := []homed{british(1, 50, 0, 10), british(2, 50, 0, 10), british(3, 500, 0, 10)}
	jobs[0].Residency, jobs[2].Residency = sim.InBloc, sim.InBloc
	w.run(t, jobs...)
	for id, want := range map[int64]sim.Reason{1: sim.NotResident, 2: sim.NoReason, 3: sim.TooLarge} {
		if got := w.records[id].Reason; got != want {
			t.Errorf("job %d: reason %q, want %q", id, got, want)
		}
	}
	if got := w.result.Reasons[sim.NotResident]; got != 1 {
		t.Errorf("%d jobs were rejected as not resident, want 1", got)
	}
}

// Residency holds where there is no router to ask.
func TestResidencyHoldsOnASingleCluster(t *testing.T) {
	w := newWorld(nil, site("us", "US", 4, unit.One))
	jobs := []homed{british(1, 1, 0, 10), british(2, 1, 0, 10)}
	jobs[1].Residency = sim.InBloc
	w.run(t, jobs...)
	w.expect(t, map[int64]string{
		1: "start 0 end 10 completed wait 0 held 10 done 10 segments 1",
		2: "start - end 0 rejected wait 0 held 0 done 0: no cluster within its residency",
	})
}

// A model that contradicts itself is refused with the name of the place.
func TestGroundIsChecked(t *testing.T) {
	for want, change := range map[string]func(*sim.Model){
		"region UK lies in two blocs, Europe and Isles":    func(m *sim.Model) { m.Blocs = append(m.Blocs, sim.Bloc{Name: "Isles", Regions: []string{"UK"}}) },
		"the link from UK to US has 0 bytes a second":      func(m *sim.Model) { m.Links = []sim.Link{{From: "UK", To: "US"}} },
		"jobs are to be routed again after -1ns, which is": func(m *sim.Model) { m.RerouteAfter = -1 },
	} {
		w := continent(always(0))
		change(&w.Model)
		if _, err := sim.Run(context.Background(), &w.Model, sim.Input{Source: w}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	for want, change := range map[string]func(*sim.Job){
		"job 1 has a negative duration":   func(j *sim.Job) { j.Segment = -1 },
		"job 1 has -1 bytes of data":      func(j *sim.Job) { j.Bytes = -1 },
		"job 1 has residency 3, which is": func(j *sim.Job) { j.Residency = 3 },
	} {
		w := continent(always(0))
		w.jobs = []homed{british(1, 1, 0, 1, change)}
		if _, err := sim.Run(context.Background(), &w.Model, sim.Input{Source: w}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// What a router sees of a cluster of 2 nodes of 4 GPUs. At 0 jobs 1 (4 GPUs,
// until 20 s) and 2 (3 GPUs, until 40 s) start; at 5 s job 3 waits for 4 GPUs. At
// 10 s a node is drained: the second, with job 2. Job 4, at 15 s, sees one node in
// service and nothing free on it, and 4·5 + 3·25 = 95 GPU·s left. At 20 s job 3
// follows job 1. Job 5, at 25 s, sees 4·25 + 3·15 = 145. At 30 s the node is back and
// job 4 takes its last GPU, so that job 6, at 35 s, sees 4·15 + 3·5 + 1·5 = 80.
func TestLoadIsWhatIsThere(t *testing.T) {
	var seen []string
	c := site("site", "UK", 0, unit.One, sim.Step{At: at(10), Change: -1}, sim.Step{At: at(30), Change: +1})
	c.Kind, c.Groups = sim.Nodes, []sim.Group{{Nodes: 2, GPUsPerNode: 4}}
	w := newWorld(routed(func(c *sim.Choice) int {
		l := c.Load(0)
		seen = append(seen, fmt.Sprintf("%v of %v free, %d jobs of %d GPUs and %g, %g left", l.Free, l.Capacity, l.Jobs, l.QueuedGPUs, l.Queued/1e9, l.Running/1e9))
		return 0
	}), c)
	w.run(t, british(1, 4, 0, 20), british(2, 3, 0, 40), british(3, 4, 5, 30), british(4, 1, 15, 10), british(5, 2, 25, 10), british(6, 2, 35, 10))
	want := []string{
		"8 of 8 free, 0 jobs of 0 GPUs and 0, 0 left",
		"8 of 8 free, 1 jobs of 4 GPUs and 80, 0 left",
		"1 of 8 free, 0 jobs of 0 GPUs and 0, 165 left",
		"0 of 4 free, 1 jobs of 4 GPUs and 120, 95 left",
		"0 of 4 free, 1 jobs of 1 GPUs and 10, 145 left",
		"0 of 8 free, 1 jobs of 2 GPUs and 20, 80 left",
	}
	if !slices.Equal(seen, want) {
		t.Errorf("seen:\n%s\nwant:\n%s", strings.Join(seen, "\n"), strings.Join(want, "\n"))
	}
}
