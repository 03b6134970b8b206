package results

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// writtenFiles are the files of a run of records, as they are written.
func writtenFiles(t *testing.T, c Config, rs []sim.Record, end sim.Time) (*RunSummary, map[string][]byte) {
	t.Helper()
	var jobs, series bytes.Buffer
	c.Jobs, c.Series = &jobs, &series
	s := collect(t, c, rs, end)
	return s, map[string][]byte{
		JobsFile: append(header(jobColumns), jobs.Bytes()...), SeriesFile: append(header(seriesColumns), series.Bytes()...),
		SummaryFile: AppendSummary(header(summaryColumns), s), LossFile: appendLosses(header(lossColumns), s), SoilFile: appendSoil(header(soilColumns), s),
	}
}

// rewritten is a value written again from what was read, by its kind alone.
func rewritten(kind Kind, v Value, digits int) string {
	switch {
	case !v.Known:
		return ""
	case kind == Text:
		return field(v.Text)
	case kind == Count:
		return strconv.FormatInt(v.Whole, 10)
	case kind == Seconds:
		return string(unit.AppendSeconds(nil, v.Whole))
	case kind == Period && strings.HasPrefix(v.Text, "day"):
		return fmt.Sprintf("day %d", 30*v.Whole)
	case kind == Period:
		return fmt.Sprintf("%04d-%02d", v.Whole/12, v.Whole%12+1)
	case kind == Amount:
		return v.Text // has more digits than a float64; see below
	}
	return strconv.FormatFloat(v.Number, 'g', digits, 64)
}

// What a run writes is read back, of every file, and written again it is the same bytes;
// and each metric of summary.csv has the value that it has in memory.
func TestEveryFileIsReadBack(t *testing.T) {
	c := yearConfig()
	c.Scenario, c.Policy, c.Variant = `a "scenario", of two`+"\r\nlines", "easy(depth=5,placement=best-fit)", "seed 7"
	c.Reasons, c.Leaving, c.Failures, c.HeldBack = true, true, true, true
	c.Billed = sim.Billed{Energy: true, Carbon: true, Charged: true, Electricity: true, Egress: true}
	rs := overload(rand.New(rand.NewPCG(4, 4)), c.Horizon)
	for i := range rs {
		r := &rs[i]
		r.Parts[i%sim.Parts] = r.Wait
		r.Bill.Energy, r.Bill.Charged = unit.Product(uint64(i)*1e9, 1e12+uint64(i)), unit.Product(uint64(i)*1e15, 1e9)
		r.Bill.Moved = unit.Product(uint64(i), 12345)
		if i%11 == 0 {
			r.Name = fmt.Sprintf("job,%d\"\n", i)
		}
		if i%7 == 0 && r.Start == sim.Never {
			r.Outcome, r.Reason, r.End, r.Cluster = sim.Rejected, sim.TooLarge, r.Submit, -1
		}
	}
	s, files := writtenFiles(t, c, rs, c.Horizon)
	for file, text := range files {
		lines := bytes.Count(text, []byte("\n"))
		r, err := NewReader(file, bytes.NewReader(text), file)
		if err != nil {
			t.Fatal(err)
		}
		again := []byte(string(r.rows.row) + "\n")
		metrics := make([]*Metric, len(r.Table().Columns))
		for i, column := range r.Table().Columns {
			if m, ok := MetricNamed(column.Name); ok && file == SummaryFile {
				metrics[i] = &m
			}
		}
		row := 0
		for ; ; row++ {
			line, err := r.Read()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if line.Scenario != c.Scenario || line.Policy != c.Policy || line.Variant != "seed 7" || line.Replication != 0 {
				t.Fatalf("%s: a row of %q, %q, %d, %q", file, line.Scenario, line.Policy, line.Replication, line.Variant)
			}
			for i, column := range r.Table().Columns {
				v, digits := line.At(i), 12
				if column.Name == "slowdown_mean" {
					digits = 10
				}
				if i > 0 {
					again = append(again, ',')
				}
				again = append(again, rewritten(column.Kind, v, digits)...)
				if m := metrics[i]; m != nil {
					x, defined := m.Value(&s.Rows[row])
					if defined != v.Known || defined && math.Abs(x-v.Number) > 1e-9*max(1, math.Abs(x)) {
						t.Fatalf("%s %s: %s is %g %v, read back %+v", s.Rows[row].Group, s.Rows[row].Key, column.Name, x, defined, v)
					}
				}
			}
			again = append(again, '\n')
		}
		if !bytes.Equal(again, text) {
			t.Errorf("%s: read back and written again it differs", file)
		}
		if row < 2 || file == SummaryFile && row != len(s.Rows) {
			t.Errorf("%s: %d rows of %d lines", file, row, lines)
		}
	}
}

// What is wrong is said with file, line and column, whatever it is.
func TestFaultsOfResultFiles(t *testing.T) {
	const head = "scenario,policy,replication,group,key,bloc,jobs,useful_h100h,share,abroad_h100h,dependence,variant\n"
	const row = "s,p,0,region,UK,Europe,3,1.5,1,0,0,base\n"
	for _, x := range []struct{ name, text, want string }{
		{"empty", "", "soil.csv:1:1: the file is empty"},
		{"another column", "scenario,policy,replication,group,key,made_up\n", `soil.csv:1:39: soil.csv has no column "made_up"; is the file made by another version`},
		{"a column twice", "scenario,policy,policy\n", "soil.csv:1:17: a second column policy"},
		{"no key", "scenario,policy,replication,group\n", "soil.csv:1:1: there is no column key"},
		{"too few", head + row + "s,p,0,region\n", "soil.csv:3:13: 4 fields; the header has 12"},
		{"too many", head + "s,p,0,region,UK,Europe,3,1.5,1,0,0,base,x\n", "soil.csv:2:42: 13 fields; the header has 12"},
		{"blank line", head + "\n", "soil.csv:2:1: 1 fields; the header has 12"},
		{"no number", head + row + "s,p,0,region,UK,Europe,3,abc,1,0,0,base\n", `soil.csv:3:26: useful_h100h: "abc" is not a number`},
		{"infinite", head + "s,p,0,region,UK,Europe,3,Inf,1,0,0,base\n", `soil.csv:2:26: useful_h100h: "Inf" is not a number`},
		{"not a number", head + "s,p,0,region,UK,Europe,3,NaN,1,0,0,base\n", `useful_h100h: "NaN" is not a number`},
		{"too large", head + "s,p,0,region,UK,Europe,3,1e999,1,0,0,base\n", `useful_h100h: "1e999" is not a number`},
		{"part of a job", head + "s,p,0,region,UK,Europe,3.5,1,1,0,0,base\n", `soil.csv:2:24: jobs: "3.5" is not a whole number`},
		{"replication", head + "s,p,-1,region,UK,Europe,3,1,1,0,0,base\n", `soil.csv:2:5: replication: "-1" is not a number from 0 to 1048576`},
		{"no replication", head + "s,p,,region,UK,Europe,3,1,1,0,0,base\n", `soil.csv:2:5: replication: "" is not a number`},
		{"group", head + "s,p,0,planet,UK,Europe,3,1,1,0,0,base\n", `soil.csv:2:7: group: "planet" is none of all, bloc, class,`},
		{"cut short", head + row + "s,p,0,region,UK,Eur", "soil.csv:3:20: the last row has no line feed: the file is cut short"},
		{"cut in the header", "scenario,poli", "soil.csv:1:14: the last row has no line feed: the file is cut short"},
		{"open quote", head + `s,"p,0` + "\n" + row, "soil.csv:2:1: a quote in the row that begins here is not closed"},
		{"a quote inside", head + `s,p"q,0,region,UK,Europe,3,1,1,0,0,base` + "\n", "soil.csv:2:1: a quote in the row that begins here is not closed"},
		{"after the quotes", head + `s,"p"q,0,region,UK,Europe,3,1,1,0,0,base` + "\n", "soil.csv:2:6: a field in quotes that goes on after them"},
		{"quotes inside", head + `s,p"q"r,0,region,UK,Europe,3,1,1,0,0,base` + "\n", "soil.csv:2:4: a quote inside a field that does not begin with one"},
		{"line of a long row", head + "\"a\nb\",p,0,region,UK,\"Eu\n\nrope\",x,1,1,0,0,base\n", `soil.csv:5:7: jobs: "x" is not a whole number`},
		{"flood", head + `"` + strings.Repeat("x\n", maxRow), "soil.csv:2:1: a row of more than 1048576 bytes; is a quote in it not closed?"},
	} {
		err := readAll(strings.NewReader(x.text), SoilFile)
		var fault *FileError
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v, want %s", x.name, err, x.want)
		}
	}
	for _, x := range []struct{ file, name, text, want string }{
		{JobsFile, "times", "scenario,policy,replication,cluster,submit_s\ns,p,0,a,0.0000000001\n", "jobs.csv:2:9: submit_s: \"0.0000000001\" has digits below a nanosecond"},
		{JobsFile, "outcome", "scenario,policy,replication,cluster,outcome\ns,p,0,a,lost\n", `jobs.csv:2:9: outcome: "lost" is none of completed, killed,`},
		{SummaryFile, "month", "scenario,policy,replication,group,key,target_month\ns,p,0,all,,2027-13\n", `summary.csv:2:12: target_month: "2027-13" is neither a month`},
	} {
		if err := readAll(strings.NewReader(x.text), x.file); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v, want %s", x.name, err, x.want)
		}
	}
	// An older file has fewer columns, and they are not known.
	r, err := NewReader("old", strings.NewReader("scenario,policy,replication,group,key,jobs\ns,p,2,all,,7\n"), SummaryFile)
	if err != nil {
		t.Fatal(err)
	}
	at := r.Table().Index
	line, err := r.Read()
	if err != nil || line.At(at("jobs")).Whole != 7 || r.Has(at("goodput")) || line.At(at("goodput")).Known || line.Variant != Base || line.Replication != 2 {
		t.Errorf("%+v, %v", line, err)
	}
	if _, err := NewReader("x", nil, "other.csv"); err == nil {
		t.Error("a file without columns is read")
	}
}

// readAll reads a file to its end or first fault.
func readAll(from io.Reader, file string) error {
	r, err := NewReader(file, from, file)
	for err == nil {
		_, err = r.Read()
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// Whatever the bytes, a reader ends with rows or a fault that has a place; what it reads
// without a fault it reads the same when it is written again.
func FuzzReadResults(f *testing.F) {
	f.Add("scenario,policy,replication,group,key,jobs\ns,p,0,all,,3\n")
	f.Add("scenario,policy,replication,group,key,wait_p50_s,target_month\n\"s\"\"\",p,0,region,\"a\nb\",1.5,2027-01\n")
	f.Add("scenario,policy\n\"")
	f.Fuzz(func(t *testing.T, text string) {
		err := readAll(strings.NewReader(text), SummaryFile)
		var fault *FileError
		if err != nil && (!errors.As(err, &fault) || fault.Line < 1 || fault.Column < 1 || fault.Line > strings.Count(text, "\n")+1) {
			t.Errorf("%q: %v", text, err)
		}
	})
}

// repeated is a header and then a row as often as it takes.
type repeated struct {
	head, row string
	rows      int
	rest      string
}

func (r *repeated) Read(b []byte) (int, error) {
	for len(r.rest) == 0 {
		if r.rows == 0 {
			return 0, io.EOF
		}
		r.rows--
		r.rest = r.head + r.row
		r.head = ""
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// Forty megabytes of jobs go through a reader that keeps one row.
func TestReadingStreams(t *testing.T) {
	c := storyConfig()
	text := jobsOfRecords(t, c, story())
	first := strings.Index(text, "\n") + 1
	row := text[first : first+strings.Index(text[first:], "\n")+1]
	r, err := NewReader(JobsFile, &repeated{head: text[:first], row: row, rows: 40_000_000 / len(row)}, JobsFile)
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	n, most := 0, uint64(0)
	start := time.Now()
	for {
		if _, err = r.Read(); err != nil {
			break
		}
		if n++; n%50_000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&after)
			most = max(most, after.HeapAlloc)
		}
	}
	if err != io.EOF || n != 40_000_000/len(row) {
		t.Fatalf("%d rows, then %v", n, err)
	}
	if most > before.HeapAlloc+4<<20 {
		t.Errorf("the heap grew from %d to %d bytes", before.HeapAlloc, most)
	}
	t.Logf("%d rows in %v", n, time.Since(start))
}
