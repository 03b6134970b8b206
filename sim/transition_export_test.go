package sim

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sovsim/sim/eventq"
	"sovsim/sim/unit"
)

// RunAudited is Run with a count of the whole job table after each instant.
func RunAudited(ctx context.Context, m *Model, in Input) (Result, error) {
	e := &engine{model: m, in: in}
	var fault error
	err := e.simulate(ctx, func() {
		if fault == nil {
			fault = e.auditTable()
		}
	})
	if fault != nil {
		return e.result, fmt.Errorf("at %v: %w", time.Duration(e.now), fault)
	}
	return e.result, err
}

// counted is what the job table says of a site.
type counted struct {
	staging, stagingGPUs, queued, queuedGPUs, blocked, blockedGPUs, running, heldGPUs int64
	queuedWork, runningEnds                                                           unit.GPUTime
}

// auditTable holds what is written at jobState against the table, the heap, the
// lines and the counts of each site.
func (e *engine) auditTable() error {
	pushed := map[Slot][]uint8{} // the events of each job that still mean something
	e.events.Filter(func(ev *eventq.Event) bool {
		switch ev.Rank() {
		case rankFinish, rankJobFails, rankStaged, rankTooLate:
			if e.meansSomething(ev) {
				pushed[Slot(ev.Who)] = append(pushed[Slot(ev.Who)], ev.Rank())
			}
		}
		return true
	})
	sites, empty := make([]counted, len(e.sites)), 0
	for i := range e.jobs {
		slot, j, v := Slot(i), &e.jobs[i], &e.views[i]
		fault := func(format string, args ...any) error {
			return fmt.Errorf("job %s is %v: %s", e.label(slot), j.phase, fmt.Sprintf(format, args...))
		}
		if j.phase == phaseEmpty {
			if empty++; !slices.Contains(e.free, slot) {
				return fault("slot %d is not free", slot)
			}
			continue
		}
		var want []uint8
		c, s := &sites[j.cluster], &e.sites[j.cluster]
		switch j.phase {
		case phaseStaging:
			want = []uint8{rankStaged}
			c.staging++
			c.stagingGPUs += int64(v.GPUs)
			c.queuedWork.Add(int64(v.GPUs), s.workTime(v.Request))
			if j.start > e.now || j.end < e.now {
				return fault("its data are on their way from %v to %v", j.start, j.end)
			}
		case phaseQueued:
			if j.tooLate != 0 {
				want = []uint8{rankTooLate}
			}
			c.queued++
			c.queuedGPUs += int64(v.GPUs)
			c.queuedWork.Add(int64(v.GPUs), s.workTime(v.Request))
			if s.widest < s.timeline.widest(v) {
				return fault("it needs %d nodes and the widest job %d", s.timeline.widest(v), s.widest)
			}
		case phaseBlocked:
			c.blocked++
			c.blockedGPUs += int64(v.GPUs)
			entries := 0
			e.holds.jobs[slot].line.queue.Filter(func(ev *eventq.Event) bool {
				if Slot(ev.Who) == slot && e.holds.waits(ev) {
					entries++
				}
				return true
			})
			if entries != 1 {
				return fault("it has %d entries in its line", entries)
			}
		case phaseRunning:
			want = []uint8{rankFinish}
			if got := pushed[slot]; j.fullSize > 0 && len(got) == 1 && got[0] == rankJobFails {
				want = got
			}
			c.running++
			c.heldGPUs += j.heldGPUs
			c.runningEnds.Add(j.heldGPUs, time.Duration(j.end))
			if int(j.position) >= len(s.running) || s.running[j.position] != slot {
				return fault("it is not at its place in the list of running jobs")
			}
		default:
			return fault("the instant is over")
		}
		if !slices.Equal(pushed[slot], want) {
			return fault("its events are %v, not %v", pushed[slot], want)
		}
	}
	if empty != len(e.free) || len(e.gone) > 0 {
		return fmt.Errorf("%d slots are empty, %d are free and %d jobs gone", empty, len(e.free), len(e.gone))
	}
	for i := range sites {
		if err := e.auditSite(&e.sites[i], &sites[i]); err != nil {
			return fmt.Errorf("cluster %d: %w", i, err)
		}
	}
	return nil
}

// auditSite holds a site's counts against those of the table, and its nodes against
// what its running jobs hold.
func (e *engine) auditSite(s *site, c *counted) error {
	if got := (counted{s.staging, s.stagingGPUs, s.queued, s.queuedGPUs, c.blocked, c.blockedGPUs, int64(len(s.running)), s.inUse, s.queuedWork, s.runningEnds}); got != *c || s.runningGPUs != s.inUse {
		return fmt.Errorf("it keeps %+v; counted %+v", got, *c)
	}
	var blocked State
	if e.holds.show(s.index, &blocked); blocked.HeldBack != c.blocked || blocked.HeldBackGPUs != c.blockedGPUs {
		return fmt.Errorf("it keeps %d blocked jobs of %d GPUs; counted %d and %d", blocked.HeldBack, blocked.HeldBackGPUs, c.blocked, c.blockedGPUs)
	}
	if n := len(s.view.Ended) + len(s.view.Left) + len(s.view.Joined); n > 0 {
		return fmt.Errorf("%d changes have not been shown to its policy", n)
	}
	used := make([][]int32, len(s.racks))
	for g := range s.racks {
		used[g] = make([]int32, len(s.racks[g].used))
	}
	inGroup := make([]int64, len(s.def.Groups))
	for _, slot := range s.running {
		j := &e.jobs[slot]
		inGroup[j.group] += j.heldGPUs
		for k, id := range j.nodes {
			if used[j.group][id] += j.perNode; k == len(j.nodes)-1 {
				used[j.group][id] += j.last - j.perNode
			}
		}
	}
	for g := range s.racks {
		if !slices.Equal(used[g], s.racks[g].used) {
			return fmt.Errorf("group %d keeps %v; counted %v", g, s.racks[g].used, used[g])
		}
	}
	for g, n := range inGroup {
		if m := e.meter; m != nil && m.tariffs[s.index][g].held != n {
			return fmt.Errorf("the meter of group %d has %d GPUs; counted %d", g, m.tariffs[s.index][g].held, n)
		}
	}
	return nil
}

// Misplace takes the job that is being routed for one that runs, and stops it.
func (c *Choice) Misplace() { c.e.stop(c.slot) }
