package results

import (
	"slices"
	"strconv"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

type summaryField = func(b []byte, r *Row) []byte

// count is a column of a whole number.
func count(of func(*Row) int64) summaryField {
	return func(b []byte, r *Row) []byte { return strconv.AppendInt(b, of(r), 10) }
}

// ifWaits is a column of a time that only a group with waits has.
func ifWaits(of func(*Row) time.Duration) summaryField {
	return func(b []byte, r *Row) []byte {
		if r.Waits == 0 {
			return b
		}
		return unit.AppendSeconds(b, int64(of(r)))
	}
}

// percentile is a column of a percentile that may not be reached.
func percentile(of func(*Row) time.Duration) summaryField {
	return func(b []byte, r *Row) []byte {
		if r.Followed == 0 || of(r) == NotReached {
			return b
		}
		return unit.AppendSeconds(b, int64(of(r)))
	}
}

// incidenceOf is a column of an incidence that may be unknown.
func incidenceOf(of func(*Row) (Incidence, float64)) summaryField {
	return number(func(r *Row) (float64, bool) { i, x := of(r); return x, i.Known })
}

func startedBy(i int) summaryField {
	return incidenceOf(func(r *Row) (Incidence, float64) { return r.At[i], r.At[i].Started })
}

func withdrawnBy(i int) summaryField {
	return incidenceOf(func(r *Row) (Incidence, float64) { return r.At[i], r.At[i].Withdrawn })
}

// hours is a column of an amount of GPU-hours.
func hours(of func(*Row) float64) summaryField {
	return number(func(r *Row) (float64, bool) { return of(r), true })
}

// number is a column of a figure that may be undefined.
func number(of func(*Row) (float64, bool)) summaryField {
	return func(b []byte, r *Row) []byte {
		if x, ok := of(r); ok {
			return appendNumber(b, x)
		}
		return b
	}
}

func outcome(o sim.Outcome) summaryField {
	return count(func(r *Row) int64 { return r.Outcomes[o] })
}

// summaryColumns are those of summary.csv, new ones last.
var summaryColumns = slices.Concat(firstColumns, dependenceColumns, supplyColumns, fairnessColumns, leavingColumns, failureColumns, billColumns, restrictedColumns, lossColumnsOfSummary)

var firstColumns = []column[*Row]{
	{Column{"group", "", "all, bloc, class, region, cluster, period (month of submission), region-class, bloc-class, region-period, bloc-period, class-period or region-class-period."},
		func(b []byte, r *Row) []byte { return append(b, r.Group...) }},
	{Column{"key", "", "Which of them; the parts of a key of several with slashes between, as in UK/mid and UK/mid/2027-03. Empty for all, and for jobs that name none. A period is a calendar month of UTC or, for an epoch without a date, a block of 30 days: day 0, day 30."},
		func(b []byte, r *Row) []byte { return append(b, field(r.Key)...) }},
	{Column{"jobs", "1", "Measured jobs: completed + killed + reneged + rejected + running + queued."}, count((*Row).Jobs)},
	{Column{"completed", "1", "Jobs that ran to their end."}, outcome(sim.Completed)},
	{Column{"killed", "1", "Jobs ended at their request, or by a loss of capacity or of access."}, outcome(sim.Killed)},
	{Column{"reneged", "1", "Jobs withdrawn before their first start."}, outcome(sim.Reneged)},
	{Column{"rejected", "1", "Jobs that no cluster could ever run, or none would take (losses.csv has the reasons), or none could run any more once its capacity had gone for good. One of the latter may have run before, if it was requeued; it counts as started then."}, outcome(sim.Rejected)},
	{Column{"running", "1", "Jobs that held GPUs at the end of the run (censored)."}, outcome(sim.Running)},
	{Column{"queued", "1", "Jobs that were queued at the end of the run (censored)."}, outcome(sim.Queued)},
	{Column{"warmup_jobs", "1", "Jobs submitted in the warm-up, which no other column per job counts."}, count(func(r *Row) int64 { return r.WarmUp })},
	{Column{"started", "1", "Jobs that started, whatever became of them (a job that was requeued and then rejected too)."}, count(func(r *Row) int64 { return r.Started })},
	{Column{"never_started", "1", "jobs − started."}, count((*Row).NeverStarted)},
	{Column{"wait_mean_s", "s", "Mean of the first wait, start_s − submit_s, over the followed jobs that started in the time for which they were followed, by weight. Where some did not, it says little."}, ifWaits(func(r *Row) time.Duration { return r.WaitMean })},
	{Column{"wait_p50_s", "s", percentileDoc(50)}, percentile(func(r *Row) time.Duration { return r.P50 })},
	{Column{"wait_p90_s", "s", percentileDoc(90)}, percentile(func(r *Row) time.Duration { return r.P90 })},
	{Column{"wait_p95_s", "s", percentileDoc(95)}, percentile(func(r *Row) time.Duration { return r.P95 })},
	{Column{"wait_p99_s", "s", percentileDoc(99) + " The percentiles are exact up to 10⁶ values in a group and 4·10⁶ in a run (in a run with a horizon each counts twice); beyond that they may come from a sketch, within 0.5 % and with six digits, and manifest.json warns."}, percentile(func(r *Row) time.Duration { return r.P99 })},
	{Column{"wait_max_s", "s", "Longest first wait of the jobs of wait_mean_s."}, ifWaits(func(r *Row) time.Duration { return r.WaitMax })},
	{Column{"total_wait_mean_s", "s", "Mean of wait_s in jobs.csv, all time without GPUs, over the jobs of wait_mean_s. It differs from wait_mean_s where jobs were requeued or run in segments."}, ifWaits(func(r *Row) time.Duration { return r.TotalWaitMean })},
	{Column{"total_wait_max_s", "s", "Longest wait_s of the jobs of wait_mean_s."}, ifWaits(func(r *Row) time.Duration { return r.TotalWaitMax })},
	{Column{"slowdown_mean", "1", "Mean bounded slowdown, by weight, over the completed and killed among the jobs of wait_mean_s: max(1, (wait + run) ÷ max(run, 10 s)), with wait = start_s − submit_s and run = run_s; for a job killed at its request, the time that it ran."},
		func(b []byte, r *Row) []byte {
			if r.WaitsEnded == 0 {
				return b
			}
			// Each job's slowdown is good to 10⁻⁹, so is their mean.
			return strconv.AppendFloat(b, r.Slowdown, 'g', 10, 64)
		}},
	{Column{"utilisation", "1", "GPU-time held ÷ GPU-time in service, over the whole run: from the epoch to the horizon, or without a horizon from the first moment at which a job queues or runs to the last event. The warm-up counts. Above 1 where jobs go on holding what a drain took out of service. For all jobs and clusters only."},
		number((*Row).Utilisation)},
	{Column{"throughput_per_day", "1/d", "completed ÷ days of the run (as for utilisation), less the warm-up. Empty for groups of a period."}, number((*Row).Throughput)},
	{Column{"gpu_hours", "GPU·h", "Σ gpus × run_s ÷ 3600 over started jobs: the GPUs asked for."},
		number(func(r *Row) (float64, bool) { return r.Asked, true })},
	{Column{"gpu_hours_held", "GPU·h", "Σ GPUs held × run_s ÷ 3600 over started jobs: with the GPUs that rounding up to whole nodes adds."},
		number(func(r *Row) (float64, bool) { return r.Held, true })},
	{Column{"makespan_s", "s", "Last end of a completed or killed job − first submission of a job of the group."},
		func(b []byte, r *Row) []byte {
			if d, ok := r.Makespan(); ok {
				return unit.AppendSeconds(b, int64(d))
			}
			return b
		}},
	{Column{"backlog_jobs", "1", "Jobs queued at the end of the run, those of the warm-up included."}, count(func(r *Row) int64 { return r.Backlog })},
	{Column{"backlog_gpus", "GPU", "GPUs that those jobs ask for."}, count(func(r *Row) int64 { return r.BacklogGPUs })},
	{Column{"weight", "1", "Σ of the weights of the jobs: how many jobs at full scale they stand for. A job's weight is its class's rate at full scale ÷ its rate as simulated; 1 without a scale. Figures of waits and shares of jobs count each job by its weight; all other columns count jobs, GPUs and GPU-hours as simulated."},
		number(func(r *Row) (float64, bool) { return r.Weight, true })},
	{Column{"followed", "1", "Jobs that the figures of waits use. Rejected ones are never among them. In a run with a horizon, groups that are not of a period use only jobs submitted in months that end at least the follow-up (28 d unless the scenario says otherwise) before the horizon, and follow each for that long: what starts later counts as not yet started. If no whole month after the warm-up does, they use the jobs submitted at least the follow-up before the horizon; if there is no such time after the warm-up, all jobs with what follow-up they have. Groups of a period always use all jobs with what follow-up they have."},
		count(func(r *Row) int64 { return r.Followed })},
	{Column{"followed_for_s", "s", "The longest time for which a job of the group is followed. A percentile of the wait that is empty although followed > 0 is longer than this, or is never reached."},
		func(b []byte, r *Row) []byte {
			if r.Followed == 0 {
				return b
			}
			return unit.AppendSeconds(b, int64(r.FollowedFor))
		}},
	{Column{"started_1h", "1", "Cumulative incidence of starting: the share of followed jobs that start within 1 h of their submission (Aalen–Johansen). Empty if jobs are not followed for so long."}, startedBy(0)},
	{Column{"started_24h", "1", "The same within 24 h."}, startedBy(1)},
	{Column{"started_7d", "1", "The same within 7 d."}, startedBy(2)},
	{Column{"started_28d", "1", "The same within 28 d."}, startedBy(3)},
	{Column{"started_target", "1", "The same within the target that the scenario gives (24 h unless it says otherwise)."},
		incidenceOf(func(r *Row) (Incidence, float64) { return r.AtTarget, r.AtTarget.Started })},
	{Column{"withdrawn_1h", "1", "Cumulative incidence of leaving unstarted: the share of followed jobs that are withdrawn within 1 h of their submission, before a start."}, withdrawnBy(0)},
	{Column{"withdrawn_24h", "1", "The same within 24 h."}, withdrawnBy(1)},
	{Column{"withdrawn_7d", "1", "The same within 7 d."}, withdrawnBy(2)},
	{Column{"withdrawn_28d", "1", "The same within 28 d."}, withdrawnBy(3)},
	{Column{"rejected_share", "1", "Weight of the rejected jobs ÷ weight."}, number((*Row).RejectedShare)},
	{Column{"demanded_h100h", "H100·h", "Σ gpus × run time, in hours of an H100: what the jobs came to do, whatever became of them. Run times are true ones, at speed 1."},
		hours(func(r *Row) float64 { return r.Demanded })},
	{Column{"useful_h100h", "H100·h", "Σ gpus × run time that was done and not lost, in hours of an H100; by the end of the run."},
		hours(func(r *Row) float64 { return r.Useful })},
	{Column{"held_h100h", "H100·h", "Σ GPUs held × time × speed, in hours of an H100: useful work, lost work, overheads of checkpoints and GPUs added by whole nodes."},
		hours(func(r *Row) float64 { return r.H100 })},
	{Column{"on_soil_h100h", "H100·h", "The part of useful_h100h of jobs whose last cluster lies in the bloc of their home region; a region in no bloc is one by itself. Empty where no job names a region."},
		number(func(r *Row) (float64, bool) { return r.OnSoil, r.HasSoil })},
	{Column{"on_soil_share", "1", "on_soil_h100h ÷ demanded_h100h."}, number((*Row).OnSoilShare)},
	{Column{"on_soil_share_served", "1", "on_soil_h100h ÷ useful_h100h."}, number((*Row).OnSoilOfServed)},
	{Column{"home_share", "1", "The part of useful_h100h of jobs whose last cluster lies in their home region ÷ useful_h100h."}, number((*Row).HomeShare)},
	{Column{"backlog_mean_gpus", "GPU", "Mean of q(t), the GPUs that jobs waiting for their first start ask for, over the run less the warm-up; jobs of the warm-up and those whose data are on their way included. Not for groups of a period."},
		number(func(r *Row) (float64, bool) { return r.BacklogMean, r.HasSlope })},
	{Column{"backlog_slope_gpus_per_day", "GPU/d", "Slope of the least-squares line through q(t): 12/T³ ∫ (t − T/2) q(t) dt over the run less the warm-up, of length T."},
		number(func(r *Row) (float64, bool) { return r.BacklogSlope, r.HasSlope })},
	{Column{"backlog_slope_h100h_per_day", "H100·h/d", "The same of the work that waits, with gpus × run time in place of the GPUs of each job."},
		number(func(r *Row) (float64, bool) { return r.WorkSlope, r.HasSlope })},
	{Column{"staged_total_s", "s", "Σ of the time in which data were on their way, over all measured jobs."},
		func(b []byte, r *Row) []byte { return unit.AppendSeconds(b, int64(r.Staged)) }},
	{Column{"segments", "1", "Segments of chains that began, over started jobs; 1 for a job of one piece."}, count(func(r *Row) int64 { return r.Segments })},
	{Column{"moves", "1", "How often jobs went to another cluster after their first choice."}, count(func(r *Row) int64 { return r.Moves })},
	{Column{"target_month", "", "For regions and blocs: the first of three months in a row in each of which at least 95 % of the followed jobs start within the target (started_target of the month ≥ 0.95); a month counts if it has such a job and ends at least the target before the horizon. Empty if there is none."},
		func(b []byte, r *Row) []byte { return append(b, r.TargetMonth...) }},
	{Column{"reneged_share", "1", "Weight of the reneged jobs ÷ weight."}, number((*Row).RenegedShare)},
	{Column{"lost_h100h", "H100·h", "The part of demanded_h100h that reneged and rejected jobs never did."},
		hours(func(r *Row) float64 { return r.Lost })},
	{Column{"wait_staging_share", "1", "The part of all time without GPUs (Σ wait_s of jobs.csv by weight, over all measured jobs, started or not, to their end or that of the run) in which data were on their way. With the next five and wait_budget_share it adds up to 1. All seven are empty unless the scenario asks for outputs: {reasons: true}, and where no job waited."}, partShare(sim.InStaging)},
	{Column{"wait_policy_share", "1", "The same for wait_policy_s of jobs.csv."}, partShare(sim.ByPolicy)},
	{Column{"wait_fragmentation_share", "1", "The same for wait_fragmentation_s."}, partShare(sim.ByFragmentation)},
	{Column{"wait_routing_share", "1", "The same for wait_routing_s."}, partShare(sim.ByRouting)},
	{Column{"wait_eligibility_share", "1", "The same for wait_eligibility_s."}, partShare(sim.ByEligibility)},
	{Column{"wait_capacity_share", "1", "The same for wait_capacity_s."}, partShare(sim.ByCapacity)},
	{Column{"wait_budget_share", "1", "The same for wait_budget_s."}, partShare(sim.ByBudget)},
	{Column{"wait_unserved_share", "1", "The part of the same time of jobs that never started: withdrawn, rejected after a wait, or queued at the end of the run. Empty as those."},
		number(func(r *Row) (float64, bool) { return r.Unserved, r.HasParts })},
}

func partShare(p sim.Part) summaryField {
	return number(func(r *Row) (float64, bool) { return r.Parts[p], r.HasParts })
}

func percentileDoc(p int) string {
	return "The least wait at which the incidence of starting reaches " + strconv.FormatFloat(float64(p)/100, 'f', 2, 64) +
		" among the followed jobs (Aalen–Johansen; leaving unstarted competes, the end of the run censors). Where all start, this is the nearest rank: the ⌈" +
		strconv.Itoa(p) + "·n/100⌉-th smallest of n. Empty if it is not reached in followed_for_s."
}
