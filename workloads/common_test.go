package workloads

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"sovsim/sim"
)

// row is a job with its names, as tests write and compare it: what its record says,
// and not where in which trace that stands (TestPlaces looks at that).
type row struct {
	sim.Job
	user, class, region string
}

// write makes a file of the given content and returns its path.
func write(t testing.TB, name string, content []byte) string {
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// pack is content as gzip (the standard library's, so that packing and unpacking
// share no code).
func pack(t testing.TB, content []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// jobsOf reads a source to its end.
func jobsOf(t testing.TB, s sim.Source) (jobs []sim.Job) {
	t.Helper()
	for {
		var job sim.Job
		ok, err := s.Next(&job)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return jobs
		}
		jobs = append(jobs, job)
	}
}

// drain is the jobs of a source with names in place of ids.
func drain(t testing.TB, s sim.Source, dir *sim.Directory) []row {
	t.Helper()
	var rows []row
	for _, job := range jobsOf(t, s) {
		r := row{job, dir.Users.Name(job.User), dir.Classes.Name(job.Class), dir.Regions.Name(job.Region)}
		r.User, r.Class, r.Region, r.Number, r.Trace = 0, 0, 0, 0, 0
		rows = append(rows, r)
	}
	return rows
}

// read reads a whole file of the given content.
func read(t testing.TB, content string, opts Options) ([]row, Counts, error) {
	trace, err := Open(write(t, "trace", []byte(content)), opts)
	if err != nil {
		return nil, Counts{}, err
	}
	return drain(t, trace, trace.Directory()), trace.Stats(), nil
}

// root is the repository's root, found by its go.mod.
func root(t testing.TB) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// realLog is the path of a log of the Parallel Workloads Archive, which does not
// ship; the test is skipped where it is not at hand.
func realLog(t testing.TB, name string) string {
	path := filepath.Join(root(t), "..", "shared", "traces", "swf", name+".swf.gz")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the log %s is not at ../shared/traces/swf beside the repository", name)
	}
	return path
}

var errFull = errors.New("no space left")

// fullDisk is a writer that fails after so many bytes.
type fullDisk struct{ room int }

func (f *fullDisk) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}
