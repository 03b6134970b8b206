package sim

import (
	"cmp"
	"slices"
)

// newcomer is a job that was sent, in this round, to a cluster whose queue has a
// limit, and that has no place anywhere: an arrival, or one that has lost its place.
// After the passes it starts, or has its place in the queue (or with its data on
// their way), or is turned away, because more wait there than may. One that is
// turned away tries the other clusters, each at most once in an instant.
//
// By hand: 10 idle GPUs, a limit of 1, and 12 jobs of one GPU at one instant. Ten
// start, two wait: the last one is turned away. With a limit of 0 both are, and of
// 10 jobs nobody is.
type newcomer struct {
	slot    Slot
	cluster int32
	// from and started are where the job was before, −1 for an arrival, and its
	// startsElsewhere there.
	from, started int32
	// why is its reason if nobody takes it.
	why Reason
}

// refusal is a cluster that has turned a job away at this instant.
type refusal struct {
	slot    Slot
	cluster int32
}

// visit sends a job that has no place to a cluster; why is the reason of a
// rejection if its queue turns out to be full, and no other takes the job.
func (e *engine) visit(slot Slot, to int, why Reason) {
	if !e.rules.bounded(to) {
		e.send(slot, to)
		return
	}
	j := &e.jobs[slot]
	e.newcomers = append(e.newcomers, newcomer{slot, int32(to), j.cluster, j.startsElsewhere, why})
	e.dispatch(slot, to)
}

// seatNewcomers gives the newcomers that wait after the passes of this round their
// places, or turns away the latest of them, in source order, while more jobs wait
// than may. Those that have been turned away are then routed again, in source
// order. What that causes is for further passes of the same round.
func (e *engine) seatNewcomers() {
	slices.SortFunc(e.newcomers, func(a, b newcomer) int {
		return cmp.Or(cmp.Compare(e.views[b.slot].Seq, e.views[a.slot].Seq), cmp.Compare(b.cluster, a.cluster))
	})
	away := e.away[:0]
	for _, g := range e.newcomers {
		j := &e.jobs[g.slot]
		switch waits := j.phase == phaseQueued || j.phase == phaseStaging; {
		case !waits || j.cluster != g.cluster || j.segments+j.restarts > j.startsElsewhere: // the last: stopped since
		case e.crowded(int(g.cluster)):
			e.turnAway(&g)
			away = append(away, g)
		case j.phase == phaseStaging:
			e.billData(g.slot)
		}
	}
	e.newcomers = e.newcomers[:0]
	for i := len(away) - 1; i >= 0; i-- {
		e.tryElsewhere(&away[i])
	}
	if e.away = away; len(e.newcomers) == 0 {
		e.refusals = e.refusals[:0]
	}
}

// crowded reports whether more jobs wait at a cluster than may.
func (e *engine) crowded(cluster int) bool {
	s, r := &e.sites[cluster], &e.rules.sites[cluster]
	return r.bounded && s.queued+s.staging > r.maxQueued
}

// turnAway takes a newcomer out of the queue, as if it had never been sent there.
func (e *engine) turnAway(g *newcomer) {
	j := &e.jobs[g.slot]
	e.recall(g.slot)
	j.cluster, j.startsElsewhere = g.from, g.started
	e.refusals = append(e.refusals, refusal{g.slot, g.cluster})
}

// tryElsewhere routes a job that has been turned away, or else rejects it.
func (e *engine) tryElsewhere(g *newcomer) {
	if to, _ := e.route(g.slot, int(g.from)); to >= 0 {
		e.visit(g.slot, to, g.why)
		return
	}
	j := &e.jobs[g.slot]
	if g.from >= 0 {
		j.moves-- // it was sent, and never came
	}
	e.reject(g.slot, g.why)
}

// refused reports whether a cluster has turned the job away at this instant.
func (e *engine) refused(slot Slot, cluster int) bool {
	return len(e.refusals) > 0 && slices.Contains(e.refusals, refusal{slot, int32(cluster)})
}

// full reports whether a cluster's queue takes no further job. Who has its place there
// keeps it. One that has a place elsewhere, or is held back, is firm: it goes only
// where it has a place at once, so that it never loses one. Any other is a
// newcomer, which the cluster may turn away later.
func (e *engine) full(slot Slot, cluster int, firm bool) bool {
	if !e.rules.bounded(cluster) {
		return false
	}
	j, s := &e.jobs[slot], &e.sites[cluster]
	if j.phase == phaseQueued && int(j.cluster) == cluster {
		return false
	}
	return e.refused(slot, cluster) || firm && s.queued+s.staging >= e.rules.sites[cluster].maxQueued
}
