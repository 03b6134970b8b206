package results

import (
	"cmp"
	"encoding/csv"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

const second = sim.Time(time.Second)

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
func landed(c *Config, rs []sim.Record) []sim.Record {
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

// upTo cuts the rows of a CSV text, the first of which is the header, after a
// column: what new columns hold is for the tests of these.
func upTo(t *testing.T, column, text string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	n := slices.Index(rows[0], column) + 1
	if n == 0 {
		t.Fatalf("there is no column %s in %s", column, rows[0])
	}
	for i := range rows {
		rows[i] = rows[i][:n]
	}
	var b strings.Builder
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// columnsOf is some fields of each row of a CSV text with a header, by the fields
// between the replication and the column key: "region,FR" is the key of a region's.
func columnsOf(t *testing.T, text, key string, columns ...string) map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]string{}
	last := slices.Index(rows[0], key)
	for _, r := range rows[1:] {
		var fields []string
		for _, c := range columns {
			i := slices.Index(rows[0], c)
			if i < 0 {
				t.Fatalf("there is no column %s", c)
			}
			fields = append(fields, r[i])
		}
		of[strings.Join(r[3:last+1], ",")] = strings.Join(fields, ",")
	}
	return of
}

// collect runs records through a Collector.
func collect(t *testing.T, c Config, rs []sim.Record, end sim.Time) *RunSummary {
	t.Helper()
	k, err := NewCollector(c)
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
