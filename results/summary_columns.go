package results

import (
	"slices"
	"strconv"
	"time"

	"sovsim/sim"
)

func startedBy(i int) form[*Row] {
	return incidenceOf(func(r *Row) (Incidence, float64) { return r.At[i], r.At[i].Started })
}

func withdrawnBy(i int) form[*Row] {
	return incidenceOf(func(r *Row) (Incidence, float64) { return r.At[i], r.At[i].Withdrawn })
}

func outcome(o sim.Outcome) form[*Row] {
	return count(func(r *Row) int64 { return r.Outcomes[o] })
}

// summaryColumns are those of summary.csv, new ones last.
var summaryColumns = slices.Concat(firstColumns, dependenceColumns, supplyColumns, fairnessColumns, leavingColumns, failureColumns, billColumns, restrictedColumns, lossColumnsOfSummary)

var firstColumns = []column[*Row]{
	{Description{"group", "", Neither, "all, bloc, class, region, cluster, period (month of submission), region-class, bloc-class, region-period, bloc-period, class-period or region-class-period."},
		oneOf(groupNames, func(b []byte, r *Row) []byte { return append(b, r.Group...) })},
	{Description{"key", "", Neither, "Which of them; the parts of a key of several with slashes between, as in UK/mid and UK/mid/2027-03. Empty for all, and for jobs that name none. A period is a calendar month of UTC or, for an epoch without a date, a block of 30 days: day 0, day 30."},
		text(func(b []byte, r *Row) []byte { return append(b, field(r.Key)...) })},
	{Description{"jobs", "1", Neither, "Measured jobs: completed + killed + reneged + rejected + running + queued."}, count((*Row).Jobs)},
	{Description{"completed", "1", Higher, "Jobs that ran to their end."}, outcome(sim.Completed)},
	{Description{"killed", "1", Lower, "Jobs ended at their request, or by a loss of capacity or of access."}, outcome(sim.Killed)},
	{Description{"reneged", "1", Lower, "Jobs withdrawn before their first start."}, outcome(sim.Reneged)},
	{Description{"rejected", "1", Lower, "Jobs that no cluster could ever run, or none would take (losses.csv has the reasons), or none could run any more once its capacity had gone for good. One of the latter may have run before, if it was requeued; it counts as started then."}, outcome(sim.Rejected)},
	{Description{"running", "1", Neither, "Jobs that held GPUs at the end of the run (censored)."}, outcome(sim.Running)},
	{Description{"queued", "1", Lower, "Jobs that were queued at the end of the run (censored)."}, outcome(sim.Queued)},
	{Description{"warmup_jobs", "1", Neither, "Jobs submitted in the warm-up, which no other column per job counts."}, count(func(r *Row) int64 { return r.WarmUp })},
	{Description{"started", "1", Higher, "Jobs that started, whatever became of them (a job that was requeued and then rejected too)."}, count(func(r *Row) int64 { return r.Started })},
	{Description{"never_started", "1", Lower, "jobs − started."}, count((*Row).NeverStarted)},
	{Description{"wait_mean_s", "s", Lower, "Mean of the first wait, start_s − submit_s, over the followed jobs that started in the time for which they were followed, by weight. Where some did not, it says little."}, ifWaits(func(r *Row) time.Duration { return r.WaitMean })},
	{Description{"wait_p50_s", "s", Lower, percentileDoc(50)}, percentile(func(r *Row) time.Duration { return r.P50 })},
	{Description{"wait_p90_s", "s", Lower, percentileDoc(90)}, percentile(func(r *Row) time.Duration { return r.P90 })},
	{Description{"wait_p95_s", "s", Lower, percentileDoc(95)}, percentile(func(r *Row) time.Duration { return r.P95 })},
	{Description{"wait_p99_s", "s", Lower, percentileDoc(99) + " The percentiles are exact up to 10⁶ values in a group and 4·10⁶ in a run (in a run with a horizon each counts twice); beyond that they may come from a sketch, within 0.5 % and with six digits, and manifest.json warns."}, percentile(func(r *Row) time.Duration { return r.P99 })},
	{Description{"wait_max_s", "s", Lower, "Longest first wait of the jobs of wait_mean_s."}, ifWaits(func(r *Row) time.Duration { return r.WaitMax })},
	{Description{"total_wait_mean_s", "s", Lower, "Mean of wait_s in jobs.csv, all time without GPUs, over the jobs of wait_mean_s. It differs from wait_mean_s where jobs were requeued or run in segments."}, ifWaits(func(r *Row) time.Duration { return r.TotalWaitMean })},
	{Description{"total_wait_max_s", "s", Lower, "Longest wait_s of the jobs of wait_mean_s."}, ifWaits(func(r *Row) time.Duration { return r.TotalWaitMax })},
	{Description{"slowdown_mean", "1", Lower, "Mean bounded slowdown, by weight, over the completed and killed among the jobs of wait_mean_s: max(1, (wait + run) ÷ max(run, 10 s)), with wait = start_s − submit_s and run = run_s; for a job killed at its request, the time that it ran."},
		slowdowns()},
	{Description{"utilisation", "1", Higher, "GPU-time held ÷ GPU-time in service, over the whole run: from the epoch to the horizon, or without a horizon from the first moment at which a job queues or runs to the last event. The warm-up counts. Above 1 where jobs go on holding what a drain took out of service. For all jobs and clusters only."},
		number((*Row).Utilisation)},
	{Description{"throughput_per_day", "1/d", Higher, "completed ÷ days of the run (as for utilisation), less the warm-up. Empty for groups of a period."}, number((*Row).Throughput)},
	{Description{"gpu_hours", "GPU·h", Neither, "Σ gpus × run_s ÷ 3600 over started jobs: the GPUs asked for."},
		number(func(r *Row) (float64, bool) { return r.Asked, true })},
	{Description{"gpu_hours_held", "GPU·h", Neither, "Σ GPUs held × run_s ÷ 3600 over started jobs: with the GPUs that rounding up to whole nodes adds."},
		number(func(r *Row) (float64, bool) { return r.Held, true })},
	{Description{"makespan_s", "s", Lower, "Last end of a completed or killed job − first submission of a job of the group."},
		seconds((*Row).Makespan)},
	{Description{"backlog_jobs", "1", Lower, "Jobs queued at the end of the run, those of the warm-up included."}, count(func(r *Row) int64 { return r.Backlog })},
	{Description{"backlog_gpus", "GPU", Lower, "GPUs that those jobs ask for."}, count(func(r *Row) int64 { return r.BacklogGPUs })},
	{Description{"weight", "1", Neither, "Σ of the weights of the jobs: how many jobs at full scale they stand for. A job's weight is its class's rate at full scale ÷ its rate as simulated; 1 without a scale. Figures of waits and shares of jobs count each job by its weight; all other columns count jobs, GPUs and GPU-hours as simulated."},
		number(func(r *Row) (float64, bool) { return r.Weight, true })},
	{Description{"followed", "1", Neither, "Jobs that the figures of waits use. Rejected ones are never among them. In a run with a horizon, groups that are not of a period use only jobs submitted in months that end at least the follow-up (28 d unless the scenario says otherwise) before the horizon, and follow each for that long: what starts later counts as not yet started. If no whole month after the warm-up does, they use the jobs submitted at least the follow-up before the horizon; if there is no such time after the warm-up, all jobs with what follow-up they have. Groups of a period always use all jobs with what follow-up they have."},
		count(func(r *Row) int64 { return r.Followed })},
	{Description{"followed_for_s", "s", Neither, "The longest time for which a job of the group is followed. A percentile of the wait that is empty although followed > 0 is longer than this, or is never reached."},
		seconds(func(r *Row) (time.Duration, bool) { return r.FollowedFor, r.Followed > 0 })},
	{Description{"started_1h", "1", Higher, "Cumulative incidence of starting: the share of followed jobs that start within 1 h of their submission (Aalen–Johansen). Empty if jobs are not followed for so long."}, startedBy(0)},
	{Description{"started_24h", "1", Higher, "The same within 24 h."}, startedBy(1)},
	{Description{"started_7d", "1", Higher, "The same within 7 d."}, startedBy(2)},
	{Description{"started_28d", "1", Higher, "The same within 28 d."}, startedBy(3)},
	{Description{"started_target", "1", Higher, "The same within the target that the scenario gives (24 h unless it says otherwise)."},
		incidenceOf(func(r *Row) (Incidence, float64) { return r.AtTarget, r.AtTarget.Started })},
	{Description{"withdrawn_1h", "1", Lower, "Cumulative incidence of leaving unstarted: the share of followed jobs that are withdrawn within 1 h of their submission, before a start."}, withdrawnBy(0)},
	{Description{"withdrawn_24h", "1", Lower, "The same within 24 h."}, withdrawnBy(1)},
	{Description{"withdrawn_7d", "1", Lower, "The same within 7 d."}, withdrawnBy(2)},
	{Description{"withdrawn_28d", "1", Lower, "The same within 28 d."}, withdrawnBy(3)},
	{Description{"rejected_share", "1", Lower, "Weight of the rejected jobs ÷ weight."}, portion((*Row).RejectedShare)},
	{Description{"demanded_h100h", "H100·h", Neither, "Σ gpus × run time, in hours of an H100: what the jobs came to do, whatever became of them. Run times are true ones, at speed 1."},
		hours(func(r *Row) float64 { return r.Demanded })},
	{Description{"useful_h100h", "H100·h", Higher, "Σ gpus × run time that was done and not lost, in hours of an H100; by the end of the run."},
		hours(func(r *Row) float64 { return r.Useful })},
	{Description{"held_h100h", "H100·h", Neither, "Σ GPUs held × time × speed, in hours of an H100: useful work, lost work, overheads of checkpoints and GPUs added by whole nodes."},
		hours(func(r *Row) float64 { return r.H100 })},
	{Description{"on_soil_h100h", "H100·h", Higher, "The part of useful_h100h of jobs whose last cluster lies in the bloc of their home region; a region in no bloc is one by itself. Empty where no job names a region."},
		number(func(r *Row) (float64, bool) { return r.OnSoil, r.HasSoil })},
	{Description{"on_soil_share", "1", Higher, "on_soil_h100h ÷ demanded_h100h."}, portion((*Row).OnSoilShare)},
	{Description{"on_soil_share_served", "1", Higher, "on_soil_h100h ÷ useful_h100h."}, portion((*Row).OnSoilOfServed)},
	{Description{"home_share", "1", Higher, "The part of useful_h100h of jobs whose last cluster lies in their home region ÷ useful_h100h."}, portion((*Row).HomeShare)},
	{Description{"backlog_mean_gpus", "GPU", Lower, "Mean of q(t), the GPUs that jobs waiting for their first start ask for, over the run less the warm-up; jobs of the warm-up and those whose data are on their way included. Not for groups of a period."},
		number(func(r *Row) (float64, bool) { return r.BacklogMean, r.HasSlope })},
	{Description{"backlog_slope_gpus_per_day", "GPU/d", Lower, "Slope of the least-squares line through q(t): 12/T³ ∫ (t − T/2) q(t) dt over the run less the warm-up, of length T."},
		number(func(r *Row) (float64, bool) { return r.BacklogSlope, r.HasSlope })},
	{Description{"backlog_slope_h100h_per_day", "H100·h/d", Lower, "The same of the work that waits, with gpus × run time in place of the GPUs of each job."},
		number(func(r *Row) (float64, bool) { return r.WorkSlope, r.HasSlope })},
	{Description{"staged_total_s", "s", Lower, "Σ of the time in which data were on their way, over all measured jobs."},
		seconds(func(r *Row) (time.Duration, bool) { return r.Staged, true })},
	{Description{"segments", "1", Neither, "Segments of chains that began, over started jobs; 1 for a job of one piece."}, count(func(r *Row) int64 { return r.Segments })},
	{Description{"moves", "1", Neither, "How often jobs went to another cluster after their first choice."}, count(func(r *Row) int64 { return r.Moves })},
	{Description{"target_month", "", Lower, "For regions and blocs: the first of three months in a row in each of which at least 95 % of the followed jobs start within the target (started_target of the month ≥ 0.95); a month counts if it has such a job and ends at least the target before the horizon. Empty if there is none."},
		written(Period, func(b []byte, r *Row) []byte { return append(b, r.TargetMonth...) })},
	{Description{"reneged_share", "1", Lower, "Weight of the reneged jobs ÷ weight."}, portion((*Row).RenegedShare)},
	{Description{"lost_h100h", "H100·h", Lower, "The part of demanded_h100h that reneged and rejected jobs never did."},
		hours(func(r *Row) float64 { return r.Lost })},
	{Description{"wait_staging_share", "1", Neither, "The part of all time without GPUs (Σ wait_s of jobs.csv by weight, over all measured jobs, started or not, to their end or that of the run) in which data were on their way. With the next five and wait_budget_share it adds up to 1. All seven are empty unless the scenario asks for outputs: {reasons: true}, and where no job waited."}, partShare(sim.InStaging)},
	{Description{"wait_policy_share", "1", Neither, "The same for wait_policy_s of jobs.csv."}, partShare(sim.ByPolicy)},
	{Description{"wait_fragmentation_share", "1", Neither, "The same for wait_fragmentation_s."}, partShare(sim.ByFragmentation)},
	{Description{"wait_routing_share", "1", Neither, "The same for wait_routing_s."}, partShare(sim.ByRouting)},
	{Description{"wait_eligibility_share", "1", Neither, "The same for wait_eligibility_s."}, partShare(sim.ByEligibility)},
	{Description{"wait_capacity_share", "1", Neither, "The same for wait_capacity_s."}, partShare(sim.ByCapacity)},
	{Description{"wait_budget_share", "1", Neither, "The same for wait_budget_s."}, partShare(sim.ByBudget)},
	{Description{"wait_unserved_share", "1", Lower, "The part of the same time of jobs that never started: withdrawn, rejected after a wait, or queued at the end of the run. Empty as those."},
		portion(func(r *Row) (float64, bool) { return r.Unserved, r.HasParts })},
}

// slowdowns is the form of the mean bounded slowdown. Each job's is good to 10⁻⁹, so is
// their mean: it has ten digits.
func slowdowns() form[*Row] {
	f := number(func(r *Row) (float64, bool) { return r.Slowdown, r.WaitsEnded > 0 })
	f.append = func(b []byte, r *Row) []byte {
		if x, ok := f.value(r); ok {
			return strconv.AppendFloat(b, x, 'g', 10, 64)
		}
		return b
	}
	return f
}

func partShare(p sim.Part) form[*Row] {
	return portion(func(r *Row) (float64, bool) { return r.Parts[p], r.HasParts })
}

func percentileDoc(p int) string {
	return "The least wait at which the incidence of starting reaches " + strconv.FormatFloat(float64(p)/100, 'f', 2, 64) +
		" among the followed jobs (Aalen–Johansen; leaving unstarted competes, the end of the run censors). Where all start, this is the nearest rank: the ⌈" +
		strconv.Itoa(p) + "·n/100⌉-th smallest of n. Empty if it is not reached in followed_for_s."
}
