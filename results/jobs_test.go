package results

import (
	"bytes"
	"encoding/csv"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// jobsOfRecords is jobs.csv with header.
func jobsOfRecords(t *testing.T, c Config, rs []sim.Record) string {
	t.Helper()
	b := bytes.NewBuffer(header(jobColumns))
	c.Jobs = b
	collect(t, c, rs, 0)
	return b.String()
}

func TestJobsByHand(t *testing.T) {
	rs := story()[:6]
	rs[1].Start += 500_000_000
	rs[1].Wait += 500_000_000
	rs[1].Held -= 1
	rs[2].Restarts, rs[2].Wait = 2, 40*time.Second
	rs[3].Request = time.Hour
	rs[3].Project, rs[3].Segments, rs[3].Moves, rs[3].Staged = 1, 3, 2, 1500*time.Millisecond
	c := storyConfig()
	c.Policy, c.Replication = "fcfs(placement=best-fit,depth=3)", 12
	c.Directory.Projects.ID("")
	c.Directory.Projects.ID("LLM, small")
	want := `scenario,policy,replication,job_id,user,class,region,cluster,gpus,submit_s,start_s,end_s,wait_s,run_s,requested_s,restarts,outcome,project,segments,moves,staged_s,wait_policy_s,wait_fragmentation_s,wait_routing_s,wait_eligibility_s,wait_capacity_s
story,"fcfs(placement=best-fit,depth=3)",12,0,ann,small,FR,Jülich,4,0,0,20,0,20,20,0,completed,,1,0,0,,,,,
story,"fcfs(placement=best-fit,depth=3)",12,1,bob,small,DE,Jülich,2,10,20.5,25,10.5,4.999999999,5,0,completed,,1,0,0,,,,,
story,"fcfs(placement=best-fit,depth=3)",12,2,ann,large,DE,Jülich,4,12,25,125,40,100,100,2,killed,,1,0,0,,,,,
story,"fcfs(placement=best-fit,depth=3)",12,3,bob,small,FR,Jülich,1,30,125,126,95,1,3600,0,completed,"LLM, small",3,2,1.5,,,,,
story,"fcfs(placement=best-fit,depth=3)",12,4,ann,large,FR,,8,40,,40,0,0,100,0,rejected,,0,0,0,,,,,
story,"fcfs(placement=best-fit,depth=3)",12,5,bob,large,DE,Jülich,4,50,,,150,0,100,0,queued,,0,0,0,,,,,
`
	if diff := cmp.Diff(want, upTo(t, "wait_capacity_s", jobsOfRecords(t, c, rs))); diff != "" {
		t.Error(diff)
	}
}

// Names are data: whatever they hold, a CSV reader gets them back.
func TestNamesComeBackFromCSV(t *testing.T) {
	names := []string{"plain", "a,b", `say "so"`, "two\nlines", "cr\rlf\r\n", "=SUM(A1)", " space ", "", "Zürich 生", "tab\t", `"`, ","}
	for _, name := range names {
		d := &sim.Directory{}
		d.Users.ID("zero")
		r := ran(1, 1, 0, 0, 1)
		r.User, r.Class, r.Region = d.Users.ID(name), d.Classes.ID(name), d.Regions.ID(name)
		text := jobsOfRecords(t, Config{Scenario: name, Policy: name, Clusters: []Cluster{{Name: name}}, Directory: d}, []sim.Record{r})
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Errorf("%q: %v\n%s", name, err, text)
			continue
		}
		want := strings.ReplaceAll(name, "\r\n", "\n") // encoding/csv reads line breaks so
		for _, column := range []int{0, 1, 4, 5, 6, 7} {
			if got := rows[1][column]; got != want {
				t.Errorf("%s: %q became %q", rows[0][column], name, got)
			}
		}
	}
}

// A source registers names while it runs: a user who appears late is written.
func TestNamesMayAppearDuringTheRun(t *testing.T) {
	d := &sim.Directory{}
	var b bytes.Buffer
	k, err := NewCollector(Config{Clusters: []Cluster{{Name: "x"}}, Directory: d, Jobs: &b})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ann", "bob", "cyd"} {
		r := ran(1, 1, 0, 0, 1)
		r.User = d.Users.ID(name)
		k.Job(&r)
	}
	if _, err := k.Finish(sim.Result{}); err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(b.String()), "\n") {
		if user := strings.Split(line, ",")[4]; user != []string{"ann", "bob", "cyd"}[i] {
			t.Errorf("row %d has user %q", i, user)
		}
	}
}

// Times are exact to the nanosecond: what is written reads back as it was.
func TestTimesReadBackExactly(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for range 2000 {
		x := ran(1, 1, 0, 0, 0)
		x.Submit = sim.Time(wide(r))
		x.Start = x.Submit.Add(time.Duration(wide(r) / 2))
		if x.Start == sim.Never {
			continue
		}
		x.Wait, x.Held, x.Request = x.Start.Sub(x.Submit), time.Duration(wide(r)), time.Duration(wide(r))
		rows, err := csv.NewReader(strings.NewReader(jobsOfRecords(t, Config{Clusters: []Cluster{{Name: "x"}}}, []sim.Record{x}))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for column, want := range map[int]int64{9: int64(x.Submit), 10: int64(x.Start), 12: int64(x.Wait), 13: int64(x.Held), 14: int64(x.Request)} {
			if got, err := unit.ParseSeconds(rows[1][column]); err != nil || got != want {
				t.Fatalf("%s: %s reads back as %d (%v), want %d", rows[0][column], rows[1][column], got, err, want)
			}
		}
	}
}

// BenchmarkJobRow is one row of jobs.csv.
func BenchmarkJobRow(b *testing.B) {
	c := Config{Clusters: []Cluster{{Name: "KTH"}}, Directory: directory(), Scenario: "KTH-SP2-1996-2", Policy: "easy"}
	w := newJobWriter(&full{1 << 60}, newRunNames(&c), false, c.Directory)
	r := ran(123456, 8, 29_363_626, 29_363_700, 29_400_000)
	b.ReportAllocs()
	for b.Loop() {
		w.write(&r)
	}
}
