package results

import (
	"io"
	"slices"

	"sovsim/sim"
)

// jobRow is what a row of jobs.csv is made from.
type jobRow struct {
	w *jobWriter
	r *sim.Record
}

// jobWriter writes the rows of jobs.csv of one run: no allocation per row.
type jobWriter struct {
	out                               rowBuffer
	reasons, leaving, failures        bool
	names                             *runNames
	users, classes, regions, projects fields
}

func newJobWriter(to io.Writer, names *runNames, reasons bool, d *sim.Directory) *jobWriter {
	return &jobWriter{out: newRowBuffer(to), reasons: reasons, names: names,
		users: fields{of: &d.Users}, classes: fields{of: &d.Classes}, regions: fields{of: &d.Regions}, projects: fields{of: &d.Projects}}
}

func (w *jobWriter) write(r *sim.Record) {
	w.out.buf = appendRow(w.out.buf, w.names.edges, jobColumns, jobRow{w, r})
	w.out.spill()
}

// fields holds names as CSV fields, by id, so that quoting is decided once.
type fields struct {
	of   *sim.Names
	done []string
}

func (f *fields) get(id int32) string {
	if int(id) >= len(f.done) {
		for i := len(f.done); i < f.of.Len(); i++ {
			f.done = append(f.done, field(f.of.Name(int32(i))))
		}
	}
	if id < 0 || int(id) >= len(f.done) {
		return ""
	}
	return f.done[id]
}

// moment appends a time, or nothing for one that never came.
func moment(b []byte, t sim.Time) []byte {
	if t == sim.Never {
		return b
	}
	return appendSeconds(b, int64(t))
}

// jobColumns are those of jobs.csv, new ones last.
var jobColumns = slices.Concat(firstJobs, failureJobs, billJobs)

var firstJobs = []column[jobRow]{
	{Description{"job_id", "", Neither, "What its source calls the job: its number, or its name to the letter."},
		text(func(b []byte, j jobRow) []byte {
			if j.r.Name != "" {
				return appendField(b, j.r.Name)
			}
			return appendInt(b, j.r.ID)
		})},
	{Description{"user", "", Neither, "Who submitted it."},
		text(func(b []byte, j jobRow) []byte { return append(b, j.w.users.get(j.r.User)...) })},
	{Description{"class", "", Neither, "Its class."},
		text(func(b []byte, j jobRow) []byte { return append(b, j.w.classes.get(j.r.Class)...) })},
	{Description{"region", "", Neither, "Its home region."},
		text(func(b []byte, j jobRow) []byte { return append(b, j.w.regions.get(j.r.Region)...) })},
	{Description{"cluster", "", Neither, "The cluster that it joined last; empty if it joined none."},
		text(func(b []byte, j jobRow) []byte {
			if j.r.Cluster < 0 {
				return b
			}
			return append(b, j.w.names.clusters[j.r.Cluster]...)
		})},
	{Description{"gpus", "GPU", Neither, "The GPUs that it asked for."},
		written(Count, func(b []byte, j jobRow) []byte { return appendInt(b, int64(j.r.GPUs)) })},
	{Description{"submit_s", "s", Neither, "When it was submitted."},
		written(Seconds, func(b []byte, j jobRow) []byte { return moment(b, j.r.Submit) })},
	{Description{"start_s", "s", Neither, "Its first start; empty if it never started."},
		written(Seconds, func(b []byte, j jobRow) []byte { return moment(b, j.r.Start) })},
	{Description{"end_s", "s", Neither, "Its last end, or when it was withdrawn or rejected; empty if it was running or queued at the end of the run."},
		written(Seconds, func(b []byte, j jobRow) []byte { return moment(b, j.r.End) })},
	{Description{"wait_s", "s", Neither, "All time from submit_s to end_s (or the end of the run) in which it held no GPUs. With no restart this is start_s − submit_s."},
		written(Seconds, func(b []byte, j jobRow) []byte { return appendSeconds(b, int64(j.r.Wait)) })},
	{Description{"run_s", "s", Neither, "All time in which it held GPUs. With no restart this is end_s − start_s."},
		written(Seconds, func(b []byte, j jobRow) []byte { return appendSeconds(b, int64(j.r.Held)) })},
	{Description{"requested_s", "s", Neither, "The time that it requested, at speed 1; its run time where it requested none."},
		written(Seconds, func(b []byte, j jobRow) []byte { return appendSeconds(b, int64(j.r.Request)) })},
	{Description{"restarts", "1", Neither, "The number of its starts after the first."},
		written(Count, func(b []byte, j jobRow) []byte { return appendInt(b, int64(j.r.Restarts)) })},
	{Description{"outcome", "", Neither, "completed; killed (at its request, or by a loss of capacity or of access); reneged (withdrawn before its first start); rejected (no cluster can ever run it, or none that can will take it; manifest.json counts the reasons; it may have run before where it was requeued and the capacity for it then went for good); running or queued at the end of the run."},
		oneOf(outcomeNames, func(b []byte, j jobRow) []byte { return append(b, j.r.Outcome.String()...) })},
	{Description{"project", "", Neither, "The project that it belongs to; empty where its source names none."},
		text(func(b []byte, j jobRow) []byte { return append(b, j.w.projects.get(j.r.Project)...) })},
	{Description{"segments", "1", Neither, "The segments of a chain that began: 1 for a job of one piece that started, 0 for one that did not."},
		written(Count, func(b []byte, j jobRow) []byte { return appendInt(b, int64(j.r.Segments)) })},
	{Description{"moves", "1", Neither, "How often it went to another cluster after the first choice."},
		written(Count, func(b []byte, j jobRow) []byte { return appendInt(b, int64(j.r.Moves)) })},
	{Description{"staged_s", "s", Neither, "The part of wait_s in which its data were on their way."},
		written(Seconds, func(b []byte, j jobRow) []byte { return appendSeconds(b, int64(j.r.Staged)) })},
	{Description{"wait_policy_s", "s", Neither, "The part of wait_s in which it was queued and its cluster could have started it: the policy held it back. With staged_s, the next four and wait_budget_s it adds up to wait_s. All six are empty unless the scenario asks for outputs: {reasons: true}."}, partTime(sim.ByPolicy)},
	{Description{"wait_fragmentation_s", "s", Neither, "The part in which enough GPUs were free in its cluster, but not in one piece."}, partTime(sim.ByFragmentation)},
	{Description{"wait_routing_s", "s", Neither, "The part in which too few were free in its cluster, and enough in another that it may use."}, partTime(sim.ByRouting)},
	{Description{"wait_eligibility_s", "s", Neither, "The part in which enough were free only in clusters that it may not use, or in which a closure held it back."}, partTime(sim.ByEligibility)},
	{Description{"wait_capacity_s", "s", Neither, "The part in which no cluster had enough free."}, partTime(sim.ByCapacity)},
	{Description{"wait_budget_s", "s", Neither, "The part in which a budget held it back, outside of any queue."}, partTime(sim.ByBudget)},
	{Description{"origin", "", Neither, "The region that its user had left when it was submitted, where region is the one that he went to; empty for all other jobs."}, text(origin)},
}

// partTime is the column of a part of the wait.
func partTime(p sim.Part) form[jobRow] {
	return written(Seconds, func(b []byte, j jobRow) []byte {
		if !j.w.reasons {
			return b
		}
		return appendSeconds(b, int64(j.r.Parts[p]))
	})
}
