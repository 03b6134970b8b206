package sim_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// open, largest and longest give a cluster a rule.
func open(c sim.Cluster, names ...string) sim.Cluster { c.Access = names; return c }
func largest(c sim.Cluster, gpus int) sim.Cluster     { c.MaxGPUs = gpus; return c }
func longest(c sim.Cluster, s time.Duration) sim.Cluster {
	c.MaxTime = s * time.Second
	return c
}

// ruled is the continent with a rule on each cluster but the last: uk is open to
// the UK and the class mid, de to all of Europe, us to jobs of at most 8 GPUs and
// 20 s.
func ruled(router sim.Router) *world {
	w := continent(router)
	w.Clusters[0] = open(w.Clusters[0], "UK", "mid")
	w.Clusters[1] = open(w.Clusters[1], "Europe")
	w.Clusters[2] = longest(largest(w.Clusters[2], 8), 20)
	w.dir.Classes.ID("small") // 0
	w.dir.Classes.ID("mid")   // 1
	return w
}

// Which clusters (0 uk, 1 de, 2 us, 3 ch; 4 GPUs each, us 100) a job may join,
// and why none: the reason is that of the cluster at which it came furthest.
func TestRulesByHand(t *testing.T) {
	tests := []struct {
		home      string
		class     int32
		gpus      int
		run       time.Duration
		residency sim.Residency
		want      []int
		reason    sim.Reason
	}{
		{"UK", 0, 1, 20, sim.Anywhere, []int{0, 1, 2, 3}, sim.NoReason},
		{"DE", 0, 1, 20, sim.Anywhere, []int{1, 2, 3}, sim.NoReason},    // no UK, no mid
		{"DE", 1, 1, 20, sim.Anywhere, []int{0, 1, 2, 3}, sim.NoReason}, // mid
		{"US", 0, 1, 20, sim.Anywhere, []int{2, 3}, sim.NoReason},       // not of Europe
		{"US", 1, 1, 20, sim.Anywhere, []int{0, 2, 3}, sim.NoReason},    // mid
		{"CH", 0, 1, 20, sim.Anywhere, []int{2, 3}, sim.NoReason},       // a bloc of its own
		{"JP", 7, 1, 20, sim.Anywhere, []int{2, 3}, sim.NoReason},       // a class without a name
		{"UK", -1, 1, 21, sim.Anywhere, []int{0, 1, 3}, sim.NoReason},   // too long for us
		{"UK", 0, 8, 20, sim.Anywhere, []int{2}, sim.NoReason},          // only us is as large
		{"UK", 0, 9, 20, sim.Anywhere, nil, sim.OverLimit},              // us allows 8
		{"UK", 0, 8, 21, sim.Anywhere, nil, sim.OverLimit},              // and 20 s
		{"UK", 0, 8, 21, sim.InBloc, nil, sim.NotResident},              // which are not in its bloc
		{"DE", 0, 1, 20, sim.AtHome, []int{1}, sim.NoReason},            //
		{"UK", 0, 101, 20, sim.Anywhere, nil, sim.TooLarge},             // for all
		{"FR", 0, 1, 20, sim.InBloc, []int{1}, sim.NoReason},            //
		{"FR", 0, 5, 20, sim.InBloc, nil, sim.NotResident},              // uk and de are too small
		{"US", 0, 1, 20, sim.InBloc, []int{2}, sim.NoReason},            //
		{"US", 0, 1, 30, sim.InBloc, nil, sim.OverLimit},                //
		{"DE", 0, 9, 20, sim.Anywhere, nil, sim.OverLimit},              //
		{"CH", 0, 9, 20, sim.InBloc, nil, sim.NotResident},              //
		{"UK", 1, 5, 1, sim.AtHome, nil, sim.NotResident},               // there is us, elsewhere
	}
	for _, x := range tests {
		var eligible []int
		w := ruled(routed(func(c *sim.Choice) int {
			eligible = slices.Clone(c.Eligible)
			return c.Eligible[0]
		}))
		j := british(1, x.gpus, 0, x.run)
		j.home, j.Class, j.Residency = x.home, x.class, x.residency
		w.run(t, j)
		if r := w.records[1]; !slices.Equal(eligible, x.want) || r.Reason != x.reason || (r.Outcome == sim.Rejected) != (x.want == nil) {
			t.Errorf("%+v: may join %v; %s", x, eligible, told(r))
		}
		if n := w.result.Reasons[x.reason]; x.want == nil && n != 1 {
			t.Errorf("%+v: counted %d times", x, n)
		}
	}
}

// Where no cluster is open to a job, the reason says so; where one is that the
// job may not use for its size, that is the reason.
func TestNoAccess(t *testing.T) {
	for _, c := range []struct {
		clusters []sim.Cluster
		want     sim.Reason
	}{
		{[]sim.Cluster{open(site("a", "UK", 8, unit.One), "US")}, sim.NoAccess},
		{[]sim.Cluster{open(site("a", "UK", 8, unit.One), "US"), largest(site("b", "UK", 8, unit.One), 2)}, sim.OverLimit},
		{[]sim.Cluster{largest(open(site("a", "UK", 8, unit.One), "US"), 2)}, sim.NoAccess},
		{[]sim.Cluster{open(site("a", "UK", 2, unit.One), "US")}, sim.TooLarge},
		{[]sim.Cluster{open(site("a", "UK", 8, unit.One), "US"), open(site("b", "UK", 2, unit.One), "UK")}, sim.NoAccess},
	} {
		w := newWorld(always(0), c.clusters...)
		w.run(t, british(1, 4, 0, 10))
		if r := w.records[1]; r.Reason != c.want {
			t.Errorf("%s, want %q", told(r), c.want)
		}
	}
}

// A limit of time is by the cluster's clock: at speed 1/2 a request of 10 s takes
// 20 s. A job in segments is cut: 60 s of work at a limit of 24 s there are five
// pieces, as with a segment of 24 s, and as with any longer one; a shorter
// segment stays.
func TestLimitOfTime(t *testing.T) {
	slow := func() sim.Cluster { return longest(site("slow", "UK", 2, half), 24) }
	w := newWorld(nil, slow())
	w.run(t, british(1, 1, 0, 12), british(2, 1, 0, 13), british(3, 1, 100, 5, request(12)), british(4, 1, 200, 5, request(13)))
	w.expect(t, map[int64]string{
		1: "start 0 end 24 completed wait 0 held 24 done 12 segments 1",
		2: "start - end 0 rejected wait 0 held 0 done 0: larger or longer than its clusters allow",
		3: "start 100 end 110 completed wait 0 held 10 done 5 segments 1",
		4: "start - end 200 rejected wait 0 held 0 done 0: larger or longer than its clusters allow",
	})
	for s, segments := range map[time.Duration]int{24: 5, 100: 5, 24 * 365: 5, 12: 10, 2: 60} {
		w := newWorld(nil, slow())
		w.run(t, british(1, 2, 0, 60, request(72), segment(s)))
		w.expect(t, map[int64]string{1: fmt.Sprintf("start 0 end 120 completed wait 0 held 120 done 60 segments %d", segments)})
	}
	// Cut to 24 s at the slow cluster; at one without a limit one piece will do.
	w = newWorld(always(1), slow(), site("free", "UK", 2, half))
	w.run(t, british(1, 2, 0, 60, request(72), segment(1000)))
	w.expect(t, map[int64]string{1: "start 0 end 120 completed wait 0 held 120 done 60 segments 1"})
}

// A limit of size is in GPUs at full scale: of two jobs of 4 GPUs the one that a
// scale has made of 256 is over a limit of 128.
func TestLimitOfSizeIsAtFullScale(t *testing.T) {
	w := newWorld(nil, largest(site("a", "UK", 8, unit.One), 128))
	full := func(n int) func(*sim.Job) { return func(j *sim.Job) { j.FullSize = n } }
	w.run(t, british(1, 4, 0, 10), british(2, 4, 0, 10, full(256)), british(3, 4, 20, 10, full(128)))
	w.expect(t, map[int64]string{
		1: "start 0 end 10 completed wait 0 held 10 done 10 segments 1",
		2: "start - end 0 rejected wait 0 held 0 done 0: larger or longer than its clusters allow",
		3: "start 20 end 30 completed wait 0 held 10 done 10 segments 1",
	})
	if got := w.records[2].FullSize; got != 256 {
		t.Errorf("the record has %d GPUs at full scale", got)
	}
}

// A job that has lost its place goes only where the rules let it; by then it may
// ask for less: of 30 s at a request of 30 s 15 s are saved when its cluster is
// lost at 16 s, and what is left is within the limit of the other.
func TestRulesHoldWhenRoutedAgain(t *testing.T) {
	gone := sim.Step{At: at(16), Change: -4, Loss: sim.Requeue}
	for _, c := range []struct {
		other sim.Cluster
		want  string
	}{
		{open(site("b", "UK", 4, unit.One), "US"), "start 0 end 16 rejected wait 0 held 16 done 15 segments 1: its capacity is gone for good"},
		{longest(site("b", "UK", 4, unit.One), 14), "start 0 end 16 rejected wait 0 held 16 done 15 segments 1: its capacity is gone for good"},
		{longest(site("b", "UK", 4, unit.One), 15), "start 0 end 31 completed wait 0 held 31 done 30 segments 1 restarts 1 moves 1"},
	} {
		w := newWorld(routed(func(c *sim.Choice) int { return c.Eligible[0] }), site("a", "UK", 4, unit.One, gone), c.other)
		w.run(t, british(1, 4, 0, 30, checkpoint(5)))
		w.expect(t, map[int64]string{1: c.want})
	}
}

// A rule or a size that cannot be is refused with the name of the cluster or job.
func TestRulesAreChecked(t *testing.T) {
	for want, change := range map[string]func(*world){
		"cluster uk: its largest job has -1 GPUs, which is":   func(w *world) { w.Clusters[0].MaxGPUs = -1 },
		"cluster us: its longest request is -1ns, which is":   func(w *world) { w.Clusters[2].MaxTime = -1 },
		"job 1 asks for 2 GPUs, which would be 1 at full":     func(w *world) { w.jobs[0].FullSize = 1 },
		"job 1 asks for 2 GPUs, which would be -1 at full":    func(w *world) { w.jobs[0].FullSize = -1 },
		"job 1 asks for 2 GPUs, which would be 1073741825 at": func(w *world) { w.jobs[0].FullSize = 1<<30 + 1 },
	} {
		w := continent(always(0))
		w.jobs = []homed{british(1, 2, 0, 1)}
		change(w)
		if _, err := sim.Run(context.Background(), &w.Model, sim.Input{Source: w}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// drawRules gives some clusters rules, and jobs a size at full scale.
func drawRules(t *rapid.T, m *sim.Model, jobs []homed) {
	names := []string{"UK", "DE", "US", "CH", "Europe", "c0", "c1", "c2"}
	for i := range m.Clusters {
		c := &m.Clusters[i]
		if rapid.Bool().Draw(t, "listed") {
			c.Access = rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 3, rapid.ID).Draw(t, "access")
		}
		c.MaxQueued = unit.Limit{} // who else waits is not for these rules to say
		c.MaxGPUs = rapid.SampledFrom([]int{0, 0, 1, 2, 4, 8}).Draw(t, "max GPUs")
		c.MaxTime = time.Duration(rapid.SampledFrom([]int{0, 0, 5, 15, 30}).Draw(t, "max time")) * time.Second
		if rapid.Bool().Draw(t, "constant") {
			c.Timeline = nil
		}
	}
	for i := range jobs {
		if rapid.IntRange(0, 2).Draw(t, "divided") == 0 {
			jobs[i].FullSize = jobs[i].GPUs + rapid.IntRange(0, 4).Draw(t, "more")
		}
	}
}

// rule is the first test that a job fails at a cluster, as the definition has it,
// for a cluster whose capacity does not change.
func rule(c *sim.Cluster, h homed, left time.Duration) sim.Reason {
	bloc := map[string]string{"UK": "Europe", "DE": "Europe", "FR": "Europe"}
	g := c.Groups[0]
	class := fmt.Sprint("c", h.Class)
	limit := h.GPUs
	if h.FullSize > 0 {
		limit = h.FullSize
	}
	away := c.Region != h.home
	abroad := away && (bloc[h.home] == "" || bloc[h.home] != bloc[c.Region])
	listed := len(c.Access) == 0
	for _, name := range c.Access {
		listed = listed || name == h.home || name == class || name == bloc[h.home]
	}
	switch {
	case h.GPUs > g.Nodes*g.GPUsPerNode:
		return sim.TooLarge
	case h.Residency == sim.AtHome && away, h.Residency == sim.InBloc && abroad:
		return sim.NotResident
	case !listed:
		return sim.NoAccess
	case c.MaxGPUs > 0 && limit > c.MaxGPUs, c.MaxTime > 0 && h.Segment == 0 && g.Speed.DivideUp(left) > c.MaxTime:
		return sim.OverLimit
	}
	return sim.NoReason
}

// In random worlds each routing is offered exactly the clusters that the rules
// allow, no job is held for longer in one piece than its cluster allows, and every
// rejection has the reason that the definition gives it.
func TestNoJobRunsWhereARuleForbidsIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, jobs := drawWorld(t)
		drawRules(t, &m, jobs)
		byID := map[int64]homed{}
		for _, h := range jobs {
			if m.Overrun == sim.OverrunExtend {
				h.Request = max(h.Request, h.Run)
			}
			byID[h.ID] = h
		}
		constant := true
		for i := range m.Clusters {
			constant = constant && len(m.Clusters[i].Timeline) == 0
		}
		w := &tally{world: world{Model: m, jobs: jobs, records: map[int64]sim.Record{}}, latest: make([]sim.State, len(m.Clusters)), waited: nil}
		for class := range 3 { // of the fourth nobody tells
			w.dir.Classes.ID(fmt.Sprint("c", class))
		}
		n := 0
		w.NewRouter = func() sim.Router {
			return routed(func(c *sim.Choice) int {
				h := byID[c.Job.ID]
				for i := range m.Clusters {
					why := rule(&m.Clusters[i], h, c.Job.Request)
					eligible := slices.Contains(c.Eligible, i)
					still := len(m.Clusters[i].Timeline) == 0
					if eligible && (why == sim.NoAccess || why == sim.OverLimit || why == sim.NotResident) || still && eligible != (why == sim.NoReason) {
						t.Fatalf("job %d at cluster %d: eligible %v, but %q\n%+v\n%+v", h.ID, i, eligible, why, h, m.Clusters[i])
					}
				}
				n++
				return c.Eligible[n*7%len(c.Eligible)]
			})
		}
		var err error
		if w.result, err = sim.Run(context.Background(), &w.Model, sim.Input{Source: &w.world, Directory: &w.dir, Observers: []sim.Observer{&w.world}}); err != nil {
			t.Fatal(err)
		}
		var reasons [sim.Reasons]int64
		rejected := int64(0)
		for _, r := range w.records {
			h := byID[r.ID]
			if r.Outcome == sim.Rejected {
				rejected++
				reasons[r.Reason]++
			}
			if constant {
				want := sim.TooLarge
				for i := range m.Clusters {
					if why := rule(&m.Clusters[i], h, h.Request); why == sim.NoReason || want == sim.NoReason {
						want = sim.NoReason
					} else {
						want = max(want, why)
					}
				}
				if r.Reason != want {
					t.Fatalf("job %d: %s, want %q", r.ID, told(r), want)
				}
			}
			if r.Cluster < 0 || r.Start == sim.Never || r.Moves > 0 {
				continue
			}
			c := &m.Clusters[r.Cluster]
			if why := rule(c, h, h.Request); why == sim.NoAccess || why == sim.OverLimit || why == sim.NotResident {
				t.Fatalf("job %d ran at cluster %d: %q", r.ID, r.Cluster, why)
			}
			if pieces := time.Duration(r.Segments + r.Restarts); c.MaxTime > 0 && r.Held > pieces*c.MaxTime {
				t.Fatalf("job %d was held for %v in %d pieces of at most %v", r.ID, r.Held, pieces, c.MaxTime)
			}
		}
		if rejected != w.result.Jobs[sim.Rejected] || reasons != w.result.Reasons || reasons[sim.NoReason] != 0 {
			t.Fatalf("%d rejected by reasons %v; the result has %v, %v", rejected, reasons, w.result.Jobs, w.result.Reasons)
		}
	})
}

// Rules that forbid nothing change nothing.
func TestRulesThatForbidNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, jobs := drawWorld(t)
		w := play(t, m, jobs)
		m.Clusters = slices.Clone(m.Clusters)
		for i := range m.Clusters {
			c := &m.Clusters[i]
			c.Access, c.MaxGPUs, c.MaxTime = slices.Clone(homes), 5, time.Hour
		}
		if again := play(t, m, jobs); !slices.Equal(again.told, w.told) || again.result != w.result {
			t.Fatalf("another story:\n%v\n%v", w.told, again.told)
		}
	})
}

// count is a source of equal jobs, one a minute, with the ids of a region and a class.
type count struct {
	left          int
	next          sim.Time
	region, class int32
}

func (c *count) Next(j *sim.Job) (bool, error) {
	if c.left == 0 {
		return false, nil
	}
	c.left--
	c.next += sim.Time(time.Minute)
	*j = sim.Job{Region: c.region, Class: c.class, GPUs: 1, Submit: c.next, Run: time.Second, Request: time.Second}
	return true, nil
}

// Who may use what is worked out once for a region and a class: twice the jobs,
// the same allocations.
func TestRulesDoNotAllocatePerJob(t *testing.T) {
	allocations := func(n int) float64 {
		return testing.AllocsPerRun(1, func() {
			w := ruled(routed(func(c *sim.Choice) int { return c.Eligible[0] }))
			source := &count{left: n, region: w.dir.Regions.ID("DE"), class: 1}
			if _, err := sim.Run(context.Background(), &w.Model, sim.Input{Source: source, Directory: &w.dir}); err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := allocations(2000), allocations(4000); many > few+100 {
		t.Errorf("%v allocations for 2,000 jobs, %v for 4,000", few, many)
	}
}
