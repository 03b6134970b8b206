package scheduler

import (
	"sovsim/scheduler/ordered"
	"sovsim/sim"
)

func init() {
	RegisterOrder(Order{
		Name:    "fcfs",
		Meaning: "first come, first served: by time of joining this queue, then in source order",
		Key:     func(j *sim.JobView) ordered.Key { return ordered.Key{A: int64(j.Joined), B: j.Seq} },
	})
}
