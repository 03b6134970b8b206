package sim

// What a cluster could start now. The counts behind it are kept only in runs
// that tell why jobs wait.

// countAgain counts the nodes of a group again after a step of capacity, where
// they are counted.
func (r *rack) countAgain() {
	if r.byFree != nil {
		r.countFree()
	}
}

// countFree begins to count the nodes of a group by free GPUs, or counts them
// again after a step of capacity.
func (r *rack) countFree() {
	if r.byFree == nil {
		r.byFree = make([]int32, r.size+1)
	}
	clear(r.byFree)
	r.free = 0
	for i, state := range r.state {
		if state == Up {
			free := r.size - int(r.used[i])
			r.byFree[free]++
			r.free += int64(free)
		}
	}
}

// recount books that a job has taken its GPUs on some nodes (by 1), or has given
// them back (by −1). A draining node has nothing free for others.
func (r *rack) recount(nodes []int32, perNode, last, by int32) {
	for i, id := range nodes {
		take := perNode
		if i == len(nodes)-1 {
			take = last
		}
		if r.state[id] == Up {
			now := int32(r.size) - r.used[id]
			r.byFree[now+by*take]--
			r.byFree[now]++
			r.free -= int64(by * take)
		}
	}
}

// free is the GPUs that a job can be given in the groups that suit it: those
// whose nodes have the GPUs that it needs on each, of the groups in a mask (0 is
// all). GPUs of draining nodes are not free.
func (s *site) free(each int, mask uint64) int64 {
	if s.def.Kind == Pool {
		return max(0, int64(s.capacity[0])-s.inUse)
	}
	n := int64(0)
	for i := range s.racks {
		if r := &s.racks[i]; each <= r.size && (mask == 0 || mask>>(i&63)&1 == 1) {
			n += r.free
		}
	}
	return n
}

// placeable is the largest job that the cluster could start now if nothing else
// were considered, of those that need so many GPUs on each node, or of those that
// leave that open where each is 0, in the groups in a mask (0 is all). Every
// smaller one of them could start too.
func (s *site) placeable(each int, mask uint64) int64 {
	if s.def.Kind == Pool {
		return s.free(each, mask)
	}
	most := int64(0)
	for i := range s.racks {
		r := &s.racks[i]
		switch {
		case each > r.size || mask != 0 && mask>>(i&63)&1 == 0:
		case each > 0:
			nodes := int64(0)
			for _, n := range r.byFree[each:] {
				nodes += int64(n)
			}
			most = max(most, nodes*int64(each))
		default:
			idle := int64(r.byFree[r.size])
			n := idle * int64(r.size)
			if idle == 0 || s.def.Remainders {
				n += r.mostUsed()
			}
			most = max(most, n)
		}
	}
	return most
}

// mostUsed is the most GPUs that are free on a node in use.
func (r *rack) mostUsed() int64 {
	for f := r.size - 1; f > 0; f-- {
		if r.byFree[f] > 0 {
			return int64(f)
		}
	}
	return 0
}
