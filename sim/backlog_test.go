package sim_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// One GPU and jobs of 10 s submitted at 0, 1, 2 and 10 s. By hand: three are live from
// 2 s on, and at 10 s the first leaves in the instant in which the fourth comes. So a
// limit of 3 is none, and one of 2 ends the run at 2 s with one job running and one
// queued.
func TestALimitOnLiveJobs(t *testing.T) {
	jobs := []homed{british(0, 1, 0, 10), british(1, 1, 1, 10), british(2, 1, 2, 10), british(3, 1, 10, 10)}
	run := func(limit int) (*world, error) {
		w := newWorld(nil, site("bristol", "UK", 1, unit.Ratio{Num: 1, Den: 1}))
		w.MaxLive = limit
		return w, w.try(jobs...)
	}
	free, err := run(0)
	if err != nil {
		t.Fatal(err)
	}
	three, err := run(3)
	if err != nil || fmt.Sprint(free.told) != fmt.Sprint(three.told) {
		t.Errorf("with a limit of 3: %v, and it was told\n%v\nwant\n%v", err, three.told, free.told)
	}
	var b *sim.BacklogError
	if _, err = run(2); !errors.As(err, &b) || *b != (sim.BacklogError{Limit: 2, At: sim.Time(2 * time.Second), Running: 1, Queued: 1, Cluster: "bristol", Longest: 1}) {
		t.Errorf("with a limit of 2: %v, %+v", err, b)
	}
}
