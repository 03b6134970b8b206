package results

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"time"

	"sovsim/sim"
)

// Config says what a Collector measures and where its rows go.
type Config struct {
	// Scenario and Policy are the names that stand in every row; Policy is the
	// policy as the user typed it.
	Scenario, Policy string
	// Replication counts from 0.
	Replication int
	// Variant is the last field of every row, "" for Base; Changes say in full what it
	// stands for, as PATH = VALUE.
	Variant string
	Changes []string
	// ID and Seed are the run's, for the manifest; see RunID.
	ID   string
	Seed uint64
	// Clusters are the clusters, in the model's order.
	Clusters []Cluster
	// Blocs has the bloc of each region; a region that is not in it is a bloc of
	// its own.
	Blocs map[string]string
	// Weight is how many jobs at full scale one job of a class from a region
	// stands for in figures that pool classes; nil is 1 for all.
	Weight func(class, region string) float64
	// Scale is the N of the scale 1/N: GPU-hours and GPUs are those of the
	// simulated machine, N times smaller. 0 is 1.
	Scale int
	// Epoch is the moment of time zero, which names the months; the zero value
	// counts periods of 30 days from time zero.
	Epoch time.Time
	// FollowUp is how long each job is followed in pooled figures, and Target the
	// wait within which jobs are meant to start; 0 is 28 days and 24 hours.
	FollowUp, Target time.Duration
	// Directory holds the names of users, classes and regions. It is the one
	// that the run's source fills.
	Directory *sim.Directory
	// Horizon is the model's; 0 and sim.Never stand for a run that ends with
	// its last job. With a horizon the run's period begins at the epoch;
	// without one, at the first moment at which a job queues or runs.
	Horizon sim.Time
	// WarmUp is the model's: the throughput counts from it.
	WarmUp sim.Time
	// Leaving reports whether users can leave, and Researchers who they are, as far as they
	// belong to populations.
	Leaving     bool
	Researchers []Researchers
	// Failures reports whether something fails, or that checkpoints have costs.
	Failures bool
	// Billed tells which parts of bills are known.
	Billed sim.Billed
	// HeldBack reports whether budgets or closures may hold jobs back.
	HeldBack bool
	// Reasons reports whether the model asks why jobs wait, so that records have parts.
	Reasons bool
	// Interval is the width of the intervals of timeseries.csv. 0 chooses a
	// round width that gives at most MaxAutoIntervals of them.
	Interval time.Duration
	// Jobs and Series take the rows, without header, of jobs.csv and
	// timeseries.csv; nil leaves them out. The Collector writes in large
	// blocks and does not close them.
	Jobs, Series io.Writer
}

// Cluster is what results need to know of a cluster.
type Cluster struct {
	Name, Region string
	// Members is how many of the clusters that come next are the members of this
	// joint pool: it has their queue, and they have the GPUs. 0 is no joint pool.
	Members int
	// Peak is the most GPUs that it ever has, of which a drain may leave some with
	// their jobs when they are no more in service; 0 for a cluster without a drain.
	Peak int64
	// Carbon is that of its region; nil where it is not known.
	Carbon *sim.Carbon
}

// Collector is the observer that measures one run. It belongs to one run and
// is not safe for concurrent use. Per job it costs some tens of ns, in a run with
// a horizon somewhat more than a hundred, and, apart from growing buffers, no
// allocation. Its memory is at most 8 bytes for each started job, in a run with a
// horizon 16, up to 4·10⁶ of them, then constant.
type Collector struct {
	config  Config
	jobs    *jobWriter
	series  *series
	periods periods
	// main has the cells of class, region and period; byCluster those of class,
	// region and cluster. Without periods they are the same.
	main, byCluster *cells
	kept            *kept
	supply          supply
	grounds         grounds
	leaving         *leaving // nil where no user can leave
	billed          bool
	balance         balance
}

var _ sim.Observer = (*Collector)(nil)

// NewCollector makes the observer of one run. It refuses a run without cluster
// and an interval that is negative or would give more than MaxIntervals intervals before the horizon.
func NewCollector(c Config) (*Collector, error) {
	if c.Directory == nil {
		c.Directory = &sim.Directory{}
	}
	if c.Horizon <= 0 {
		c.Horizon = sim.Never
	}
	if c.FollowUp <= 0 {
		c.FollowUp = DefaultFollowUp
	}
	if c.Target <= 0 {
		c.Target = DefaultTarget
	}
	c.Scale = max(1, c.Scale)
	switch {
	case len(c.Clusters) == 0:
		return nil, errors.New("a run to measure needs at least one cluster")
	case c.Interval < 0:
		return nil, fmt.Errorf("interval %v of timeseries.csv: it must be positive, or 0 for a width chosen by the run's length", c.Interval)
	case c.Interval > 0 && c.Horizon != sim.Never && int64(c.Horizon)/int64(c.Interval) > MaxIntervals:
		return nil, tooManyIntervals(c.Interval)
	}
	k := &Collector{config: c, periods: newPeriods(&c), kept: newKept()}
	k.supply, k.grounds = newSupply(&c, &k.periods), newGrounds(&c, k.bloc)
	k.byCluster = newCells(MaxGroups, false, k.kept)
	if k.main = k.byCluster; k.periods.known() {
		k.main = newCells(MaxPeriodGroups, true, k.kept)
	}
	names := newRunNames(&c)
	if c.Jobs != nil {
		k.jobs = newJobWriter(c.Jobs, names, c.Reasons, c.Directory)
		k.jobs.leaving, k.jobs.failures = c.Leaving, c.Failures
	}
	k.series, k.billed = newSeries(&c, names), c.Billed.Any()
	if c.Leaving {
		k.leaving = newLeaving(k)
	}
	return k, nil
}

// bloc is the bloc of a region: itself where none is given.
func (k *Collector) bloc(region string) string { return cmp.Or(k.config.Blocs[region], region) }

// Job counts one job; it is called by the engine.
func (k *Collector) Job(r *sim.Record) {
	k.balance.job(r)
	if k.jobs != nil {
		k.jobs.write(r)
	}
	f := outcomeOf(r, k.config.WarmUp)
	f.followed = k.followedFor(r)
	f.parts = k.config.Reasons && !r.WarmUp
	f.billed = k.billed && !r.WarmUp
	if f.bloc = -1; r.Cluster >= 0 && len(k.grounds.blocs) > 0 {
		f.bloc, f.blocs = k.grounds.of[r.Cluster], len(k.grounds.blocs)
	}
	key := cellKey{class: r.Class, region: r.Region, cluster: int32(r.Cluster), late: !k.periods.early(r.Submit)}
	k.byCluster.add(key, &f, k.periods.follow)
	if k.main != k.byCluster {
		key.cluster, key.period = 0, int32(k.periods.of(r.Submit))
		k.main.add(key, &f, k.periods.follow)
	}
	if k.leaving != nil {
		k.leaving.job(r)
	}
}

// State follows a cluster; it is called by the engine.
func (k *Collector) State(now sim.Time, cluster int, s *sim.State) {
	k.balance.state(now, &k.config.Clusters[cluster], s)
	k.series.state(now, cluster, s)
	k.supply.state(now, cluster, s, k.series.begun, k.series.begin)
}

// Err is the first error in writing rows (a full disk, too many intervals), or
// nil. A long run may ask it now and then and stop early; Finish returns it too.
func (k *Collector) Err() error {
	if k.jobs != nil && k.jobs.out.err != nil {
		return fmt.Errorf("writing jobs.csv: %w", k.jobs.out.err)
	}
	if k.series.err != nil {
		return fmt.Errorf("writing timeseries.csv: %w", k.series.err)
	}
	return nil
}

// Finish closes the books with what the engine counted, writes out what is
// still in buffers, and returns the run's figures. The Collector is spent.
func (k *Collector) Finish(r sim.Result) (*RunSummary, error) {
	k.series.finish(r.End)
	k.supply.finish(r.End, k.series.begun, k.series.begin)
	if k.jobs != nil {
		k.jobs.out.flush()
	}
	if err := k.Err(); err != nil {
		return nil, err
	}
	return k.summarise(r), nil
}
