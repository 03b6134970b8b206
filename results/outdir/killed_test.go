package outdir

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// dieAfter lets the process "die", as by kill -9, in place of the n-th rename:
// nothing of Commit runs after it.
func dieAfter(n int) func(from, to string) error {
	return func(from, to string) error {
		if n--; n < 0 {
			panic("killed")
		}
		return os.Rename(from, to)
	}
}

// failAfter lets the n-th rename fail, and those after it too if it is to last.
func failAfter(n int, lasts bool) func(from, to string) error {
	return func(from, to string) error {
		if n--; n == -1 || n < 0 && lasts {
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: errors.New("input/output error")}
		}
		return os.Rename(from, to)
	}
}

// TestStoppedAtEveryRename stops a commit at each of its renames, by death or
// by failure, and lets the next run begin. It must find a whole set: the old
// one, or the new one once its manifest is in place; never a mixture, and never
// a user's file missing.
func TestStoppedAtEveryRename(t *testing.T) {
	for _, dies := range []bool{true, false} {
		for _, first := range []bool{true, false} {
			for stop := 0; ; stop++ {
				dir := t.TempDir()
				want := map[string]string{}
				if !first {
					commit(t, dir, "1", "a.csv", "b.csv")
					want = set("1", "a.csv", "b.csv")
					put(t, filepath.Join(dir, "notes.txt"), "mine")
					want["notes.txt"] = "mine"
				}
				names := []string{"a.csv", "c.csv"}
				d := stage(t, dir, "2", names...)
				d.rename = failAfter(stop, false)
				if dies {
					d.rename = dieAfter(stop)
				}
				done := attempt(d, names)
				if done {
					want = set("2", names...)
					if !first {
						want["notes.txt"] = "mine"
					}
				}
				if !dies || done {
					// Without death nothing is left to put right.
					if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
						t.Errorf("first set %v, failed at rename %d: %s", first, stop, diff)
					}
				}
				next, err := Open(dir, nil)
				if err != nil {
					t.Fatalf("first set %v, stopped at rename %d: %v", first, stop, err)
				}
				next.Abort()
				if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
					t.Errorf("first set %v, stopped at rename %d: %s", first, stop, diff)
				}
				if done {
					// Two files and the manifest come; three of an old set go.
					if renames := map[bool]int{true: 3, false: 6}[first]; stop != renames {
						t.Errorf("first set %v: done after %d renames, want %d", first, stop, renames)
					}
					break
				}
			}
		}
	}
}

// On a disk that goes away for good the files cannot be put back either. They
// stay in staging, whatever the caller does, and the next run restores them.
func TestWhatCannotBePutBackIsKept(t *testing.T) {
	for stop := range 6 {
		dir := t.TempDir()
		commit(t, dir, "1", "a.csv", "b.csv")
		d := stage(t, dir, "2", "a.csv", "c.csv")
		d.rename = failAfter(stop, true)
		if attempt(d, []string{"a.csv", "c.csv"}) {
			t.Fatalf("stopped at rename %d: no error", stop)
		}
		d.Abort()
		next, err := Open(dir, nil)
		if err != nil {
			t.Fatalf("stopped at rename %d: %v", stop, err)
		}
		next.Abort()
		if diff := cmp.Diff(set("1", "a.csv", "b.csv"), tree(t, dir)); diff != "" {
			t.Errorf("stopped at rename %d: %s", stop, diff)
		}
	}
}

// attempt commits and reports whether it was done.
func attempt(d *Dir, names []string) (done bool) {
	defer func() {
		if recover() != nil {
			done = false
			d.release() // as the system does for a dead process
		}
	}()
	return d.Commit(files("2", names...), manifest("2", names...)) == nil
}

// Killed while it writes its files or its manifest, a run leaves nothing that
// the next one does not clean.
func TestKilledWhileWriting(t *testing.T) {
	dir := t.TempDir()
	commit(t, dir, "1", "a.csv")
	d := stage(t, dir, "2", "a.csv", "a.csv-1.part")
	put(t, d.staged(Manifest), string(manifest("2", "a.csv")[:9]))
	d.release() // as the system does for a dead process
	next, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	next.Abort()
	if diff := cmp.Diff(set("1", "a.csv"), tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// What a killed run left does not make a foreign directory ours: nothing in it is
// touched.
func TestLeftoversDoNotOpenAForeignDirectory(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, prefix+"1", "jobs.csv.part"), "half")
	put(t, filepath.Join(dir, "thesis.tex"), "mine")
	before := tree(t, dir)
	if _, err := Open(dir, nil); !Refused(err) {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}
