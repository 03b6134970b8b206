package sim

import (
	"strconv"

	"sovsim/sim/rng"
)

// drawer is the jobs whose draws are of one family: those of a trace, of a class in
// a region, or all that no source numbers.
type drawer struct {
	trace, class, region int32
	unnumbered           bool
	// round is a part of the key of the drawers that draw more than once.
	round int32
}

// drawerOf is whose draws a job's are, and which of them: no two jobs of a run have
// both alike. The job's number in the source's file has no part in it, for it repeats:
// where it is unknown, begins anew or belongs to another log.
func (e *engine) drawerOf(slot Slot) (drawer, int64) {
	j, v := &e.jobs[slot], &e.views[slot]
	switch {
	case j.number == 0:
		return drawer{unnumbered: true}, v.Seq + 1
	case j.trace > 0:
		return drawer{trace: j.trace}, j.number
	}
	return drawer{class: v.Class, region: j.origin}, j.number
}

// family finds the streams of some jobs for a purpose. There are few: the caller
// keeps them.
func (e *engine) family(purpose string, w drawer) rng.Family {
	dir := e.in.Directory
	var entity string
	switch {
	case w.unnumbered:
		purpose += " by place in the stream"
	case w.trace > 0:
		purpose, entity = purpose+" by place in a trace", dir.Traces.Name(w.trace-1)
	default:
		// No name holds a zero byte, so no two pairs of names make one entity.
		entity = dir.Regions.Name(w.region) + "\x00" + dir.Classes.Name(w.class)
	}
	if w.round > 0 {
		entity += "\x00" + strconv.Itoa(int(w.round))
	}
	return e.in.Key.Family(purpose, entity)
}
