package results

import (
	"math"
	"slices"
	"sort"
)

// Bounds on the memory that exact quantiles may take.
const (
	// exactPerCell is how many waits one cell keeps; a cell that gets more
	// counts them in a sketch. A group of at most this many values can hold no
	// such cell, so its quantiles are exact.
	exactPerCell = 1_000_000
	// exactInAll is how many waits a run keeps over all its cells (32 MB).
	// When it is reached the largest cell is sketched, even below 10⁶.
	exactInAll = 4_000_000
)

// chunkSize is how many waits lie together. Chunks fill up one after another:
// a single slice would, each time it grows, leave its former self to the
// garbage collector, several times the memory of the waits.
const chunkSize = 1 << 14

// sample holds the waits of one cell: the values themselves, or a sketch.
type sample struct {
	chunks [][]int64
	n      int // values in the chunks
	sketch *sketch
}

// add takes one more value.
func (s *sample) add(v int64) {
	last := len(s.chunks) - 1
	switch {
	case last < 0:
		s.chunks = append(s.chunks, nil) // many cells stay small
		last = 0
	case len(s.chunks[last]) == chunkSize:
		s.chunks = append(s.chunks, make([]int64, 0, chunkSize))
		last++
	}
	s.chunks[last] = append(s.chunks[last], v)
	s.n++
}

func (s *sample) toSketch() {
	s.sketch = newSketch()
	s.sketch.addAll(s.chunks)
	s.chunks, s.n = nil, 0
}

// quantiles answers for the union of several samples.
type quantiles struct {
	chunks [][]int64 // each sorted; unused where a sample is a sketch
	merged *sketch   // nil where every sample is exact
	n      int64
}

// newQuantiles prepares the union of samples which hold n values in all.
func newQuantiles(samples []*sample, n int64) quantiles {
	q := quantiles{n: n}
	for _, s := range samples {
		if s.sketch != nil && q.merged == nil {
			q.merged = newSketch()
		}
		q.chunks = append(q.chunks, s.chunks...)
	}
	if q.merged == nil {
		for _, c := range q.chunks {
			if !slices.IsSorted(c) { // another group has sorted it
				slices.Sort(c)
			}
		}
		return q
	}
	for _, s := range samples {
		if s.sketch != nil {
			q.merged.merge(s.sketch)
		}
	}
	q.merged.addAll(q.chunks)
	return q
}

// exact tells whether the quantiles are exact.
func (q *quantiles) exact() bool { return q.merged == nil }

// percentile is the p-th percentile by nearest rank, the ⌈p·n/100⌉-th smallest
// value: always one of the values, and defined for every n > 0. top is the
// greatest value, which bounds what a sketch answers.
func (q *quantiles) percentile(p int64, top int64) int64 {
	k := max(1, (p*q.n+99)/100)
	if q.merged != nil {
		return roundSix(min(top, q.merged.kth(k)), top)
	}
	return q.kth(k, top)
}

// kth finds the k-th smallest value of the sorted chunks without merging them:
// the least x such that at least k values are ≤ x.
func (q *quantiles) kth(k, top int64) int64 {
	low, high := int64(0), top
	for low < high {
		x := low + (high-low)/2
		var atMost int64
		for _, c := range q.chunks {
			atMost += int64(sort.Search(len(c), func(i int) bool { return c[i] > x }))
		}
		if atMost >= k {
			high = x
		} else {
			low = x + 1
		}
	}
	return low
}

// roundSix keeps six significant digits of a sketched value: more would look
// like knowledge. It never goes beyond top.
func roundSix(v, top int64) int64 {
	if v <= 0 {
		return v
	}
	unit := int64(math.Pow10(max(0, int(math.Log10(float64(v)))-5)))
	down := v - v%unit
	if v-down >= (unit+1)/2 && down <= top-unit {
		return down + unit
	}
	return down
}
