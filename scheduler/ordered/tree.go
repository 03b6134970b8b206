package ordered

// Key orders entries by A, then B, then C. No two entries of a tree are equal.
type Key struct{ A, B, C int64 }

// Less reports whether k comes before l.
func (k Key) Less(l Key) bool {
	if k.A != l.A {
		return k.A < l.A
	}
	if k.B != l.B {
		return k.B < l.B
	}
	return k.C < l.C
}

// Compare is −1, 0 or 1 as k comes before l, is equal to it, or comes after it.
func (k Key) Compare(l Key) int {
	switch {
	case k.Less(l):
		return -1
	case k == l:
		return 0
	}
	return 1
}

// fan is the width of an inner node, full that of a leaf. Inner nodes are few
// and stay in the cache; of a leaf of 16 entries, a change of a million-entry
// tree touches a few hundred bytes that are not.
const (
	fan  = 32
	full = 16
)

// maxHeight bounds the path from the root to a leaf; 32^12 entries are more
// than a machine holds.
const maxHeight = 12

// minor is what of a key decides between equal A's.
type minor struct{ b, c int64 }

func (m minor) less(k Key) bool { return m.b < k.B || m.b == k.B && m.c < k.C }

type leaf struct {
	n int
	// The keys lie in two arrays: a search reads only the A's but for ties.
	a          [full]int64
	bc         [full]minor
	val        [full]int64
	id         [full]int32
	prev, next *leaf
}

type inner struct {
	n int
	// lowA and lowBC are the least key that child i was made with: keys in it are not
	// less, and those in child i−1 are less. That of child 0 is not used.
	lowA     [fan]int64
	lowBC    [fan]minor
	min, sum [fan]int64
	inners   [fan]*inner // children of an inner node above the lowest
	leaves   [fan]*leaf  // children of a lowest inner node
}

// Tree holds entries (key, value, id). The zero value is empty. Nodes are used
// again, so that a tree of steady size allocates nothing.
type Tree struct {
	size   int
	height int // inner levels above the leaves
	top    *inner
	only   *leaf // the root while height is 0
	first  *leaf

	// Nodes to use again; leaves are linked by next.
	spareLeaf  *leaf
	spareInner []*inner
}

// step is one level of a path: a node and the child taken.
type step struct {
	node *inner
	i    int
}

type path [maxHeight]step

// Len is the number of entries.
func (t *Tree) Len() int { return t.size }

// find is the leaf that holds key or would, with the path to it.
func (t *Tree) find(key Key, p *path) *leaf {
	if t.height == 0 {
		return t.only
	}
	n := t.top
	for level := 0; ; level++ {
		i := n.child(key)
		p[level] = step{n, i}
		if level == t.height-1 {
			return n.leaves[i]
		}
		n = n.inners[i]
	}
}

// child is the index of the child that holds key or would.
func (n *inner) child(key Key) int {
	lo, hi := 1, n.n
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if key.A < n.lowA[m] || key.A == n.lowA[m] && key.Less(n.low(m)) {
			hi = m
		} else {
			lo = m + 1
		}
	}
	return lo - 1
}

// place is the index of the first entry not less than key.
func (l *leaf) place(key Key) int {
	lo, hi := 0, l.n
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if l.a[m] < key.A || l.a[m] == key.A && l.bc[m].less(key) {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// key is the key of entry i.
func (l *leaf) key(i int) Key { return Key{l.a[i], l.bc[i].b, l.bc[i].c} }

// low is the key that child i was made with.
func (n *inner) low(i int) Key { return Key{n.lowA[i], n.lowBC[i].b, n.lowBC[i].c} }

func (n *inner) setLow(i int, k Key) { n.lowA[i], n.lowBC[i] = k.A, minor{k.B, k.C} }

func (l *leaf) least() int64 {
	least := l.val[0]
	for _, v := range l.val[1:l.n] {
		least = min(least, v)
	}
	return least
}

func (l *leaf) total() int64 {
	s := int64(0)
	for _, v := range l.val[:l.n] {
		s += v
	}
	return s
}

func (n *inner) least() int64 {
	least := n.min[0]
	for _, v := range n.min[1:n.n] {
		least = min(least, v)
	}
	return least
}

func (n *inner) total() int64 {
	s := int64(0)
	for _, v := range n.sum[:n.n] {
		s += v
	}
	return s
}
