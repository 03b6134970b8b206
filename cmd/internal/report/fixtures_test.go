package report

import (
	"bytes"
	"cmp"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"sovsim/results"
	"sovsim/sim"
	"sovsim/sim/unit"
)

func TestMain(m *testing.M) {
	// In a Chinese or Japanese locale "…" counts as two columns; the expected
	// tables are drawn for one.
	text.OverrideRuneWidthEastAsianWidth(false)
	os.Exit(m.Run())
}

const (
	second = sim.Time(time.Second)
	day    = 24 * time.Hour
)

// ran is the record of a job that started and ended, in whole seconds.
func ran(id int64, gpus int, submit, start, end int) sim.Record {
	r := sim.Record{Seq: id}
	r.ID, r.GPUs, r.Submit = id, gpus, sim.Time(submit)*second
	r.Start, r.End = sim.Time(start)*second, sim.Time(end)*second
	r.Wait, r.Held = r.Start.Sub(r.Submit), r.End.Sub(r.Start)
	r.Run, r.Request, r.Done = r.Held, r.Held, r.Held
	r.GPUTime = unit.Times(int64(gpus), r.Held)
	r.H100Time, r.Segments = r.GPUTime, 1
	return r
}

// left is the record of a job that never started: it waited for 100 s, or none
// if it was rejected.
func left(id int64, gpus int, submit int, o sim.Outcome) sim.Record {
	r := sim.Record{Seq: id, Outcome: o, Start: sim.Never, End: sim.Never}
	r.ID, r.GPUs, r.Submit = id, gpus, sim.Time(submit)*second
	r.Run, r.Request = 100*time.Second, 100*time.Second
	switch o {
	case sim.Queued:
		r.Wait = 100 * time.Second
	case sim.Reneged:
		r.Wait = 100 * time.Second
		r.End = r.Submit.Add(r.Wait)
	case sim.Rejected:
		r.Cluster, r.End, r.Reason = -1, r.Submit, sim.TooLarge
	}
	return r
}

// resultOf counts outcomes as the engine does.
func resultOf(end sim.Time, rs []sim.Record) sim.Result {
	res := sim.Result{End: end}
	for i := range rs {
		res.Jobs[rs[i].Outcome]++
		if rs[i].Outcome == sim.Rejected {
			res.Reasons[rs[i].Reason]++
		}
	}
	return res
}

// directory has the classes small and large, and the regions DE and FR.
func directory() *sim.Directory {
	d := &sim.Directory{}
	for _, n := range []string{"ann", "bob"} {
		d.Users.ID(n)
	}
	for _, n := range []string{"small", "large"} {
		d.Classes.ID(n)
	}
	for _, n := range []string{"FR", "DE"} {
		d.Regions.ID(n)
	}
	return d
}

// randomRecords are n records of every outcome over the directory above and
// two clusters, with many ties.
func randomRecords(r *rand.Rand, n int) []sim.Record {
	var rs []sim.Record
	submit := 0
	for i := range n {
		submit += r.IntN(4)
		var x sim.Record
		switch o := sim.Outcome(r.IntN(sim.Outcomes)); o {
		case sim.Completed, sim.Killed, sim.Running:
			start := submit + r.IntN(40)*r.IntN(2)
			x = ran(int64(i), 1+r.IntN(8), submit, start, start+r.IntN(50))
			x.Outcome = o
			if o == sim.Running {
				x.End = sim.Never
			}
			x.Wait += time.Duration(r.IntN(3)) * time.Second
		default:
			x = left(int64(i), 1+r.IntN(8), submit, o)
			if o != sim.Rejected {
				x.Wait = time.Duration(r.IntN(45)) * time.Second
			}
			if o == sim.Reneged {
				x.End = x.Submit.Add(x.Wait)
			}
		}
		x.User, x.Class, x.Region = int32(r.IntN(2)), int32(r.IntN(2)), int32(r.IntN(2))
		if x.Cluster == 0 {
			x.Cluster = r.IntN(2)
		}
		x.WarmUp = submit < 20
		x.Parts[i%sim.Parts] = x.Wait / 3
		x.Parts[(i+2)%sim.Parts] = x.Wait - x.Wait/3
		x.Staged = x.Parts[sim.InStaging]
		rs = append(rs, x)
	}
	return rs
}

// landed sets how far from home the records' clusters are, as the engine does.
func landed(c *results.Config, rs []sim.Record) []sim.Record {
	bloc := func(region string) string { return cmp.Or(c.Blocs[region], region) }
	for i := range rs {
		r := &rs[i]
		r.Soil = sim.Anywhere
		if r.Cluster < 0 || c.Directory == nil {
			continue
		}
		home, there := c.Directory.Regions.Name(r.Region), c.Clusters[r.Cluster].Region
		if home != "" && home == there {
			r.Soil = sim.AtHome
		} else if home != "" && bloc(home) == bloc(there) {
			r.Soil = sim.InBloc
		}
	}
	return rs
}

// collect runs records through a Collector.
func collect(t *testing.T, c results.Config, rs []sim.Record, end sim.Time) *results.RunSummary {
	t.Helper()
	k, err := results.NewCollector(c)
	if err != nil {
		t.Fatal(err)
	}
	for i := range landed(&c, rs) {
		k.Job(&rs[i])
	}
	s, err := k.Finish(resultOf(end, rs))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// overload makes jobs over a year of which ever fewer start: one an hour, of two
// classes and two regions, with waits that grow with the calendar.
func overload(r *rand.Rand, horizon sim.Time) []sim.Record {
	var rs []sim.Record
	for submit := sim.Time(0); submit < horizon; submit = submit.Add(2 * time.Hour) {
		x := sim.Record{Start: sim.Never, End: sim.Never, Outcome: sim.Queued}
		x.ID, x.Submit, x.GPUs, x.Run = int64(len(rs)), submit, 1+r.IntN(8), 3*time.Hour
		x.Class, x.Region, x.Cluster = int32(r.IntN(2)), int32(r.IntN(2)), r.IntN(2)
		x.WarmUp = submit < sim.Time(20*day)
		grow := 0.05 + float64(submit)/float64(horizon)
		start := submit.Add(time.Duration(r.ExpFloat64() * grow * float64(60*day)))
		leave := submit.Add(time.Duration(r.ExpFloat64() * float64(90*day)))
		switch {
		case start < min(leave, horizon):
			x.Start, x.End, x.Outcome = start, start.Add(x.Run), sim.Completed
			x.Wait, x.Held, x.Done = start.Sub(submit), x.Run, x.Run
		case leave < horizon:
			x.End, x.Outcome, x.Wait = leave, sim.Reneged, leave.Sub(submit)
		default:
			x.Wait = horizon.Sub(submit)
		}
		rs = append(rs, x)
	}
	return rs
}

func yearConfig() results.Config {
	return results.Config{Scenario: "year", Policy: "easy", Clusters: []results.Cluster{{Name: "a", Region: "FR"}, {Name: "b", Region: "DE"}}, Directory: directory(),
		Epoch: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Horizon: sim.Time(365 * day), WarmUp: sim.Time(20 * day),
		Blocs: map[string]string{"FR": "Europe", "DE": "Europe"}}
}

// wide draws values over many orders of magnitude, with zeros and ties.
func wide(r *rand.Rand) int64 {
	switch r.IntN(4) {
	case 0:
		return 0
	case 1:
		return int64(r.IntN(5))
	}
	return int64(math.Exp(r.Float64() * 42.9))
}

var update = flag.Bool("update", false, "write the golden files of this package")

// golden compares got with a file, or writes the file with -update.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	path = filepath.FromSlash(path)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n"))) {
		t.Errorf("%s is not up to date (go test ./cmd/internal/report -update writes it):\n%s", path, got)
	}
}
