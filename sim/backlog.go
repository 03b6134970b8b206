package sim

import (
	"fmt"

	"sovsim/sim/unit"
)

// BacklogError is that more jobs were live at a time, from their submission to their
// end, than the model allows: the memory for them is finite.
type BacklogError struct {
	// Limit is the model's MaxLive; At is when one more came.
	Limit int
	At    Time
	// Running and Queued are how many held GPUs and waited for them.
	Running, Queued int
	// Cluster has the longest queue, Longest jobs.
	Cluster string
	Longest int
}

// Error tells the backlog, and where most of it waits.
func (e *BacklogError) Error() string {
	return fmt.Sprintf("the backlog grows beyond what fits: at %s more than %d jobs are live, %d of them queued and %d running; the longest queue is that of cluster %s, %d jobs",
		unit.FormatDuration(e.At.Sub(0)), e.Limit, e.Queued, e.Running, e.Cluster, e.Longest)
}

// overgrown is an error if there are more live jobs than the model allows.
func (e *engine) overgrown() error {
	most := e.model.MaxLive
	if most == 0 || len(e.jobs)-len(e.free)-len(e.gone) < most {
		return nil
	}
	b := &BacklogError{Limit: most, At: e.now, Longest: -1}
	for i := range e.sites {
		s := &e.sites[i]
		n := int(s.queued)
		b.Queued += n
		b.Running += len(s.running)
		if n > b.Longest {
			b.Cluster, b.Longest = s.def.Name, n
		}
	}
	return b
}
