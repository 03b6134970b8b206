package sim

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"sovsim/sim/unit"
)

// site is the state of one cluster in one run.
type site struct {
	index int
	load
	def *Cluster
	// members is nil but for a joint pool; location is the site's place in
	// Model.Locations.
	members  *members
	location int
	atOne    bool // every group has speed 1
	// power is the speed of each group's GPUs, in 10⁻⁶ of an H100.
	power []int64

	policy Policy
	view   View
	plan   Plan

	// capacity is the nodes (GPUs of a pool) in service per group; it is what
	// the view shows. A pool's outstanding drain is inUse − capacity.
	capacity []int
	racks    []rack

	timeline  timeline
	announced []Step // the announced steps not yet taken

	running []Slot
	// spare is the node lists of ended jobs, for the next ones.
	spare [][]int32

	// widest is at least what the widest queued job needs; see timeline.
	widest int

	wake Time
	// stopRounds counts the rounds of the instant stopsAt in which the policy has
	// stopped jobs.
	stopsAt    Time
	stopRounds int
}

// load is what a site has to do and to do it with. Routing asks many sites for
// it, so it lies in one place.
type load struct {
	region int32
	gpus   int64 // GPUs in service: capacity in GPUs
	inUse  int64 // GPUs held
	// draining is the GPUs held on draining nodes.
	draining   int64
	queued     int64
	queuedGPUs int64
	// staging counts the jobs whose data are on their way here, stagingGPUs
	// what they ask for; queuedWork is their work and that of the queued jobs.
	staging, stagingGPUs int64
	queuedWork           unit.GPUTime
	runningGPUs          int64
	// runningEnds is the sum of GPUs × requested end over running jobs, so
	// that the work left at any time is one subtraction.
	runningEnds unit.GPUTime
}

// rack is the nodes of one group.
type rack struct {
	size  int // GPUs per node
	used  []int32
	state []NodeState
	// stamp marks the nodes of the start being checked.
	stamp []uint32
	mark  uint32
	// byFree counts the nodes in service by free GPUs, free their sum; byFree is
	// nil in runs that do not tell why jobs wait.
	byFree []int32
	free   int64
}

func (s *site) open(index int, def *Cluster, dir *Directory) error {
	s.index, s.def, s.wake = index, def, Never
	s.region = dir.Regions.ID(def.Region)
	if def.NewPolicy == nil {
		return fmt.Errorf("it has no policy")
	}
	if len(def.Groups) == 0 || def.Kind == Pool && len(def.Groups) != 1 {
		return fmt.Errorf("it needs node groups, exactly one if it is a pool")
	}
	s.policy = def.NewPolicy(def)
	s.view.Cluster, s.atOne = def, true
	for _, g := range def.Groups {
		s.atOne = s.atOne && g.Speed.IsOne()
		s.power = append(s.power, int64(math.Round(g.Speed.Float()*1e6)))
		if g.Nodes < 0 || g.GPUsPerNode < 1 || def.Kind == Pool && g.GPUsPerNode != 1 {
			return fmt.Errorf("group %s has %d nodes of %d GPUs", g.Name, g.Nodes, g.GPUsPerNode)
		}
		if def.Kind == Nodes && (g.Nodes > MaxNodes || g.GPUsPerNode > MaxGPUsPerNode) {
			return fmt.Errorf("group %s has %d nodes of %d GPUs; at most %d nodes of %d GPUs are simulated", g.Name, g.Nodes, g.GPUsPerNode, MaxNodes, MaxGPUsPerNode)
		}
		s.capacity = append(s.capacity, g.Nodes)
		s.gpus += int64(g.Nodes) * int64(g.GPUsPerNode)
		if def.Kind == Nodes {
			r := rack{size: g.GPUsPerNode, used: make([]int32, g.Nodes), state: make([]NodeState, g.Nodes), stamp: make([]uint32, g.Nodes)}
			for i := range r.state {
				r.state[i] = Up
			}
			s.racks = append(s.racks, r)
		}
	}
	s.view.States = make([][]NodeState, len(s.racks))
	steps := slices.Clone(def.Timeline)
	slices.SortStableFunc(steps, func(a, b Step) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(rankOf(a), rankOf(b)))
	})
	for _, st := range steps {
		if st.Announced {
			s.announced = append(s.announced, st)
		}
	}
	// The first pass must know the plan even if nothing has changed by then.
	s.view.Changed = true
	return s.timeline.open(def, steps)
}

func rankOf(st Step) uint8 {
	if st.Change < 0 {
		return rankFall
	}
	return rankRise
}

// workTime is a requested time as the sums of work count it: at the speed of
// the cluster's first group.
func (s *site) workTime(request time.Duration) time.Duration {
	return s.def.Groups[0].Speed.DivideUp(request)
}

// expect counts the work that a job asks of the site (by 1), while it is queued
// there or its data are on their way, or takes it out of the count (by −1).
func (s *site) expect(v *JobView, by int64) {
	s.queuedWork.Add(by*int64(v.GPUs), s.workTime(v.Request))
}

// holding counts the GPUs that a running job holds (by 1), or holds no more (by −1).
func (s *site) holding(j *jobState, by int64) {
	s.runningGPUs += by * j.heldGPUs
	s.runningEnds.Add(by*j.heldGPUs, time.Duration(j.end))
	if s.members != nil {
		s.members.book(j, by)
	}
}

func (s *site) state() State {
	if s.members != nil {
		return State{Queued: s.queued, QueuedGPUs: s.queuedGPUs, Staging: s.staging}
	}
	return State{Capacity: s.gpus, Held: s.inUse, Queued: s.queued,
		Running: int64(len(s.running)), QueuedGPUs: s.queuedGPUs, Staging: s.staging, Supply: s.supply(0, len(s.power))}
}

// supply is what the GPUs in service of the groups from one to another can do, in
// 10⁻⁶ of an H100.
func (s *site) supply(from, to int) int64 {
	sum := int64(0)
	for g := from; g < to; g++ {
		sum += int64(max(0, s.capacity[g])) * int64(s.def.Groups[g].GPUsPerNode) * s.power[g]
	}
	return sum
}

// occupy gives a starting job its GPUs, or says why it cannot have them.
func (s *site) occupy(p *Plan, st *start, v *JobView, j *jobState) error {
	if st.group < 0 || int(st.group) >= len(s.def.Groups) {
		return fmt.Errorf("there is no node group %d", st.group)
	}
	nodes := p.nodes[st.first : st.first+st.count]
	if s.def.Kind == Pool {
		if free := s.capacity[0] - int(s.inUse); v.GPUs > free {
			return fmt.Errorf("it needs %d GPUs, %d are free", v.GPUs, free)
		}
		j.heldGPUs = int64(v.GPUs)
	} else {
		r := &s.racks[st.group]
		if err := r.check(nodes, st, v); err != nil {
			return err
		}
		for _, n := range nodes[:len(nodes)-1] {
			r.used[n] += st.perNode
		}
		r.used[nodes[len(nodes)-1]] += st.last
		if r.byFree != nil {
			r.recount(nodes, st.perNode, st.last, 1)
		}
		j.nodes = append(s.spareList(), nodes...)
		j.heldGPUs = int64(len(nodes)-1)*int64(st.perNode) + int64(st.last)
	}
	j.group, j.perNode, j.last = st.group, st.perNode, st.last
	s.inUse += j.heldGPUs
	return nil
}

// spareList is an empty list of nodes, one that an ended job has left if there
// is one.
func (s *site) spareList() []int32 {
	k := len(s.spare)
	if k == 0 {
		return nil
	}
	list := s.spare[k-1]
	s.spare = s.spare[:k-1]
	return list[:0]
}

// check tests a proposed placement against the shape of the job and the state
// of the nodes.
func (r *rack) check(nodes []int32, st *start, v *JobView) error {
	n := len(nodes)
	got := (n-1)*int(st.perNode) + int(st.last)
	switch {
	case n == 0 || st.perNode < 1 || st.last < 1 || got < v.GPUs:
		return fmt.Errorf("it needs %d GPUs and was given %d nodes with %d GPUs each, %d on the last", v.GPUs, n, st.perNode, st.last)
	case v.Nodes == 0 && v.GPUs <= r.size && n != 1, v.Nodes > 0 && n != v.Nodes:
		return fmt.Errorf("its shape is not %d nodes", n)
	}
	r.mark++
	for i, id := range nodes {
		take := st.perNode
		if i == n-1 {
			take = st.last
		}
		switch {
		case id < 0 || int(id) >= len(r.used):
			return fmt.Errorf("there is no node %d", id)
		case r.stamp[id] == r.mark:
			return fmt.Errorf("node %d is named twice", id)
		case r.state[id] != Up:
			return fmt.Errorf("node %d takes no jobs", id)
		case int(r.used[id]+take) > r.size:
			return fmt.Errorf("node %d has %d of the %d GPUs wanted", id, r.size-int(r.used[id]), take)
		}
		r.stamp[id] = r.mark
	}
	return nil
}

// vacate takes a job's GPUs back. A draining node leaves with its last job.
func (s *site) vacate(j *jobState) {
	s.inUse -= j.heldGPUs
	if s.def.Kind == Pool {
		return
	}
	r := &s.racks[j.group]
	for i, id := range j.nodes {
		take := j.perNode
		if i == len(j.nodes)-1 {
			take = j.last
		}
		r.used[id] -= take
		if r.state[id] == Draining {
			s.draining -= int64(take)
			if s.members != nil {
				s.members.load(j.group).draining -= int64(take)
			}
			if r.used[id] == 0 {
				r.state[id] = Absent
				s.view.Changed = true
			}
		}
	}
	if r.byFree != nil {
		r.recount(j.nodes, j.perNode, j.last, -1)
	}
	s.spare, j.nodes = append(s.spare, j.nodes), nil
}
