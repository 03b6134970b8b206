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
)

// Drops is the number of reasons.
const Drops = int(NegativeSubmit) + 1

var dropNames = [Drops]string{"no run time", "no processors", "more than the machine has", "negative submit"}

// String is the reason in words.
func (d Drop) String() string { return dropNames[d] }

// Counts tells what became of a trace's records: Read = Kept + all of Dropped.
type Counts struct {
	// Read is the number of records in the file, Kept how many of them are jobs.
	Read, Kept int64
	// Dropped counts the others by reason; its index is a Drop.
	Dropped [Drops]int64
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
	return b.String()
}

// rules decide which records are jobs, the same way for every format.
type rules struct {
	// maxGPUs is the size of the machine; 0 is no limit.
	maxGPUs int
	// fits is a further limit by shape; nil is none.
	fits func(*sim.Job) bool
	// zeroRun tells that a run time of zero is a job of that length.
	zeroRun bool
	counts  Counts
}

// keep counts a record and reports whether it is a job.
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
		return true
	}
	r.counts.Dropped[why]++
	return false
}
