package population

import (
	"math"
	"slices"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/dist"
	"sovsim/sim/rng"
)

const month = sim.Time(30 * 24 * time.Hour)

func TestNeighboursChangeNothing(t *testing.T) {
	t.Run("busy", func(t *testing.T) { neighboursChangeNothing(t, busy) })
	t.Run("rich", func(t *testing.T) { neighboursChangeNothing(t, rich) })
}

func neighboursChangeNothing(t *testing.T, busy func(string) Class) {
	key := rng.Key{Seed: 9, Replication: 4}
	alone := of(all(t, Spec{Classes: []Class{busy("x")}, Until: month}, key), "x", "DE")
	elsewhere := busy("x")
	elsewhere.Region = "US"
	classes := []Class{busy("w"), elsewhere, busy("x"), clock("y", time.Minute, time.Hour, 1)}
	among := all(t, Spec{Classes: classes, Until: month}, key)
	if !slices.Equal(alone, of(among, "x", "DE")) {
		t.Error("the jobs of a class changed when other classes came")
	}
	if len(alone) < 2000 {
		t.Errorf("%d jobs, want about 4320", len(alone))
	}
	// Classes with the same numbers but other names or regions are other jobs.
	us, w := of(among, "x", "US"), of(among, "w", "DE")
	same := 0
	for i := range min(len(us), len(w), len(alone)) {
		if us[i].job.Submit == alone[i].job.Submit || w[i].job.Submit == alone[i].job.Submit {
			same++
		}
	}
	if same > 0 {
		t.Errorf("%d arrivals are the same in two classes", same)
	}
}

// Each part of a job has a stream of its own: what is changed changes, and
// nothing else does; also what is switched on that was not there before.
func TestPurposesChangeNothingElse(t *testing.T) {
	when := func(j *named) { j.job.Submit = 0 }
	size := func(j *named) { j.job.GPUs, j.job.FullSize, j.job.Nodes = 0, 0, 0 }
	who := func(j *named) { j.user, j.project = "", "" }
	for _, c := range []struct {
		name   string
		change func(*Class)
		hide   func(*named) // what may change
	}{
		{"run time", func(c *Class) { c.Run = dist.Spec[time.Duration]{Kind: dist.KindGamma, Mean: time.Hour, CV: 2} },
			func(j *named) { j.job.Run, j.job.Request = 0, 0 }},
		{"run time of some sizes", func(c *Class) { c.Sizes[0].Run = dist.Spec[time.Duration]{Kind: dist.KindExponential, Mean: time.Hour} },
			func(j *named) {
				if j.job.GPUs == 1 || j.job.GPUs == 2 { // 2 in the rich class
					j.job.Run, j.job.Request = 0, 0
				}
			}},
		{"arrivals", func(c *Class) { c.Interarrival.CV = 4 }, when},
		{"sizes", func(c *Class) { c.Sizes = []Size{{GPUs: 4, Weight: 1, Run: c.Sizes[0].Run}} }, func(j *named) {
			size(j)
			j.job.Run, j.job.Request = 0, 0 // they depend on the size in the rich class
		}},
		{"division", func(c *Class) { c.Sizes[2].Nodes, c.Divide = 0, 2 }, size},
		{"users", func(c *Class) { c.Users = 70 }, who},
		{"Zipf", func(c *Class) { c.Zipf = 2 }, who},
		{"projects", func(c *Class) { c.Projects = 3 }, func(j *named) { j.project = "" }},
		{"requests", func(c *Class) { c.Request.Factor.High = 2 }, func(j *named) { j.job.Request = 0 }},
		{"patience", func(c *Class) { c.Patience.Mean = time.Hour }, func(j *named) { j.job.Patience = 0 }},
		{"profile", func(c *Class) { c.Profile, c.Interarrival.CV = dist.Profile{Days: philly.Days}, 5 }, when},
		{"local time", func(c *Class) { c.Profile, c.Offset = philly, 5*time.Hour; c.Interarrival.CV = 5 }, when},
		{"growth", func(c *Class) { c.Growth = 0.5 }, when},
		{"batches", func(c *Class) { c.Interarrival.Batch, c.Interarrival.CV = 2, 5 }, func(j *named) { when(j); who(j) }},
		{"residency", func(c *Class) { c.Residency = dist.Residency{Home: 3, Bloc: 1, Any: 1} }, func(j *named) { j.job.Residency = 0 }},
		{"one residency", func(c *Class) { c.Residency = dist.Residency{Bloc: 5} }, func(j *named) { j.job.Residency = 0 }},
		{"data", func(c *Class) { c.Bytes = dist.ByteRange{Low: 1e9, High: 2e9} }, func(j *named) { j.job.Bytes = 0 }},
		{"segments", func(c *Class) { c.Segment = time.Hour }, func(j *named) { j.job.Segment = 0 }},
		{"checkpoints", func(c *Class) { c.Checkpoint = time.Minute }, func(j *named) { j.job.Checkpoint = 0 }},
	} {
		for of, make := range map[string]func(string) Class{"busy": busy, "rich": rich} {
			base := all(t, Spec{Classes: []Class{make("x")}, MaxJobs: 2000}, rng.Key{})
			class := make("x")
			c.change(&class)
			got := all(t, Spec{Classes: []Class{class}, MaxJobs: 2000}, rng.Key{})
			changed := 0
			for i := range base {
				want := base[i]
				if got[i] != want {
					changed++
				}
				c.hide(&got[i])
				c.hide(&want)
				if got[i] != want {
					t.Errorf("%s of a %s class: job %d became\n%v, was\n%v", c.name, of, i+1, got[i], want)
					break
				}
			}
			if changed < 500 {
				t.Errorf("%s of a %s class: only %d of 2000 jobs changed at all", c.name, of, changed)
			}
		}
	}
}

// What says the same in other words gives the same jobs.
func TestWhatSaysNothingChangesNothing(t *testing.T) {
	want := all(t, Spec{Classes: []Class{busy("x")}, MaxJobs: 500}, rng.Key{})
	class := busy("x")
	for i := range class.Profile.Hours {
		class.Profile.Hours[i] = 4.17
	}
	class.Profile.Days = [7]float64{2, 2, 2, 2, 2, 2, 2}
	class.Offset, class.Epoch = 3*time.Hour, time.Date(2025, 7, 17, 0, 0, 0, 0, time.UTC)
	class.Interarrival.Batch, class.Divide = 1, 1
	class.Residency = dist.Residency{Any: 1}
	if got := all(t, Spec{Classes: []Class{class}, MaxJobs: 500}, rng.Key{}); !slices.Equal(got, want) {
		t.Error("a flat profile, batches of one, division by one and no residency changed the jobs")
	}
}

func TestSeedsAndReplicationsDiffer(t *testing.T) {
	spec := Spec{Classes: []Class{busy("x")}, MaxJobs: 100}
	seen := map[sim.Time]rng.Key{}
	for _, key := range []rng.Key{{Seed: 0, Replication: 0}, {Seed: 0, Replication: 1}, {Seed: 1, Replication: 0}, {Seed: 1, Replication: 1}} {
		first := all(t, spec, key)
		if !slices.Equal(first, all(t, spec, key)) {
			t.Errorf("%v gives different jobs the second time", key)
		}
		if other, again := seen[first[0].job.Submit]; again {
			t.Errorf("%v and %v begin alike", key, other)
		}
		seen[first[0].job.Submit] = key
	}
}

// The expected jobs were computed by a program of its own in another language,
// from the keys to the rounding. They may only change with the keys of package
// rng and a word in the change log.
func TestJobsStayWhatTheyAre(t *testing.T) {
	got := all(t, Spec{Classes: []Class{busy("x")}, MaxJobs: 3}, rng.Key{})
	const s = time.Second
	want := []named{
		{"DE/x-u15", "", "x", "DE", sim.Job{ID: 1, Number: 1, GPUs: 2, Submit: 629667938950, Run: 1335 * s, Request: 6300 * s, Patience: 337838 * s, Checkpoint: 3600 * s}},
		{"DE/x-u20", "", "x", "DE", sim.Job{ID: 2, Number: 2, GPUs: 2, Submit: 806648811780, Run: 955 * s, Request: 3600 * s, Patience: 348568 * s, Checkpoint: 3600 * s}},
		{"DE/x-u1", "", "x", "DE", sim.Job{ID: 3, Number: 3, GPUs: 1, Submit: 1215387680725, Run: 47 * s, Request: 900 * s, Patience: 12290 * s, Checkpoint: 3600 * s}},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%+v, want\n%+v", got, want)
	}
}

// The same for what is drawn for batches, profiles, Zipf's users, ranges,
// residency and data. With batches of 1.5 a CV of √2 leaves 1 to the intervals
// between them: (2 + 1)/1.5 − 1 = 1.
func TestRichJobsStayWhatTheyAre(t *testing.T) {
	class := busy("x")
	class.Zipf, class.Projects = 1.5, 7
	class.Interarrival = dist.Interarrival{Mean: 10 * time.Minute, CV: math.Sqrt2, Batch: 1.5}
	class.Sizes, class.Range, class.Divide = nil, dist.SizeRange{Low: 16, High: 256}, 4
	class.Residency = dist.Residency{Home: 0.2, Bloc: 0.3, Any: 0.5}
	class.Bytes = dist.ByteRange{Low: 100e9, High: 15e12}
	batchy := all(t, Spec{Classes: []Class{class}, MaxJobs: 9}, rng.Key{})
	class.Interarrival = dist.Interarrival{Mean: 10 * time.Minute, CV: 1}
	for hour := range 12 {
		class.Profile.Hours[hour] = 1
	}
	class.Epoch = time.Date(2025, 7, 17, 11, 30, 0, 0, time.UTC)
	daily := all(t, Spec{Classes: []Class{class}, MaxJobs: 9}, rng.Key{})
	for i, want := range []struct {
		batchy, daily sim.Time
		user, project string
		gpus          int
		residency     sim.Residency
		bytes         int64
	}{
		{944501908426, 314833969475, "DE/x-u3", "DE/x-p3", 24, sim.Anywhere, 574964990371},
		{944501908426, 403324405890, "DE/x-u3", "DE/x-p3", 28, sim.InBloc, 161289744071},
		{944501908426, 607693840363, "DE/x-u3", "DE/x-p3", 10, sim.Anywhere, 599224480438},
		{944501908426, 833244107273, "DE/x-u3", "DE/x-p3", 17, sim.InBloc, 1127221912856},
		{944501908426, 1233726500803, "DE/x-u3", "DE/x-p3", 23, sim.Anywhere, 1413035396785},
		{944501908426, 1307208377917, "DE/x-u3", "DE/x-p3", 36, sim.Anywhere, 842328429925},
		{1578549228379, 1518557484568, "DE/x-u2", "DE/x-p2", 59, sim.InBloc, 8819229650205},
		{1578549228379, 1702558921198, "DE/x-u2", "DE/x-p2", 20, sim.Anywhere, 444898127055},
		{3244832178847, 45457986571354, "DE/x-u16", "DE/x-p2", 18, sim.Anywhere, 253285016996},
	} {
		b, d := &batchy[i], &daily[i]
		if b.job.Submit != want.batchy || d.job.Submit != want.daily {
			t.Errorf("job %d arrives at %d in batches and at %d by the day, want %d and %d", i+1, b.job.Submit, d.job.Submit, want.batchy, want.daily)
		}
		if b.user != want.user || b.project != want.project || b.job.GPUs != want.gpus || b.job.Residency != want.residency || b.job.Bytes != want.bytes {
			t.Errorf("job %d is %+v, want %+v", i+1, b, want)
		}
	}
}

// A hundred thousand jobs have the statistics that were asked for.
func TestJobsFollowTheirClass(t *testing.T) {
	const n = 100_000
	class := busy("x")
	jobs := all(t, Spec{Classes: []Class{class}, MaxJobs: n, Grain: 1}, rng.Key{Seed: 2})
	var gap, run, patience moments
	gpus, users := map[int]int{}, map[string]int{}
	var last sim.Time
	for _, j := range jobs {
		gap.add(float64(j.job.Submit - last))
		last = j.job.Submit
		run.add(math.Log(float64(j.job.Run) / float64(15*time.Minute)))
		patience.add(float64(j.job.Patience))
		gpus[j.job.GPUs]++
		users[j.user]++
		if j.job.Request%(15*time.Minute) != 0 || j.job.Request > 24*time.Hour || j.job.Request < min(j.job.Run, 24*time.Hour) {
			t.Fatalf("a job of %v asks for %v", j.job.Run, j.job.Request)
		}
		if (j.job.GPUs == 8) != (j.job.Nodes == 2) {
			t.Fatalf("a job of %d GPUs takes %d nodes", j.job.GPUs, j.job.Nodes)
		}
	}
	gap.check(t, "interarrival", float64(10*time.Minute), 1)
	patience.check(t, "patience", float64(72*time.Hour), 1)
	// ln(run/median) is normal with σ = 2.2; the cut at 48 h, ln(192)/2.2 = 2.390 σ
	// up, lowers the mean by σ·(φ(2.390) − 2.390·Φ(−2.390)) = 0.0062, and σ to 2.183.
	if m := run.mean(); math.Abs(m+0.0062) > 4*2.2/math.Sqrt(n) {
		t.Errorf("mean of ln(run/median) %.4f, want −0.0062", m)
	}
	if s := run.deviation(); math.Abs(s-2.183) > 0.02 {
		t.Errorf("σ of ln(run/median) %.4f, want 2.183", s)
	}
	for size, want := range map[int]float64{1: 0.6, 2: 0.2, 8: 0.2} {
		if got := float64(gpus[size]) / n; math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/n) {
			t.Errorf("%.4f of the jobs have %d GPUs, want %.4f", got, size, want)
		}
	}
	if len(users) != 20 {
		t.Errorf("%d users, want 20", len(users))
	}
	for user, count := range users {
		if math.Abs(float64(count)-n/20) > 5*math.Sqrt(n/20) {
			t.Errorf("%s has %d jobs, want about %d", user, count, n/20)
		}
	}
}

// The offered load of a simulation comes out as Demand says.
func TestDemandIsWhatArrives(t *testing.T) {
	for _, cv := range []float64{0, 0.5, 1, 3} {
		class := busy("x")
		class.Interarrival.CV = cv
		class.Run = dist.Spec[time.Duration]{Kind: dist.KindLogNormal, Mean: time.Hour, CV: 1.5, Max: 10 * time.Hour}
		jobs := all(t, Spec{Classes: []Class{class}, MaxJobs: 200_000}, rng.Key{Seed: 5})
		work := 0.0
		for _, j := range jobs {
			work += float64(j.job.GPUs) * float64(j.job.Run)
		}
		got, want := work/float64(jobs[len(jobs)-1].job.Submit), class.Demand()
		if math.Abs(got-want) > 0.03*want {
			t.Errorf("interarrival cv %v: %.3f GPUs are asked for on average, Demand says %.3f", cv, got, want)
		}
	}
}

type moments struct{ n, sum, squares float64 }

func (m *moments) add(x float64)      { m.n++; m.sum += x; m.squares += x * x }
func (m *moments) mean() float64      { return m.sum / m.n }
func (m *moments) deviation() float64 { return math.Sqrt(m.squares/m.n - m.mean()*m.mean()) }

func (m *moments) check(t *testing.T, name string, mean, cv float64) {
	t.Helper()
	if got := m.mean(); math.Abs(got-mean) > 4*cv*mean/math.Sqrt(m.n) {
		t.Errorf("%s: mean %v, want %v", name, got, mean)
	}
	if got := m.deviation() / m.mean(); math.Abs(got-cv) > 0.02 {
		t.Errorf("%s: cv %v, want %v", name, got, cv)
	}
}
