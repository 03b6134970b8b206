package sim

import "slices"

// Recount tells why jobs wait the slow way: after each instant it walks the job
// table and asks of each queued job where it could be placed, node by node.
type Recount struct {
	e      *engine
	parts  map[int64]*[Parts]int64 // by source order
	now    Time
	queued map[int64][]spell
}

// spell is the part that applies from a moment on, if nothing happens at clusters.
type spell struct {
	from Time
	part Part
}

// Recount begins with the first choice of a run.
func (c *Choice) Recount() *Recount {
	return &Recount{e: c.e, parts: map[int64]*[Parts]int64{}, queued: map[int64][]spell{}, now: c.Now}
}

// Settle books the time that has passed since the last instant.
func (r *Recount) Settle() {
	for seq, spells := range r.queued {
		if r.parts[seq] == nil {
			r.parts[seq] = new([Parts]int64)
		}
		for i, x := range spells {
			until := r.e.now
			if i+1 < len(spells) {
				until = min(until, spells[i+1].from)
			}
			r.parts[seq][x.part] += max(0, int64(until-max(x.from, r.now)))
		}
	}
	r.now = r.e.now
}

// Of is what a job has waited for.
func (r *Recount) Of(seq int64) [Parts]int64 {
	if p := r.parts[seq]; p != nil {
		return *p
	}
	return [Parts]int64{}
}

// Look classifies the jobs that are queued or staged now.
func (r *Recount) Look() {
	r.Settle()
	clear(r.queued)
	for i := range r.e.jobs {
		seq := r.e.views[i].Seq
		switch r.e.jobs[i].phase {
		case phaseQueued:
			for _, at := range r.changes() {
				r.queued[seq] = append(r.queued[seq], spell{at, r.classify(Slot(i), at)})
			}
		case phaseStaging:
			r.queued[seq] = []spell{{r.now, InStaging}}
		case phaseBlocked:
			r.queued[seq] = []spell{{r.now, r.e.holds.jobs[i].line.part}}
		}
	}
}

// changes are now and the moments to come at which a closure begins or ends.
func (r *Recount) changes() []Time {
	list := []Time{r.now}
	for _, c := range r.e.model.Closures {
		for _, at := range []Time{c.From, c.Until} {
			if at > r.now {
				list = append(list, at)
			}
		}
	}
	slices.Sort(list)
	return list
}

func (r *Recount) classify(slot Slot, at Time) Part {
	j, v := &r.e.jobs[slot], &r.e.views[slot]
	own := &r.e.sites[j.cluster]
	if fitsNow(own, v) {
		return ByPolicy
	}
	if idleGPUs(own, v) >= v.GPUs {
		return ByFragmentation
	}
	home := r.e.in.Directory.Regions.Name(v.Region)
	answer := ByCapacity
	for i := range r.e.sites {
		s := &r.e.sites[i]
		if idleGPUs(s, v) < v.GPUs {
			continue
		}
		there := s.def.Region
		may := j.residency == Anywhere || there == home
		if j.residency == InBloc && !may {
			for _, b := range r.e.model.Blocs {
				here, yonder := false, false
				for _, region := range b.Regions {
					here, yonder = here || region == home, yonder || region == there
				}
				may = may || here && yonder
			}
		}
		if may && r.admits(slot, s.def) && !r.closed(home, there, at) {
			return ByRouting
		}
		answer = ByEligibility
	}
	return answer
}

// closed reports whether a closure keeps jobs of a home from clusters of a region at a
// moment.
func (r *Recount) closed(home, there string, at Time) bool {
	named := func(region string, names []string) bool {
		return region != "" && slices.ContainsFunc(names, func(name string) bool {
			return name == region || slices.ContainsFunc(r.e.model.Blocs, func(b Bloc) bool {
				return b.Name == name && slices.Contains(b.Regions, region)
			})
		})
	}
	return slices.ContainsFunc(r.e.model.Closures, func(c Closure) bool {
		return c.From <= at && at < c.Until && named(there, c.In) && named(home, c.To)
	})
}

// admits reports whether the cluster's rules let a job in, as they are defined.
func (r *Recount) admits(slot Slot, c *Cluster) bool {
	j, v, d := &r.e.jobs[slot], &r.e.views[slot], r.e.in.Directory
	home := d.Regions.Name(v.Region)
	names := []string{home, d.Classes.Name(v.Class)}
	for _, b := range r.e.model.Blocs {
		if slices.Contains(b.Regions, home) {
			names = append(names, b.Name)
		}
	}
	listed := len(c.Access) == 0 || slices.ContainsFunc(c.Access, func(name string) bool { return name != "" && slices.Contains(names, name) })
	long := c.MaxTime > 0 && j.segment == 0 && c.Groups[0].Speed.DivideUp(j.request-j.saved()) > c.MaxTime
	return listed && !long && (c.MaxGPUs == 0 || max(int(j.fullSize), v.GPUs) <= c.MaxGPUs)
}

// Heads looks at the clusters whose policy starts the first of its queue whenever
// it fits, and is that cluster at which one that could start does not; −1 if
// there is none.
func (r *Recount) Heads(headFirst func(policy string) bool) int {
	for i := range r.e.sites {
		s := &r.e.sites[i]
		if !headFirst(s.def.PolicyName) || s.timeline.walls[s.timeline.taken] {
			continue
		}
		head := Slot(-1)
		for k := range r.e.jobs {
			if j := &r.e.jobs[k]; j.phase != phaseQueued || int(j.cluster) != i {
				continue
			}
			v := &r.e.views[k]
			if head < 0 || v.Joined < r.e.views[head].Joined || v.Joined == r.e.views[head].Joined && v.Seq < r.e.views[head].Seq {
				head = Slot(k)
			}
		}
		if head >= 0 && r.classify(head, r.now) == ByPolicy {
			return i
		}
	}
	return -1
}

// idleGPUs counts the free GPUs in groups whose nodes have what the job needs on each.
func idleGPUs(s *site, v *JobView) int {
	if s.def.Kind == Pool {
		return s.capacity[0] - int(s.inUse)
	}
	n := 0
	for _, r := range s.racks {
		if v.Nodes > 0 && v.GPUs/v.Nodes > r.size {
			continue
		}
		for i := range r.used {
			if r.state[i] == Up {
				n += r.size - int(r.used[i])
			}
		}
	}
	return n
}

// fitsNow looks for nodes for the job, group by group.
func fitsNow(s *site, v *JobView) bool {
	if s.def.Kind == Pool {
		return idleGPUs(s, v) >= v.GPUs
	}
	for _, r := range s.racks {
		idle, some := 0, 0 // nodes that hold no job; nodes with what is asked on each
		each := v.GPUs
		if v.Nodes > 0 {
			each = v.GPUs / v.Nodes
		}
		rest := false // a node in use that takes what whole nodes leave over
		for i := range r.used {
			if r.state[i] != Up {
				continue
			}
			free := r.size - int(r.used[i])
			if free == r.size {
				idle++
			} else if free >= v.GPUs%r.size {
				rest = true
			}
			if free >= each {
				some++
			}
		}
		switch {
		case v.Nodes > 0:
			if some >= v.Nodes {
				return true
			}
		case v.GPUs <= r.size:
			if some > 0 {
				return true
			}
		case idle*r.size >= v.GPUs:
			return true
		case s.def.Remainders && idle == v.GPUs/r.size && rest:
			return true
		}
	}
	return false
}
