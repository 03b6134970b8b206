package experiment

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"golang.org/x/sync/errgroup"

	"sovsim/results"
	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/sim/rng"
	"sovsim/sim/scenario"
	"sovsim/workloads"
)

// plan is everything that the runs of one scenario share.
type plan struct {
	// full is the scenario as it is written, scenario at the scale at which it
	// is simulated.
	full     *scenario.Scenario
	scenario *scenario.Scenario
	policies []scheduler.Spec
	changes  []Change
	// blocs and weight are what results need to know of regions and classes.
	blocs  map[string]string
	weight func(class, region string) float64
	// grids are the electricity of regions, series the files that they come from.
	grids     []sim.Grid
	series    []results.Input
	pinned    []string     // warnings of clusters that keep their own policy
	models    []*sim.Model // by policy
	supply    *supply
	set       *results.Set
	announced bool
	meter     *Meter
	// check holds the books of a run against each other and the jobs that came.
	check func(s *results.RunSummary, submitted int64) error
}

func (p *plan) runs() int { return len(p.policies) * p.scenario.Replications }

// at is the policy and the replication of a run.
func (p *plan) at(run int) (policy, replication int) {
	return run / p.scenario.Replications, run % p.scenario.Replications
}

// name is the run in words, for errors.
func (p *plan) name(run int) string {
	policy, replication := p.at(run)
	return fmt.Sprintf("scenario %s, policy %s, seed %d, replication %d", p.scenario.Name,
		p.policies[policy].Name, p.scenario.Seed, replication)
}

// runAll makes every run, workers at a time, and keeps what they measured by
// index. When a run fails, those that come after it in order are given up; those
// before it go on, so that the error is that of the first run that fails in order,
// however many workers there are.
func (p *plan) runAll(ctx context.Context, workers int) ([]*results.RunSummary, error) {
	summaries := make([]*results.RunSummary, p.runs())
	errs := make([]error, p.runs())
	brake := brake{first: p.runs(), cancels: map[int]context.CancelFunc{}}
	var group errgroup.Group
	group.SetLimit(workers)
	for run := range summaries {
		group.Go(func() error {
			inner, ok := brake.begin(ctx, run)
			if !ok {
				return nil
			}
			summaries[run], errs[run] = p.guarded(inner, run)
			brake.end(run, errs[run])
			return nil
		})
	}
	_ = group.Wait() // errors are in errs, by index
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if brake.first < p.runs() {
		return nil, errs[brake.first]
	}
	return summaries, nil
}

// brake stops the runs that come after one that failed.
type brake struct {
	mu sync.Mutex
	// first is the first run, in order, that has failed.
	first   int
	cancels map[int]context.CancelFunc // of the runs under way
}

// begin gives a run its context; there is none for a run after one that failed.
func (b *brake) begin(ctx context.Context, run int) (context.Context, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if run > b.first || ctx.Err() != nil {
		return nil, false
	}
	inner, cancel := context.WithCancel(ctx)
	b.cancels[run] = cancel
	return inner, true
}

func (b *brake) end(run int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cancels[run]()
	delete(b.cancels, run)
	if err == nil || run > b.first {
		return
	}
	b.first = run
	for other, cancel := range b.cancels {
		if other > run {
			cancel()
		}
	}
}

// guarded makes one run; a panic in it becomes its error.
func (p *plan) guarded(ctx context.Context, run int) (s *results.RunSummary, err error) {
	defer func() {
		if v := recover(); v != nil {
			s, err = nil, &PanicError{p.name(run), v, debug.Stack()}
		}
	}()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s, err = p.run(ctx, run); err != nil {
		return nil, fmt.Errorf("%s: %w", p.name(run), err)
	}
	p.meter.finish(run)
	return s, nil
}

// run makes one run with state of its own.
func (p *plan) run(ctx context.Context, run int) (_ *results.RunSummary, err error) {
	policy, replication := p.at(run)
	m := p.models[policy]
	part, err := p.set.Part(run)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, part.Close()) }()

	dir := &sim.Directory{}
	key := rng.Key{Seed: p.scenario.Seed, Replication: replication}
	source, closeAll, err := p.supply.open(key, dir)
	defer closeAll()
	if err != nil {
		return nil, err
	}
	collector, err := results.NewCollector(p.config(policy, replication, m, dir, part))
	if err != nil {
		return nil, err
	}
	counted := &watched{from: source, meter: p.meter, run: run, broken: collector.Err, horizon: m.Horizon, supply: p.supply}
	result, err := sim.Run(ctx, m, sim.Input{Source: counted, Directory: dir, Observers: []sim.Observer{collector}, Key: key})
	if err == nil {
		err = p.supply.rest()
	}
	if err != nil {
		return nil, p.placed(err, dir)
	}
	summary, err := collector.Finish(result)
	if err == nil {
		err = p.check(summary, counted.submitted)
	}
	return summary, err
}

// open makes the source of one run. Call closeAll in any case.
func (u *supply) open(key rng.Key, dir *sim.Directory) (s sim.Source, closeAll func(), err error) {
	var sources []sim.Source
	closeAll = func() {}
	for i := range u.origins {
		source, closer, err := u.origins[i].open(key, dir)
		if err != nil {
			return nil, closeAll, err
		}
		sources = append(sources, source)
		before := closeAll
		closeAll = func() { closer.Close(); before() }
	}
	return workloads.Merge(sources...), closeAll, nil
}
