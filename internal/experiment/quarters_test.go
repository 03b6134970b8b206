package experiment

import (
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/scenario"
	"sovsim/sim/unit"
)

// Quarters by the calendar, by hand: 2026 has 31 + 28 + 31 = 90 days to the end of
// March, then 91, 92 and 92; 2028 is a leap year.
func TestQuarters(t *testing.T) {
	day := func(n float64) sim.Time { return sim.Time(n * 24 * float64(time.Hour)) }
	for _, x := range []struct {
		epoch   string
		horizon sim.Time
		first   float64 // GPU-h of 9,000 until the first refill
		refills []sim.Time
	}{
		{"2026-01-01", day(366), 9000, []sim.Time{day(90), day(181), day(273), day(365)}},
		{"2026-03-01", day(31), 3100, nil},
		{"2026-03-01", day(31) + 1, 3100, []sim.Time{day(31)}},
		{"2026-03-31T12:00:00Z", day(100), 50, []sim.Time{day(0.5), day(91.5)}},
		{"2028-02-29", day(40), 9000. * 32 / 91, []sim.Time{day(32)}},
		{"2026-12-31", day(40), 9000. / 92, []sim.Time{day(1)}},
	} {
		epoch, err := unit.ParseDate(x.epoch)
		if err != nil {
			t.Fatal(err)
		}
		m := &sim.Model{Horizon: x.horizon}
		holdBack(m, &scenario.Scenario{Epoch: epoch, Budgets: []scenario.Budget{{Name: "b", PerQuarter: 9000 * 3600}}})
		if len(m.Refills) != len(x.refills) {
			t.Fatalf("%s: %v", x.epoch, m.Refills)
		}
		for i := range x.refills {
			if m.Refills[i] != x.refills[i] {
				t.Errorf("%s: quarter %d begins at %v, want %v", x.epoch, i+1, time.Duration(m.Refills[i]), time.Duration(x.refills[i]))
			}
		}
		// Rounded down to the GPU·ns.
		if got := m.Budgets[0].First.Hours(); got > x.first || got < x.first-1e-9 {
			t.Errorf("%s: the first quarter has %v GPU-h, want %v", x.epoch, got, x.first)
		}
	}
	m := &sim.Model{Horizon: sim.Never}
	holdBack(m, &scenario.Scenario{Epoch: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Budgets: []scenario.Budget{{Name: "b"}}})
	if n := len(m.Refills); n < 4*146 || m.Refills[n-1] >= sim.MaxTime {
		t.Errorf("without a horizon there are %d quarters, the last at %v", n, time.Duration(m.Refills[n-1]))
	}
}
