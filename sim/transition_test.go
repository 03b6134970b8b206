package sim_test

import (
	"testing"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// A transition that cannot be ends the run, and says what should have gone where.
func TestAnImpossibleTransitionEndsTheRun(t *testing.T) {
	w := newWorld(routed(func(c *sim.Choice) int {
		if c.Job.ID == 7 {
			c.Misplace()
		}
		return 0
	}), site("here", "UK", 4, unit.One), site("there", "UK", 4, unit.One))
	err := w.try(british(6, 1, 0, 100), british(7, 1, 30, 10))
	if want := "internal error: at 30s job 7 should go from running to between, and it is between"; err == nil || err.Error() != want {
		t.Errorf("got:  %v\nwant: %s", err, want)
	}
}
