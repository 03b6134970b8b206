package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sovsim/results"
	"sovsim/results/compare"
)

// Two replications of a made-up year with two clusters, at scale 1/10.
const madeSummary = `scenario,policy,replication,group,key,jobs,wait_p95_s,demanded_h100h,useful_h100h,on_soil_h100h,reneged_work_share,on_soil_share,started_24h,held_h100h,gpu_hours_held,target_month
toy,easy,0,bloc,Europe,10,7200,1000,900,400,0.05,0.40,0.9,,,2027-12
toy,easy,0,cluster,here,10,,,,,,,,2000,1000,
toy,easy,0,bloc-period,Europe/2025-11,5,3600,600,500,300,,0.5,0.8,,,
toy,easy,0,bloc-period,Europe/2025-12,5,,400,400,100,,0.25,1,,,
toy,easy,1,bloc,Europe,10,10800,1000,950,420,0,0.42,0.95,,,2028-02
toy,easy,1,bloc-period,Europe/2025-11,5,3600,500,500,300,,0.6,0.8,,,
toy,easy,1,bloc-period,Europe/2025-12,5,7200,500,400,200,,0.4,1,,,
`

// Weeks of 604,800 s. The cluster here has twice the speed of an H100.
const madeSeries = `scenario,policy,replication,cluster,time_s,interval_s,capacity_gpus,held_gpus,queued_gpus,queued_gpus_end
toy,easy,0,here,0,604800,10,8,4,4
toy,easy,0,there,0,604800,10,10,0,0
toy,easy,0,frontier,0,604800,100,0,90,0
toy,easy,0,here,604800,604800,10,2,40,40
toy,easy,0,there,604800,604800,10,10,0,0
toy,easy,0,here,1209600,604800,10,9,6,6
toy,easy,0,there,1209600,604800,10,10,0,0
toy,easy,0,here,1814400,604800,10,10,4,4
toy,easy,0,there,1814400,604800,10,10,0,0
toy,easy,1,here,0,604800,10,5,1,1
toy,easy,1,there,0,604800,10,5,1,1
`

// made is the two replications, read from files.
func made(t *testing.T) []*replication {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"summary.csv": madeSummary, "timeseries.csv": madeSeries} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	known := outline{Scale: 10, Clusters: []struct{ Name, Bloc string }{{"here", "Europe"}, {"there", "Europe"}, {"frontier", "US"}}}
	list, err := load(dir, known)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d replications: %v", len(list), err)
	}
	return list
}

func TestFiguresByHand(t *testing.T) {
	list := made(t)
	none := math.NaN()
	for _, c := range []struct {
		name string
		x    expr
		want [2]float64
	}{
		{"a share", percent(col("bloc", "Europe", "on_soil_share")), [2]float64{40, 42}},
		{"a wait", hours(col("bloc", "Europe", "wait_p95_s")), [2]float64{2, 3}},
		{"full size", fullScale(col("bloc", "Europe", "useful_h100h")), [2]float64{9000, 9500}},
		{"abroad: 500 and 530 of 1000", abroad.value, [2]float64{50, 53}},
		{"withdrawn", withdrawn.value, [2]float64{5, 0}},
		{"a month counts from year 0", col("bloc", "Europe", "target_month"), [2]float64{2027*12 + 11, 2028*12 + 1}},
		{"soil of two months: 400 of 1000, 500 of 1000", soilIn("", "", "2025-11", "2025-12").value, [2]float64{40, 50}},
		{"a month that is not there counts as none", soilIn("", "", "2025-12", "2026-01").value, [2]float64{25, 40}},
		{"a mean of months, one of which is not reached", hours(mean("bloc-period", "wait_p95_s", over("Europe", "2025-11", "2025-12")...)), [2]float64{none, 1.5}},
		{"a line that is not there", col("bloc", "Mars", "wait_p95_s"), [2]float64{none, none}},
		// The first week: here holds 8 of 10 at speed 2, there 10 of 10 at 1: 26 of 30. In the second
		// replication speeds are not known: 10 of 20.
		{"idle in the first week", percent(idle(european, 0, 604800)), [2]float64{100 * 4. / 30, 50}},
		// 2 × 10 + 10 at scale 1/10; in the second replication 10 + 10.
		{"in service in the first week", inService("2025-01-01", "2025-01-01", "2025-01-08"), [2]float64{300, 200}},
		{"Jain of 3 and ¼", jain(times(7.5, col("bloc", "Europe", "on_soil_share")), times(1, col("bloc-period", "Europe/2025-12", "on_soil_share"))), [2]float64{
			(3 + .25) * (3 + .25) / (2 * (9 + .0625)), (3.15 + .4) * (3.15 + .4) / (2 * (3.15*3.15 + .16))}},
		{"idle where there is nothing", percent(idle(named("nowhere"), 0, 1e9)), [2]float64{none, none}},
		// From the end of the first week on: 2, then 9, then 10 of 10 against 10 of 10; 90 % at the end of
		// the third week, two weeks later.
		{"full", weeksUntilFull("here", 604800, 0.9), [2]float64{2, none}},
		{"the longest queue, at full size", peakQueue(0, 1e9), [2]float64{400, 20}},
	} {
		got := sample(figure{value: c.x}, list).Values()
		for i, want := range c.want {
			if math.Abs(got[i]-want) > 1e-9 || math.IsNaN(got[i]) != math.IsNaN(want) {
				t.Errorf("%s: replication %d has %v, want %v", c.name, i, got[i], want)
			}
		}
	}
}

// The queue of the first replication is 4, 40, 6 and 4 by week. Against one that is always 4, it is within 1.6 times
// that at the end of the third week, two weeks after the first; within 1 times it never is, because the
// last interval has no end.
func TestRecovery(t *testing.T) {
	r := made(t)[0]
	calm := &replication{bloc: r.bloc}
	for _, i := range r.series {
		i.queued = 0
		if i.cluster == "here" {
			i.queued = 4
		}
		calm.series = append(calm.series, i)
	}
	if weeks, ok := recovery(r, calm, 604800, 1.6); !ok || weeks != 2 {
		t.Errorf("%v weeks, %v", weeks, ok)
	}
	if weeks, ok := recovery(r, calm, 604800, 1); ok {
		t.Errorf("%v weeks", weeks)
	}
}

func TestMonths(t *testing.T) {
	for _, c := range [][3]string{
		{"2025-11", "2026-02", "2025-11 2025-12 2026-01 2026-02"},
		{"2026-01", "2026-01", "2026-01"},
		{"2026-02", "2026-01", ""},
	} {
		if got := strings.Join(months(c[0], c[1]), " "); got != c[2] {
			t.Errorf("%s to %s: %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

// 40, 41 and 42 have s = 1, so 4.303 ÷ √3 = 2.4843.
func TestIntervals(t *testing.T) {
	none := math.NaN()
	for _, c := range []struct {
		xs     []float64
		longer string
		want   string
	}{
		{[]float64{40, 41, 42}, "", "41.0 ± 2.5"},
		{[]float64{43, 43, 43}, "", "43.0 ± 0.0"},
		{[]float64{5}, "", "5.0"},
		{[]float64{none, 1, 2}, "> 672", "> 672 (2 of 3)"},
		{[]float64{none, none}, "> 672", "> 672"},
		{[]float64{none, none}, "", "–"},
		{[]float64{-1234567, -1234567}, "", "−1,234,567.0 ± 0.0"},
		{[]float64{-0.01, -0.01}, "", "0.0 ± 0.0"},
	} {
		if got := shown(compare.Describe(c.xs), 1, c.longer); got != c.want {
			t.Errorf("%v is shown as %q, want %q", c.xs, got, c.want)
		}
	}
	if got := plain(248_499, -3) + " " + plain(-1_500, -3); got != "248,000 −2,000" {
		t.Errorf("rounded to thousands: %s", got)
	}
	f := figure{unit: "month"}
	for want, months := range map[string][]float64{
		"2027-12–2028-02": {2028*12 + 1, 2027*12 + 11}, "2027-12": {2027*12 + 11, 2027*12 + 11}, "2027-12– (1 of 2)": {none, 2027*12 + 11}, "–": {none},
	} {
		if got := f.show(compare.Describe(months)); got != want {
			t.Errorf("the month is %q, want %q", got, want)
		}
	}
	// 21 replications: t is 2.0860 for 20 degrees of freedom, where a table that ends at 20
	// takes 1.96. Eleven 0 and ten 1 have s = √(110/21 ÷ 20) = 0.51177; 2.0860 · s ÷ √21 = 0.23296.
	var many []float64
	for i := range 21 {
		many = append(many, float64(i%2))
	}
	if got := shown(compare.Describe(many), 3, ""); got != "0.476 ± 0.233" {
		t.Errorf("21 replications are %s", got)
	}
}

// stored is a replication whose summary.csv has these columns of Europe.
func stored(columns, fields string) *replication {
	r, err := results.NewReader("toy", strings.NewReader("scenario,policy,replication,group,key,"+columns+"\ntoy,easy,0,bloc,Europe,"+fields+"\n"), results.SummaryFile)
	if err != nil {
		panic(err)
	}
	runs, err := results.ReadRuns(r)
	if err != nil {
		panic(err)
	}
	return &replication{StoredRun: runs[0], scale: 1}
}

// A story of the toy: with the second variant 3 points more in each replication.
func toyStory() (*story, map[string]*result) {
	f := figure{name: "soil", head: "on soil", unit: "%", digits: 1, value: percent(col("bloc", "Europe", "on_soil_share"))}
	s := &story{
		name: "toy", title: "A toy?", claim: "Claim.", assumed: "All of it.",
		answer:  `It is {{at "as shipped" "soil"}} and {{moves "as shipped" "3 more" "soil"}}.`,
		check:   `At most {{bound "as shipped" "Europe"}}, {{rest "as shipped" "Europe"}} less; crosses 42.5 at {{reaches "soil" 42.5 "0 less" "3 more"}}, ratio {{ratio "as shipped" "3 more" "soil"}}.`,
		runs:    variants(with("0 less"), with("3 more", "a=b c")),
		columns: []figure{f},
		shares:  []string{"soil"},
	}
	of := func(shares ...float64) *result {
		r := &result{bounds: map[string]float64{"Europe": 46.2}}
		for _, x := range shares {
			r.replications = append(r.replications, stored("on_soil_share,reneged_work_share,reneged_share,rejected_work_share,rejected_share", plain(x, 4)+",0.02,0.04,0.01,0.03"))
		}
		return r
	}
	return s, map[string]*result{
		shipped: of(0.40, 0.41, 0.42), "0 less": of(0.40, 0.41, 0.42), "3 more": of(0.43, 0.44, 0.45),
		lowDemand: of(0.5, 0.5, 0.5), highDemand: of(0.3, 0.3, 0.3),
	}
}

func TestTheSectionOfAToy(t *testing.T) {
	s, results := toyStory()
	got, err := s.section(results)
	if err != nil {
		t.Fatal(err)
	}
	// From 40, 41, 42 to 43, 44, 45 the crossings of 42.5 lie at 2.5, 1.5 and 0.5: 1.5 on average, ± 2.5.
	want := "## toy\n\nClaim.\n\n```sh\nsovsim run scenarios/toy.yaml\n```\n\n" +
		"**Answer.** It is 41.0 ± 2.5 % and rises by 3.0 ± 0.0 points.\n\n" +
		"| variant | on soil, % |\n|---|---|\n| as shipped | 41.0 ± 2.5 |\n| 0 less | 41.0 ± 2.5 |\n| 3 more | 44.0 ± 2.5 |\n" +
		"| demand share 15 % | 50.0 ± 0.0 |\n| demand share 25 % | 30.0 ± 0.0 |\n\n" +
		"**Lost**, as shipped, of what Europeans ask for: 2.0 ± 0.0 % of the GPU-hours and 4.0 ± 0.0 % of the jobs, withdrawn\nby users who lose patience; 1.0 ± 0.0 % and 3.0 ± 0.0 %, turned away because no cluster takes them.\n\n" +
		"**Demand share of 15, 20 and 25 %.** On soil: 50.0 ± 0.0, 41.0 ± 2.5, 30.0 ± 0.0 %.\n\n" +
		"**Against the fluid prediction.** At most 46.2 %, 53.8 % less; crosses 42.5 at 2 ± 2 %, ratio 1.07 (1.07–1.08).\n\n**Assumed.** All of it.\n\n" +
		"The variants:\n\n```sh\nsovsim run scenarios/toy.yaml\nsovsim run scenarios/toy.yaml --set 'a=b c'\n" +
		"sovsim run scenarios/toy.yaml --set workload.europe.demand.share=15%\nsovsim run scenarios/toy.yaml --set workload.europe.demand.share=25%\n```\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Of 1,000 GPU-hours that are there and were not, 600 do work that was not done on own soil; in the second replication
// 700: 65 % on average.
func TestTheLever(t *testing.T) {
	of := func(rows ...[]string) *result {
		r := &result{}
		for _, row := range rows {
			r.replications = append(r.replications, stored("on_soil_share,on_soil_h100h,supply_h100h,started_24h,reneged_work_share,rejected_work_share", strings.Join(row, ",")))
		}
		return r
	}
	s := &story{name: "toy", against: "none"}
	got, err := s.lever(map[string]*result{
		shipped: of([]string{"0.5", "1600", "3000", "0.9", "0.05", "0.01"}, []string{"0.5", "1700", "3000", "0.9", "0.05", "0.01"}),
		"none":  of([]string{"0.4", "1000", "2000", "0.8", "0.15", "0.03"}, []string{"0.4", "1000", "2000", "0.8", "0.15", "0.03"}),
	})
	want := `**Against "none"**, over the whole period and all of Europe: on soil +10.0 ± 0.0 points, withdrawn −10.0 ± 0.0 points, turned away −2.0 ± 0.0 points,` +
		" started within 24 h +10.0 ± 0.0 points. Of the GPU-hours added on European soil, 65.0 % (1.5–128.5) do work that would otherwise not be done there."
	if err != nil || got != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
}

// At 0 and 3 the figure is 40 and 43, 41 and 44, 42 and 45: 44.5 is crossed in one of three replications, at 2.5.
func TestACrossingThatSomeDoNotReach(t *testing.T) {
	s, results := toyStory()
	for level, want := range map[string]string{
		"44.5": "more than 3 % in 2 of 3 replications, and 2 % in the others",
		"50":   "more than 3 %",
	} {
		if got, err := s.sentence(`{{reaches "soil" `+level+` "0 less" "3 more"}}`, results); err != nil || got != want {
			t.Errorf("%s: %q, want %q (%v)", level, got, want, err)
		}
	}
}

func TestWrap(t *testing.T) {
	text := strings.Repeat("word ", 22) + "so 40.2 ± 1.5 %, and more."
	want := strings.TrimSpace(strings.Repeat("word ", 22)) + " so\n40.2 ± 1.5 %, and more."
	if got := wrap(text); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestWordsRefuseWhatIsNotThere(t *testing.T) {
	s, results := toyStory()
	for text, part := range map[string]string{
		`{{at "as shipped" "sail"}}`:                   `no figure "sail"`,
		`{{at "never run" "soil"}}`:                    `no variant "never run"`,
		`{{bound "as shipped" "Mars"}}`:                "no bound of Mars",
		`{{reaches "soil" 1 "as shipped" "3 more"}}`:   "does not begin with a number",
		`{{change "as shipped" "never run" "soil"}}`:   `no variant "never run"`,
		`{{moves "as shipped" "as shipped" "soil" 1`:   "unclosed action",
		`{{ratio "as shipped" "as shipped" "nobody"}}`: `no figure "nobody"`,
	} {
		if _, err := s.sentence(text, results); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %v, want an error with %q", text, err, part)
		}
	}
}

// One section is replaced, the others stay.
func TestOneSectionAnew(t *testing.T) {
	list := []*story{{name: "a", title: "A?"}, {name: "a-b", title: "AB?"}, {name: "c", title: "C?"}}
	first := page(list, map[string]string{"a": "## a\n\nold a", "a-b": "## a-b\n\nold ab", "c": "## c\n\nold c"}, "")
	second := page(list, map[string]string{"a-b": "## a-b\n\nnew ab\n"}, first)
	if want := strings.Replace(first, "old ab", "new ab", 1); second != want {
		t.Errorf("got\n%s\nwant\n%s", second, want)
	}
	if third := page(list, nil, second); third != second {
		t.Errorf("a page without anything new is\n%s\nnot\n%s", third, second)
	}
}
