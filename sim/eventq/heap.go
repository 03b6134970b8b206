package eventq

// Event is something that will happen. Rank orders the kinds of event at one
// instant; Seq orders events of one rank. Who and Gen are for the engine: what
// the event is about, and which life of it.
type Event struct {
	Time int64
	// order is the rank in the top 8 bits and the sequence number below.
	order uint64
	Who   int32
	Gen   uint32
}

const seqBits = 56

// New is an event at time t. seq must lie in [0, 2^56).
func New(t int64, rank uint8, seq int64, who int32, gen uint32) Event {
	return Event{t, uint64(rank)<<seqBits | uint64(seq), who, gen}
}

// Rank is the event's rank.
func (e *Event) Rank() uint8 { return uint8(e.order >> seqBits) }

// Seq is the event's sequence number.
func (e *Event) Seq() int64 { return int64(e.order & (1<<seqBits - 1)) }

func (e *Event) before(f *Event) bool {
	return e.Time < f.Time || e.Time == f.Time && e.order < f.order
}

// Queue holds events. The zero value is empty.
type Queue struct {
	heap []Event
	// line holds what Append took, in order; those before head have been popped.
	line []Event
	head int
}

// Len is the number of events held.
func (q *Queue) Len() int { return len(q.heap) + len(q.line) - q.head }

// Peek is the first event, which must exist. It is valid until the next change.
func (q *Queue) Peek() *Event {
	if q.lineFirst() {
		return &q.line[q.head]
	}
	return &q.heap[0]
}

// lineFirst reports whether the first event is that of the line.
func (q *Queue) lineFirst() bool {
	return q.head < len(q.line) && (len(q.heap) == 0 || q.line[q.head].before(&q.heap[0]))
}

// Append adds an event that comes after all that were appended before it, which
// costs less than Push: events that lie equally far ahead need no heap.
func (q *Queue) Append(e Event) {
	if len(q.line) == cap(q.line) && q.head > len(q.line)/2 {
		q.line, q.head = append(q.line[:0], q.line[q.head:]...), 0
	}
	q.line = append(q.line, e)
}

// Push adds an event.
func (q *Queue) Push(e Event) {
	q.heap = append(q.heap, e)
	h, i := q.heap, len(q.heap)-1
	for i > 0 {
		parent := (i - 1) / 2
		if !e.before(&h[parent]) {
			break
		}
		h[i] = h[parent]
		i = parent
	}
	h[i] = e
}

// Pop removes and returns the first event, which must exist.
func (q *Queue) Pop() Event {
	if q.lineFirst() {
		q.head++
		return q.line[q.head-1]
	}
	first := q.heap[0]
	last := len(q.heap) - 1
	e := q.heap[last]
	q.heap = q.heap[:last]
	if last > 0 {
		q.sink(0, e)
	}
	return first
}

// sink puts e at i and moves it down to its place.
func (q *Queue) sink(i int, e Event) {
	h := q.heap
	for {
		child := 2*i + 1
		if child >= len(h) {
			break
		}
		if right := child + 1; right < len(h) && h[right].before(&h[child]) {
			child = right
		}
		if !h[child].before(&e) {
			break
		}
		h[i] = h[child]
		i = child
	}
	h[i] = e
}

// Filter drops the events for which keep is false. It costs as much as there
// are events; the order of what remains is unchanged.
func (q *Queue) Filter(keep func(*Event) bool) {
	q.line, q.head = filter(q.line[:0], q.line[q.head:], keep), 0
	q.heap = filter(q.heap[:0], q.heap, keep)
	for i := len(q.heap)/2 - 1; i >= 0; i-- {
		q.sink(i, q.heap[i])
	}
}

func filter(to, from []Event, keep func(*Event) bool) []Event {
	for i := range from {
		if keep(&from[i]) {
			to = append(to, from[i])
		}
	}
	return to
}
