package experiment

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

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
