package outdir

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// files are the entries of files whose content is version + name.
func files(version string, names ...string) []File {
	list := []File{}
	for _, name := range names {
		list = append(list, File{name, int64(len(version + name)), fmt.Sprintf("%x", sha256.Sum256([]byte(version+name)))})
	}
	return list
}

func manifest(version string, names ...string) []byte {
	b, _ := json.Marshal(map[string]any{"made_by": MadeBy, "files": files(version, names...)})
	return b
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

// tree is every file and empty folder below dir; the random part of a staging
// folder's name is left out.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil {
			t.Fatal(err)
		}
		name, _ := filepath.Rel(dir, path)
		if !e.IsDir() {
			data, _ := os.ReadFile(path)
			all[filepath.ToSlash(name)] = string(data)
		} else if es, _ := os.ReadDir(path); len(es) == 0 && name != "." {
			all[filepath.ToSlash(name)+"/"] = ""
		}
		return nil
	})
	return all
}

// stage opens dir and makes files whose content is version + name.
func stage(t *testing.T, dir, version string, names ...string) *Dir {
	t.Helper()
	d, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		f, err := d.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		f.WriteString(version + n)
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func commit(t *testing.T, dir, version string, names ...string) {
	t.Helper()
	if err := stage(t, dir, version, names...).Commit(files(version, names...), manifest(version, names...)); err != nil {
		t.Fatal(err)
	}
}

func set(version string, names ...string) map[string]string {
	m := map[string]string{Manifest: string(manifest(version, names...))}
	for _, n := range names {
		m[n] = version + n
	}
	return m
}

func TestCommitMakesTheDirectoryAndReplacesTheSet(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "er")
	commit(t, dir, "1", "a.csv", "b.csv")
	if diff := cmp.Diff(set("1", "a.csv", "b.csv"), tree(t, dir)); diff != "" {
		t.Error(diff)
	}
	put(t, filepath.Join(dir, "plots", "mine.png"), "p")
	commit(t, dir, "2", "b.csv", "c.csv")
	want := set("2", "b.csv", "c.csv")
	want["plots/mine.png"] = "p"
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestPathsThatAreRefused(t *testing.T) {
	root := t.TempDir()
	put(t, filepath.Join(root, "file"), "x")
	put(t, filepath.Join(root, "thesis", "chapter.tex"), "x")
	put(t, filepath.Join(root, "webapp", Manifest), `{"name": "app", "icons": []}`)
	put(t, filepath.Join(root, "listmanifest", Manifest), `[1, 2]`)
	put(t, filepath.Join(root, "csvonly", "jobs.csv"), "x")
	put(t, filepath.Join(root, "folder", Manifest, "x"), "x")
	paths := []string{"file", "file/below", "thesis", "webapp", "listmanifest", "csvonly", "folder"}
	if os.Symlink(filepath.Join(root, "nowhere"), filepath.Join(root, "dangling")) == nil {
		paths = append(paths, "dangling")
	}
	before := tree(t, root)
	for _, p := range paths {
		_, err := Open(filepath.Join(root, p), nil)
		if err == nil {
			t.Errorf("%s: not refused", p)
		} else if !strings.Contains(err.Error(), "output directory "+filepath.Join(root, p)+": ") {
			t.Errorf("%s: error %q does not name it", p, err)
		}
		if diff := cmp.Diff(before, tree(t, root)); diff != "" {
			t.Fatalf("%s: refused and changed: %s", p, diff)
		}
	}
}

func TestAnUnwritableDirectory(t *testing.T) {
	// Where the user is root, permissions bind nobody; /proc takes no files
	// from anyone.
	dir := "/proc/self/results"
	if runtime.GOOS != "linux" {
		dir = filepath.Join(t.TempDir(), "locked")
		if err := os.Mkdir(dir, 0o555); err != nil {
			t.Fatal(err)
		}
		if probe := os.WriteFile(filepath.Join(dir, "probe"), nil, 0o666); probe == nil {
			t.Skip("this user may write everywhere")
		}
	}
	if _, err := Open(dir, nil); err == nil || !strings.Contains(err.Error(), "cannot be ") {
		t.Errorf("error %v", err)
	}
}

func TestALinkToADirectoryIsFollowed(t *testing.T) {
	root := t.TempDir()
	put(t, filepath.Join(root, "precious.csv"), "keep")
	if err := os.Mkdir(filepath.Join(root, "real"), 0o777); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(root, "link")
	if err := os.Symlink("real", link); err != nil {
		t.Skip("no symbolic links here")
	}
	commit(t, link, "1", "a.csv")
	// A result file that was made a link is not one that sovsim wrote.
	os.Remove(filepath.Join(root, "real", "a.csv"))
	if err := os.Symlink(filepath.Join(root, "precious.csv"), filepath.Join(root, "real", "a.csv")); err != nil {
		t.Fatal(err)
	}
	before := tree(t, root)
	if _, err := Open(link, nil); !Refused(err) {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(before, tree(t, root)); diff != "" {
		t.Error(diff)
	}
	if data, _ := os.ReadFile(filepath.Join(root, "precious.csv")); string(data) != "keep" {
		t.Errorf("what the link pointed to now holds %q", data)
	}
}

func TestAbortKeepsTheOldSet(t *testing.T) {
	dir := t.TempDir()
	commit(t, dir, "1", "a.csv")
	d := stage(t, dir, "2", "a.csv", "x.csv-1.part")
	d.Abort()
	d.Abort()
	if diff := cmp.Diff(set("1", "a.csv"), tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestAUsersFileIsNotOverwritten(t *testing.T) {
	dir := t.TempDir()
	commit(t, dir, "1", "a.csv")
	put(t, filepath.Join(dir, "b.csv"), "mine")
	want := set("1", "a.csv")
	want["b.csv"] = "mine"
	d := stage(t, dir, "2", "a.csv", "b.csv")
	if err := d.Commit(files("2", "a.csv", "b.csv"), manifest("2", "a.csv", "b.csv")); err == nil || !strings.Contains(err.Error(), "b.csv") {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// A commit in which a rename fails puts everything back: here a folder is in
// the way of the last file.
func TestAFailedCommitPutsTheOldSetBack(t *testing.T) {
	dir := t.TempDir()
	commit(t, dir, "1", "a.csv", "b.csv")
	d := stage(t, dir, "2", "a.csv", "c.csv")
	// It appears between the check and the renaming: c.csv is taken out of
	// staging, so that its rename fails.
	os.Remove(d.staged("c.csv"))
	if err := d.Commit(files("2", "a.csv", "c.csv"), manifest("2", "a.csv", "c.csv")); err == nil || !strings.Contains(err.Error(), "c.csv") {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(set("1", "a.csv", "b.csv"), tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestCommitChecksItsManifest(t *testing.T) {
	for name, m := range map[string][]byte{"not ours": []byte("{}"), "another file": manifest("1", "x.csv"), "another content": manifest("2", "a.csv"), "no JSON": nil} {
		dir := t.TempDir()
		if err := stage(t, dir, "1", "a.csv").Commit(files("1", "a.csv"), m); err == nil {
			t.Errorf("%s: no error", name)
		}
		if got := tree(t, dir); len(got) > 0 {
			t.Errorf("%s: left behind %v", name, got)
		}
	}
	d := stage(t, t.TempDir(), "1")
	for _, name := range []string{"../a.csv", "a/b.csv", ".hidden.csv", "run.exe", ""} {
		if _, err := d.Create(name); err == nil {
			t.Errorf("a file %q was created", name)
		}
	}
}

// Two runs into one directory: the second is refused and disturbs nothing,
// neither the first's staging nor the set that was there.
func TestTheSecondOfTwoRunsIsRefused(t *testing.T) {
	dir := t.TempDir()
	commit(t, dir, "1", "a.csv")
	first := stage(t, dir, "2", "a.csv")
	if first.claim == nil {
		t.Skip("this system has no lock on a directory")
	}
	before := tree(t, dir)
	for range 2 {
		if _, err := Open(dir, nil); err == nil || !strings.Contains(err.Error(), "another run of sovsim is writing it") {
			t.Fatalf("error %v", err)
		}
	}
	if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
	if err := first.Commit(files("2", "a.csv"), manifest("2", "a.csv")); err != nil {
		t.Fatal(err)
	}
	third := stage(t, dir, "3", "a.csv") // free again, and once more after this
	third.Abort()
	commit(t, dir, "4", "a.csv")
	if diff := cmp.Diff(set("4", "a.csv"), tree(t, dir)); diff != "" {
		t.Error(diff)
	}
}
