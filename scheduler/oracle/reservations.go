package oracle

import (
	"sort"
	"time"

	"sovsim/sim"
)

// planEnd is how long a hold lasts in a plan with reservations. "A job fits at
// s if its GPUs are free in the plan at s and throughout [s, s + request)": at
// s whatever the request, so one of no time holds its instant, which on this
// clock is a nanosecond.
func (w *world) planEnd(s sim.Time, d time.Duration) sim.Time {
	return s.Add(max(d, 1))
}

func (w *world) reserve(j *job, at spot) {
	j.reserved, j.res, j.resEnd = true, at, sim.Never
	if at.at != sim.Never {
		j.resEnd = w.planEnd(at.at, w.duration(w.ask(j), at.group))
	}
	j.out.Promises = append(j.out.Promises, Promise{w.now, at.at})
}

// startDue: "A reservation that is due starts", in order of their time, then
// in queue order.
func (w *world) startDue(queue []*job) {
	sort.SliceStable(queue, func(a, b int) bool { return queue[a].res.at < queue[b].res.at })
	for _, j := range queue {
		if j.res.at <= w.now {
			w.start(j, spot{at: w.now, group: j.res.group, parts: j.res.parts})
		}
	}
}
