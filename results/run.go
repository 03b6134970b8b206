package results

import (
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// GroupKind is what the jobs of a row of summary.csv have in common.
type GroupKind string

// The groups, in the order of their rows.
const (
	// All is every job of the run; its key is empty.
	All GroupKind = "all"
	// ByClass has a row for each class, in order of name.
	ByClass GroupKind = "class"
	// ByRegion has a row for each home region, in order of name.
	ByRegion GroupKind = "region"
	// ByCluster has a row for each cluster, in the scenario's order, for the
	// jobs that joined it last.
	ByCluster GroupKind = "cluster"
)

// OtherKey is the key of the jobs whose class or region came after more than
// MaxGroups combinations had been seen.
const OtherKey = "(other)"

// RunSummary is the figures of one run.
type RunSummary struct {
	Scenario, Policy string
	Replication      int
	// ID and Seed are those of the Config.
	ID   string
	Seed uint64
	// Result is the engine's own counts, every job included.
	Result sim.Result
	// Rows begin with that of all jobs; then classes, regions and clusters.
	Rows []Row
	// Warnings say where the figures are weaker than they look.
	Warnings []Warning
}

// All is the row of all jobs.
func (s *RunSummary) All() *Row { return &s.Rows[0] }

// Row is the metrics of one group of jobs in one run. Unless a field says
// otherwise it counts measured jobs: those not submitted in the warm-up.
// columns.go says the same for each column, with formula and unit.
type Row struct {
	Group GroupKind
	Key   string
	// Outcomes counts the jobs by outcome.
	Outcomes [sim.Outcomes]int64
	// WarmUp counts the jobs that were submitted in the warm-up.
	WarmUp int64
	// Started counts the jobs that started; the waits are theirs. Ended counts
	// those completed or killed; the slowdown is theirs.
	Started, Ended int64
	// WaitMean is the mean first wait, rounded to 1 ns; P50 to P99 are its
	// percentiles by nearest rank; WaitMax is the longest.
	WaitMean, P50, P90, P95, P99, WaitMax time.Duration
	// Sketched tells that P50 to P99 are within SketchError instead of exact.
	Sketched bool
	// TotalWaitMean and TotalWaitMax are of all time without GPUs, from
	// submission to the end, of the same jobs.
	TotalWaitMean, TotalWaitMax time.Duration
	// Slowdown is the mean bounded slowdown.
	Slowdown float64
	// FirstSubmit is the first submission, LastEnd the last end of a completed
	// or killed job.
	FirstSubmit, LastEnd sim.Time
	// Asked is GPUs asked for × time held; Held has the GPUs that rounding to
	// whole nodes adds.
	Asked, Held unit.GPUTime
	// HasUse tells whether Use is known: it is for all jobs and for a cluster.
	HasUse bool
	// Use is the GPU-time held and in service over the run's period, the
	// warm-up included.
	Use Use
	// Period is what the throughput is divided by: the run's period without
	// the warm-up.
	Period time.Duration
	// Backlog counts the jobs queued at the run's end, BacklogGPUs what they
	// ask for; the warm-up's are included.
	Backlog, BacklogGPUs int64
}

// Use is the GPU-time that jobs held and that was in service, in GPU·ns.
type Use struct {
	Held, Capacity float64
}

// Jobs is the number of measured jobs, whatever became of them.
func (r *Row) Jobs() int64 {
	var n int64
	for _, k := range r.Outcomes {
		n += k
	}
	return n
}

// NeverStarted is the number of measured jobs without a wait: reneged,
// rejected, or queued at the end.
func (r *Row) NeverStarted() int64 { return r.Jobs() - r.Started }

// Censored is the number of measured jobs whose end the run did not see.
func (r *Row) Censored() int64 { return r.Outcomes[sim.Running] + r.Outcomes[sim.Queued] }

// Utilisation is GPU-time held ÷ GPU-time in service, and whether it is
// defined. While a drain is outstanding more may be held than is in service.
func (r *Row) Utilisation() (float64, bool) {
	return r.Use.Held / r.Use.Capacity, r.HasUse && r.Use.Capacity > 0
}

// Throughput is completed jobs per day, and whether it is defined.
func (r *Row) Throughput() (float64, bool) {
	return float64(r.Outcomes[sim.Completed]) / (float64(r.Period) / float64(24*time.Hour)), r.Period > 0
}

// Makespan is the time from the first submission to the last end, and whether
// it is defined.
func (r *Row) Makespan() (time.Duration, bool) { return r.LastEnd.Sub(r.FirstSubmit), r.Ended > 0 }
