package results

import (
	"math"
	"time"

	"sovsim/sim"
)

// restricted adds up waits that are known of every job, whatever became of it: a
// job's wait, but at most the time for which it is followed. A job that never starts,
// be it queued at the end, withdrawn or rejected, counts its whole follow-up. So no
// policy looks better for the jobs that it leaves aside, as it may by a mean over
// those that started. The mean is the restricted mean time to a start.
//
// By hand: a run of 100 h follows each job for 28 d, so until its end. Job 1 comes at
// 0 h and starts after 10 h. Job 2 comes at 20 h and waits when the run ends: it counts
// 80 h. Job 3 comes at 30 h and is withdrawn at 40 h: it counts 70 h. The mean is
// 53.3 h, and a third of the jobs started; the mean wait of those that did is 10 h.
type restricted struct {
	n, started int64
	wait       sum128
}

// add counts a measured job.
func (s *restricted) add(f *jobOutcome) {
	s.n++
	if f.kind == startEvent && f.after <= f.followed {
		s.started++
		s.wait.add(uint64(f.after))
		return
	}
	s.wait.add(uint64(f.followed))
}

// followedFor is for how long a job is followed: for the follow-up, or until the
// horizon where that comes first.
func (k *Collector) followedFor(r *sim.Record) time.Duration {
	if k.config.Horizon == sim.Never {
		return k.config.FollowUp
	}
	return min(k.config.FollowUp, max(0, k.config.Horizon.Sub(r.Submit)))
}

// restricts fills in the restricted mean and the share that started, of the jobs of
// cells that have these weights.
func (row *Row) restricts(of []*cell, weights []float64) {
	var all restricted
	var weight, started, wait float64
	equal := true
	for i, x := range of {
		r, w := &x.restricted, weights[i]
		equal = equal && w == weights[0]
		all.n += r.n
		all.started += r.started
		all.wait.plus(r.wait)
		weight += w * float64(r.n)
		started += w * float64(r.started)
		wait += w * r.wait.float()
	}
	row.Restricted = all.n
	switch {
	case all.n == 0:
	case equal:
		row.WaitRestricted, row.StartedShare = all.wait.mean(all.n), float64(all.started)/float64(all.n)
	default:
		row.WaitRestricted, row.StartedShare = time.Duration(math.Round(wait/weight)), started/weight
	}
}

// restrictedColumns are those of waits that are known of every job.
var restrictedColumns = []column[*Row]{
	{Description{"wait_restricted_mean_s", "s", Lower, "Restricted mean wait: the mean, by weight, of min(start_s − submit_s, follow-up) over the jobs of followed and those rejected that were submitted as early. A job is followed for the follow-up (28 d unless the scenario says otherwise) or, where that comes first, until the horizon; one that never starts (queued at the end, withdrawn, rejected) counts all of it. It leaves nobody out, and is what bench ranks by where not every job starts."},
		seconds(func(r *Row) (time.Duration, bool) { return r.WaitRestricted, r.Restricted > 0 })},
	{Description{"started_share", "1", Higher, "The share of the same jobs, by weight, that started in the time for which they were followed."},
		portion(func(r *Row) (float64, bool) { return r.StartedShare, r.Restricted > 0 })},
}
