package sim

import (
	"math"
	"math/bits"
	"time"

	"sovsim/sim/eventq"
)

// send brings a job to a cluster: into its queue, or its data onto their way
// there. They come from the job's home, wherever it was queued before.
func (e *engine) send(slot Slot, to int) {
	if e.dispatch(slot, to) {
		e.billData(slot)
	}
}

// billData bills a job for the data that are leaving for its cluster.
func (e *engine) billData(slot Slot) {
	if j, v := &e.jobs[slot], &e.views[slot]; e.meter != nil {
		e.meter.move(slot, j.bytes, &e.sites[j.cluster], e.ground.place(v.Region), v.Groups)
	}
}

// dispatch is send without a bill, and reports whether data are on their way.
func (e *engine) dispatch(slot Slot, to int) bool {
	j, v, s := &e.jobs[slot], &e.views[slot], &e.sites[to]
	j.cluster = int32(to)
	v.Groups = e.groupsAt(slot, to)
	v.Request = e.piece(slot, s, v.Groups)
	j.startsElsewhere = j.segments + j.restarts
	s.expect(v)
	if d := transferTime(j.bytes, e.rate(e.ground.place(v.Region), to, v.Groups)); d > 0 {
		j.phase, j.start, j.end = phaseStaging, e.now, e.now.Add(d)
		s.staging++
		s.stagingGPUs += int64(v.GPUs)
		e.moved.add(to)
		e.events.Push(eventq.New(int64(j.end), rankStaged, v.Seq, int32(slot), j.gen))
		return true
	}
	v.Joined = e.now
	e.join(slot)
	return false
}

// transferTime is how long so many bytes take at a rate in bytes a second,
// rounded up to the nanosecond; no time at the rate 0, which stands for no link.
func transferTime(bytes, rate int64) time.Duration {
	if bytes == 0 || rate == 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(bytes), uint64(time.Second))
	lo, carry := bits.Add64(lo, uint64(rate)-1, 0)
	hi += carry
	if hi >= uint64(rate) {
		return math.MaxInt64
	}
	q, _ := bits.Div64(hi, lo, uint64(rate))
	return time.Duration(min(q, math.MaxInt64))
}

// unstage takes a job off its way to a cluster.
func (e *engine) unstage(slot Slot) {
	j := &e.jobs[slot]
	s := &e.sites[j.cluster]
	j.staged += e.now.Sub(j.start)
	j.gen++
	j.phase = phaseFree
	s.staging--
	s.stagingGPUs -= int64(e.views[slot].GPUs)
	e.moved.add(s.index)
}

// staged lets a job whose data have arrived into its queue.
func (e *engine) staged(slot Slot) {
	e.unstage(slot)
	e.views[slot].Joined = e.now
	e.enter(slot)
}

// enter lets a job, whose work is expected at its cluster, into the queue there
// unless the cluster can never run it any more.
func (e *engine) enter(slot Slot) {
	s, v := &e.sites[e.jobs[slot].cluster], &e.views[slot]
	if s.timeline.everFits(v, e.now) != NoReason {
		s.unexpect(v)
		e.displace(slot)
		return
	}
	e.join(slot)
}

// withdraw ends the story of a job whose patience is at its end.
func (e *engine) withdraw(slot Slot) {
	if j := &e.jobs[slot]; j.phase == phaseStaging {
		e.sites[j.cluster].unexpect(&e.views[slot])
		e.unstage(slot)
		e.stale++ // the arrival of its data
	} else if j.phase == phaseHeld {
		e.holds.free(slot)
	} else {
		e.unqueue(slot)
	}
	if e.timerAhead(&e.jobs[slot]) {
		e.stale++
	}
	if e.leavers != nil {
		v := &e.views[slot]
		e.leavers.waited(e.now, e.jobs[slot].origin, v.User, v.Class, e.now.Sub(v.Submit))
	}
	e.leave(slot, Reneged, NoReason)
}
