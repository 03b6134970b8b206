package experiment

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"sovsim/results"
	"sovsim/sim"
	"sovsim/sim/rng"
	"sovsim/sim/scenario"
	"sovsim/workloads"
	"sovsim/workloads/dist"
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
	if o.def.Class == "" && o.def.Region == "" {
		return t, t, nil
	}
	l := &labelled{from: t, dir: dir, hasClass: o.def.Class != "", hasRegion: o.def.Region != ""}
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

// supply is where the jobs of all runs come from.
type supply struct {
	origins []origin
	inputs  []results.Input
	// counts is nil without a trace.
	counts *results.SourceCounts
	// jobs is the number of jobs of a run, 0 where it is not known.
	jobs int64
	// once tells that there is one run, and that it reads the traces itself.
	once bool
}

// newSupply reads the scenario's traces, from end to end, unless the only run is
// to read them once; and it prepares its populations. A trace that is replayed on one machine (no routing) loses the
// jobs that are too large for it here; else the engine rejects them.
func newSupply(ctx context.Context, s *scenario.Scenario, once bool) (*supply, error) {
	u := supply{once: once}
	endless := false
	for i := range s.Workload {
		if p := s.Workload[i].Population; p != nil {
			n := len(u.origins)
			if n == 0 || u.origins[n-1].def != nil {
				u.origins = append(u.origins, origin{spec: population.Spec{Until: sim.Time(s.Horizon)}})
				n++
			}
			u.origins[n-1].spec.Classes = append(u.origins[n-1].spec.Classes, class(p))
			u.jobs += p.Jobs
			endless = endless || p.Jobs == 0
			continue
		}
		if err := u.trace(ctx, s, s.Workload[i].Trace); err != nil {
			return nil, err
		}
	}
	for _, o := range u.origins {
		if o.def == nil {
			if err := dist.Join(o.spec.Validate()); err != nil {
				return nil, fmt.Errorf("scenario %s: workload: %w", s.Name, err)
			}
		}
	}
	if endless {
		u.jobs = 0
	}
	return &u, nil
}

func (u *supply) trace(ctx context.Context, s *scenario.Scenario, t *scenario.Trace) error {
	path := s.Path(t.File)
	if err := CheckTraceFile(path); err != nil {
		return err
	}
	opts := workloads.Options{Format: t.Format, Stop: ctx.Err}
	if s.Routing == "" {
		opts.MaxGPUs, opts.Fits = s.Clusters[0].Groups[0].Nodes*s.Clusters[0].Groups[0].GPUsPerNode, fits(&s.Clusters[0])
	}
	o := origin{def: t}
	if u.once {
		o.once = func(dir *sim.Directory) (*workloads.Trace, error) {
			opts.Dir = dir
			return workloads.OpenOnce(path, opts)
		}
	} else {
		var err error
		if o.file, err = workloads.Check(path, opts); err != nil {
			return err
		}
		u.count(o.file.Counts())
	}
	in, err := hash(ctx, path)
	if err != nil {
		return err
	}
	u.origins = append(u.origins, o)
	u.inputs = append(u.inputs, in)
	return nil
}

// count adds what became of the records of a trace.
func (u *supply) count(c workloads.Counts) {
	u.jobs += c.Kept
	if u.counts == nil {
		u.counts = &results.SourceCounts{Dropped: map[string]int64{}}
	}
	u.counts.Read += c.Read
	u.counts.Kept += c.Kept
	for d, n := range c.Dropped {
		if n > 0 {
			u.counts.Dropped[workloads.Drop(d).String()] += n
		}
	}
}

// rest reads what the only run has left of its traces, and counts their records.
func (u *supply) rest() error {
	for i := range u.origins {
		if t := u.origins[i].opened; t != nil {
			if err := t.Rest(); err != nil {
				return err
			}
			u.count(t.Stats())
		}
	}
	return nil
}

// progress is how far the only run is in reading its first trace.
func (u *supply) progress() float64 {
	for i := range u.origins {
		if t := u.origins[i].opened; t != nil {
			return t.Progress()
		}
	}
	return 0
}

// fits tells whether the shape of a job goes with the nodes of a machine.
func fits(c *scenario.Cluster) func(*sim.Job) bool {
	if c.Kind == scenario.Pool {
		return nil
	}
	g := c.Groups[0]
	return func(j *sim.Job) bool { return j.Nodes == 0 || j.Nodes <= g.Nodes && j.GPUs <= j.Nodes*g.GPUsPerNode }
}

// hash describes an input file; it stops when the context is cancelled.
func hash(ctx context.Context, path string) (results.Input, error) {
	f, err := os.Open(path)
	if err != nil {
		return results.Input{}, err
	}
	defer f.Close()
	return results.HashInput(filepath.Base(path), &stoppable{ctx, f})
}

type stoppable struct {
	ctx context.Context
	r   io.Reader
}

func (s *stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

// class is a population of the scenario as the generator takes it.
func class(p *scenario.Population) population.Class {
	c := population.Class{
		Name: p.Class, Region: p.Region, MaxJobs: p.Jobs, Users: p.Users, Checkpoint: p.Checkpoint,
		Interarrival: population.Interarrival(p.Interarrival), Run: durations(&p.RunTime),
	}
	// By size, as the scenario has them: an order by weight would be faster, but
	// a small change of a weight could move every draw.
	for _, size := range p.GPUs {
		c.Sizes = append(c.Sizes, population.Size{GPUs: size.GPUs, Weight: size.Weight})
	}
	if p.Patience != nil {
		c.Patience = durations(p.Patience)
	}
	if r := p.Request; r != nil {
		c.Request = population.Request{RoundUp: r.RoundUp, Max: r.Max}
		if r.FactorMin == r.FactorMax {
			c.Request.Factor = dist.Spec[float64]{Kind: dist.KindConstant, Value: r.FactorMin}
		} else {
			c.Request.Factor = dist.Spec[float64]{Kind: dist.KindUniform, Low: r.FactorMin, High: r.FactorMax}
		}
	}
	return c
}

func durations(d *scenario.Distribution) dist.Spec[time.Duration] {
	return dist.Spec[time.Duration]{Kind: dist.Kind(d.Kind), Value: d.Value, Mean: d.Mean, Median: d.Median,
		CV: d.CV, Sigma: d.Sigma, Low: d.Low, High: d.High, Min: d.Min, Max: d.Max}
}

// watched counts the jobs that a run takes from its source, for the progress, and
// stops the run when its rows can no longer be written.
type watched struct {
	from    sim.Source
	meter   *Meter
	run     int
	taken   int64
	broken  func() error
	horizon sim.Time
	supply  *supply
}

// watchEvery is how many jobs lie between two looks.
const watchEvery = 1024

func (w *watched) Next(job *sim.Job) (bool, error) {
	ok, err := w.from.Next(job)
	if w.taken++; w.taken%watchEvery == 0 && err == nil {
		if err := w.broken(); err != nil {
			return false, err
		}
		w.meter.set(w.run, w.fraction(job.Submit))
	}
	return ok, err
}

// fraction is how far the run is: of its horizon or else of its jobs.
func (w *watched) fraction(now sim.Time) float64 {
	switch {
	case w.horizon != sim.Never:
		return min(1, float64(now)/float64(w.horizon))
	case w.supply.jobs > 0:
		return min(1, float64(w.taken)/float64(w.supply.jobs))
	}
	return w.supply.progress()
}
