package results

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sovsim/sim"
)

// A world by hand: Europe is FR and DE, with 2 GPUs in Paris; the US has 4 GPUs of
// half the speed in Iowa, 8 from the first of February on. It lasts January and
// February, the first day is the warm-up.
//
//	job  home  gpus  run  where  when  outcome                        done  lost
//	1    FR    2     10   Paris  Jan   completed                      20
//	2    FR    4     20   Iowa   Jan   completed                      80
//	3    DE    1     30   Paris  Feb   completed                      30
//	4    DE    4     100  Iowa   Jan   killed after 25 of its hours   100   300
//	5    US    1     50   Iowa   Feb   completed                      50
//	6    US    1     40          Feb   reneged                              40
//	7    DE    8     10          Jan   rejected                             80
//	8    FR    1     10   Iowa   Jan   completed, of the warm-up
//	9    FR    1     60   Paris  Feb   running, 12 hours done         12
func sovereign() (Config, []sim.Record) {
	d := &sim.Directory{}
	c := Config{Scenario: "w", Policy: "p", Directory: d, Clusters: []Cluster{{Name: "Paris", Region: "FR"}, {Name: "Iowa", Region: "US"}},
		Blocs: map[string]string{"FR": "Europe", "DE": "Europe"}, Epoch: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC),
		Horizon: sim.Time(59 * day), WarmUp: sim.Time(day)}
	const hour = 3600
	job := func(id int64, home string, gpus, run, cluster, submitDay int) sim.Record {
		start := submitDay*86400 + hour
		r := ran(id, gpus, start-hour, start, start+run*hour)
		r.Region, r.Cluster = d.Regions.ID(home), cluster
		return r
	}
	rs := []sim.Record{job(1, "FR", 2, 10, 0, 3), job(2, "FR", 4, 20, 1, 4), job(3, "DE", 1, 30, 0, 35), job(4, "DE", 4, 100, 1, 5),
		job(5, "US", 1, 50, 1, 40), left(6, 1, 41*86400, sim.Reneged), left(7, 8, 6*86400, sim.Rejected), job(8, "FR", 1, 10, 1, 0), job(9, "FR", 1, 12, 0, 58)}
	rs[3].Outcome, rs[3].Done, rs[3].Held = sim.Killed, 25*time.Hour, 50*time.Hour
	rs[5].Region, rs[5].Run, rs[5].Cluster = d.Regions.ID("US"), 40*time.Hour, 1
	rs[6].Region, rs[6].Run = d.Regions.ID("DE"), 10*time.Hour
	rs[7].WarmUp = true
	rs[8].Outcome, rs[8].End, rs[8].Run = sim.Running, sim.Never, 60*time.Hour
	return c, rs
}

func sovereignSummary(t *testing.T) *RunSummary {
	t.Helper()
	c, rs := sovereign()
	k, err := NewCollector(c)
	if err != nil {
		t.Fatal(err)
	}
	k.State(0, 0, &sim.State{Capacity: 2, Supply: 2e6})
	k.State(0, 1, &sim.State{Capacity: 4, Supply: 2e6})
	k.State(sim.Time(31*day), 1, &sim.State{Capacity: 8, Supply: 4e6})
	for i := range landed(&c, rs) {
		k.Job(&rs[i])
	}
	s, err := k.Finish(resultOf(c.Horizon, rs))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSovereigntyByHand(t *testing.T) {
	s := sovereignSummary(t)
	summary := string(AppendSummary(header(summaryColumns), s))
	// Europe demands 20 + 80 + 30 + 400 + 80 + 60 = 670 and is served 242, of which
	// 180 in Iowa. Paris can do 2 × 24 a day: 1440 in the 30 days of January after the
	// warm-up, 1344 in February. Iowa can do 48, then 96 a day: 1440 and 2688.
	got := columnsOf(t, summary, "key", "demanded_h100h", "abroad_jobs", "abroad_h100h", "abroad_share", "abroad_bloc", "abroad_bloc_share", "supply_h100h", "demand_supply")
	want := map[string]string{
		"all,":                       "760,2,180,0.616438356164,US,0.616438356164,6912,0.109953703704",
		"bloc,Europe":                "670,2,180,0.743801652893,US,0.743801652893,2784,0.24066091954",
		"bloc,US":                    "90,0,0,0,,,4128,0.0218023255814",
		"region,DE":                  "510,1,100,0.769230769231,US,0.769230769231,0,",
		"region,FR":                  "160,1,80,0.714285714286,US,0.714285714286,2784,0.0574712643678",
		"region,US":                  "90,0,0,0,,,4128,0.0218023255814",
		"cluster,Paris":              "110,0,0,0,,,2784,0.0395114942529",
		"cluster,Iowa":               "570,2,180,0.782608695652,US,0.782608695652,4128,0.138081395349",
		"period,2027-01":             "580,2,180,0.9,US,0.9,2880,0.201388888889",
		"period,2027-02":             "180,0,0,0,,,4032,0.0446428571429",
		"region-period,FR/2027-01":   "100,1,80,0.8,US,0.8,1440,0.0694444444444",
		"region-period,FR/2027-02":   "60,0,0,0,,,1344,0.0446428571429",
		"region-period,DE/2027-01":   "480,1,100,1,US,1,0,",
		"region-period,DE/2027-02":   "30,0,0,0,,,0,",
		"region-period,US/2027-02":   "90,0,0,0,,,2688,0.0334821428571",
		"bloc-period,Europe/2027-01": "580,2,180,0.9,US,0.9,1440,0.402777777778",
		"bloc-period,Europe/2027-02": "90,0,0,0,,,1344,0.0669642857143",
		"bloc-period,US/2027-02":     "90,0,0,0,,,2688,0.0334821428571",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	// Served are 112/160 = 0.7 of FR, 130/510 = 13/51 of DE and 50/90 of the US. In
	// Europe J = (0.7 + 13/51)² ÷ (2 (0.7² + (13/51)²)) = 48.7² ÷ (2 (35.7² + 13²)).
	// Followed are jobs of January: none of the US. In time start all of FR and, as a
	// third of its jobs is rejected, 2/3 of DE: J = (5/3)² ÷ (2 (1 + 4/9)) = 25/26.
	fair := columnsOf(t, summary, "key", "fairness_served", "fairness_target")
	for key, want := range map[string][2]float64{
		"all,":                       {math.Pow(0.7+13.0/51+5.0/9, 2) / (3 * (0.49 + 169.0/2601 + 25.0/81)), 25.0 / 26},
		"bloc,Europe":                {2371.69 / 2886.98, 25.0 / 26},
		"bloc-period,Europe/2027-01": {(1 + 5.0/24) * (1 + 5.0/24) / (2 * (1 + 25.0/576)), 0.9}, // 100 of 100 and 100 of 480; 1 and 1/2
	} {
		if text := string(appendNumber(append(appendNumber(nil, want[0]), ','), want[1])); fair[key] != text {
			t.Errorf("fairness of %s is %s, want %s", key, fair[key], text)
		}
	}
	for _, key := range []string{"bloc,US", "region,FR", "cluster,Iowa"} {
		if fair[key] != "," {
			t.Errorf("%s has a fairness, %s, of one region", key, fair[key])
		}
	}

	// Withdrawn is the job of the US that came to do 40, turned away that of DE with 80.
	apart := columnsOf(t, summary, "key", "lost_h100h", "reneged_h100h", "rejected_h100h", "reneged_work_share", "rejected_work_share")
	for key, want := range map[string][5]float64{
		"all,":                     {120, 40, 80, 40. / 760, 80. / 760},
		"bloc,Europe":              {80, 0, 80, 0, 80. / 670},
		"bloc,US":                  {40, 40, 0, 40. / 90, 0},
		"cluster,Iowa":             {40, 40, 0, 40. / 570, 0},
		"region-period,DE/2027-01": {80, 0, 80, 0, 80. / 480},
	} {
		var text []byte
		for i, x := range want {
			if i > 0 {
				text = append(text, ',')
			}
			text = appendNumber(text, x)
		}
		if apart[key] != string(text) {
			t.Errorf("losses of %s are %s, want %s", key, apart[key], text)
		}
	}

	lines := func(text string, keys ...string) string {
		var b strings.Builder
		for line := range strings.Lines(text) {
			if fields := strings.SplitN(line, ",", 6); slices.Contains(keys, fields[3]+","+fields[4]) {
				b.WriteString(strings.TrimPrefix(strings.Replace(line, ",base\n", "\n", 1), "w,p,0,"))
			}
		}
		return b.String()
	}
	if diff := cmp.Diff(`all,,reneged,,1,1,40,40,0
all,,killed,,1,1,400,300,200
all,,rejected,too large for every cluster,1,1,80,80,0
region,DE,killed,,1,1,400,300,200
region,DE,rejected,too large for every cluster,1,1,80,80,0
region,US,reneged,,1,1,40,40,0
cluster,Iowa,reneged,,1,1,40,40,0
cluster,Iowa,killed,,1,1,400,300,200
bloc-period,US/2027-02,reneged,,1,1,40,40,0
`, lines(string(appendLosses(nil, s)), "all,", "region,DE", "region,FR", "region,US", "cluster,Iowa", "bloc-period,US/2027-02")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(`all,,Europe,3,62,0.212328767123,0,0
all,,US,3,230,0.787671232877,180,0.616438356164
bloc,Europe,Europe,3,62,0.256198347107,0,0
bloc,Europe,US,2,180,0.743801652893,180,0.743801652893
bloc,US,US,1,50,1,0,0
region-period,FR/2027-01,Europe,1,20,0.2,0,0
region-period,FR/2027-01,US,1,80,0.8,80,0.8
`, lines(string(appendSoil(nil, s)), "all,", "bloc,Europe", "bloc,US", "cluster,Iowa", "region-period,FR/2027-01")); diff != "" {
		t.Error(diff)
	}
}

// Fairness lies between 1/n and 1, is 1 where all get the same, k/n where k of n do,
// and does not know the unit.
func TestFairness(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Float64Range(0, 1), 2, 9).Draw(t, "xs")
		j, ok := jain(xs)
		if sum := slices.Max(xs); ok != (sum*sum > 0) {
			t.Fatalf("%v: known %v", xs, ok)
		}
		if n := float64(len(xs)); ok && (j < 1/n-1e-12 || j > 1+1e-12) {
			t.Fatalf("%v: %v", xs, j)
		}
		k := rapid.IntRange(1, len(xs)).Draw(t, "k")
		for i := range xs {
			if xs[i] = 0; i < k {
				xs[i] = 0.3
			}
		}
		if j, _ := jain(xs); math.Abs(j-float64(k)/float64(len(xs))) > 1e-12 {
			t.Fatalf("%d of %d: %v", k, len(xs), j)
		}
	})
	for _, xs := range [][]float64{nil, {1}, {0, 0}} {
		if _, ok := jain(xs); ok {
			t.Errorf("%v has a fairness", xs)
		}
	}
}

// Whatever the jobs: what was done is done on some bloc's soil, what is lost is lost
// in some way, the groups of a kind add up to all, and a slow count agrees.
func TestWhatIsDoneAndLostAddsUp(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 21))
		rs := randomRecords(r, 1+r.IntN(300))
		for i := range rs {
			if rs[i].Outcome == sim.Rejected {
				rs[i].Reason = sim.Reason(1 + r.IntN(sim.Reasons-1))
			}
			rs[i].Done = time.Duration(r.Int64N(int64(rs[i].Run) + 1))
			if rs[i].Start == sim.Never {
				rs[i].Done = 0
			}
		}
		weight := map[string]float64{"small": 5, "large": 1}
		c := Config{Clusters: []Cluster{{Name: "a", Region: "FR"}, {Name: "b", Region: "US"}}, Directory: directory(),
			Blocs: map[string]string{"FR": "Europe"}, Weight: func(class, _ string) float64 { return weight[class] }}
		if seed%2 == 0 {
			c.Horizon, c.Epoch, c.Blocs["DE"] = sim.Time(90*day), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), "Europe"
			for i := range rs {
				rs[i].Submit = sim.Time(r.Int64N(int64(c.Horizon)))
			}
		}
		s := collect(t, c, rs, 5000*second)
		type total struct{ jobs, lost, abroad, useful float64 }
		sums := map[GroupKind]*total{}
		for i := range s.Rows {
			row := &s.Rows[i]
			sum := sums[row.Group]
			if sum == nil {
				sum = &total{}
				sums[row.Group] = sum
			}
			lost, lostHours := int64(0), 0.0
			for _, l := range row.Losses {
				lost += l.Jobs
				sum.lost += l.Lost
				if l.Outcome != sim.Killed {
					lostHours += l.Lost
				}
			}
			served := row.Outcomes[sim.Completed] + row.Outcomes[sim.Running] + row.Outcomes[sim.Queued]
			if lost != row.Jobs()-served || math.Abs(lostHours-row.Lost) > 1e-9 {
				t.Fatalf("%s %s: %d jobs and %v GPU-hours lost, want %d and %v", row.Group, row.Key, lost, lostHours, row.Jobs()-served, row.Lost)
			}
			useful, started := 0.0, int64(0)
			for _, x := range row.Soils {
				useful += x.Useful
				started += x.Jobs
			}
			abroad, _ := row.Abroad()
			if math.Abs(useful-row.Useful) > 1e-9 || started != row.Started || math.Abs(row.OnSoil+abroad-row.Useful) > 1e-9 {
				t.Fatalf("%s %s: %v done by %d jobs over all soils, %v abroad, %v on its own; want %v by %d", row.Group, row.Key, useful, started, abroad, row.OnSoil, row.Useful, row.Started)
			}
			sum.jobs, sum.abroad, sum.useful = sum.jobs+float64(lost), sum.abroad+abroad, sum.useful+useful
		}
		// What no cluster took is in no group of clusters.
		for kind, sum := range sums {
			all := *sums[All]
			if kind == ByCluster {
				sum.jobs, sum.lost = all.jobs, all.lost
			}
			if sum.jobs != all.jobs || math.Abs(sum.lost-all.lost) > 1e-9 || math.Abs(sum.abroad-all.abroad) > 1e-9 || math.Abs(sum.useful-all.useful) > 1e-9 {
				t.Fatalf("seed %d: %s adds up to %v, all is %v", seed, kind, *sum, all)
			}
		}
		// Straight from the records.
		var abroad float64
		by, weights := map[[2]int]int64{}, map[[2]int]float64{}
		for i := range rs {
			x := &rs[i]
			if x.WarmUp {
				continue
			}
			home := c.Directory.Regions.Name(x.Region)
			if europe := home == "FR" || c.Blocs[home] == "Europe"; x.Start != sim.Never && !(x.Cluster == 0 && europe) {
				abroad += float64(x.GPUs) * x.Done.Hours()
			}
			if x.Outcome == sim.Killed || x.Outcome == sim.Reneged || x.Outcome == sim.Rejected {
				by[[2]int{int(x.Outcome), int(x.Reason)}]++
				weights[[2]int{int(x.Outcome), int(x.Reason)}] += weight[c.Directory.Classes.Name(x.Class)]
			}
		}
		if got, _ := s.All().Abroad(); math.Abs(got-abroad) > 1e-9 {
			t.Fatalf("seed %d: %v abroad, want %v", seed, got, abroad)
		}
		if len(s.All().Losses) != len(by) {
			t.Fatalf("seed %d: %d ways of being lost, want %d", seed, len(s.All().Losses), len(by))
		}
		for _, l := range s.All().Losses {
			if at := [2]int{int(l.Outcome), int(l.Reason)}; by[at] != l.Jobs || weights[at] != l.Weight {
				t.Fatalf("seed %d: %+v, want %d jobs of weight %v", seed, l, by[at], weights[at])
			}
		}
	}
}

// The supply against a sum over seconds: capacity that comes and goes, a warm-up, and
// a run without horizon, which begins with its first job.
func TestSupplyAgainstSeconds(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 22))
		const end = 3 * 86400
		c := Config{Clusters: []Cluster{{Name: "a", Region: "FR"}, {Name: "b", Region: "US"}}, Directory: directory(), WarmUp: sim.Time(r.IntN(2)) * 7000 * second}
		if seed%2 == 0 {
			c.Horizon = end * second
		}
		k, err := NewCollector(c)
		if err != nil {
			t.Fatal(err)
		}
		begin, now, want := 0, 0, 0.0
		if c.Horizon == 0 {
			begin = -1
		}
		var supply [2]int64
		for now < end {
			i := r.IntN(2)
			supply[i] = r.Int64N(1e9)
			x := sim.State{Supply: supply[i], Queued: r.Int64N(4) / 3}
			if begin < 0 && x.Queued > 0 {
				begin = now
			}
			k.State(sim.Time(now)*second, i, &x)
			next := min(end, now+r.IntN(9000))
			if from := max(now, begin, int(c.WarmUp/second)); begin >= 0 && from < next {
				want += float64(supply[0]+supply[1]) * float64(next-from) / 3600e6
			}
			now = next
		}
		s, err := k.Finish(sim.Result{End: end * second})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.All().Supply; math.Abs(got-want) > 1e-9*want {
			t.Errorf("seed %d: %v, want %v", seed, got, want)
		}
	}
}
