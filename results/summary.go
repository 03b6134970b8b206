package results

import (
	"slices"
	"strconv"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// summarise makes the rows of the groups from the cells.
func (k *Collector) summarise(r sim.Result) *RunSummary {
	c := &k.config
	s := &RunSummary{Scenario: c.Scenario, Policy: c.Policy, Replication: c.Replication, ID: c.ID, Seed: c.Seed, Result: r}
	var period time.Duration
	if begin := max(k.series.begin, c.WarmUp); k.series.begun && r.End > begin {
		period = r.End.Sub(begin)
	}
	add := func(kind GroupKind, key string, of []*cell, use *Use) {
		row := makeRow(of)
		row.Group, row.Key, row.Period = kind, key, period
		if use != nil {
			row.HasUse, row.Use = true, *use
		}
		s.Rows = append(s.Rows, row)
	}
	uses := make([]Use, len(c.Clusters))
	var held, capacity sum128
	for i := range k.series.clusters {
		x := &k.series.clusters[i]
		uses[i] = Use{x.held.float(), x.capacity.float()}
		held.plus(x.held)
		capacity.plus(x.capacity)
	}
	add(All, "", k.cells.list, &Use{held.float(), capacity.float()})
	for _, kind := range []struct {
		group GroupKind
		names *sim.Names
		id    func(*cell) int32
	}{
		{ByClass, &c.Directory.Classes, func(x *cell) int32 { return x.class }},
		{ByRegion, &c.Directory.Regions, func(x *cell) int32 { return x.region }},
	} {
		of := map[string][]*cell{}
		var keys []string
		for _, x := range k.cells.list {
			key := kind.names.Name(kind.id(x))
			if kind.id(x) == other {
				key = OtherKey
			}
			if of[key] == nil {
				keys = append(keys, key)
			}
			of[key] = append(of[key], x)
		}
		if len(keys) == 1 && keys[0] == "" {
			continue // the source names none
		}
		slices.Sort(keys)
		for _, key := range keys {
			add(kind.group, key, of[key], nil)
		}
	}
	at := make([][]*cell, len(c.Clusters))
	for _, x := range k.cells.list {
		if x.cluster >= 0 {
			at[x.cluster] = append(at[x.cluster], x)
		}
	}
	for i := range c.Clusters {
		add(ByCluster, c.Clusters[i].Name, at[i], &uses[i])
	}
	s.Warnings = k.warnings(s.Rows)
	return s
}

// makeRow is the figures of the union of cells.
func makeRow(of []*cell) Row {
	t := emptyTally()
	samples := make([]*sample, len(of))
	for i, x := range of {
		t.merge(&x.tally)
		samples[i] = &x.sample
	}
	row := Row{Outcomes: t.outcomes, WarmUp: t.warmUp, Started: t.started, Ended: t.ended,
		WaitMax: t.waitMax, TotalWaitMax: t.totalMax, FirstSubmit: t.first, LastEnd: t.last,
		Asked: t.asked, Held: t.held, Backlog: t.backlog, BacklogGPUs: t.backlogGPUs}
	if t.started > 0 {
		row.WaitMean, row.TotalWaitMean = t.wait.mean(t.started), t.total.mean(t.started)
		q := newQuantiles(samples, t.started)
		row.Sketched = !q.exact()
		for _, p := range []struct {
			to *time.Duration
			p  int64
		}{{&row.P50, 50}, {&row.P90, 90}, {&row.P95, 95}, {&row.P99, 99}} {
			*p.to = time.Duration(q.percentile(p.p, int64(t.waitMax)))
		}
	}
	if t.ended > 0 {
		row.Slowdown = t.slowdown.float() / slowdownOne / float64(t.ended)
	}
	return row
}

// AppendSummary appends the rows of summary.csv of one run, without header.
func AppendSummary(b []byte, s *RunSummary) []byte {
	first := lead(s.Scenario, s.Policy, s.Replication)
	for i := range s.Rows {
		b = appendRow(b, first, summaryColumns, &s.Rows[i])
	}
	return b
}

type summaryField = func(b []byte, r *Row) []byte

// count is a column of a whole number.
func count(of func(*Row) int64) summaryField {
	return func(b []byte, r *Row) []byte { return strconv.AppendInt(b, of(r), 10) }
}

// ifStarted is a column of a time that only started jobs have.
func ifStarted(of func(*Row) time.Duration) summaryField {
	return func(b []byte, r *Row) []byte {
		if r.Started == 0 {
			return b
		}
		return unit.AppendSeconds(b, int64(of(r)))
	}
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

var summaryColumns = []column[*Row]{
	{Column{"group", "", "all, class, region or cluster."},
		func(b []byte, r *Row) []byte { return append(b, r.Group...) }},
	{Column{"key", "", "Which class, region or cluster; empty for all, and for jobs that name none."},
		func(b []byte, r *Row) []byte { return append(b, field(r.Key)...) }},
	{Column{"jobs", "1", "Measured jobs: completed + killed + reneged + rejected + running + queued."}, count((*Row).Jobs)},
	{Column{"completed", "1", "Jobs that ran to their end."}, outcome(sim.Completed)},
	{Column{"killed", "1", "Jobs ended at their request or by a loss of capacity."}, outcome(sim.Killed)},
	{Column{"reneged", "1", "Jobs withdrawn before their first start."}, outcome(sim.Reneged)},
	{Column{"rejected", "1", "Jobs that no cluster could ever run, or none any more once its capacity had gone for good. One of the latter may have run before, if it was requeued; it counts as started then."}, outcome(sim.Rejected)},
	{Column{"running", "1", "Jobs that held GPUs at the end of the run (censored)."}, outcome(sim.Running)},
	{Column{"queued", "1", "Jobs that were queued at the end of the run (censored)."}, outcome(sim.Queued)},
	{Column{"warmup_jobs", "1", "Jobs submitted in the warm-up, which no other column per job counts."}, count(func(r *Row) int64 { return r.WarmUp })},
	{Column{"started", "1", "Jobs that started, whatever became of them (a job that was requeued and then rejected too): n of the wait columns."}, count(func(r *Row) int64 { return r.Started })},
	{Column{"never_started", "1", "jobs − started: jobs without a wait."}, count((*Row).NeverStarted)},
	{Column{"wait_mean_s", "s", "Mean of the first wait, start_s − submit_s, over started jobs."}, ifStarted(func(r *Row) time.Duration { return r.WaitMean })},
	{Column{"wait_p50_s", "s", "The 50" + percentileDoc(50)}, ifStarted(func(r *Row) time.Duration { return r.P50 })},
	{Column{"wait_p90_s", "s", "The 90" + percentileDoc(90)}, ifStarted(func(r *Row) time.Duration { return r.P90 })},
	{Column{"wait_p95_s", "s", "The 95" + percentileDoc(95)}, ifStarted(func(r *Row) time.Duration { return r.P95 })},
	{Column{"wait_p99_s", "s", "The 99" + percentileDoc(99) + " The percentiles are exact up to 10⁶ started jobs in a group and 4·10⁶ in a run; beyond that they may come from a sketch, within 0.5 % and with six digits, and manifest.json warns."}, ifStarted(func(r *Row) time.Duration { return r.P99 })},
	{Column{"wait_max_s", "s", "Longest first wait."}, ifStarted(func(r *Row) time.Duration { return r.WaitMax })},
	{Column{"total_wait_mean_s", "s", "Mean of wait_s in jobs.csv, all time without GPUs, over started jobs. It differs from wait_mean_s where jobs were requeued."}, ifStarted(func(r *Row) time.Duration { return r.TotalWaitMean })},
	{Column{"total_wait_max_s", "s", "Longest wait_s of a started job."}, ifStarted(func(r *Row) time.Duration { return r.TotalWaitMax })},
	{Column{"slowdown_mean", "1", "Mean bounded slowdown over completed and killed jobs: max(1, (wait + run) ÷ max(run, 10 s)), with wait = start_s − submit_s and run = run_s; for a job killed at its request, the time that it ran."},
		func(b []byte, r *Row) []byte {
			if r.Ended == 0 {
				return b
			}
			// Each job's slowdown is good to 10⁻⁹, so is their mean.
			return strconv.AppendFloat(b, r.Slowdown, 'g', 10, 64)
		}},
	{Column{"utilisation", "1", "GPU-time held ÷ GPU-time in service, over the whole run: from the epoch to the horizon, or without a horizon from the first moment at which a job queues or runs to the last event. The warm-up counts. For all jobs and clusters only."},
		number((*Row).Utilisation)},
	{Column{"throughput_per_day", "1/d", "completed ÷ days of the run (as for utilisation), less the warm-up."}, number((*Row).Throughput)},
	{Column{"gpu_hours", "GPU·h", "Σ gpus × run_s ÷ 3600 over started jobs: the GPUs asked for."},
		number(func(r *Row) (float64, bool) { return r.Asked.Hours(), true })},
	{Column{"gpu_hours_held", "GPU·h", "Σ GPUs held × run_s ÷ 3600 over started jobs: with the GPUs that rounding up to whole nodes adds."},
		number(func(r *Row) (float64, bool) { return r.Held.Hours(), true })},
	{Column{"makespan_s", "s", "Last end of a completed or killed job − first submission of a job of the group."},
		func(b []byte, r *Row) []byte {
			if d, ok := r.Makespan(); ok {
				return unit.AppendSeconds(b, int64(d))
			}
			return b
		}},
	{Column{"backlog_jobs", "1", "Jobs queued at the end of the run, those of the warm-up included."}, count(func(r *Row) int64 { return r.Backlog })},
	{Column{"backlog_gpus", "GPU", "GPUs that those jobs ask for."}, count(func(r *Row) int64 { return r.BacklogGPUs })},
}

func percentileDoc(p int) string {
	return "th percentile of the first wait by nearest rank: the ⌈" + strconv.Itoa(p) + "·n/100⌉-th smallest of n."
}
