package scheduler

import (
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
	// fits now; −1 if none does.
	limit(gpus, nodes int) time.Duration
	// start proposes to start a job that fits now, where placement puts it.
	start(s sim.Slot, j *sim.JobView, p *sim.Plan)
	// reserve finds the earliest time at which a blocked head fits in the plan
	// and keeps its room: what behind answers depends on it until the pass ends.
	reserve(j *sim.JobView)
	// behind is the space as the jobs behind the reservation may use it.
	behind() room
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

// grow makes a table by slot long enough for slot s.
func grow[T any](table []T, s sim.Slot) []T {
	for int(s) >= len(table) {
		var zero T
		table = append(table, zero)
	}
	return table
}
