package workloads

import "sovsim/sim"

// Open checks a trace and makes its source for one run: [Check] and [File.Open].
func Open(path string, opts Options) (*Trace, error) {
	f, err := Check(path, opts)
	if err != nil {
		return nil, err
	}
	return f.Open(opts.Dir)
}

// Trace is a [sim.Source]: the jobs of one trace in order of submit, file order
// on ties.
type Trace struct {
	file *File
	dir  *sim.Directory
	// id is the trace's in the directory.
	id int32
	// pos counts the jobs handed out.
	pos                     int64
	users, classes, regions translation
	// projects is nil for a format that has none.
	projects *translation
	// in and reader stream the file; nil where its jobs are held.
	in     *input
	reader reader
	last   sim.Time
	ended  bool
	// rules are set where the file was not checked before; see OpenOnce.
	rules *rules
}

// Next fills job with the next arrival.
func (t *Trace) Next(job *sim.Job) (bool, error) {
	if t.file.held {
		return t.nextHeld(job), nil
	}
	if t.ended {
		return false, nil
	}
	ok, err := t.reader.next(job)
	switch {
	case err != nil:
	case t.rules != nil && (ok && job.Submit < t.last || !ok && t.pos == 0):
		err = t.unfit(ok)
	case ok && job.Submit < t.last, t.rules == nil && !ok && t.pos != t.file.counts.Kept:
		err = t.in.errorf(0, "the file has changed since it was checked")
	case ok:
		t.last, job.Trace = job.Submit, t.id
		t.pos++
		return true, nil
	}
	t.Close()
	return false, err
}

func (t *Trace) nextHeld(job *sim.Job) bool {
	f := t.file
	if t.pos == int64(f.jobs.n) {
		return false
	}
	i := int(t.pos)
	if f.order != nil {
		i = int(f.order[i])
	}
	*job = *f.jobs.at(i)
	job.Trace = t.id
	job.User, job.Class, job.Region = t.users.id(job.User), t.classes.id(job.Class), t.regions.id(job.Region)
	if t.projects != nil {
		job.Project = t.projects.id(job.Project)
	}
	t.pos++
	return true
}

// Close gives the file back. A trace closes itself at its end and on an error.
func (t *Trace) Close() error {
	if t.in != nil {
		t.in.close()
		t.ended = true
	}
	return nil
}

// Stats is the counts of the whole file, known from the first job on; of a trace
// that is read once, the counts of what has been read.
func (t *Trace) Stats() Counts {
	if t.rules != nil {
		return t.rules.counts
	}
	return t.file.counts
}

// Format is the name of the file's format.
func (t *Trace) Format() string { return t.file.format.name }

// Header is what the file says of itself; of a trace that is read once, what it
// has said so far. The caller must not change it.
func (t *Trace) Header() *Header {
	if t.rules != nil {
		return t.reader.header()
	}
	return &t.file.head
}

// Directory is the directory that the trace names its users in.
func (t *Trace) Directory() *sim.Directory { return t.dir }

// translation turns the ids of the file's directory into those of the run's,
// naming each at its first use, as reading the file does.
type translation struct {
	from, to *sim.Names
	known    []int32
}

func (t *translation) id(id int32) int32 {
	for int(id) >= len(t.known) {
		t.known = append(t.known, -1)
	}
	if t.known[id] < 0 {
		t.known[id] = t.to.ID(t.from.Name(id))
	}
	return t.known[id]
}
