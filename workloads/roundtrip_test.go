package workloads

import (
	"bytes"
	stdcmp "cmp"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sovsim/sim"
)

// drawRows draws jobs in order of submit; whole draws only what swf can hold.
func drawRows(t *rapid.T, whole bool) []row {
	seconds := func(lo, hi int64, label string) int64 {
		if whole {
			return rapid.Int64Range((lo+999_999_999)/1e9, hi/1e9).Draw(t, label) * 1e9
		}
		return rapid.Int64Range(lo, hi).Draw(t, label)
	}
	names := rapid.StringOf(rapid.SampledFrom([]rune("ab, \"\n'é;#")))
	rows := make([]row, rapid.IntRange(1, 20).Draw(t, "jobs"))
	for i := range rows {
		r := &rows[i]
		r.ID = rapid.Int64Range(-5, 1e17).Draw(t, "id")
		r.GPUs = rapid.IntRange(1, 100).Draw(t, "gpus")
		r.Submit = sim.Time(seconds(0, 1e18, "submit"))
		r.Run = time.Duration(seconds(1, 1e18, "run"))
		r.Request = time.Duration(seconds(1, 1e18, "request"))
		if whole {
			if n := rapid.IntRange(-1, 50).Draw(t, "user"); n >= 0 {
				r.user = strconv.Itoa(n)
			}
			continue
		}
		if rapid.Bool().Draw(t, "zero") {
			r.Run, r.Request = 0, r.Request*time.Duration(rapid.IntRange(0, 1).Draw(t, "requested"))
		}
		r.user, r.class, r.region = names.Draw(t, "user"), names.Draw(t, "class"), names.Draw(t, "region")
		if rapid.Bool().Draw(t, "shaped") {
			r.Nodes = rapid.IntRange(1, 4).Draw(t, "nodes")
			r.GPUs *= r.Nodes
		}
		r.Patience = time.Duration(rapid.SampledFrom([]int64{0, 1, 1e9}).Draw(t, "patience"))
		r.Checkpoint = time.Duration(rapid.SampledFrom([]int64{0, 2, 1e12}).Draw(t, "checkpoint"))
		r.Segment = time.Duration(rapid.SampledFrom([]int64{0, 60e9, 86400e9}).Draw(t, "segment"))
		r.Bytes = rapid.SampledFrom([]int64{0, 1, 15e12}).Draw(t, "data")
		r.Residency = rapid.SampledFrom([]sim.Residency{sim.Anywhere, sim.InBloc, sim.AtHome}).Draw(t, "residency")
		r.Project = rapid.Int32Range(0, int32(len(projects)-1)).Draw(t, "project")
	}
	slices.SortStableFunc(rows, func(a, b row) int { return stdcmp.Compare(a.Submit, b.Submit) })
	return rows
}

// projects are the names of the projects of rows, by Job.Project.
var projects = []string{"", "p1", "fusion, \"cold\""}

// put writes rows in a format.
func put(t rapid.TB, path, format string, rows []row, o WriterOptions) {
	dir := &sim.Directory{}
	var b bytes.Buffer
	w, err := NewWriter(format, &b, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range projects {
		dir.Projects.ID(p)
	}
	for _, r := range rows {
		j := r.Job
		j.User, j.Class, j.Region = dir.Users.ID(r.user), dir.Classes.ID(r.class), dir.Regions.ID(r.region)
		if err := w.Write(&j); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// get reads rows of any format.
func get(t rapid.TB, path, format string) (*File, []row) {
	f, err := Check(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if f.Format() != format {
		t.Fatalf("recognised as %s, want %s", f.Format(), format)
	}
	dir := &sim.Directory{}
	trace, err := f.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	for {
		var j sim.Job
		ok, err := trace.Next(&j)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return f, rows
		}
		r := row{j, dir.Users.Name(j.User), dir.Classes.Name(j.Class), dir.Regions.Name(j.Region)}
		r.User, r.Class, r.Region, r.Number, r.Trace = 0, 0, 0, 0, 0
		r.Project = int32(slices.Index(projects, dir.Projects.Name(j.Project)))
		rows = append(rows, r)
	}
}

func convert(t rapid.TB, path, format string, f *File) Conversion {
	var b bytes.Buffer
	done, err := Convert(&b, format, f)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return done
}

// Whatever a job is, the native format keeps all of it, and a second writing has
// the same bytes.
func TestNativeRoundTrip(t *testing.T) {
	first, second := filepath.Join(t.TempDir(), "a.csv"), filepath.Join(t.TempDir(), "b.csv")
	rapid.Check(t, func(rt *rapid.T) {
		rows := drawRows(rt, false)
		put(rt, first, "native", rows, WriterOptions{Columns: nativeOptional[:]})
		f, got := get(rt, first, "native")
		if diff := cmp.Diff(rows, got, cmp.AllowUnexported(row{})); diff != "" {
			rt.Fatalf("(-written +read):\n%s", diff)
		}
		convert(rt, second, "native", f)
		a, _ := os.ReadFile(first)
		b, _ := os.ReadFile(second)
		if !bytes.Equal(a, b) {
			rt.Fatalf("written:\n%s\nwritten again:\n%s", a, b)
		}
	})
}

// swf → native → swf keeps everything that a schedule depends on.
func TestSWFRoundTrip(t *testing.T) {
	dir := t.TempDir()
	a, b, c := filepath.Join(dir, "a.swf"), filepath.Join(dir, "b.csv"), filepath.Join(dir, "c.swf")
	rapid.Check(t, func(rt *rapid.T) {
		rows := drawRows(rt, true)
		put(rt, a, "swf", rows, WriterOptions{})
		f, got := get(rt, a, "swf")
		if diff := cmp.Diff(rows, got, cmp.AllowUnexported(row{})); diff != "" {
			rt.Fatalf("(-written +read):\n%s", diff)
		}
		convert(rt, b, "native", f)
		f, got = get(rt, b, "native")
		if diff := cmp.Diff(rows, got, cmp.AllowUnexported(row{})); diff != "" {
			rt.Fatalf("after native (-written +read):\n%s", diff)
		}
		if done := convert(rt, c, "swf", f); len(done.Lost) > 0 {
			rt.Fatalf("lost %v", done.Lost)
		}
		before, _ := os.ReadFile(a)
		after, _ := os.ReadFile(c)
		if !bytes.Equal(before, after) {
			rt.Fatalf("before:\n%s\nafter:\n%s", before, after)
		}
	})
}

// The converter drops what is no job, says what it could not keep, and carries
// the header over without what is no longer true.
func TestConvert(t *testing.T) {
	f, err := Check(write(t, "log.swf", []byte(`; Version: 2.2
; MaxJobs: 3
; MaxProcs: 8
3 9 0 60 1 -1 -1 1 60 -1 1 7 1 -1 -1 -1 -1 -1
1 0 0 -1 1 -1 -1 1 60 -1 1 7 1 -1 -1 -1 -1 -1
2 5 0 30 4 -1 -1 -1 -1 -1 1 -1 1 -1 -1 -1 -1 -1
`)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	done, err := Convert(&b, "native", f)
	if want := nativeHead + "\n2,,,,4,5,30,30\n3,7,,,1,9,60,60\n"; err != nil || b.String() != want {
		t.Errorf("%v, to native:\n%s\nwant\n%s", err, b.String(), want)
	}
	if done.Counts.Read != 3 || done.Counts.Kept != 2 {
		t.Errorf("counts: %s", done.Counts.String())
	}
	b.Reset()
	if _, err := Convert(&b, "swf", f); err != nil {
		t.Fatal(err)
	}
	want := "; Version: 2.2\n; MaxProcs: 8\n" +
		"2 5 -1 30 4 -1 -1 4 30 -1 -1 -1 -1 -1 -1 -1 -1 -1\n3 9 -1 60 1 -1 -1 1 60 -1 -1 7 -1 -1 -1 -1 -1 -1\n"
	if b.String() != want {
		t.Errorf("to swf:\n%s\nwant\n%s", b.String(), want)
	}

	f, err = Check(write(t, "t.csv", []byte(nativeHead+",nodes,patience_s\n"+
		"1,anna,mid,FR,8,0,60,90,2,5\n2,\"bo\nr\",,,1,0,1,1,,\n3,anna,,,1,0,0,0,,\n4,12,,,1,0,1,1,,\n")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	b.Reset()
	done, err = Convert(&b, "swf", f)
	want = "; Version: 2.2\n; User: 1000000 \"anna\"\n1 0 -1 60 8 -1 -1 8 90 -1 -1 1000000 -1 -1 -1 -1 -1 -1\n" +
		"; User: 1000001 \"bo\\nr\"\n2 0 -1 1 1 -1 -1 1 1 -1 -1 1000001 -1 -1 -1 -1 -1 -1\n" +
		"3 0 -1 0 1 -1 -1 1 0 -1 -1 1000000 -1 -1 -1 -1 -1 -1\n4 0 -1 1 1 -1 -1 1 1 -1 -1 12 -1 -1 -1 -1 -1 -1\n"
	if err != nil || b.String() != want {
		t.Errorf("%v, named users to swf:\n%s\nwant\n%s", err, b.String(), want)
	}
	if diff := cmp.Diff([]string{"class", "region", "nodes", "patience",
		"jobs of no length (a line with a run time of 0 is read as one that never ran)"}, done.Lost); diff != "" {
		t.Errorf("lost (-want +got):\n%s", diff)
	}
}

// What a format cannot hold is refused, not rounded.
func TestWritersRefuse(t *testing.T) {
	shaped := job(1, 4, 0, 1e9, 1e9)
	shaped.Nodes = 2
	for _, c := range []struct {
		format string
		job    sim.Job
		user   string
		want   string
	}{
		{"swf", job(1, 1, 500*time.Millisecond, 1e9, 1e9), "", "job 1 has a submit of 500ms; the Standard Workload Format has whole seconds only"},
		{"swf", job(1, 1, 0, 1e9+1, 1e9), "", "run time of 1.000000001s"},
		{"swf", job(1, 1, 0, 1e9, 1e8), "", "request of 100ms"},
		{"swf", job(1, 1, 0, 1e9, 0), "", "a request of 0 seconds"},
		{"native", shaped, "", "job 1 has a value for the column nodes, which the file does not have"},
		{"native", job(1, 1, 0, 1e9, 1e9), "a\rb", "carriage return"},
	} {
		dir := &sim.Directory{}
		c.job.User = dir.Users.ID(c.user)
		c.job.Class, c.job.Region = dir.Classes.ID(""), dir.Regions.ID("")
		w, err := NewWriter(c.format, &bytes.Buffer{}, dir, WriterOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(&c.job); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.format, err, c.want)
		}
	}
	dir := &sim.Directory{}
	if _, err := NewWriter("native", &bytes.Buffer{}, dir, WriterOptions{Columns: []string{"gpus"}}); err == nil {
		t.Error("gpus is accepted as an optional column")
	}
	if _, err := NewWriter("xls", &bytes.Buffer{}, dir, WriterOptions{}); err == nil {
		t.Error("an unknown format is accepted")
	}
	if _, err := NewWriter("swf", &bytes.Buffer{}, dir, WriterOptions{Header: []HeaderField{{"Note", "a\n1 2 3"}}}); err == nil {
		t.Error("a header field of two lines is accepted")
	}
	full := &fullDisk{room: 100_000}
	f, err := Check(write(t, "log.swf", []byte(strings.Repeat(oneJob, 20_000))), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Convert(full, "native", f); err != errFull {
		t.Errorf("a full disk: %v", err)
	}
}

// Numbers that stand for names never collide with numbers that are users.
func TestUserNumbersDoNotCollide(t *testing.T) {
	for _, users := range [][2]string{{"anna", "1000000"}, {"1000000", "anna"}} {
		f, err := Check(write(t, "t.csv", []byte(nativeHead+"\n1,"+users[0]+",,,1,0,1,1\n2,"+users[1]+",,,1,0,1,1\n")), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Convert(&bytes.Buffer{}, "swf", f); err == nil || !strings.Contains(err.Error(), "1000000") {
			t.Errorf("users %v: %v, want the collision told", users, err)
		}
	}
}
