package results

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A set of two runs on the disk and back: the groups of summary.csv, and the manifest.
func TestASetIsReadBack(t *testing.T) {
	dir := t.TempDir()
	set, err := NewSet(dir, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	var runs []*RunSummary
	for i := range 2 {
		p, err := set.Part(i)
		if err != nil {
			t.Fatal(err)
		}
		c := yearConfig()
		c.Replication, c.Policy, c.Series = i, "easy(depth=5,placement=best-fit)", p.Series
		s := collect(t, c, story(), c.Horizon)
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		runs = append(runs, s)
	}
	m := &Manifest{Version: "1", Settings: Settings{Scenario: "year"}}
	if err := set.Commit(m, runs); err != nil {
		t.Fatal(err)
	}
	stored, err := ReadSummary(dir)
	if err != nil || len(stored) != 2 {
		t.Fatalf("%d runs, %v", len(stored), err)
	}
	for i, s := range stored {
		if s.Replication != i || s.Policy != runs[i].Policy || s.Scenario != "year" || s.Variant != Base {
			t.Errorf("%+v", s)
		}
		for j := range runs[i].Rows {
			r := &runs[i].Rows[j]
			x, ok := s.Value(r.Group, r.Key, "jobs")
			if !ok || x != float64(r.Jobs()) {
				t.Errorf("%s %s: %g %v jobs, want %d", r.Group, r.Key, x, ok, r.Jobs())
			}
		}
		for _, no := range [][2]string{{"nowhere", "jobs"}, {"FR", "no_metric"}, {"FR", "energy_kwh"}} {
			if x, ok := s.Value(ByRegion, no[0], no[1]); ok {
				t.Errorf("%v is %g", no, x)
			}
		}
	}
	back, err := ReadManifest(dir)
	if err != nil || back.Version != "1" || len(back.Runs) != 2 || back.Runs[1].Replication != 1 || back.Settings.Scenario != "year" || len(back.Files) == 0 {
		t.Errorf("%+v, %v", back, err)
	}
}

func TestFaultsOfSets(t *testing.T) {
	dir := t.TempDir()
	for _, x := range []struct{ file, text, want string }{
		{SummaryFile, "scenario,policy,replication,group,key,jobs\ns,p,0,all,,3\ns,p,1,all,,3\ns,p,0,all,,4\n", `summary.csv:4:1: a second row of all "" in this run`},
		{ManifestFile, "{\n  \"made_by\": \"sovsim\",\n  \"runs\": 7\n}\n", "manifest.json:3:11: json: cannot unmarshal number"},
		{ManifestFile, "{\n  \"made_by\": \"sovs", "manifest.json:2:18: unexpected end of JSON input"},
		{ManifestFile, "{}\n", "manifest.json:1:1: it is not a manifest of sovsim"},
	} {
		if err := os.WriteFile(filepath.Join(dir, x.file), []byte(x.text), 0o666); err != nil {
			t.Fatal(err)
		}
		var err error
		if x.file == SummaryFile {
			_, err = ReadSummary(dir)
		} else {
			_, err = ReadManifest(dir)
		}
		var fault *FileError
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%q: %v, want %s", x.text, err, x.want)
		}
	}
	if _, err := ReadSummary(t.TempDir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}
