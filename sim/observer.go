package sim

// Observer hears what happens in a run. Records and states are lent for the
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
