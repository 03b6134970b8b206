package scheduler

import (
	"math/bits"

	"sovsim/sim"
)

// placement decides which nodes of a group a job gets.
type placement uint8

const (
	// firstFit takes the lowest node indices that fit.
	firstFit placement = iota
	// bestFit takes the nodes with the least free GPUs that fit, then the
	// lowest index. A job of whole nodes finds all its nodes equally free.
	bestFit
	// consolidated (Helios, Hu et al., SC'21, as its authors' program does it)
	// packs a job of at most one node's GPUs by best-fit; a larger one gets
	// ⌊g/G⌋ idle nodes and its remainder on the node that comes next by
	// descending free GPUs.
	consolidated
)

var placementNames = []string{firstFit: "first-fit", bestFit: "best-fit", consolidated: "consolidated"}

// placementOption declares the option placement of the parts of this package.
func (p *Parameters) placementOption(v *placement) {
	choose(p, v, "placement", firstFit, placementNames, "which nodes a job gets; no effect on a pool")
	p.placement = v
}

// ask is what a job needs of a group: count nodes with each GPUs on each, and
// rest GPUs on one more node (0 if nothing is left over).
type ask struct{ count, each, rest int }

// ask is the shape of a job on nodes of size GPUs; false if it has none there.
func (p placement) ask(gpus, nodes, size int) (ask, bool) {
	switch {
	case nodes > 0:
		return ask{nodes, gpus / nodes, 0}, gpus/nodes <= size
	case gpus <= size:
		return ask{1, gpus, 0}, true
	case p == consolidated:
		return ask{gpus / size, size, gpus % size}, true
	}
	return ask{(gpus + size - 1) / size, size, 0}, true
}

// of is what the ask takes of the i-th of its nodes.
func (a ask) of(i int) int {
	if i == a.count {
		return a.rest
	}
	return a.each
}

// levels sorts the usable nodes of a group by free GPUs: one bit set per level.
// A node that is not usable is in no level.
type levels struct {
	size int        // GPUs per node
	bits [][]uint64 // by free GPUs
	free []int32    // by node: its level, −1 if not usable
}

func newLevels(size int) *levels {
	return &levels{size: size, bits: make([][]uint64, size+1)}
}

// resize makes room for n nodes.
func (l *levels) resize(n int) {
	for len(l.free) < n {
		l.free = append(l.free, -1)
	}
	for f := range l.bits {
		for len(l.bits[f]) < (n+63)/64 {
			l.bits[f] = append(l.bits[f], 0)
		}
	}
}

// set puts node i at level f; −1 makes it unusable.
func (l *levels) set(i int32, f int) {
	if old := l.free[i]; old >= 0 {
		l.bits[old][i/64] &^= 1 << (i % 64)
	}
	if f >= 0 {
		l.bits[f][i/64] |= 1 << (i % 64)
	}
	l.free[i] = int32(f)
}

// copyFrom makes l equal to m.
func (l *levels) copyFrom(m *levels) {
	l.resize(len(m.free))
	for i := len(m.free); i < len(l.free); i++ {
		l.set(int32(i), -1)
	}
	copy(l.free, m.free)
	for f := range l.bits {
		copy(l.bits[f], m.bits[f])
	}
}

// pick appends to out the nodes that placement p gives to a job, restricted to
// the nodes in allowed unless that is nil; false if they are too few. What it
// appends must then be dropped.
func (l *levels) pick(p placement, a ask, allowed []uint64, out []int32) ([]int32, bool) {
	before := len(out)
	if p == firstFit {
		out = l.lowest(a.count, a.each, allowed, out)
	} else {
		for f := a.each; f <= l.size && len(out)-before < a.count; f++ {
			out = appendBits(l.bits[f], allowed, a.count-(len(out)-before), out)
		}
	}
	if len(out)-before < a.count {
		return out, false
	}
	if a.rest == 0 {
		return out, true
	}
	taken := out[before:]
	for f := l.size; f >= a.rest; f-- {
		for w, word := range l.bits[f] {
			if allowed != nil {
				word &= allowed[w]
			}
			for ; word != 0; word &= word - 1 {
				if i := int32(w*64 + bits.TrailingZeros64(word)); !contains(taken, i) {
					return append(out, i), true
				}
			}
		}
	}
	return out, false
}

// contains looks in a list of idle nodes by ascending index.
func contains(nodes []int32, i int32) bool {
	lo, hi := 0, len(nodes)
	for lo < hi {
		if m := (lo + hi) / 2; nodes[m] < i {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo < len(nodes) && nodes[lo] == i
}

// lowest appends the first n nodes by index with at least each GPUs free.
func (l *levels) lowest(n, each int, allowed []uint64, out []int32) []int32 {
	for w := 0; w < len(l.bits[0]) && n > 0; w++ {
		word := uint64(0)
		for _, level := range l.bits[each:] {
			word |= level[w]
		}
		if allowed != nil {
			word &= allowed[w]
		}
		for ; word != 0 && n > 0; word &= word - 1 {
			out = append(out, int32(w*64+bits.TrailingZeros64(word)))
			n--
		}
	}
	return out
}

func appendBits(set, allowed []uint64, n int, out []int32) []int32 {
	for w, word := range set {
		if allowed != nil {
			word &= allowed[w]
		}
		for ; word != 0 && n > 0; word &= word - 1 {
			out = append(out, int32(w*64+bits.TrailingZeros64(word)))
			n--
		}
		if n == 0 {
			break
		}
	}
	return out
}

// propose hands a placement to the plan; a pool has no nodes.
func propose(p *sim.Plan, s sim.Slot, group int, nodes []int32, a ask) {
	p.Start(s, group, nodes, a.each, a.of(len(nodes)-1))
}
