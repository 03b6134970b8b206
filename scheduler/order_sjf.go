package scheduler

import (
	"sovsim/scheduler/ordered"
	"sovsim/sim"
)

func init() {
	RegisterOrder(Order{
		Name:    "sjf",
		Meaning: "shortest job first: by requested time, ties as fcfs",
		Key:     func(j *sim.JobView) ordered.Key { return ByArrival(int64(j.Request), j) },
	})
}
