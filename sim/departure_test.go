package sim_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/sim"
	"sovsim/sim/rng"
	"sovsim/sim/unit"
)

const day = 24 * time.Hour

// emigrants is a world that hears who leaves.
type emigrants struct {
	*world
	left []string
	// gone are the users who have left, by the number of the period.
	gone map[string]int
}

func (w *emigrants) Departed(at sim.Time, d sim.Departed) {
	user := w.dir.Users.Name(d.User)
	w.gone[user] = int(at.Sub(0) / sim.DeparturePeriod)
	w.left = append(w.left, fmt.Sprintf("day %g: %s of class %s from %s to %s", at.Sub(0).Hours()/24, user, w.dir.Classes.Name(d.Class),
		w.dir.Regions.Name(d.From), w.dir.Regions.Name(d.To)))
}

func (w *emigrants) run(t testing.TB, jobs ...homed) {
	t.Helper()
	w.jobs = jobs
	w.gone = map[string]int{}
	var err error
	if w.result, err = sim.Run(context.Background(), &w.Model, sim.Input{Source: w, Directory: &w.dir, Observers: []sim.Observer{w}, Key: w.key}); err != nil {
		t.Fatal(err)
	}
}

// homeward sends each job to the cluster of its home.
func homeward(c *sim.Choice) int {
	for _, i := range c.Eligible {
		if c.Soil(i) == sim.AtHome {
			return i
		}
	}
	return -1
}

// of is a job of a user, with times in days.
func (w *emigrants) of(user string, id int64, submit, run float64, more ...func(*sim.Job)) homed {
	h := homed{sim.Job{ID: id, Number: id, GPUs: 1, User: w.dir.Users.ID(user), Class: w.dir.Classes.ID("mid"), Submit: sim.Time(submit * float64(day)),
		Run: time.Duration(run * float64(day)), Request: time.Duration(run * float64(day))}, "UK"}
	for _, change := range more {
		change(&h.Job)
	}
	return h
}

// sure is a departure of everybody who waits for longer than the grace.
func sure(grace time.Duration) []sim.Departure {
	return []sim.Departure{{Name: "drain", From: []string{"UK"}, To: "US", Rate: 1e9, Grace: grace}}
}

// One GPU in the UK, and many in the US. Ann's job 1 holds it from day 0 to day
// 10, so her job 2 of day 1 waits 9 days; job 5 starts at once in the last moment of the
// first period: a mean of 3. Bob's job 3 of day 2 is withdrawn on day 8: 6 days. Eve's
// job 4 of day 12 starts at once.
func TestDeparturesByHand(t *testing.T) {
	atHome := func(j *sim.Job) { j.Residency = sim.AtHome }
	for _, c := range []struct {
		name   string
		grace  time.Duration
		warmUp time.Duration
		left   []string
		homes  string // of the jobs 5, 6, 7, 8 (all Ann's), 9 (Bob's) and 10 (Eve's)
	}{
		{"a grace below both means", 2 * day, 0, []string{"day 28: ann of class mid from UK to US", "day 28: bob of class mid from UK to US"}, "UK US US US US UK"},
		{"between them: the mean counts, not the longest wait", 5 * day, 0, []string{"day 28: bob of class mid from UK to US"}, "UK UK UK UK US UK"},
		{"equal to one: a wait of the grace is no reason", 6 * day, 0, nil, "UK UK UK UK UK UK"},
		// Ann's second job starts on day 10, after the warm-up, and three more at once
		// before the period ends on day 37: 2.25 days. Her first and Bob's only one do
		// not count.
		{"nobody counts waits in the warm-up", 2 * day, 9 * day, []string{"day 37: ann of class mid from UK to US"}, "UK UK UK US UK UK"},
	} {
		w := &emigrants{world: newWorld(routed(homeward), site("uk", "UK", 1, unit.One), site("us", "US", 9, unit.One))}
		w.WarmUp, w.Departures = sim.Time(c.warmUp), sure(c.grace)
		ns := 1.0 / float64(day)
		w.run(t, w.of("ann", 1, 0, 10), w.of("ann", 2, 1, 1), w.of("bob", 3, 2, 1, func(j *sim.Job) { j.Patience = 6 * day }), w.of("eve", 4, 12, 1),
			w.of("ann", 5, 28-ns, 0.1), w.of("ann", 6, 28, 0.1), w.of("ann", 7, 30, 0.1, atHome), w.of("ann", 8, 60, 0.1), w.of("bob", 9, 61, 0.1), w.of("eve", 10, 62, 0.1))
		if got, want := strings.Join(w.left, "; "), strings.Join(c.left, "; "); got != want {
			t.Errorf("%s: left %s, want %s", c.name, got, want)
		}
		var homes []string
		for id := int64(5); id <= 10; id++ {
			r := w.records[id]
			home := w.dir.Regions.Name(r.Region)
			if homes = append(homes, home); strings.ToLower(home) != w.Clusters[r.Cluster].Name {
				t.Errorf("%s: job %d has its home in %s and ran on %s", c.name, id, home, w.Clusters[r.Cluster].Name)
			}
			if born := w.dir.Regions.Name(r.Origin); born != "UK" {
				t.Errorf("%s: job %d comes from %s", c.name, id, born)
			}
		}
		if got := strings.Join(homes, " "); got != c.homes {
			t.Errorf("%s: homes %s, want %s", c.name, got, c.homes)
		}
	}
}

// The data of who has left lie where he is: Ann's job of day 40 finds them in the
// US, and Bob's, who stayed, are on their way for a day.
func TestTheDataGoAlong(t *testing.T) {
	w := &emigrants{world: newWorld(always(1), site("uk", "UK", 1, unit.One), site("us", "US", 9, unit.One))}
	w.Links = []sim.Link{{From: "UK", To: "US", BytesPerSecond: 1}, {From: "US", To: "UK", BytesPerSecond: 1}}
	w.Departures = sure(time.Hour)
	w.run(t, w.of("ann", 1, 0, 1, bytes(86400)), w.of("ann", 2, 40, 1, bytes(86400)), w.of("bob", 3, 40, 1, bytes(86400)))
	for id, want := range map[int64]time.Duration{1: day, 2: 0, 3: day} {
		if got := w.records[id].Staged; got != want {
			t.Errorf("the data of job %d are on their way for %v, want %v", id, got, want)
		}
	}
}

// Rate 0 is no departure at all: every record is the same, and a job draws the
// same numbers before and after its user has left.
func TestDeparturesMoveNoDraw(t *testing.T) {
	run := func(d []sim.Departure) (*emigrants, map[int64]uint64) {
		draws := map[int64]uint64{}
		w := &emigrants{world: newWorld(routed(func(c *sim.Choice) int {
			s := c.Stream()
			draws[c.Job.ID] = s.Uint64()
			return homeward(c)
		}), site("uk", "UK", 1, unit.One), site("us", "US", 9, unit.One))}
		w.Departures = d
		var jobs []homed
		for i := range 200 {
			jobs = append(jobs, w.of(fmt.Sprint("u", i%7), int64(i+1), float64(i)/2, 0.7))
		}
		w.run(t, jobs...)
		return w, draws
	}
	base, want := run(nil)
	zero := sure(0)
	zero[0].Rate = 0
	if none, draws := run(zero); fmt.Sprint(none.told, none.states, none.result, draws) != fmt.Sprint(base.told, base.states, base.result, want) {
		t.Error("a departure of rate 0 changed a run")
	}
	gone, draws := run(sure(0))
	if len(gone.left) != 7 {
		t.Errorf("%d of 7 users left: %v", len(gone.left), gone.left)
	}
	for id, x := range want {
		if draws[id] != x {
			t.Errorf("job %d draws %d after the departure, %d without", id, draws[id], x)
		}
	}
}

// A divided job is interrupted at the same moments before and after its user has
// left: its failures go by the region that its source gives it.
func TestDeparturesMoveNoFailure(t *testing.T) {
	run := func(d []sim.Departure) (left int, failed []sim.Time) {
		c := failing("site", "fcfs", 1, 1, hour)
		w := &emigrants{world: newWorld(nil, c)}
		w.Departures, w.Horizon = d, sim.Time(300*day)
		big := func(j *sim.Job) { j.GPUs, j.FullSize, j.Patience = 8, 8192, 0 }
		w.run(t, w.of("ann", 1, 0, 1, func(j *sim.Job) { j.GPUs = 8 }), w.of("ann", 2, 0, 0), w.of("ann", 3, 40, 5, big))
		return len(w.left), []sim.Time{sim.Time(w.records[3].Failures), w.records[3].End}
	}
	_, want := run(nil)
	left, got := run(sure(0))
	if left != 1 || want[0] == 0 || !slices.Equal(got, want) {
		t.Errorf("%d left; failures and end %v after the departure, %v without", left, got, want)
	}
}

// Where every wait is w, a user is there after n periods with the probability
// exp(−rate·(w − grace)·n·28/365.25), exactly. The wait here is that for data on
// their way, on a cluster where nothing queues.
func TestDeparturesClosedForm(t *testing.T) {
	const users, periods = 4000, 13
	for _, c := range []struct {
		rate        float64
		wait, grace time.Duration
	}{{0.3, 3 * day, day}, {2, 36 * time.Hour, 24 * time.Hour}, {0.05, 10 * day, 0}} {
		w := &emigrants{world: newWorld(always(0), site("fr", "FR", users, unit.One))}
		w.Links = []sim.Link{{From: "UK", To: "FR", BytesPerSecond: 1}}
		w.Departures = []sim.Departure{{Name: "drain", From: []string{"UK"}, To: "US", Rate: c.rate, Grace: c.grace}}
		w.Horizon = sim.Time(periods*sim.DeparturePeriod) + 1
		w.key = rng.Key{Seed: 11}
		var jobs []homed
		for p := range periods {
			for u := range users {
				jobs = append(jobs, w.of(fmt.Sprint("UK/u", u), int64(p*users+u), float64(28*p)+float64(u)/users, 0.001,
					func(j *sim.Job) { j.Bytes = int64(c.wait / time.Second) }))
			}
		}
		w.run(t, jobs...)
		for n := 1; n <= periods; n++ {
			left := 0
			for _, p := range w.gone {
				if p <= n {
					left++
				}
			}
			p := 1 - math.Exp(-c.rate*(c.wait-c.grace).Hours()/24*float64(n)*28/365.25)
			if sd := math.Sqrt(users * p * (1 - p)); math.Abs(float64(left)-users*p) > 4*sd {
				t.Errorf("rate %v, wait %v, grace %v: %d of %d users left in %d periods, want %.0f ± %.0f", c.rate, c.wait, c.grace, left, users, n, users*p, sd)
			}
		}
	}
}

// Waits that are a factor longer let nobody stay longer; and the periods are those
// of the definition, computed here with a sum over a plain list.
func TestLongerWaitsNeverHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := sim.Departure{Name: "d", From: []string{"UK"}, To: "US",
			Rate:  rapid.Float64Range(0.01, 50).Draw(t, "rate"),
			Grace: time.Duration(rapid.Int64Range(0, int64(5*day)).Draw(t, "grace"))}
		key := rng.Key{Seed: rapid.Uint64().Draw(t, "seed")}
		users := []string{"a", "b", "c", "d", "e"}
		factor := rapid.Float64Range(1, 5).Draw(t, "factor")
		periods := rapid.IntRange(1, 20).Draw(t, "periods")
		short, long := make([][][]time.Duration, periods), make([][][]time.Duration, periods)
		for p := range periods {
			short[p], long[p] = make([][]time.Duration, len(users)), make([][]time.Duration, len(users))
			for u := range users {
				for range rapid.IntRange(0, 3).Draw(t, "jobs") {
					x := rapid.Int64Range(0, int64(20*day)).Draw(t, "wait")
					short[p][u] = append(short[p][u], time.Duration(x))
					long[p][u] = append(long[p][u], time.Duration(math.Ceil(float64(x)*factor)))
				}
			}
		}
		a, b := sim.LeaveOf(d, key, users, short), sim.LeaveOf(d, key, users, long)
		for u, name := range users {
			if a[u] > 0 && (b[u] == 0 || b[u] > a[u]) {
				t.Errorf("%s leaves in period %d, with longer waits in %d", name, a[u], b[u])
			}
			hazard, want := 0.0, 0
			threshold := key.Stream("departure", name).Exponential()
			for p := range periods {
				sum, n := 0.0, 0
				for _, w := range short[p][u] {
					sum, n = sum+w.Hours()/24, n+1
				}
				if n > 0 {
					hazard += d.Rate * max(0, sum/float64(n)-d.Grace.Hours()/24) * 28 / 365.25
				}
				if want == 0 && hazard > threshold*(1+1e-9) {
					want = p + 1
				}
			}
			if a[u] != want && math.Abs(hazard-threshold) > 1e-9*threshold {
				t.Errorf("%s leaves in period %d, by the definition in %d", name, a[u], want)
			}
		}
	})
}

// In a world that is overloaded, more leave where the rate is higher, and where
// there is half of the capacity; all of them are people who left for the reason.
func TestMoreLeaveWhereWaitsAreLonger(t *testing.T) {
	left := func(rate float64, gpus int) (sum int) {
		for replication := range 3 {
			w := &emigrants{world: newWorld(routed(homeward), site("uk", "UK", gpus, unit.One), site("us", "US", 10000, unit.One))}
			w.key = rng.Key{Seed: 5, Replication: replication}
			w.Departures = []sim.Departure{{Name: "drain", From: []string{"UK"}, To: "US", Rate: rate, Grace: day}}
			w.Horizon = sim.Time(365 * day)
			s := w.key.Stream("test", "arrivals")
			var jobs []homed
			for at, id := 0.0, int64(1); at < 365; id++ {
				at += s.Exponential() / 30 // 30 jobs a day of 1.5 days: 45 GPUs busy
				jobs = append(jobs, w.of(fmt.Sprint("u", s.IntN(400)), id, at, 1.5, func(j *sim.Job) { j.Patience = time.Duration(s.Exponential() * float64(10*day)) }))
			}
			w.run(t, jobs...)
			sum += len(w.left)
		}
		return sum
	}
	half, full, higher := left(0.1, 15), left(0.1, 30), left(0.3, 30)
	if none := left(0, 30); none != 0 || full <= none || higher <= full || half <= full {
		t.Errorf("left: %d at rate 0, %d at 0.1, %d at 0.3, %d at 0.1 with half of the capacity", none, full, higher, half)
	}
}

func TestFaultyDepartures(t *testing.T) {
	for _, c := range []struct {
		d    []sim.Departure
		want string
	}{
		{[]sim.Departure{{Name: "d", From: []string{"UK"}, To: "US", Rate: -1}}, "departure d: the rate is -1; it must be 0 or more"},
		{[]sim.Departure{{Name: "d", From: []string{"UK"}, To: "US", Rate: math.NaN()}}, "departure d: the rate is NaN; it must be 0 or more"},
		{[]sim.Departure{{Name: "d", From: []string{"UK"}, To: "US", Rate: 1, Grace: -1}}, "departure d: the grace is -1ns, which is negative"},
		{[]sim.Departure{{Name: "d", To: "US", Rate: 1}}, "departure d: it needs regions to leave and one to go to"},
		{[]sim.Departure{{Name: "d", From: []string{"US"}, To: "US", Rate: 1}}, "departure d: users leave US for itself"},
		{[]sim.Departure{{Name: "d", From: []string{"UK"}, To: "US"}, {Name: "e", From: []string{"UK"}, To: "FR"}}, "departure e: region UK has a departure already"},
	} {
		w := newWorld(always(0), site("uk", "UK", 1, unit.One))
		w.Departures = c.d
		_, err := sim.Run(context.Background(), &w.Model, sim.Input{Source: w, Directory: &w.dir, Observers: []sim.Observer{w}})
		if err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}
