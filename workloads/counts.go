package workloads

import (
	"fmt"
	"strings"

	"sovsim/sim"
)

// Drop says why a record of a trace is not simulated. A record to which several
// reasons apply is counted under the first of them, in this order.
type Drop uint8

const (
	// NoRunTime: the run time is unknown, negative or, in formats in which zero
	// stands for a job that never ran (SWF), zero.
	NoRunTime Drop = iota
	// NoProcessors: neither the allocated nor the requested number is positive.
	NoProcessors
	// TooLarge: the job needs more than the machine has.
	TooLarge
	// NegativeSubmit: the job was submitted before the trace's own time zero.
	NegativeSubmit
	// NoGPU: the record is a job without a GPU. This and those below are for
	// formats in which such records are usual, which look at them first.
	NoGPU
	// NeverScheduled: the job never started, so its run time is not known.
	NeverScheduled
	// NoEnd: the job has no end, so its run time is not known.
	NoEnd
	// PartialExecution: the record is a part of a job's execution, and the job has
	// a record of its own. This and the next are for SWF, which looks at them first.
	PartialExecution
	// FurtherExecution: the record is a part of the execution of a job that has no
	// record of its own; it is in the job that stands for the first part.
	FurtherExecution
)

// Drops is the number of reasons.
const Drops = int(FurtherExecution) + 1

var dropNames = [Drops]string{"no run time", "no processors", "more than the machine has", "negative submit",
	"no GPU", "never scheduled", "no end", "a partial execution of a job with a line of its own",
	"a further partial execution, joined to the first"}

// String is the reason in words.
func (d Drop) String() string { return dropNames[d] }

// Adjust says in what a job differs from its record, because the model has no place
// for what the record says. The job is simulated; the count tells how many differ.
type Adjust uint8

const (
	// FractionalGPU: the job asks for a part of a GPU, and gets the whole of it.
	FractionalGPU Adjust = iota
	// UnevenNodes: the job's nodes cannot have the same number of GPUs each; the
	// cluster chooses its nodes.
	UnevenNodes
	// Restricted: the record says on which hardware, or in which part of a machine,
	// the job may run, and no reader knows that.
	Restricted
	// RoundedTime: a time has digits below a nanosecond; halves go to the even one.
	RoundedTime
	// JoinedExecutions: the job is made of the records of its partial executions.
	JoinedExecutions
	// PrecedingJob: the job was submitted after another had ended and its user had
	// thought; here it is submitted at the time that the record says.
	PrecedingJob
	// FurtherFields: the record has more fields than its format, which are left out.
	FurtherFields
	// AsRequested: the job has as many GPUs as processors were requested, and
	// another number was allocated.
	AsRequested
	// AsAllocated: the job has as many GPUs as processors were allocated, and
	// another number was requested.
	AsAllocated
)

// Adjusts is the number of kinds of adjustment.
const Adjusts = int(AsAllocated) + 1

var adjustNames = [Adjusts]string{"a part of a GPU, rounded up to a whole one", "nodes that do not divide the GPUs, left to the cluster",
	"a column that says where the job may run, left out", "a time rounded to the nanosecond",
	"partial executions without a line of the whole job, joined", "a preceding job or think time, left out",
	"more than 18 fields, the further ones left out", "the processors requested, not those allocated",
	"the processors allocated, not those requested"}

// String is the adjustment in words.
func (a Adjust) String() string { return adjustNames[a] }

// Counts tells what became of a trace's records: Read = Kept + all of Dropped.
type Counts struct {
	// Read is the number of records in the file, Kept how many of them are jobs.
	Read, Kept int64
	// Dropped counts the others by reason; its index is a Drop.
	Dropped [Drops]int64
	// Adjusted counts those of Kept that differ from their records; its index is
	// an Adjust.
	Adjusted [Adjusts]int64
}

// TotalDropped is the number of records that are not simulated.
func (c *Counts) TotalDropped() int64 { return c.Read - c.Kept }

// String is one line: "12 records read, 10 kept, 2 dropped (2 no run time)".
func (c *Counts) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d records read, %d kept, %d dropped", c.Read, c.Kept, c.TotalDropped())
	open := " ("
	for d, n := range c.Dropped {
		if n > 0 {
			fmt.Fprintf(&b, "%s%d %s", open, n, Drop(d))
			open = ", "
		}
	}
	if open == ", " {
		b.WriteByte(')')
	}
	for a, n := range c.Adjusted {
		if n > 0 {
			fmt.Fprintf(&b, ", %d adjusted (%s)", n, Adjust(a))
		}
	}
	return b.String()
}

// rules decide which records are jobs, the same way for every format.
type rules struct {
	// maxGPUs is the size of the machine; 0 is no limit.
	maxGPUs int
	// fits is a further limit by shape; nil is none.
	fits func(*sim.Job) bool
	// zeroRun reports whether a run time of zero is a job of that length.
	zeroRun bool
	// allocated reports whether the processors allocated count, not those requested.
	allocated bool
	counts    Counts
}

// drop counts a record that is no job for a reason that its reader has found.
func (r *rules) drop(why Drop) {
	r.counts.Read++
	r.counts.Dropped[why]++
}

// adjust counts a kind in which a job that was kept differs from its record.
func (r *rules) adjust(kind Adjust) { r.counts.Adjusted[kind]++ }

// keep counts a record and reports whether it is a job. A job is numbered by the
// place of its record among all that were read, so that one that the machine is too
// small for, and is dropped, moves the number of no other.
func (r *rules) keep(job *sim.Job) bool {
	r.counts.Read++
	var why Drop
	switch {
	case job.Run < 0 || job.Run == 0 && !r.zeroRun:
		why = NoRunTime
	case job.GPUs <= 0:
		why = NoProcessors
	case r.maxGPUs > 0 && job.GPUs > r.maxGPUs, r.fits != nil && !r.fits(job):
		why = TooLarge
	case job.Submit < 0:
		why = NegativeSubmit
	default:
		r.counts.Kept++
		job.Number = r.counts.Read
		return true
	}
	r.counts.Dropped[why]++
	return false
}

// late reports whether a job would end after the last moment of a run even if it started
// when it was submitted, and were ended at its request.
func late(job *sim.Job) bool { return job.Submit.Add(min(job.Run, job.Request)) == sim.Never }

const wantEnd = "less: the job would end more than 146 years after time zero, the end of the clock"
