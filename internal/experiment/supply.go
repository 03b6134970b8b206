package experiment

import (
	"context"
	"fmt"

	"sovsim/results"
	"sovsim/sim"
	"sovsim/sim/dist"
	"sovsim/sim/scenario"
	"sovsim/workloads"
	"sovsim/workloads/population"
)

// supply is where the jobs of all runs come from.
type supply struct {
	origins []origin
	inputs  []results.Input
	// counts is nil without a trace.
	counts *results.SourceCounts
	// jobs is the number of jobs of a run, 0 where it is not known.
	jobs int64
	// once reports whether there is one run, and that it reads the traces itself.
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
			u.origins[n-1].spec.Classes = append(u.origins[n-1].spec.Classes, class(s, p))
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
	if err := checkTraceFile(filesOf(s), path); err != nil {
		return err
	}
	opts := workloads.Options{FS: filesOf(s), Name: t.Name, Format: t.Format, Processors: string(t.Processors), Stop: ctx.Err}
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
		u.count(o.file.Counts(), o.file.Header())
	}
	in, err := results.HashFile(filesOf(s), path, ctx.Err)
	if err != nil {
		return err
	}
	u.origins = append(u.origins, o)
	u.inputs = append(u.inputs, in)
	return nil
}

// count adds what became of the records of a trace.
func (u *supply) count(c workloads.Counts, h *workloads.Header) {
	u.jobs += c.Kept
	if u.counts == nil {
		u.counts = &results.SourceCounts{Dropped: map[string]int64{}, Adjusted: map[string]int64{}}
	}
	u.counts.Notes = append(u.counts.Notes, h.Notes...)
	u.counts.Read += c.Read
	u.counts.Kept += c.Kept
	for d, n := range c.Dropped {
		if n > 0 {
			u.counts.Dropped[workloads.Drop(d).String()] += n
		}
	}
	for a, n := range c.Adjusted {
		if n > 0 {
			u.counts.Adjusted[workloads.Adjust(a).String()] += n
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
			u.count(t.Stats(), t.Header())
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

// fits reports whether the shape of a job goes with the nodes of a machine.
func fits(c *scenario.Cluster) func(*sim.Job) bool {
	if c.Kind == scenario.Pool {
		return nil
	}
	g := c.Groups[0]
	return func(j *sim.Job) bool { return j.Nodes == 0 || j.Nodes <= g.Nodes && j.GPUs <= j.Nodes*g.GPUsPerNode }
}
