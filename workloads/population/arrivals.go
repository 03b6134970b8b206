package population

import "sovsim/sim"

// arrival is the next job of a class.
type arrival struct {
	at    sim.Time
	class int32
}

func (a arrival) before(b arrival) bool {
	return a.at < b.at || a.at == b.at && a.class < b.class
}

// arrivals is a binary heap with the earliest arrival on top and, of one
// instant, the class listed first. It holds at most one arrival of each class.
type arrivals struct{ heap []arrival }

func (q *arrivals) empty() bool    { return len(q.heap) == 0 }
func (q *arrivals) least() arrival { return q.heap[0] }

func (q *arrivals) push(a arrival) {
	q.heap = append(q.heap, a)
	i := len(q.heap) - 1
	for i > 0 && a.before(q.heap[(i-1)/2]) {
		q.heap[i] = q.heap[(i-1)/2]
		i = (i - 1) / 2
	}
	q.heap[i] = a
}

// replace puts a in the place of the least.
func (q *arrivals) replace(a arrival) {
	h, i := q.heap, 0
	for {
		child := 2*i + 1
		if child >= len(h) {
			break
		}
		if child+1 < len(h) && h[child+1].before(h[child]) {
			child++
		}
		if !h[child].before(a) {
			break
		}
		h[i] = h[child]
		i = child
	}
	h[i] = a
}

// drop takes the least away.
func (q *arrivals) drop() {
	last := len(q.heap) - 1
	a := q.heap[last]
	q.heap = q.heap[:last]
	if last > 0 {
		q.replace(a)
	}
}
