package results

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// Limits below or above which a figure is warned about.
const (
	// FewJobs is the number of waits under which a percentile or mean says little.
	FewJobs = 30
	// CensoredShare is the share of jobs without an end, or without a start,
	// above which means over the others mislead.
	CensoredShare = 0.05
	// DriftShare is the change of the backlog over a run, along its least-squares
	// line, as a share of its mean, above which it is not called stationary: the
	// line ends at 5/3 of where it begins. A backlog that grows evenly from nothing
	// changes by twice its mean. DriftOfCapacity is the share of the GPUs in service
	// that the change must exceed too: a queue of a few GPUs may come and go.
	DriftShare      = 0.5
	DriftOfCapacity = 0.05
	// maxNamed is how many groups a warning names.
	maxNamed = 3
)

// WarningCode is what a warning is about, for programs.
type WarningCode string

// What there is to warn of.
const (
	// ShortRun: no job can be followed for the whole follow-up.
	ShortRun WarningCode = "short-run"
	// NotStarted: many jobs did not start while they were followed.
	NotStarted WarningCode = "not-started"
	// NotEnded: many jobs had not ended when the run did.
	NotEnded WarningCode = "not-ended"
	// FewStarted: fewer than FewJobs jobs started.
	FewStarted WarningCode = "few-jobs"
	// NotStationary: the backlog grows or shrinks over the run.
	NotStationary WarningCode = "not-stationary"
	// Sketched: percentiles come from a sketch.
	Sketched WarningCode = "sketched"
	// Folded: classes and regions were put together as OtherKey.
	Folded WarningCode = "folded"
)

// Warning says that figures of a group are weaker than they look. Warnings
// travel with the numbers, into manifest.json.
type Warning struct {
	Code  WarningCode
	Group GroupKind
	Key   string
	// Remark reports whether the tables mark such figures themselves, or that it does not
	// mislead: it is for who works with the files, and not shown on the terminal.
	Remark bool
	// Text is what is the matter, the same for every run that has it.
	Text string
	// Value is how bad it is in this run, such as "12 of 40"; it may be empty.
	Value string
}

// group names the group in words.
func (w *Warning) group() string {
	switch {
	case w.Group == All:
		return "all jobs"
	case w.Key == "":
		return fmt.Sprintf("jobs without a %s", w.Group)
	case w.Group == ByRegionClass:
		return w.Key
	}
	return fmt.Sprintf("%s %s", w.Group, w.Key)
}

func (k *Collector) warnings(rows []Row) []Warning {
	var ws []Warning
	c := &k.config
	percent := func(x float64) string { return fmt.Sprintf("%g %%", 100*x) }
	for i := range rows {
		r := &rows[i]
		if !r.Group.Pooled() || r.Group == ByBlocClass {
			continue
		}
		accepted := r.Jobs() - r.Outcomes[sim.Rejected]
		if i > 0 && accepted == rows[0].Jobs()-rows[0].Outcomes[sim.Rejected] && r.Started == rows[0].Started && r.Waits == rows[0].Waits {
			continue // just the jobs of all, but for rejected ones: it is said already
		}
		warn := func(code WarningCode, text, value string) {
			ws = append(ws, Warning{code, r.Group, r.Key, false, text, value})
		}
		remark := func(code WarningCode, text, value string) {
			ws = append(ws, Warning{code, r.Group, r.Key, true, text, value})
		}
		few := func() {
			if r.Waits < FewJobs {
				say := remark // beside it stand all jobs
				if i == 0 {
					say = warn
				}
				say(FewStarted, fmt.Sprintf("fewer than %d jobs started, too few for reliable figures: a longer run or more replications help", FewJobs), fmt.Sprint(r.Waits))
			}
		}
		if r.Group == ByRegionClass {
			few()
			continue
		}
		if r.Sketched {
			remark(Sketched, fmt.Sprintf("wait percentiles come from a sketch (DDSketch) with a relative error of %g %%; jobs.csv has the exact waits", SketchError*100), "")
		}
		if i == 0 && c.Horizon != sim.Never && k.periods.cut == sim.Never && r.Outcomes[sim.Queued] > 0 {
			warn(ShortRun, fmt.Sprintf("the run is too short to follow jobs for %s; wait figures use every job for as long as it can be followed, the last jobs only briefly: set a later horizon, or a shorter follow-up under outputs", unit.FormatDuration(c.FollowUp)), "")
		}
		if r.missing > CensoredShare {
			remark(NotStarted, "more than "+percent(CensoredShare)+" of the jobs did not start while they were followed; the mean wait covers only the others and may not exist: read percentiles and shares, which remain valid",
				fmt.Sprintf("%d of %d", r.Followed-r.Waits, r.Followed))
		}
		if float64(r.Censored()) > CensoredShare*float64(accepted) {
			remark(NotEnded, "more than "+percent(CensoredShare)+" of the jobs had not ended when the run did; total waits, slowdowns and GPU-hours done leave out the rest: a later horizon shows more of it",
				fmt.Sprintf("%d of %d", r.Censored(), accepted))
		}
		few()
		if i == 0 && c.Horizon != sim.Never && k.drifts(r) {
			remark(NotStationary, "the backlog is not stationary: its trend over the run is more than half of its mean; waits depend on when a job is submitted, so read them by month",
				fmt.Sprintf("%+.3g GPUs a day, %.4g on average", r.BacklogSlope, r.BacklogMean))
		}
	}
	if k.main.folded || k.byCluster.folded {
		ws = append(ws, Warning{Folded, All, "", false, fmt.Sprintf("more than %d combinations of class, region and cluster, or %d of class, region and month; the classes and regions that appeared later are combined as %s: read those from jobs.csv", MaxGroups, MaxPeriodGroups, OtherKey), ""})
	}
	return ws
}

// drifts reports whether the backlog grew or shrank over the run.
func (k *Collector) drifts(r *Row) bool {
	if !r.HasSlope {
		return false
	}
	change := math.Abs(r.BacklogSlope) * (float64(r.Period) / float64(24*time.Hour))
	capacity := r.Use.Capacity / float64(r.Period+time.Duration(k.config.WarmUp))
	return change > DriftShare*r.BacklogMean && change > DriftOfCapacity*capacity
}

// WarningTexts are the warnings of many runs as lines: each text once a scenario, in
// the order in which they first come up, with the first groups and the policies that
// have it. A group's figure is that of the first run in which the group has it.
func WarningTexts(runs []*RunSummary) []string {
	return textsOf(warningLines(runs), func(warningLine) bool { return true })
}

// RemarkTexts are those of them that are remarks.
func RemarkTexts(runs []*RunSummary) []string {
	return textsOf(warningLines(runs), func(l warningLine) bool { return l.remark })
}

// TableWarnings are those of them that are on all jobs, among others, and bear on what
// a table shows: the lines below the table of bench.
func TableWarnings(runs []*RunSummary) []string {
	return textsOf(warningLines(runs), func(l warningLine) bool { return l.table })
}

// warningLine is a line of WarningTexts.
type warningLine struct {
	text string
	// remark reports whether it is one in all its groups, table that it stands below a
	// table of all jobs.
	remark, table bool
}

func textsOf(lines []warningLine, which func(warningLine) bool) (texts []string) {
	for _, l := range lines {
		if which(l) {
			texts = append(texts, l.text)
		}
	}
	return texts
}

func warningLines(runs []*RunSummary) (lines []warningLine) {
	type id struct{ scenario, text string }
	type entry struct {
		scenario, text   string
		code             WarningCode
		groups, policies []string
		named            map[string]bool
		runs             int
		figures, all     bool
		remark           bool
	}
	var order []*entry
	seen := map[id]*entry{}
	several := false
	for _, s := range runs {
		several = several || s.Scenario != runs[0].Scenario
		counted := map[*entry]bool{}
		for _, w := range s.Warnings {
			at := id{s.Scenario, w.Text}
			e := seen[at]
			if e == nil {
				e = &entry{scenario: s.Scenario, text: w.Text, code: w.Code, remark: true, named: map[string]bool{}}
				seen[at] = e
				order = append(order, e)
			}
			e.all, e.remark = e.all || w.Group == All, e.remark && w.Remark
			if name := w.group(); !e.named[name] {
				e.named[name] = true
				if w.Value != "" {
					name, e.figures = name+" ("+w.Value+")", true
				}
				e.groups = append(e.groups, name)
			}
			if !counted[e] {
				counted[e] = true
				e.runs++
			}
			if !slices.Contains(e.policies, s.Policy) {
				e.policies = append(e.policies, s.Policy)
			}
		}
	}
	for _, e := range order {
		names := e.groups
		if more := len(names) - maxNamed; more > 0 {
			names = append(slices.Clone(names[:maxNamed]), fmt.Sprintf("and %d more", more))
		}
		line := strings.Join(names, ", ") + ": " + e.text
		if several {
			line = e.scenario + ": " + line
		}
		if len(runs) > 1 {
			line += fmt.Sprintf("; in %d of %d runs", e.runs, len(runs))
			if e.runs > 1 && e.figures {
				line += " (figures of the first)"
			}
			line += ": " + strings.Join(e.policies, ", ")
		}
		lines = append(lines, warningLine{line, e.remark, e.all && e.code != Sketched})
	}
	return lines
}
