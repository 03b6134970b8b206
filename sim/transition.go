package sim

import (
	"fmt"
	"slices"
	"time"

	"sovsim/sim/eventq"
)

// phase says where a job stands. Only the functions of this file change it:
//
//	         admit                stage                 (its data are on their way)
//	empty ──────────► between ◄─────────► staging
//	  ▲                │ │ ▲     unstage
//	  │ release        │ │ │      queue                        run
//	  │                │ │ ├◄───────────► queued ──────────────────────► running
//	 gone ◄────────────┘ │ │ unqueue, decline                             │
//	          leave      │ │      block                                   │
//	                     │ └◄───────────► blocked                         │
//	                     │       unblock                                  │
//	                     └◄──────────────── stop ─────────────────────────┘
//
// A job is between two phases within one instant only: when the instant is over
// every job is on its way, queued, blocked or running, or its slot is empty.
type phase uint8

const (
	phaseEmpty   phase = iota // the slot holds no job
	phaseBetween              // the job stands nowhere
	phaseStaging              // its data are on their way to its cluster
	phaseQueued               // it is in its cluster's queue
	phaseBlocked              // it may not start now; see holds
	phaseRunning
	phaseGone // its record is out; policies may still see it as ended
)

func (p phase) String() string {
	return [...]string{"empty", "between", "staging", "queued", "blocked", "running", "gone"}[p]
}

// waits reports whether the job holds no GPUs and has a place to wait for them.
func (p phase) waits() bool { return p >= phaseStaging && p <= phaseBlocked }

// become takes a job from one phase to another. What has been pushed for the phase
// that it leaves (an end, the arrival of data, an entry in a line) is stale from
// now on, because it carries the generation before.
func (e *engine) become(slot Slot, from, to phase) {
	j := &e.jobs[slot]
	if j.phase != from {
		panic(&transitionError{e.label(slot), e.now, j.phase, from, to})
	}
	if j.phase = to; from > phaseBetween {
		j.gen++
	}
}

// transitionError is a fault of the engine itself: it ends the run, because what
// follows from it would be wrong.
type transitionError struct {
	job           string
	at            Time
	was, from, to phase
}

func (t *transitionError) Error() string {
	return fmt.Sprintf("internal error: at %v job %s should go from %s to %s, and it is %s",
		time.Duration(t.at), t.job, t.from, t.to, t.was)
}

// endImpossible makes an error of a transition that cannot be.
func endImpossible(err *error) {
	switch p := recover().(type) {
	case nil:
	case *transitionError:
		*err = p
	default:
		panic(p)
	}
}

// admit begins the story of a job that has come into an empty slot.
func (e *engine) admit(slot Slot, j *Job) {
	e.become(slot, phaseEmpty, phaseBetween)
	e.why.arrive(slot)
	e.meter.arrive(slot)
	e.holds.arrive(slot)
	e.careFor(slot, j)
}

// stage lets a job's data leave for its cluster, where they are after d.
func (e *engine) stage(slot Slot, d time.Duration) {
	e.become(slot, phaseBetween, phaseStaging)
	j, v := &e.jobs[slot], &e.views[slot]
	s := &e.sites[j.cluster]
	j.start, j.end = e.now, e.now.Add(d)
	s.staging++
	s.stagingGPUs += int64(v.GPUs)
	s.expect(v, 1)
	e.moved.add(s.index)
	e.events.Push(eventq.New(int64(j.end), rankStaged, v.Seq, int32(slot), j.gen))
}

// unstage takes a job off its way to a cluster.
func (e *engine) unstage(slot Slot) {
	e.become(slot, phaseStaging, phaseBetween)
	j, v := &e.jobs[slot], &e.views[slot]
	s := &e.sites[j.cluster]
	j.staged += e.now.Sub(j.start)
	s.staging--
	s.stagingGPUs -= int64(v.GPUs)
	s.expect(v, -1)
	e.moved.add(s.index)
}

// queue puts a job into its cluster's queue, under the key that its view holds.
func (e *engine) queue(slot Slot) {
	e.become(slot, phaseBetween, phaseQueued)
	j, v := &e.jobs[slot], &e.views[slot]
	s := &e.sites[j.cluster]
	s.queued++
	s.queuedGPUs += int64(v.GPUs)
	s.expect(v, 1)
	s.widest = max(s.widest, s.timeline.widest(v))
	e.why.join(slot)
	s.view.Joined = append(s.view.Joined, slot)
	e.affect(s)
	e.watch(slot)
}

// unqueue takes a job out of its queue before it has started there. The policy
// learns of it, unless it has never heard of the job.
func (e *engine) unqueue(slot Slot) {
	e.become(slot, phaseQueued, phaseBetween)
	s := e.dequeue(slot)
	if i := slices.Index(s.view.Joined, slot); i >= 0 {
		s.view.Joined = slices.Delete(s.view.Joined, i, i+1)
	} else {
		s.view.Left = append(s.view.Left, slot)
	}
	e.affected.add(s.index)
}

// dequeue takes a job that leaves its queue or starts out of the queue's counts.
func (e *engine) dequeue(slot Slot) *site {
	j, v := &e.jobs[slot], &e.views[slot]
	s := &e.sites[j.cluster]
	s.queued--
	s.queuedGPUs -= int64(v.GPUs)
	s.expect(v, -1)
	if s.queued == 0 {
		s.widest = 0
	}
	e.why.leave(slot)
	if j.tooLate != 0 {
		j.tooLate = 0
		e.stale++
	}
	e.moved.add(s.index)
	return s
}

// block puts a job into the line of what stands in its way.
func (e *engine) block(slot Slot, line *heldLine) {
	e.become(slot, phaseBetween, phaseBlocked)
	e.holds.enter(slot, line)
}

// unblock takes a job out of its line.
func (e *engine) unblock(slot Slot) {
	e.become(slot, phaseBlocked, phaseBetween)
	e.holds.exit(slot)
}

// recall takes a waiting job from where it stands: the way of its data, a queue or
// a line.
func (e *engine) recall(slot Slot) {
	switch e.jobs[slot].phase {
	case phaseStaging:
		e.unstage(slot)
		e.stale++ // the arrival of its data
	case phaseBlocked:
		e.unblock(slot)
	default:
		e.unqueue(slot)
	}
}

// run starts a queued job on the GPUs that its site has given it.
func (e *engine) run(slot Slot) {
	e.become(slot, phaseQueued, phaseRunning)
	s := e.dequeue(slot)
	j, v := &e.jobs[slot], &e.views[slot]
	length := min(j.left, v.Request)
	if j.pays {
		length = e.begin(slot)
	}
	if j.firstStart == Never {
		j.firstStart = e.now
		e.dropTimers(j)
		e.leavers.waited(e.now, j.origin, v)
	}
	if j.interrupted {
		j.restarts++
		if j.byPolicy {
			j.policyRestarts++
		}
		j.interrupted, j.byPolicy = false, false
	} else {
		j.segments++
	}
	speed := s.def.Groups[j.group].Speed
	j.start, j.end, j.position = e.now, e.now.Add(speed.DivideUp(v.Request)), int32(len(s.running))
	s.running = append(s.running, slot)
	s.holding(j, 1)
	e.meter.holding(j, 1)
	if ends := e.now.Add(speed.DivideUp(length)); !e.failsBefore(slot, ends) {
		e.events.Push(eventq.New(int64(ends), rankFinish, v.Seq, int32(slot), j.gen))
	}
	e.result.Starts++
}

// decline takes back the GPUs of a queued job whose start no budget pays for. The
// policy takes it for started, so the job is dealt with after the pass.
func (e *engine) decline(slot Slot) {
	e.become(slot, phaseQueued, phaseBetween)
	e.dequeue(slot).vacate(&e.jobs[slot])
	e.holds.refused = append(e.holds.refused, slot)
}

// stop ends the holding of GPUs, for whatever reason: the nodes are free from
// this instant, and the policy learns of it.
func (e *engine) stop(slot Slot) {
	e.become(slot, phaseRunning, phaseBetween)
	j := &e.jobs[slot]
	s := &e.sites[j.cluster]
	e.bookHeld(slot)
	e.meter.holding(j, -1)
	s.holding(j, -1)
	s.vacate(j)
	last := s.running[len(s.running)-1]
	s.running[j.position] = last
	e.jobs[last].position = j.position
	s.running = s.running[:len(s.running)-1]
	s.view.Ended = append(s.view.Ended, slot)
	e.affect(s)
	e.holds.refund(slot)
}

// leave ends a job's story. Its slot is empty after the passes of this round.
func (e *engine) leave(slot Slot, o Outcome, why Reason) {
	e.become(slot, phaseBetween, phaseGone)
	e.tell(slot, o, why)
	e.gone = append(e.gone, slot)
}

// release gives a slot back once no policy can see its job any more.
func (e *engine) release(slot Slot) {
	e.become(slot, phaseGone, phaseEmpty)
	e.free = append(e.free, slot)
}
