package scheduler

import (
	"slices"
	"time"

	"sovsim/sim"
)

// space is what a policy keeps of a cluster during a run: which GPUs its
// running jobs hold and until when at the latest, and what of the plan (capacity
// now and its announced steps) bounds a start now. pool and nodes are the two
// kinds.
//
// A pass goes: begin, starts, and perhaps a reservation and starts behind it.
type space interface {
	// begin takes the view of a new pass: what ended gives its GPUs back, and
	// capacity is what it has become.
	begin(v *sim.View)
	// limit is the longest request (at speed 1) with which a job of that shape
	// fits now; −1 if none does. groups are the node groups that the job may use,
	// as in its view.
	limit(gpus, nodes int, groups uint64) time.Duration
	// start proposes to start a job that fits now, where placement puts it.
	start(s sim.Slot, j *sim.JobView, p *sim.Plan)
	// behind is the space as the jobs behind a blocked head may use it, for the
	// rest of the pass: the earliest time at which the head fits in the plan is
	// its reservation. It is worked out when the first job is asked about that
	// fits at all, so a pass in which none does costs nothing for it.
	behind(head *sim.JobView) room
}

// room is where jobs may start: a limit per shape, and a way to start.
type room interface {
	limiter
	start(s sim.Slot, j *sim.JobView, p *sim.Plan)
}

// newSpace makes the space for a cluster's kind.
func newSpace(c *sim.Cluster, pl placement) space {
	if c.Kind == sim.Pool {
		return newPool(c)
	}
	return newNodes(c, pl)
}

// unlimited is the limit where nothing bounds the length of a job.
const unlimited = time.Duration(1<<63 - 1)

// grow makes a table by slot long enough for slot s. It doubles, as the
// engine's own table does.
func grow[T any](table []T, s sim.Slot) []T {
	if int(s) < len(table) {
		return table
	}
	if int(s) >= cap(table) {
		table = slices.Grow(table, max(int(s)+1-len(table), cap(table), 64))
	}
	return table[:int(s)+1]
}
