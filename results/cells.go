package results

import (
	"time"

	"sovsim/sim"
)

// MaxGroups bounds the combinations of class, region and cluster that are told
// apart, and MaxPeriodGroups those of class, region and month. A trace whose
// class column is different for every job would otherwise make a group of each.
const (
	MaxGroups       = 10_000
	MaxPeriodGroups = 30_000
)

// other stands for a class or region beyond the limit.
const other int32 = -2

// A cell is the jobs of one class, home region and cluster, or of one class,
// home region and period of submission. Every group is a union of cells, so a
// job is counted once, not once for each kind of group.
type cell struct {
	cellKey
	tally
	backlogs backlog
	// within is of the jobs that started within the follow-up of pooled
	// figures, beyond of those that started later.
	within, beyond waits
	// starts are first waits; leaves are the times from submission at which
	// jobs left unstarted, censored those at which the run ended with them
	// unstarted. Rejected jobs are in none.
	starts, leaves, censored sample
	// restricted is of all measured jobs.
	restricted restricted
	// sums are those of the cells' accumulations; nil as long as there is none.
	sums []any
}

type cellKey struct {
	class, region, cluster, period int32
	// late marks jobs that pooled figures of waits leave out: they were submitted
	// too shortly before the horizon.
	late bool
}

// cells is the cells of one kind of a run, in the order in which they appeared.
type cells struct {
	list  []*cell
	index map[cellKey]*cell
	// recent is a direct-mapped cache before the map.
	recent [1024]*cell
	// folded reports whether jobs were put under OtherKey.
	folded   bool
	maxCells int
	// all reports whether waits of late jobs are kept too.
	all  bool
	kept *kept
	// accumulations are what metrics add up by themselves; mostly nil.
	accumulations []*accumulation
}

// kept is the memory for waits, which all cells of a run share.
type kept struct {
	samples []*sample
	values  int // kept over all samples
	// A test sets lower limits.
	maxValues, maxInAll int
}

func newKept() *kept { return &kept{maxValues: exactPerCell, maxInAll: exactInAll} }

func newCells(maxCells int, all bool, k *kept) *cells {
	return &cells{index: map[cellKey]*cell{}, maxCells: maxCells, all: all, kept: k, accumulations: accumulations()}
}

// jobOutcome is what all cells of a job need of its record, worked out once.
type jobOutcome struct {
	*sim.Record
	waiting  waiting
	kind     int8 // of event; noEvent for a job that is not followed
	after    time.Duration
	followed time.Duration // for how long it is followed at most
	parts    bool          // why it waited is known and counts
	billed   bool          // it has a bill that counts
	slowdown uint64        // 0 for a job that has not started and ended
	bloc     int           // on whose soil its last cluster stands, of blocs; −1 if that is not known
	blocs    int
	loss     int // how it was lost; −1 if it was not
}

const noEvent = censoring + 1

func outcomeOf(r *sim.Record, warmUp sim.Time) jobOutcome {
	f := jobOutcome{Record: r, kind: noEvent, waiting: waitingOf(r, warmUp), loss: lossKind(r)}
	switch {
	case r.WarmUp:
	case r.Start != sim.Never:
		f.kind, f.after = startEvent, r.Start.Sub(r.Submit)
		if r.Outcome == sim.Completed || r.Outcome == sim.Killed {
			f.slowdown = slowdown(f.after, r.Held)
		}
	case r.Outcome == sim.Queued:
		f.kind, f.after = censoring, r.Wait
	case r.Outcome != sim.Rejected:
		f.kind, f.after = leaveEvent, r.End.Sub(r.Submit)
	}
	return f
}

// add counts a job in the cell of key. Pooled figures follow it for follow.
func (c *cells) add(key cellKey, f *jobOutcome, follow time.Duration) {
	hash := uint32(key.class)*0x9e3779b1 ^ uint32(key.region)*0x85ebca6b ^ uint32(key.cluster)*0xc2b2ae35 ^ uint32(key.period)*0x27d4eb2f
	slot := &c.recent[hash>>22]
	x := *slot
	if x == nil || x.cellKey != key {
		x = c.find(key)
		*slot = x
	}
	x.tally.add(f.Record)
	if f.parts {
		x.tally.addParts(f.Record)
	}
	if f.billed {
		x.tally.bills.add(&f.Bill)
	}
	if f.bloc >= 0 && !f.WarmUp && f.Start != sim.Never {
		x.tally.addSoil(f.Record, f.bloc, f.blocs)
	}
	if f.loss >= 0 && !f.WarmUp {
		x.tally.addLoss(f.Record, f.loss)
	}
	if f.waiting.until > 0 {
		x.backlogs.add(&f.waiting)
	}
	if !f.WarmUp {
		x.restricted.add(f)
		if c.accumulations != nil {
			x.accumulate(c.accumulations, f.Record)
		}
	}
	var to *sample
	switch f.kind {
	case noEvent:
		return
	case startEvent:
		to = &x.starts
		if f.after <= follow {
			x.within.add(f.Record, f.after, f.slowdown)
		} else {
			x.beyond.add(f.Record, f.after, f.slowdown)
		}
	case leaveEvent:
		to = &x.leaves
	case censoring:
		to = &x.censored
	}
	if c.all || !key.late {
		c.kept.keep(to, int64(f.after))
	}
}

// find is the cell of key, new if need be. A job beyond the limit goes to the
// cell of others at its cluster or in its period; that cell has other as its
// class, so a cache entry of it never matches a job's own key.
func (c *cells) find(key cellKey) *cell {
	x := c.index[key]
	if x == nil && len(c.list) >= c.maxCells {
		c.folded = true
		key.class, key.region = other, other
		x = c.index[key]
	}
	if x == nil {
		x = &cell{cellKey: key, tally: emptyTally()}
		c.index[key] = x
		c.list = append(c.list, x)
		c.kept.samples = append(c.kept.samples, &x.starts, &x.leaves, &x.censored)
	}
	return x
}

// keep holds on to a value until there are too many.
func (k *kept) keep(s *sample, v int64) {
	if s.sketch != nil {
		s.sketch.add(v)
		return
	}
	s.add(v)
	k.values++
	switch {
	case s.n > k.maxValues:
		k.drop(s)
	case k.values > k.maxInAll:
		largest := s
		for _, t := range k.samples {
			if t.n > largest.n {
				largest = t
			}
		}
		k.drop(largest)
	}
}

func (k *kept) drop(s *sample) {
	k.values -= s.n
	s.toSketch()
}
