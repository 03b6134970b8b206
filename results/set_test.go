package results

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"sovsim/sim"
)

// fourRuns writes a set of two policies × two replications, whose parts are
// made and filled in the given order, and returns the directory's files.
func fourRuns(t *testing.T, dir string, jobs bool, order []int) map[string]string {
	t.Helper()
	set, err := NewSet(dir, jobs, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer set.Abort()
	runs := make([]*RunSummary, 4)
	for _, i := range order {
		part, err := set.Part(i)
		if err != nil {
			t.Fatal(err)
		}
		c := storyConfig()
		c.Policy, c.Replication = []string{"fcfs", "easy"}[i/2], i%2
		c.Jobs, c.Series = part.Jobs, part.Series
		c.ID, c.Seed = RunID([]byte("story"), 7, "test", c.Policy, c.Replication), 7
		runs[i] = storySummary(t, c)
		if err := part.Close(); err != nil {
			t.Fatal(err)
		}
	}
	m := &Manifest{Version: "test", Warnings: []string{"an odd scenario"},
		Inputs: []Input{{"story.yaml", 12, "00ff"}}, Source: &SourceCounts{Read: 9, Kept: 8, Dropped: map[string]int64{"run time ≤ 0": 1}}}
	if err := set.Commit(m, runs); err != nil {
		t.Fatal(err)
	}
	return files(t, dir)
}

// files is every file under dir with its content.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestASetIsTheSameInAnyOrderOfRuns(t *testing.T) {
	want := fourRuns(t, t.TempDir(), true, []int{0, 1, 2, 3})
	if len(want) != 6 {
		t.Fatalf("files %v, want six", want)
	}
	for seed := range uint64(5) {
		got := fourRuns(t, filepath.Join(t.TempDir(), "a", "b"), true, rand.New(rand.NewPCG(seed, 6)).Perm(4))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	}
	for _, name := range []string{JobsFile, SummaryFile, SeriesFile, LossFile, SoilFile} {
		if n := strings.Count(want[name], "scenario,policy"); n != 1 {
			t.Errorf("%s has %d headers", name, n)
		}
		var order []string
		for _, line := range strings.Split(strings.TrimSpace(want[name]), "\n")[1:] {
			if run := strings.Join(strings.Split(line, ",")[1:3], " "); len(order) == 0 || order[len(order)-1] != run {
				order = append(order, run)
			}
		}
		if diff := cmp.Diff([]string{"fcfs 0", "fcfs 1", "easy 0", "easy 1"}, order); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestManifest(t *testing.T) {
	got := fourRuns(t, t.TempDir(), false, []int{0, 1, 2, 3})
	if _, ok := got[JobsFile]; ok {
		t.Error("jobs.csv was not asked for")
	}
	golden(t, "testdata/manifest.json", []byte(got[ManifestFile]))
}

// A set replaces the one before as a whole: no jobs.csv of the old run stays
// beside the new summary.
func TestASetReplacesTheOneBefore(t *testing.T) {
	dir := t.TempDir()
	fourRuns(t, dir, true, []int{0, 1, 2, 3})
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("mine"), 0o666); err != nil {
		t.Fatal(err)
	}
	got := fourRuns(t, dir, false, []int{0, 1, 2, 3})
	if _, ok := got[JobsFile]; ok {
		t.Error("the old jobs.csv is still there")
	}
	if got["notes.txt"] != "mine" {
		t.Error("the user's notes are gone")
	}
	if len(got) != 6 {
		t.Errorf("files %v", got)
	}
}

// A run that fails, or an interrupt, leaves no file, nor the directory made.
func TestAbortLeavesNothing(t *testing.T) {
	root := t.TempDir()
	set, err := NewSet(filepath.Join(root, "a", "b"), true, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		part, err := set.Part(i)
		if err != nil {
			t.Fatal(err)
		}
		part.Jobs.Write([]byte("half a row"))
		if i > 0 { // the first is still open
			part.Close()
		} else {
			defer part.Close()
		}
	}
	set.Abort()
	entries, err := os.ReadDir(root)
	if err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v (%v)", entries, err)
	}
}

// A part that is missing when the set is committed is an error, and the old
// set stays.
func TestAFailedCommitKeepsTheOldSet(t *testing.T) {
	dir := t.TempDir()
	want := fourRuns(t, dir, true, []int{0, 1, 2, 3})
	set, err := NewSet(dir, true, nil)
	if err != nil {
		t.Fatal(err)
	}
	part, err := set.Part(0)
	if err != nil {
		t.Fatal(err)
	}
	part.Close()
	s := storySummary(t, storyConfig())
	if err := set.Commit(&Manifest{}, []*RunSummary{s, s}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want that the second part is missing", err)
	}
	if diff := cmp.Diff(want, files(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// /dev/full takes a file's place: the error names the file and the cause.
func TestADeviceWithoutSpace(t *testing.T) {
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full on this system")
	}
	defer f.Close()
	k, err := NewCollector(Config{Clusters: []Cluster{{Name: "x"}}, Jobs: f})
	if err != nil {
		t.Fatal(err)
	}
	r := ran(1, 1, 0, 0, 1)
	for range 20_000 {
		k.Job(&r)
	}
	if err := k.Err(); err == nil || !strings.Contains(err.Error(), "writing jobs.csv") {
		t.Errorf("error %v while the run goes on", err)
	}
	if _, err := k.Finish(sim.Result{}); err == nil {
		t.Error("Finish has no error")
	}
}

func TestRunIDDependsOnWhatMakesTheRun(t *testing.T) {
	id := RunID([]byte("scenario"), 1, "v1", "easy", 0)
	if id != RunID([]byte("scenario"), 1, "v1", "easy", 0) {
		t.Error("the same run has two ids")
	}
	if id[14] != '5' {
		t.Errorf("%s is not a UUID of version 5", id)
	}
	for _, other := range []string{
		RunID([]byte("scenariO"), 1, "v1", "easy", 0), RunID([]byte("scenario"), 2, "v1", "easy", 0),
		RunID([]byte("scenario"), 1, "v2", "easy", 0), RunID([]byte("scenario"), 1, "v1", "fcfs", 0),
		RunID([]byte("scenario"), 1, "v1", "easy", 1), RunID([]byte("scenariov"), 1, "1", "easy", 0),
	} {
		if other == id {
			t.Error("two runs have one id")
		}
	}
}

func TestHashFileHasNoFolder(t *testing.T) {
	folder := fstest.MapFS{"sub/log.swf": {Data: []byte("abc")}}
	got, err := HashFile(folder, "sub/log.swf", nil)
	// The SHA-256 of "abc" is the first test vector of FIPS 180-2.
	want := Input{"log.swf", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}
	if err != nil || got != want {
		t.Errorf("%+v (%v), want %+v", got, err, want)
	}
	if _, err := HashFile(folder, "sub", nil); err == nil {
		t.Error("a directory has a hash")
	}
}
