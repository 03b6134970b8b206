package results

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sovsim/sim"
)

// The story of the collector's tests with Ann and Bob as users of a trace, and with
// the populations FR/small of 7 and DE/large of 3 researchers. At 50 s a researcher
// of DE/large leaves for FR. Job 3 (1 GPU for 1 s) and job 4 (8 GPUs for 100 s) had
// their homes in DE at the start: 801 GPU·s went along, those of small 1.
//
// Of classes and regions without a population, DE/small gets Bob, the user of job 1,
// the first that is reported to one; job 4 of Ann, who is of FR/small, adds nobody. The run
// has 190 s after its warm-up, 190 ÷ 31,557,600 of a year. 801 of the 1759 GPU·s that were
// asked for are 45.5 %.
func TestLeaversByHand(t *testing.T) {
	rs := story()
	for i := range rs {
		rs[i].Origin = rs[i].Region
	}
	rs[3].Origin, rs[4].Origin = 1, 1
	c := storyConfig()
	c.Leaving, c.Researchers = true, []Researchers{{"small", "FR", 7}, {"large", "DE", 3}}
	k, err := NewCollector(c)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rs {
		k.Job(&rs[i])
	}
	k.Departed(50*second, sim.Departed{User: 5, Class: 1, From: 1, To: 0})
	s, err := k.Finish(resultOf(200*second, rs))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{ // jobs, researchers, lost, a year, H100·h
		"all,":           "6,11,1,166092.631579,0.2225",
		"class,small":    "3,8,0,0,0.000277777777778",
		"class,large":    "3,3,1,166092.631579,0.222222222222",
		"region,FR":      "2,7,0,0,0",
		"region,DE":      "4,4,1,166092.631579,0.2225",
		"cluster,Jülich": "5,,,,",
	}
	rows, err := csv.NewReader(strings.NewReader(string(AppendSummary(header(summaryColumns), s)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, r := range rows[1:] {
		field := func(name string) string {
			for i, n := range rows[0] {
				if n == name {
					return r[i]
				}
			}
			t.Fatal(name)
			return ""
		}
		key := field("group") + "," + field("key")
		if _, ok := want[key]; ok {
			got[key] = strings.Join([]string{field("jobs"), field("researchers"), field("researchers_lost"), field("lost_per_year"), field("migrated_h100h")}, ",")
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	origins := columnsOf(t, jobsOfRecords(t, c, rs), "job_id", "region", "origin")
	for id, want := range map[string]string{"2": "DE,", "3": "FR,DE", "4": "FR,DE", "7": "FR,"} {
		if origins[id] != want {
			t.Errorf("job %s has region and origin %s, want %s", id, origins[id], want)
		}
	}
	// Where nobody can leave, a difference between region and origin says nothing.
	c.Leaving = false
	for id, text := range columnsOf(t, jobsOfRecords(t, c, rs), "job_id", "origin") {
		if text != "" {
			t.Errorf("job %s has the origin %q in a run in which nobody can leave", id, text)
		}
	}
}

// All of DE/large have left, so that it has no job of its own: its row is there all the
// same, for the pairs of region and class must add up to what went along.
func TestARowOfThoseWhoLeft(t *testing.T) {
	rs := story()
	var moved float64 // GPU·h
	for i := range rs {
		r := &rs[i]
		if r.Origin = r.Region; r.Region == 1 && r.Class == 1 {
			r.Region = 0
			moved += float64(r.GPUs) * (time.Duration(r.Run) * time.Nanosecond).Hours()
		}
	}
	c := storyConfig()
	c.Leaving = true
	k, err := NewCollector(c)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rs {
		k.Job(&rs[i])
	}
	s, err := k.Finish(resultOf(200*second, rs))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, row := range s.Rows {
		if row.Group == ByRegionClass && row.Migrated > 0 {
			if got[row.Key] = row.Migrated; row.Jobs() != 0 {
				t.Errorf("%s has %d jobs", row.Key, row.Jobs())
			}
		}
	}
	if diff := cmp.Diff(map[string]float64{"DE/large": moved}, got, cmpopts.EquateApprox(1e-12, 0)); diff != "" || moved == 0 {
		t.Error(diff)
	}
}
