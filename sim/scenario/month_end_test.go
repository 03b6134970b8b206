package scenario

import (
	"fmt"
	"strings"
	"testing"
)

// The last days of January, late by a month, are all 28 February: that is no fault of
// the file. By hand: what happens at a time happens on the 28th, in the order of the
// file's dates; what lasts so many days lasts as many from the 28th on; closures that
// come to lie on each other are one.
func TestASlipOverAMonthsEnd(t *testing.T) {
	const text = `version: 1
epoch: 2025-01-01
horizon: 90d
clusters:
  - {name: a, region: UK, gpus: 64, slip: 1 months, timeline: [%s]}
workload: [{class: c, region: UK, interarrival: 1h, run-time: 1h, gpus: 1}]
`
	for _, c := range []struct{ timeline, want string }{
		{"{from: 2025-01-30, until: 2025-01-31, maintenance: true}", "02-28 -64, 03-01 +64"},
		{"{from: 2025-01-28, until: 2025-01-31, outage: true}", "02-28 -64, 03-03 +64"},
		{"{from: 2025-01-28, until: 2025-01-29, maintenance: true}, {from: 2025-01-30, until: 2025-01-31, maintenance: true}", "02-28 -64, 03-01 +64"},
		{"{from: 2025-01-27, until: 2025-01-29, maintenance: true}, {from: 2025-01-30, until: 2025-02-03, maintenance: true}", "02-27 -64, 03-03 +64"},
		{"{from: 2025-01-29, until: 2025-01-31, add: 8}", "03-01 +4, 03-02 +4"},
		{"{at: 2025-01-28, set: 70}, {at: 2025-01-30, set: 80}", "02-28 +6, 02-28 +10"},
		{"{at: 2025-01-30, set: 80}, {at: 2025-01-28, set: 70}", "02-28 +10, 02-28 +6"}, // of one instant in file order
		{"{at: 2025-01-30, set: 80}, {at: 2025-01-31, remove: 10}", "02-28 +16, 02-28 -10"},
		{"{at: 2025-01-28, add: 6}, {at: 2025-01-31, add: 10}", "02-28 +6, 02-28 +10"},
		{"{at: 2025-01-27, set: 70}, {at: 2025-02-01, set: 80}", "02-27 +6, 03-01 +10"}, // nothing folds
	} {
		s, err := Decode("test.yaml", fmt.Appendf(nil, text, c.timeline), catalog)
		if err != nil {
			t.Errorf("%s: %v", c.timeline, err)
			continue
		}
		var steps []string
		for _, st := range s.Clusters[0].Timeline {
			steps = append(steps, fmt.Sprintf("%s %+d", s.Epoch.Add(st.At).Format("01-02"), st.Change))
		}
		if got := strings.Join(steps, ", "); got != c.want {
			t.Errorf("%s: %s, want %s", c.timeline, got, c.want)
		}
	}
	// What overlaps in the file is a fault as ever, and so is what only another slip
	// has put on the same days.
	for _, timeline := range []string{
		"{from: 2025-01-30, until: 2025-01-30, maintenance: true}",
		"{from: 2025-01-31, until: 2025-01-30, add: 8}",
		"{from: 2025-01-28, until: 2025-01-30, maintenance: true}, {from: 2025-01-29, until: 2025-01-31, maintenance: true}",
		"{at: 2025-01-30, set: 80}, {at: 2025-01-30, remove: 10}",
		"{at: 2025-02-28, set: 80, slip: 0 months}, {at: 2025-01-30, remove: 10}",
		"{from: 2025-02-27, until: 2025-03-02, outage: true, slip: 0 months}, {from: 2025-01-30, until: 2025-01-31, outage: true}",
	} {
		if _, err := Decode("test.yaml", fmt.Appendf(nil, text, timeline), catalog); err == nil {
			t.Errorf("%s: no fault", timeline)
		}
	}
}
