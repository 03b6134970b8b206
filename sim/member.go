package sim

import (
	"fmt"
	"math/bits"
	"slices"
	"time"

	"sovsim/sim/unit"
)

// Member is one site of a joint pool: a cluster whose queue several sites share.
// A member keeps its soil, its rules, its nodes and their timeline; the queue and
// the policy are the pool's. A job runs within one member.
//
// By hand: a pool of uk (8 GPUs) and fr (8 GPUs). A job that may not leave the UK
// may use the groups of uk only: its mask is 1, whatever is free in fr. One that may
// go anywhere in the bloc has the mask 3, and starts where the policy puts it: in
// the first member, in the order of the list, in which it may start.
type Member struct {
	Name string
	// Region is the name of the region on whose soil the member stands.
	Region string
	// FirstGroup and Groups tell which node groups of the pool are the member's:
	// so many from that one on.
	FirstGroup, Groups int
	// Access, MaxGPUs and MaxTime are its rules, as those of a Cluster; the clock
	// of MaxTime is that of the member's first group.
	Access  []string
	MaxGPUs int
	MaxTime time.Duration
	// PUE and Price are its own, as those of a Cluster.
	PUE, Price int64
}

// MaxPoolGroups is the most node groups that a joint pool may have.
const MaxPoolGroups = 64

// Location is what observers tell apart: a cluster; of a joint pool first the
// queue under the pool's name, which has no GPUs, then each member, which has no
// queue.
type Location struct {
	// Name is the cluster's, the pool's or the member's; Region that on whose soil
	// it stands, of a pool's queue that of its first member.
	Name, Region string
	// Cluster is the index in Model.Clusters, Member that in its Members; −1 is
	// the cluster itself, or the pool's queue.
	Cluster, Member int
}

// Locations lists what Record.Cluster and the index of Observer.State count: the
// clusters in order, the members of a joint pool behind it. Without joint pools
// they are the clusters.
func (m *Model) Locations() []Location {
	var list []Location
	for i := range m.Clusters {
		c := &m.Clusters[i]
		list = append(list, Location{c.Name, c.Region, i, -1})
		for k := range c.Members {
			list = append(list, Location{c.Members[k].Name, c.Members[k].Region, i, k})
		}
	}
	return list
}

// members is what a site that is a joint pool knows beyond any other. The doors
// of a run, of which ground and rules know, are its clusters and then the members
// of its joint pools, in order.
type members struct {
	door  int // of the first member
	masks []uint64
	of    []int32 // the member of each group
	speed []unit.Ratio
	loads []memberLoad
	state State
}

// memberLoad is what of a pool's load is a member's.
type memberLoad struct {
	gpus, inUse, draining int64
	running               int64
	runningEnds           unit.GPUTime
}

// doors is the number of clusters and members.
func (m *Model) doors() int {
	n := len(m.Clusters)
	for i := range m.Clusters {
		n += len(m.Clusters[i].Members)
	}
	return n
}

// openMembers checks the members of a joint pool, whose first has that door.
func (s *site) openMembers(door int) error {
	def := s.def
	if len(def.Members) == 0 {
		return nil
	}
	if def.Kind != Nodes || len(def.Groups) > MaxPoolGroups {
		return fmt.Errorf("a joint pool has node groups, at most %d of them", MaxPoolGroups)
	}
	p := &members{door: door}
	for k := range def.Members {
		m := &def.Members[k]
		if m.FirstGroup != len(p.of) || m.Groups < 1 || m.FirstGroup+m.Groups > len(def.Groups) {
			return fmt.Errorf("member %s has %d groups from number %d on; members have all groups in order, each at least one", m.Name, m.Groups, m.FirstGroup)
		}
		mask, gpus := uint64(0), int64(0)
		for g := m.FirstGroup; g < m.FirstGroup+m.Groups; g++ {
			mask |= 1 << g
			gpus += int64(def.Groups[g].Nodes) * int64(def.Groups[g].GPUsPerNode)
			p.of = append(p.of, int32(k))
		}
		p.masks = append(p.masks, mask)
		p.speed = append(p.speed, def.Groups[m.FirstGroup].Speed)
		p.loads = append(p.loads, memberLoad{gpus: gpus})
	}
	if len(p.of) != len(def.Groups) {
		return fmt.Errorf("its members have %d of its %d node groups", len(p.of), len(def.Groups))
	}
	s.members = p
	return nil
}

// load is the load of the member that has a group.
func (p *members) load(group int32) *memberLoad { return &p.loads[p.of[group]] }

// book counts a running job (by 1), or no longer (by −1).
func (p *members) book(j *jobState, by int64) {
	l := p.load(j.group)
	l.inUse += by * j.heldGPUs
	l.running += by
	l.runningEnds.Add(by*j.heldGPUs, time.Duration(j.end))
}

// within adds up the loads of the members that have groups in a mask.
func (p *members) within(loads []memberLoad, mask uint64) (sum memberLoad) {
	for k := range loads {
		if l := &loads[k]; p.masks[k]&mask != 0 {
			sum.gpus += l.gpus
			sum.inUse += l.inUse
			sum.draining += l.draining
			sum.runningEnds = sum.runningEnds.Plus(l.runningEnds)
		}
	}
	return sum
}

// showMembers tells the observers of the members of a pool.
func (e *engine) showMembers(s *site) {
	p := s.members
	for k := range p.loads {
		l := &p.loads[k]
		p.state = State{Capacity: l.gpus, Held: l.inUse, Running: l.running,
			Supply: s.supply(s.def.Members[k].FirstGroup, s.def.Members[k].FirstGroup+s.def.Members[k].Groups)}
		p.state.Down = e.down(s, s.def.Members[k].FirstGroup, s.def.Members[k].Groups)
		e.meter.draw(s, s.def.Members[k].FirstGroup, s.def.Members[k].Groups, &p.state)
		for _, obs := range e.in.Observers {
			obs.State(e.now, s.location+1+k, &p.state)
		}
	}
}

// locationOf is where a job's record counts, and how far that is from home: at its
// cluster; of a joint pool, at the member in which it started last, or in the queue
// if it has not started there.
func (e *engine) locationOf(v *JobView, j *jobState) (int, Residency) {
	if j.cluster < 0 {
		return -1, Anywhere
	}
	s, home := &e.sites[j.cluster], e.ground.place(v.Region)
	if s.members != nil && j.segments+j.restarts > j.startsElsewhere {
		member := int(s.members.of[j.group])
		return s.location + 1 + member, home.soil[s.members.door+member]
	}
	return s.location, home.soil[j.cluster]
}

// allowed tells which members of a pool a job may use by residency, rules and
// closures, as a mask of node groups.
func (e *engine) allowed(slot Slot, s *site, home *place) (mask uint64) {
	for k, groups := range s.members.masks {
		if door := s.members.door + k; e.turnsAway(slot, door, home) == NoReason && !e.closed(slot, door) {
			mask |= groups
		}
	}
	return mask
}

// groupsAt is the mask that a job has at a cluster: 0 where it may use all of it.
func (e *engine) groupsAt(slot Slot, cluster int) uint64 {
	s := &e.sites[cluster]
	if s.members == nil {
		return 0
	}
	mask, _ := e.usable(slot, cluster, e.ground.place(e.views[slot].Region))
	return s.members.narrow(mask)
}

// narrow is a mask as jobs have it: 0 where it has all groups.
func (p *members) narrow(mask uint64) uint64 {
	if bits.OnesCount64(mask) == len(p.of) {
		return 0
	}
	return mask
}

// rate is how fast data come to a cluster; to a joint pool, how fast they come to
// the slowest of the members that have groups in a mask: the job joins the queue
// when they are at every member that it may use.
func (e *engine) rate(home *place, cluster int, mask uint64) int64 {
	s := &e.sites[cluster]
	if s.members == nil || mask == 0 {
		return home.rates[cluster]
	}
	slowest := int64(0)
	for k, groups := range s.members.masks {
		if groups&mask != 0 {
			slowest = slower(slowest, home.rates[s.members.door+k])
		}
	}
	return slowest
}

// slower is the lesser of two rates, of which 0 is no time at all.
func slower(a, b int64) int64 {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}

// nearest is the member that has groups in a mask (0 is all) and is nearest to
// home, the first in order on ties: its region, and how near it is.
func (s *site) nearest(home *place, mask uint64) (region string, soil Residency) {
	best := -1
	for k, groups := range s.members.masks {
		if near := home.soil[s.members.door+k]; (mask == 0 || groups&mask != 0) && (best < 0 || near > soil) {
			best, soil = k, near
		}
	}
	return s.def.Members[best].Region, soil
}

// openPools lets ground know of the doors of joint pools, behind the clusters.
func (g *ground) openPools(m *Model) {
	for i := range m.Clusters {
		for k := range m.Clusters[i].Members {
			region, door := m.Clusters[i].Members[k].Region, len(g.sites)
			if k == 0 {
				g.pools = append(g.pools, poolDoors{i, door, len(m.Clusters[i].Members)})
			}
			g.sites, g.at[region] = append(g.sites, region), append(g.at[region], door)
		}
	}
}

// poolDoors is which doors are those of a joint pool's members.
type poolDoors struct{ cluster, first, count int }

// ofPools makes of a pool, as a whole, the nearest and the slowest of its members.
func (p *place) ofPools(pools []poolDoors) {
	for _, pool := range pools {
		doors := p.soil[pool.first : pool.first+pool.count]
		p.soil[pool.cluster] = slices.Max(doors)
		p.rates[pool.cluster] = 0
		for _, rate := range p.rates[pool.first : pool.first+pool.count] {
			p.rates[pool.cluster] = slower(p.rates[pool.cluster], rate)
		}
	}
}

// openPools checks the joint pools and gives every cluster its location.
func (e *engine) openPools() error {
	location, door := 0, len(e.sites)
	for i := range e.sites {
		s := &e.sites[i]
		s.location = location
		location += 1 + len(s.def.Members)
		if err := s.openMembers(door); err != nil {
			return fmt.Errorf("cluster %s: %w", s.def.Name, err)
		}
		if door += len(s.def.Members); s.members != nil {
			e.masks = make([]uint64, len(e.sites))
		}
	}
	return nil
}

// hosts are the clusters and, behind them, the members of joint pools as far as
// their rules go: what is at each door.
func (m *Model) hosts() []*Cluster {
	list := make([]*Cluster, 0, m.doors())
	for i := range m.Clusters {
		list = append(list, &m.Clusters[i])
	}
	for i := range m.Clusters {
		for _, b := range m.Clusters[i].Members {
			list = append(list, &Cluster{Name: b.Name, Region: b.Region, Access: b.Access, MaxGPUs: b.MaxGPUs, MaxTime: b.MaxTime, PUE: b.PUE, Price: b.Price,
				Groups: m.Clusters[i].Groups[b.FirstGroup : b.FirstGroup+b.Groups]})
		}
	}
	return list
}
