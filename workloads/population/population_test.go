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

// clock is a class without chance: a job every interval.
func clock(name string, interval, run time.Duration, gpus int) Class {
	return Class{
		Name: name, Region: "NO", Users: 1,
		Interarrival: dist.Interarrival{Mean: interval},
		Run:          dist.Spec[time.Duration]{Kind: dist.KindConstant, Value: run},
		Sizes:        []Size{{GPUs: gpus, Weight: 1}},
	}
}

// busy is a class with chance everywhere.
func busy(name string) Class {
	return Class{
		Name: name, Region: "DE", Users: 20,
		Interarrival: dist.Interarrival{Mean: 10 * time.Minute, CV: 1},
		Run:          dist.Spec[time.Duration]{Kind: dist.KindLogNormal, Median: 15 * time.Minute, Sigma: 2.2, Max: 48 * time.Hour},
		Sizes:        []Size{{GPUs: 1, Weight: 6}, {GPUs: 2, Weight: 2}, {GPUs: 8, Nodes: 2, Weight: 2}},
		Request: Request{
			Factor:  dist.Spec[float64]{Kind: dist.KindUniform, Low: 1, High: 5},
			RoundUp: 15 * time.Minute,
			Max:     24 * time.Hour,
		},
		Patience:   dist.Spec[time.Duration]{Kind: dist.KindExponential, Mean: 72 * time.Hour},
		Checkpoint: time.Hour,
	}
}

// all is every job of a spec. Names are looked up, so that two runs can be
// compared whose ids differ.
func all(t testing.TB, spec Spec, key rng.Key) []named {
	t.Helper()
	var dir sim.Directory
	p, err := New(spec, key, &dir)
	if err != nil {
		t.Fatal(err)
	}
	var jobs []named
	var job sim.Job
	for {
		more, err := p.Next(&job)
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			break
		}
		n := named{dir.Users.Name(job.User), dir.Projects.Name(job.Project), dir.Classes.Name(job.Class), dir.Regions.Name(job.Region), job}
		n.job.User, n.job.Project, n.job.Class, n.job.Region = 0, 0, 0, 0
		jobs = append(jobs, n)
	}
	if more, _ := p.Next(&job); more {
		t.Error("a population that has ended goes on")
	}
	return jobs
}

type named struct {
	user, project, class, region string
	job                          sim.Job
}

// of is the jobs of one class from one region, without their numbers in the
// merged stream.
func of(jobs []named, class, region string) []named {
	var own []named
	for _, j := range jobs {
		if j.class == class && j.region == region {
			j.job.ID = 0
			own = append(own, j)
		}
	}
	return own
}

// The worked example of the package comment: every 10 min a job of 50 min that
// asks for 75 min; and beside it every 20 min a job of 10 min.
func TestTwoClocks(t *testing.T) {
	const min = time.Minute
	a := clock("a", 10*min, 50*min, 4)
	a.Request = Request{Factor: dist.Spec[float64]{Kind: dist.KindConstant, Value: 1.5}, RoundUp: 15 * min}
	b := clock("b", 20*min, 10*min, 8)
	b.Sizes[0].Nodes, b.Checkpoint = 2, 5*min
	b.Region = "US"
	got := all(t, Spec{Classes: []Class{a, b}, Until: sim.Time(50 * min)}, rng.Key{})
	jobA := func(id, number int64, at time.Duration) named {
		return named{"NO/a-u1", "", "a", "NO", sim.Job{ID: id, Number: number, GPUs: 4, Submit: sim.Time(at), Run: 50 * min, Request: 75 * min}}
	}
	jobB := func(id, number int64, at time.Duration) named {
		return named{"US/b-u1", "", "b", "US", sim.Job{ID: id, Number: number, GPUs: 8, Nodes: 2, Submit: sim.Time(at), Run: 10 * min, Request: 10 * min, Checkpoint: 5 * min}}
	}
	want := []named{
		jobA(1, 1, 10*min),
		jobA(2, 2, 20*min), jobB(3, 1, 20*min), // of one instant: a is listed first
		jobA(4, 3, 30*min),
		jobA(5, 4, 40*min), jobB(6, 2, 40*min),
		// Those of minute 50 do not arrive: the end is not part of the span.
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%v, want\n%v", got, want)
	}
	if d := a.Demand(); math.Abs(d-20) > 1e-12 {
		t.Errorf("class a keeps %v GPUs busy, want 4 × 50 ÷ 10 = 20", d)
	}
	// The other way round, b comes first of one instant.
	got = all(t, Spec{Classes: []Class{b, a}, Until: sim.Time(30 * min)}, rng.Key{})
	if want := []named{jobA(1, 1, 10*min), jobB(2, 1, 20*min), jobA(3, 2, 20*min)}; !slices.Equal(got, want) {
		t.Errorf("with b listed first: got\n%v, want\n%v", got, want)
	}
}

func TestRequests(t *testing.T) {
	const s, min, h = time.Second, time.Minute, time.Hour
	constant := func(f float64) dist.Spec[float64] { return dist.Spec[float64]{Kind: dist.KindConstant, Value: f} }
	for _, c := range []struct {
		name         string
		run          time.Duration
		request      Request
		grain        time.Duration
		gotRun, want time.Duration
	}{
		{"nothing said: the run time", 100 * s, Request{}, 0, 100 * s, 100 * s},
		{"three times", 100 * s, Request{Factor: constant(3)}, 0, 100 * s, 300 * s},
		{"a part of a second is rounded up", 100 * s, Request{Factor: constant(1.001)}, 0, 100 * s, 101 * s},
		{"with a fine grain it is kept", 100 * s, Request{Factor: constant(1.001)}, 1, 100 * s, 100*s + 100*time.Millisecond},
		{"to the next quarter of an hour", 16 * min, Request{RoundUp: 15 * min}, 0, 16 * min, 30 * min},
		{"on the grid already", 15 * min, Request{RoundUp: 15 * min}, 0, 15 * min, 15 * min},
		{"cut to the limit", 10 * h, Request{Factor: constant(3), Max: 24 * h}, 0, 10 * h, 24 * h},
		{"a longer job asks for the limit", 30 * h, Request{Factor: constant(3), Max: 24 * h}, 0, 30 * h, 24 * h},
		{"rounded, then cut", 16 * min, Request{RoundUp: 15 * min, Max: 20 * min}, 0, 16 * min, 20 * min},
		{"log-normal factors below 1 count as 1", 100 * s,
			Request{Factor: dist.Spec[float64]{Kind: dist.KindLogNormal, Median: 1e-6, Sigma: 0.1}}, 0, 100 * s, 100 * s},
		{"run times to the nearest second", 1499 * time.Millisecond, Request{}, 0, s, s},
		{"half a second goes up", 1500 * time.Millisecond, Request{}, 0, 2 * s, 2 * s},
		{"at least one grain", 1, Request{}, 0, s, s},
		{"a grain of a minute", 89 * s, Request{Factor: constant(1.5)}, min, min, 2 * min},
		{"as long as time goes", longest, Request{Factor: constant(3), RoundUp: 7 * min}, 0, longest, longest},
	} {
		class := clock("a", h, c.run, 1)
		class.Request = c.request
		got := all(t, Spec{Classes: []Class{class}, MaxJobs: 1, Grain: c.grain}, rng.Key{})[0].job
		if got.Run != c.gotRun || got.Request != c.want {
			t.Errorf("%s: runs %v and asks for %v, want %v and %v", c.name, got.Run, got.Request, c.gotRun, c.want)
		}
	}
}

func TestEnds(t *testing.T) {
	a, b := clock("a", time.Minute, time.Hour, 1), clock("b", time.Minute, time.Hour, 1)
	a3 := a
	a3.MaxJobs = 3
	b2 := b
	b2.MaxJobs = 2
	end := sim.Time(10 * time.Minute)
	for _, c := range []struct {
		name string
		spec Spec
		a, b int
	}{
		{"by time", Spec{Classes: []Class{a, b}, Until: end}, 9, 9},
		{"by number", Spec{Classes: []Class{a, b}, MaxJobs: 5}, 3, 2},
		{"by each class's number", Spec{Classes: []Class{a3, b2}}, 3, 2},
		{"one class earlier", Spec{Classes: []Class{a3, b}, Until: end}, 3, 9},
		{"whatever is first", Spec{Classes: []Class{a3, b}, Until: end, MaxJobs: 7}, 3, 4},
		{"before the first arrival", Spec{Classes: []Class{a, b}, Until: 1}, 0, 0},
		{"at the end of time", Spec{Classes: []Class{clock("a", longest/2, 1, 1)}, MaxJobs: 5}, 2, 0},
	} {
		jobs := all(t, c.spec, rng.Key{})
		if got := len(of(jobs, "a", "NO")); got != c.a {
			t.Errorf("%s: %d jobs of a, want %d", c.name, got, c.a)
		}
		if got := len(of(jobs, "b", "NO")); got != c.b {
			t.Errorf("%s: %d jobs of b, want %d", c.name, got, c.b)
		}
	}
}

// Arrivals come in order, numbered from 1, also with many classes.
func TestJobsComeInOrder(t *testing.T) {
	var classes []Class
	for i := range 23 {
		c := busy(string(rune('a' + i)))
		c.Interarrival = dist.Interarrival{Mean: time.Duration(1+i%5) * 100, CV: []float64{0, 0.5, 1, 3}[i%4]}
		classes = append(classes, c)
	}
	jobs := all(t, Spec{Classes: classes, Until: 20_000}, rng.Key{})
	ties := 0
	for i, j := range jobs {
		if j.job.ID != int64(i+1) {
			t.Fatalf("job %d has the number %d", i+1, j.job.ID)
		}
		if i == 0 {
			continue
		}
		switch last := jobs[i-1]; {
		case j.job.Submit < last.job.Submit:
			t.Fatalf("job %d arrives at %d, the one before at %d", i+1, j.job.Submit, last.job.Submit)
		case j.job.Submit == last.job.Submit:
			ties++
			if j.class < last.class {
				t.Fatalf("at %d, a job of %s comes after one of %s", j.job.Submit, j.class, last.class)
			}
		}
	}
	if ties < 100 {
		t.Errorf("only %d ties among %d jobs: the test does not test them", ties, len(jobs))
	}
}
