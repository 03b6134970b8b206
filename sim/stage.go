package sim

import (
	"math"
	"math/bits"
	"time"
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
	j, v := &e.jobs[slot], &e.views[slot]
	e.meter.move(slot, j.bytes, &e.sites[j.cluster], e.ground.place(v.Region), v.Groups)
}

// dispatch is send without a bill, and reports whether data are on their way.
func (e *engine) dispatch(slot Slot, to int) bool {
	j, v, s := &e.jobs[slot], &e.views[slot], &e.sites[to]
	j.cluster = int32(to)
	v.Groups = e.groupsAt(slot, to)
	v.Request = e.piece(slot, s, v.Groups)
	j.startsElsewhere = j.segments + j.restarts
	if d := transferTime(j.bytes, e.rate(e.ground.place(v.Region), to, v.Groups)); d > 0 {
		e.stage(slot, d)
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

// staged lets a job whose data have arrived into its queue.
func (e *engine) staged(slot Slot) {
	e.unstage(slot)
	e.views[slot].Joined = e.now
	e.enter(slot)
}

// enter lets a job into its cluster's queue, unless the cluster can never run it
// any more.
func (e *engine) enter(slot Slot) {
	s, v := &e.sites[e.jobs[slot].cluster], &e.views[slot]
	if s.timeline.everFits(v, e.now) != NoReason {
		e.displace(slot)
		return
	}
	e.join(slot)
}

// join brings a job into its cluster's queue, under the key that its view holds,
// unless a budget or a closure keeps it out.
func (e *engine) join(slot Slot) {
	if !e.holds.stops(slot) {
		e.queue(slot)
	}
}

// withdraw ends the story of a job whose patience is at its end.
func (e *engine) withdraw(slot Slot) {
	e.recall(slot)
	if e.timerAhead(&e.jobs[slot]) {
		e.stale++
	}
	e.leavers.waited(e.now, e.jobs[slot].origin, &e.views[slot])
	e.leave(slot, Reneged, NoReason)
}
