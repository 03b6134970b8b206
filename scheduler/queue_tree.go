package scheduler

import (
	"slices"

	"sovsim/scheduler/ordered"
	"sovsim/sim"
)

// treeQueue is a walkedQueue whose keys do not change. It remembers each job's
// key, because a job that is routed again has another by the time its old queue
// hears of it.
type treeQueue struct {
	order *Order
	tree  ordered.Tree
	keys  []ordered.Key // by slot
	walk  ordered.Cursor
}

func (q *treeQueue) begin(*sim.View) {}

func (q *treeQueue) add(s sim.Slot, j *sim.JobView) {
	q.keys = grow(q.keys, s)
	q.keys[s] = q.order.Key(j)
	q.tree.Insert(q.keys[s], 0, int32(s))
}

func (q *treeQueue) remove(s sim.Slot) { q.tree.Delete(q.keys[s]) }

func (q *treeQueue) head() (sim.Slot, bool) {
	id, _, ok := q.tree.First()
	return sim.Slot(id), ok
}

func (q *treeQueue) rewind() { q.walk = q.tree.Start() }

func (q *treeQueue) next() (sim.Slot, bool) {
	id, _, ok := q.walk.Next()
	return sim.Slot(id), ok
}

func (q *treeQueue) sort(jobs []sim.Slot) { sortByKey(jobs, q.keys) }

// sortByKey sorts slots by their keys, of which no two are equal.
func sortByKey(jobs []sim.Slot, keys []ordered.Key) {
	slices.SortFunc(jobs, func(a, b sim.Slot) int { return keys[a].Compare(keys[b]) })
}
