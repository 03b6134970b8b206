package scheduler

import (
	"time"

	"sovsim/sim"
)

// timetable is the plan with reservations in it, for policies that reserve for
// more than the head: capacity now and its announced steps, less running jobs
// until their requested ends, less reservations.
type timetable interface {
	// begin takes the view of a new pass: time has moved on, and what ended
	// gives back what was left of its hold.
	begin(v *sim.View)
	// rebuild makes the plan anew from capacity and running jobs; nothing is
	// reserved after it.
	rebuild(v *sim.View)
	// find is the earliest slot for a job that is before limit; ok is false if
	// there is none. It lends its nodes until the next call.
	find(j *sim.JobView, limit sim.Time) (booking, bool)
	// fits tells whether a booking still fits the plan.
	fits(j *sim.JobView, b *booking) bool
	// book puts a booking into the plan (+1) or takes it out (−1).
	book(b *booking, sign int)
	// ready tells whether the GPUs of a booking that is due are free: they are
	// not while a zero-length job holds them until the next round.
	ready(b *booking) bool
	// start turns a booking that is due into a running job.
	start(s sim.Slot, b *booking, p *sim.Plan)
}

// booking is a reservation: a time and, on nodes, the nodes.
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

// duration is the length of a hold in [at, end); a zero-length one is still
// held at its instant.
func (b *booking) duration() time.Duration { return b.end.Sub(b.at) }
