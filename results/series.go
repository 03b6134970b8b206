package results

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

const (
	// MaxAutoIntervals is the most intervals of a width that the run chooses.
	MaxAutoIntervals = 1000
	// MaxIntervals is the most intervals of a width that the user chooses.
	MaxIntervals = 1_000_000
)

// The quantities that are averaged over an interval.
const (
	capacityGPUs = iota
	heldGPUs
	queuedJobs
	queuedGPUs
	runningJobs
	stagingJobs
	downGPUs
	busyPower // µW × ns
	idlePower
	heldBackJobs
	quantities
)

// series follows each cluster's state through time. It adds up each quantity
// × time in whole numbers and closes the books of all clusters at the end of
// each interval.
type series struct {
	names    *runNames
	clusters []clusterState
	// begun reports whether the run's period has begun, at begin.
	begun bool
	begin sim.Time
	// start and end bound the open interval; end is sim.Never with no output.
	start, end sim.Time
	width      time.Duration
	// auto holds closed intervals in memory and widens them when there are
	// too many; otherwise they are written as they close.
	auto  bool
	rows  []seriesRow // closed intervals × clusters, of auto
	total int         // closed intervals, otherwise
	out   *rowBuffer
	err   error
}

// clusterState is a cluster's state since last, and its sums.
type clusterState struct {
	last sim.Time
	now  sim.State
	// before is the state just before last.
	before sim.State
	// open is the sums of the open interval; whole those of the run before it.
	open           [quantities]sum128
	held, capacity sum128
	// carbon is that of the open interval by the intensity of grid; draws are the
	// sums of power and carbon before it.
	carbon unit.Amount
	grid   *sim.Carbon
	draws  draws
}

// seriesRow is an interval of one cluster.
type seriesRow struct {
	cluster            int
	start, end         sim.Time
	sums               [quantities]sum128
	queued, queuedGPUs int64
	carbon             unit.Amount
	names              *runNames
}

func newSeries(c *Config, names *runNames) *series {
	s := &series{names: names, clusters: make([]clusterState, len(c.Clusters)), end: sim.Never, width: c.Interval}
	for i := range c.Clusters {
		s.clusters[i].grid = c.Clusters[i].Carbon
	}
	if c.Series != nil {
		out := newRowBuffer(c.Series)
		s.out = &out
		if s.auto = s.width == 0; s.auto {
			s.width = autoWidth(0)
		}
	}
	if c.Horizon != sim.Never {
		s.open(0)
	}
	return s
}

// autoWidth is the next wider width after w. Each is a multiple of the one
// before, so that intervals can be joined.
func autoWidth(w time.Duration) time.Duration {
	const day = 24 * time.Hour
	for _, next := range []time.Duration{time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second,
		time.Minute, 5 * time.Minute, 10 * time.Minute, 30 * time.Minute,
		time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, day, 7 * day, 14 * day, 28 * day} {
		if next > w {
			return next
		}
	}
	return 2 * w
}

// open begins the run's period.
func (s *series) open(now sim.Time) {
	s.begun, s.begin = true, now
	for i := range s.clusters {
		s.clusters[i].last = now
	}
	s.next(now)
}

// next opens the interval that holds now.
func (s *series) next(now sim.Time) {
	s.start = now
	if s.out != nil {
		s.end = (now - now%sim.Time(s.width)).Add(s.width)
	}
}

func (s *series) state(now sim.Time, cluster int, x *sim.State) {
	if !s.begun && (x.Queued > 0 || x.Running > 0 || x.Held > 0 || x.HeldBack > 0) {
		s.open(now)
	}
	for now >= s.end && s.err == nil {
		s.close(s.end)
		s.next(s.end)
		s.coarsen()
	}
	c := &s.clusters[cluster]
	if s.begun {
		c.advance(now)
	}
	c.now = *x
}

// advance adds up the state's time until now.
func (c *clusterState) advance(now sim.Time) {
	if now <= c.last {
		return
	}
	d := uint64(now - c.last)
	c.open[capacityGPUs].addProduct(uint64(c.now.Capacity), d)
	c.open[heldGPUs].addProduct(uint64(c.now.Held), d)
	c.open[queuedJobs].addProduct(uint64(c.now.Queued), d)
	c.open[queuedGPUs].addProduct(uint64(c.now.QueuedGPUs), d)
	c.open[runningJobs].addProduct(uint64(c.now.Running), d)
	c.open[stagingJobs].addProduct(uint64(c.now.Staging), d)
	if c.now.Down > 0 {
		c.open[downGPUs].addProduct(uint64(c.now.Down), d)
	}
	if c.now.Busy+c.now.Idle > 0 {
		c.draw(now)
	}
	if c.now.HeldBack > 0 {
		c.open[heldBackJobs].addProduct(uint64(c.now.HeldBack), d)
	}
	c.last, c.before = now, c.now
}

// close ends the open interval at t: its rows hold the time before t, and the
// queue just before t.
func (s *series) close(t sim.Time) {
	if s.out != nil && !s.auto {
		if s.total++; s.total > MaxIntervals {
			s.err = tooManyIntervals(s.width)
			return
		}
	}
	for i := range s.clusters {
		c := &s.clusters[i]
		c.advance(t)
		c.held.plus(c.open[heldGPUs])
		c.capacity.plus(c.open[capacityGPUs])
		row := seriesRow{cluster: i, start: s.start, end: t, sums: c.open,
			queued: c.before.Queued, queuedGPUs: c.before.QueuedGPUs, carbon: c.carbon, names: s.names}
		c.draws.plus(&row)
		c.open, c.carbon = [quantities]sum128{}, unit.Amount{}
		switch {
		case s.auto:
			s.rows = append(s.rows, row)
		case s.out != nil:
			s.write(&row)
		}
	}
}

// coarsen joins intervals until there is room for more.
func (s *series) coarsen() {
	for s.auto && len(s.rows) >= (MaxAutoIntervals+1)*len(s.clusters) {
		s.width = autoWidth(s.width)
		n, w := len(s.clusters), sim.Time(s.width)
		kept := s.rows[:0]
		for i := 0; i < len(s.rows); i += n {
			last := len(kept) - n
			if last < 0 || kept[last].start/w != s.rows[i].start/w {
				kept = append(kept, s.rows[i:i+n]...)
				continue
			}
			for j := range n {
				kept[last+j].join(&s.rows[i+j])
			}
		}
		s.rows = kept
		// The last interval goes on if the new width reaches beyond it.
		s.reopen()
	}
}

// reopen takes the last closed interval back where it shares a place on the
// new grid with the open one, in which no time has passed.
func (s *series) reopen() {
	n := len(s.clusters)
	last := s.rows[len(s.rows)-n:]
	from := last[0].start
	if from/sim.Time(s.width) != s.start/sim.Time(s.width) {
		s.next(s.start)
		return
	}
	for i := range s.clusters {
		c := &s.clusters[i]
		c.open, c.carbon = last[i].sums, last[i].carbon
		c.draws.minus(&last[i])
		c.held.minus(c.open[heldGPUs])
		c.capacity.minus(c.open[capacityGPUs])
	}
	s.rows = s.rows[:len(s.rows)-n]
	s.next(from)
}

// join adds the interval that follows r.
func (r *seriesRow) join(next *seriesRow) {
	for q := range r.sums {
		r.sums[q].plus(next.sums[q])
	}
	r.carbon = r.carbon.Plus(next.carbon)
	r.end, r.queued, r.queuedGPUs = next.end, next.queued, next.queuedGPUs
}

// finish closes the run at end and writes what is still held.
func (s *series) finish(end sim.Time) {
	if s.begun {
		for end >= s.end && s.err == nil {
			s.close(s.end)
			s.next(s.end)
			s.coarsen()
		}
		if end > s.start && s.err == nil {
			s.close(end)
		}
	}
	for i := range s.rows {
		s.write(&s.rows[i])
	}
	s.rows = nil
	if s.out != nil {
		s.out.flush()
		if s.err == nil {
			s.err = s.out.err
		}
	}
}

func (s *series) write(r *seriesRow) {
	s.out.buf = appendRow(s.out.buf, s.names.edges, seriesColumns, r)
	s.out.spill()
}

func tooManyIntervals(w time.Duration) error {
	return fmt.Errorf("intervals of %v make more than %d of them in one run; give a wider one, or none for a width that fits", w, MaxIntervals)
}

// mean is a column of the time-weighted mean of a quantity.
func mean(q int) form[*seriesRow] {
	return meanIf(q, func(*runNames) bool { return true })
}

// meanIf is one of a quantity that not every run has.
func meanIf(q int, has func(*runNames) bool) form[*seriesRow] {
	return written(Number, func(b []byte, r *seriesRow) []byte {
		if !has(r.names) {
			return b
		}
		return appendNumber(b, r.sums[q].float()/float64(r.end-r.start))
	})
}

var seriesColumns = slices.Concat(firstSeries, drawColumns)

var firstSeries = []column[*seriesRow]{
	{Description{"cluster", "", Neither, "Name of the cluster."},
		text(func(b []byte, r *seriesRow) []byte { return append(b, r.names.clusters[r.cluster]...) })},
	{Description{"time_s", "s", Neither, "Begin of the interval."},
		written(Seconds, func(b []byte, r *seriesRow) []byte { return unit.AppendSeconds(b, int64(r.start)) })},
	{Description{"interval_s", "s", Neither, "Length of the interval, w; it is [time_s, time_s + w)."},
		written(Seconds, func(b []byte, r *seriesRow) []byte { return unit.AppendSeconds(b, int64(r.end-r.start)) })},
	{Description{"capacity_gpus", "GPU", Neither, "Mean GPUs in service: ∫ capacity dt ÷ w."}, mean(capacityGPUs)},
	{Description{"held_gpus", "GPU", Neither, "Mean GPUs that jobs held: ∫ held dt ÷ w. While a drain is outstanding it may exceed capacity_gpus."}, mean(heldGPUs)},
	{Description{"queued_jobs", "1", Neither, "Mean number of queued jobs: ∫ queued dt ÷ w."}, mean(queuedJobs)},
	{Description{"queued_gpus", "GPU", Neither, "Mean GPUs that queued jobs asked for: ∫ queued GPUs dt ÷ w."}, mean(queuedGPUs)},
	{Description{"running_jobs", "1", Neither, "Mean number of running jobs: ∫ running dt ÷ w."}, mean(runningJobs)},
	{Description{"queued_jobs_end", "1", Neither, "Queued jobs just before the end of the interval."},
		written(Count, func(b []byte, r *seriesRow) []byte { return strconv.AppendInt(b, r.queued, 10) })},
	{Description{"queued_gpus_end", "GPU", Neither, "GPUs that the queued jobs asked for just before the end of the interval."},
		written(Count, func(b []byte, r *seriesRow) []byte { return strconv.AppendInt(b, r.queuedGPUs, 10) })},
	{Description{"staging_jobs", "1", Neither, "Mean number of jobs whose data were on their way to the cluster: ∫ staging dt ÷ w."}, mean(stagingJobs)},
	{Description{"down_gpus", "GPU", Neither, "Mean GPUs out of service by failures that are to be repaired: ∫ down dt ÷ w. Empty in a run in which nothing fails and no checkpoint has a cost."},
		meanIf(downGPUs, func(n *runNames) bool { return n.failures })},
	{Description{"held_back_jobs", "1", Neither, "Mean number of jobs that a budget or a closure held back at the cluster, outside of its queue: ∫ held back dt ÷ w. Empty in a run without either."},
		meanIf(heldBackJobs, func(n *runNames) bool { return n.holds })},
}
