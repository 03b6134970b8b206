package population

import (
	"time"

	"sovsim/sim"
	"sovsim/workloads/dist"
)

// Spec is a synthetic population.
type Spec struct {
	// Classes are the kinds of job, at least one. Their order decides which of
	// two jobs of one instant comes first, and nothing else.
	Classes []Class
	// Until ends the population: every job arrives before it. 0 means no end
	// in time.
	Until sim.Time
	// MaxJobs is the greatest number of jobs, over all classes; 0 means no end
	// by number. Every class must end by one of Until, MaxJobs and its own MaxJobs.
	MaxJobs int64
	// Grain is what run times, requests and patience are rounded to; 0 means
	// one second, which keeps CSV files readable. Comparisons with closed forms
	// use 1 ns.
	Grain time.Duration
}

// Class is one kind of job.
type Class struct {
	// Name is the class's name and Region the name of the home region of its
	// jobs. The two together must be unique: a class may be described once for
	// each region. The users are called region/name-u1, region/name-u2, ….
	Name, Region string
	// MaxJobs is the greatest number of jobs of this class; 0 means no end by
	// number.
	MaxJobs int64
	// Users is the number of users, at least 1; each job belongs to any of
	// them with the same probability.
	Users int
	// Interarrival is the time between the arrivals of the class as a whole.
	Interarrival Interarrival
	// Run is the run time at speed 1, that of one H100.
	Run dist.Spec[time.Duration]
	// Sizes are the sizes with their weights, at least one; the commonest
	// first is fastest.
	Sizes []Size
	// Request is how the requested time follows from the run time. The zero
	// value requests the run time.
	Request Request
	// Patience is how long a job waits for its first start until it is
	// withdrawn; the zero value waits without end.
	Patience dist.Spec[time.Duration]
	// Checkpoint is the interval at which jobs save their work; 0 means never.
	Checkpoint time.Duration
}

// Interarrival is the distribution of the intervals between arrivals.
type Interarrival struct {
	Mean time.Duration
	// CV is the standard deviation ÷ the mean: 1 is a Poisson process, 0 the
	// tick of a clock (so a Spec must say 1 where Poisson is meant), below 1
	// gamma, above 1 balanced two-phase hyperexponential; see dist.ByCV.
	CV float64
}

// Size is a number of GPUs and how often it is asked for.
type Size struct {
	GPUs int
	// Nodes is the shape: GPUs/Nodes GPUs on each of that many nodes; 0 leaves
	// it to the cluster.
	Nodes int
	// Weight is the share of the class's jobs, in any unit.
	Weight float64
}

// Request is how users choose the time that they ask for.
type Request struct {
	// Factor is the over-estimation, requested ÷ true time, drawn for each job;
	// less than 1 counts as 1. The zero value is the constant 1.
	Factor dist.Spec[float64]
	// RoundUp is the grid to which requests are rounded up, such as 15 min; 0
	// means none.
	RoundUp time.Duration
	// Max is the greatest request, such as a wall-time limit; 0 means none. A
	// job that would run longer asks for no more than this.
	Max time.Duration
}
