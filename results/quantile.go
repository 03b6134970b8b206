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

// sample holds the waits of one cell: the values themselves, or a sketch.
type sample struct {
	values []int64
	sketch *sketch
	sorted bool
}

func (s *sample) toSketch() {
	s.sketch = newSketch()
	for _, v := range s.values {
		s.sketch.add(v)
	}
	s.values = nil
}

func (s *sample) sort() {
	if !s.sorted {
		slices.Sort(s.values)
		s.sorted = true
	}
}

// quantiles answers for the union of several samples.
type quantiles struct {
	parts  []*sample
	merged *sketch // nil where every part is exact
	n      int64
}

// newQuantiles prepares the union of the parts, which hold n values in all.
func newQuantiles(parts []*sample, n int64) quantiles {
	q := quantiles{parts: parts, n: n}
	for _, p := range parts {
		if p.sketch != nil {
			q.merged = newSketch()
		}
	}
	for _, p := range parts {
		switch {
		case q.merged == nil:
			p.sort()
		case p.sketch != nil:
			q.merged.merge(p.sketch)
		default:
			for _, v := range p.values {
				q.merged.add(v)
			}
		}
	}
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

// kth finds the k-th smallest value of the sorted parts without merging them:
// the least x such that at least k values are ≤ x.
func (q *quantiles) kth(k, top int64) int64 {
	if len(q.parts) == 1 {
		return q.parts[0].values[k-1]
	}
	low, high := int64(0), top
	for low < high {
		x := low + (high-low)/2
		var atMost int64
		for _, p := range q.parts {
			atMost += int64(sort.Search(len(p.values), func(i int) bool { return p.values[i] > x }))
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
