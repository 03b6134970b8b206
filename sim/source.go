package sim

// Source yields the jobs of a run, one at a time: the engine holds one future
// arrival. Each has its own state and belongs to one run.
type Source interface {
	// Next fills job with the next arrival and reports whether there was one.
	// Submit never decreases. An error ends the run.
	Next(job *Job) (bool, error)
}
