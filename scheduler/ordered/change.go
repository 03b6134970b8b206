package ordered

// Insert adds an entry whose key the tree does not hold.
func (t *Tree) Insert(key Key, val int64, id int32) {
	t.size++
	if t.first == nil {
		t.only = t.newLeaf()
		t.first = t.only
	}
	var p path
	l := t.find(key, &p)
	for level := 0; level < t.height; level++ {
		n, i := p[level].node, p[level].i
		n.min[i] = min(n.min[i], val)
		n.sum[i] += val
	}
	i := l.place(key)
	if l.n < full {
		l.put(i, key, val, id)
		return
	}
	right := t.newLeaf()
	right.prev, right.next = l, l.next
	if l.next != nil {
		l.next.prev = right
	}
	l.next = right
	if i == full && right.next == nil {
		// Appended at the end, as arrivals are: leave the full leaf full.
		right.put(0, key, val, id)
	} else {
		const half = full / 2
		right.n = copy(right.a[:], l.a[half:])
		copy(right.bc[:], l.bc[half:])
		copy(right.val[:], l.val[half:])
		copy(right.id[:], l.id[half:])
		l.n = half
		if i <= half {
			l.put(i, key, val, id)
		} else {
			right.put(i-half, key, val, id)
		}
	}
	t.addLeaf(&p, l, right)
}

func (l *leaf) put(i int, key Key, val int64, id int32) {
	copy(l.a[i+1:l.n+1], l.a[i:l.n])
	copy(l.bc[i+1:l.n+1], l.bc[i:l.n])
	copy(l.val[i+1:l.n+1], l.val[i:l.n])
	copy(l.id[i+1:l.n+1], l.id[i:l.n])
	l.a[i], l.bc[i], l.val[i], l.id[i] = key.A, minor{key.B, key.C}, val, id
	l.n++
}

// addLeaf hangs a new leaf in behind the one it was split from, and splits
// upwards where a node is full.
func (t *Tree) addLeaf(p *path, left, right *leaf) {
	if t.height == 0 {
		t.top, t.only, t.height = t.newInner(), nil, 1
		t.top.n = 1
		t.top.leaves[0] = left
		p[0] = step{t.top, 0}
	}
	level := t.height - 1
	n, i := p[level].node, p[level].i
	n.min[i], n.sum[i] = left.least(), left.total()
	if n.n == fan {
		n, i = t.split(p, level)
	}
	n.open(i + 1)
	n.setLow(i+1, right.key(0))
	n.leaves[i+1] = right
	n.min[i+1], n.sum[i+1] = right.least(), right.total()
	// What was split on the way was summed up before the new leaf hung in it.
	for level := t.height - 1; level > 0; level-- {
		up, at := p[level-1].node, p[level-1].i
		up.min[at], up.sum[at] = p[level].node.least(), p[level].node.total()
	}
}

// split makes room in a full node on the path and returns the half that holds
// the path's child, with its index there.
func (t *Tree) split(p *path, level int) (*inner, int) {
	if level == 0 {
		top := t.newInner()
		top.n = 1
		top.inners[0], top.min[0], top.sum[0] = t.top, t.top.least(), t.top.total()
		t.top = top
		copy(p[1:], p[:t.height])
		p[0] = step{top, 0}
		t.height++
		level = 1
	}
	up, at := p[level-1].node, p[level-1].i
	if up.n == fan {
		grown := t.height
		up, at = t.split(p, level-1)
		level += t.height - grown
	}
	n, i := p[level].node, p[level].i
	half := fan / 2
	if i == fan-1 {
		half = fan - 1 // appending: keep nodes full
	}
	right := t.newInner()
	right.n = n.n - half
	copy(right.lowA[:], n.lowA[half:n.n])
	copy(right.lowBC[:], n.lowBC[half:n.n])
	copy(right.min[:], n.min[half:n.n])
	copy(right.sum[:], n.sum[half:n.n])
	copy(right.inners[:], n.inners[half:n.n])
	copy(right.leaves[:], n.leaves[half:n.n])
	clear(n.inners[half:])
	clear(n.leaves[half:])
	n.n = half
	up.min[at], up.sum[at] = n.least(), n.total()
	up.open(at + 1)
	up.setLow(at+1, right.low(0))
	up.inners[at+1] = right
	up.min[at+1], up.sum[at+1] = right.least(), right.total()
	if i >= half {
		p[level-1] = step{up, at + 1}
		p[level] = step{right, i - half}
		return right, i - half
	}
	p[level-1] = step{up, at}
	return n, i
}

// open shifts the children from i on by one.
func (n *inner) open(i int) {
	copy(n.lowA[i+1:n.n+1], n.lowA[i:n.n])
	copy(n.lowBC[i+1:n.n+1], n.lowBC[i:n.n])
	copy(n.min[i+1:n.n+1], n.min[i:n.n])
	copy(n.sum[i+1:n.n+1], n.sum[i:n.n])
	copy(n.inners[i+1:n.n+1], n.inners[i:n.n])
	copy(n.leaves[i+1:n.n+1], n.leaves[i:n.n])
	n.n++
}

// shut removes child i.
func (n *inner) shut(i int) {
	copy(n.lowA[i:n.n-1], n.lowA[i+1:n.n])
	copy(n.lowBC[i:n.n-1], n.lowBC[i+1:n.n])
	copy(n.min[i:n.n-1], n.min[i+1:n.n])
	copy(n.sum[i:n.n-1], n.sum[i+1:n.n])
	copy(n.inners[i:n.n-1], n.inners[i+1:n.n])
	copy(n.leaves[i:n.n-1], n.leaves[i+1:n.n])
	n.n--
	n.inners[n.n], n.leaves[n.n] = nil, nil
}

// Delete removes the entry with that key and returns its value; ok is false if
// there is none.
func (t *Tree) Delete(key Key) (val int64, ok bool) {
	if t.size == 0 {
		return 0, false
	}
	var p path
	l := t.find(key, &p)
	i := l.place(key)
	if i == l.n || l.key(i) != key {
		return 0, false
	}
	val = l.val[i]
	copy(l.a[i:l.n-1], l.a[i+1:l.n])
	copy(l.bc[i:l.n-1], l.bc[i+1:l.n])
	copy(l.val[i:l.n-1], l.val[i+1:l.n])
	copy(l.id[i:l.n-1], l.id[i+1:l.n])
	l.n--
	t.size--
	if t.height > 0 {
		t.shrink(&p, l, val)
	}
	return val, true
}

// shrink mends the path after a value has gone from its leaf: an empty leaf is
// unhooked, a small one joins its right neighbour.
func (t *Tree) shrink(p *path, l *leaf, val int64) {
	level := t.height - 1
	n, i := p[level].node, p[level].i
	switch {
	case l.n == 0:
		t.unhook(l)
		n.shut(i)
	case l.n < full/4 && i+1 < n.n && l.n+n.leaves[i+1].n <= full*3/4:
		right := n.leaves[i+1]
		copy(l.a[l.n:], right.a[:right.n])
		copy(l.bc[l.n:], right.bc[:right.n])
		copy(l.val[l.n:], right.val[:right.n])
		copy(l.id[l.n:], right.id[:right.n])
		l.n += right.n
		t.unhook(right)
		n.shut(i + 1)
		n.min[i], n.sum[i] = l.least(), l.total()
	default:
		n.sum[i] -= val
		if n.min[i] == val {
			n.min[i] = l.least()
		}
	}
	for ; level > 0; level-- {
		n, up, at := p[level].node, p[level-1].node, p[level-1].i
		switch {
		case n.n == 0:
			up.shut(at)
			t.spareInner = append(t.spareInner, n)
		case n.n < fan/4 && at+1 < up.n && n.n+up.inners[at+1].n <= fan*3/4:
			t.join(up, at)
		default:
			up.sum[at] -= val
			if up.min[at] == val {
				up.min[at] = n.least()
			}
		}
	}
	t.lower()
}

// join moves the right neighbour's children into the node at index at of up.
func (t *Tree) join(up *inner, at int) {
	n, right := up.inners[at], up.inners[at+1]
	right.setLow(0, up.low(at+1))
	copy(n.lowA[n.n:], right.lowA[:right.n])
	copy(n.lowBC[n.n:], right.lowBC[:right.n])
	copy(n.min[n.n:], right.min[:right.n])
	copy(n.sum[n.n:], right.sum[:right.n])
	copy(n.inners[n.n:], right.inners[:right.n])
	copy(n.leaves[n.n:], right.leaves[:right.n])
	n.n += right.n
	clear(right.inners[:])
	clear(right.leaves[:])
	up.shut(at + 1)
	up.min[at], up.sum[at] = n.least(), n.total()
	t.spareInner = append(t.spareInner, right)
}

// lower takes levels away while the top has a single child.
func (t *Tree) lower() {
	for t.height > 0 && t.top.n <= 1 {
		top := t.top
		t.height--
		switch {
		case top.n == 0: // the last leaf went
			t.top, t.only, t.first, t.height = nil, nil, nil, 0
		case t.height == 0:
			t.top, t.only = nil, top.leaves[0]
		default:
			t.top = top.inners[0]
		}
		top.inners[0], top.leaves[0] = nil, nil
		t.spareInner = append(t.spareInner, top)
	}
}

func (t *Tree) newLeaf() *leaf {
	l := t.spareLeaf
	if l == nil {
		return new(leaf)
	}
	t.spareLeaf = l.next
	l.n, l.prev, l.next = 0, nil, nil
	return l
}

func (t *Tree) unhook(l *leaf) {
	if l.prev != nil {
		l.prev.next = l.next
	} else {
		t.first = l.next
	}
	if l.next != nil {
		l.next.prev = l.prev
	}
	l.next = t.spareLeaf
	t.spareLeaf = l
}

func (t *Tree) newInner() *inner {
	if k := len(t.spareInner); k > 0 {
		n := t.spareInner[k-1]
		t.spareInner = t.spareInner[:k-1]
		n.n = 0
		return n
	}
	return new(inner)
}
