package scheduler

import (
	"slices"

	"sovsim/scheduler/ordered"
	"sovsim/sim"
)

// movingQueue is a queue whose keys move with time. It sorts its n jobs when they
// are first looked at in a pass, O(n log n), and again after a change of the queue
// by arrivals; a search walks over them, O(n), and so does a removal.
type movingQueue struct {
	order *Order
	view  *sim.View // of this pass
	// jobs are in the order of keys, by slot, if sorted.
	jobs   []sim.Slot
	keys   []ordered.Key
	sorted bool
	walked int // how many of them the walk has passed
}

func (q *movingQueue) begin(v *sim.View) { q.view, q.sorted = v, false }

func (q *movingQueue) add(s sim.Slot, _ *sim.JobView) {
	q.jobs, q.keys = append(q.jobs, s), grow(q.keys, s)
	q.sorted = false
}

func (q *movingQueue) remove(s sim.Slot) {
	i := slices.Index(q.jobs, s)
	q.jobs = slices.Delete(q.jobs, i, i+1)
}

// inOrder is the jobs by what their keys are in this pass.
func (q *movingQueue) inOrder() []sim.Slot {
	if !q.sorted {
		for _, s := range q.jobs {
			q.keys[s] = q.order.KeyAt(q.view.Job(s), q.view.Now)
		}
		sortByKey(q.jobs, q.keys)
		q.sorted = true
	}
	return q.jobs
}

func (q *movingQueue) head() (sim.Slot, bool) {
	if len(q.jobs) == 0 {
		return 0, false
	}
	return q.inOrder()[0], true
}

func (q *movingQueue) size() int { return len(q.jobs) }

func (q *movingQueue) first(l limiter) (sim.Slot, bool) {
	for _, s := range q.inOrder() {
		if j := q.view.Job(s); j.Request <= l.limit(j.GPUs, j.Nodes, j.Groups) {
			return s, true
		}
	}
	return 0, false
}

func (q *movingQueue) rewind() { q.walked = 0 }

func (q *movingQueue) next() (sim.Slot, bool) {
	if q.walked == len(q.jobs) {
		return 0, false
	}
	q.walked++
	return q.inOrder()[q.walked-1], true
}

func (q *movingQueue) sort(jobs []sim.Slot) {
	q.inOrder()
	sortByKey(jobs, q.keys)
}
