package workloads

import (
	"cmp"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"sovsim/sim"
)

// Options say how a trace is read.
type Options struct {
	// Format names the format; "" recognises it by the file's content.
	Format string
	// MaxGPUs is the size of the machine: a larger job is dropped and counted.
	// 0 is no limit. On a cluster of nodes it is nodes × GPUs per node.
	MaxGPUs int
	// Processors says which number of processors are a job's GPUs where a format has
	// those requested and those allocated: Requested or Allocated, the other where
	// that one is unknown; "" is Requested. Allocated is refused for other formats.
	Processors string
	// Fits, where set, drops a job for which it is false as one larger than the
	// machine: for limits of shape. It must not keep the pointer.
	Fits func(*sim.Job) bool
	// Name is what the trace is called in a run, by which the random draws of its
	// jobs are found; "" is the base name of its path. Of several traces of one name
	// in a run each has its place among them in addition.
	Name string
	// Dir is the directory of the run in which Open names users, classes and
	// regions; nil makes a new one.
	Dir *sim.Directory
	// FS is the file system in which the path of the trace is opened; nil is the
	// files of the machine.
	FS fs.FS
	// Stop, where set, is asked before each piece of the file is read, and its
	// error ends the reading: a context's Err method makes it cancellable.
	Stop func() error
}

// The values of Options.Processors.
const (
	Requested = "requested"
	Allocated = "allocated"
)

// limits are how many jobs (of 160 bytes) a File holds in memory: keep of them
// always, sort of them if that is what it takes to sort them.
type limits struct{ keep, sort int }

var fileLimits = limits{1 << 18, 1 << 23}

// chunkJobs is how many jobs are allocated together.
const chunkJobs = 1 << 12

// File is a trace that was read once from end to end: it holds no malformed
// record and at least one job, and its counts are known before a run begins. It
// is immutable, and any number of runs may read it at the same time.
//
// What it keeps depends on the file. Up to 262,144 jobs are held in memory, so
// that further runs need not read the file again. A longer file that is in order
// of submit is streamed anew by each run, one record at a time, so that its size
// does not matter. A longer file that is not in order is held in memory and
// sorted by submit, file order on ties, up to 8,388,608 jobs (1.3 GB); beyond
// that it is refused with advice. The jobs of a run are the same in all three.
type File struct {
	path   string
	opts   Options
	format *format
	counts Counts
	head   Header
	// zero is time zero of a format whose records have dates; see wallClock.
	zero    sim.Time
	ordered bool
	// held reports whether jobs has every job; else the file is streamed.
	held bool
	jobs jobList
	// order is the order of submit as indices into jobs; nil if it is that.
	order []int32
	dir   sim.Directory
}

// Check reads a trace and checks every record. The error is an [Error]: the file
// cannot be read, is in no known format, has a malformed record, or holds no
// usable job (ErrNoJobs); or it is that of Options.Stop.
func Check(path string, opts Options) (*File, error) { return check(path, opts, fileLimits) }

func check(path string, opts Options, l limits) (*File, error) {
	f := &File{path: path, opts: opts}
	if opts.MaxGPUs < 0 {
		return nil, negativeMachine(path)
	}
	limit := l.keep
	for {
		regular, err := f.scan(limit)
		if err != nil {
			return nil, err
		}
		if f.counts.Kept == 0 {
			return nil, noJobs(path, &f.counts)
		}
		switch {
		case f.held && !f.ordered:
			f.sort()
			return f, nil
		case f.held, f.ordered && regular:
			return f, nil
		case limit == l.keep && regular:
			limit = l.sort
			continue
		case !regular:
			return nil, &Error{File: path, Msg: "too many jobs for a trace that is not a regular file; store it in a file first"}
		}
		return nil, &Error{File: path, Msg: "its records are not in order of submit, and there are too many to sort them in memory; sort the file first, e.g. with sort -s -n -k 2,2 for swf"}
	}
}

// scan reads the whole file, keeping the jobs if there are at most limit.
func (f *File) scan(limit int) (regular bool, err error) {
	in, regular, err := openFile(f.path, f.opts)
	if err != nil {
		return false, err
	}
	defer in.close()
	f.jobs, f.dir, f.ordered, f.held = jobList{}, sim.Directory{}, true, true
	rd, r, err := f.open(in, &f.dir)
	if err != nil {
		return false, err
	}
	d, hasDates := rd.(dated)
	if hasDates {
		d.wall().set(0)
	}
	last := sim.Time(0)
	var job sim.Job
	for {
		ok, err := rd.next(&job)
		if err != nil {
			return false, err
		}
		if !ok {
			break
		}
		f.ordered = f.ordered && job.Submit >= last
		last = job.Submit
		if f.held && f.jobs.n == limit {
			f.held, f.jobs = false, jobList{} // this file is to be streamed, or read again
		}
		if f.held {
			f.jobs.add(&job)
		}
	}
	f.counts, f.head = r.counts, *rd.header()
	if hasDates && d.wall().some {
		f.rebase(d.wall())
	}
	return regular, nil
}

// rebase makes the times of a scan, which are absolute, those since time zero.
func (f *File) rebase(c *wallClock) {
	f.zero = c.midnight()
	f.head.add(timeZero, c.date(f.zero))
	for _, chunk := range f.jobs.chunks {
		for i := range chunk {
			chunk[i].Submit -= f.zero
		}
	}
}

// open makes the reader for an opened file, recognising its format at first.
func (f *File) open(in *input, dir *sim.Directory) (reader, *rules, error) {
	var err error
	switch {
	case f.format != nil:
	case f.opts.Format != "":
		f.format, err = formatNamed(f.opts.Format)
	default:
		f.format, err = recognise(in)
	}
	if err != nil {
		return nil, nil, err
	}
	allocated, err := f.allocated()
	if err != nil {
		return nil, nil, err
	}
	r := &rules{maxGPUs: f.opts.MaxGPUs, fits: f.opts.Fits, zeroRun: f.format.zeroRun, allocated: allocated}
	rd, err := f.format.open(in, r, dir)
	return rd, r, err
}

// allocated reports whether the processors allocated are to count.
func (f *File) allocated() (bool, error) {
	switch p := f.opts.Processors; {
	case p == "", p == Requested:
		return false, nil
	case p != Allocated:
		return false, &Error{File: f.path, Msg: fmt.Sprintf("unknown processors %q, want %s or %s", clip(p), Requested, Allocated)}
	case !f.format.processors:
		return false, &Error{File: f.path, Msg: fmt.Sprintf("the format %s has one number of GPUs; the processors %s can be chosen in swf only", f.format.name, Allocated)}
	}
	return true, nil
}

// sort orders the held jobs by submit; jobs of one instant keep the file's order.
func (f *File) sort() {
	f.order = make([]int32, f.jobs.n)
	for i := range f.order {
		f.order[i] = int32(i)
	}
	slices.SortFunc(f.order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(f.jobs.at(int(a)).Submit, f.jobs.at(int(b)).Submit), cmp.Compare(a, b))
	})
}

// Path is the file's path as it was given.
func (f *File) Path() string { return f.path }

// name is what the trace is called in a run.
func (f *File) name() string {
	if f.opts.Name != "" {
		return f.opts.Name
	}
	return filepath.Base(f.path)
}

// Format is the name of the file's format.
func (f *File) Format() string { return f.format.name }

// Header is what the file says of itself. The caller must not change it.
func (f *File) Header() *Header { return &f.head }

// Counts tells what became of the file's records.
func (f *File) Counts() Counts { return f.counts }

// Ordered reports whether the file's jobs are in order of submit.
func (f *File) Ordered() bool { return f.ordered }

// Open makes the file's source for one run, which names users, classes and
// regions in dir. Close it when the run has ended.
func (f *File) Open(dir *sim.Directory) (*Trace, error) {
	if dir == nil {
		dir = &sim.Directory{}
	}
	t := &Trace{file: f, dir: dir, id: dir.Trace(f.name())}
	if f.held {
		t.users = translation{from: &f.dir.Users, to: &dir.Users}
		t.classes = translation{from: &f.dir.Classes, to: &dir.Classes}
		t.regions = translation{from: &f.dir.Regions, to: &dir.Regions}
		if f.dir.Projects.Len() > 0 {
			dir.Projects.ID("") // the zero value of a job is no project
			t.projects = &translation{from: &f.dir.Projects, to: &dir.Projects}
		}
		return t, nil
	}
	in, _, err := openFile(f.path, f.opts)
	if err != nil {
		return nil, err
	}
	rd, _, err := f.open(in, dir)
	if err != nil {
		in.close()
		return nil, err
	}
	if d, ok := rd.(dated); ok {
		d.wall().set(f.zero)
	}
	t.in, t.reader = in, rd
	return t, nil
}

// jobList is a list of jobs that grows without copying.
type jobList struct {
	chunks [][]sim.Job
	n      int
}

func (l *jobList) add(job *sim.Job) {
	if l.n%chunkJobs == 0 {
		l.chunks = append(l.chunks, make([]sim.Job, 0, chunkJobs))
	}
	last := &l.chunks[len(l.chunks)-1]
	*last = append(*last, *job)
	l.n++
}

func (l *jobList) at(i int) *sim.Job { return &l.chunks[i/chunkJobs][i%chunkJobs] }
