package oracle_test

import (
	"strings"

	"sovsim/sim"
)

// staysHead reports whether the order keeps the head at the head over (from, to]:
// no job that comes before it arrives. Under FCFS none ever does. Nothing is
// requeued in these workloads, so requests and times of joining are as
// submitted.
func staysHead(w workload, policy string, head int, from, to sim.Time) bool {
	if !strings.HasPrefix(policy, "sjf") {
		return true
	}
	request := func(j sim.Job) sim.Time {
		if w.overrun == sim.OverrunExtend {
			return sim.Time(max(j.Run, j.Request))
		}
		return sim.Time(j.Request)
	}
	for _, j := range w.jobs {
		if j.Submit > from && j.Submit <= to && request(j) < request(w.jobs[head]) {
			return false
		}
	}
	return true
}
