package experiment

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sovsim/sim"
)

const closureText = `version: 1
horizon: 30d
clusters:
  - {name: a, region: UK, gpus: 40, timeline: [{from: 10d, until: 12d, CLOSURE: true}]}
workload:
  - {class: c, region: UK, interarrival: 30m, jobs: 1200, run-time: {uniform: {min: 5h, max: 20h}}, gpus: 1, checkpoint: 1h}
outputs: {jobs: true}
`

// In an outage nothing starts and what ran is put back, to resume afterwards. Of
// maintenance policies know, so nothing runs into it and nothing is interrupted.
// After both every job completes.
func TestOutageAndMaintenance(t *testing.T) {
	const day = 86400.0
	for _, verb := range []string{"outage", "maintenance"} {
		out, dir := execute(t, decode(t, strings.Replace(closureText, "CLOSURE", verb, 1), "clusters.a.policy=easy"), Options{Workers: 1})
		if n := out.Runs[0].Result.Jobs[sim.Completed]; n < 1100 || out.Runs[0].Result.Jobs[sim.Killed]+out.Runs[0].Result.Jobs[sim.Rejected] != 0 {
			t.Errorf("%s: outcomes %v", verb, out.Runs[0].Result.Jobs)
		}
		restarted, across := 0, 0
		data, err := os.ReadFile(filepath.Join(dir, "jobs.csv"))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n")[1:] {
			f := strings.Split(line, ",")
			start, _ := strconv.ParseFloat(f[10], 64)
			end, _ := strconv.ParseFloat(f[11], 64)
			if f[10] == "" || f[11] == "" {
				continue
			}
			if start >= 10*day && start < 12*day || end > 10*day && end < 12*day {
				t.Errorf("%s: a job ran meanwhile: %s", verb, line)
			}
			if start < 10*day && end >= 12*day {
				across++
			}
			if f[15] != "0" {
				restarted++
			}
		}
		if want := verb == "outage"; (restarted > 10) != want || restarted != across {
			t.Errorf("%s: %d jobs were put back, %d began before it and ended after", verb, restarted, across)
		}
	}
}
