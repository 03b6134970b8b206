package results

import "sovsim/sim"

// Loss is the jobs of a group that were lost in one way.
type Loss struct {
	// Outcome is Reneged, Killed or Rejected; Reason says why of the rejected.
	Outcome sim.Outcome
	Reason  sim.Reason
	// Jobs counts them, Weight adds up their weights.
	Jobs   int64
	Weight float64
	// Demanded is their GPUs × run time, Lost what of it they never did, both in
	// hours of an H100; Held is the GPU-hours that they held.
	Demanded, Lost, Held float64
}

// lossKinds are the ways of being lost: withdrawn, killed, and the reasons of the
// rejected.
const (
	lostByReneging = iota
	lostByKill
	lossKinds = lostByKill + sim.Reasons // NoReason is none
)

// lossKind is how a job was lost; −1 if it was not.
func lossKind(r *sim.Record) int {
	switch r.Outcome {
	case sim.Reneged:
		return lostByReneging
	case sim.Killed:
		return lostByKill
	case sim.Rejected:
		return lostByKill + int(r.Reason)
	}
	return -1
}

// lossSum adds up the lost jobs of a cell.
type lossSum struct {
	jobs           int64
	weight         float64 // of a union of cells
	demanded, lost sum128
	held           sum128
}

func (t *tally) addLoss(r *sim.Record, kind int) {
	if t.losses == nil {
		t.losses = make([]lossSum, lossKinds)
	}
	s := &t.losses[kind]
	s.jobs++
	s.demanded.addProduct(uint64(r.GPUs), uint64(r.Run))
	s.lost.addProduct(uint64(r.GPUs), uint64(max(0, r.Run-r.Done)))
	s.held.addProduct(uint64(r.GPUs), uint64(r.Held))
}

// mergeLosses adds the losses of other jobs, each of a weight.
func (t *tally) mergeLosses(u *tally, weight float64) {
	if t.losses == nil && u.losses != nil {
		t.losses = make([]lossSum, lossKinds)
	}
	for i := range u.losses {
		s, v := &t.losses[i], &u.losses[i]
		s.jobs += v.jobs
		s.weight += weight * float64(v.jobs)
		s.demanded.plus(v.demanded)
		s.lost.plus(v.lost)
		s.held.plus(v.held)
	}
}

// losses are a row's losses: reneged, killed, then the rejected by reason.
func (t *tally) lossRows() []Loss {
	var of []Loss
	for kind := range t.losses {
		s := &t.losses[kind]
		if s.jobs == 0 {
			continue
		}
		l := Loss{Outcome: sim.Rejected, Reason: sim.Reason(kind - lostByKill), Jobs: s.jobs, Weight: s.weight,
			Demanded: s.demanded.hours(), Lost: s.lost.hours(), Held: s.held.hours()}
		switch kind {
		case lostByReneging:
			l.Outcome, l.Reason = sim.Reneged, sim.NoReason
		case lostByKill:
			l.Outcome = sim.Killed
		}
		of = append(of, l)
	}
	return of
}

// lossRow is a row of losses.csv.
type lossRow struct {
	*Row
	*Loss
}

var lossColumns = []column[lossRow]{
	{Description{"group", "", Neither, "As in summary.csv."}, oneOf(groupNames, func(b []byte, r lossRow) []byte { return append(b, r.Group...) })},
	{Description{"key", "", Neither, "As in summary.csv."}, text(func(b []byte, r lossRow) []byte { return append(b, field(r.Key)...) })},
	{Description{"outcome", "", Neither, "reneged (withdrawn before its first start), killed (at its request, or by a loss of capacity or of access) or rejected."},
		oneOf(outcomeNames, func(b []byte, r lossRow) []byte { return append(b, r.Outcome.String()...) })},
	{Description{"reason", "", Neither, "Why the rejected were, as in manifest.json; empty for the others."},
		oneOf(reasonNames, func(b []byte, r lossRow) []byte { return append(b, field(r.Reason.String())...) })},
	{Description{"jobs", "1", Neither, "Measured jobs lost so. Over the rows of a group it adds up to jobs − completed − running − queued of summary.csv."},
		written(Count, func(b []byte, r lossRow) []byte { return appendInt(b, r.Loss.Jobs) })},
	{Description{"weight", "1", Neither, "Σ of their weights, as in summary.csv."}, written(Number, func(b []byte, r lossRow) []byte { return appendNumber(b, r.Loss.Weight) })},
	{Description{"demanded_h100h", "H100·h", Neither, "Σ gpus × run time: what they came to do."},
		written(Number, func(b []byte, r lossRow) []byte { return appendNumber(b, r.Loss.Demanded) })},
	{Description{"lost_h100h", "H100·h", Neither, "The part of it that they never did. Over reneged and rejected it adds up to lost_h100h of summary.csv, which leaves out the killed."},
		written(Number, func(b []byte, r lossRow) []byte { return appendNumber(b, r.Loss.Lost) })},
	{Description{"gpu_hours", "GPU·h", Neither, "Σ gpus × run_s ÷ 3600: what they held all the same, for nothing or in part. Most of the reneged and rejected held none."},
		written(Number, func(b []byte, r lossRow) []byte { return appendNumber(b, r.Loss.Held) })},
}

// appendLosses appends the rows of losses.csv of one run: of every group but those
// of three parts.
func appendLosses(b []byte, s *RunSummary) []byte {
	of := s.edges()
	for i := range s.Rows {
		r := &s.Rows[i]
		if r.Group == ByRegionClassPeriod {
			continue
		}
		for j := range r.Losses {
			b = appendRow(b, of, lossColumns, lossRow{r, &r.Losses[j]})
		}
	}
	return b
}

// lostBy is what of Demanded the jobs that ended so never did.
func (r *Row) lostBy(o sim.Outcome) float64 {
	sum := 0.0
	for i := range r.Losses {
		if r.Losses[i].Outcome == o {
			sum += r.Losses[i].Lost
		}
	}
	return sum
}

// WithdrawnWork and TurnedAwayWork are the parts of the GPU-hours demanded that
// withdrawn and rejected jobs took with them; together they are LostShare. Each
// comes with whether it is defined.
func (r *Row) WithdrawnWork() (float64, bool) { return share(r.lostBy(sim.Reneged), r.Demanded, true) }

// TurnedAwayWork: see WithdrawnWork.
func (r *Row) TurnedAwayWork() (float64, bool) {
	return share(r.lostBy(sim.Rejected), r.Demanded, true)
}

// lossColumnsOfSummary are those of summary.csv that tell the two apart; the shares
// of jobs are reneged_share and rejected_share.
var lossColumnsOfSummary = []column[*Row]{
	{Description{"reneged_h100h", "H100·h", Lower, "The part of lost_h100h of reneged jobs: withdrawn before a start, for want of patience."},
		hours(func(r *Row) float64 { return r.lostBy(sim.Reneged) })},
	{Description{"rejected_h100h", "H100·h", Lower, "The rest of lost_h100h, of rejected jobs: turned away. losses.csv has the reasons."},
		hours(func(r *Row) float64 { return r.lostBy(sim.Rejected) })},
	{Description{"reneged_work_share", "1", Lower, "reneged_h100h ÷ demanded_h100h; reneged_share is the same by jobs."}, portion((*Row).WithdrawnWork)},
	{Description{"rejected_work_share", "1", Lower, "rejected_h100h ÷ demanded_h100h; rejected_share is the same by jobs."}, portion((*Row).TurnedAwayWork)},
}
