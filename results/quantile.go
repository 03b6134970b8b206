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

// count is how many values it holds.
func (s *sample) count() int64 {
	if s.sketch != nil {
		return s.sketch.count
	}
	return int64(s.n)
}

func (s *sample) toSketch() {
	s.sketch = newSketch()
	s.sketch.addAll(s.chunks)
	s.chunks, s.n = nil, 0
}

// values is the union of samples, each value with the weight of its sample.
type values struct {
	strands []strand
	// bins take the place of all strands where one of the samples is a sketch.
	bins []bin
	// weight is of all values; least and most are the extremes, where there are any.
	weight      float64
	least, most int64
}

// strand is sorted values of one weight.
type strand struct {
	chunk  []int64
	weight float64
}

// bin is a value of a sketch and the weight of all values up to it.
type bin struct {
	value  int64
	atMost float64
}

// newValues is the union of samples with their weights. Where one of them is a
// sketch all values are put into its bins, so that the figure does not depend on
// which of them were sketched. top is the greatest value, if it is known: bins
// may say a little more.
func newValues(samples []*sample, weights []float64, top int64) values {
	v := values{least: math.MaxInt64, most: -1}
	sketched := slices.ContainsFunc(samples, func(s *sample) bool { return s.sketch != nil })
	if sketched {
		v.bins = mergedBins(samples, weights, top)
		if n := len(v.bins); n > 0 {
			v.weight, v.least, v.most = v.bins[n-1].atMost, v.bins[0].value, v.bins[n-1].value
		}
		return v
	}
	for i, s := range samples {
		for _, c := range s.chunks {
			if !slices.IsSorted(c) { // another group has sorted it
				slices.Sort(c)
			}
			v.strands = append(v.strands, strand{c, weights[i]})
			v.least, v.most = min(v.least, c[0]), max(v.most, c[len(c)-1])
		}
		v.weight += weights[i] * float64(s.n)
	}
	return v
}

// atMost is the weight of the values ≤ x.
func (v *values) atMost(x int64) float64 {
	if v.bins != nil {
		i := sort.Search(len(v.bins), func(i int) bool { return v.bins[i].value > x })
		if i == 0 {
			return 0
		}
		return v.bins[i-1].atMost
	}
	var sum float64
	for _, s := range v.strands {
		switch {
		case s.chunk[0] > x:
		case s.chunk[len(s.chunk)-1] <= x:
			sum += s.weight * float64(len(s.chunk))
		default:
			sum += s.weight * float64(sort.Search(len(s.chunk), func(i int) bool { return s.chunk[i] > x }))
		}
	}
	return sum
}

// reach finds the least x ≤ top at which atMost is at least target, without
// merging the strands; there is one.
func (v *values) reach(target float64, top int64) int64 {
	low, high := int64(0), top
	for low < high {
		x := low + (high-low)/2
		if v.atMost(x) >= target {
			high = x
		} else {
			low = x + 1
		}
	}
	if v.bins != nil {
		return roundSix(low, top)
	}
	return low
}

// each calls f for every value, of sketches for every bin, with its weight.
func (v *values) each(f func(x int64, weight float64)) {
	var before float64
	for _, b := range v.bins {
		f(b.value, b.atMost-before)
		before = b.atMost
	}
	for _, s := range v.strands {
		for _, x := range s.chunk {
			f(x, s.weight)
		}
	}
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
