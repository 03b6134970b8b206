package scheduler

import "sovsim/sim"

// queue holds the jobs that wait at a cluster, in one order. There are two sorts:
// where keys do not change while a job waits they are kept in trees, and where they
// move with time the jobs are sorted again in each pass (movingQueue).
type queue interface {
	// begin takes the view of a new pass. It comes before all else in the pass.
	begin(v *sim.View)
	add(s sim.Slot, j *sim.JobView)
	remove(s sim.Slot)
	// head is the first job.
	head() (sim.Slot, bool)
}

// searchedQueue is a queue for policies that let jobs pass the head.
type searchedQueue interface {
	queue
	size() int
	// first is the first job in order whose request is within the limit of its
	// shape.
	first(l limiter) (sim.Slot, bool)
}

// walkedQueue is a queue for policies that look at every job.
type walkedQueue interface {
	queue
	// rewind begins a walk over every job, and next is the next job in order, if there
	// is one. There is one walk at a time; the queue may not change on the way.
	rewind()
	next() (s sim.Slot, ok bool)
	// sort puts some of the jobs in order.
	sort(jobs []sim.Slot)
}

func newSearchedQueue(o *Order) searchedQueue {
	if o.KeyAt != nil {
		return &movingQueue{order: o}
	}
	return &index{order: o}
}

func newWalkedQueue(o *Order) walkedQueue {
	if o.KeyAt != nil {
		return &movingQueue{order: o}
	}
	return &treeQueue{order: o}
}
