package sim

import (
	"time"

	"sovsim/sim/rng"
)

// Overrun says what happens to a job whose run time exceeds its request.
type Overrun uint8

const (
	// OverrunKill ends a job at its request.
	OverrunKill Overrun = iota
	// OverrunExtend raises the request to the run time before simulation.
	OverrunExtend
)

// Model is what a run simulates. It is immutable: replications share one.
type Model struct {
	Clusters []Cluster
	// NewRouter makes the routing policy's state for one run; it may be nil
	// where there is one cluster.
	NewRouter func() Router
	Overrun   Overrun
	// Horizon ends the run: what happens at it or later does not happen. Never
	// lets the run end when every job has.
	Horizon Time
	// WarmUp marks the jobs submitted before it.
	WarmUp Time
	// Blocs are the regions that share sovereignty. A region in none of them is
	// a bloc of its own.
	Blocs []Bloc
	// Links are the ways of data between regions. Where there is none, data
	// take no time; within a region they never do. Of several from one region
	// to another the last counts.
	Links []Link
	// RerouteAfter is how long after its submission a job that has not started
	// is routed again; each further interval is twice as long, MaxReroutes times
	// at most: at A, 3A, 7A and so on after it. A job whose data are on their way
	// then is left alone until the next time. 0 leaves a job where it is.
	RerouteAfter time.Duration
	// Departures let users leave for another region.
	Departures []Departure
	// Grids are the electricity of regions; of one that is not here nothing is
	// known.
	Grids []Grid
	// Budgets pay for the use of clusters. Refills are the moments after the epoch at
	// which their quarters begin.
	Budgets []Budget
	Refills []Time
	// Closures are the times without access to clusters.
	Closures []Closure
	// MaxLive is how many jobs may be live at a time, each from its submission to its
	// end; one more is a BacklogError. 0 is no limit.
	MaxLive int
	// Reasons asks for Record.Parts: why each job waited.
	Reasons bool
}

// MaxReroutes is how often a queued job is routed again by the clock.
const MaxReroutes = 10

// Bloc is a set of regions that share sovereignty, by name.
type Bloc struct {
	Name    string
	Regions []string
}

// Link is how fast the data of one job go from one region to another: the
// bandwidth of a transfer, not of the line.
type Link struct {
	From, To string
	// BytesPerSecond is at least 1.
	BytesPerSecond int64
	// Egress is the price of a GB (10⁹ bytes) that goes this way, in n€.
	Egress int64
}

// Input is the state that belongs to one run.
type Input struct {
	Source    Source
	Directory *Directory
	Observers []Observer
	// Key is the root of what is drawn in the run itself: by routings and policies. The jobs
	// have been drawn by their source.
	Key rng.Key
}

// Result is the counts of a run.
type Result struct {
	// End is the moment at which the run ended: the horizon, or the last event.
	End Time
	// Jobs counts the jobs by outcome, Reasons the rejected by reason.
	Jobs    [Outcomes]int64
	Reasons [Reasons]int64
	// Events, Passes, Starts and Stops (those by policies) count the loop's work.
	Events, Passes, Starts, Stops int64
}
