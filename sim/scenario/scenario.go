package scenario

import (
	"io/fs"
	"time"

	"sovsim/sim/dist"
	"sovsim/sim/unit"
)

// Version is the version of the scenario language that this package reads.
const Version = 1

// Scenario is one scenario file, resolved: references are indices, dates are
// times since the epoch, ramps are steps, and everything that the file left out
// has its default. It is plain data; Decode has checked it.
type Scenario struct {
	// Name is the scenario column of every result file.
	Name string
	// Description is free text; it has no influence on results.
	Description string
	// Epoch is the moment that times count from, in UTC. The zero value is an
	// epoch without a date: then the file gives all times as durations.
	Epoch time.Time
	// Horizon ends the run, as time since the epoch; 0 lets it end when every
	// job has.
	Horizon time.Duration
	// WarmUp marks the jobs submitted before it, as time since the epoch.
	WarmUp time.Duration
	// Seed is the root of every random draw; 0 is a seed.
	Seed uint64
	// Replications is how often the scenario runs, each time with the next seed.
	Replications int
	// Overrun says what happens to jobs that run longer than they asked for.
	Overrun Overrun
	// Scale is the N of the scale 1/N at which the scenario is simulated; 1 is
	// full size. All else in a Scenario is at full size; Scaled is what runs.
	Scale int
	// Routing is the routing policy as the user typed it.
	Routing string
	// RerouteAfter is how long a queued job waits until it is routed again, each
	// further time twice as long; 0 is never.
	RerouteAfter time.Duration
	// MaxLive is how many jobs may be live at a time, above which a run ends with an
	// error; 0 is what memory holds. It is no part of the canonical form: it changes no
	// result.
	MaxLive int
	// Policies are the policies to compare, as the user typed them. A run is
	// one policy × one replication.
	Policies []string
	// Regions are all regions: those of clusters in file order, then those that
	// the file lists itself.
	Regions []Region
	// Links are the ways of data between regions, at most one for a pair.
	Links []Link
	// Clusters are in file order, at least one.
	Clusters []Cluster
	// Pools are the joint pools: clusters that share a queue.
	Pools []JointPool
	// Workload is where jobs come from, in file order, at least one.
	Workload []Source
	// Departures let users leave; none where nobody does.
	Departures []Departure
	// Budgets pay for the use of clusters; Closures are the times without access to
	// clusters.
	Budgets  []Budget
	Closures []Closure
	// Outputs says which result files to write beside those always written.
	Outputs Outputs

	// FS is the file system that the scenario was read from, nil where it did not come
	// from files, and Dir the folder of its file there, to which paths in it are
	// relative. They are no part of the canonical form.
	FS  fs.FS
	Dir string
	// Files are the files that the scenario was made of, its own first, then those
	// that it extends and includes; none where it did not come from files. They
	// are no part of the canonical form either.
	Files []string
	// Rebound are the populations whose home-bound jobs are bound to the bloc, since
	// no machine at home holds the least of them; see fit.go. It is no part of the
	// canonical form.
	Rebound []Rebound
	// Restricted says of each export rule, in file order, what it does; the
	// timelines are those that come of it. It is no part of the canonical form.
	Restricted []Restriction
	// Warnings are what is legal but perhaps not meant, by position.
	Warnings []Problem
}

// MaxLive is the largest limit on live jobs.
const MaxLive = 2_000_000_000

// Region is a country or grouping with a jurisdiction.
type Region struct {
	Name string
	// Bloc is the bloc that it shares sovereignty with; "" is itself alone.
	Bloc string
	// Offset is local time − UTC, for the daily profile of its jobs.
	Offset time.Duration
	// Electricity is the price of a kWh in n€; 0 is not known.
	Electricity int64
	// Carbon is the carbon intensity of its electricity.
	Carbon Carbon
}

// Link is how fast the data of one job go from one region to another.
type Link struct {
	From, To string
	// BytesPerSecond is at least 1.
	BytesPerSecond int64
	// Egress is the price of a GB (10⁹ bytes) that goes this way, in n€.
	Egress int64
}

// Overrun says what happens to a job whose run time exceeds its request.
type Overrun string

const (
	// OverrunKill ends a job at its request.
	OverrunKill Overrun = "kill"
	// OverrunExtend raises the request to the run time before simulation.
	OverrunExtend Overrun = "extend"
)

// Kind is how a cluster's GPUs are arranged.
type Kind string

const (
	// Pool: interchangeable GPUs.
	Pool Kind = "pool"
	// Nodes: GPUs sit in nodes.
	Nodes Kind = "nodes"
)

// Cluster is one site of one owner.
type Cluster struct {
	Name   string
	Region string
	// Owner is public or private; "" where the file does not say.
	Owner Owner
	Kind  Kind
	// Policy pins the cluster's policy; "" follows the scenario's policies.
	Policy string
	// Access are the regions, blocs and classes to which the cluster is open, in
	// alphabetical order; none is everybody.
	Access []string
	// MaxGPUs is the size of the largest job, MaxTime the longest request in one
	// piece by the clock of the cluster's first group; 0 is no limit. Sizes are
	// those at full scale, also in what Scaled returns.
	MaxGPUs int
	MaxTime time.Duration
	// MaxQueued is how many jobs may wait; with 0 a job starts at once or not at all.
	MaxQueued unit.Limit
	// Suspension is what it costs to suspend a job and to resume it.
	Suspension Suspension
	// Repair is how long a node that has failed is away; 0 is for ever, or of a
	// cluster in which nothing fails.
	Repair time.Duration
	// PUE is the power of the site ÷ that of its GPUs, in thousandths; 0 is 1.
	// Price is that of a GPU-hour, in n€.
	PUE, Price int64
	// Groups are the node groups, at least one; a pool has exactly one, whose
	// nodes are its GPUs.
	Groups []Group
	// Timeline is the changes of capacity after the epoch, by time; of one
	// instant, rises come first, then losses, each in file order.
	Timeline []Step
}

// Group is a set of equal nodes.
type Group struct {
	// Name is unique in the cluster; "gpus" for a pool.
	Name string
	// Nodes is the number of nodes at the epoch (GPUs for a pool), at least 0.
	Nodes int
	// GPUsPerNode is 1 for a pool.
	GPUsPerNode int
	// Accelerator is the type's name; "" where the file names none.
	Accelerator string
	// Speed is relative to one H100 at dense bf16.
	Speed unit.Ratio
	// Failures is how many failures 1,000 nodes of 8 such GPUs have in a day.
	Failures float64
	// Power and IdlePower are what a GPU draws while a job holds it and while
	// none does, in mW; 0 is not known.
	Power, IdlePower int64
}

// Loss is what a step down does to the jobs in its way.
type Loss string

const (
	// Drain takes idle nodes first; busy ones leave as their jobs end.
	Drain Loss = "drain"
	// Kill ends jobs, the latest started first.
	Kill Loss = "kill"
	// Requeue puts jobs back, the latest started first.
	Requeue Loss = "requeue"
)

// Step is one change of a group's capacity.
type Step struct {
	// At is the time since the epoch, more than 0.
	At time.Duration
	// Group is the index of the group in its cluster.
	Group int
	// Change is the nodes (GPUs for a pool) that come (> 0) or go (< 0).
	Change int
	// Announced steps are part of the plan that policies see.
	Announced bool
	// Loss says what a step down does to running jobs; Drain for a step up,
	// where it has no effect.
	Loss Loss
}

// Source is one entry of the workload: exactly one field is set.
type Source struct {
	Population *Population
	Trace      *Trace
}

// Population is a synthetic stream of jobs of one class from one region.
type Population struct {
	// Class is unique among the populations of a region.
	Class  string
	Region string
	// Users are those whose jobs these are.
	Users Users
	// Interarrival describes the time between two jobs of the population.
	Interarrival dist.Interarrival
	// Jobs is the number of jobs after which the population ends; 0 is no end.
	Jobs int64
	// RunTime is the true run time at speed 1.
	RunTime dist.Times
	// GPUs are the sizes and their weights, by size; or Range is given.
	GPUs []Size
	// Range draws sizes log-uniformly from it.
	Range dist.SizeRange
	// Divide divides the sizes, and of the batches one in Thin is kept; both are
	// 1 but for what Scaled returns.
	Divide, Thin int
	// Weight is the class's rate at full scale ÷ its rate here: how many jobs
	// each job stands for where classes are pooled. 1 but for what Scaled returns.
	Weight float64
	// Request says how users overestimate; nil is request = run time.
	Request *Request
	// Patience is how long a job waits before it is withdrawn; nil is for ever.
	Patience *dist.Times
	// PatienceOfUser reports whether all jobs of a user have one patience, which is drawn
	// once for the user.
	PatienceOfUser bool
	// Checkpoint is the interval at which a job saves its work; 0 is never.
	Checkpoint time.Duration
	// Rule finds the interval instead, "" where it is given; Write is how long a
	// write takes, Restart how long it takes to resume, both by the clock.
	Rule           CheckpointRule
	Write, Restart time.Duration
	// Segment is the longest time that a job holds GPUs in one piece, by the
	// cluster's clock; a longer one runs as a chain. 0 is no limit.
	Segment time.Duration
	// Profile is how arrivals spread over the week; nil is evenly.
	Profile *dist.Profile
	// Growth is the yearly growth of the rate, 0.1 for 10 %.
	Growth float64
	// Elasticity is the exponent by which the rate follows the capacity of the
	// population's bloc; 0 is a rate of its own. Induced is the factor that comes of
	// it, from the epoch on, worked out at full scale; none is 1 for ever.
	Elasticity float64
	Induced    []Level
	// Residency has the shares of the jobs by where they may run.
	Residency dist.Residency
	// Fit says whether sizes are drawn so that they fit where a job may run; Limits
	// is what comes of it, none where they are not.
	Fit    Fit
	Limits Limits
	// Data is the size of a job's data in bytes, log-uniform; zero is none.
	Data dist.ByteRange
}

// Users are the people and projects of a population.
type Users struct {
	// Count is the number of users, Projects of projects (0 is none).
	Count, Projects int
	// Zipf is the exponent of the users' activity; 0 gives all the same.
	Zipf float64
}

// Size is one size of job with its weight; weights need not sum to 1.
type Size struct {
	GPUs   int
	Weight float64
	// RunTime is that of jobs of this size; nil is the class's.
	RunTime *dist.Times
}

// Request is how a requested time comes from a run time: run time × a factor
// drawn uniformly from [FactorMin, FactorMax], at least 1, rounded up to a multiple of
// RoundUp (0 is no rounding), at most Max (0 is no limit).
type Request struct {
	FactorMin, FactorMax float64
	RoundUp, Max         time.Duration
}

// Trace is a workload that a file holds.
type Trace struct {
	// File is the path as the scenario gives it, relative to the scenario.
	File string
	// Name is what the trace is called, by which the random draws of its jobs are
	// found; "" is the base name of File.
	Name string
	// Format is the name of the file's format; "" means by content.
	Format string
	// Processors says which processors of an swf record are a job's GPUs.
	Processors Processors
	// Region and Class name those of jobs for which the trace has none.
	Region, Class string
	// Rate is how many times as fast its jobs arrive; 1 is as recorded.
	Rate float64
}

// Processors says which number of processors are the GPUs of a job of a log that
// has both; where that one is unknown, it is the other.
type Processors string

// The numbers of processors.
const (
	// RequestedProcessors are those that the user asked for.
	RequestedProcessors Processors = "requested"
	// AllocatedProcessors are those that the job got.
	AllocatedProcessors Processors = "allocated"
)

// What Outputs has where a file does not say.
const (
	DefaultFollowUp = 28 * unit.Day
	DefaultTarget   = unit.Day
)

// Outputs says what to write beside the files that are always written.
type Outputs struct {
	// Jobs asks for jobs.csv.
	Jobs bool
	// Reasons asks why each job waited: the parts of its wait.
	Reasons bool
	// Interval is the width of a row of timeseries.csv.
	Interval time.Duration
	// FollowUp is how long after its submission each job is followed in figures
	// that pool jobs of several months.
	FollowUp time.Duration
	// Target is the wait within which jobs are meant to start.
	Target time.Duration
}
