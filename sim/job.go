package sim

import (
	"strconv"
	"time"

	"sovsim/sim/unit"
)

// Job is a request for GPUs as its source states it. Durations are at speed 1,
// that of one H100 at dense bf16; a cluster divides them by its own speed.
type Job struct {
	// ID is the job's number as its source writes it. Nothing goes by it: in logs
	// it may be unknown, or that of other jobs too.
	ID int64
	// Name is what the job is called where its source has a text in place of a number
	// ("4711_1"): then ID is the place of its record. Else it is "".
	Name string
	// Number is the job's place in its source, from 1, by which its random draws
	// are found: of a synthetic class its number among the jobs of its class and
	// region, of a trace the number of its record in the file. Both stay when other
	// sources come. 0 where the source numbers none: the draws of such a job go by
	// its place in the run's stream.
	Number int64
	// Trace is the trace in which Number counts, by [Directory.Trace]; 0 is none:
	// Number then counts in the job's class and region.
	Trace int32
	// User, Project, Class and Region (the job's home) are ids in the run's
	// Directory.
	User, Project, Class, Region int32
	// Residency says on whose soil the job may run.
	Residency Residency
	// GPUs is how many GPUs the job holds together, at least 1.
	GPUs int
	// FullSize is how many GPUs the job has at full scale, where a scale has
	// divided it: limits go by that. 0 is a job that was not divided.
	FullSize int
	// Nodes is the job's shape on a cluster of nodes: that many nodes with
	// GPUs/Nodes GPUs on each. 0 leaves the shape to the cluster: one node if
	// the job fits into one, else whole nodes.
	Nodes int
	// Submit is when the job arrives. A source yields jobs by Submit; jobs of
	// one instant keep the order in which the source yields them.
	Submit Time
	// Run is the true run time. No policy ever sees it.
	Run time.Duration
	// Request is the requested time. A source that knows none sets it to Run.
	Request time.Duration
	// Patience is how long the job stays queued before its first start until
	// it is withdrawn; 0 is a job that waits without end.
	Patience time.Duration
	// Checkpoint is the interval, in run time at speed 1, at which the job
	// saves its work; 0 means that an interrupted job starts over.
	Checkpoint time.Duration
	// Rule finds the interval instead, from the write time and the failures of the
	// cluster where the job is queued; Checkpoint is 0 then.
	Rule Rule
	// Write is how long the job holds its GPUs to write a checkpoint, Restart how
	// long to resume after an interruption or between two segments. Both are times
	// of the clock, whatever the speed, and are added to run time and request alike.
	Write, Restart time.Duration
	// Segment is the longest time that the job may hold GPUs in one piece, as
	// the cluster's clock has it; a longer job runs as a chain of segments, each
	// queued at the end of the one before. 0 is a job of one piece.
	Segment time.Duration
	// Bytes is the size of the data that must be on a cluster's soil before the
	// job can join its queue; they lie in the job's home region.
	Bytes int64
}

// Label is what messages call the job: its name, else its number.
func (j *Job) Label() string {
	if j.Name != "" {
		return j.Name
	}
	return strconv.FormatInt(j.ID, 10)
}

// Residency says on whose soil a job may run.
type Residency uint8

const (
	// Anywhere: any cluster.
	Anywhere Residency = iota
	// InBloc: a cluster in the bloc of the job's home region.
	InBloc
	// AtHome: a cluster in the job's home region.
	AtHome
)

// Outcome is how a job's story in a run ended.
type Outcome uint8

const (
	// Completed: the job ran to its true end.
	Completed Outcome = iota
	// Killed: the job was ended at its request, or by a loss of capacity or of
	// access.
	Killed
	// Reneged: the job was withdrawn before its first start.
	Reneged
	// Rejected: no cluster can ever run the job under the rules.
	Rejected
	// Running: the job held GPUs at the horizon (censored).
	Running
	// Queued: the job waited at the horizon (censored).
	Queued
)

// Outcomes is the number of outcomes.
const Outcomes = int(Queued) + 1

var outcomeNames = [Outcomes]string{"completed", "killed", "reneged", "rejected", "running", "queued"}

// String is the outcome's word in jobs.csv.
func (o Outcome) String() string { return outcomeNames[o] }

// Reason says why a job was rejected.
type Reason uint8

const (
	// NoReason is that of a job that was not rejected.
	NoReason Reason = iota
	// TooLarge: the job asks for more than any cluster ever has in one piece.
	TooLarge
	// NotInTime: the GPUs exist at some time, but never long enough before an
	// announced loss of capacity.
	NotInTime
	// NoHome: the routing policy allows none of the clusters that could run
	// the job.
	NoHome
	// NotResident: clusters could run the job, none of them on soil that its
	// residency allows.
	NotResident
	// CapacityGone: the job was accepted, but what remains of its cluster's
	// timeline can never run it, and no other cluster can.
	CapacityGone
	// NoAccess: clusters on its soil could run the job, none of them is open to
	// its region, bloc or class.
	NoAccess
	// OverLimit: clusters that are open to the job could run it, but it is
	// larger or longer than each of them allows.
	OverLimit
	// QueueFull: clusters take jobs of its kind, but it could not start at once and
	// the queue of each was full.
	QueueFull
	// OverBudget: clusters take jobs of its kind, but a budget that must pay for
	// the job there is exhausted, and does not wait, or is never large enough.
	OverBudget
)

// Reasons is the number of reasons, NoReason included.
const Reasons = int(OverBudget) + 1

var reasonNames = [Reasons]string{"", "too large for every cluster", "longer than any stretch of capacity",
	"no cluster that the routing allows", "no cluster within its residency", "its capacity is gone for good",
	"no cluster that is open to it", "larger or longer than its clusters allow",
	"the queues of its clusters are full", "over its budget"}

// String is the reason in words.
func (r Reason) String() string { return reasonNames[r] }

// Record is the whole story of one job in one run. It is handed to observers
// once and is not kept.
type Record struct {
	Job
	// Seq is the job's place in source order, from 0.
	Seq int64
	// Cluster is the index in Model.Locations of the cluster that the job last
	// joined, or to which its data were on their way; −1 if none. Of a joint pool it
	// is the member in which it last started, its queue if it did not start there.
	Cluster int
	// Soil is how far from home that cluster is: the strictest residency that
	// allows the job there; Anywhere for a job without cluster or home.
	Soil Residency
	// Start is the first start, Never for a job that did not start.
	Start Time
	// End is the last end (or the moment of leaving); Never for a job that was
	// queued or running at the horizon.
	End Time
	// Wait is all time from submission to the end (or the horizon) in which
	// the job held no GPUs; Held is all time in which it held them. Staged is
	// the part of Wait in which its data were on their way.
	Wait, Held, Staged time.Duration
	// Parts is Wait by reason, in a run whose model asks for it: the parts add
	// up to Wait exactly, and the first is Staged. Else all are 0.
	Parts [Parts]time.Duration
	// GPUTime is GPUs × time held, with the GPUs that whole-node rounding adds;
	// H100Time is the same with each span times the speed at which it ran.
	GPUTime, H100Time unit.GPUTime
	// Bill is what it took of electricity and money; nothing in a run whose model
	// has no power and no price.
	Bill Bill
	// Done is the run time at speed 1 that was not lost: Run for a completed
	// job, the request for one that was ended at it, what checkpoints and
	// segments had saved for one that waits or that a loss of capacity ended;
	// with what it has done since its last start for one that runs.
	Done time.Duration
	// Failures counts the interruptions by failures of hardware. Overhead is the
	// part of Held that went on restarts and on writing checkpoints, Lost the part
	// that did work which an interruption undid; the rest of Held is Done at the
	// speeds at which it ran. OverheadGPUTime and LostGPUTime are those parts of
	// GPUTime.
	Failures                     int
	Overhead, Lost               time.Duration
	OverheadGPUTime, LostGPUTime unit.GPUTime
	// Restarts counts the starts after an interruption, PolicyRestarts those of them
	// after a stop by the policy: the others follow failures, and losses of capacity or of
	// access. Segments counts the segments of a chain that began (1 for a job of one
	// piece that started), Moves how often the job went to another cluster after its
	// first choice.
	Restarts, PolicyRestarts, Segments, Moves int
	Outcome                                   Outcome
	Reason                                    Reason
	// Origin is the region that the job's source has as its home: that from which
	// its user has left, where Region is another.
	Origin int32
	// WarmUp marks a job submitted in the warm-up: it counts in utilisation
	// and backlog, in no metric per job.
	WarmUp bool
}
