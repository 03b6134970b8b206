package workloads

import (
	"errors"

	"sovsim/sim"
)

// ErrOrder is what an [Error] wraps when a trace that is read once is not in
// order of submit.
var ErrOrder = errors.New("records are not in order of submit")

// OpenOnce makes the source of a single run of a file that was not checked: it
// is read while the run takes its jobs, which saves a long trace the reading
// before. What [Check] would have found comes from Next, in the middle of the
// run, whose results are then worthless; so does ErrOrder, where Check would
// have sorted. Whoever gets any error can begin anew with Check. Options.Dir is
// the run's directory.
func OpenOnce(path string, opts Options) (*Trace, error) {
	f := &File{path: path, opts: opts, ordered: true}
	if opts.MaxGPUs < 0 {
		return nil, negativeMachine(path)
	}
	t := &Trace{file: f, dir: opts.Dir}
	if t.dir == nil {
		t.dir = &sim.Directory{}
	}
	t.id = t.dir.Trace(f.name())
	in, _, err := openFile(path, opts)
	if err != nil {
		return nil, err
	}
	if t.reader, t.rules, err = f.open(in, t.dir); err != nil {
		in.close()
		return nil, err
	}
	t.in = in
	return t, nil
}

// Rest reads what a run has left of a trace that is read once, so that all of it
// is counted and every fault in it known.
func (t *Trace) Rest() error {
	var job sim.Job
	for {
		if ok, err := t.Next(&job); !ok || err != nil {
			return err
		}
	}
}

// Progress is the share of the file's bytes that have been read, from 0 to 1; of
// a trace that is held it is that of the jobs.
func (t *Trace) Progress() float64 {
	switch {
	case t.file.held:
		return float64(t.pos) / float64(t.file.jobs.n)
	case t.in.size > 0:
		return min(1, float64(t.in.raw.bytes)/float64(t.in.size))
	}
	return 0
}

// unfit is why a trace that is read once cannot go on.
func (t *Trace) unfit(some bool) error {
	if some {
		return &Error{File: t.file.path, Line: t.in.line, Msg: "its " + ErrOrder.Error(), Err: ErrOrder}
	}
	return noJobs(t.file.path, &t.rules.counts)
}

func negativeMachine(path string) error {
	return &Error{File: path, Msg: "the machine's size is negative, want its number of GPUs, or 0 for no limit"}
}

func noJobs(path string, c *Counts) error {
	return &Error{File: path, Msg: ErrNoJobs.Error() + ": " + c.String(), Err: ErrNoJobs}
}
