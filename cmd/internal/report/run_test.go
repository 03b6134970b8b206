package report

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"sovsim/results"
	"sovsim/results/compare"
	"sovsim/sim"
)

// yearRuns are replications of a year in two blocs, with loss and a backlog.
func yearRuns(t *testing.T, replications int, policies ...string) []*results.RunSummary {
	t.Helper()
	var runs []*results.RunSummary
	for _, policy := range policies {
		for i := range replications {
			c := yearConfig()
			c.Policy, c.Replication, c.Scale = policy, i, 64
			c.Blocs = map[string]string{"FR": "Europe", "DE": "US"}
			c.Weight = func(class, region string) float64 { return map[string]float64{"small": 64, "large": 3}[class] }
			k, err := results.NewCollector(c)
			if err != nil {
				t.Fatal(err)
			}
			k.State(0, 0, &sim.State{Capacity: 100, Held: 90})
			k.State(0, 1, &sim.State{Capacity: 400, Held: 300 + int64(i)})
			rs := overload(rand.New(rand.NewPCG(uint64(i), uint64(policy[0]))), c.Horizon)
			for j := range 30 {
				r := left(int64(10_000+j), 4096, 40*86400, sim.Rejected)
				r.Reason = []sim.Reason{sim.TooLarge, sim.NotResident}[j%3/2]
				rs = append(rs, r)
			}
			for j := range landed(&c, rs) {
				k.Job(&rs[j])
			}
			s, err := k.Finish(resultOf(c.Horizon, rs))
			if err != nil {
				t.Fatal(err)
			}
			runs = append(runs, s)
		}
	}
	return runs
}

// The pages of a scenario with blocs.
func TestRunTableWithBlocs(t *testing.T) {
	runs := yearRuns(t, 3, "easy", "fcfs")
	golden(t, "testdata/run-blocs.txt", []byte(Run(runs, Options{})))
	golden(t, "testdata/run-blocs-one.txt", []byte(Run(runs[:1], Options{})))
}

// Two clusters for three months, without blocs: as compact as ever, with a line
// on which jobs the waits are of.
func TestRunTableOfTwoClusters(t *testing.T) {
	var runs []*results.RunSummary
	for _, policy := range []string{"fcfs", "easy"} {
		for i := range 2 {
			c := yearConfig()
			c.Scenario, c.Policy, c.Replication, c.Blocs = "two-clusters", policy, i, nil
			c.Horizon, c.WarmUp = sim.Time(90*day), sim.Time(7*day)
			rs := overload(rand.New(rand.NewPCG(uint64(i), uint64(policy[0]))), c.Horizon)
			runs = append(runs, collect(t, c, rs, c.Horizon))
		}
	}
	golden(t, "testdata/run-months.txt", []byte(Run(runs, Options{})))
}

// A percentile that some replications do not reach is more than the mean with the
// longest follow-up in its place.
func TestPercentilesThatAreNotReached(t *testing.T) {
	row := func(p time.Duration, followed int64) *results.Row {
		return &results.Row{P50: p, Followed: followed, FollowedFor: 28 * day}
	}
	for want, rows := range map[string][]*results.Row{
		"20d00h ± 0": {row(20*day, 1), row(20*day, 1)},
		"> 28d":      {row(results.NotReached, 1), row(results.NotReached, 1)},
		// t is 12.7062 for two: 12.7062·√2 ÷ √2.
		"20 ± 13d":       {row(19*day, 1), row(21*day, 1)},
		"> 24d (1 of 2)": {row(20*day, 1), row(results.NotReached, 1)},
		"0s":             {row(0, 1)},
		"–":              {row(0, 0)},
	} {
		if got := (&group{rows: rows}).percentile(p50); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// Names as long as they may be and many groups: still 80 wide, and the groups left
// out are counted.
func TestPagesAreAtMost80Wide(t *testing.T) {
	runs := yearRuns(t, 2, strings.Repeat("long-policy ", 12), "p")
	for _, s := range runs {
		s.Scenario = strings.Repeat("scenario ", 12)
		for i := range s.Rows {
			if s.Rows[i].Key == "FR" {
				s.Rows[i].Key = strings.Repeat("a region ", 9)
			}
		}
	}
	checkWidth(t, Run(runs, Options{}))
	if table := Run(runs[:1], Options{}); strings.Contains(table, "±") {
		t.Errorf("a deviation of one run:\n%s", table)
	}
	s := runs[3]
	proto := s.Rows[0]
	for i := range 70 {
		r := proto
		r.Group, r.Key, r.Outer = results.ByRegionClass, "DE/class "+strings.Repeat("i", i), "DE"
		s.Rows = append(s.Rows, r)
	}
	if table := Run(runs[3:], Options{}); !strings.Contains(table, "\n12 more groups of region and class are in summary.csv.\n") {
		t.Errorf("groups are missing without a word:\n%s", table)
	} else {
		checkWidth(t, table)
	}
}

// Two blocs, 13 regions, four classes and 25 clusters: a page that can be read, and
// says at most what is possible beside what was.
func TestRunTableOfTwoContinents(t *testing.T) {
	regions := strings.Fields("CH EU-DE EU-DK EU-ES EU-FI EU-FR EU-IT EU-SE EU-other IS NO UK US")
	classes := strings.Fields("finetune mid pretrain small-academic")
	continents := func(replications int) []*results.RunSummary {
		var runs []*results.RunSummary
		for n := range replications {
			r := rand.New(rand.NewPCG(3, uint64(n)))
			row := func(kind results.GroupKind, outer, key string) results.Row {
				p95 := time.Duration(r.ExpFloat64() * float64(20*time.Hour))
				if r.IntN(6) == 0 {
					p95 = results.NotReached
				}
				x := results.Row{Group: kind, Key: key, Outer: outer, Followed: 100, FollowedFor: 28 * day,
					P50: time.Duration(r.ExpFloat64() * float64(time.Minute)), P95: p95, AtTarget: results.Incidence{Started: 0.8 + r.Float64()/5, Known: r.IntN(9) > 0},
					HasSoil: true, Demanded: 1.8e8, Useful: 1.7e8, OnSoil: (0.4 + r.Float64()/5) * 1.8e8, Backlog: r.Int64N(2000), BacklogGPUs: r.Int64N(20_000),
					HasSlope: true, BacklogSlope: 50 * r.NormFloat64(), HasUse: kind == results.All || kind == results.ByCluster, Use: results.Use{Held: r.Float64(), Capacity: 1},
					TargetMonth: []string{"2025-10", "2026-02", "2027-11", ""}[r.IntN(4)]}
				x.Outcomes[sim.Completed] = 1 + r.Int64N(1<<r.IntN(22))
				x.Soils = []results.Soil{{Bloc: "Europe", Jobs: 1, Useful: x.OnSoil}, {Bloc: "US", Jobs: 1, Useful: x.Useful - x.OnSoil, Abroad: x.Useful - x.OnSoil}}
				x.Supply, x.HasSupply, x.HasParts = 1.8e8*r.ExpFloat64(), key != "EU-SE", kind != results.All
				left := 1.0
				for p := range x.Parts {
					if x.Parts[p] = left * r.Float64(); sim.Part(p) == sim.ByFragmentation {
						x.Parts[p] = 0
					}
					left -= x.Parts[p]
				}
				x.Unserved = r.Float64()
				x.FairServed = results.Fairness{Value: 0.9 + r.Float64()/10, Known: key == "Europe"}
				if kind == results.ByBloc {
					x.Weight, x.RenegedWeight, x.Losses = 1e8, 2e6, []results.Loss{{Outcome: sim.Reneged, Lost: 7e6}}
				}
				return x
			}
			s := &results.RunSummary{Scenario: "two-continents", Policy: "easy", Replication: n, Target: results.DefaultTarget, Scale: 64, Rows: []results.Row{row(results.All, "", "")}}
			s.Rows[0].BacklogSlope = 0.04
			s.Rows[0].Weight, s.Rows[0].RenegedWeight, s.Rows[0].RejectedWeight = 1.9e8, 3.2e6, 502
			s.Rows[0].Losses = []results.Loss{{Outcome: sim.Reneged, Lost: 1.2e7}, {Outcome: sim.Rejected, Reason: sim.NotResident, Lost: 1.2e4}, {Outcome: sim.Rejected, Reason: sim.TooLarge, Lost: 6e4}}
			s.Result.Jobs[sim.Completed], s.Result.Jobs[sim.Reneged], s.Result.Jobs[sim.Rejected] = 4_000_000, 90_000, 502
			s.Result.Reasons[sim.NotResident] = 502
			for _, b := range []string{"Europe", "US"} {
				s.Rows = append(s.Rows, row(results.ByBloc, b, b))
				for _, c := range classes {
					s.Rows = append(s.Rows, row(results.ByBlocClass, b, b+"/"+c))
				}
			}
			for _, x := range regions {
				g := row(results.ByRegion, x, x)
				g.Bloc = "Europe"
				if x == "US" {
					g.Bloc = x
				}
				s.Rows = append(s.Rows, g)
				for _, c := range classes {
					if x != "IS" || c != "mid" {
						s.Rows = append(s.Rows, row(results.ByRegionClass, x, x+"/"+c))
					}
				}
			}
			for i := range 25 {
				s.Rows = append(s.Rows, row(results.ByCluster, "", "eu-other-private"[:5+i%11]+string(rune('a'+i))))
			}
			runs = append(runs, s)
		}
		return runs
	}
	options := Options{Bounds: map[string]float64{"Europe": 0.639}}
	for name, n := range map[string]int{"continents": 3, "continents-one": 1} {
		table := Run(continents(n), options)
		golden(t, "testdata/run-"+name+".txt", []byte(table))
		checkWidth(t, table)
		// With ±, regions have a line each, and classes a table of their own.
		if lines := strings.Count(table, "\n"); lines > map[int]int{1: 86, 3: 112}[n] {
			t.Errorf("%d lines", lines)
		}
		if strings.Contains(table, "NaN") {
			t.Errorf("not a number:\n%s", table)
		}
	}
	// A fifth class has no column: each has a line then.
	runs := continents(1)
	five := runs[0].Rows[1]
	five.Group, five.Outer, five.Key = results.ByRegionClass, "UK", "UK/other"
	runs[0].Rows = append(runs[0].Rows, five)
	table := Run(runs, options)
	checkWidth(t, table)
	for _, want := range []string{"\n  small-academic ", "\n  other ", "\nUS ", "\n UK "} {
		if !strings.Contains(table, want) {
			t.Errorf("no line of %q in\n%s", want, table)
		}
	}
}

// The month of several replications: from the first to the last, and in how many there
// is one. Never is no date to take a middle of.
func TestMonthOfReplications(t *testing.T) {
	for _, x := range []struct{ months, want string }{
		{"2027-03", "2027-03"}, {"–", "–"}, {"2027-03 2025-11 –", "2025-11– (2 of 3)"}, {"2027-03 – –", "2027-03– (1 of 3)"}, {"– –", "–"}, {"2027-03 2027-03", "2027-03"},
		{"2027-03 2025-11", "2025-11–2027-03"}, {"2025-11 –", "2025-11– (1 of 2)"}, {"day 120 day 60 day 30", "day 30–day 120"},
	} {
		g := &group{}
		for _, m := range strings.Fields(strings.ReplaceAll(x.months, "day ", "day_")) {
			m = strings.ReplaceAll(strings.ReplaceAll(m, "_", " "), "–", "")
			g.rows = append(g.rows, &results.Row{TargetMonth: m})
		}
		if got := g.month(); got != x.want {
			t.Errorf("%s: %s, want %s", x.months, got, x.want)
		}
	}
}

func TestGrowthInWords(t *testing.T) {
	for want, slopes := range map[string][]float64{
		"":                           nil,
		", growing by 12 GPUs a day": {12.3},
		// t·s ÷ √n: 12.7062·0.7071 ÷ √2 of two, 4.3027·0.5 ÷ √3 of three.
		", growing by 9.5 ± 6.4 GPUs a day":           {9, 10},
		", growing by 9.5 ± 1.2 GPUs a day":           {9, 9.5, 10},
		", shrinking by 0.1 GPUs a day":               {-0.06},
		", neither growing nor shrinking":             {-0.04},
		", without a clear trend (1 ± 51 GPUs a day)": {-3, 5},
	} {
		if got := growthText(compare.Describe(slopes)); got != want {
			t.Errorf("%v: %q, want %q", slopes, got, want)
		}
	}
}
