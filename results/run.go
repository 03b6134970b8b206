package results

import (
	"time"

	"sovsim/sim"
)

// GroupKind is what the jobs of a row of summary.csv have in common.
type GroupKind string

// The groups, in the order of their rows. Keys are in order of name, periods in
// order of time; a key of several parts has slashes between them.
const (
	// All is every job of the run; its key is empty.
	All GroupKind = "all"
	// ByBloc has a row for each bloc of home regions.
	ByBloc GroupKind = "bloc"
	// ByClass has a row for each class.
	ByClass GroupKind = "class"
	// ByRegion has a row for each home region.
	ByRegion GroupKind = "region"
	// ByCluster has a row for each cluster, in the scenario's order, for the
	// jobs that joined it last. A joint pool has a row for all jobs of its queue,
	// and one for each member with those of them that started last there.
	ByCluster GroupKind = "cluster"
	// ByPeriod has a row for each month of submission: "2027-03", or "day 30"
	// for a block of 30 days where the epoch has no date.
	ByPeriod GroupKind = "period"
	// ByRegionClass has a row for each region and class: "UK/mid".
	ByRegionClass GroupKind = "region-class"
	// ByBlocClass has a row for each bloc and class.
	ByBlocClass GroupKind = "bloc-class"
	// ByRegionPeriod has a row for each region and month: "UK/2027-03".
	ByRegionPeriod GroupKind = "region-period"
	// ByBlocPeriod has a row for each bloc and month.
	ByBlocPeriod GroupKind = "bloc-period"
	// ByClassPeriod has a row for each class and month.
	ByClassPeriod GroupKind = "class-period"
	// ByRegionClassPeriod has a row for each region, class and month:
	// "UK/mid/2027-03".
	ByRegionClassPeriod GroupKind = "region-class-period"
)

// groupKinds are all kinds of groups, in the order of their rows.
var groupKinds = []GroupKind{All, ByBloc, ByClass, ByRegion, ByCluster, ByPeriod, ByRegionClass, ByBlocClass, ByRegionPeriod, ByBlocPeriod, ByClassPeriod, ByRegionClassPeriod}

// The names that these columns may hold.
var (
	groupNames   = numbered(len(groupKinds), func(i int) string { return string(groupKinds[i]) })
	outcomeNames = numbered(sim.Outcomes, func(i int) string { return sim.Outcome(i).String() })
	reasonNames  = numbered(sim.Reasons, func(i int) string { return sim.Reason(i).String() })
)

func numbered(n int, name func(i int) string) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = name(i)
	}
	return names
}

// Pooled reports whether groups of the kind have jobs of all months.
func (g GroupKind) Pooled() bool {
	return g != ByPeriod && g != ByRegionPeriod && g != ByBlocPeriod && g != ByClassPeriod && g != ByRegionClassPeriod
}

// OtherKey is the key of the jobs whose class or region came after more than
// MaxGroups combinations had been seen.
const OtherKey = "(other)"

// RunSummary is the figures of one run.
type RunSummary struct {
	Scenario, Policy string
	Replication      int
	// Variant and Changes are those of the Config.
	Variant string
	Changes []string
	// ID and Seed are those of the Config.
	ID   string
	Seed uint64
	// Result is the engine's own counts, every job included.
	Result sim.Result
	// Target is the wait within which jobs are meant to start, Scale the N of the
	// scale 1/N.
	Target time.Duration
	Scale  int
	// FollowUp is how long jobs are followed at most. Horizon reports whether the run
	// has one, at which it ends with jobs that wait and run.
	FollowUp time.Duration
	Horizon  bool
	// Rows begin with that of all jobs; the others are in the order of their kinds.
	Rows []Row
	// Warnings say where the figures are weaker than they look.
	Warnings []Warning
	balance  balance
}

// All is the row of all jobs.
func (s *RunSummary) All() *Row { return &s.Rows[0] }

// NotReached is a percentile of the wait that the incidence of starting does not
// reach in the time for which jobs are followed.
const NotReached time.Duration = -1

// Marks are the waits at which the incidences of starting and leaving are given.
var Marks = [...]time.Duration{time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 28 * 24 * time.Hour}

// Incidence is the share of followed jobs that had started, and that had left
// unstarted, by some time after their submission.
type Incidence struct {
	Started, Withdrawn float64
	// Known reports whether the jobs are followed for so long.
	Known bool
}

// Row is the metrics of one group of jobs in one run. Unless a field says
// otherwise it counts measured jobs: those not submitted in the warm-up.
// summary_columns.go says the same for each column, with formula and unit.
//
// The figures of waits are of the followed jobs only, each of which counts its
// class's weight; see the package's documentation for which those are.
type Row struct {
	Group GroupKind
	Key   string
	// Outer and Inner are the first and the last part of a key; each is all of a
	// simple one. Bloc is that of a region, alone or with a class or month.
	Outer, Inner, Bloc string
	period             int // of a group of a period that it is of last; −1 for others
	// Outcomes counts the jobs by outcome.
	Outcomes [sim.Outcomes]int64
	// WarmUp counts the jobs that were submitted in the warm-up.
	WarmUp int64
	// Started counts the jobs that started, Ended those completed or killed.
	Started, Ended int64
	// Weight is the sum of the weights of the jobs, RenegedWeight and
	// RejectedWeight are those of the reneged and the rejected ones.
	Weight, RenegedWeight, RejectedWeight float64
	// Followed counts the jobs that the figures of waits use, Waits those of
	// them that started in the time for which they were followed.
	Followed, Waits int64
	// missing is the part of Followed, by weight, that is not in Waits.
	missing float64
	// FollowedFor is for how long at most jobs are followed; a percentile that
	// is NotReached is more.
	FollowedFor time.Duration
	// WaitMean is the mean first wait of the jobs in Waits, rounded to 1 ns;
	// WaitMax is the longest.
	WaitMean, WaitMax time.Duration
	// P50 to P99 are the least waits at which the incidence of starting reaches
	// 0.50 to 0.99, or NotReached; defined if Followed > 0.
	P50, P90, P95, P99 time.Duration
	// Sketched reports whether P50 to P99 are within SketchError instead of exact.
	Sketched bool
	// At are the incidences at Marks, AtTarget those at Config.Target.
	At       [len(Marks)]Incidence
	AtTarget Incidence
	// TotalWaitMean and TotalWaitMax are of all time without GPUs, from
	// submission to the end, of the jobs in Waits.
	TotalWaitMean, TotalWaitMax time.Duration
	// Slowdown is the mean bounded slowdown of the jobs in Waits that were
	// completed or killed, WaitsEnded their number.
	Slowdown   float64
	WaitsEnded int64
	// WaitRestricted is the mean of the waits of Restricted jobs, each restricted to the
	// time for which the job is followed; those that never start count all of that.
	// StartedShare is the share of them that started in that time. Rejected jobs are
	// among them.
	Restricted     int64
	WaitRestricted time.Duration
	StartedShare   float64
	// FirstSubmit is the first submission, LastEnd the last end of a completed
	// or killed job.
	FirstSubmit, LastEnd sim.Time
	// Asked is GPUs asked for × time held; Held has the GPUs that rounding to
	// whole nodes adds; H100 is the same with each span times its speed. All in
	// GPU-hours, as the next are.
	Asked, Held, H100 float64
	// Demanded is GPUs × run time, Useful GPUs × run time that was not lost; both
	// are times of an H100. OnSoil and AtHome are what of Useful was done by
	// clusters of the job's own bloc and region.
	Demanded, Useful, OnSoil, AtHome float64
	// Lost is what of Demanded the reneged and the rejected jobs never did.
	Lost float64
	// HasSoil reports whether OnSoil and AtHome are known: some job names a region.
	HasSoil bool
	// Staged is the sum of the times in which data were on their way. Segments
	// and Moves count those of all jobs.
	Staged          time.Duration
	Segments, Moves int64
	// Parts are what parts of the waits of all jobs, started or not, are shares
	// of, by weight; HasParts reports whether they are known and any job waited.
	Parts    [sim.Parts]float64
	HasParts bool
	// Unserved is the part of these waits of jobs that never started.
	Unserved float64
	// Soils are by bloc what of Useful was done on its soil, AbroadJobs counts the
	// jobs that started outside of their own; known where HasSoil is.
	Soils      []Soil
	AbroadJobs int64
	// Losses are the lost jobs by how they were lost.
	Losses []Loss
	// Supply is what the clusters on the group's soil could do, in hours of an H100,
	// from the warm-up to the end; HasSupply reports whether the group has a soil.
	Supply    float64
	HasSupply bool
	// FairServed and FairInTime are Jain's fairness between the group's regions, of
	// their ServedShare and their InTimeShare.
	FairServed, FairInTime Fairness
	// Users counts the researchers of the group, Departed those who left; Migrated is
	// what of Demanded their jobs asked for after that. HasLeaving reports whether users
	// can leave: not for clusters.
	Users, Departed int64
	Migrated        float64
	HasLeaving      bool
	// Interruptions counts those of jobs by failures. Overhead is the GPU-hours held on
	// restarts and writes of checkpoints, Undone those whose work was undone, and useful
	// the rest of Held. HasFailures reports whether the run has any to tell.
	Interruptions            int64
	Overhead, Undone, useful float64
	HasFailures              bool
	// Costs is what the group took of energy and money.
	Costs Costs
	// HasUse reports whether Use is known: it is for all jobs and for a cluster.
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
	// BacklogMean is the mean number of GPUs that jobs waiting for their first
	// start ask for, from the warm-up to the end, those of the warm-up included.
	// BacklogSlope is the least-squares slope of that number in GPUs per day,
	// WorkSlope the same of GPUs × run time, in GPU-hours per day.
	BacklogMean, BacklogSlope, WorkSlope float64
	// HasSlope reports whether they are known: for pooled groups.
	HasSlope bool
	// TargetMonth is the first of three months in a row in each of which at least
	// TargetShare of the jobs started within the target; "" where there is none.
	TargetMonth string
	// sums are those of metrics that add up something of their own; mostly nil.
	sums map[*accumulation]any
}

// TargetShare is the share of a month's jobs that must start within the target.
const TargetShare = 0.95

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

// RenegedShare and RejectedShare are the shares of those jobs by weight, LostShare
// is the part of the GPU-hours demanded that they took with them. Each comes with
// whether it is defined.
func (r *Row) RenegedShare() (float64, bool) { return share(r.RenegedWeight, r.Weight, true) }

// RejectedShare: see RenegedShare.
func (r *Row) RejectedShare() (float64, bool) { return share(r.RejectedWeight, r.Weight, true) }

// LostShare: see RenegedShare.
func (r *Row) LostShare() (float64, bool) { return share(r.Lost, r.Demanded, true) }

// OnSoilShare is the part of the GPU-hours demanded that was served in the own
// bloc, OnSoilOfServed the part of those served; HomeShare is the part of those
// served that was served in the own region. Each comes with whether it is defined.
func (r *Row) OnSoilShare() (float64, bool) { return share(r.OnSoil, r.Demanded, r.HasSoil) }

// OnSoilOfServed: see OnSoilShare.
func (r *Row) OnSoilOfServed() (float64, bool) { return share(r.OnSoil, r.Useful, r.HasSoil) }

// HomeShare: see OnSoilShare.
func (r *Row) HomeShare() (float64, bool) { return share(r.AtHome, r.Useful, r.HasSoil) }

func share(part, whole float64, known bool) (float64, bool) {
	return part / whole, known && whole > 0
}

// Makespan is the time from the first submission to the last end, and whether
// it is defined.
func (r *Row) Makespan() (time.Duration, bool) { return r.LastEnd.Sub(r.FirstSubmit), r.Ended > 0 }
