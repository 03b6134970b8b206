package ordered

import "math"

// First is the id and key of the first entry; ok is false if there is none.
func (t *Tree) First() (id int32, key Key, ok bool) {
	if t.size == 0 {
		return 0, Key{}, false
	}
	return t.first.id[0], t.first.key(0), true
}

// Min is the least value; the largest int64 if the tree is empty.
func (t *Tree) Min() int64 {
	switch {
	case t.size == 0:
		return math.MaxInt64
	case t.height == 0:
		return t.only.least()
	}
	return t.top.least()
}

// FirstAtMost is the first entry in key order whose value is at most limit.
func (t *Tree) FirstAtMost(limit int64) (id int32, key Key, ok bool) {
	if t.size == 0 {
		return 0, Key{}, false
	}
	l := t.only
	if t.height > 0 {
		n := t.top
		for level := t.height - 1; ; level-- {
			i := 0
			for i < n.n && n.min[i] > limit {
				i++
			}
			if i == n.n {
				return 0, Key{}, false
			}
			if level == 0 {
				l = n.leaves[i]
				break
			}
			n = n.inners[i]
		}
	}
	for i, v := range l.val[:l.n] {
		if v <= limit {
			return l.id[i], l.key(i), true
		}
	}
	return 0, Key{}, false
}

// Reach is the least A by which the values of the entries up to and including
// it, in key order, add up to at least sum; false if all together do not.
// Values must not be negative.
func (t *Tree) Reach(sum int64) (a int64, ok bool) {
	if t.size == 0 {
		return 0, false
	}
	l := t.only
	if t.height > 0 {
		n := t.top
		for level := t.height - 1; ; level-- {
			i := 0
			for i < n.n && n.sum[i] < sum {
				sum -= n.sum[i]
				i++
			}
			if i == n.n {
				return 0, false
			}
			if level == 0 {
				l = n.leaves[i]
				break
			}
			n = n.inners[i]
		}
	}
	for i, v := range l.val[:l.n] {
		if sum -= v; sum <= 0 {
			return l.a[i], true
		}
	}
	return 0, false
}

// SumThrough is the sum of the values of the entries with key A at most a.
func (t *Tree) SumThrough(a int64) int64 {
	if t.size == 0 {
		return 0
	}
	s := int64(0)
	l := t.only
	if t.height > 0 {
		n := t.top
		for level := t.height - 1; ; level-- {
			i := 0
			for i+1 < n.n && n.lowA[i+1] <= a {
				s += n.sum[i]
				i++
			}
			if level == 0 {
				l = n.leaves[i]
				break
			}
			n = n.inners[i]
		}
	}
	for i := 0; i < l.n && l.a[i] <= a; i++ {
		s += l.val[i]
	}
	return s
}

// Cursor walks the entries in key order. It is valid until the tree changes.
type Cursor struct {
	l *leaf
	i int
}

// Start is a cursor before the first entry.
func (t *Tree) Start() Cursor { return Cursor{t.first, 0} }

// Next is the next entry; ok is false after the last.
func (c *Cursor) Next() (id int32, key Key, ok bool) {
	if c.l != nil && c.i == c.l.n {
		c.l, c.i = c.l.next, 0
	}
	if c.l == nil || c.l.n == 0 {
		return 0, Key{}, false
	}
	c.i++
	return c.l.id[c.i-1], c.l.key(c.i - 1), true
}
