package scheduler

import (
	"slices"
	"time"

	"sovsim/sim"
)

// tally counts nodes by what is free on them and by how long they stay, so
// that the longest job of a shape that fits now is known without a look at the
// nodes. Nodes fall into classes by the time at which an announced step takes
// them (Never for most); count[c][f] is the nodes of class c or later with at
// least f GPUs free.
type tally struct {
	leave []sim.Time // of each class, ascending; the last is Never
	count [][]int32
}

// reset sets the classes, whose times it takes over, and clears the counts for
// nodes of size GPUs.
func (t *tally) reset(leave []sim.Time, size int) {
	t.leave = leave
	t.count = slices.Grow(t.count[:0], len(leave))[:len(leave)]
	for c := range t.count {
		if len(t.count[c]) != size+1 {
			t.count[c] = make([]int32, size+1)
		}
		clear(t.count[c])
	}
}

// copyFrom makes t equal to u.
func (t *tally) copyFrom(u *tally) {
	t.leave = append(t.leave[:0], u.leave...)
	t.count = slices.Grow(t.count[:0], len(u.count))[:len(u.count)]
	for c := range u.count {
		t.count[c] = append(t.count[c][:0], u.count[c]...)
	}
}

// move moves a node of a class from one level of free GPUs to another; −1 is
// no level.
func (t *tally) move(class int, from, to int) {
	lo, hi, by := from+1, to, int32(1)
	if to < from {
		lo, hi, by = to+1, from, -1
	}
	for c := 0; c <= class; c++ {
		for f := lo; f <= hi; f++ {
			t.count[c][f] += by
		}
	}
}

// stay is how long from now the ask can be held by nodes that are free now:
// negative if it cannot be placed, unlimited if none of the nodes it needs
// leaves.
func (t *tally) stay(a ask, now sim.Time) time.Duration {
	for c := len(t.leave) - 1; c >= 0; c-- {
		if int(t.count[c][a.each]) >= a.count && (a.rest == 0 || int(t.count[c][a.rest]) > a.count) {
			return t.leave[c].Sub(now)
		}
	}
	return -1
}
