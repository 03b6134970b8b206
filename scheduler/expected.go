package scheduler

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// estimate is how a routing expects waits.
type estimate uint8

const (
	byLoad estimate = iota
	byPlan
)

var estimateNames = []string{"load", "plan"}

// Parameters that several routings take.
var (
	estimateParameter = Parameter{"estimate", "load, plan", "load", "how waits are expected: by the quotient of work and GPUs that overflow states, or by a plan that starts the cluster's jobs in the order of joining"}
	delayParameter    = Parameter{"delay", "a duration, 0s or more", "0s", "how late loads are heard of: they are as they were when its last multiple since the epoch began; not with estimate=plan"}
)

// set reads the value of one parameter.
func (o *routingOptions) set(key, value string) (err error) {
	switch key {
	case "wait":
		o.wait, err = nonNegative(key, value)
	case "delay":
		o.delay, err = nonNegative(key, value)
	case "estimate":
		var i int
		i, err = oneOf(key, value, estimateNames)
		o.estimate = estimate(i)
	case "d":
		if o.d, err = strconv.Atoi(value); err != nil || o.d < 1 {
			return fmt.Errorf("d=%s: it is a whole number, 1 or more", clip(value))
		}
	}
	return err
}

// check is what lies between parameters.
func (o *routingOptions) check() error {
	if o.delay > 0 && o.estimate == byPlan {
		return fmt.Errorf("delay goes with estimate=load only: a plan is made of the queues as they are")
	}
	return nil
}

func nonNegative(key, value string) (time.Duration, error) {
	d, err := unit.ParseDuration(value)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", key, err)
	}
	if d < 0 {
		return 0, fmt.Errorf("%s=%s: it is a duration, 0s or more", key, clip(value))
	}
	return d, nil
}

// Delay makes every routing with options a sim.Delayed.
func (o *routingOptions) Delay() time.Duration { return o.delay }

// prospects is how a routing looks at the clusters of a job; load is scratch.
type prospects struct {
	routingOptions
	load sim.Load
}

// at is the job's expected wait at a cluster and how long its data would be on
// their way there, in ns. At the current one they are there.
func (r *prospects) at(c *sim.Choice, cluster int) (wait, staging float64) {
	if cluster != c.Current {
		staging = float64(c.Staging(cluster))
	}
	return r.expected(c, cluster), staging
}

// expected is the expected wait alone.
func (r *prospects) expected(c *sim.Choice, cluster int) float64 {
	if r.estimate == byPlan {
		return planned(c.PlannedWait(cluster))
	}
	c.Look(cluster, &r.load)
	return expectedWait(&r.load, int64(c.Job.GPUs), cluster == c.Current)
}

// expectedWait is the quotient of work and capacity, in ns.
//
// The bare quotient would say that a cluster with half of its GPUs free and long
// jobs on the others makes a job wait for days, and every long job would send
// later ones abroad from an empty site. So the wait is 0 where the free GPUs
// suffice for the job and all that are before it. Where the job has been queued
// for some time that says nothing: it waits although they suffice, because they
// are in pieces or behind an announced loss.
func expectedWait(l *sim.Load, gpus int64, waitsThere bool) float64 {
	switch {
	case l.Capacity < max(gpus, 1):
		return math.Inf(1)
	case !waitsThere && l.Free >= l.QueuedGPUs+gpus:
		return 0
	}
	return l.Busy()
}

// planned is a planned wait in ns; the longest duration stands for no start.
func planned(d time.Duration) float64 {
	if d == math.MaxInt64 {
		return math.Inf(1)
	}
	return float64(d)
}
