package scheduler

import (
	"math"
	"sort"
	"time"

	"sovsim/scheduler/ordered"
	"sovsim/sim"
)

// index is a queue in one order that finds, without walking it, the first job
// that may start. It keeps one ordered tree of requests per distinct shape
// (size), and over the shapes a tournament tree with the first key and the
// least request of every range of shapes.
//
// A search asks for each shape the longest request with which a job of that
// shape may start, and skips every range of shapes whose least request is
// longer, or whose first job comes after one already found. With S shapes in
// the queue of n jobs it costs O(log S + h·log n), where h is the number of
// shapes with a job short enough that are met before the answer is known: at
// worst S, and 1 in a queue whose jobs may not start at all.
type index struct {
	order   order
	buckets []*bucket // by bound, then shape
	byGPUs  []*bucket // shapes without a node count, by GPUs, up to a limit
	byShape map[shape]*bucket
	// ranges is the tournament: the leaf of bucket i is at width+i.
	ranges []span
	width  int

	size int
	keys []ordered.Key // by slot
	home []*bucket     // by slot
}

// shape is what placement needs to know of a job.
type shape struct{ gpus, nodes int }

// bound orders shapes so that a shape never fits better than one with a lesser
// bound and no node count: a job with a shape of its own needs at least one
// node's share.
func (s shape) bound() int {
	if s.nodes > 0 {
		return s.gpus / s.nodes
	}
	return s.gpus
}

type bucket struct {
	shape shape
	at    int // its place in buckets
	tree  ordered.Tree
}

// span summarises the jobs of a range of shapes.
type span struct {
	first ordered.Key
	least int64 // request; the largest int64 if there is no job
	slot  sim.Slot
	bound int // the least bound of the range
}

// limiter says how long a job of a shape may be to start now: the longest
// request at speed 1, negative if none may. A shape with a greater bound never
// has a longer limit.
type limiter interface {
	limit(gpus, nodes int) time.Duration
}

const directGPUs = 1 << 12

func (x *index) bucket(s shape) *bucket {
	if s.nodes == 0 && s.gpus < len(x.byGPUs) && x.byGPUs[s.gpus] != nil {
		return x.byGPUs[s.gpus]
	}
	if b := x.byShape[s]; b != nil {
		return b
	}
	return x.addBucket(s)
}

// addBucket makes room for a shape that the queue has not seen, and builds the
// tournament anew.
func (x *index) addBucket(s shape) *bucket {
	b := &bucket{shape: s}
	if x.byShape == nil {
		x.byShape = map[shape]*bucket{}
	}
	x.byShape[s] = b
	if s.nodes == 0 && s.gpus < directGPUs {
		for len(x.byGPUs) <= s.gpus {
			x.byGPUs = append(x.byGPUs, nil)
		}
		x.byGPUs[s.gpus] = b
	}
	i := sort.Search(len(x.buckets), func(i int) bool {
		t := x.buckets[i].shape
		if t.bound() != s.bound() {
			return t.bound() > s.bound()
		}
		return t.nodes > s.nodes
	})
	x.buckets = append(x.buckets, nil)
	copy(x.buckets[i+1:], x.buckets[i:])
	x.buckets[i] = b
	for x.width < len(x.buckets) {
		x.width = max(1, 2*x.width)
	}
	x.ranges = make([]span, 2*x.width)
	for i := range x.ranges {
		x.ranges[i] = span{least: math.MaxInt64, bound: math.MaxInt}
	}
	for i, b := range x.buckets {
		b.at = i
		x.ranges[x.width+i] = b.span()
	}
	for i := x.width - 1; i > 0; i-- {
		x.ranges[i] = merge(&x.ranges[2*i], &x.ranges[2*i+1])
	}
	return b
}

func (b *bucket) span() span {
	id, key, ok := b.tree.First()
	if !ok {
		return span{least: math.MaxInt64, bound: b.shape.bound()}
	}
	return span{key, b.tree.Min(), sim.Slot(id), b.shape.bound()}
}

func merge(a, b *span) span {
	m := *a
	if a.least == math.MaxInt64 || b.least != math.MaxInt64 && b.first.Less(a.first) {
		m.first, m.slot = b.first, b.slot
	}
	m.least, m.bound = min(a.least, b.least), min(a.bound, b.bound)
	return m
}

// refresh brings the tournament up to date after a change in bucket b, as far
// up as something changes.
func (x *index) refresh(b *bucket) {
	i := x.width + b.at
	s := b.span()
	for x.ranges[i] != s {
		x.ranges[i] = s
		if i >>= 1; i == 0 {
			return
		}
		s = merge(&x.ranges[2*i], &x.ranges[2*i+1])
	}
}

func (x *index) add(s sim.Slot, j *sim.JobView) {
	for int(s) >= len(x.keys) {
		x.keys, x.home = append(x.keys, ordered.Key{}), append(x.home, nil)
	}
	b := x.bucket(shape{j.GPUs, j.Nodes})
	x.keys[s], x.home[s] = x.order.key(j), b
	b.tree.Insert(x.keys[s], int64(j.Request), int32(s))
	x.size++
	x.refresh(b)
}

func (x *index) remove(s sim.Slot) {
	b := x.home[s]
	b.tree.Delete(x.keys[s])
	x.size--
	x.refresh(b)
}

// head is the first job of the queue.
func (x *index) head() (sim.Slot, bool) {
	if x.size == 0 {
		return 0, false
	}
	return x.ranges[1].slot, true
}

// first is the first job in order whose request is within the limit of its
// shape.
func (x *index) first(l limiter) (sim.Slot, bool) {
	if x.size == 0 {
		return 0, false
	}
	s := search{x, l, ordered.Key{A: math.MaxInt64, B: math.MaxInt64, C: math.MaxInt64}, -1}
	s.visit(1)
	return s.slot, s.slot >= 0
}

type search struct {
	x    *index
	l    limiter
	best ordered.Key
	slot sim.Slot
}

func (s *search) visit(i int) {
	r := &s.x.ranges[i]
	if r.least == math.MaxInt64 || !r.first.Less(s.best) {
		return
	}
	if i >= s.x.width {
		b := s.x.buckets[i-s.x.width]
		limit := int64(s.l.limit(b.shape.gpus, b.shape.nodes))
		if r.least > limit {
			return
		}
		if id, key, ok := b.tree.FirstAtMost(limit); ok && key.Less(s.best) {
			s.best, s.slot = key, sim.Slot(id)
		}
		return
	}
	if r.least > int64(s.l.limit(r.bound, 0)) {
		return
	}
	// The side whose first job is earlier is more likely to hold the answer.
	a, b := 2*i, 2*i+1
	if s.x.ranges[b].least != math.MaxInt64 && s.x.ranges[b].first.Less(s.x.ranges[a].first) {
		a, b = b, a
	}
	s.visit(a)
	s.visit(b)
}
