package sim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sovsim/sim"
	"sovsim/sim/rng"
	"sovsim/sim/unit"
)

// lottery starts queued jobs of one GPU in an order drawn at random, one after the
// other, and writes down what it drew: of each job, and of the sequence.
type lottery struct {
	queue   []sim.Slot
	running bool
	drawn   map[string]float64 // by job
	passes  *[]float64
}

func (l *lottery) Schedule(v *sim.View, p *sim.Plan) {
	*l.passes = append(*l.passes, v.Random().Float64())
	l.running = l.running && len(v.Ended) == 0
	l.queue = append(l.queue, v.Joined...)
	score := func(s sim.Slot) float64 {
		draw := v.Stream(s)
		return draw.Float64()
	}
	for _, s := range v.Joined {
		l.drawn[fmt.Sprint(v.Job(s).Class, " ", v.Job(s).ID)] = score(s)
	}
	slices.SortFunc(l.queue, func(a, b sim.Slot) int {
		if score(a) < score(b) {
			return -1
		}
		return 1
	})
	if !l.running && len(l.queue) > 0 {
		p.Start(l.queue[0], 0, nil, 0, 0)
		l.queue, l.running = l.queue[1:], true
	}
}

// drawLots runs jobs on a cluster under the lottery. It returns the order in which they
// started, what was drawn for each, and the sequence.
func drawLots(t *testing.T, cluster, policy string, key rng.Key, jobs ...homed) (order string, drawn map[string]float64, sequence []float64) {
	t.Helper()
	drawn = map[string]float64{}
	c := under(policy, 1, unit.One, func() sim.Policy { return &lottery{drawn: drawn, passes: &sequence} })
	c.Name = cluster
	w := newWorld(nil, c)
	w.key = key
	w.dir.Classes.ID("some")
	w.dir.Classes.ID("other")
	w.run(t, jobs...)
	slices.SortFunc(w.told, func(a, b sim.Record) int { return int(a.Start - b.Start) })
	var ids []string
	for _, r := range w.told {
		ids = append(ids, fmt.Sprint(r.ID))
	}
	return strings.Join(ids, " "), drawn, sequence
}

// A policy that draws has the same order for one seed, and others for another seed,
// replication, cluster or policy. What it has for a job is found by the job's name: jobs
// of another class before it move nothing.
func TestAPolicyDrawsByItsOwnKey(t *testing.T) {
	numbered := func(id int64, class int32) homed {
		return british(id, 1, 0, 1, func(j *sim.Job) { j.Number, j.Class = id, class })
	}
	var jobs []homed
	for id := range int64(12) {
		jobs = append(jobs, numbered(id+1, 0))
	}
	key := rng.Key{Seed: 5, Replication: 1}
	order, drawn, sequence := drawLots(t, "one", "lottery", key, jobs...)
	if again, _, _ := drawLots(t, "one", "lottery", key, jobs...); again != order {
		t.Errorf("the same seed: %s and %s", order, again)
	}
	want := key.Stream("policy", "one\x00lottery")
	for i, x := range sequence {
		if y := want.Float64(); x != y {
			t.Fatalf("number %d of the sequence is %g, want %g", i, x, y)
		}
	}
	seen := map[string]string{order: "itself"}
	for what, run := range map[string]func() (string, map[string]float64, []float64){
		"cluster": func() (string, map[string]float64, []float64) { return drawLots(t, "two", "lottery", key, jobs...) },
		"policy": func() (string, map[string]float64, []float64) {
			return drawLots(t, "one", "lottery(x=1)", key, jobs...)
		},
		"seed": func() (string, map[string]float64, []float64) {
			return drawLots(t, "one", "lottery", rng.Key{Seed: 6, Replication: 1}, jobs...)
		},
		"replication": func() (string, map[string]float64, []float64) {
			return drawLots(t, "one", "lottery", rng.Key{Seed: 5}, jobs...)
		},
	} {
		other, _, numbers := run()
		if who, again := seen[other]; again || slices.Equal(numbers[:3], sequence[:3]) {
			t.Errorf("another %s draws as %s: %s", what, who, other)
		}
		seen[other] = what
	}
	_, among, _ := drawLots(t, "one", "lottery", key, append([]homed{numbered(1, 1), numbered(2, 1)}, jobs...)...)
	for job, x := range drawn {
		if among[job] != x {
			t.Errorf("job %s: %g, beside another class %g", job, x, among[job])
		}
	}
}

// What a policy draws moves no other draw: those of a routing are the same beside a
// policy that draws and one that does not.
func TestDrawsOfAPolicyMoveNoOther(t *testing.T) {
	routings := func(policy func() sim.Policy) (got []uint64) {
		w := newWorld(routed(func(c *sim.Choice) int {
			s := c.Stream()
			got = append(got, s.Uint64())
			return 0
		}), under("lottery", 1, unit.One, policy), site("other", "UK", 1, unit.One))
		w.key = rng.Key{Seed: 8}
		for id := range int64(20) {
			w.jobs = append(w.jobs, british(id, 1, 0, 1, func(j *sim.Job) { j.Number = id + 1 }))
		}
		w.run(t, w.jobs...)
		return got
	}
	var passes []float64
	with := routings(func() sim.Policy { return &lottery{drawn: map[string]float64{}, passes: &passes} })
	first := site("", "", 1, unit.One)
	without := routings(func() sim.Policy { return first.NewPolicy(&first) })
	if len(passes) < 20 || !slices.Equal(with, without) {
		t.Errorf("routings drew %v beside a policy that draws, else %v", with, without)
	}
}
