package workloads

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sovsim/sim"
)

const oneJob = "1 0 0 60 1 -1 -1 1 60 -1 1 1 1 -1 -1 -1 -1 -1\n"

// Every way in which a file can be broken has its message, with the file's name.
func TestDamagedFiles(t *testing.T) {
	random := make([]byte, 1<<20)
	rng := rand.NewChaCha8([32]byte{1})
	rng.Read(random)
	log := []byte(strings.Repeat(oneJob, 20000))
	packed := pack(t, log)
	corrupt := slices.Clone(packed)
	corrupt[len(corrupt)/2] ^= 0xff
	badSum := slices.Clone(packed)
	badSum[len(badSum)-6] ^= 0xff
	for _, c := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"empty", nil, "the file is empty"},
		{"packed empty", pack(t, nil), "the file is empty"},
		{"blank", []byte("\n\n"), "not a trace in a format known here (helios, native, openb, philly, swf)"},
		{"random", random, "not a trace in a format known here"},
		{"random after a comment", append([]byte("; MaxProcs: 8\n"), random...), ":2:1: job number"},
		{"random packed", pack(t, random), "not a trace in a format known here"},
		{"prose", []byte("Dear reader,\nthis is a letter.\n"), "not a trace"},
		{"another csv", []byte("timestamp,duration,num_gpus\n0,1,2\n"), "not a trace"},
		{"comments only", []byte("; Version: 2.2\n"), "no usable job: 0 records read, 0 kept, 0 dropped"},
		{"cancelled jobs only", []byte(strings.ReplaceAll(oneJob, " 60 1 ", " -1 1 ")), "no usable job: 1 records read, 0 kept, 1 dropped (1 no run time)"},
		{"a line without end", append([]byte(oneJob), bytes.Repeat([]byte("1"), 1<<20)...), ":2: a line of more than 65536 bytes"},
		{"zeros", make([]byte, 1<<20), "not a trace"},
		{"gzip magic only", []byte{0x1f, 0x8b}, "truncated"},
		{"gzip header only", packed[:10], "truncated"},
		{"gzip cut in the middle", packed[:len(packed)/2], "truncated"},
		{"gzip cut in its last bytes", packed[:len(packed)-3], "truncated"},
		{"gzip with a wrong checksum", badSum, "damaged"},
		{"gzip with junk behind", append(slices.Clone(packed), "junk that is no gzip"...), "damaged"},
		{"gzip with a flipped byte", corrupt, "trace"},
	} {
		path := write(t, "trace", c.content)
		_, err := Open(path, Options{})
		var e *Error
		if !errors.As(err, &e) || e.File != path || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one of this file with %q", c.name, err, c.want)
		}
		if err != nil && len(err.Error()) > 400+len(path) {
			t.Errorf("%s: a message of %d bytes", c.name, len(err.Error()))
		}
	}
	dir := t.TempDir()
	for path, want := range map[string]string{
		dir:                          "this is a directory, want a trace file",
		filepath.Join(dir, "no.swf"): "no such file",
	} {
		_, err := Open(path, Options{})
		var e *Error
		if !errors.As(err, &e) || e.File != path || !strings.Contains(e.Msg, want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
	if _, err := Open(filepath.Join(dir, "no.swf"), Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the cause of a missing file is lost: %v", err)
	}
	if _, err := Open(write(t, "log.swf", []byte(oneJob)), Options{Format: "swff"}); err == nil ||
		!strings.Contains(err.Error(), `unknown trace format "swff"; the formats are helios, native, openb, philly, swf`) {
		t.Errorf("an unknown format: %v", err)
	}
}

// A format that is given is believed, whatever the file looks like.
func TestGivenFormat(t *testing.T) {
	_, _, err := read(t, oneJob, Options{Format: "native"})
	if err == nil || !strings.Contains(err.Error(), "unknown column") {
		t.Errorf("an swf log read as native: %v", err)
	}
	_, _, err = read(t, nativeHead+"\n1,,,,1,0,1,1\n", Options{Format: "swf"})
	if err == nil || !strings.Contains(err.Error(), ":1:1: job number") {
		t.Errorf("a native file read as swf: %v", err)
	}
}

// Packed and plain files are the same, whatever their names; gzip may come in
// several members, as concatenation makes it.
func TestPacked(t *testing.T) {
	second := strings.Replace(oneJob, "1 0", "2 7", 1)
	plain, _, err := read(t, oneJob+second, Options{})
	if err != nil || len(plain) != 2 {
		t.Fatal(plain, err)
	}
	for _, content := range [][]byte{
		pack(t, []byte(oneJob+second)),
		append(pack(t, []byte(oneJob)), pack(t, []byte(second))...),
	} {
		rows, _, err := read(t, string(content), Options{})
		if diff := cmp.Diff(plain, rows, cmp.AllowUnexported(row{})); err != nil || diff != "" {
			t.Errorf("%v (-plain +packed):\n%s", err, diff)
		}
	}
}

// The jobs are in order of submit with the file's order on ties, and are the same
// whether the file is held in memory, streamed or sorted.
func TestOrderAndStreaming(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(rt, "jobs")
		ordered := rapid.Bool().Draw(rt, "ordered")
		last := int64(0)
		var b strings.Builder
		type want struct{ id, submit int64 }
		var wants []want
		for i := range n {
			submit := rapid.Int64Range(0, 9).Draw(rt, "submit")
			if ordered {
				last += submit / 4
				submit = last
			}
			run := rapid.SampledFrom([]int{60, 60, 60, -1}).Draw(rt, "run")
			if i == 0 {
				run = 60
			}
			fmt.Fprintf(&b, "%d %d 0 %d 1 -1 -1 1 60 -1 1 %d 1 -1 -1 -1 -1 -1\n", i, submit, run, i%5)
			if run > 0 {
				wants = append(wants, want{int64(i), submit})
			}
		}
		slices.SortStableFunc(wants, func(a, b want) int { return int(a.submit - b.submit) })
		path := filepath.Join(dir, "log.swf")
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		held, err := check(path, Options{}, fileLimits)
		if err != nil {
			rt.Fatal(err)
		}
		streamed, err := check(path, Options{}, limits{0, 100})
		if err != nil {
			rt.Fatal(err)
		}
		if streamed.held != !streamed.ordered {
			rt.Fatalf("a file with ordered %v has held %v", streamed.ordered, streamed.held)
		}
		for _, f := range []*File{held, streamed, held, streamed} {
			// A directory that has names already: ids must not be the file's.
			runDir := &sim.Directory{}
			runDir.Users.ID("someone else")
			trace, err := f.Open(runDir)
			if err != nil {
				rt.Fatal(err)
			}
			rows := drain(t, trace, runDir)
			if len(rows) != len(wants) || trace.Stats().Kept != int64(len(wants)) || trace.Stats().Read != int64(n) {
				rt.Fatalf("%d jobs, want %d; %s", len(rows), len(wants), f.counts.String())
			}
			for i, w := range wants {
				if r := rows[i]; r.ID != w.id || r.Submit != sim.Time(w.submit*1e9) || r.user != fmt.Sprint(w.id%5) {
					rt.Fatalf("job %d is %+v, want %+v", i, r, w)
				}
			}
			// Ids are given at first use in both ways of reading.
			if got := runDir.Users.Name(1); got != rows[0].user {
				rt.Fatalf("the first job's user has not the next id, but %q", got)
			}
		}
	})
}

// Too many jobs in disorder are refused with advice, not sorted by filling memory.
func TestTooManyToSort(t *testing.T) {
	content := []byte(strings.Replace(oneJob, "1 0", "1 9", 1) + oneJob + oneJob)
	_, err := check(write(t, "log.swf", content), Options{}, limits{1, 2})
	if err == nil || !strings.Contains(err.Error(), "sort the file first") {
		t.Errorf("error %v, want advice to sort the file", err)
	}
}

// A file that changes under a run that streams it is noticed.
func TestFileChangesWhileInUse(t *testing.T) {
	later := strings.Replace(oneJob, "1 0", "2 9", 1)
	for _, c := range []struct{ before, after string }{
		{oneJob + later, later + oneJob},
		{oneJob + later, oneJob},
	} {
		path := write(t, "log.swf", []byte(c.before))
		f, err := check(path, Options{}, limits{0, 0})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(c.after), 0o644); err != nil {
			t.Fatal(err)
		}
		trace, err := f.Open(nil)
		if err != nil {
			t.Fatal(err)
		}
		var j sim.Job
		ok := true
		for ok && err == nil {
			ok, err = trace.Next(&j)
		}
		if err == nil || !strings.Contains(err.Error(), "changed since it was checked") {
			t.Errorf("the change went unnoticed: %v", err)
		}
		if ok, err := trace.Next(&j); ok || err != nil {
			t.Errorf("after its error, a trace yields %v, %v", ok, err)
		}
	}
}

// Reading can be stopped, and hands the reason back as it is.
func TestStop(t *testing.T) {
	reason := errors.New("enough")
	for _, content := range [][]byte{[]byte(oneJob), pack(t, []byte(oneJob)), []byte(nativeHead + "\n1,,,,1,0,1,1\n")} {
		path := write(t, "log", content)
		if _, err := Check(path, Options{Stop: func() error { return reason }}); err != reason {
			t.Errorf("stopped at once: %v", err)
		}
	}
	calls := 0
	long := []byte(nativeHead + strings.Repeat("\n1,,,,1,0,1,1", 50_000))
	_, err := Check(write(t, "log", long), Options{Stop: func() error {
		if calls++; calls > 3 {
			return reason
		}
		return nil
	}})
	if err != reason {
		t.Errorf("stopped in the middle: %v", err)
	}
}

// A streamed swf log costs no allocation per job.
func TestStreamingDoesNotAllocate(t *testing.T) {
	f, err := check(write(t, "log.swf", []byte(strings.Repeat(oneJob, 3000))), Options{}, limits{0, 0})
	if err != nil {
		t.Fatal(err)
	}
	trace, err := f.Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer trace.Close()
	var j sim.Job
	if n := testing.AllocsPerRun(2000, func() {
		if ok, err := trace.Next(&j); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}); n != 0 {
		t.Errorf("%v allocations per job, want none", n)
	}
}

func TestErrorText(t *testing.T) {
	for _, c := range []struct {
		e    Error
		want string
	}{
		{Error{File: "a.swf", Line: 3, Column: 7, Msg: "m"}, "a.swf:3:7: m"},
		{Error{File: "a.swf", Line: 3, Msg: "m"}, "a.swf:3: m"},
		{Error{File: "a.swf", Msg: "m"}, "a.swf: m"},
		{Error{Line: 3, Column: 7, Msg: "m"}, "line 3:7: m"},
		{Error{Msg: "m"}, "m"},
	} {
		if got := c.e.Error(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
