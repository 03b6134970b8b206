package sim_test

import (
	"fmt"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// joint is a pool of the UK, France and the US, 2 nodes of one GPU each, with data
// from the UK at 10 B/s to France and at 5 B/s to the US.
func joint(router sim.Router) *world {
	c := site("all", "UK", 2, unit.Ratio{Num: 1, Den: 1})
	c.Kind = sim.Nodes
	for k, region := range []string{"UK", "FR", "US"} {
		c.Members = append(c.Members, sim.Member{Name: region + "-site", Region: region, FirstGroup: k, Groups: 1})
		if k > 0 {
			c.Groups = append(c.Groups, c.Groups[0])
		}
	}
	w := newWorld(router, c)
	w.Blocs = []sim.Bloc{{Name: "Europe", Regions: []string{"UK", "FR"}}}
	w.Links = []sim.Link{{From: "UK", To: "FR", BytesPerSecond: 10}, {From: "UK", To: "US", BytesPerSecond: 5}}
	return w
}

func within(r sim.Residency) func(*sim.Job) { return func(j *sim.Job) { j.Residency = r } }

// locations is an observer that adds up what is reported by location.
type locations struct {
	*world
	last map[int]sim.State
}

func (l *locations) State(_ sim.Time, location int, s *sim.State) { l.last[location] = *s }

// A job queues when its 100 bytes are at the slowest member that it may use: at once at
// home, after 10 s in the bloc, after 20 s anywhere. It counts where it started.
func TestDataGoToEveryMemberThatAJobMayUse(t *testing.T) {
	w := joint(always(0))
	names := ""
	for _, l := range w.Locations() {
		names += l.Name + " " + l.Region + ", "
	}
	if names != "all UK, UK-site UK, FR-site FR, US-site US, " {
		t.Errorf("locations %s", names)
	}
	o := &locations{w, map[int]sim.State{}}
	if err := w.tryWith(o,
		british(1, 2, 0, 15, bytes(100), within(sim.AtHome)),
		british(2, 2, 0, 100, bytes(100), within(sim.InBloc)),
		british(3, 2, 0, 50, bytes(100)),
		british(4, 2, 1, 9, within(sim.AtHome), patience(10)),
		british(5, 3, 1, 9, within(sim.AtHome)),
		british(6, 3, 1, 9),
	); err != nil {
		t.Fatal(err)
	}
	// Job 4 waits for the UK, held until 15 s, and is the head until it is withdrawn at
	// 11 s: under FCFS job 2, there since 10 s, starts then, in France. At 20 s the UK is idle.
	for id, want := range map[int64]string{
		1: "start 0 end 15 completed wait 0 held 15 done 15 segments 1; at 1, home",
		2: "start 11 end 111 completed wait 11 held 100 done 100 staged 10 segments 1; at 2, bloc",
		3: "start 20 end 70 completed wait 20 held 50 done 50 staged 20 segments 1; at 1, home",
		4: "start - end 11 reneged wait 10 held 0 done 0; at 0, home",
		5: "start - end 1 rejected wait 0 held 0 done 0: too large for every cluster; at -1, anywhere",
		6: "start - end 1 rejected wait 0 held 0 done 0: too large for every cluster; at -1, anywhere",
	} {
		r := w.records[id]
		if got := fmt.Sprintf("%s; at %d, %s", told(r), r.Cluster, []string{"anywhere", "bloc", "home"}[r.Soil]); got != want {
			t.Errorf("job %d: %s, want %s", id, got, want)
		}
	}
	for location, want := range []int64{0, 2, 2, 2} {
		if s := o.last[location]; s.Capacity != want || s.Held != 0 || s.Queued != 0 {
			t.Errorf("location %d ends with %+v, want %d GPUs", location, s, want)
		}
	}
}

// A routing sees of a pool the members that the job may use. At 10 s the UK is held for
// 90 s more.
func TestLoadOfAJointPool(t *testing.T) {
	var seen []string
	w := joint(routed(func(c *sim.Choice) int {
		l := c.Load(0)
		seen = append(seen, fmt.Sprintf("%d: %d GPUs, %d free, running %.0f, soil %d, staging %v", c.Job.ID, l.Capacity, l.Free, l.Running/1e9, c.Soil(0), l.Staging))
		return 0
	}))
	if err := w.tryWith(&locations{w, map[int]sim.State{}},
		british(1, 2, 0, 100, within(sim.AtHome)),
		british(2, 1, 10, 1, within(sim.AtHome)),
		british(3, 1, 10, 1, within(sim.InBloc), bytes(50)),
		british(4, 1, 10, 1),
		homed{func() sim.Job { j := job(5, 1, 10, 1, 1); j.Residency = sim.AtHome; return j }(), "FR"},
	); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"1: 2 GPUs, 2 free, running 0, soil 2, staging 0s",
		"2: 2 GPUs, 0 free, running 180, soil 2, staging 0s",
		"3: 4 GPUs, 2 free, running 180, soil 2, staging 5s",
		"4: 6 GPUs, 4 free, running 180, soil 2, staging 0s",
		"5: 2 GPUs, 2 free, running 0, soil 2, staging 0s",
	}
	if fmt.Sprint(seen) != fmt.Sprint(want) {
		t.Errorf("seen %v, want %v", seen, want)
	}
}

// Members that do not have all groups in order are refused.
func TestMembersThatDoNotHold(t *testing.T) {
	for name, change := range map[string]func(c *sim.Cluster){
		"a gap":       func(c *sim.Cluster) { c.Members[1].FirstGroup = 2 },
		"too few":     func(c *sim.Cluster) { c.Members = c.Members[:2] },
		"no group":    func(c *sim.Cluster) { c.Members[2].Groups = 0 },
		"beyond":      func(c *sim.Cluster) { c.Members[2].Groups = 2 },
		"many groups": func(c *sim.Cluster) { c.Groups = append(c.Groups, make([]sim.Group, 70)...) },
	} {
		w := joint(always(0))
		change(&w.Clusters[0])
		for g := range w.Clusters[0].Groups {
			w.Clusters[0].Groups[g].GPUsPerNode = 1
		}
		if err := w.try(british(1, 1, 0, time.Duration(1))); err == nil {
			t.Errorf("%s is let pass", name)
		}
	}
}
