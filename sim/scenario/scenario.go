package scenario

import (
	"time"

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
	// Routing is the name of the routing policy.
	Routing string
	// Policies are the policies to compare, as the user typed them. A run is
	// one policy × one replication.
	Policies []string
	// Regions are the names of all regions: those of clusters in file order,
	// then those that the file lists itself.
	Regions []string
	// Clusters are in file order, at least one.
	Clusters []Cluster
	// Workload is where jobs come from, in file order, at least one.
	Workload []Source
	// Outputs says which result files to write beside those always written.
	Outputs Outputs

	// Dir is the folder of the file, to which paths in it are relative; "" when
	// it did not come from a file. It is no part of the canonical form.
	Dir string
	// Warnings are what is legal but perhaps not meant, by position.
	Warnings []Problem
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
	Kind   Kind
	// Policy pins the cluster's policy; "" follows the scenario's policies.
	Policy string
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
	// Users is the number of users; each job belongs to any of them with the
	// same probability.
	Users int
	// Interarrival describes the time between two jobs of the population.
	Interarrival Interarrival
	// Jobs is the number of jobs after which the population ends; 0 is no end.
	Jobs int64
	// RunTime is the true run time at speed 1.
	RunTime Distribution
	// GPUs are the sizes and their weights, by size.
	GPUs []Size
	// Request says how users overestimate; nil is request = run time.
	Request *Request
	// Patience is how long a job waits before it is withdrawn; nil is for ever.
	Patience *Distribution
	// Checkpoint is the interval at which a job saves its work; 0 is never.
	Checkpoint time.Duration
}

// Interarrival describes a renewal process by the mean time between arrivals
// and its coefficient of variation: 1 is Poisson, 0 is regular.
type Interarrival struct {
	Mean time.Duration
	CV   float64
}

// Size is one size of job with its weight; weights need not sum to 1.
type Size struct {
	GPUs   int
	Weight float64
}

// Request is how a requested time comes from a run time: run time × a factor
// drawn uniformly from [FactorMin, FactorMax], at least 1, rounded up to a multiple of
// RoundUp (0 is no rounding), at most Max (0 is no limit).
type Request struct {
	FactorMin, FactorMax float64
	RoundUp, Max         time.Duration
}

// DistributionKind names a family of distributions.
type DistributionKind string

// The kinds, each with the fields of Distribution that it uses.
const (
	Constant         DistributionKind = "constant"         // Value
	Exponential      DistributionKind = "exponential"      // Mean
	LogNormal        DistributionKind = "log-normal"       // Median and Sigma, or Mean and CV
	Uniform          DistributionKind = "uniform"          // Low, High
	LogUniform       DistributionKind = "log-uniform"      // Low, High
	Gamma            DistributionKind = "gamma"            // Mean, CV
	Hyperexponential DistributionKind = "hyperexponential" // Mean, CV
)

// Distribution is a distribution of durations. A field that its kind does not
// use is zero.
type Distribution struct {
	Kind                DistributionKind
	Value, Mean, Median time.Duration
	// CV is the standard deviation ÷ the mean; Sigma the standard deviation of
	// the natural logarithm.
	CV, Sigma float64
	// Low and High are the ends of the uniform kinds.
	Low, High time.Duration
	// Min and Max clamp the draws of the other kinds: one beyond becomes the
	// bound. 0 is no bound.
	Min, Max time.Duration
}

// Trace is a workload that a file holds.
type Trace struct {
	// File is the path as the scenario gives it, relative to the scenario.
	File string
	// Format is the name of the file's format; "" means by content.
	Format string
	// Region and Class name those of jobs for which the trace has none.
	Region, Class string
}

// Outputs says what to write beside the files that are always written.
type Outputs struct {
	// Jobs asks for jobs.csv.
	Jobs bool
	// Interval is the width of a row of timeseries.csv.
	Interval time.Duration
}
