package sim

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"sovsim/sim/eventq"
	"sovsim/sim/rng"
	"sovsim/sim/unit"
)

// hazards is what may fail in a run: the node groups with a failure rate. Each
// has one Poisson process on the calendar, at the rate of the most nodes that its
// timeline ever has, and each event of it names a node. One that is not there, or
// down already, cannot fail: nothing happens. So the failures depend on nothing
// that a policy does, and all policies see the same.
//
// By hand: 3.79 failures in 1,000 node-days of 8 GPUs on 2,048 such nodes are 7.76
// a day, one in 3.09 h; on nodes of 4 GPUs each fails half as often. In 54 days
// 419 are expected.
type hazards struct {
	groups []hazard
	// at is the hazard of each group of each cluster; −1 where nothing fails.
	at [][]int32
	// repairs counts the repairs that have been begun.
	repairs int64
	// jobs are the streams of the jobs whose size a scale has divided.
	jobs map[drawer]rng.Family
}

// hazard is the failures of one node group; of a pool each GPU is a node.
type hazard struct {
	site, group int
	gap         float64 // mean time between two events, in ns
	nodes       int     // the most that there ever are
	stream      *rng.Stream
	victim      int
	// back is when each node that is down will have been repaired.
	back []Time
	// down is how many are down and are to come back.
	down int
	// retired counts GPUs of a pool that a step has taken while they were down:
	// so many of the next repairs are of no use.
	retired int
}

// nanosPerRate turns a rate per 1,000 node-days of 8 GPUs into one per GPU·ns.
const nanosPerRate = 8 * 1000 * float64(unit.Day)

// meanTime is the mean time between failures of so many GPUs; 0 is never.
func (g *Group) meanTime(gpus float64) float64 {
	if g.FailureRate <= 0 || gpus <= 0 {
		return 0
	}
	return nanosPerRate / float64(g.FailureRate*gpus)
}

// openHazards finds the groups that fail and puts their first failures into the
// heap.
func (e *engine) openHazards() error {
	for i := range e.sites {
		s := &e.sites[i]
		for g := range s.def.Groups {
			group := &s.def.Groups[g]
			switch rate := group.FailureRate; {
			case rate < 0 || math.IsNaN(rate) || math.IsInf(rate, 0):
				return fmt.Errorf("cluster %s: group %s fails %v times in 1,000 node-days; give a rate of 0 or more", s.def.Name, group.Name, rate)
			case group.Repair < 0:
				return fmt.Errorf("cluster %s: a repair in group %s takes %v, which is negative", s.def.Name, group.Name, group.Repair)
			case rate == 0:
				continue
			case e.model.Horizon == Never:
				return fmt.Errorf("cluster %s: group %s fails, and the run has no horizon: a job that is always interrupted would never let it end", s.def.Name, group.Name)
			}
			most := 0
			for _, level := range s.timeline.after {
				most = max(most, level[g])
			}
			if most == 0 {
				continue
			}
			e.addHazard(hazard{site: i, group: g, nodes: most, gap: group.meanTime(float64(most) * float64(group.GPUsPerNode)),
				stream: e.in.Key.Stream("failures", s.hostOf(g)+"\x00"+group.Name)})
		}
	}
	return nil
}

// hostOf is the name of the cluster, or of the member of a joint pool, that has a
// group: its nodes fail alike in either.
func (s *site) hostOf(group int) string {
	if s.members == nil {
		return s.def.Name
	}
	return s.def.Members[s.members.of[group]].Name
}

func (e *engine) addHazard(h hazard) {
	if e.hazards == nil {
		e.hazards = &hazards{at: make([][]int32, len(e.sites)), jobs: map[drawer]rng.Family{}}
		for i := range e.sites {
			e.hazards.at[i] = slices.Repeat([]int32{-1}, len(e.sites[i].def.Groups))
		}
	}
	id := int32(len(e.hazards.groups))
	e.hazards.at[h.site][h.group] = id
	if e.sites[h.site].def.Kind == Nodes {
		h.back = make([]Time, h.nodes)
	}
	e.hazards.groups = append(e.hazards.groups, h)
	e.nextFailure(id)
}

// nextFailure draws when the group fails next, and which of its nodes.
func (e *engine) nextFailure(id int32) {
	h := &e.hazards.groups[id]
	gap := math.Round(float64(h.stream.Exponential() * h.gap))
	h.victim = h.stream.IntN(h.nodes)
	if gap <= float64(MaxTime-e.now) {
		e.events.Push(eventq.New(int64(e.now)+int64(gap), rankNodeFails, int64(id), id, 0))
	}
}

// nodeFails lets one node fail, if it is there: its jobs are interrupted, and it
// goes down.
func (e *engine) nodeFails(id int32) {
	h := &e.hazards.groups[id]
	s := &e.sites[h.site]
	if s.def.Kind == Pool {
		if h.victim < s.capacity[0] {
			if slot, ok := s.holderOf(int64(h.victim), e.jobs); ok {
				e.breakOff(slot)
			}
			e.goDown(s, h, id)
		}
	} else if r := &s.racks[h.group]; h.victim < len(r.state) {
		was := r.state[h.victim]
		if r.used[h.victim] > 0 {
			for _, slot := range e.on(s, h.group, int32(h.victim)) {
				e.breakOff(slot)
			}
		}
		// A draining node has left with its last job.
		if was == Up {
			e.goDown(s, h, id)
		}
	}
	e.nextFailure(id)
}

// holderOf is the job that holds a GPU of a pool: those of the running jobs come
// one after the other, the idle ones behind them.
func (s *site) holderOf(gpu int64, jobs []jobState) (Slot, bool) {
	if gpu >= s.inUse {
		return 0, false
	}
	for _, slot := range s.running {
		if gpu -= jobs[slot].heldGPUs; gpu < 0 {
			return slot, true
		}
	}
	return 0, false
}

// on lists the jobs on a node, in source order.
func (e *engine) on(s *site, group int, node int32) (list []Slot) {
	for _, slot := range s.running {
		if j := &e.jobs[slot]; int(j.group) == group && slices.Contains(j.nodes, node) {
			list = append(list, slot)
		}
	}
	slices.SortFunc(list, func(a, b Slot) int { return cmp.Compare(e.views[a].Seq, e.views[b].Seq) })
	return list
}

// breakOff interrupts a job by a failure: it goes back to its queue, under its key.
func (e *engine) breakOff(slot Slot) {
	e.keepUp()
	e.upkeep.jobs[slot].failures++
	e.interrupt(slot, Requeue)
}

// goDown takes a node that holds no job out of service, until it is repaired or
// for good.
func (e *engine) goDown(s *site, h *hazard, id int32) {
	s.view.Changed, s.view.Fell = true, true
	s.serve(h.group, -1)
	e.affect(s)
	if s.def.Kind == Nodes {
		r := &s.racks[h.group]
		r.state[h.victim] = Absent
		r.countIdle(-1)
	}
	repair := s.def.Groups[h.group].Repair
	if repair == 0 {
		if i := s.timeline.lose(h.group); i >= 0 {
			s.announced[i].Change++
		}
		e.room[s.index] = s.timeline.room()
		e.dropHopeless(s)
		e.hurry(s)
		return
	}
	h.down++
	node := 0
	if s.def.Kind == Nodes {
		node = h.victim
		s.racks[h.group].state[node] = Down
		h.back[node] = e.now.Add(repair)
	}
	e.hazards.repairs++
	e.events.Push(eventq.New(int64(e.now.Add(repair)), rankRepair, e.hazards.repairs, id, uint32(node)))
}

// repair brings a node back, unless a step has taken it for good.
func (e *engine) repair(id int32, node int) {
	h := &e.hazards.groups[id]
	s := &e.sites[h.site]
	if s.def.Kind == Pool {
		if h.retired > 0 {
			h.retired--
			return
		}
	} else {
		r := &s.racks[h.group]
		if r.state[node] != Down || h.back[node] != e.now {
			return
		}
		r.state[node] = Up
		r.countIdle(+1)
	}
	s.view.Changed, s.view.Rose = true, true
	s.serve(h.group, +1)
	e.affect(s)
	h.down--
}

// retire books that a step has taken n nodes that were down: they had left the
// capacity already, and will not come back.
func (e *engine) retire(s *site, group, n int) {
	h := &e.hazards.groups[e.hazards.at[s.index][group]]
	s.serve(group, n)
	h.down -= n
	if s.def.Kind == Pool {
		h.retired += n
	}
}

// serve counts nodes of a group that come into service or leave it by failures.
func (s *site) serve(group, nodes int) {
	gpus := int64(nodes) * int64(s.def.Groups[group].GPUsPerNode)
	s.capacity[group] += nodes
	s.gpus += gpus
	if s.members != nil {
		s.members.load(int32(group)).gpus += gpus
	}
}

// down is the GPUs of some groups that have failed and are to come back.
func (e *engine) down(s *site, first, groups int) (gpus int64) {
	if e.hazards == nil {
		return 0
	}
	for g := first; g < first+groups; g++ {
		if id := e.hazards.at[s.index][g]; id >= 0 {
			gpus += int64(e.hazards.groups[id].down) * int64(s.def.Groups[g].GPUsPerNode)
		}
	}
	return gpus
}

// countIdle books that an idle node has come (+1) or gone (−1), where that is counted.
func (r *rack) countIdle(by int) {
	if r.byFree != nil {
		r.byFree[r.size] += int32(by)
		r.free += int64(by * r.size)
	}
}

// exposed is the GPUs of a group whose failure interrupts a job, on whole nodes:
// those of the nodes that it lies on, at the size that it has at full scale.
func (e *engine) exposed(slot Slot, g *Group) int64 {
	v, size := &e.views[slot], int64(g.GPUsPerNode)
	full := max(int64(v.GPUs), int64(e.jobs[slot].fullSize))
	if v.Nodes > 0 {
		return (full*int64(v.Nodes) + int64(v.GPUs) - 1) / int64(v.GPUs) * size
	}
	return (full + size - 1) / size * size
}

// meanTimeToFailure is how long a job runs on a group's nodes, on average, until
// a failure interrupts it; 0 is for ever.
func (e *engine) meanTimeToFailure(slot Slot, g *Group) time.Duration {
	return time.Duration(min(math.Round(g.meanTime(float64(e.exposed(slot, g)))), float64(MaxTime)))
}

// failsBefore reports whether a job that a scale has made smaller is interrupted
// before its end by what it does not have here: it fails at the rate of its full
// size, of which the failures of its nodes are a part. No node goes down by the
// others. The event is then in the heap in place of the end.
func (e *engine) failsBefore(slot Slot, ends Time) bool {
	j, v := &e.jobs[slot], &e.views[slot]
	if j.fullSize == 0 {
		return false
	}
	s := &e.sites[j.cluster]
	g := &s.def.Groups[j.group]
	here := j.heldGPUs
	if s.def.Kind == Nodes {
		here = int64(len(j.nodes)) * int64(g.GPUsPerNode)
	}
	mean := g.meanTime(float64(e.exposed(slot, g) - here))
	if mean == 0 {
		return false
	}
	stream := e.jobStream(slot)
	gap := math.Round(float64(stream.Exponential() * mean))
	if gap >= float64(ends-e.now) {
		return false
	}
	e.events.Push(eventq.New(int64(e.now)+int64(gap), rankJobFails, v.Seq, int32(slot), j.gen))
	return true
}

// jobStream is the random numbers of the present start of a job, by its name, as
// [Choice.Stream] has it, and by how often it has started.
func (e *engine) jobStream(slot Slot) rng.Stream {
	j := &e.jobs[slot]
	w, n := e.drawerOf(slot)
	starts := int64(j.restarts) + int64(j.segments)
	w.round = int32(starts >> startBits)
	f, ok := e.hazards.jobs[w]
	if !ok {
		f = e.family("job failures", w)
		e.hazards.jobs[w] = f
	}
	return f.At(n<<startBits | starts&(1<<startBits-1))
}

// startBits are those of a stream's number that tell the start of a job; a job that
// starts more often than they count goes on in another family.
const startBits = 20

// jobFails interrupts a job by a failure of what a scale has taken from it.
func (e *engine) jobFails(slot Slot) {
	e.breakOff(slot)
	e.stale-- // its end was never in the heap
}
