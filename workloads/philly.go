package workloads

import (
	"time"

	"sovsim/sim"
)

// The Philly log of Microsoft's shared GPU clusters in the form of a table with one
// job a line, as the Sia and ElasticFlow artifacts have it: timestamp, duration,
// num_gpus, gpu_time, cluster. The log: Jeon et al., "Analysis of Large-Scale
// Multi-Tenant GPU Clusters for DNN Training Workloads", USENIX ATC 2019.
func init() {
	register(&format{
		name:      "philly",
		about:     "table of Microsoft's Philly log: timestamp,duration,num_gpus,gpu_time,cluster",
		zeroRun:   true,
		recognise: recogniseTable(phillyColumns[:]...),
		open:      openPhilly,
	})
}

var phillyColumns = [...]string{"timestamp", "duration", "num_gpus", "cluster"}

const (
	phillyTimestamp = iota
	phillyDuration
	phillyGPUs
	phillyCluster
)

type phillyReader struct {
	*table
	rules *rules
	dir   *sim.Directory
	clock wallClock
	// read counts the records, which have no number of their own.
	read int64
}

func openPhilly(in *input, r *rules, dir *sim.Directory) (reader, error) {
	t, err := openTable(in, columnsOf{required: phillyColumns[:], left: []string{"gpu_time"}})
	if err != nil {
		return nil, err
	}
	p := &phillyReader{table: t, rules: r, dir: dir}
	t.probe = func() bool {
		_, _, ok := parseStamp(t.trimmed(phillyTimestamp))
		return ok
	}
	return p, nil
}

// wall is the clock that gives this format its dates; see dated.
func (r *phillyReader) wall() *wallClock { return &r.clock }

// next fills job with the next record that the rules keep.
func (r *phillyReader) next(job *sim.Job) (bool, error) {
	for {
		if ok, err := r.record(); !ok || err != nil {
			return false, err
		}
		r.read++
		at, form, ok := parseStamp(r.trimmed(phillyTimestamp))
		if !ok {
			return false, r.wrong(phillyTimestamp, "a date and time such as 2017-10-09 07:01:55 or 2017-10-09T07:01:55Z, from 1970 to 2099")
		}
		if !r.clock.sees(form) {
			return false, r.wrong(phillyTimestamp, "a zone in all time stamps, or in none")
		}
		r.rounded = r.rounded || form.rounded
		run, err := r.known(phillyDuration, r.seconds)
		if err != nil {
			return false, err
		}
		gpus, err := r.known(phillyGPUs, r.integer)
		if err != nil {
			return false, err
		}
		submit, ok := r.clock.since(at, &r.head)
		if !ok {
			return false, &Error{File: r.in.path, Line: r.in.line, Msg: "its " + ErrOrder.Error(), Err: ErrOrder}
		}
		*job = sim.Job{ID: r.read, GPUs: int(gpus), Submit: submit, Run: time.Duration(run), Request: time.Duration(run)}
		if gpus <= 0 {
			r.rules.drop(NoGPU)
			continue
		}
		if !r.rules.keep(job) {
			continue
		}
		r.adjusted(r.rules)
		job.User, job.Class = r.dir.Users.ID(""), r.dir.Classes.ID("")
		if job.Region, err = r.name(&r.dir.Regions, phillyCluster); err == nil {
			err = r.tooMany(phillyGPUs, gpus)
		}
		if err == nil {
			err = r.tooLate(phillyDuration, job)
		}
		return err == nil, err
	}
}
