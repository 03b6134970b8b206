package experiment

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sovsim/results"
	"sovsim/sim"
)

const jointText = `version: 1
horizon: 3000d
warm-up: 20d
replications: 40
policies: [fcfs]
routing: random
regions: {UK: {bloc: Europe}, FR: {bloc: Europe}}
classes:
  one: {gpus: 1, run-time: {exponential: {mean: 1d}}, users: 10}
clusters:
  - {name: a, region: UK, groups: [{nodes: 4, gpus-per-node: 1}]}
  - {name: b, region: FR, gpus: 4}
pools: [{name: both, members: [a, b]}]
workload:
  - {class: one, region: UK, interarrival: 13500s}
outputs: {interval: 10d}
`

// Jobs of one GPU at a load of 0.8: two members of 4 GPUs with one queue are M/M/8,
// and with a queue each, to which jobs go at random, two M/M/4. Erlang's C gives
// mean waits of 0.2860 and 0.7455 days.
func TestPooledAndSplitAreErlangC(t *testing.T) {
	for set, want := range map[string]float64{"": 0.2860, "pools.both.absent=true": 0.7455} {
		var sets []string
		if set != "" {
			sets = []string{set}
		}
		out, _ := execute(t, decode(t, jointText, sets...), Options{Workers: 2})
		var waits []float64
		for _, run := range out.Runs {
			waits = append(waits, run.All().WaitMean.Hours()/24)
		}
		around(t, "the mean wait in days "+set, waits, want, 0.08)
	}
}

// What is reported of a joint pool adds up: its row has all jobs of the queue and the use of
// all GPUs, its members have those that started there, and a job whose residency is
// home is never reported abroad. The result is the same for any number of workers.
func TestJointPoolAddsUp(t *testing.T) {
	text := strings.NewReplacer("replications: 40", "replications: 2", "horizon: 3000d", "horizon: 60d", "outputs: {", "outputs: {jobs: true, reasons: true, ").Replace(jointText)
	text = strings.Replace(text, "interarrival: 13500s}", "interarrival: 13500s}\n  - {class: stay, region: FR, interarrival: 1d, gpus: 2, run-time: {exponential: {mean: 1d}}, residency: home}", 1)
	out, dir := execute(t, decode(t, text), Options{Workers: 1})
	_, again := execute(t, decode(t, text), Options{Workers: 2})
	for _, file := range []string{"jobs.csv", "summary.csv", "timeseries.csv", "manifest.json"} {
		one, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		two, err := os.ReadFile(filepath.Join(again, file))
		if err != nil || string(one) != string(two) {
			t.Errorf("%s is another with two workers (%v)", file, err)
		}
	}
	for _, run := range out.Runs {
		all, both := run.All(), row(t, run, results.ByCluster, "both")
		a, b := row(t, run, results.ByCluster, "a"), row(t, run, results.ByCluster, "b")
		if both.Jobs() != all.Jobs() || a.Started+b.Started != all.Started || a.Jobs() == 0 || b.Jobs() == 0 {
			t.Errorf("%d jobs in all, %d of the pool; %d started, %d and %d of its members", all.Jobs(), both.Jobs(), all.Started, a.Started, b.Started)
		}
		if a.Outcomes[sim.Queued]+b.Outcomes[sim.Queued] != 0 {
			t.Error("a job that never started counts at a member")
		}
		if x, y := a.Use.Held+b.Use.Held, all.Use.Held; math.Abs(x-y) > 1e-9*y || a.Use.Capacity != b.Use.Capacity {
			t.Errorf("members held %g and %g, all %g", a.Use.Held, b.Use.Held, y)
		}
	}
	lines := 0
	for _, line := range strings.Split(rows(t, dir, "jobs.csv", ",stay,FR,"), "\n") {
		if f := strings.Split(line, ","); len(f) > 7 {
			if lines++; f[7] == "a" {
				t.Errorf("a job that stays at home ran abroad: %s", line)
			}
		}
	}
	if lines < 20 {
		t.Errorf("only %d jobs that stay", lines)
	}
}
