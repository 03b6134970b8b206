package scheduler

import (
	"sovsim/scheduler/ordered"
	"sovsim/sim"
)

// order is a queue order: the job with the least key comes first. Both orders
// end in (time of joining this queue, source order), so no two jobs are equal.
// Their keys do not change while a job waits.
type order uint8

const (
	byArrival order = iota // FCFS
	byRequest              // SJF: least requested time first
)

// asQueue is, of candidates, the order of the queue, whichever that is.
const asQueue order = 0xff

var orderNames = []string{"fcfs", "sjf"}

func (o order) String() string {
	if o == asQueue {
		return "that of order"
	}
	return orderNames[o]
}

// key is the job's place in the order.
func (o order) key(j *sim.JobView) ordered.Key {
	if o == byRequest {
		return ordered.Key{A: int64(j.Request), B: int64(j.Joined), C: j.Seq}
	}
	return ordered.Key{A: int64(j.Joined), B: j.Seq}
}

// line is a queue in one order, for policies that look at its head or walk it.
// It remembers each job's key, because a job that is routed again has another
// by the time its old queue hears of it.
type line struct {
	order order
	tree  ordered.Tree
	keys  []ordered.Key // by slot
}

func (l *line) add(s sim.Slot, j *sim.JobView) {
	l.keys = grow(l.keys, s)
	l.keys[s] = l.order.key(j)
	l.tree.Insert(l.keys[s], 0, int32(s))
}

func (l *line) remove(s sim.Slot) { l.tree.Delete(l.keys[s]) }

func (l *line) head() (sim.Slot, bool) {
	id, _, ok := l.tree.First()
	return sim.Slot(id), ok
}
