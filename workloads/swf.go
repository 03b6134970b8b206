package workloads

import (
	"io"
	"strconv"
	"time"

	"sovsim/sim"
)

// The Standard Workload Format, version 2.2, as the Parallel Workloads Archive
// defines it (Chapin et al., "Benchmarks and standards for the evaluation of
// parallel job schedulers", JSSPP 1999): one job a line, 18 numbers separated by
// blanks, −1 for what is unknown; lines that begin with ";" are comments, and
// those at the head have the form "; Key: value".
func init() {
	register(&format{
		name:      "swf",
		about:     "Standard Workload Format 2.2 of the Parallel Workloads Archive: 18 numbers a line",
		recognise: recogniseSWF,
		open: func(in *input, r *rules, dir *sim.Directory) (reader, error) {
			return &swfReader{in: in, rules: r, dir: dir}, nil
		},
		create:     newSWFWriter,
		processors: true,
	})
}

type swfReader struct {
	in    *input
	rules *rules
	dir   *sim.Directory
	head  Header
	// values are the fields of the line read last: seconds as nanoseconds.
	values [swfFields]int64
	// further reports whether the line has more fields than the format.
	further bool
	// rounded reports whether a time in the line has digits below a nanosecond.
	rounded bool
	// rest is what follows a carriage return within the line read last.
	rest []byte
	// names is the line of column names, where there is one, before the first
	// record; begun reports whether a record was read.
	names columnNames
	begun bool
	// zero reports whether a job numbered 0 was read: 0 as a preceding job may be that.
	zero bool
	// executions are those of jobs that were interrupted; nil until a line of one.
	executions *executions
	scratch    []byte
	// users are the ids of users by number, plus 1, for the small numbers that
	// logs have: a table is quicker than naming the user anew for each job.
	users [1024]int32
	// class and region are the ids of the empty names, once named is true.
	class, region int32
	named         bool
}

func (r *swfReader) header() *Header { return &r.head }

// next fills job with the next record that the rules keep.
func (r *swfReader) next(job *sim.Job) (bool, error) {
	for {
		if ok, err := r.record(); !ok || err != nil {
			return false, err
		}
		v := &r.values
		joined := false
		if partial(v[swfStatus]) {
			var err error
			if joined, err = r.join(); err != nil {
				return false, err
			}
			if !joined {
				continue
			}
		} else if r.executions != nil {
			r.executions.whole(v)
		}
		gpus, other := r.processors(v)
		*job = sim.Job{ID: v[swfJob], GPUs: int(gpus), Submit: sim.Time(v[swfSubmit]),
			Run: time.Duration(v[swfRun]), Request: time.Duration(v[swfRequestedTime])}
		if job.Request <= 0 {
			job.Request = job.Run
		}
		r.zero = r.zero || job.ID == 0
		if !r.rules.keep(job) {
			continue
		}
		if gpus > maxGPUs { // on a machine of a stated size it was dropped
			return false, r.in.errorf(0, "%d processors, want at most %d", gpus, maxGPUs)
		}
		if late(job) {
			return false, r.in.errorf(0, "%s (field %d) is %d s, want %s", swfNames[swfRun], swfRun+1, v[swfRun]/1e9, wantEnd)
		}
		if other || joined || r.further || r.rounded || v[swfPreceding] >= 0 || v[swfThink] > 0 {
			r.adjusted(other, joined)
		}
		r.name(job)
		return true, nil
	}
}

// processors is the number of processors that count as GPUs, and reports whether the
// record has another one beside it.
func (r *swfReader) processors(v *[swfFields]int64) (gpus int64, other bool) {
	gpus, left := v[swfRequested], v[swfAllocated]
	if r.rules.allocated {
		gpus, left = left, gpus
	}
	if gpus <= 0 {
		return left, false
	}
	return gpus, left > 0 && left != gpus
}

// adjusted counts in what the job differs from its record.
func (r *swfReader) adjusted(other, joined bool) {
	if joined {
		r.rules.adjust(JoinedExecutions)
	}
	// A job number begins with 1 by the definition, and 0 means none to some.
	if p := r.values[swfPreceding]; p > 0 || p == 0 && r.zero || r.values[swfThink] > 0 {
		r.rules.adjust(PrecedingJob)
	}
	if r.rounded {
		r.rules.adjust(RoundedTime)
	}
	if r.further {
		r.rules.adjust(FurtherFields)
	}
	switch {
	case other && r.rules.allocated:
		r.rules.adjust(AsAllocated)
	case other:
		r.rules.adjust(AsRequested)
	}
}

// name gives a job that is kept its user: the bare number, "" for a negative
// one. A log has neither classes nor regions.
func (r *swfReader) name(job *sim.Job) {
	if !r.named {
		r.class, r.region, r.named = r.dir.Classes.ID(""), r.dir.Regions.ID(""), true
	}
	job.Class, job.Region = r.class, r.region
	u := r.values[swfUser]
	small := u >= 0 && u < int64(len(r.users))
	if small && r.users[u] > 0 {
		job.User = r.users[u] - 1
		return
	}
	r.scratch = r.scratch[:0]
	if u >= 0 {
		r.scratch = strconv.AppendInt(r.scratch, u, 10)
	}
	job.User = r.dir.Users.Bytes(r.scratch)
	if small {
		r.users[u] = job.User + 1
	}
}

// record reads the next record into values; it reports false at the end.
func (r *swfReader) record() (bool, error) {
	for {
		line, err := r.line()
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		r.further, r.rounded = false, false
		// A last line without its end is followed by what the buffer held before.
		if r.begun && !r.in.cut && r.plain(line) {
			return true, nil
		}
		fields, err := r.parse(line)
		if err != nil {
			return false, err
		}
		if fields > 0 {
			r.begun = true
			return true, nil
		}
	}
}
