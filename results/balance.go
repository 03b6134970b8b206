package results

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sovsim/sim"
)

// balance is what the books of a run are held against each other by. It costs some
// additions for each job and a comparison for each state.
type balance struct {
	outcomes [sim.Outcomes]int64 // of all records
	// held is the GPUs × time of the jobs, the warm-up's included, and clusters the
	// same as the clusters' states have it. Both are exact.
	held, clusters sum128
	over           *excess // the first cluster that held more than it can have
	drains         bool    // some cluster may hold more than is in service
}

// excess is a cluster that at some moment held more GPUs than it can have had.
type excess struct {
	cluster    string
	at         sim.Time
	held, most int64
}

func (b *balance) job(r *sim.Record) {
	b.outcomes[r.Outcome]++
	hi, lo := r.GPUTime.Words()
	b.held.plus(sum128{uint64(hi), lo})
}

// state looks at the GPUs that a cluster's jobs hold. They are in service, but for
// those of a drain: its jobs go on.
func (b *balance) state(now sim.Time, c *Cluster, s *sim.State) {
	if s.Held <= s.Capacity && s.Held >= 0 || b.over != nil {
		return
	}
	if most := max(s.Capacity, c.Peak); s.Held < 0 || s.Held > most {
		b.over = &excess{c.Name, now, s.Held, most}
	}
}

// Imbalance is a fault of sovsim: figures of a run that must agree do not.
type Imbalance struct {
	// Findings say which, with both figures.
	Findings []string
}

// Error is one line.
func (e *Imbalance) Error() string {
	return "the books of the run do not balance, so no figure of it can be trusted; this is a fault in sovsim: " + strings.Join(e.Findings, "; ")
}

// partitions are the kinds of groups that have each job once.
var partitions = []GroupKind{ByBloc, ByClass, ByRegion, ByPeriod, ByRegionClass, ByBlocClass, ByRegionPeriod, ByBlocPeriod, ByClassPeriod, ByRegionClassPeriod}

// Check holds the figures of a run against each other, of which submitted jobs came:
// each has one outcome, and is in one group of each kind; the GPU-time of the jobs is
// that of the clusters; no cluster held more GPUs than it had; and no share is below 0
// or above 1. The error is an [*Imbalance].
func (s *RunSummary) Check(submitted int64) error {
	var e Imbalance
	find := func(format string, args ...any) {
		if len(e.Findings) < 8 { // one fault may be in every row
			e.Findings = append(e.Findings, fmt.Sprintf(format, args...))
		}
	}
	sum := func(of [sim.Outcomes]int64) (n int64) {
		for _, k := range of {
			n += k
		}
		return n
	}
	all := s.All()
	if n := sum(s.Result.Jobs); n != submitted {
		find("%d jobs were submitted, and %d have an outcome", submitted, n)
	}
	if s.balance.outcomes != s.Result.Jobs {
		find("the records tell of %v jobs (%s), the engine of %v", s.balance.outcomes, outcomeList, s.Result.Jobs)
	}
	if n := all.Jobs() + all.WarmUp; n != submitted {
		find("%d jobs were submitted, and the summary has %d and %d of the warm-up", submitted, all.Jobs(), all.WarmUp)
	}
	of, there := map[GroupKind]int64{}, map[GroupKind]bool{}
	for i := range s.Rows {
		r := &s.Rows[i]
		of[r.Group] += r.Jobs()
		there[r.Group] = true
		s.checkShares(r, find)
	}
	for _, kind := range partitions {
		if there[kind] && of[kind] != all.Jobs() {
			find("the groups by %s have %d jobs, the run has %d", kind, of[kind], all.Jobs())
		}
	}
	if s.balance.held != s.balance.clusters {
		find("jobs held %g GPU-hours, clusters %g: they differ by %g GPU·ns", s.balance.held.hours(), s.balance.clusters.hours(),
			difference(s.balance.held, s.balance.clusters))
	}
	if o := s.balance.over; o != nil {
		find("cluster %s held %d GPUs at %v, of at most %d", o.cluster, o.held, time.Duration(o.at), o.most)
	}
	if len(e.Findings) > 0 {
		return &e
	}
	return nil
}

var outcomeList = func() string {
	var names []string
	for o := range sim.Outcomes {
		names = append(names, sim.Outcome(o).String())
	}
	return strings.Join(names, " ")
}()

// difference is the magnitude of a − b.
func difference(a, b sum128) float64 {
	if a.hi < b.hi || a.hi == b.hi && a.lo < b.lo {
		a, b = b, a
	}
	a.minus(b)
	return a.float()
}

// shares are figures from 0 to 1 that have no column; those of columns are marked there.
var shares = []struct {
	name string
	of   func(*Row) (float64, bool)
}{
	{"lost_h100h ÷ demanded_h100h", (*Row).LostShare}, {"useful_h100h ÷ demanded_h100h", (*Row).ServedShare},
}

// shareSlack is how far a share of floating-point sums may be beyond its bounds.
const shareSlack = 1e-9

func (s *RunSummary) checkShares(r *Row, find func(format string, args ...any)) {
	check := func(name string, x float64, known bool) {
		if known && !(x >= -shareSlack && x <= 1+shareSlack) {
			find("%s of %s %s is %g, not between 0 and 1", name, r.Group, r.Key, x)
		}
	}
	for i := range summaryColumns {
		if c := &summaryColumns[i]; c.share {
			x, known := c.value(r)
			check(c.Name, x, known)
		}
	}
	for _, f := range shares {
		x, known := f.of(r)
		check(f.name, x, known)
	}
	if x, known := r.Utilisation(); !s.balance.drains {
		check("utilisation", x, known)
	}
	for _, in := range append(slices.Clone(r.At[:]), r.AtTarget) {
		check("the incidence of starting", in.Started, in.Known && r.Followed > 0)
		check("the incidence of starting and leaving", in.Started+in.Withdrawn, in.Known && r.Followed > 0)
	}
	if r.HasParts {
		total := 0.0
		for _, x := range r.Parts {
			total += x
		}
		check("the sum of the parts of waits", total, true)
	}
}
