package scheduler

import (
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// timetable is the plan with reservations in it, for policies that reserve for
// more than the head: capacity now and its announced steps, less running jobs
// until their requested ends, less reservations.
type timetable interface {
	// begin takes the view of a new pass: time has moved on.
	begin(v *sim.View)
	// rebuild makes the plan anew from capacity; nothing is booked after it.
	rebuild(v *sim.View)
	// find is the earliest slot for a job that is before limit; ok is false if
	// there is none. It lends its nodes until the next call.
	find(j *sim.JobView, limit sim.Time) (booking, bool)
	// fits reports whether a booking still fits the plan.
	fits(b *booking) bool
	// book puts a booking into the plan (+1) or takes it out (−1), from now on
	// where it has begun.
	book(b *booking, sign int)
}

// booking is a reservation, or what a running job has become of one: a time and,
// on nodes, the nodes. It holds its GPUs
// over [at, end), where end is at + request, but at least the next nanosecond:
// a job that asks for no time needs its GPUs at its instant, and nobody else
// may hold them then. When it has gone in that instant it has ended early.
type booking struct {
	at, end sim.Time
	gpus    int // on a pool
	group   int
	ask     ask
	nodes   []int32
}

// keep copies a booking whose nodes are lent.
func (b *booking) keep(from *booking) {
	nodes := append(b.nodes[:0], from.nodes...)
	*b = *from
	b.nodes = nodes
}

func newTimetable(c *sim.Cluster, pl placement) timetable {
	if c.Kind == sim.Pool {
		return &poolTable{speed: c.Groups[0].Speed}
	}
	return newNodesTable(c, pl)
}

// length is how long a booking for a request holds its GPUs at a speed.
func length(request time.Duration, speed unit.Ratio) time.Duration {
	return max(1, speed.DivideUp(request))
}
