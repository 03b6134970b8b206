package sim

import (
	"fmt"
	"slices"
	"time"

	"sovsim/sim/eventq"
)

// Closure is the loss of access of whole regions or blocs to the clusters of
// others, for a time or for good. Nobody announces it: policies see only that jobs
// leave.
//
// By hand: from day 10 to day 40 the clusters of the US are closed to Europe. On
// day 10 a European job queued there goes to a European cluster; one that only the
// US would take is held back until day 40, when it enters the queue there anew.
// Had the closure no end, it would be rejected on day 10.
type Closure struct {
	Name string
	// In are the regions or blocs on whose soil the closed clusters stand, To those
	// of the homes of the jobs to which they are closed.
	In, To []string
	// From is when it begins, Until when it ends; Never is for good.
	From, Until Time
	// Running says what becomes of the jobs that run there at its beginning: Drain
	// lets them finish, Kill ends them, Requeue has them routed again, with what
	// their checkpoints have saved.
	Running Loss
}

// closings are the closures of a run.
type closings struct {
	h    *holds
	all  []closing
	open int // how many are in force
}

// closing is a Closure and who waits for its end.
type closing struct {
	*Closure
	// at tells which doors it closes, to which homes, by region id: 0 where that
	// has to be worked out.
	at      []bool
	to      []int8
	inForce bool
	line    heldLine
}

// newClosings checks the closures; nil where there are none.
func newClosings(h *holds) (*closings, error) {
	m := h.e.model
	if len(m.Closures) == 0 {
		return nil, nil
	}
	c := &closings{h: h}
	for i := range m.Closures {
		x := closing{Closure: &m.Closures[i], line: heldLine{part: ByEligibility}}
		switch {
		case x.From < 0 || x.Until <= x.From:
			return nil, fmt.Errorf("closure %s is from %v until %v, which is no time", x.Name, time.Duration(x.From), time.Duration(x.Until))
		case x.Running > Requeue:
			return nil, fmt.Errorf("closure %s does %d to running jobs, which is none of drain, kill and requeue", x.Name, x.Running)
		}
		for k, host := range m.hosts() {
			// A joint pool is closed where its members are.
			joint := k < len(m.Clusters) && len(m.Clusters[k].Members) > 0
			x.at = append(x.at, !joint && h.e.ground.among(host.Region, x.In))
		}
		c.all = append(c.all, x)
		h.e.events.Push(eventq.New(int64(x.From), rankClose, int64(i), int32(i), 0))
	}
	return c, nil
}

// among reports whether a region, or its bloc, is one of some names.
func (g *ground) among(region string, names []string) bool {
	bloc, ok := g.blocs[region]
	return region != "" && slices.Contains(names, region) || ok && slices.Contains(names, g.called[bloc])
}

// closes reports whether a closure in force closes a door to a home.
func (c *closings) closes(x *closing, region int32, door int) bool {
	if !x.inForce || !x.at[door] || region < 0 {
		return false
	}
	for int(region) >= len(x.to) {
		x.to = append(x.to, 0)
	}
	if x.to[region] == 0 {
		x.to[region] = -1
		if c.h.e.ground.among(c.h.e.in.Directory.Regions.Name(region), x.To) {
			x.to[region] = 1
		}
	}
	return x.to[region] > 0
}

// bar is what closures say about jobs of a home at a door: nothing, that it takes
// them later, and in which line they wait, or not before the run is over.
func (c *closings) bar(region int32, door int) (why Reason, line *heldLine) {
	if c == nil || c.open == 0 {
		return NoReason, nil
	}
	for i := range c.all {
		switch x := &c.all[i]; {
		case !c.closes(x, region, door):
		case x.Until >= c.h.e.model.Horizon:
			return NoAccess, nil
		case line == nil:
			why, line = later, &x.line
		}
	}
	return why, line
}

// closed reports whether a closure keeps a job from passing a door now.
func (e *engine) closed(slot Slot, door int) bool {
	if !e.holds.canClose() {
		return false
	}
	why, _ := e.holds.closures.bar(e.views[slot].Region, door)
	return why != NoReason
}

// begin puts a closure in force. The jobs in its way are looked at in source
// order, one walk over the table of jobs.
func (c *closings) begin(i int) {
	e, x := c.h.e, &c.all[i]
	x.inForce = true
	c.open++
	if x.Until < e.model.Horizon {
		e.events.Push(eventq.New(int64(x.Until), rankReopen, int64(i), int32(i), 0))
	}
	e.why.again()
	for _, slot := range e.inSourceOrder(phaseStaging, phaseRunning) {
		j := &e.jobs[slot]
		switch running := j.phase == phaseRunning; {
		case j.phase == phaseGone || !c.touches(x, slot): // one before may have ended its story
		case !running:
			c.displace(slot)
		case x.Running != Drain:
			e.interrupt(slot, x.Running)
		}
	}
}

// touches reports whether a closure is in the way of a job where it is: of one that
// waits for a joint pool, whether it closes a member that the job may use.
func (c *closings) touches(x *closing, slot Slot) bool {
	v, j := &c.h.e.views[slot], &c.h.e.jobs[slot]
	s := &c.h.e.sites[j.cluster]
	if s.members == nil || j.phase == phaseRunning {
		return c.closes(x, v.Region, s.doorOf(j.group))
	}
	for k, groups := range s.members.masks {
		if (v.Groups == 0 || v.Groups&groups != 0) && c.closes(x, v.Region, s.members.door+k) {
			return true
		}
	}
	return false
}

// displace takes a job out of the way of a closure that begins. Where no other
// cluster takes it now it stays, to be held back: data that are on their way go on.
func (c *closings) displace(slot Slot) {
	h, e, j := c.h, c.h.e, &c.h.e.jobs[slot]
	at, to := int(j.cluster), -1
	why, line, _ := h.bar(slot, at, e.views[slot].Groups)
	if why == NoReason { // by other members of its joint pool
		if j.phase == phaseQueued {
			e.unqueue(slot)
			e.join(slot)
		}
		return
	}
	if why == later {
		if e.findEligible(slot, at, true) == NoReason && !h.onlyLater {
			to = e.ask(slot, -1)
		}
		if to < 0 && j.phase != phaseQueued {
			return
		}
	}
	e.recall(slot)
	h.jobs[slot].since = Never
	switch {
	case why == later && to < 0:
		e.block(slot, line)
	case why == later:
		j.moves++
		e.send(slot, to)
	default:
		e.displaceFor(slot, NoAccess)
	}
}

// end lifts a closure: those that it held back enter their queues in order.
func (c *closings) end(i int) {
	c.all[i].inForce = false
	c.open--
	c.h.e.why.again()
	for {
		slot := c.h.first(&c.all[i].line)
		if slot < 0 {
			return
		}
		c.h.release(slot)
	}
}
