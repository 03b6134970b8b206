package sim

import (
	"slices"

	"sovsim/sim/eventq"
)

// later is what stands between a job and a cluster that will take it, but not
// now. It never leaves the engine.
const later Reason = 255

// holds keeps the jobs that may run somewhere, but not now: a budget is
// exhausted, or the job's bloc has lost access for a time. Such a job is held
// back: at the cluster to which it was sent, after its data, and outside of the
// queue there, so that it counts in no load and no policy knows of it. It waits in
// one line, that of the first obstacle in its way: closures come before budgets,
// each in the model's order. When that obstacle goes it enters the queue anew, or
// the line of the next one. In a run without budgets and closures it is nil, and stops
// nobody.
//
// By hand: an account of 100 GPU-h in the quarter. Job 1 asks for 80 GPU-h and
// starts: 20 are left. Job 2 asks for 50: it is held back. Job 1 ends after half of
// its request: 40 come back, 60 are left, job 2 enters the queue. When it starts
// 10 are left.
type holds struct {
	e        *engine
	budgets  *ledger
	closures *closings
	// jobs is by slot, held counts the jobs held back at each cluster.
	jobs []stay
	held []heldAt
	// later lists the clusters that would take the job being routed, but not now;
	// onlyLater reports whether the eligible clusters are these, for want of others.
	later     []int
	onlyLater bool
	// refused are the jobs whose start the last plan proposed and no budget paid for.
	refused []Slot
}

// heldAt is how many jobs are held back at a cluster, and the GPUs that they ask
// for.
type heldAt struct{ jobs, gpus int64 }

// stay is what is known of a job's time in lines, and of what it has paid.
type stay struct {
	line *heldLine
	// since is when it began to be held back, Never if it is not; from when it came
	// into this line.
	since, from Time
	payment
}

// heldLine is the jobs that one obstacle holds back, by (time held, source order).
// Jobs that leave it stay in it as stale entries until they are the greater part.
type heldLine struct {
	part  Part
	queue eventq.Queue
	stale int
}

func newHolds(e *engine) (*holds, error) {
	m := e.model
	if len(m.Budgets) == 0 && len(m.Closures) == 0 {
		return nil, nil
	}
	h := &holds{e: e, held: make([]heldAt, len(e.sites))}
	var err error
	if h.budgets, err = newLedger(h); err == nil {
		h.closures, err = newClosings(h)
	}
	return h, err
}

// arrive begins the story of a job.
func (h *holds) arrive(slot Slot) {
	if h == nil {
		return
	}
	for int(slot) >= len(h.jobs) {
		h.jobs = append(h.jobs, stay{})
	}
	h.jobs[slot] = stay{since: Never}
}

// bar is what stands between a job and a cluster that could take it otherwise, in
// the node groups of a mask: nothing, something that goes (later) with its line, or
// a reason for good. Of a joint pool it is what stands before the member that will
// take the job soonest; open are the groups of those that take it now.
func (h *holds) bar(slot Slot, cluster int, mask uint64) (why Reason, line *heldLine, open uint64) {
	s := &h.e.sites[cluster]
	if s.members == nil {
		why, line = h.door(slot, cluster, cluster, 0)
		return why, line, 0
	}
	for k, groups := range s.members.masks {
		if mask != 0 && groups&mask == 0 {
			continue
		}
		switch shut, at := h.door(slot, cluster, s.members.door+k, groups); {
		case shut == NoReason:
			open |= groups
		case shut == later && line == nil:
			line = at
		case shut != later:
			why = max(why, shut)
		}
	}
	switch {
	case open != 0:
		return NoReason, nil, open
	case line != nil:
		return later, line, 0
	}
	return why, nil, 0
}

// door is bar for one cluster or member, by its door.
func (h *holds) door(slot Slot, cluster, door int, groups uint64) (Reason, *heldLine) {
	shut, at := h.closures.bar(h.e.views[slot].Region, door)
	if shut == NoAccess {
		return shut, nil
	}
	short, line := h.budgets.bar(slot, cluster, door, groups)
	if short == OverBudget || shut == NoReason {
		return short, line
	}
	return shut, at
}

// doorOf is the door by which the node groups of a site are reached.
func (s *site) doorOf(group int32) int {
	if s.members == nil {
		return s.index
	}
	return s.members.door + int(s.members.of[group])
}

// bars is bar for a job that is being routed. It notes what would take it later.
func (h *holds) bars(slot Slot, cluster int) Reason {
	if h == nil {
		return NoReason
	}
	return h.note(slot, cluster)
}

func (h *holds) note(slot Slot, cluster int) Reason {
	mask := uint64(0)
	if h.e.masks != nil {
		mask = h.e.masks[cluster]
	}
	why, _, _ := h.bar(slot, cluster, mask)
	if why == later {
		h.later = append(h.later, cluster)
	}
	return why
}

// fallBack offers the clusters that would take the job later where none does now.
func (h *holds) fallBack() {
	if h == nil {
		return
	}
	h.onlyLater = len(h.e.eligible) == 0 && len(h.later) > 0
	if h.onlyLater {
		h.e.eligible = append(h.e.eligible, h.later...)
	}
	h.later = h.later[:0]
}

// stops keeps a job out of the queue that it is about to join, and reports whether
// it did.
func (h *holds) stops(slot Slot) bool { return h != nil && h.keepOut(slot) }

func (h *holds) keepOut(slot Slot) bool {
	e, j, v := h.e, &h.e.jobs[slot], &h.e.views[slot]
	s := &e.sites[j.cluster]
	why, line, open := h.bar(slot, s.index, v.Groups)
	if why == NoReason {
		if s.members != nil {
			h.narrow(slot, open)
		}
		h.jobs[slot].since = Never
		return false
	}
	switch {
	case why != later:
		h.jobs[slot].since = Never
		e.displaceFor(slot, why)
	case line.part == ByEligibility && h.move(slot):
		// A closed cluster lets its jobs go; an exhausted budget does not.
	default:
		e.block(slot, line)
	}
	return true
}

// narrow leaves a job the members of its joint pool that take it now. In that queue it has only those; at the next it is asked anew.
func (h *holds) narrow(slot Slot, open uint64) {
	j, v := &h.e.jobs[slot], &h.e.views[slot]
	s := &h.e.sites[j.cluster]
	v.Groups = s.members.narrow(open)
	v.Request = h.e.piece(slot, s, v.Groups)
}

// move sends a job from its cluster to another one that takes it now, if the
// routing says so. The job stands nowhere, or is blocked.
func (h *holds) move(slot Slot) bool {
	e, j := h.e, &h.e.jobs[slot]
	if e.findEligible(slot, int(j.cluster), true) != NoReason || h.onlyLater {
		return false
	}
	to := e.ask(slot, -1)
	if to < 0 {
		return false
	}
	if j.phase == phaseBlocked {
		e.unblock(slot)
	}
	h.jobs[slot].since = Never
	j.moves++
	e.send(slot, to)
	return true
}

// enter puts a job into a line; see engine.block.
func (h *holds) enter(slot Slot, line *heldLine) {
	e, j, x := h.e, &h.e.jobs[slot], &h.jobs[slot]
	x.line, x.from, x.since = line, e.now, min(x.since, e.now)
	line.queue.Push(eventq.New(int64(x.since), 0, e.views[slot].Seq, int32(slot), j.gen))
	h.count(slot, 1)
}

// count follows the jobs held back at a cluster.
func (h *holds) count(slot Slot, n int64) {
	cluster := h.e.jobs[slot].cluster
	h.held[cluster].jobs += n
	h.held[cluster].gpus += n * int64(h.e.views[slot].GPUs)
	h.e.moved.add(int(cluster))
}

// exit takes a job out of its line, where its entry is stale; see engine.unblock.
func (h *holds) exit(slot Slot) {
	line := h.jobs[slot].line
	h.settle(slot)
	h.count(slot, -1)
	if line.stale++; line.stale > 64 && line.stale > line.queue.Len()/2 {
		line.queue.Filter(h.waits)
		line.stale = 0
	}
}

// settle books the time in a line as a part of the wait.
func (h *holds) settle(slot Slot) {
	x := &h.jobs[slot]
	h.e.why.book(slot, x.line.part, h.e.now.Sub(x.from))
	x.from = h.e.now
}

// waits reports whether an entry of a line still stands for a job.
func (h *holds) waits(ev *eventq.Event) bool {
	j := &h.e.jobs[ev.Who]
	return j.phase == phaseBlocked && j.gen == ev.Gen
}

// first is the first job of a line; −1 if nobody waits there.
func (h *holds) first(line *heldLine) Slot {
	for line.queue.Len() > 0 {
		if ev := line.queue.Peek(); h.waits(ev) {
			return Slot(ev.Who)
		}
		line.queue.Pop()
		line.stale--
	}
	return -1
}

// release lets a held job enter the queue of its cluster under a new key, unless
// something else stands in its way.
func (h *holds) release(slot Slot) {
	e, j, v := h.e, &h.e.jobs[slot], &h.e.views[slot]
	s := &e.sites[j.cluster]
	e.unblock(slot)
	if s.members != nil {
		mask, _ := e.usable(slot, s.index, e.ground.place(v.Region))
		if mask == 0 { // what it could use went for good meanwhile; 0 would stand for all
			e.displace(slot)
			return
		}
		v.Groups = s.members.narrow(mask)
	}
	v.Joined = e.now
	v.Request = e.piece(slot, s, v.Groups)
	e.enter(slot)
}

// current is the cluster in whose queue a job waits as its routing is to see it:
// −1 where that cluster would not take it now and another would. stays reports whether
// none would, so that the job keeps its place.
func (h *holds) current(from int) (current int, stays bool) {
	if h == nil {
		return from, false
	}
	if !h.onlyLater && !slices.Contains(h.e.eligible, from) {
		return -1, false
	}
	return from, h.onlyLater
}

// pay charges a job that is about to start for the GPUs that it was given, and
// reports whether its budgets pay.
func (h *holds) pay(slot Slot) bool { return h == nil || h.budgets.pay(slot) }

// refund gives back what a job that has stopped did not use.
func (h *holds) refund(slot Slot) {
	if h != nil {
		h.budgets.refund(slot)
	}
}

// show fills in how many jobs are blocked at a cluster.
func (h *holds) show(cluster int, to *State) {
	if h != nil {
		to.HeldBack, to.HeldBackGPUs = h.held[cluster].jobs, h.held[cluster].gpus
	}
}

// canClose reports whether the run has closures.
func (h *holds) canClose() bool { return h != nil && h.closures != nil }

// afterPass holds back the jobs whose starts the plan of a cluster proposed and no
// budget paid for. The policy takes them for started, so its next pass, at the same
// instant, shows that they gave their GPUs back. In a joint pool such a job
// is left the members whose budgets still pay, if there are any.
func (h *holds) afterPass(s *site) {
	if h == nil || len(h.refused) == 0 {
		return
	}
	for _, slot := range h.refused {
		e, j, v := h.e, &h.e.jobs[slot], &h.e.views[slot]
		s.view.Ended = append(s.view.Ended, slot)
		e.affect(s)
		if s.members != nil {
			mask := v.Groups
			if mask == 0 {
				mask = 1<<len(s.members.of) - 1
			}
			mask &^= s.members.masks[s.members.of[j.group]]
			if why, _, open := h.bar(slot, s.index, mask); mask != 0 && why == NoReason {
				v.Groups = open
				e.join(slot)
				continue
			}
		}
		if why, line := h.budgets.short(slot, s.doorOf(j.group), h.jobs[slot].dear); why == later {
			e.block(slot, line)
			continue
		}
		e.reject(slot, OverBudget)
	}
	h.refused = h.refused[:0]
}
