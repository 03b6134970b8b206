package sim

import (
	"math"
	"time"
)

// Source yields the jobs of a run, one at a time: the engine holds one future
// arrival. Each has its own state and belongs to one run.
type Source interface {
	// Next fills job with the next arrival and reports whether there was one.
	// Submit never decreases. An error ends the run.
	Next(job *Job) (bool, error)
}

// Observer is told what happens in a run. Records and states are lent for the
// call; an observer copies what it keeps.
type Observer interface {
	// Job is called once for each job, when its story is complete: as jobs
	// leave, and at the end for those that were running, then those queued.
	Job(r *Record)
	// State is called after the last pass of an instant for each cluster that
	// changed in it, and for every cluster at the epoch and at the end. The index
	// is that of Model.Locations: a joint pool tells of its queue and of each
	// member.
	State(now Time, cluster int, s *State)
}

// State is a cluster's state after the passes of an instant.
type State struct {
	// Capacity is the GPUs in service, Held those that jobs hold (which may be
	// more while a drain is outstanding).
	Capacity, Held int64
	// Queued and Running count jobs; QueuedGPUs is what the queued jobs ask for.
	Queued, Running, QueuedGPUs int64
	// Staging counts the jobs whose data are on their way to this cluster.
	Staging int64
	// Busy and Idle are what the cluster draws, in µW, for the GPUs that jobs hold
	// and for those in service that none does, each with its part of the PUE. Both
	// are 0 in a run without bills.
	Busy, Idle int64
	// HeldBack counts the jobs that budgets or closures hold back at this cluster,
	// outside of its queue; HeldBackGPUs is what they ask for.
	HeldBack, HeldBackGPUs int64
	// Supply is what the GPUs in service can do: each counts its speed, in 10⁻⁶ of
	// an H100, rounded to a whole number.
	Supply int64
	// Down is the GPUs of nodes that have failed and wait for repair, which are not
	// in service.
	Down int64
}

// Router decides which cluster a job joins. It sees the clusters that could
// ever run the job and on which it may run; eligibility is the engine's.
type Router interface {
	// Route is the index of the chosen cluster, one of c.Eligible, or −1 if the
	// routing allows none of them.
	Route(c *Choice) int
}

// Choice is what a router decides on. It is lent for the call.
type Choice struct {
	Now Time
	// Job is what a user would say of it: its Run, Patience and Checkpoint are 0.
	Job *Job
	// Eligible are indices of clusters in file order, never none.
	Eligible []int
	// Current is the cluster in whose queue the job waits, which is among the
	// eligible; −1 when it is routed for the first time or has lost its place, when a
	// budget or a closure holds it back, or when its cluster would not take it now.
	// Of the current cluster Load leaves the job itself out.
	Current int

	e    *engine
	slot Slot
	home *place
	// transfer is how long the job's data take at rate.
	rate     int64
	transfer time.Duration
}

// Soil is how far from home the cluster with that index is for the job: the
// Soil of its Load, without the rest.
func (c *Choice) Soil(cluster int) Residency {
	if s := &c.e.sites[cluster]; s.members != nil {
		_, soil := s.nearest(c.home, c.e.masks[cluster])
		return soil
	}
	return c.home.soil[cluster]
}

// rateOf is how fast the job's data come to the cluster.
func (c *Choice) rateOf(cluster int) int64 {
	if c.e.masks == nil {
		return c.home.rates[cluster]
	}
	return c.e.rate(c.home, cluster, c.e.masks[cluster])
}

// Load is what a router may know of a cluster. Work is GPUs × requested time
// at the speed of the cluster's first group; queued jobs count the GPUs that
// they ask for, running ones those that they hold.
type Load struct {
	Region int32
	// Soil is how far from home the cluster is for the job: the strictest
	// residency that allows the job there.
	Soil Residency
	// Capacity is the GPUs in service now, Free those that no job holds. On a
	// cluster of nodes a job may need more than are free in one place.
	Capacity, Free int64
	// Jobs counts the queued jobs, with those whose data are on their way;
	// QueuedGPUs is what they ask for.
	Jobs, QueuedGPUs int64
	// Queued and Running are the GPU·ns requested by those jobs and left to
	// running ones.
	Queued, Running float64
	// Staging is how long the job's data would be on their way to the cluster.
	Staging time.Duration
}

// Busy is (queued + running work) ÷ capacity in nanoseconds: how long the
// cluster would be busy with what it has. Without capacity it is infinite.
func (l *Load) Busy() float64 {
	if l.Capacity <= 0 {
		return math.Inf(1)
	}
	return (l.Queued + l.Running) / float64(l.Capacity)
}
