package results

import (
	"sovsim/sim"
	"sovsim/sim/unit"
)

// interruptions is what failures and checkpoints cost a set of jobs.
//
// By hand: a job holds 4 GPUs for 117 h, of which 14 h are restarts and writes and 3 h
// did work that a failure undid. Its goodput is 100 ÷ 117 = 0.8547, with 56
// GPU-hours of overhead and 12 lost.
type interruptions struct {
	count          int64
	overhead, lost unit.GPUTime
}

func (i *interruptions) add(r *sim.Record) {
	i.count += int64(r.Failures)
	i.overhead = i.overhead.Plus(r.OverheadGPUTime)
	i.lost = i.lost.Plus(r.LostGPUTime)
}

func (i *interruptions) merge(j *interruptions) {
	i.count += j.count
	i.overhead = i.overhead.Plus(j.overhead)
	i.lost = i.lost.Plus(j.lost)
}

// breaking fills in the figures of interruptions, where the run has any to tell.
func (f *figures) breaking(row *Row, t *tally) {
	i := &t.interruptions
	row.HasFailures, row.Interruptions = f.config.Failures, i.count
	row.Overhead, row.Undone = i.overhead.Hours(), i.lost.Hours()
	row.useful = t.held.Minus(i.overhead).Minus(i.lost).Hours()
}

// Goodput is the part of the GPU-time held that did work which counted in the end,
// and whether it is defined.
func (r *Row) Goodput() (float64, bool) { return share(r.useful, r.Held, r.HasFailures) }

// ifFailures is a column of a figure that only a run with failures or costs of
// checkpoints has.
func ifFailures(of func(*Row) float64) form[*Row] {
	return number(func(r *Row) (float64, bool) { return of(r), r.HasFailures })
}

var failureColumns = []column[*Row]{
	{Description{"interruptions", "1", Lower, "How often failures interrupted started jobs. This column and the next three are empty in a run in which nothing fails and no checkpoint has a cost."},
		ifFailures(func(r *Row) float64 { return float64(r.Interruptions) })},
	{Description{"goodput", "1", Higher, "1 − (gpu_hours_overhead + gpu_hours_undone) ÷ gpu_hours_held: the part of the GPU-time held that did work which was not undone. Work of running jobs that is not saved yet counts."},
		portion((*Row).Goodput)},
	{Description{"gpu_hours_overhead", "GPU·h", Lower, "Σ GPUs held × time on restarts and on writing checkpoints, over started jobs."},
		ifFailures(func(r *Row) float64 { return r.Overhead })},
	{Description{"gpu_hours_undone", "GPU·h", Lower, "Σ GPUs held × time of work that an interruption undid, over started jobs: lost to failures and to losses of capacity that kill or requeue."},
		ifFailures(func(r *Row) float64 { return r.Undone })},
}

// failureJobs are the columns of jobs.csv.
var failureJobs = []column[jobRow]{
	{Description{"failures", "1", Neither, "How often a failure interrupted it. This column and the next two are empty in a run in which nothing fails and no checkpoint has a cost."},
		written(Count, func(b []byte, j jobRow) []byte {
			if !j.w.failures {
				return b
			}
			return appendInt(b, int64(j.r.Failures))
		})},
	{Description{"overhead_s", "s", Neither, "The part of run_s on restarts and on writing checkpoints."},
		written(Seconds, func(b []byte, j jobRow) []byte { return j.ifFailures(b, int64(j.r.Overhead)) })},
	{Description{"undone_s", "s", Neither, "The part of run_s of work that an interruption undid."},
		written(Seconds, func(b []byte, j jobRow) []byte { return j.ifFailures(b, int64(j.r.Lost)) })},
}

func (j jobRow) ifFailures(b []byte, nanos int64) []byte {
	if !j.w.failures {
		return b
	}
	return appendSeconds(b, nanos)
}
