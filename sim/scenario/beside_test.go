package scenario

import (
	"strings"
	"testing"
)

const besideText = `version: 1
epoch: 2025-09-01
horizon: 2031-01-01
clusters:
  - name: airr
    region: UK
    beside: [today, dawn]
    slip: 0 months
    groups: [{nodes: 0, gpus-per-node: 4}]
    timeline:
      - {at: 2026-06-01, set: 26 EF}
      - {from: 2027-06-28, until: 2027-07-01, set: 90 EF}
      - {at: 2029-01-01, set: 90 EF}
      - {at: 2030-01-01, remove: 1}
      - {at: 2030-02-01, set: 10}
  - {name: dawn, region: UK, gpus: 1 EF, timeline: [{at: 2026-04-01, add: 5 EF}, {at: 2029-01-01, set: 0}]}
  - {name: today, region: UK, gpus: 21 EF}
workload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]
`

// today has 21 EF, 5,307 GPUs (5,306.7), and dawn 1 EF, 253 GPUs (252.7), to which
// 5 EF, 1,264 GPUs (1,263.5, halves up), come in April 2026: 27 EF, of which 6,824
// are whole GPUs.
//
// In June 2026 a total of 26 EF is less than that: nothing. 90 EF are 22,743
// h100e; 15,919 are missing, 3,980 nodes of four (3,979.75), and the ramp to
// them takes three days: 1,326, 2,653, 3,980. When dawn goes, with its 1,517, airr
// takes its place: 17,436 missing, 4,359 nodes, 379 more. Plain numbers are nodes
// of airr itself.
func TestTotalsByHand(t *testing.T) {
	s := decodes(t, besideText)
	const want = `666d nodes +1326
667d nodes +1327
668d nodes +1327
1218d nodes +379
1583d nodes -1 drain
1614d nodes -4348 drain
`
	if got := steps(&s.Clusters[0]); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if len(s.Warnings) > 0 {
		t.Errorf("warnings: %v", s.Warnings)
	}
	if got := s.Clusters[1].Groups[0].Nodes; got != 253 || s.Clusters[1].Timeline[0].Change != 1264 {
		t.Errorf("dawn has %d GPUs and then %+v", got, s.Clusters[1].Timeline)
	}
}

// The worked example of the page: 90 EF beside 27 EF are 63 EF, 15,920 h100e.
func TestTotalOfThePage(t *testing.T) {
	s := decodes(t, `version: 1
horizon: 200d
clusters:
  - {name: today, region: UK, gpus: 27 EF}
  - {name: airr, region: UK, beside: [today], gpus: 0, timeline: [{at: 100d, set: 90 EF}]}
workload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]
`)
	if got := steps(&s.Clusters[1]); got != "100d gpus +15920\n" {
		t.Errorf("got %s", got)
	}
}

// A slip moves every entry by whole months, but for those that have their own;
// totals are of the later moments.
func TestSlipByHand(t *testing.T) {
	text := strings.Replace(besideText, "slip: 0 months", "slip: 12 months", 1)
	text = strings.Replace(text, "remove: 1}", "remove: 1, slip: 0}", 1)
	text = strings.Replace(text, "      - {at: 2029-01-01, set: 90 EF}\n", "", 1)
	s := decodes(t, text)
	// From 28 June 2028 on, a leap year; dawn goes afterwards. 2030-01-01 stays, 2030-02-01 is
	// beyond the horizon a year later.
	const want = `1032d nodes +1326
1033d nodes +1327
1034d nodes +1327
1583d nodes -1 drain
1979d nodes -3969 drain
`
	if got := steps(&s.Clusters[0]); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0].Msg, "never happens") {
		t.Errorf("warnings: %v", s.Warnings)
	}
	// Durations slip by months from the epoch too: 31 January is day 30.
	s = decodes(t, `version: 1
epoch: 2025-01-01
horizon: 200d
clusters: [{name: a, region: UK, gpus: 1, slip: 1mo, timeline: [{at: 30d, add: 1}, {from: 2025-03-31, until: 2025-05-31, add: 61}]}]
workload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]
`)
	c := &s.Clusters[0]
	// 28 February is day 58; the ramp is from 30 April to 30 June, day 180.
	if got := steps(c); !strings.HasPrefix(got, "58d gpus +1\n") || !strings.HasSuffix(got, "180d gpus +1\n") || len(c.Timeline) != 1+61 {
		t.Errorf("got %d steps\n%s", len(c.Timeline), got)
	}
}

// A cluster whose others have all of a total stays empty: that is an answer, not
// a mistake.
func TestATotalThatIsThere(t *testing.T) {
	s := decodes(t, `version: 1
horizon: 200d
clusters:
  - {name: today, region: UK, gpus: 27 EF}
  - {name: airr, region: UK, beside: [today], gpus: 0, timeline: [{at: 100d, set: 20 EF}]}
workload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]
`)
	if len(s.Clusters[1].Timeline) > 0 || len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0].Msg, `"airr" never has any GPUs`) {
		t.Errorf("got %+v and %v", s.Clusters[1].Timeline, s.Warnings)
	}
	decodes(t, string(s.YAML()))
}
