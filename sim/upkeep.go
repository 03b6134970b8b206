package sim

import (
	"time"

	"sovsim/sim/unit"
)

// upkeep is what checkpoints and interruptions cost the live jobs, by slot. It is
// nil, and says nothing, until a job comes that pays for them or one is interrupted.
type upkeep struct{ jobs []care }

// care is what is known of one job's checkpoints.
type care struct {
	// rule, write and restart are the job's own, in time of the clock.
	rule           Rule
	write, restart time.Duration
	// course is that of the piece that runs.
	course course
	// suspended: the next start resumes a suspended job, after saved on having saved
	// its state. restored: that state is one behind the restart of its checkpoint.
	suspended, restored bool
	saved               time.Duration
	// failures counts interruptions by failures; overhead is the time held on
	// restarts and writes, lost that of work that had not been saved.
	failures               int32
	overhead, lost         time.Duration
	overheadTime, lostTime unit.GPUTime
}

// pays reports whether the job's checkpoints are more than a given interval
// without costs.
func (j *Job) pays() bool { return j.Rule != Given || j.Write > 0 || j.Restart > 0 }

// keepUp begins to keep the books of checkpoints, if that has not begun.
func (e *engine) keepUp() {
	if e.upkeep == nil {
		e.upkeep = &upkeep{jobs: make([]care, len(e.jobs))}
	}
}

// careFor begins the books of a job that arrives.
func (e *engine) careFor(slot Slot, j *Job) {
	if e.upkeep == nil && !j.pays() {
		return
	}
	e.keepUp()
	for int(slot) >= len(e.upkeep.jobs) {
		e.upkeep.jobs = append(e.upkeep.jobs, care{})
	}
	e.jobs[slot].pays = j.pays()
	e.upkeep.jobs[slot] = care{rule: j.Rule, write: j.Write, restart: j.Restart}
}

// piece is what a job asks of a cluster, or of its groups in a mask (0 is all), at
// speed 1, with the costs of its checkpoints. It is asked before a policy chooses
// the group, so it is enough for each of them.
func (e *engine) piece(slot Slot, s *site, mask uint64) time.Duration {
	if !e.jobs[slot].pays {
		return e.jobs[slot].piece(s, mask)
	}
	longest := time.Duration(0)
	work, last := e.workAt(slot, s, mask)
	for g := range s.def.Groups {
		if mask == 0 || mask>>(g&63)&1 == 1 {
			c := e.courseIn(slot, s, g)
			longest = max(longest, c.length(work, last))
		}
	}
	return longest
}

// workAt is the work of that piece: what is left, or what a segment has room for
// in each of the groups.
func (e *engine) workAt(slot Slot, s *site, mask uint64) (work time.Duration, last bool) {
	j := &e.jobs[slot]
	left := j.request - j.saved()
	if j.segment == 0 {
		return left, true
	}
	work, last = left, true
	for g := range s.def.Groups {
		if mask == 0 || mask>>(g&63)&1 == 1 {
			c, room := e.courseIn(slot, s, g), s.longest(j.segment, g)
			last = last && c.length(left, true) <= room
			work = min(work, c.fit(room))
		}
	}
	if last {
		return left, true
	}
	return work, false
}

// courseIn is the course of a job's next piece in a group, but for its work.
func (e *engine) courseIn(slot Slot, s *site, group int) course {
	j, k, g := &e.jobs[slot], &e.upkeep.jobs[slot], &s.def.Groups[group]
	c := course{every: j.checkpoint, write: g.Speed.MultiplyDown(k.write)}
	if j.restarts+j.segments > 0 && !k.restored {
		c.restart = g.Speed.MultiplyDown(k.restart)
	}
	if k.suspended {
		c.restart = plus(c.restart, g.Speed.MultiplyDown(plus(k.saved, s.def.ResumeCost)))
	}
	if k.rule != Given {
		c.every = g.Speed.MultiplyDown(k.rule.Interval(k.write, e.meanTimeToFailure(slot, g)))
	}
	return c
}

// longest is how much a segment does at speed 1 by the clock of a group's cluster,
// or of its member of a joint pool.
func (s *site) longest(segment time.Duration, group int) time.Duration {
	if s.members == nil {
		return cut(segment, s.def.MaxTime, s.def.Groups[0].Speed)
	}
	k := s.members.of[group]
	return cut(segment, s.def.Members[k].MaxTime, s.members.speed[k])
}

// tooLong reports whether a job whose checkpoints have costs is longer, with them,
// than the rule of a door allows; in segments it is cut, but not to nothing
// besides its costs.
func (e *engine) tooLong(slot Slot, door int) Reason {
	j, k, r := &e.jobs[slot], &e.upkeep.jobs[slot], &e.rules.sites[door]
	if j.segment > 0 {
		if k.restart+k.write >= min(j.segment, r.maxTime) {
			return OverLimit
		}
		return NoReason
	}
	s, mask := e.behind(door)
	if r.speed.DivideUp(e.piece(slot, s, mask)) > r.maxTime {
		return OverLimit
	}
	return NoReason
}

// behind is the cluster with a door, and the groups there of a member.
func (e *engine) behind(door int) (s *site, mask uint64) {
	for i := range e.sites {
		if m := e.sites[i].members; m != nil && door >= m.door && door < m.door+len(m.masks) {
			return &e.sites[i], m.masks[door-m.door]
		}
	}
	return &e.sites[door], 0
}

// begin starts a piece, and is how long it is going to run at speed 1.
func (e *engine) begin(slot Slot) time.Duration {
	j, k := &e.jobs[slot], &e.upkeep.jobs[slot]
	s := &e.sites[j.cluster]
	k.course = e.courseIn(slot, s, int(j.group))
	k.course.work, _ = e.workAt(slot, s, e.views[slot].Groups)
	return k.course.length(min(j.left, k.course.work), j.left <= k.course.work)
}

// settle books what the time since a running job's last start was for. It is the
// run time at speed 1 that is behind the job since then: all that it has done or,
// where it is being interrupted, what its checkpoints have saved.
func (e *engine) settle(slot Slot, interrupted bool) time.Duration {
	if !interrupted && !e.jobs[slot].pays {
		return e.doneInPiece(slot)
	}
	e.keepUp()
	j, k := &e.jobs[slot], &e.upkeep.jobs[slot]
	speed, held := e.sites[j.cluster].def.Groups[j.group].Speed, e.now.Sub(j.start)
	done, saved, over := time.Duration(0), time.Duration(0), time.Duration(0)
	if !j.pays {
		if done = e.doneInPiece(slot); j.checkpoint > 0 {
			saved = done / j.checkpoint * j.checkpoint
		}
	} else {
		work := min(j.left, k.course.work)
		// Rounding may make a little more of the time at speed 1 than the piece has.
		elapsed := min(speed.MultiplyDown(held), k.course.length(work, j.left <= k.course.work))
		done, saved = k.course.after(elapsed, work)
		over = min(held, speed.DivideUp(elapsed-done))
		k.overhead += over
		k.overheadTime.Add(j.heldGPUs, over)
	}
	if !interrupted {
		return done
	}
	lost := min(held-over, speed.DivideUp(done-saved))
	k.lost += lost
	k.lostTime.Add(j.heldGPUs, lost)
	return saved
}

// pieceWork is the work of a running job's piece: what it asks for, or what the
// job has left if that is less.
func (e *engine) pieceWork(slot Slot) time.Duration {
	j := &e.jobs[slot]
	if !e.jobs[slot].pays {
		return min(j.left, e.views[slot].Request)
	}
	return min(j.left, e.upkeep.jobs[slot].course.work)
}

// tell fills in what a record says of a job's checkpoints.
func (u *upkeep) tell(slot Slot, r *Record) {
	if u == nil {
		return
	}
	k := &u.jobs[slot]
	r.Rule, r.Write, r.Restart = k.rule, k.write, k.restart
	r.Failures, r.Overhead, r.Lost = int(k.failures), k.overhead, k.lost
	r.OverheadGPUTime, r.LostGPUTime = k.overheadTime, k.lostTime
}
