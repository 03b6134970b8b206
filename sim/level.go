package sim

import "slices"

// level is a number of GPUs that changes with time, and a record of for how long
// it was below each size that a job has asked about. Sizes cut the numbers into
// buckets; bucket k holds those that are at least the first k sizes and below
// the next. A Fenwick tree over the buckets adds up the nanoseconds spent in each
// (Fenwick, "A New Data Structure for Cumulative Frequency Tables", 1994), so that
// the time below a size is a prefix sum.
//
// A job looks at the prefix when it begins to wait and when it stops, and
// the difference is the part of its wait in which the level was below its size.
// Only differences have a meaning: while nobody looks the value stands still, and
// the time is booked with it.
type level struct {
	// each is the GPUs that a job needs on every node, 0 where it leaves that open.
	each int
	// placeable: the level is the largest size that its one cluster could start
	// now. Else it is the most that any of its clusters has free.
	placeable bool
	clusters  []int32
	// masks are the groups that count of each cluster; 0 is all.
	masks []uint64
	// top is one of the clusters with the most.
	top int32
	// watched is how many jobs look at the level.
	watched int

	value  int64
	bucket int
	since  Time    // up to here the time is in the tree
	sizes  []int64 // ascending
	tree   []int64 // by bucket, from 1
}

// advance books the time that has passed with the value that there was.
func (l *level) advance(now Time) {
	d := int64(now - l.since)
	l.since = now
	if d == 0 {
		return
	}
	for i := l.bucket + 1; i < len(l.tree); i += i & -i {
		l.tree[i] += d
	}
}

// set gives the level another value from now on.
func (l *level) set(now Time, value int64) {
	l.value = value
	if b := l.bucketOf(value); b != l.bucket {
		l.advance(now)
		l.bucket = b
	}
}

// bucketOf is how many of the sizes a value suffices for.
func (l *level) bucketOf(value int64) int {
	if b := l.bucket; (b == 0 || l.sizes[b-1] <= value) && (b == len(l.sizes) || value < l.sizes[b]) {
		return b
	}
	k, _ := slices.BinarySearch(l.sizes, value+1)
	return k
}

// below is the time for which the level has been below a size, up to now and
// since some moment that stays the same while it is watched.
func (l *level) below(now Time, size int64) int64 {
	l.advance(now)
	k, known := slices.BinarySearch(l.sizes, size)
	if !known {
		l.insert(k, size)
	}
	t := int64(0)
	for i := k + 1; i > 0; i &= i - 1 {
		t += l.tree[i]
	}
	return t
}

// insert makes a size known that comes before the k-th: it halves a bucket, whose
// time may be booked in either half, since no job has asked about the border
// between them. It costs time in proportion to the distinct sizes, once for each.
func (l *level) insert(k int, size int64) {
	if len(l.tree) == 0 {
		l.tree = make([]int64, 2)
	}
	for i := len(l.tree) - 1; i > 0; i-- { // from a tree to the times of the buckets
		if j := i + i&-i; j < len(l.tree) {
			l.tree[j] -= l.tree[i]
		}
	}
	l.sizes = slices.Insert(l.sizes, k, size)
	l.tree = slices.Insert(l.tree, k+2, 0)
	for i := 1; i < len(l.tree); i++ { // and back
		if j := i + i&-i; j < len(l.tree) {
			l.tree[j] += l.tree[i]
		}
	}
	l.bucket, _ = slices.BinarySearch(l.sizes, l.value+1)
}

// maskOf is the groups that count of one of the level's clusters.
func (l *level) maskOf(cluster int) uint64 {
	for i, c := range l.clusters {
		if int(c) == cluster {
			return l.masks[i]
		}
	}
	return 0
}
