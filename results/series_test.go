package results

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"sovsim/sim"
)

type reading struct {
	at      int
	cluster int
	state   sim.State
}

// seriesOf is timeseries.csv, without header, of the given states.
func seriesOf(t *testing.T, c Config, end sim.Time, states []reading) (string, *RunSummary) {
	t.Helper()
	var b bytes.Buffer
	c.Series = &b
	k, err := NewCollector(c)
	if err != nil {
		t.Fatal(err)
	}
	for i := range states {
		k.State(sim.Time(states[i].at)*second, states[i].cluster, &states[i].state)
	}
	s, err := k.Finish(sim.Result{End: end})
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), s
}

func st(capacity, held, queued, queuedGPUs, running int64) sim.State {
	return sim.State{Capacity: capacity, Held: held, Queued: queued, QueuedGPUs: queuedGPUs, Running: running}
}

// Intervals of 10 s until a horizon of 25 s. In the first, 4 of 8 GPUs are held
// for 5 s, then 8 for 5 s: a mean of 6. What happens at 10 s belongs to the
// second interval, so the first ends with one queued job.
func TestSeriesByHand(t *testing.T) {
	c := Config{Scenario: "s", Policy: "p(a=1,b=2)", Replication: 3, Clusters: []Cluster{{Name: "x"}, {Name: "y, z"}}, Interval: 10 * time.Second, Horizon: 25 * second}
	got, s := seriesOf(t, c, 25*second, []reading{
		{0, 0, st(8, 4, 0, 0, 1)}, {0, 1, st(2, 0, 0, 0, 0)},
		{5, 0, sim.State{Capacity: 8, Held: 8, Queued: 1, QueuedGPUs: 2, Running: 2, Staging: 3}}, // for the 5 s until 10
		{10, 0, st(8, 8, 3, 6, 2)}, {10, 0, st(8, 8, 4, 8, 2)}, // two rounds of one instant: the last counts
		{20, 0, st(4, 0, 0, 0, 0)}, {20, 1, st(2, 1, 0, 0, 1)},
		{25, 0, st(4, 0, 9, 9, 0)}, {25, 1, st(2, 1, 0, 0, 1)},
	})
	want := `s,"p(a=1,b=2)",3,x,0,10,8,6,0.5,1,1.5,1,2,1.5
s,"p(a=1,b=2)",3,"y, z",0,10,2,0,0,0,0,0,0,0
s,"p(a=1,b=2)",3,x,10,10,8,8,4,8,2,4,8,0
s,"p(a=1,b=2)",3,"y, z",10,10,2,0,0,0,0,0,0,0
s,"p(a=1,b=2)",3,x,20,5,4,0,0,0,0,0,0,0
s,"p(a=1,b=2)",3,"y, z",20,5,2,1,0,0,1,0,0,0
`
	if got = bare(got); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	// x held 60 + 80 of 180 GPU·s, y held 5 of 50.
	for _, row := range s.Rows {
		u, ok := row.Utilisation()
		if want := map[string]float64{"": 145. / 230, "x": 140. / 180, "y, z": 5. / 50}[row.Key]; !ok || math.Abs(u-want) > 1e-15 {
			t.Errorf("%s %s: utilisation %g, want %g", row.Group, row.Key, u, want)
		}
	}
}

// Jobs that are held back are a column of a run that can hold them back. By hand: 2
// for 5 s of 10, then 1 for all of them; they begin the period of a run without a
// horizon.
func TestHeldBackJobs(t *testing.T) {
	for _, x := range []struct {
		holds bool
		want  string
	}{{true, "s,p,0,x,3,7,4,0,0,0,0,0,0,0,,1.42857142857\ns,p,0,x,10,10,4,0,0,0,0,0,0,0,,1\n"},
		{false, "s,p,0,x,3,7,4,0,0,0,0,0,0,0\ns,p,0,x,10,10,4,0,0,0,0,0,0,0\n"}} {
		held := func(n int64) sim.State { return sim.State{Capacity: 4, HeldBack: n, HeldBackGPUs: 2 * n} }
		got, _ := seriesOf(t, Config{Scenario: "s", Policy: "p", HeldBack: x.holds, Clusters: []Cluster{{Name: "x"}}, Interval: 10 * time.Second}, 20*second,
			[]reading{{0, 0, held(0)}, {3, 0, held(2)}, {8, 0, held(0)}, {10, 0, held(1)}, {20, 0, held(0)}})
		if got = bare(got); got != x.want {
			t.Errorf("got\n%swant\n%s", got, x.want)
		}
	}
}

// A trace may begin long after its epoch. Without a horizon the period begins
// with the first job, not with centuries of idle GPUs.
func TestWithoutHorizonThePeriodBeginsWithTheFirstJob(t *testing.T) {
	begin := 1_600_000_003
	got, s := seriesOf(t, Config{Scenario: "s", Policy: "p", Clusters: []Cluster{{Name: "x"}}, Interval: 10 * time.Second}, sim.Time(begin+10)*second,
		[]reading{{0, 0, st(4, 0, 0, 0, 0)}, {begin, 0, st(4, 2, 0, 0, 1)}, {begin + 10, 0, st(4, 0, 0, 0, 0)}})
	want := "s,p,0,x,1600000003,7,4,2,0,0,1,0,0,0\ns,p,0,x,1600000010,3,4,2,0,0,1,0,0,0\n"
	if got = bare(got); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if u, ok := s.All().Utilisation(); !ok || u != 0.5 {
		t.Errorf("utilisation %g, want 0.5", u)
	}
	if s.All().Period != 10*time.Second {
		t.Errorf("period %v, want 10 s", s.All().Period)
	}
}

// randomStates are states of two clusters with gaps from seconds to months.
func randomStates(r *rand.Rand, n int) ([]reading, sim.Time) {
	ms := []reading{{0, 0, st(100, 0, 0, 0, 0)}, {0, 1, st(50, 1, 1, 1, 1)}}
	at := 0
	for range n {
		at += int(math.Exp(r.Float64() * 15 * r.Float64()))
		ms = append(ms, reading{at, r.IntN(2), st(r.Int64N(100), r.Int64N(100), r.Int64N(9), r.Int64N(90), r.Int64N(9))})
	}
	return ms, sim.Time(at+r.IntN(100)) * second
}

// The width that a run chooses gives the same rows as the same width given,
// and there are at most 1000 intervals.
func TestChosenWidthGivesTheRowsOfThatWidth(t *testing.T) {
	for seed := range uint64(25) {
		r := rand.New(rand.NewPCG(seed, 4))
		ms, end := randomStates(r, 3000)
		c := Config{Scenario: "s", Policy: "p", Clusters: []Cluster{{Name: "x"}, {Name: "y"}}}
		if seed%2 == 0 {
			c.Horizon = end
		}
		auto, a := seriesOf(t, c, end, ms)
		rows, err := csv.NewReader(strings.NewReader(auto)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if n := len(rows) / 2; n > MaxAutoIntervals || n < MaxAutoIntervals/8 {
			t.Errorf("seed %d: %d intervals over %v", seed, n, time.Duration(end))
		}
		width, err := strconv.ParseInt(rows[4][5], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		c.Interval = time.Duration(width) * time.Second
		given, b := seriesOf(t, c, end, ms)
		if auto != given {
			t.Fatalf("seed %d: the chosen width %v gives other rows than the same width given", seed, c.Interval)
		}
		if x, y := fmt.Sprint(a.Rows[0].Use, a.Rows[2].Use), fmt.Sprint(b.Rows[0].Use, b.Rows[2].Use); x != y {
			t.Errorf("seed %d: use %s with a chosen width, %s with a given", seed, x, y)
		}
	}
}

// The held GPU-time of the intervals adds up to that of the run, whatever the
// width, and no row is written without Series.
func TestIntervalsAddUpToTheRun(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 4))
	ms, end := randomStates(r, 500)
	c := Config{Scenario: "s", Policy: "p", Clusters: []Cluster{{Name: "x"}, {Name: "y"}}, Horizon: end}
	k, err := NewCollector(c)
	if err != nil {
		t.Fatal(err)
	}
	for i := range ms {
		k.State(sim.Time(ms[i].at)*second, ms[i].cluster, &ms[i].state)
	}
	plain, err := k.Finish(sim.Result{End: end})
	if err != nil {
		t.Fatal(err)
	}
	text, s := seriesOf(t, c, end, ms)
	if plain.All().Use != s.All().Use {
		t.Errorf("use %v without a series, %v with one", plain.All().Use, s.All().Use)
	}
	var sum float64
	rows, _ := csv.NewReader(strings.NewReader(text)).ReadAll()
	for _, row := range rows {
		w, _ := strconv.ParseFloat(row[5], 64)
		h, _ := strconv.ParseFloat(row[7], 64)
		sum += w * h
	}
	if want := s.All().Use.Held / 1e9; math.Abs(sum/want-1) > 1e-9 {
		t.Errorf("intervals hold %g GPU·s, the run %g", sum, want)
	}
}

func TestTooManyIntervalsEndTheSeriesNotTheMemory(t *testing.T) {
	sink := &full{1 << 40}
	k, err := NewCollector(Config{Clusters: []Cluster{{Name: "x"}}, Interval: time.Second, Series: sink})
	if err != nil {
		t.Fatal(err)
	}
	s := st(1, 1, 0, 0, 1)
	k.State(0, 0, &s)
	k.State(1e8*second, 0, &s) // three years in seconds
	if k.Err() == nil {
		t.Fatal("no error before the run ends")
	}
	if _, err := k.Finish(sim.Result{End: 1e8 * second}); err == nil || !strings.Contains(err.Error(), "give a wider one") {
		t.Errorf("error %v does not say what to do", err)
	}
}

// bare is rows without what is empty at their end: the columns of features that a
// run does not have.
func bare(rows string) string {
	lines := strings.Split(rows, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(strings.TrimSuffix(lines[i], ",base"), ",")
	}
	return strings.Join(lines, "\n")
}
