package sim

import (
	"encoding/binary"
	"fmt"
	"time"
)

// Part is one of the parts into which a job's wait is split. At each moment at
// which a job holds no GPUs exactly one applies.
type Part uint8

const (
	// InStaging: its data are on their way, so it is in no queue.
	InStaging Part = iota
	// ByPolicy: its cluster could start it now; the order of the queue, a
	// reservation or an announced loss of capacity holds it back.
	ByPolicy
	// ByFragmentation: enough GPUs are free in its cluster, but not in one piece.
	ByFragmentation
	// ByRouting: enough are free in another cluster that it may use.
	ByRouting
	// ByEligibility: enough are free only in clusters that it may not use.
	ByEligibility
	// ByCapacity: no cluster has enough free.
	ByCapacity
	// ByBudget: a budget that must pay for it holds it back, in no queue. A closure
	// that does so counts as ByEligibility.
	ByBudget
)

// Parts is the number of parts.
const Parts = int(ByBudget) + 1

var partNames = [Parts]string{"staging", "policy", "fragmentation", "routing", "eligibility", "capacity", "budget"}

// String is the part's word in the names of columns.
func (p Part) String() string { return partNames[p] }

// reasons splits the time that jobs are queued into parts. A queued job of g
// GPUs looks at four levels, each at least as high as the one before:
//
//	P  the largest size that its cluster could start now
//	F  the GPUs free in its cluster
//	R  the most free in any cluster that it may use, its own among them
//	X  the most free in any cluster
//
// The time with g ≤ P is the policy's, that with P < g ≤ F is fragmentation's,
// and so on; that with g > X is for want of capacity. So two prefix sums for each
// level say it all, one when the job joins its queue and one when it leaves, and
// no queue is ever walked.
//
// A job may use a cluster that its residency and the cluster's rules allow, by
// what they say when it joins its queue, and that no closure closes to it. Whether the cluster could ever run it is
// not asked: that is a matter of capacity and of steps to come, not of rules.
//
// By hand: clusters A and B of 4 GPUs each, 3 free in A and 1 in B, which is
// where a job of 2 GPUs waits: P = F = 1, R = X = 3, so it waits for the routing.
// 10 s later 2 GPUs of A are taken: R = X = 1, and it waits for capacity. 5 s
// later it leaves. R was below 2 for 5 s of its 15, P and F for all 15: 10 s
// are the routing's, 5 s are for want of capacity.
type reasons struct {
	e *engine
	// jobs is by slot.
	jobs []waiting
	// sets are the sets of clusters that jobs may use, numbered as they are first
	// seen; homes has those that follow from home and residency alone.
	sets  map[string]int32
	homes map[homeKey]int32
	// set and text are scratch: the clusters that a job may use, one bit for each.
	set   siteSet
	masks []uint64 // of the groups that it may use of each; 0 is all
	text  []byte
	// kinds are the kinds of jobs seen, levels the levels that they look at.
	kinds  map[kindKey]*kind
	levels map[levelKey]*level
	// of are the levels in which each cluster counts.
	of [][]*level
}

// waiting is what is known of a job's wait.
type waiting struct {
	parts [Parts]time.Duration
	kind  *kind
	// joined is when it joined its queue; below is what its levels said then.
	joined Time
	below  [4]int64
}

// kind is the levels P, F, R and X of the jobs that are alike but for their size.
type kind [4]*level

// kindKey is what makes jobs alike: the cluster where they are queued, the set of
// those that they may use, and the GPUs that they need on each node.
type kindKey struct {
	cluster, set int32
	each         int
	groups       uint64 // that it may use of its cluster; 0 is all
}

// homeKey is a home and how far from it a job may go.
type homeKey struct {
	region    int32
	residency Residency
}

// levelKey tells levels apart; clusters is their list as text.
type levelKey struct {
	each      int
	placeable bool
	clusters  string
	masks     string
}

func newReasons(e *engine) *reasons {
	for i := range e.sites {
		for g := range e.sites[i].racks {
			e.sites[i].racks[g].countFree()
		}
	}
	return &reasons{e: e, sets: map[string]int32{}, homes: map[homeKey]int32{}, set: newSiteSet(len(e.sites)), masks: make([]uint64, len(e.sites)), kinds: map[kindKey]*kind{}, levels: map[levelKey]*level{}, of: make([][]*level, len(e.sites))}
}

// arrive begins the story of a job.
func (w *reasons) arrive(slot Slot) {
	if w == nil {
		return
	}
	for int(slot) >= len(w.jobs) {
		w.jobs = append(w.jobs, waiting{})
	}
	w.jobs[slot] = waiting{}
}

// join begins a stay in a queue.
func (w *reasons) join(slot Slot) {
	if w != nil {
		w.begin(slot)
	}
}

func (w *reasons) begin(slot Slot) {
	j, now, size := &w.jobs[slot], w.e.now, int64(w.e.views[slot].GPUs)
	j.kind, j.joined = w.kindOf(slot), now
	for i, l := range j.kind {
		if l.watched++; l.watched == 1 {
			l.set(now, w.measure(l))
		}
		j.below[i] = l.below(now, size)
	}
}

// again looks anew at what each queued job may use: a closure has begun or ended.
func (w *reasons) again() {
	if w == nil {
		return
	}
	for slot := range w.e.jobs {
		if w.e.jobs[slot].phase == phaseQueued {
			w.end(Slot(slot))
			w.begin(Slot(slot))
		}
	}
}

// leave ends a stay in a queue and adds it up. The time with P < g is all that
// is not the policy's, the time with F < g all of that that is not
// fragmentation's, and so on.
func (w *reasons) leave(slot Slot) {
	if w != nil {
		w.end(slot)
	}
}

func (w *reasons) end(slot Slot) {
	j, now, size := &w.jobs[slot], w.e.now, int64(w.e.views[slot].GPUs)
	rest := int64(now - j.joined)
	for i, l := range j.kind {
		below := l.below(now, size) - j.below[i]
		l.watched--
		j.parts[int(ByPolicy)+i] += time.Duration(rest - below)
		rest = below
	}
	j.parts[ByCapacity] += time.Duration(rest)
}

// split is the parts of a job's wait so far, without the stay in a queue that it
// is in.
func (w *reasons) split(slot Slot, staged time.Duration) (parts [Parts]time.Duration) {
	if w != nil {
		parts = w.jobs[slot].parts
		parts[InStaging] = staged
	}
	return parts
}

// book adds to a part of a job's wait.
func (w *reasons) book(slot Slot, part Part, d time.Duration) {
	if w != nil {
		w.jobs[slot].parts[part] += d
	}
}

// update follows a cluster that has changed, after the passes of an instant.
func (w *reasons) update(cluster int) {
	if w == nil {
		return
	}
	now := w.e.now
	for _, l := range w.of[cluster] {
		if l.watched == 0 {
			continue
		}
		if len(l.clusters) == 1 {
			l.set(now, w.measure(l))
			continue
		}
		mask := uint64(0)
		if w.e.masks != nil {
			mask = l.maskOf(cluster)
		}
		free := w.e.sites[cluster].free(l.each, mask)
		switch {
		case free > l.value:
			l.top = int32(cluster)
			l.set(now, free)
		case free < l.value && int(l.top) == cluster:
			l.set(now, w.measure(l))
		}
	}
}

// measure works out the value of a level.
func (w *reasons) measure(l *level) int64 {
	if l.placeable {
		return w.e.sites[l.clusters[0]].placeable(l.each, l.masks[0])
	}
	most := int64(-1)
	for i, c := range l.clusters {
		if free := w.e.sites[c].free(l.each, l.masks[i]); free > most {
			most, l.top = free, c
		}
	}
	return most
}

// kindOf is the kind of a job that is queued.
func (w *reasons) kindOf(slot Slot) *kind {
	j, v := &w.e.jobs[slot], &w.e.views[slot]
	key := kindKey{cluster: j.cluster, set: w.setOf(slot), groups: v.Groups}
	if v.Nodes > 0 {
		key.each = v.GPUs / v.Nodes
	}
	k := w.kinds[key]
	if k == nil {
		own, all := []int32{j.cluster}, make([]int32, 0, len(w.e.sites))
		var may []int32
		var masks []uint64
		w.findSet(slot)
		w.set.add(int(j.cluster)) // counts whatever the rules say
		w.masks[j.cluster] = v.Groups
		for i := range w.e.sites {
			all = append(all, int32(i))
			if w.set.has(i) {
				may = append(may, int32(i))
				masks = append(masks, w.masks[i])
			}
		}
		groups := []uint64{v.Groups}
		k = &kind{w.level(key.each, true, own, groups), w.level(key.each, false, own, groups), w.level(key.each, false, may, masks), w.level(key.each, false, all, make([]uint64, len(all)))}
		w.kinds[key] = k
	}
	return k
}

// setOf is the number of the set of clusters that a job may use. Where clusters
// have rules, which ask about each job, it looks at every cluster.
func (w *reasons) setOf(slot Slot) int32 {
	home := homeKey{w.e.views[slot].Region, w.e.jobs[slot].residency}
	steady := w.e.rules == nil && !w.e.holds.canClose()
	if steady {
		if n, ok := w.homes[home]; ok {
			return n
		}
	}
	w.findSet(slot)
	w.text = w.text[:0]
	for _, word := range w.set {
		w.text = binary.LittleEndian.AppendUint64(w.text, word)
	}
	if w.e.masks != nil {
		for _, mask := range w.masks {
			w.text = binary.LittleEndian.AppendUint64(w.text, mask)
		}
	}
	n, ok := w.sets[string(w.text)]
	if !ok {
		n = int32(len(w.sets))
		w.sets[string(w.text)] = n
	}
	if steady {
		w.homes[home] = n
	}
	return n
}

// findSet collects the clusters that a job may use.
func (w *reasons) findSet(slot Slot) {
	clear(w.set)
	home := w.e.ground.place(w.e.views[slot].Region)
	for i, soil := range home.soil[:len(w.e.sites)] {
		w.masks[i] = 0
		if s := &w.e.sites[i]; s.members != nil {
			if mask := w.e.allowed(slot, s, home); mask != 0 {
				w.set.add(i)
				w.masks[i] = s.members.narrow(mask)
			}
			continue
		}
		if soil >= w.e.jobs[slot].residency && w.e.forbids(slot, i, home) == NoReason && !w.e.closed(slot, i) {
			w.set.add(i)
		}
	}
}

// level is the level over the groups in masks of some clusters, a new one if need
// be.
func (w *reasons) level(each int, placeable bool, clusters []int32, masks []uint64) *level {
	if w.e.sites[clusters[0]].def.Kind == Pool {
		placeable = false // there it is what is free
	}
	key := levelKey{each, placeable, fmt.Sprint(clusters), fmt.Sprint(masks)}
	l := w.levels[key]
	if l == nil {
		l = &level{each: each, placeable: placeable, clusters: clusters, masks: masks}
		w.levels[key] = l
		for _, c := range clusters {
			w.of[c] = append(w.of[c], l)
		}
	}
	return l
}
