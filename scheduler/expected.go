package scheduler

import (
	"fmt"
	"math"
	"time"

	"sovsim/sim"
)

// estimate is how a routing expects waits.
type estimate uint8

const (
	byLoad estimate = iota
	byPlan
)

var estimateNames = []string{byLoad: "load", byPlan: "plan"}

// loadAge is how old the loads are that a routing sees; it makes the routing a
// sim.Delayed.
type loadAge struct{ delay time.Duration }

// Delay implements sim.Delayed.
func (a *loadAge) Delay() time.Duration { return a.delay }

const delayMeaning = "age of load information: loads are sampled at every multiple of it since the epoch, and the routing sees the last sample"

// bind declares the option delay.
func (a *loadAge) bind(p *Parameters) { p.Duration(&a.delay, "delay", 0, delayMeaning) }

// prospects is how a routing looks at the clusters of a job: what it expects of
// them, and how old what it knows of them is. load is scratch.
type prospects struct {
	loadAge
	estimate estimate
	load     sim.Load
}

// bind declares the options estimate and delay.
func (r *prospects) bind(p *Parameters) {
	choose(p, &r.estimate, "estimate", byLoad, estimateNames, "how waits are estimated: load divides the work by the GPUs, as defined by overflow; plan starts the cluster's jobs in order of joining")
	p.Duration(&r.delay, "delay", 0, delayMeaning+"; not with estimate=plan")
	p.Check(func() error {
		if r.delay > 0 && r.estimate == byPlan {
			return fmt.Errorf("delay cannot be combined with estimate=plan: a plan reads the current queues")
		}
		return nil
	})
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
