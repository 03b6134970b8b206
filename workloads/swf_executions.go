package workloads

// A log of a machine that interrupts and resumes jobs has several lines for one:
// by the definition a line of the whole job, with status 0, 1 or 5 and the sum of
// run times, and after it a line for each partial execution, with status 2 where it
// is continued, 3 where the job has completed and 4 where it has failed. Those
// lines are no jobs of their own. Some logs have only those; then they are one job.
//
// Which is the case is not known before the end of the file. So at the first line
// of a partial execution a log is read ahead, twice: once for the executions, once
// for the lines of whole jobs that have some. What is kept of it grows with the
// jobs that were interrupted, not with the log.

// The states of a partial execution.
const (
	swfContinued = 2
	swfLastDone  = 3
	swfLastFault = 4
)

// partial reports whether a status is that of a partial execution.
func partial(status int64) bool { return status >= swfContinued && status <= swfLastFault }

// execution is the partial executions of one job.
type execution struct {
	// id counts executions in the order of their first lines.
	id int
	// number is that of the job.
	number int64
	// submit is the earliest submit of the lines, −1 where no line has one; run is
	// the sum of their run times.
	submit, run int64
	// allocated and requested are the processors of the first line that has any,
	// user is that of the first that has one, and request the longest.
	allocated, requested, user, request int64
	// over reports whether a line was the last of the job.
	over bool
}

func (e *execution) add(v *[swfFields]int64) {
	if s := v[swfSubmit]; s >= 0 && (e.submit < 0 || s < e.submit) {
		e.submit = s
	}
	e.run = min(e.run, maxSum) + max(v[swfRun], 0)
	if e.allocated <= 0 && e.requested <= 0 {
		e.allocated, e.requested = v[swfAllocated], v[swfRequested]
	}
	if e.user < 0 {
		e.user = v[swfUser]
	}
	e.request = max(e.request, v[swfRequestedTime])
	e.over = e.over || v[swfStatus] != swfContinued
}

// maxSum is the longest run time, 146 years: more is an error, and does not overflow.
const maxSum = 1 << 62

// ongoing finds the execution to which a line belongs, from line to line.
type ongoing struct {
	// byUser are the executions that came last, by job number and user, latest those
	// by job number alone: some lines have no user.
	byUser map[numberAndUser]*execution
	latest map[int64]*execution
	n      int
}

type numberAndUser struct{ number, user int64 }

func newOngoing() ongoing {
	return ongoing{byUser: map[numberAndUser]*execution{}, latest: map[int64]*execution{}}
}

// find is the execution that came last of the line's number and user; nil for none.
func (o *ongoing) find(v *[swfFields]int64) *execution {
	number, user := v[swfJob], v[swfUser]
	if e := o.byUser[numberAndUser{number, user}]; user >= 0 && e != nil {
		return e
	}
	if e := o.latest[number]; e != nil && (user < 0 || e.user < 0) {
		return e
	}
	return nil
}

// line adds a line of a partial execution to its job, and reports whether it is the
// first. It begins another job where the last line of the number was the last of
// its job, or that of another user: numbers repeat where a counter was reset or
// logs were joined. Without a time of submission it begins none, whatever the order
// of the lines, if there is another of its number. An unknown number, −1, tells less:
// lines of several times of submission are several jobs.
func (o *ongoing) line(v *[swfFields]int64) (e *execution, first bool) {
	number := v[swfJob]
	e = o.find(v)
	another := v[swfSubmit] >= 0 && e != nil && e.submit >= 0 && (e.over || number < 0 && e.submit != v[swfSubmit])
	if e == nil || another || e.over && number < 0 {
		e, first = &execution{id: o.n, number: number, submit: -1, user: -1}, true
		o.n++
	}
	e.add(v)
	o.byUser[numberAndUser{number, e.user}], o.latest[number] = e, e
	return e, first
}

// whole takes the line of a whole job: one with the number of an execution and
// another submit shows that the number has been given to another job, to which lines
// without a submit belong from here on.
func (o *ongoing) whole(v *[swfFields]int64) {
	e := o.find(v)
	if e == nil || e.submit >= 0 && (v[swfSubmit] < 0 || e.submit == v[swfSubmit]) || e.submit < 0 && !isJob(v) {
		return
	}
	delete(o.byUser, numberAndUser{e.number, e.user})
	delete(o.latest, e.number)
}

// isJob reports whether a line of a whole job says enough of it to stand for it.
func isJob(v *[swfFields]int64) bool {
	return v[swfRun] > 0 && (v[swfAllocated] > 0 || v[swfRequested] > 0)
}

// executions knows what becomes of the lines of partial executions of a log.
type executions struct {
	ongoing
	// joined has for each execution the job to make of it; nil where the job has a
	// line of its own.
	joined []*execution
}

// join decides on the line read last, which is of a partial execution. It reports
// true where a job is to be made of it, with what values then holds; else the line
// has been dropped and counted.
func (r *swfReader) join() (bool, error) {
	v := &r.values
	if r.executions == nil {
		x, err := r.readAhead()
		if err != nil {
			return false, err
		}
		r.executions = x
	}
	e, first := r.executions.line(v)
	if e.id >= len(r.executions.joined) {
		return false, r.in.errorf(0, "the file has changed while it was read")
	}
	all := r.executions.joined[e.id]
	switch {
	case all == nil:
		r.rules.drop(PartialExecution)
		return false, nil
	case !first:
		r.rules.drop(FurtherExecution)
		return false, nil
	case all.run > maxSum:
		return false, r.in.errorf(0, "%s (field %d): the partial executions of job %d run for more than 146 years in all", swfNames[swfRun], swfRun+1, v[swfJob])
	}
	v[swfSubmit], v[swfRun], v[swfRequestedTime], v[swfUser] = all.submit, all.run, all.request, all.user
	v[swfAllocated], v[swfRequested] = all.allocated, all.requested
	return true, nil
}

// readAhead reads the log from its beginning for its partial executions and for
// the jobs to which they belong.
func (r *swfReader) readAhead() (*executions, error) {
	if r.in.again == nil {
		return nil, r.in.errorf(0, "the line of a partial execution (status %d), for which the log is read again, which a pipe cannot be: store it in a file first",
			r.values[swfStatus])
	}
	x := &executions{ongoing: newOngoing()}
	lines := newOngoing()
	err := r.ahead(func(v *[swfFields]int64) {
		if !partial(v[swfStatus]) {
			lines.whole(v)
		} else if e, first := lines.line(v); first {
			x.joined = append(x.joined, e)
		}
	})
	if err != nil {
		return nil, err
	}
	type key struct{ number, submit int64 }
	byJob := map[key][]int{}
	for i, e := range x.joined {
		k := key{e.number, e.submit}
		byJob[k] = append(byJob[k], i)
	}
	found := func(k key) {
		for _, i := range byJob[k] {
			x.joined[i] = nil
		}
		delete(byJob, k)
	}
	return x, r.ahead(func(v *[swfFields]int64) {
		if partial(v[swfStatus]) || !isJob(v) {
			return
		}
		found(key{v[swfJob], v[swfSubmit]})
		if v[swfJob] >= 0 { // lines without a submit: the number alone says whose they are
			found(key{v[swfJob], -1})
		}
	})
}

// ahead shows every record of the log to visit, from its beginning.
func (r *swfReader) ahead(visit func(v *[swfFields]int64)) error {
	in, err := r.in.again()
	if err != nil {
		return err
	}
	defer in.close()
	again := &swfReader{in: in}
	for {
		if ok, err := again.record(); !ok || err != nil {
			return err
		}
		visit(&again.values)
	}
}
