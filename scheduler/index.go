package scheduler

import (
	"math"
	"sort"
	"time"

	"sovsim/scheduler/ordered"
	"sovsim/sim"
)

// index is a searchedQueue whose keys do not change. It finds the first job that
// may start without walking the queue. It keeps one ordered tree of requests per distinct shape
// (size), and over the shapes a tournament tree, eight to a match, with the
// first key and the least request of every range of shapes.
//
// A search asks for each shape the longest request with which a job of that
// shape may start, and skips every range of shapes whose least request is
// longer, or whose first job comes after one already found. With S shapes in
// the queue of n jobs it costs O(log S + h·log n), where h is the number of
// shapes with a job short enough that are met before the answer is known: at
// worst S, and none in a queue whose jobs may not start at all.
type index struct {
	order   *Order
	buckets []*bucket // by bound, then shape
	byGPUs  []*bucket // shapes without a node count, by GPUs, up to a limit
	byShape map[shape]*bucket
	// rounds[0] has an entry for each bucket, rounds[k+1] one for each eight
	// of rounds[k], and the last round a single one.
	rounds [][]span

	jobs int
	keys []ordered.Key // by slot
	home []*bucket     // by slot
}

// shape is what placement needs to know of a job.
type shape struct {
	gpus, nodes int
	groups      uint64 // the node groups that it may use, as in its view
}

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
	least int64 // request
	slot  sim.Slot
	bound int32 // the least bound of the range
}

// match is the number of spans that a span of the next round stands for.
const match = 8

// nobody is the span of a range without jobs: every job comes before it.
var nobody = span{first: ordered.Key{A: math.MaxInt64, B: math.MaxInt64, C: math.MaxInt64}, least: math.MaxInt64}

// limiter says how long a job of a shape may be to start now: the longest
// request at speed 1, negative if none may. A shape with a greater bound never
// has a longer limit. Where that takes work that may turn out not to be needed,
// atMost says how long the limit of gpus is at most, in whatever groups; it may be less the next time.
type limiter interface {
	limit(gpus, nodes int, groups uint64) time.Duration
	atMost(gpus int) time.Duration
}

const directGPUs = 1 << 12

func (x *index) bucket(s shape) *bucket {
	if s.nodes == 0 && s.groups == 0 && s.gpus < len(x.byGPUs) && x.byGPUs[s.gpus] != nil {
		return x.byGPUs[s.gpus]
	}
	if b := x.byShape[s]; b != nil {
		return b
	}
	return x.addBucket(s)
}

// addBucket makes room for a shape that the queue has not seen.
func (x *index) addBucket(s shape) *bucket {
	b := &bucket{shape: s}
	if x.byShape == nil {
		x.byShape = map[shape]*bucket{}
	}
	x.byShape[s] = b
	if s.nodes == 0 && s.groups == 0 && s.gpus < directGPUs {
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
		if t.nodes != s.nodes {
			return t.nodes > s.nodes
		}
		return t.groups > s.groups
	})
	x.buckets = append(x.buckets, nil)
	copy(x.buckets[i+1:], x.buckets[i:])
	x.buckets[i] = b
	x.draw()
	return b
}

// draw builds the tournament anew.
func (x *index) draw() {
	x.rounds = append(x.rounds[:0], make([]span, len(x.buckets)))
	for i, b := range x.buckets {
		b.at = i
		x.rounds[0][i] = b.span()
	}
	for k := 0; len(x.rounds[k]) > 1; k++ {
		below := x.rounds[k]
		next := make([]span, (len(below)+match-1)/match)
		for i := range next {
			next[i] = winner(below, i)
		}
		x.rounds = append(x.rounds, next)
	}
}

// winner plays match i of a round.
func winner(round []span, i int) span {
	from := i * match
	w := round[from]
	for k := from + 1; k < min(from+match, len(round)); k++ {
		c := &round[k]
		if c.first.Less(w.first) {
			w.first, w.slot = c.first, c.slot
		}
		w.least = min(w.least, c.least)
	}
	return w
}

func (b *bucket) span() span {
	s := nobody
	s.bound = int32(b.shape.bound())
	if id, key, ok := b.tree.First(); ok {
		s.first, s.least, s.slot = key, b.tree.Min(), sim.Slot(id)
	}
	return s
}

// enter books a new job of bucket b in the tournament.
func (x *index) enter(b *bucket, key ordered.Key, request int64, slot sim.Slot) {
	i := b.at
	for _, round := range x.rounds {
		s := &round[i]
		first, least := key.Less(s.first), request < s.least
		if !first && !least {
			return
		}
		if first {
			s.first, s.slot = key, slot
		}
		s.least = min(s.least, request)
		i /= match
	}
}

// retire takes a job that bucket b no longer has out of the tournament, as far
// up as it stood for a range.
func (x *index) retire(b *bucket, key ordered.Key, request int64) {
	i := b.at
	for k, round := range x.rounds {
		s := &round[i]
		if s.first != key && s.least != request {
			return
		}
		if k == 0 {
			*s = b.span()
		} else {
			*s = winner(x.rounds[k-1], i)
		}
		i /= match
	}
}

func (x *index) begin(*sim.View) {}

func (x *index) add(s sim.Slot, j *sim.JobView) {
	x.keys, x.home = grow(x.keys, s), grow(x.home, s)
	b := x.bucket(shape{j.GPUs, j.Nodes, j.Groups})
	key := x.order.Key(j)
	x.keys[s], x.home[s] = key, b
	b.tree.Insert(key, int64(j.Request), int32(s))
	x.jobs++
	x.enter(b, key, int64(j.Request), s)
}

func (x *index) remove(s sim.Slot) {
	b, key := x.home[s], x.keys[s]
	request, _ := b.tree.Delete(key)
	x.jobs--
	x.retire(b, key, request)
}

func (x *index) head() (sim.Slot, bool) {
	if x.jobs == 0 {
		return 0, false
	}
	return x.rounds[len(x.rounds)-1][0].slot, true
}

func (x *index) size() int { return x.jobs }

func (x *index) first(l limiter) (sim.Slot, bool) {
	if x.jobs == 0 {
		return 0, false
	}
	s := search{x, l, nobody.first, -1}
	s.among(len(x.rounds)-1, 0, 1, math.MaxInt64)
	return s.slot, s.slot >= 0
}

type search struct {
	x    *index
	l    limiter
	best ordered.Key
	slot sim.Slot
}

// among looks in spans from to to−1 of a round for a job that comes before the
// best found. No job of theirs has a longer limit than upper.
func (s *search) among(round, from, to int, upper int64) {
	spans := s.x.rounds[round]
	for i := from; i < min(to, len(spans)); i++ {
		r := &spans[i]
		if r.least > upper || !r.first.Less(s.best) {
			continue
		}
		limit := int64(s.l.atMost(int(r.bound)))
		if r.least > limit {
			continue
		}
		if round > 0 {
			s.among(round-1, i*match, (i+1)*match, limit)
			continue
		}
		b := s.x.buckets[i]
		if limit = int64(s.l.limit(b.shape.gpus, b.shape.nodes, b.shape.groups)); r.least > limit {
			continue
		}
		if id, key, ok := b.tree.FirstAtMost(limit); ok && key.Less(s.best) {
			s.best, s.slot = key, sim.Slot(id)
		}
	}
}
