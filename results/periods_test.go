package results

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sovsim/sim"
)

const day = 24 * time.Hour

// at is the time of a date since an epoch.
func at(epoch time.Time, year int, month time.Month, d int) sim.Time {
	return sim.Time(time.Date(year, month, d, 0, 0, 0, 0, time.UTC).Sub(epoch))
}

// Which jobs may pooled figures use? The rule by cases, each with the moment
// before which jobs count, worked out with a calendar.
func TestTheRuleOfEqualFollowUp(t *testing.T) {
	epoch := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		name            string
		epoch           time.Time
		horizon, warmUp sim.Time
		followUp        time.Duration
		cut             sim.Time
		follow          time.Duration
		first, last     string // names of periods; "" for none
	}{
		{name: "a trace: all jobs, to their ends", cut: sim.Never, follow: time.Duration(sim.Never)},
		// 1 April less 28 days is 4 March: January and February qualify.
		{"three months", epoch, at(epoch, 2025, 4, 1), sim.Time(7 * day), 0, at(epoch, 2025, 3, 1), 28 * day, "2025-01", "2025-03"},
		// February 2025 ends 28 days before 29 March, and not one ns less.
		{"just enough", epoch, at(epoch, 2025, 3, 29), sim.Time(7 * day), 0, at(epoch, 2025, 3, 1), 28 * day, "2025-01", "2025-03"},
		// Of January the first week is warm-up, February is too late: no whole month.
		// So all of the time until 28 days before the horizon counts.
		{"no whole month", epoch, at(epoch, 2025, 3, 28), sim.Time(7 * day), 0, at(epoch, 2025, 2, 28), 28 * day, "2025-01", "2025-03"},
		{"a shorter follow-up", epoch, at(epoch, 2025, 4, 1), 0, 7 * day, at(epoch, 2025, 3, 1), 7 * day, "2025-01", "2025-03"},
		{"too short for any", epoch, at(epoch, 2025, 1, 29), sim.Time(7 * day), 0, sim.Never, time.Duration(sim.Never), "", ""},
		// Blocks of 30 days end at 30, 60, 90; 100 − 28 = 72 days.
		{"no date", time.Time{}, sim.Time(100 * day), 0, 0, sim.Time(60 * day), 28 * day, "day 0", "day 90"},
		// A month that began before the epoch is named too.
		{"an epoch within a month", epoch.Add(19*day + time.Hour), sim.Time(100 * day), 0, 0, at(epoch.Add(19*day+time.Hour), 2025, 4, 1), 28 * day, "2025-01", "2025-04"},
		// 29 January to 13 February, without a warm-up: the three days of January are no
		// whole month, so all of the time until 24 hours before the horizon counts.
		{"days of a month", epoch.Add(28 * day), sim.Time(15 * day), 0, day, sim.Time(14 * day), day, "2025-01", "2025-02"},
		// With a whole month after them they count too: 29 January to 1 March, of 40 days.
		{"days of a month before a whole one", epoch.Add(28 * day), sim.Time(40 * day), 0, day, sim.Time(31 * day), day, "2025-01", "2025-03"},
		{"for ever", epoch, sim.Time(120 * 365 * day), 0, 0, sim.Time(120*365*day - 28*day), 28 * day, "", ""},
	} {
		c := Config{Clusters: []Cluster{{Name: "a"}}, Epoch: x.epoch, Horizon: x.horizon, WarmUp: x.warmUp, FollowUp: x.followUp}
		k, err := NewCollector(c)
		if err != nil {
			t.Fatal(err)
		}
		p := &k.periods
		if p.cut != x.cut || p.follow != x.follow {
			t.Errorf("%s: until %v for %v, want %v and %v", x.name, time.Duration(p.cut), p.follow, time.Duration(x.cut), x.follow)
		}
		if p.known() != (x.first != "") {
			t.Errorf("%s: periods %v", x.name, p.bounds)
		} else if p.known() {
			if first, last := p.name(0), p.name(len(p.bounds)-2); first != x.first || last != x.last {
				t.Errorf("%s: from %s to %s, want %s to %s", x.name, first, last, x.first, x.last)
			}
			for i, b := range p.bounds[1:] {
				if p.of(b-1) != i || i+2 < len(p.bounds) && p.of(b) != i+1 {
					t.Errorf("%s: around %v the periods are %d and %d", x.name, time.Duration(b), p.of(b-1), p.of(b))
				}
			}
		}
	}
}

func yearConfig() Config {
	return Config{Scenario: "year", Policy: "easy", Clusters: []Cluster{{Name: "a", Region: "FR"}, {Name: "b", Region: "DE"}}, Directory: directory(),
		Epoch: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Horizon: sim.Time(365 * day), WarmUp: sim.Time(20 * day),
		Blocs: map[string]string{"FR": "Europe", "DE": "Europe"}}
}

// Every row against a count straight from the records: which jobs it uses, how
// long it follows them, and the estimator's plain or textbook form.
func TestRowsOfAYear(t *testing.T) {
	c := yearConfig()
	rs := overload(rand.New(rand.NewPCG(1, 9)), c.Horizon)
	weights := map[string]float64{"small": 64, "large": 3}
	c.Weight = func(class, region string) float64 { return weights[class] }
	s := collect(t, c, rs, c.Horizon)
	kinds := map[GroupKind]int{}
	for i := range s.Rows {
		row := &s.Rows[i]
		kinds[row.Group]++
		// November ends 28 days before the horizon, 31 December; December does not.
		cut, limit := at(c.Epoch, 2027, 12, 1), 28*day
		if !row.Group.Pooled() {
			cut, limit = sim.Never, time.Duration(sim.Never)
		}
		var lives []life
		var weight, sum, n float64
		var all int64
		for i := range rs {
			x := &rs[i]
			class, region := c.Directory.Classes.Name(x.Class), c.Directory.Regions.Name(x.Region)
			month := c.Epoch.Add(time.Duration(x.Submit)).Format("2006-01")
			key := map[GroupKind]string{All: "", ByBloc: "Europe", ByClass: class, ByRegion: region, ByCluster: c.Clusters[x.Cluster].Name,
				ByPeriod: month, ByRegionClass: region + "/" + class, ByBlocClass: "Europe/" + class, ByRegionPeriod: region + "/" + month,
				ByBlocPeriod: "Europe/" + month, ByClassPeriod: class + "/" + month, ByRegionClassPeriod: region + "/" + class + "/" + month}[row.Group]
			if x.WarmUp || key != row.Key {
				continue
			}
			all++
			weight += weights[class]
			if x.Submit >= cut {
				continue
			}
			l := life{int64(x.Wait), []int{startEvent, leaveEvent, censoring}[map[sim.Outcome]int{sim.Completed: 0, sim.Reneged: 1, sim.Queued: 2}[x.Outcome]], weights[class]}
			if x.Wait > limit {
				l.t, l.kind = int64(limit), censoring
			}
			if l.kind == startEvent {
				sum, n = sum+l.weight*float64(l.t), n+l.weight
			}
			lives = append(lives, l)
		}
		name := fmt.Sprintf("%s %s", row.Group, row.Key)
		if row.Jobs() != all || math.Abs(row.Weight/weight-1) > 1e-12 || row.Followed != int64(len(lives)) {
			t.Fatalf("%s: %d jobs of weight %g, %d followed; want %d, %g, %d", name, row.Jobs(), row.Weight, row.Followed, all, weight, len(lives))
		}
		if math.Abs(float64(row.WaitMean)-sum/n) > 10 {
			t.Errorf("%s: mean wait %v, want %v", name, row.WaitMean, time.Duration(sum/n))
		}
		for i, m := range Marks {
			if got := row.At[i]; got.Known {
				s, l := quickTextbook(lives, int64(m))
				if math.Abs(got.Started-s) > 1e-9 || math.Abs(got.Withdrawn-l) > 1e-9 {
					t.Errorf("%s: at %v %v, want %v and %v", name, m, got, s, l)
				}
			} else if row.Group.Pooled() {
				t.Errorf("%s: nothing known at %v", name, m)
			}
		}
		for p, got := range map[float64]time.Duration{0.5: row.P50, 0.9: row.P90, 0.95: row.P95, 0.99: row.P99} {
			if got == NotReached {
				if s, _ := quickTextbook(lives, math.MaxInt64); s >= p {
					t.Errorf("%s: p%g is not reached, but %g start", name, 100*p, s)
				}
				continue
			}
			here, _ := quickTextbook(lives, int64(got))
			before, _ := quickTextbook(lives, int64(got)-1)
			if here < p*(1-1e-9) || before >= p {
				t.Errorf("%s: p%g is %v, where the incidence goes from %g to %g", name, 100*p, got, before, here)
			}
		}
	}
	want := map[GroupKind]int{All: 1, ByBloc: 1, ByClass: 2, ByRegion: 2, ByCluster: 2, ByPeriod: 12, ByRegionClass: 4, ByBlocClass: 2,
		ByRegionPeriod: 24, ByBlocPeriod: 12, ByClassPeriod: 24, ByRegionClassPeriod: 48}
	for kind, n := range want {
		if kinds[kind] != n {
			t.Errorf("%d rows of %s, want %d", kinds[kind], kind, n)
		}
	}
	var order []GroupKind
	for i := range s.Rows {
		order = append(order, s.Rows[i].Group)
	}
	if got := slices.Compact(order); !slices.Equal(got, []GroupKind{All, ByBloc, ByClass, ByRegion, ByCluster, ByPeriod, ByRegionClass, ByBlocClass, ByRegionPeriod, ByBlocPeriod, ByClassPeriod, ByRegionClassPeriod}) {
		t.Errorf("kinds in the order %v", got)
	}
	// The order in which jobs are told leaves no trace, not in weighted sums either.
	text := AppendSummary(nil, s)
	rand.New(rand.NewPCG(2, 2)).Shuffle(len(rs), func(i, j int) { rs[i], rs[j] = rs[j], rs[i] })
	if again := AppendSummary(nil, collect(t, c, rs, c.Horizon)); !bytes.Equal(text, again) {
		t.Error("another order of jobs gives other figures")
	}
}

// quickTextbook is textbook in one pass over sorted lives.
func quickTextbook(lives []life, x int64) (start, leave float64) {
	sorted := slices.Clone(lives)
	slices.SortFunc(sorted, func(a, b life) int {
		if a.t != b.t {
			return int(max(-1, min(1, a.t-b.t)))
		}
		return a.kind - b.kind
	})
	var risk float64
	for _, l := range sorted {
		risk += l.weight
	}
	waiting := 1.0
	for i := 0; i < len(sorted) && sorted[i].t <= x; {
		var d [3]float64
		for t := sorted[i].t; i < len(sorted) && sorted[i].t == t; i++ {
			d[sorted[i].kind] += sorted[i].weight
		}
		if d[0]+d[1] > 0 {
			start += waiting * d[0] / risk
			leave += waiting * d[1] / risk
			waiting *= 1 - (d[0]+d[1])/risk
		}
		risk -= d[0] + d[1] + d[2]
	}
	return start, leave
}

// Doubling a class's weight is having each of its jobs twice, where classes are
// pooled; within the class nothing changes.
func TestDoublingAWeightIsHavingJobsTwice(t *testing.T) {
	c := yearConfig()
	rs := overload(rand.New(rand.NewPCG(5, 5)), c.Horizon)
	var twice []sim.Record
	for _, r := range rs {
		twice = append(twice, r)
		if r.Class == 1 {
			twice = append(twice, r)
		}
	}
	b := collect(t, c, twice, c.Horizon)
	c.Weight = func(class, region string) float64 { return map[string]float64{"small": 1, "large": 2}[class] }
	a := collect(t, c, rs, c.Horizon)
	for i := range a.Rows {
		x, y := &a.Rows[i], &b.Rows[i]
		if x.P50 != y.P50 || x.P90 != y.P90 || x.P95 != y.P95 || x.Weight != y.Weight || x.RenegedWeight != y.RenegedWeight || (x.WaitMean-y.WaitMean).Abs() > 1 || math.Abs(x.Slowdown-y.Slowdown) > 1e-9 || math.Abs(x.AtTarget.Started-y.AtTarget.Started) > 1e-12 || x.TargetMonth != y.TargetMonth {
			t.Errorf("%s %s: with weights %+v\nwith jobs %+v", x.Group, x.Key, x, y)
		}
	}
}

// The first of three months in a row with 95 % of the jobs within a day. A story
// by month: the share that starts in time, of 20 jobs; −1 is a month without jobs.
func TestTargetMonth(t *testing.T) {
	for _, x := range []struct {
		shares string // of 20 jobs by month: a letter is their number in time, t for 20, s for 19, r for 18; - for no job
		want   string
	}{
		{"rrrssssrrrrr", "2027-04"},
		{"sssrrrrrrrrr", "2027-01"},
		{"rrrrrrrrrrrr", ""},
		{"ssrssrssrssr", ""},
		{"ssrtsrrssstt", "2027-08"},
		{"ss-sstrrrrrr", "2027-04"}, // a month without jobs breaks the row
		{"rrrrrrrrrsss", ""},        // of December's jobs the last are followed for less than a day
		{"rrrrrrrrsssr", "2027-09"},
	} {
		c := yearConfig()
		c.WarmUp = 0
		var rs []sim.Record
		for m, letter := range []byte(x.shares) {
			if letter == '-' {
				continue
			}
			for i := range 20 {
				r := ran(int64(i), 1, 0, 0, 60)
				r.Submit = at(c.Epoch, 2027, time.Month(m+1), 1+i)
				r.Start = r.Submit.Add(day) // just in time
				if i >= int(letter-'r')+18 {
					r.Start++
				}
				r.End, r.Wait = r.Start.Add(time.Minute), r.Start.Sub(r.Submit)
				rs = append(rs, r)
			}
		}
		s := collect(t, c, rs, c.Horizon)
		for i := range s.Rows {
			want := ""
			if row := &s.Rows[i]; row.Group == ByRegion || row.Group == ByBloc {
				want = x.want
			}
			if got := s.Rows[i].TargetMonth; got != want {
				t.Errorf("%s: %s %s has %q, want %q", x.shares, s.Rows[i].Group, s.Rows[i].Key, got, want)
			}
		}
	}
}

// Without blocs, classes, regions or a horizon there are no rows of them.
func TestRowsThatAreLeftOut(t *testing.T) {
	c := Config{Clusters: []Cluster{{Name: "a"}}}
	rs := []sim.Record{ran(1, 1, 0, 0, 1), ran(2, 1, 0, 40*86400, 40*86400+1)}
	kinds := func() string {
		var b strings.Builder
		s := collect(t, c, rs, sim.Time(100*day))
		for i := range s.Rows {
			fmt.Fprintf(&b, "%s %s;", s.Rows[i].Group, s.Rows[i].Key)
		}
		return b.String()
	}
	if got := kinds(); got != "all ;cluster a;" {
		t.Errorf("a trace: %s", got)
	}
	c.Horizon = sim.Time(100 * day)
	rs[1].Submit = sim.Time(40 * day)
	if got := kinds(); got != "all ;cluster a;period day 0;period day 30;" {
		t.Errorf("with a horizon: %s", got)
	}
	c.Horizon = sim.Time(30 * day)
	if got := kinds(); got != "all ;cluster a;" {
		t.Errorf("with one period: %s", got)
	}
}

// Of 40 small jobs each stands for 64 and all start; of 10 large ones each is one,
// and none starts. By weight that is 10 of 2,570, by number a fifth.
func TestWarningsWeighJobs(t *testing.T) {
	var rs []sim.Record
	for i := range 50 {
		r := ran(int64(i), 1, i, i, i+10)
		if i >= 40 {
			r = left(int64(i), 1, i, sim.Reneged)
			r.Class = 1
		}
		rs = append(rs, r)
	}
	c := Config{Clusters: []Cluster{{Name: "a"}}, Directory: directory(), Horizon: sim.Time(90 * day)}
	warned := func() (of []GroupKind) {
		for _, w := range collect(t, c, rs, c.Horizon).Warnings {
			if strings.Contains(w.Text, "did not start") {
				of = append(of, w.Group)
			}
		}
		return of
	}
	if got, want := warned(), []GroupKind{All, ByClass}; !slices.Equal(got[:min(2, len(got))], want) {
		t.Errorf("without weights %v, want %v", got, want)
	}
	c.Weight = func(class, region string) float64 { return map[string]float64{"small": 64, "large": 1}[class] }
	if got := warned(); slices.Contains(got, All) || !slices.Contains(got, ByClass) {
		t.Errorf("with weights %v, want the large class and not all jobs", got)
	}
}
