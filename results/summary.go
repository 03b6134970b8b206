package results

import (
	"math"
	"time"

	"sovsim/sim"
)

// AppendSummary appends the rows of summary.csv of one run, without header.
func AppendSummary(b []byte, s *RunSummary) []byte {
	of := s.edges()
	for i := range s.Rows {
		b = appendRow(b, of, summaryColumns, &s.Rows[i])
	}
	return b
}

// figures is what the rows of a run are made with.
type figures struct {
	*Collector
	// begin is when the run's period without the warm-up begins, in time since
	// the end of the warm-up; period is its length, 0 for none.
	begin  sim.Time
	period time.Duration
	weight map[*cell]float64
}

// row is the figures of the union of cells.
func (f *figures) row(kind GroupKind, key string, of []*cell) Row {
	row := Row{Group: kind, Key: key, period: -1}
	t := emptyTally()
	var back backlog
	weights := make([]float64, 0, len(of))
	var followed []*cell
	for _, x := range of {
		t.merge(&x.tally)
		w := f.weight[x]
		t.mergeLosses(&x.tally, w)
		row.Unserved += w * x.unserved.float()
		var jobs int64
		for _, n := range x.outcomes {
			jobs += n
		}
		row.Weight += w * float64(jobs)
		row.RenegedWeight += w * float64(x.outcomes[sim.Reneged])
		row.RejectedWeight += w * float64(x.outcomes[sim.Rejected])
		for p := range x.parts {
			row.Parts[p] += w * x.parts[p].float()
		}
		row.HasSoil = row.HasSoil || f.config.Directory.Regions.Name(x.region) != ""
		if kind.Pooled() {
			back.plus(&x.backlogs)
			if x.late {
				continue
			}
		}
		followed = append(followed, x)
		weights = append(weights, w)
	}
	row.Outcomes, row.WarmUp, row.Started, row.Ended = t.outcomes, t.warmUp, t.started, t.ended
	row.FirstSubmit, row.LastEnd = t.first, t.last
	row.shareParts(f.config.Reasons)
	row.Asked, row.Held, row.H100 = t.asked.hours(), t.held.Hours(), t.h100.Hours()
	row.Demanded, row.Useful, row.OnSoil, row.AtHome = t.demanded.hours(), t.useful.hours(), t.onSoil.hours(), t.atHome.hours()
	row.Lost = t.lost.hours()
	row.Staged = time.Duration(math.MaxInt64)
	if t.staged.hi == 0 && t.staged.lo < math.MaxInt64 {
		row.Staged = time.Duration(t.staged.lo)
	}
	row.Segments, row.Moves = t.segments, t.moves
	row.Users, row.Departed, row.Migrated, row.HasLeaving = t.users, t.departed, t.migrated.hours(), f.config.Leaving && kind != ByCluster
	row.Backlog, row.BacklogGPUs = t.backlog, t.backlogGPUs
	row.Losses = t.lossRows()
	f.accumulate(&row, of)
	f.breaking(&row, &t)
	f.bill(&row, of, &t)
	f.soiled(&row, &t)
	if kind.Pooled() && f.period > 0 {
		const day = float64(24 * time.Hour)
		row.Period, row.HasSlope = f.period, true
		row.BacklogMean = back.gpus.mean(f.period)
		row.BacklogSlope = back.gpus.slope(f.begin, f.period) * day
		row.WorkSlope = back.work.slope(f.begin, f.period) * day / 3.6e9
	}
	f.waits(&row, followed, weights)
	row.restricts(followed, weights)
	return row
}

// waits fills in the figures of waits.
func (f *figures) waits(row *Row, of []*cell, weights []float64) {
	limit := int64(math.MaxInt64)
	if row.Group.Pooled() {
		limit = int64(f.periods.follow)
	}
	in := newIncidence(of, weights, limit)
	row.Followed, row.Sketched = in.count, in.sketched()
	if in.count > 0 {
		row.FollowedFor = time.Duration(in.last)
		for _, p := range []struct {
			to *time.Duration
			p  int64
		}{{&row.P50, 50}, {&row.P90, 90}, {&row.P95, 95}, {&row.P99, 99}} {
			*p.to = NotReached
			if x, ok := in.percentile(p.p); ok {
				*p.to = time.Duration(x)
			}
		}
	}
	for i, x := range Marks {
		row.At[i] = in.incidence(x)
	}
	row.AtTarget = in.incidence(f.config.Target)

	var m means
	for i, x := range of {
		w := weights[i]
		if in.equal {
			w = 1
		}
		m.add(&x.within, w)
		if !row.Group.Pooled() {
			m.add(&x.beyond, w)
		}
	}
	row.Waits, row.WaitsEnded, row.WaitMax, row.TotalWaitMax = m.n, m.ended, m.waitMax, m.totalMax
	if in.weight > 0 {
		row.missing = (in.weight - m.weight) / in.weight
	}
	row.WaitMean, row.TotalWaitMean, row.Slowdown = m.figures(in.equal)
}

func (in *incidence) incidence(x time.Duration) Incidence {
	s, w, ok := in.at(int64(x))
	return Incidence{s, w, ok}
}

// means adds up waits, with and without weights.
type means struct {
	waits
	weight, wait, total    float64
	weightEnded, slowdowns float64
}

func (m *means) add(w *waits, weight float64) {
	m.waits.merge(w)
	m.weight += weight * float64(w.n)
	m.wait += weight * w.wait.float()
	m.total += weight * w.total.float()
	m.weightEnded += weight * float64(w.ended)
	m.slowdowns += weight * w.slowdown.float()
}

// figures are the mean wait, total wait and slowdown. With equal weights they
// come from sums of whole numbers.
func (m *means) figures(equal bool) (wait, total time.Duration, slowdown float64) {
	if m.n > 0 && equal {
		wait, total = m.waits.wait.mean(m.n), m.waits.total.mean(m.n)
	} else if m.n > 0 {
		wait, total = time.Duration(math.Round(m.wait/m.weight)), time.Duration(math.Round(m.total/m.weight))
	}
	if m.ended > 0 && equal {
		slowdown = m.waits.slowdown.float() / slowdownOne / float64(m.ended)
	} else if m.ended > 0 {
		slowdown = m.slowdowns / m.weightEnded / slowdownOne
	}
	return wait, total, slowdown
}

// shareParts makes shares of sums, where a run has them.
func (r *Row) shareParts(known bool) {
	sum := 0.0
	for _, x := range r.Parts {
		sum += x
	}
	if r.HasParts = known && sum > 0; r.HasParts {
		for p := range r.Parts {
			r.Parts[p] /= sum
		}
		r.Unserved /= sum
	}
}
