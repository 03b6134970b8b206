package experiment

import (
	"fmt"
	"io"

	"sovsim/sim"
	"sovsim/sim/rng"
	"sovsim/sim/scenario"
	"sovsim/workloads"
	"sovsim/workloads/population"
)

// An origin makes the source of jobs of one run, again and again: neighbouring
// populations of the workload together, or one trace.
type origin struct {
	spec population.Spec
	// file and def are set for a trace; once in place of file for one that is
	// read by the only run, which leaves it in opened.
	file   *workloads.File
	def    *scenario.Trace
	once   func(dir *sim.Directory) (*workloads.Trace, error)
	opened *workloads.Trace
}

// openTrace opens the trace for one run.
func (o *origin) openTrace(dir *sim.Directory) (t *workloads.Trace, err error) {
	if o.once == nil {
		return o.file.Open(dir)
	}
	o.opened, err = o.once(dir)
	return o.opened, err
}

// open makes the source for one run; closing is for traces that are streamed.
func (o *origin) open(key rng.Key, dir *sim.Directory) (sim.Source, io.Closer, error) {
	if o.def == nil {
		p, err := population.New(o.spec, key, dir)
		return p, io.NopCloser(nil), err
	}
	t, err := o.openTrace(dir)
	if err != nil {
		return nil, nil, err
	}
	s, err := workloads.Rated(t, o.def.Rate)
	if err != nil {
		return nil, t, fmt.Errorf("trace %s: %w", o.def.File, err)
	}
	if o.def.Class == "" && o.def.Region == "" {
		return s, t, nil
	}
	l := &labelled{from: s, dir: dir, hasClass: o.def.Class != "", hasRegion: o.def.Region != ""}
	if l.hasClass {
		l.class = dir.Classes.ID(o.def.Class)
	}
	if l.hasRegion {
		l.region = dir.Regions.ID(o.def.Region)
	}
	return l, t, nil
}

// labelled gives a class and a home to the jobs of a trace that names none.
type labelled struct {
	from                sim.Source
	dir                 *sim.Directory
	class, region       int32
	hasClass, hasRegion bool
}

func (l *labelled) Next(job *sim.Job) (bool, error) {
	ok, err := l.from.Next(job)
	if !ok || err != nil {
		return ok, err
	}
	if l.hasClass && l.dir.Classes.Name(job.Class) == "" {
		job.Class = l.class
	}
	if l.hasRegion && l.dir.Regions.Name(job.Region) == "" {
		job.Region = l.region
	}
	return true, nil
}
