package experiment

import (
	"testing"

	"sovsim/results"
	"sovsim/sim"
)

// Room for everybody, so that only rules reject: hall takes Europe's jobs of at
// most 256 GPUs and 24 h, lab only those of the class partner.
const rulesText = `version: 1
epoch: 2026-01-01
horizon: 60d
routing: least-loaded
regions: {UK: {bloc: Europe}, US: {bloc: US}}
clusters:
  - {name: hall, region: UK, gpus: 1e7, access: Europe, max-gpus: 256, max-time: 24h, speed: 0.5}
  - {name: lab, region: US, gpus: 1e7, access: [partner]}
workload:
  - {class: large, region: UK, interarrival: 1h, jobs: 400, run-time: 2h, gpus: {64: 0.5, 512: 0.5}}
  - {class: long, region: UK, interarrival: 1h, jobs: 400, run-time: {uniform: {min: 6h, max: 18h}}, gpus: 64}
  - {class: chain, region: UK, interarrival: 1h, jobs: 400, run-time: {uniform: {min: 6h, max: 18h}}, gpus: 64, segment: 48h}
  - {class: foreign, region: US, interarrival: 1h, jobs: 400, run-time: 2h, gpus: 64}
  - {class: partner, region: US, interarrival: 1h, jobs: 400, run-time: 2h, gpus: 512}
`

// The same jobs are kept away at full size and at 1/16, at which those of 512 GPUs
// have 32 and are still over the limit of 256.
func TestRulesAreTheSameAtEveryScale(t *testing.T) {
	var large int64
	for _, scale := range []string{"1", "1/16"} {
		out, dir := execute(t, decode(t, rulesText, "scale="+scale, "outputs.jobs=true"), Options{Workers: 1})
		run := out.Runs[0]
		rejected := func(class string) int64 { return row(t, run, results.ByClass, class).Outcomes[sim.Rejected] }
		// Half of the large ones have 512; half of the long ones take more than 12 h.
		if large == 0 {
			large = rejected("large")
		}
		if got := rejected("large"); got != large || got < 150 || got > 250 {
			t.Errorf("scale %s: %d of 400 jobs are too large, at full size %d", scale, got, large)
		}
		if got := rejected("long"); got < 150 || got > 250 {
			t.Errorf("scale %s: %d of 400 jobs are too long", scale, got)
		}
		if a, b, c := rejected("chain"), rejected("foreign"), rejected("partner"); a != 0 || b != 400 || c != 0 {
			t.Errorf("scale %s: %d chains, %d foreign and %d partners' jobs are rejected; want 0, 400 and 0", scale, a, b, c)
		}
		over, closed := run.Result.Reasons[sim.OverLimit], run.Result.Reasons[sim.NoAccess]
		if closed != 400 || over != large+rejected("long") || over+closed != run.Result.Jobs[sim.Rejected] || run.Result.Jobs[sim.Completed] != 2000-over-closed {
			t.Errorf("scale %s: reasons %v, outcomes %v", scale, run.Result.Reasons, run.Result.Jobs)
		}
		if rows := len(jobs(t, dir)["easy 0"]); rows != 2000 {
			t.Errorf("scale %s: %d rows", scale, rows)
		}
	}
}
