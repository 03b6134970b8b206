package experiment

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// A scenario of a file system in memory, with a file that it includes, a trace and a
// series, makes the files that it makes from a folder of the disk; of a path that no
// such file system has the message says so.
func TestFromAnyFileSystem(t *testing.T) {
	text := map[string]string{
		"deep/s.yaml":         "version: 1\nhorizon: 2d\nepoch: 2025-01-01\ninclude: ../blocks/machine.yaml\nworkload: [{trace: ../traces/t.csv, region: UK}]\noutputs: {jobs: true}\n",
		"blocks/machine.yaml": "version: 1\nregions: {UK: {carbon: {file: ../series/uk.csv}}}\nclusters: [{name: a, region: UK, gpus: 8, power: 1 kW}]\n",
		"traces/t.csv":        "job_id,user,class,region,gpus,submit_s,run_s,requested_s\n1,u,,,4,0,7200,\n2,u,,,8,1,10,\n",
		"series/uk.csv":       "hour,g_per_kwh\n2025-01-01T00:00:00Z,100\n2025-01-01T01:00:00Z,200\n",
	}
	folder, dir := fstest.MapFS{}, t.TempDir()
	for name, content := range text {
		folder[name] = &fstest.MapFile{Data: []byte(content)}
	}
	if err := os.CopyFS(dir, folder); err != nil {
		t.Fatal(err)
	}
	there, err := LoadFrom(folder, "deep/s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	here, err := Load(filepath.Join(dir, "deep/s.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	_, got := execute(t, there, Options{Workers: 1})
	_, want := execute(t, here, Options{Workers: 1})
	entries, err := os.ReadDir(want)
	if err != nil || len(entries) < 4 {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	for _, e := range entries {
		a, _ := os.ReadFile(filepath.Join(got, e.Name()))
		b, err := os.ReadFile(filepath.Join(want, e.Name()))
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s (%v): from memory\n%s\nfrom the disk\n%s", e.Name(), err, a, b)
		}
	}
	for file, message := range map[string]string{
		"../s.yaml": "../s.yaml: this path leads out of the file system that the scenario is read from",
		"s.yaml":    "s.yaml: there is no such file",
		"deep":      "deep: this is a directory, not a file",
	} {
		if _, err := LoadFrom(os.DirFS(dir), file); err == nil || err.Error() != message {
			t.Errorf("%s: got %v", file, err)
		}
	}
}

// Arrivals that no generator can make are a fault of the file, each told where it is,
// not a failure of the run. Batches of 2 jobs have a coefficient of variation of
// √(2 − 1) = 1 at least; and nobody is as even as 1.1 who comes in one hour of the day.
func TestArrivalsThatCannotBeHad(t *testing.T) {
	const text = `version: 1
horizon: 10d
clusters: [{name: a, region: UK, gpus: 8}]
workload:
  - {class: x, region: UK, interarrival: {mean: 1h, cv: 0.5, batch: 2}, run-time: 1h, gpus: 1}
  - {class: good, region: UK, interarrival: {mean: 1h, cv: 1, batch: 2}, run-time: 1h, gpus: 1}
  - {class: y, region: UK, interarrival: {mean: 43m, cv: 1.1}, run-time: 1h, gpus: 1, profile: {hours: [0,0,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}}
`
	path := filepath.Join(t.TempDir(), "arrivals.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, scale := range []string{"1", "1/4"} {
		_, err := Load(path, "scale="+scale)
		if err == nil {
			t.Fatalf("scale %s: it is valid", scale)
		}
		lines := strings.Split(strings.ReplaceAll(err.Error(), path, "file"), "\n")
		if len(lines) != 2 || !strings.HasPrefix(lines[0], "file:5:5: workload[0]: interarrival.cv: 0.5 cannot be had: batches of 2 jobs give at least 1") ||
			!strings.HasPrefix(lines[1], "file:7:5: workload[2]: interarrival.cv: 1.1 cannot be had: Poisson arrivals on this profile have ") {
			t.Errorf("scale %s: got\n%v", scale, err)
		}
	}
}
