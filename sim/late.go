package sim

import (
	"fmt"

	"sovsim/sim/unit"
)

// A LateError is that a job, as far as it is known, would end after MaxTime, the end of a run's clock.
type LateError struct {
	Job
	// Started is its last start, by the cluster called Cluster.
	Started Time
	Cluster string
}

// Error says which job, and when it started.
func (e *LateError) Error() string {
	return fmt.Sprintf("job %s, submitted at %s and started at %s by cluster %s, would end more than 146 years after the epoch, the end of the clock: its run time is %s",
		e.Label(), unit.FormatDuration(e.Submit.Sub(0)), unit.FormatDuration(e.Started.Sub(0)), e.Cluster, unit.FormatDuration(e.Run))
}

// clockEnded is the error that the clock has come to its end: of the running job that came
// first.
func (e *engine) clockEnded() error {
	var first Slot = -1
	for i := range e.sites {
		for _, slot := range e.sites[i].running {
			if first < 0 || e.views[slot].Seq < e.views[first].Seq {
				first = slot
			}
		}
	}
	if first < 0 {
		return fmt.Errorf("the run passes 146 years after its epoch, the end of its clock")
	}
	j, v := &e.jobs[first], &e.views[first]
	job := Job{ID: v.ID, Name: j.name, Number: j.number, Trace: j.trace, User: v.User, Class: v.Class, Region: v.Region,
		GPUs: v.GPUs, Nodes: v.Nodes, Submit: v.Submit, Run: j.run, Request: j.request}
	return &LateError{job, j.start, e.sites[j.cluster].def.Name}
}
