package results

import (
	"bytes"
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sovsim/sim"
)

// A cluster of 4 GPUs, a horizon of 200 s and a warm-up of 10 s.
//
//	job  class  region  gpus  submit  start  end   outcome
//	0    small  FR      4     0       0      20    completed, warm-up
//	1    small  DE      2     10      20     25    completed: wait 10, run 5, slowdown max(1, 15/10) = 1.5
//	2    large  DE      4     12      25     125   killed: wait 13, run 100, slowdown 1.13
//	3    small  FR      1     30      125    126   completed: wait 95, run 1, slowdown 96/10 = 9.6
//	4    large  FR      8     40                   rejected
//	5    large  DE      4     50                   queued
//	6    small  DE      2     60      126          running at 200: wait 66, held 74
//	7    small  FR      2     5                    queued, warm-up
func story() []sim.Record {
	rs := []sim.Record{
		ran(0, 4, 0, 0, 20), ran(1, 2, 10, 20, 25), ran(2, 4, 12, 25, 125), ran(3, 1, 30, 125, 126),
		left(4, 8, 40, sim.Rejected), left(5, 4, 50, sim.Queued), ran(6, 2, 60, 126, 200), left(7, 2, 5, sim.Queued),
	}
	for i := range rs {
		rs[i].Class = []int32{0, 0, 1, 0, 1, 1, 0, 0}[i]
		rs[i].Region = []int32{0, 1, 1, 0, 0, 1, 1, 0}[i]
		rs[i].User = int32(i % 2)
	}
	rs[0].WarmUp, rs[7].WarmUp = true, true
	rs[2].Outcome = sim.Killed
	rs[6].Outcome, rs[6].End = sim.Running, sim.Never
	rs[5].Wait, rs[7].Wait = 150*time.Second, 195*time.Second
	return rs
}

func storyConfig() Config {
	return Config{Scenario: "story", Policy: "fcfs", Clusters: []Cluster{{Name: "Jülich", Region: "DE"}}, Directory: directory(),
		Horizon: 200 * second, WarmUp: 10 * second}
}

func storySummary(t *testing.T, c Config) *RunSummary {
	t.Helper()
	k, err := NewCollector(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		at int
		s  sim.State
	}{
		{0, sim.State{Capacity: 4, Held: 4, Running: 1}},
		{5, sim.State{Capacity: 4, Held: 4, Running: 1, Queued: 1, QueuedGPUs: 2}},
		{10, sim.State{Capacity: 4, Held: 4, Running: 1, Queued: 2, QueuedGPUs: 4}},
		{12, sim.State{Capacity: 4, Held: 4, Running: 1, Queued: 3, QueuedGPUs: 8}},
		{20, sim.State{Capacity: 4, Held: 2, Running: 1, Queued: 2, QueuedGPUs: 6}},
		{25, sim.State{Capacity: 4, Held: 4, Running: 1, Queued: 1, QueuedGPUs: 2}},
		{30, sim.State{Capacity: 4, Held: 4, Running: 1, Queued: 2, QueuedGPUs: 3}},
		{50, sim.State{Capacity: 4, Held: 4, Running: 1, Queued: 3, QueuedGPUs: 7}},
		{60, sim.State{Capacity: 4, Held: 4, Running: 1, Queued: 4, QueuedGPUs: 9}},
		{125, sim.State{Capacity: 4, Held: 1, Running: 1, Queued: 3, QueuedGPUs: 8}},
		{126, sim.State{Capacity: 4, Held: 2, Running: 1, Queued: 2, QueuedGPUs: 6}},
		{200, sim.State{Capacity: 4, Held: 2, Running: 1, Queued: 2, QueuedGPUs: 6}},
	} {
		k.State(sim.Time(x.at)*second, 0, &x.s)
	}
	rs := landed(&c, story())
	for i := range rs {
		k.Job(&rs[i])
	}
	s, err := k.Finish(resultOf(200*second, rs))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStoryByHand(t *testing.T) {
	s := storySummary(t, storyConfig())
	got := upTo(t, "wait_capacity_share", string(AppendSummary(header(summaryColumns), s)))
	// Held: 20·4 + 5·2 + 100·4 + 1·1 + 74·2 = 639 of 800 GPU·s. Asked, measured:
	// 2·5 + 4·100 + 1·1 + 2·74 = 559 GPU·s = 0.155277… h. 2 completed in 190 s
	// are 909.47… a day.
	//
	// Followed are the jobs that were not rejected: starts at 10, 13, 66, 95, one
	// still waiting after 150 s. The mean of the four is 46; the incidence of starting
	// is 1/5, 2/5, 3/5, 4/5, so p50 is 66 and p90 is not reached. None was followed
	// for an hour, so nothing is said of it, but where all have started.
	//
	// Demanded: 10 + 400 + 1 + 800 + 400 + 148 = 1759 GPU·s; useful 559, of which
	// 558 are of DE, where the cluster is. Lost are the 800 of the rejected job.
	//
	// The backlog q(t) after the warm-up, with times from it: GPUs × [a, b) are
	// 2×[0,10) 4×[2,15) 1×[20,115) 4×[40,190) 2×[50,116) 2×[0,190), in all 1279
	// GPU·s, a mean of 6.7316 over T = 190. ∫ (t − 95) q dt of each is
	// g((b² − a²)/2 − 95(b − a)): −1800 −4498 −2612.5 +12000 −1584 +0 = 1505.5; the
	// slope is 12/190³ of that, 0.0026339/s or 227.57 a day. Weighted by run times
	// (5, 100, 1, 100, 74, 100): 621,371.5, 1.0871/s or 26.09 GPU·h a day.
	want := `scenario,policy,replication,group,key,jobs,completed,killed,reneged,rejected,running,queued,warmup_jobs,started,never_started,wait_mean_s,wait_p50_s,wait_p90_s,wait_p95_s,wait_p99_s,wait_max_s,total_wait_mean_s,total_wait_max_s,slowdown_mean,utilisation,throughput_per_day,gpu_hours,gpu_hours_held,makespan_s,backlog_jobs,backlog_gpus,weight,followed,followed_for_s,started_1h,started_24h,started_7d,started_28d,started_target,withdrawn_1h,withdrawn_24h,withdrawn_7d,withdrawn_28d,rejected_share,demanded_h100h,useful_h100h,held_h100h,on_soil_h100h,on_soil_share,on_soil_share_served,home_share,backlog_mean_gpus,backlog_slope_gpus_per_day,backlog_slope_h100h_per_day,staged_total_s,segments,moves,target_month,reneged_share,lost_h100h,wait_staging_share,wait_policy_share,wait_fragmentation_share,wait_routing_share,wait_eligibility_share,wait_capacity_share
story,fcfs,0,all,,6,2,1,0,1,1,1,2,4,2,46,66,,,,95,46,95,4.076666667,0.79875,909.473684211,0.155277777778,0.155277777778,116,2,6,6,5,150,,,,,,,,,,0.166666666667,0.488611111111,0.155277777778,0.155277777778,0.155,0.317225696418,0.998211091234,0.998211091234,6.73157894737,227.569966467,26.0905368129,0,4,0,,0,0.222222222222,,,,,,
story,fcfs,0,class,large,3,0,1,0,1,0,1,0,1,2,13,13,,,,13,13,13,1.13,,0,0.111111111111,0.111111111111,113,1,4,3,2,150,,,,,,,,,,0.333333333333,0.444444444444,0.111111111111,0.111111111111,0.111111111111,0.25,1,1,3.43157894737,1133.99527628,31.4998687855,0,1,0,,0,0.222222222222,,,,,,
story,fcfs,0,class,small,3,2,0,0,0,1,0,2,3,0,57,66,95,95,95,95,57,95,5.55,,909.473684211,0.0441666666667,0.0441666666667,116,1,2,3,3,95,1,1,1,1,1,0,0,0,0,0,0.0441666666667,0.0441666666667,0.0441666666667,0.0438888888889,0.993710691824,0.993710691824,0.993710691824,3.3,-906.425309812,-5.40933197259,0,3,0,,0,0,,,,,,
story,fcfs,0,region,DE,4,1,1,0,0,1,1,0,3,1,29.666666667,13,,,,66,29.666666667,66,1.315,,454.736842105,0.155,0.155,115,1,4,4,4,150,,,,,,,,,,0,0.266111111111,0.155,0.155,0.155,0.582463465553,1,1,4.23157894737,622.473013559,26.2002321038,0,3,0,,0,0,,,,,,
story,fcfs,0,region,FR,2,1,0,0,1,0,0,2,1,1,95,95,95,95,95,95,95,95,9.6,,454.736842105,0.000277777777778,0.000277777777778,96,1,2,2,1,95,1,1,1,1,1,0,0,0,0,0.5,0.2225,0.000277777777778,0.000277777777778,0,0,0,0,2.5,-394.903047091,-0.109695290859,0,1,0,,0,0.222222222222,,,,,,
story,fcfs,0,cluster,Jülich,5,2,1,0,0,1,1,2,4,1,46,66,,,,95,46,95,4.076666667,0.79875,909.473684211,0.155277777778,0.155277777778,116,2,6,5,5,150,,,,,,,,,,0,0.266388888889,0.155277777778,0.155277777778,0.155,0.581856100104,0.998211091234,0.998211091234,6.73157894737,227.569966467,26.0905368129,0,4,0,,0,0,,,,,,
story,fcfs,0,region-class,DE/large,2,0,1,0,0,0,1,0,1,1,13,13,,,,13,13,13,1.13,,0,0.111111111111,0.111111111111,113,1,4,2,2,150,,,,,,,,,,0,0.222222222222,0.111111111111,0.111111111111,0.111111111111,0.5,1,1,3.43157894737,1133.99527628,31.4998687855,0,1,0,,0,0,,,,,,
story,fcfs,0,region-class,DE/small,2,1,0,0,0,1,0,0,2,0,38,10,66,66,66,66,38,66,1.5,,454.736842105,0.0438888888889,0.0438888888889,15,0,0,2,2,66,1,1,1,1,1,0,0,0,0,0,0.0438888888889,0.0438888888889,0.0438888888889,0.0438888888889,1,1,1,0.8,-511.522262721,-5.29963668173,0,2,0,,0,0,,,,,,
story,fcfs,0,region-class,FR/large,1,0,0,0,1,0,0,0,0,1,,,,,,,,,,,0,0,0,,0,0,1,0,,,,,,,,,,,1,0.222222222222,0,0,0,0,,,0,0,0,0,0,0,,0,0.222222222222,,,,,,
story,fcfs,0,region-class,FR/small,1,1,0,0,0,0,0,2,1,0,95,95,95,95,95,95,95,95,9.6,,454.736842105,0.000277777777778,0.000277777777778,96,1,2,1,1,95,1,1,1,1,1,0,0,0,0,0,0.000277777777778,0.000277777777778,0.000277777777778,0,0,0,0,2.5,-394.903047091,-0.109695290859,0,1,0,,0,0,,,,,,
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestFiguresAgreeWithASlowCount(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 1))
		rs := randomRecords(r, 1+r.IntN(120))
		c := Config{Clusters: []Cluster{{Name: "a"}, {Name: "b"}}, Directory: directory(), Reasons: true}
		s := collect(t, c, rs, 5000*second)
		for i := range s.Rows {
			row := &s.Rows[i]
			checkRow(t, row, slices.DeleteFunc(slices.Clone(rs), func(x sim.Record) bool { return !belongs(c, row, &x) }))
		}
		// Records of one instant may come in any order: the figures do not care.
		r.Shuffle(len(rs), func(i, j int) { rs[i], rs[j] = rs[j], rs[i] })
		again := collect(t, c, rs, 5000*second)
		if a, b := AppendSummary(nil, s), AppendSummary(nil, again); !bytes.Equal(a, b) {
			t.Fatalf("seed %d: another order of records gives other figures:\n%s\n%s", seed, a, b)
		}
	}
}

func belongs(c Config, row *Row, x *sim.Record) bool {
	switch row.Group {
	case ByClass:
		return c.Directory.Classes.Name(x.Class) == row.Key
	case ByRegion:
		return c.Directory.Regions.Name(x.Region) == row.Key
	case ByCluster:
		return x.Cluster >= 0 && c.Clusters[x.Cluster].Name == row.Key
	case ByRegionClass:
		return c.Directory.Regions.Name(x.Region)+"/"+c.Directory.Classes.Name(x.Class) == row.Key
	}
	return true
}

// checkRow counts again by other means: sorted slices and big fractions.
func checkRow(t *testing.T, row *Row, rs []sim.Record) {
	t.Helper()
	var waits []int64
	var lives []life
	var jobs, ended, backlog int64
	sum, slow, lost := new(big.Rat), new(big.Rat), new(big.Rat)
	var parts [sim.Parts]float64
	reneged, waited := 0.0, 0.0
	for i := range rs {
		x := &rs[i]
		if x.Outcome == sim.Queued {
			backlog++
		}
		if x.WarmUp {
			continue
		}
		jobs++
		waited += x.Wait.Seconds()
		for p, d := range x.Parts {
			parts[p] += d.Seconds()
		}
		switch x.Outcome {
		case sim.Reneged:
			reneged++
			fallthrough
		case sim.Rejected:
			lost.Add(lost, big.NewRat(int64(x.GPUs)*int64(x.Run-x.Done), 3600e9))
		}
		if x.Start == sim.Never {
			switch x.Outcome {
			case sim.Queued:
				lives = append(lives, life{int64(x.Wait), censoring, 1})
			case sim.Reneged:
				lives = append(lives, life{int64(x.End - x.Submit), leaveEvent, 1})
			}
			continue
		}
		w := int64(x.Start - x.Submit)
		lives = append(lives, life{w, startEvent, 1})
		waits = append(waits, w)
		sum.Add(sum, big.NewRat(w, 1))
		if x.Outcome != sim.Running {
			ended++
			bound := big.NewRat(w+int64(x.Held), max(int64(x.Held), 1e10))
			if one := big.NewRat(1, 1); bound.Cmp(one) < 0 {
				bound = one
			}
			slow.Add(slow, bound)
		}
	}
	slices.Sort(waits)
	for p, got := range row.Parts {
		if row.HasParts != (waited > 0) || waited > 0 && math.Abs(got-parts[p]/waited) > 1e-12 {
			t.Fatalf("%s %q: shares %v (known: %v) of %v s, want %v ÷ that", row.Group, row.Key, row.Parts, row.HasParts, waited, parts)
		}
	}
	if want, _ := lost.Float64(); math.Abs(row.Lost-want) > 1e-9 || row.RenegedWeight != reneged {
		t.Fatalf("%s %q: %v GPU-hours lost, %v jobs withdrawn; want %v, %v", row.Group, row.Key, row.Lost, row.RenegedWeight, want, reneged)
	}
	if row.Jobs() != jobs || row.Ended != ended || row.Backlog != backlog || row.Started != int64(len(waits)) {
		t.Fatalf("%s %q: jobs %d, ended %d, backlog %d, started %d; want %d, %d, %d, %d",
			row.Group, row.Key, row.Jobs(), row.Ended, row.Backlog, row.Started, jobs, ended, backlog, len(waits))
	}
	if n := len(waits); n > 0 {
		mean, _ := sum.Quo(sum, big.NewRat(int64(n), 1)).Float64()
		if math.Abs(mean-float64(row.WaitMean)) > 0.5 {
			t.Fatalf("%s %q: mean wait %d ns, want %f", row.Group, row.Key, row.WaitMean, mean)
		}
		if longest := waits[n-1]; int64(row.WaitMax) != longest {
			t.Fatalf("%s %q: the longest of %d waits is %v, want %d ns", row.Group, row.Key, n, row.WaitMax, longest)
		}
	}
	if row.Followed != int64(len(lives)) {
		t.Fatalf("%s %q: %d jobs followed, want %d", row.Group, row.Key, row.Followed, len(lives))
	}
	for p, got := range map[int]time.Duration{50: row.P50, 90: row.P90, 95: row.P95, 99: row.P99} {
		want := NotReached
		for _, w := range waits {
			if s, _ := textbook(lives, w); s >= float64(p)/100*(1-1e-12) {
				want = time.Duration(w)
				break
			}
		}
		if len(lives) > 0 && got != want {
			t.Fatalf("%s %q: p%d of %d jobs is %v, want %v", row.Group, row.Key, p, len(lives), got, want)
		}
	}
	if ended > 0 {
		mean, _ := slow.Quo(slow, big.NewRat(ended, 1)).Float64()
		if math.Abs(mean-row.Slowdown) > 1e-9 {
			t.Fatalf("%s %q: slowdown %.12f, want %.12f", row.Group, row.Key, row.Slowdown, mean)
		}
	}
}

func TestExtremesDoNotOverflow(t *testing.T) {
	long := sim.Record{Start: sim.MaxTime, End: sim.MaxTime.Add(0), Wait: time.Duration(sim.MaxTime)}
	long.GPUs = 1
	rs := slices.Repeat([]sim.Record{long}, 100)
	row := collect(t, Config{Clusters: []Cluster{{Name: "a"}}}, rs, sim.MaxTime).All()
	if row.WaitMean != time.Duration(sim.MaxTime) || row.P99 != time.Duration(sim.MaxTime) {
		t.Errorf("mean %d and p99 %d, want both %d", row.WaitMean, row.P99, sim.MaxTime)
	}
	if want := float64(sim.MaxTime) / 1e10; math.Abs(row.Slowdown/want-1) > 1e-12 {
		t.Errorf("slowdown %g, want %g", row.Slowdown, want)
	}
}

func TestARunWithoutJobsHasEmptyFigures(t *testing.T) {
	s := collect(t, Config{Scenario: "s", Policy: "p", Clusters: []Cluster{{Name: "a"}}}, nil, 0)
	want := "s,p,0,all,,0,0,0,0,0,0,0,0,0,0,,,,,,,,,,,,0,0,,0,0" + ",0,0,,,,,,,,,,,,0,0,0,,,,,,,,0,0,0,,,0,,,,,,\n"
	got := upTo(t, "wait_capacity_share", string(AppendSummary(header(summaryColumns), s)))
	if got = strings.SplitAfter(got, "\n")[1]; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTooManyClassesArePutTogether(t *testing.T) {
	d := &sim.Directory{}
	k, err := NewCollector(Config{Clusters: []Cluster{{Name: "a"}}, Directory: d})
	if err != nil {
		t.Fatal(err)
	}
	k.main.maxCells = 3
	for i, class := range []string{"c", "a", "b", "d", "e", "a", "d"} {
		r := ran(int64(i), 1, 0, i, i+1)
		r.Class = d.Classes.ID(class)
		d.Regions.ID("DE")
		k.Job(&r)
	}
	s, err := k.Finish(sim.Result{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range s.Rows {
		if s.Rows[i].Group == ByClass {
			got = append(got, s.Rows[i].Key, strings.Repeat("i", int(s.Rows[i].Started)))
		}
	}
	if want := []string{"(other)", "iii", "a", "ii", "b", "i", "c", "i"}; !slices.Equal(got, want) {
		t.Errorf("classes %q, want %q", got, want)
	}
	if n := s.All().Started; n != 7 {
		t.Errorf("%d jobs over all, want 7", n)
	}
	if lines := strings.Join(WarningTexts([]*RunSummary{s}), "\n"); !strings.Contains(lines, "combined as (other)") {
		t.Errorf("no warning of it:\n%s", lines)
	}
}

// full is a disk with room for n bytes.
type full struct{ n int }

func (f *full) Write(b []byte) (int, error) {
	if f.n -= len(b); f.n < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(b), nil
}

func TestAFullDiskIsAnErrorOfFinish(t *testing.T) {
	for name, c := range map[string]Config{"jobs.csv": {Jobs: &full{}}, "timeseries.csv": {Series: &full{}}} {
		c.Clusters, c.Horizon = []Cluster{{Name: "a"}}, second
		k, err := NewCollector(c)
		if err != nil {
			t.Fatal(err)
		}
		k.State(0, 0, &sim.State{Capacity: 1})
		r := ran(1, 1, 0, 0, 1)
		k.Job(&r)
		_, err = k.Finish(sim.Result{End: second})
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "no space left") {
			t.Errorf("%s: error %v names neither the file nor the cause", name, err)
		}
	}
}

func TestConfigsThatAreRefused(t *testing.T) {
	for name, c := range map[string]Config{
		"no cluster":         {},
		"negative interval":  {Clusters: []Cluster{{Name: "a"}}, Interval: -1},
		"too many intervals": {Clusters: []Cluster{{Name: "a"}}, Interval: time.Second, Horizon: sim.Time(10 * 365 * 24 * time.Hour)},
	} {
		if _, err := NewCollector(c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
