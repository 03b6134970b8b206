package sim

import (
	"time"

	"sovsim/sim/unit"
)

// A job with a Segment runs as a chain: one piece after the other, each of
// which asks for no more than the segment and is queued anew at the end of the
// one before. Any other job is one piece. What a piece asks for is in the job's
// view, so that everything that looks at requests looks at pieces.
//
// With a segment of 24 h a job of 60 h at a request of 72 h asks a cluster of
// speed 1/2 for 12 h of work, which take 24 h there; its fifth piece, the last,
// asks for 12 h and ends after as long. At speed 3 one piece of 72 h would do.

// piece is what a job asks of a cluster, at speed 1: all that is left of its
// request, or one segment, of at most the cluster's longest time, on the clock of
// its first group.
//
// Of a joint pool it is the least that a piece would be at the members that have
// groups in a mask (0 is all).
func (j *jobState) piece(s *site, mask uint64) time.Duration {
	left := j.request - j.saved()
	if j.segment == 0 {
		return left
	}
	if s.members != nil {
		for k, groups := range s.members.masks {
			if mask == 0 || groups&mask != 0 {
				left = min(left, cut(j.segment, s.def.Members[k].MaxTime, s.members.speed[k]))
			}
		}
		return left
	}
	return min(left, cut(j.segment, s.def.MaxTime, s.def.Groups[0].Speed))
}

// cut is what a segment, of at most a limit (0 is none), does at a speed.
func cut(segment, limit time.Duration, speed unit.Ratio) time.Duration {
	if limit > 0 {
		segment = min(segment, limit)
	}
	return max(1, speed.MultiplyDown(segment))
}

// saved is the run time at speed 1 that is behind the job for good.
func (j *jobState) saved() time.Duration { return min(j.run, j.request) - j.left }

// doneInPiece is the run time at speed 1 that a running job has behind it since
// its last start: no more than its piece asks for, though the nanosecond to which
// that is rounded up may hold more.
func (e *engine) doneInPiece(slot Slot) time.Duration {
	j := &e.jobs[slot]
	speed := e.sites[j.cluster].def.Groups[j.group].Speed
	return min(speed.MultiplyDown(e.now.Sub(j.start)), j.left, e.views[slot].Request)
}

// finish ends a piece, and the job with its last one.
func (e *engine) finish(slot Slot) {
	j, v := &e.jobs[slot], &e.views[slot]
	work := e.pieceWork(slot)
	if j.pays {
		e.settle(slot, false)
		e.startsOver(slot)
	}
	e.stop(slot)
	j.left -= work
	switch {
	case j.left > 0:
		s := &e.sites[j.cluster]
		v.Joined, v.Request = e.now, e.piece(slot, s, v.Groups)
		e.enter(slot)
	case j.killed:
		e.leave(slot, Killed, NoReason)
	default:
		e.leave(slot, Completed, NoReason)
	}
}

// interrupt stops a running job before its end. What its checkpoints have saved
// is kept. If it is to run again, it goes back to its queue under its old key.
func (e *engine) interrupt(slot Slot, loss Loss) {
	j, v := &e.jobs[slot], &e.views[slot]
	j.left -= e.settle(slot, true)
	e.startsOver(slot)
	e.stop(slot)
	e.stale++ // its finish
	if loss == Kill {
		e.leave(slot, Killed, NoReason)
		return
	}
	j.interrupted = true
	v.Request = e.piece(slot, &e.sites[j.cluster], v.Groups)
	e.join(slot)
}
