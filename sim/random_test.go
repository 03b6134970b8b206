package sim_test

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/scheduler"
	"sovsim/scheduler/conformance"
	"sovsim/sim"
	"sovsim/sim/unit"
)

var homes = []string{"UK", "DE", "FR", "US", "CH"}

// drawWorld is a small model with everything in it, and jobs for it.
func drawWorld(t *rapid.T) (sim.Model, []homed) {
	seconds := func(lo, hi int, what string) time.Duration {
		return time.Duration(rapid.IntRange(lo, hi).Draw(t, what)) * time.Second
	}
	m := sim.Model{Horizon: sim.Never, Overrun: sim.Overrun(rapid.IntRange(0, 1).Draw(t, "overrun"))}
	if rapid.Bool().Draw(t, "ends") {
		m.Horizon = sim.Time(seconds(1, 120, "horizon"))
	}
	m.Blocs = []sim.Bloc{{Name: "Europe", Regions: []string{"UK", "DE", "FR"}}, {Name: "US", Regions: []string{"US"}}}
	for _, from := range homes {
		for _, to := range homes {
			if rapid.IntRange(0, 3).Draw(t, "link") == 0 {
				m.Links = append(m.Links, sim.Link{From: from, To: to, BytesPerSecond: rapid.Int64Range(1, 5).Draw(t, "rate")})
			}
		}
	}
	if rapid.Bool().Draw(t, "reroutes") {
		m.RerouteAfter = seconds(1, 9, "reroute after")
	}
	speeds := []unit.Ratio{{}, {Num: 1, Den: 2}, {Num: 2, Den: 1}, {Num: 387, Den: 1000}}
	policies := []string{"fcfs", "sjf", "easy", "conservative", "replan", "easy-sjbf", "srtf"}
	for i := range rapid.SampledFrom([]int{4, 3, 2, 1}).Draw(t, "clusters") {
		spec, err := scheduler.Parse(rapid.SampledFrom(policies).Draw(t, "policy"))
		if err != nil {
			t.Fatal(err)
		}
		c := sim.Cluster{Name: fmt.Sprint("c", i), Region: rapid.SampledFrom(homes).Draw(t, "region"), PolicyName: spec.Name, NewPolicy: spec.New}
		if rapid.Bool().Draw(t, "moody") {
			c.NewPolicy = func(c *sim.Cluster) sim.Policy { return conformance.Moody(spec.New(c), 8) }
			c.SuspendCost, c.ResumeCost = seconds(0, 2, "suspend cost"), seconds(0, 2, "resume cost")
		}
		g := sim.Group{Nodes: rapid.IntRange(1, 6).Draw(t, "nodes"), GPUsPerNode: 1, Speed: rapid.SampledFrom(speeds).Draw(t, "speed")}
		if rapid.Bool().Draw(t, "of nodes") {
			c.Kind, g.GPUsPerNode = sim.Nodes, 4
			g.Nodes = min(g.Nodes, 3)
		}
		c.Groups = []sim.Group{g}
		at, level := time.Duration(0), g.Nodes
		for range rapid.IntRange(0, 8).Draw(t, "steps") {
			at += seconds(1, 9, "step")
			change := rapid.IntRange(-min(2, level), 2).Draw(t, "change")
			if change == 0 {
				continue
			}
			level += change
			c.Timeline = append(c.Timeline, sim.Step{At: sim.Time(at), Change: change,
				Announced: rapid.Bool().Draw(t, "announced"), Loss: sim.Loss(rapid.IntRange(0, 2).Draw(t, "loss"))})
		}
		if rapid.IntRange(0, 3).Draw(t, "bounded") == 0 {
			c.MaxQueued = unit.AtMost(rapid.IntRange(0, 3).Draw(t, "room"))
		}
		m.Clusters = append(m.Clusters, c)
	}
	var jobs []homed
	submit := sim.Time(0)
	for id := range rapid.IntRange(1, 25).Draw(t, "jobs") {
		submit += sim.Time(seconds(0, 4, "lull"))
		j := sim.Job{ID: int64(id), Submit: submit, GPUs: rapid.IntRange(1, 5).Draw(t, "gpus"), Run: seconds(0, 30, "run"),
			Residency: rapid.SampledFrom([]sim.Residency{sim.Anywhere, sim.Anywhere, sim.Anywhere, sim.InBloc, sim.AtHome}).Draw(t, "residency")}
		j.Request = max(0, j.Run+seconds(-3, 10, "slack"))
		optional := func(what string, lo, hi int) time.Duration {
			if rapid.Bool().Draw(t, what+"?") {
				return seconds(lo, hi, what)
			}
			return 0
		}
		j.Patience, j.Checkpoint, j.Segment = optional("patience", 1, 60), optional("checkpoint", 1, 5), optional("segment", 1, 12)
		j.User, j.Project, j.Class = int32(id%3), int32(id%2), int32(id%4)
		j.Bytes = rapid.Int64Range(0, 30).Draw(t, "bytes")
		jobs = append(jobs, homed{j, rapid.SampledFrom(homes).Draw(t, "home")})
	}
	return m, jobs
}

// tally watches a run and sums what its states say.
type tally struct {
	world
	now            sim.Time
	latest         []sim.State
	waited, staged *big.Int // ∫ jobs waiting dt, ∫ jobs on their way dt
}

func (w *tally) State(now sim.Time, cluster int, s *sim.State) {
	w.until(now)
	w.latest[cluster] = *s
}

func (w *tally) until(now sim.Time) {
	for _, s := range w.latest {
		w.staged.Add(w.staged, big.NewInt(int64(now-w.now)*s.Staging))
		w.waited.Add(w.waited, big.NewInt(int64(now-w.now)*(s.Staging+s.Queued+s.HeldBack)))
	}
	w.now = now
}

// play runs a world under a router that is as good as random, but depends on
// nothing except what it sees; on the way it audits what it sees.
func play(t *rapid.T, m sim.Model, jobs []homed) *tally {
	w := &tally{world: world{Model: m, jobs: jobs, records: map[int64]sim.Record{}}, latest: make([]sim.State, len(m.Clusters)), waited: new(big.Int), staged: new(big.Int)}
	w.NewRouter = func() sim.Router {
		n := 0
		return routed(func(c *sim.Choice) int {
			if err := c.Audit(); err != nil {
				t.Fatal(err)
			}
			if c.Current >= 0 && !slices.Contains(c.Eligible, c.Current) {
				t.Fatalf("job %d waits at %d, which is not among %v", c.Job.ID, c.Current, c.Eligible)
			}
			if n++; n%20 == 0 {
				return -1
			}
			return c.Eligible[n*7%len(c.Eligible)]
		})
	}
	ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
	defer stop()
	var err error
	if w.result, err = sim.RunAudited(ctx, &w.Model, sim.Input{Source: w, Directory: &w.dir, Observers: []sim.Observer{w}}); err != nil {
		t.Fatal(err)
	}
	w.until(max(w.result.End, w.now))
	return w
}

// Whatever happens, no job vanishes, its times add up, it runs only on soil that
// it may run on, and the same run gives the same records.
func TestNothingVanishes(t *testing.T) {
	stops, restarts := int64(0), 0
	rapid.Check(t, func(t *rapid.T) {
		m, jobs := drawWorld(t)
		if rapid.IntRange(0, 2).Draw(t, "holds") == 0 {
			drawHolds(t, &m)
		}
		w := play(t, m, jobs)
		waited, staged := new(big.Int), new(big.Int)
		for _, h := range jobs {
			r, ok := w.records[h.ID]
			if !ok {
				if h.Submit < m.Horizon {
					t.Fatalf("job %d has no record", h.ID)
				}
				continue
			}
			h.check(t, w, &r)
			if restarts += r.PolicyRestarts; r.PolicyRestarts > r.Restarts {
				t.Fatalf("%d of %d restarts are the policy's", r.PolicyRestarts, r.Restarts)
			}
			waited.Add(waited, big.NewInt(int64(r.Wait)))
			staged.Add(staged, big.NewInt(int64(r.Staged)))
		}
		if len(w.told) != len(w.records) {
			t.Fatalf("%d records of %d jobs", len(w.told), len(w.records))
		}
		// Little's law, exact on a finite run.
		if w.waited.Cmp(waited) != 0 || w.staged.Cmp(staged) != 0 {
			t.Fatalf("the states say %v ns of waits, %v on the way; the records %v and %v", w.waited, w.staged, waited, staged)
		}
		if again := play(t, m, jobs); !slices.Equal(again.told, w.told) || again.result != w.result {
			t.Fatalf("a second run tells another story:\n%v\n%v", w.told, again.told)
		}
		stops += w.result.Stops
	})
	t.Logf("%d stops by policies, %d restarts after them", stops, restarts)
	if stops < 20 || restarts < 10 {
		t.Errorf("only %d stops by policies, %d restarts after them: the test says little", stops, restarts)
	}
}

// check holds one record against its job.
func (h homed) check(t *rapid.T, w *tally, r *sim.Record) {
	end := r.End
	if end == sim.Never {
		end = w.result.End
	}
	work := min(r.Run, r.Request)
	speed := unit.One
	if r.Cluster >= 0 {
		speed = w.Clusters[r.Cluster].Groups[0].Speed
	}
	fault := func(what string) { t.Fatalf("%s: job %d: %s\n%+v", what, r.ID, told(*r), *r) }
	as := h.Job
	if as.Region = r.Region; w.Overrun == sim.OverrunExtend {
		as.Request = max(as.Request, as.Run)
	}
	switch started := r.Start != sim.Never; {
	case r.Job != as || w.dir.Regions.Name(r.Region) != h.home:
		fault("the record is of another job")
	case r.Wait+r.Held != end.Sub(r.Submit):
		fault("wait and held do not add up")
	case r.Staged < 0 || r.Staged > r.Wait:
		fault("data on their way for longer than the wait")
	case started != (r.Segments > 0), h.Segment == 0 && r.Segments > 1, !started && r.Held+r.Done > 0:
		fault("segments do not go with starts")
	case r.Done < 0 || r.Done > work, r.Outcome == sim.Completed && (r.Done != work || r.Run > r.Request), r.Outcome == sim.Killed && r.Done == work && r.Run <= r.Request:
		fault("work done does not go with the outcome")
	case r.Outcome == sim.Reneged && end.Sub(r.Submit) != h.Patience, r.Outcome == sim.Queued && !started && h.Patience > 0 && end.Sub(r.Submit) > h.Patience:
		fault("patience")
	case len(w.Clusters) == 1 && r.Moves > 0:
		fault("moved to nowhere")
	case r.Reason == sim.QueueFull && (r.Cluster >= 0 || r.Moves > 0 || started || end != r.Submit):
		fault("turned away by a full queue, but not as it came")
	case h.Bytes == 0 && r.Staged > 0:
		fault("nothing was on its way")
	case r.Moves == 0 && r.Cluster >= 0 && gpuSeconds(r.GPUTime)*speed.Float()-gpuSeconds(r.H100Time) > 1e-9*float64(1+r.GPUs)*float64(4*(r.Segments+r.Restarts)):
		fault("H100 time is not speed × GPU time")
	case r.H100Time.Nanos() > r.GPUTime.Nanos()*2:
		fault("more H100 time than at any speed")
	}
	// Without a residency of its own, the cluster's region is the test.
	if r.Cluster >= 0 {
		there := w.Clusters[r.Cluster].Region
		europe := func(region string) bool { return region == "UK" || region == "DE" || region == "FR" }
		if h.Residency == sim.AtHome && there != h.home || h.Residency == sim.InBloc && there != h.home && !(europe(there) && europe(h.home)) {
			fault("not where it may run, in " + there)
		}
		if (r.Soil == sim.AtHome) != (there == h.home) || (r.Soil >= sim.InBloc) != (there == h.home || europe(there) && europe(h.home)) {
			fault("on other soil than it says, in " + there)
		}
	} else if r.Soil != sim.Anywhere {
		fault("on soil without a cluster")
	}
}
