package experiment

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sovsim/results"
	"sovsim/scheduler"
	"sovsim/sim/scenario"
)

// Version is sovsim's version. It is part of every run id.
const Version = "0.1.0"

// Options say how a scenario is run; what is run is in the scenario.
type Options struct {
	// Changes are what the command line changed of the scenario; the manifest and the
	// page name them.
	Changes []Change
	// Force lets a set of another scenario, setting or seed in Dir be replaced.
	Force bool
	// Dir is where the result set goes.
	Dir string
	// Policies take the place of the scenario's where there are any.
	Policies []scheduler.Spec
	// Memory is how many bytes all runs at a time may take for live jobs, where the
	// scenario has no limit on them; 0 is no limit. MaxLive takes the place of both.
	Memory  int64
	MaxLive int
	// Workers is how many runs are made at a time, at least 1.
	Workers int
	// Watch, where set, is called when the runs begin; what it returns is called
	// when they have ended, well or not.
	Watch func(*Meter) (stop func())
	// Announce, where set, is called once with what to expect, before the runs
	// begin.
	Announce func(Estimate)
}

// Outcome is a finished experiment, whose files are in place.
type Outcome struct {
	Runs     []*results.RunSummary
	Manifest *results.Manifest
	// Bounds are the fluid bounds of the blocs at the scale at which they were
	// simulated; nil without a horizon.
	Bounds []scenario.Fluid
	// Replaced says in lines what the set took the place of, where the user may not
	// expect it.
	Replaced []string
}

// grace is how long an interrupted experiment may take to come to rest by
// itself: a single pass over a long queue is not broken off.
const grace = time.Second

// Execute runs a scenario and puts its result set into opts.Dir. The scenario is
// read, not changed. When the context is cancelled it returns within about a
// second, with the context's error, and leaves no file; work that has not come to
// rest by then is abandoned, so the caller should end the process.
func Execute(ctx context.Context, s *scenario.Scenario, opts Options) (*Outcome, error) {
	p, err := newPlan(s, opts)
	if err != nil {
		return nil, badInput(err)
	}
	return p.into(ctx, opts)
}

// into runs the plan into its directory, and returns soon after the context is
// cancelled in any case.
func (p *plan) into(ctx context.Context, opts Options) (_ *Outcome, err error) {
	// The directory comes before the traces, whose reading may take a while.
	if p.set, err = results.NewSet(opts.Dir, p.scenario.Outputs.Jobs, ctx.Err); err != nil {
		return nil, err
	}
	defer p.set.Abort()

	type ending struct {
		out *Outcome
		err error
	}
	done := make(chan ending, 1)
	go func() {
		out, err := p.execute(ctx, opts)
		done <- ending{out, err}
	}()
	select {
	case e := <-done:
		return e.out, e.err
	case <-ctx.Done():
	}
	select {
	case e := <-done:
		return e.out, e.err
	case <-time.After(grace):
		return nil, ctx.Err()
	}
}

func newPlan(s *scenario.Scenario, opts Options) (*plan, error) {
	policies := opts.Policies
	// Everything is made from the scenario as it is simulated; its identity is that
	// of full size.
	p := &plan{full: s, scenario: s.Scaled(), policies: policies, changes: opts.Changes, check: (*results.RunSummary).Check}
	s = p.scenario
	p.blocs, p.weight = blocs(s), weights(s)
	if len(policies) > 0 {
		var err error
		if p.pinned, err = pinned(s, policies); err != nil {
			return nil, err
		}
	} else {
		for _, text := range s.Policies {
			spec, err := scheduler.Parse(text)
			if err != nil {
				return nil, err
			}
			p.policies = append(p.policies, spec)
		}
	}
	var err error
	if p.grids, p.series, err = grids(s); err != nil {
		return nil, err
	}
	for _, policy := range p.policies {
		m, err := model(s, policy, p.grids)
		if err != nil {
			return nil, fmt.Errorf("scenario %s: %w", s.Name, err)
		}
		m.MaxLive = p.maxLive(opts)
		p.models = append(p.models, m)
	}
	return p, nil
}

// execute reads the input, makes the runs and commits their files.
//
// A trace with a single run is read by the run itself, once. Should anything go
// wrong, be it a fault in the middle of the file or an order that needs sorting,
// what was made is thrown away and all begins anew with traces that are read
// before: so every message is the same with one run as with many.
func (p *plan) execute(ctx context.Context, opts Options) (*Outcome, error) {
	once := p.runs() == 1 && len(p.scenario.Workload) == 1 && p.scenario.Workload[0].Trace != nil
	out, err := p.attempt(ctx, opts, once)
	if once && err != nil && ctx.Err() == nil {
		if err = p.set.Discard(0); err == nil {
			out, err = p.attempt(ctx, opts, false)
		}
	}
	if err != nil {
		return nil, err
	}
	if !anyJob(out.Runs) {
		return nil, badInput(fmt.Errorf("scenario %s: no job arrives before the horizon, so there is nothing to simulate; see its workload and horizon", p.scenario.Name))
	}
	if err := p.set.Commit(out.Manifest, out.Runs); err != nil {
		return nil, err
	}
	out.Replaced = p.set.Replaced(out.Manifest)
	return out, nil
}

// attempt makes the runs, with traces that are read once or before.
func (p *plan) attempt(ctx context.Context, opts Options, once bool) (*Outcome, error) {
	manifest, err := p.prepare(ctx, once)
	if err == nil && !opts.Force {
		err = p.set.Replaceable(manifest)
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, badInput(err)
	}
	if opts.Announce != nil && !p.announced {
		p.announced = true
		opts.Announce(p.estimate())
	}
	p.meter = newMeter(p.scenario.Name, p.runs())
	stop := func() {}
	if opts.Watch != nil {
		stop = opts.Watch(p.meter)
	}
	runs, err := p.runAll(ctx, max(1, opts.Workers))
	stop()
	if err != nil {
		return nil, p.backlog(err, opts)
	}
	manifest.Source = p.supply.counts
	return &Outcome{Runs: runs, Manifest: manifest, Bounds: p.scenario.FluidBounds()}, nil
}

// prepare reads the input files and begins the manifest.
func (p *plan) prepare(ctx context.Context, once bool) (*results.Manifest, error) {
	s := p.scenario
	m := &results.Manifest{Version: Version, Variant: Label(p.changes), Changes: Texts(p.changes)}
	for _, file := range s.Files {
		in, err := results.HashFile(filesOf(s), file, ctx.Err)
		if err != nil {
			return nil, err
		}
		in.Name = inFolder(s.Dir, file)
		m.Inputs = append(m.Inputs, in)
	}
	var err error
	if p.supply, err = newSupply(ctx, s, once); err != nil {
		return nil, err
	}
	m.Inputs = append(m.Inputs, p.supply.inputs...)
	m.Inputs = append(m.Inputs, p.series...)
	for _, w := range s.Warnings {
		if !strings.HasPrefix(w.File, "--set") {
			w.File = inFolder(s.Dir, w.File)
		}
		m.Warnings = append(m.Warnings, w.String())
	}
	m.Warnings = append(m.Warnings, p.pinned...)
	m.Settings = p.settings(m)
	return m, nil
}

// inFolder is the path of a file of a scenario without the scenario's folder,
// which is no part of a result.
func inFolder(dir, file string) string {
	rel, err := filepath.Rel(dir, file)
	if err != nil { // one of them is absolute
		return filepath.Base(file)
	}
	return filepath.ToSlash(rel)
}

// identity is what makes a run what it is: the scenario as resolved with one
// policy, whatever else is run beside it, and the bytes of its traces and series.
func (p *plan) identity(policy string) []byte {
	alone := *p.full
	alone.Policies, alone.Replications = []string{policy}, 1
	alone.Outputs = scenario.Outputs{Interval: alone.Outputs.Interval}
	b := alone.Canonical()
	for _, in := range slices.Concat(p.supply.inputs, p.series) {
		b = fmt.Appendf(b, "%s\n", in.SHA256)
	}
	return b
}

func anyJob(runs []*results.RunSummary) bool {
	for _, s := range runs {
		for _, n := range s.Result.Jobs {
			if n > 0 {
				return true
			}
		}
	}
	return false
}

// Interrupted reports whether an experiment ended because its context did.
func Interrupted(err error) bool { return errors.Is(err, context.Canceled) }
