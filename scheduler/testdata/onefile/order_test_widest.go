package scheduler

import (
	"sovsim/scheduler/ordered"
	"sovsim/sim"
)

func init() {
	RegisterOrder(Order{
		Name:    "test-widest",
		Meaning: "most GPUs first, ties as fcfs",
		Key:     func(j *sim.JobView) ordered.Key { return ByArrival(-int64(j.GPUs), j) },
	})
}
