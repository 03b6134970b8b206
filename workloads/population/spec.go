package population

import (
	"time"

	"sovsim/sim"
	"sovsim/sim/dist"
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
	// Users is the number of users, at least 1.
	Users int
	// Zipf is the exponent of their activity: user k has a share of the jobs in
	// proportion to k^−Zipf; 0 gives all the same.
	Zipf float64
	// Projects is the number of projects; 0 is none. User k belongs to project
	// 1 + (k−1) mod Projects, called region/name-p1, region/name-p2, ….
	Projects int
	// Offset is the region's local time − UTC, for Profile.
	Offset time.Duration
	// Profile is how arrivals spread over the hours of the week; the zero value
	// is evenly.
	Profile dist.Profile
	// Growth is the yearly growth of the rate of arrivals: 0.1 is 10 % more each
	// year of 365.25 days, in steps of an hour of continuous growth from the
	// epoch on. Above −1; at the epoch the rate is 1 ÷ Interarrival.Mean.
	Growth float64
	// Induced are factors of the rate, in order of time and from time zero on, that
	// come on top of profile and growth; none is 1 for ever.
	Induced []Level
	// Epoch is the moment of time zero, in UTC, which gives Profile its day of the week
	// and hour; the zero value is a Monday at midnight.
	Epoch time.Time
	// Interarrival is the time between the arrivals of the class as a whole.
	Interarrival dist.Interarrival
	// Thin keeps one in Thin batches, each by itself, for a machine that is drawn
	// to a scale: bursts last as long as before and bring fewer jobs. 0 is 1.
	Thin int
	// Run is the run time at speed 1, that of one H100.
	Run dist.Times
	// Sizes are the sizes with their weights; the commonest first is fastest.
	// Either they or Range is given.
	Sizes []Size
	// Range draws sizes log-uniformly: the nearest whole number to a draw from
	// [Low, High].
	Range dist.SizeRange
	// Divide divides each size that was drawn, rounding to the nearest whole
	// number, at least 1, for a machine that is drawn to a scale; 0 is 1.
	Divide int
	// Request is how the requested time follows from the run time. The zero
	// value requests the run time.
	Request Request
	// Patience is how long a job waits for its first start until it is
	// withdrawn; the zero value waits without end.
	Patience dist.Times
	// PatienceOfUser gives all jobs of a user one patience, drawn once for the user.
	PatienceOfUser bool
	// Checkpoint is the interval at which jobs save their work; 0 means never.
	Checkpoint time.Duration
	// Rule, Write and Restart are those of sim.Job.
	Rule           sim.Rule
	Write, Restart time.Duration
	// Segment is sim.Job.Segment; 0 is jobs of one piece.
	Segment time.Duration
	// Residency has the shares of the jobs by where they may run; the zero
	// value is anywhere.
	Residency dist.Residency
	// Limits bound the sizes of the jobs of each residency; the zero value does not.
	Limits Limits
	// Bytes is the size of the data of a job; the zero value is none.
	Bytes dist.ByteRange
}

// Limits are the limits of the sizes of jobs by where they may run.
type Limits struct{ Home, Bloc, Any dist.SizeLimit }

// capped reports whether a size may be cut.
func (l Limits) capped() bool { return l.Home.Cap > 0 || l.Bloc.Cap > 0 || l.Any.Cap > 0 }

// Size is a number of GPUs and how often it is asked for.
type Size struct {
	GPUs int
	// Nodes is the shape: GPUs/Nodes GPUs on each of that many nodes; 0 leaves
	// it to the cluster.
	Nodes int
	// Weight is the share of the class's jobs, in any unit.
	Weight float64
	// Run is the run time of jobs of this size; the zero value is the class's.
	Run dist.Times
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
