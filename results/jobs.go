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
	{Column{"job_id", "", "What its source calls the job: its number, or its name to the letter."},
		func(b []byte, j jobRow) []byte {
			if j.r.Name != "" {
				return appendField(b, j.r.Name)
			}
			return appendInt(b, j.r.ID)
		}},
	{Column{"user", "", "Who submitted it."},
		func(b []byte, j jobRow) []byte { return append(b, j.w.users.get(j.r.User)...) }},
	{Column{"class", "", "Its class."},
		func(b []byte, j jobRow) []byte { return append(b, j.w.classes.get(j.r.Class)...) }},
	{Column{"region", "", "Its home region."},
		func(b []byte, j jobRow) []byte { return append(b, j.w.regions.get(j.r.Region)...) }},
	{Column{"cluster", "", "The cluster that it joined last; empty if it joined none."},
		func(b []byte, j jobRow) []byte {
			if j.r.Cluster < 0 {
				return b
			}
			return append(b, j.w.names.clusters[j.r.Cluster]...)
		}},
	{Column{"gpus", "GPU", "The GPUs that it asked for."},
		func(b []byte, j jobRow) []byte { return appendInt(b, int64(j.r.GPUs)) }},
	{Column{"submit_s", "s", "When it was submitted."},
		func(b []byte, j jobRow) []byte { return moment(b, j.r.Submit) }},
	{Column{"start_s", "s", "Its first start; empty if it never started."},
		func(b []byte, j jobRow) []byte { return moment(b, j.r.Start) }},
	{Column{"end_s", "s", "Its last end, or when it was withdrawn or rejected; empty if it was running or queued at the end of the run."},
		func(b []byte, j jobRow) []byte { return moment(b, j.r.End) }},
	{Column{"wait_s", "s", "All time from submit_s to end_s (or the end of the run) in which it held no GPUs. With no restart this is start_s − submit_s."},
		func(b []byte, j jobRow) []byte { return appendSeconds(b, int64(j.r.Wait)) }},
	{Column{"run_s", "s", "All time in which it held GPUs. With no restart this is end_s − start_s."},
		func(b []byte, j jobRow) []byte { return appendSeconds(b, int64(j.r.Held)) }},
	{Column{"requested_s", "s", "The time that it requested, at speed 1; its run time where it requested none."},
		func(b []byte, j jobRow) []byte { return appendSeconds(b, int64(j.r.Request)) }},
	{Column{"restarts", "1", "The number of its starts after the first."},
		func(b []byte, j jobRow) []byte { return appendInt(b, int64(j.r.Restarts)) }},
	{Column{"outcome", "", "completed; killed (at its request, or by a loss of capacity or of access); reneged (withdrawn before its first start); rejected (no cluster can ever run it, or none that can will take it; manifest.json counts the reasons; it may have run before where it was requeued and the capacity for it then went for good); running or queued at the end of the run."},
		func(b []byte, j jobRow) []byte { return append(b, j.r.Outcome.String()...) }},
	{Column{"project", "", "The project that it belongs to; empty where its source names none."},
		func(b []byte, j jobRow) []byte { return append(b, j.w.projects.get(j.r.Project)...) }},
	{Column{"segments", "1", "The segments of a chain that began: 1 for a job of one piece that started, 0 for one that did not."},
		func(b []byte, j jobRow) []byte { return appendInt(b, int64(j.r.Segments)) }},
	{Column{"moves", "1", "How often it went to another cluster after the first choice."},
		func(b []byte, j jobRow) []byte { return appendInt(b, int64(j.r.Moves)) }},
	{Column{"staged_s", "s", "The part of wait_s in which its data were on their way."},
		func(b []byte, j jobRow) []byte { return appendSeconds(b, int64(j.r.Staged)) }},
	{Column{"wait_policy_s", "s", "The part of wait_s in which it was queued and its cluster could have started it: the policy held it back. With staged_s, the next four and wait_budget_s it adds up to wait_s. All six are empty unless the scenario asks for outputs: {reasons: true}."}, partTime(sim.ByPolicy)},
	{Column{"wait_fragmentation_s", "s", "The part in which enough GPUs were free in its cluster, but not in one piece."}, partTime(sim.ByFragmentation)},
	{Column{"wait_routing_s", "s", "The part in which too few were free in its cluster, and enough in another that it may use."}, partTime(sim.ByRouting)},
	{Column{"wait_eligibility_s", "s", "The part in which enough were free only in clusters that it may not use, or in which a closure held it back."}, partTime(sim.ByEligibility)},
	{Column{"wait_capacity_s", "s", "The part in which no cluster had enough free."}, partTime(sim.ByCapacity)},
	{Column{"wait_budget_s", "s", "The part in which a budget held it back, outside of any queue."}, partTime(sim.ByBudget)},
	{Column{"origin", "", "The region that its user had left when it was submitted, where region is the one that he went to; empty for all other jobs."}, origin},
}

// partTime is the column of a part of the wait.
func partTime(p sim.Part) func(b []byte, j jobRow) []byte {
	return func(b []byte, j jobRow) []byte {
		if !j.w.reasons {
			return b
		}
		return appendSeconds(b, int64(j.r.Parts[p]))
	}
}
