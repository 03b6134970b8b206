package outdir

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Whatever a manifest says, in the directory or in a staging folder that somebody put
// there, a file that sovsim did not write stays where it is.
func TestForeignFilesStay(t *testing.T) {
	good := string(manifest("1", "a.csv"))
	old := `{"made_by": "sovsim", "files": ["a.csv", "thesis.txt"]}`
	for name, files := range map[string]map[string]string{
		"planted staging, names only":    {prefix + "1/manifest.json": old, prefix + "1/manifest.json.part": old, "a.csv": "mine", "thesis.txt": "mine"},
		"planted staging, other content": {prefix + "1/manifest.json.part": good, "a.csv": "mine", "thesis.txt": "mine"},
		"planted staging, one file":      {prefix + "1/manifest.json.part": good, "a.csv": "mine"},
		"planted former manifest":        {prefix + "1/manifest.json.part": good, prefix + "1/old-manifest.json": good, "a.csv": "mine", "b.csv": "mine"},
		"planted former file":            {prefix + "1/manifest.json.part": good, prefix + "1/old-manifest.json": good, prefix + "1/old-a.csv": "other"},
		"listed, names only":             {Manifest: old, "a.csv": "mine", "thesis.txt": "mine"},
		"listed, other content":          {Manifest: good, "a.csv": "mine"},
		"listed, as long":                {Manifest: good, "a.csv": "1b.csv"},
		"listed, a text":                 {Manifest: string(manifest("1", "a.csv", "notes.txt")), "notes.txt": "1notes.txt"},
		"listed, elsewhere":              {Manifest: string(manifest("1", "../a.csv")), "sub/x.csv": "mine"},
		"listed, below":                  {Manifest: string(manifest("1", "sub/x.csv")), "sub/x.csv": "1sub/x.csv"},
		"listed twice":                   {Manifest: string(manifest("1", "a.csv", "a.csv")), "a.csv": "1a.csv"},
	} {
		dir := t.TempDir()
		for path, text := range files {
			put(t, filepath.Join(dir, path), text)
		}
		before := tree(t, dir)
		if _, err := Open(dir, nil); !Refused(err) {
			t.Errorf("%s: error %v, want a refusal", name, err)
		}
		if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A staging folder of a set that is there is swept; what is not sovsim's in it stays.
func TestASweepTakesItsOwnOnly(t *testing.T) {
	dir := t.TempDir()
	commit(t, dir, "1", "a.csv")
	for path, text := range map[string]string{"a.csv.part": "half", "a.csv-12.part": "half", "data.csv": "mine", "manifest.json": "{}",
		"film.part": "mine", "old-manifest.json": string(manifest("0", "a.csv", "b.csv")), "old-a.csv": "0a.csv", "old-b.csv": "mine"} {
		put(t, filepath.Join(dir, prefix+"1", path), text)
	}
	commit(t, dir, "2", "a.csv")
	want := set("2", "a.csv")
	for path, text := range map[string]string{"data.csv": "mine", "manifest.json": "{}", "film.part": "mine",
		"old-manifest.json": string(manifest("0", "a.csv", "b.csv")), "old-b.csv": "mine"} {
		want[prefix+"1/"+path] = text
	}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// A file of the set that somebody changes while the run goes on is not replaced, and
// one that was removed is not missed.
func TestAFileThatChangesMeanwhile(t *testing.T) {
	for name, change := range map[string]func(dir string){
		"a file":       func(dir string) { put(t, filepath.Join(dir, "b.csv"), "mine!!") },
		"the manifest": func(dir string) { put(t, filepath.Join(dir, Manifest), "{}") },
		"a new file":   func(dir string) { put(t, filepath.Join(dir, "c.csv"), "mine") },
	} {
		dir := t.TempDir()
		commit(t, dir, "1", "a.csv", "b.csv")
		d := stage(t, dir, "2", "a.csv", "c.csv")
		change(dir)
		before := tree(t, dir)
		for path := range before {
			if strings.HasPrefix(path, prefix) {
				delete(before, path)
			}
		}
		if err := d.Commit(files("2", "a.csv", "c.csv"), manifest("2", "a.csv", "c.csv")); !Refused(err) {
			t.Errorf("%s: error %v, want a refusal", name, err)
		}
		if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	dir := t.TempDir()
	commit(t, dir, "1", "a.csv", "b.csv")
	d := stage(t, dir, "2", "a.csv")
	os.Remove(filepath.Join(dir, "b.csv"))
	if err := d.Commit(files("2", "a.csv"), manifest("2", "a.csv")); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(set("2", "a.csv"), tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// A set that is cut off in the middle of its hash ends with the error of stop.
func TestOpenStops(t *testing.T) {
	dir := t.TempDir()
	commit(t, dir, "1", "a.csv")
	if _, err := Open(dir, func() error { return os.ErrDeadlineExceeded }); err == nil || Refused(err) {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(set("1", "a.csv"), tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}
