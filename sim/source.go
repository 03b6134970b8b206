package sim

import "math"

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
	// changed in it, and for every cluster at the epoch and at the end.
	State(now Time, cluster int, s *State)
}

// State is a cluster's state after the passes of an instant.
type State struct {
	// Capacity is the GPUs in service, Held those that jobs hold (which may be
	// more while a drain is outstanding).
	Capacity, Held int64
	// Queued and Running count jobs; QueuedGPUs is what the queued jobs ask for.
	Queued, Running, QueuedGPUs int64
}

// Router decides which cluster a job joins. It sees the clusters that could
// ever run the job; eligibility is the engine's.
type Router interface {
	// Route is the index of the chosen cluster, one of eligible (in file
	// order, never empty), or −1 if the routing allows none of them.
	Route(now Time, job *Job, eligible []int, loads Loads) int
}

// Loads gives a router the load of each cluster at this instant; each is
// computed when it is asked for.
type Loads struct{ e *engine }

// Of is the load of the cluster with that index.
func (l Loads) Of(cluster int) Load { return l.e.sites[cluster].load(l.e.now) }

// Load is what a router may know of a cluster. Work is GPUs × requested time
// at the speed of the cluster's first group; queued jobs count the GPUs that
// they ask for, running ones those that they hold.
type Load struct {
	Region int32
	// Capacity is the GPUs in service now.
	Capacity int64
	// Queued and Running are the GPU·ns requested by queued jobs and left to
	// running ones.
	Queued, Running float64
}

// Busy is (queued + running work) ÷ capacity in nanoseconds: how long the
// cluster would be busy with what it has. Without capacity it is infinite.
func (l *Load) Busy() float64 {
	if l.Capacity <= 0 {
		return math.Inf(1)
	}
	return (l.Queued + l.Running) / float64(l.Capacity)
}
