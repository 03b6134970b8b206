package results

import (
	"fmt"
	"slices"
	"strings"

	"sovsim/sim"
)

// Limits below or above which a figure is warned about.
const (
	// FewJobs is the number of started jobs under which a percentile or mean
	// says little.
	FewJobs = 30
	// CensoredShare is the share of jobs without an end above which means over
	// the others mislead.
	CensoredShare = 0.05
)

// Warning says that figures of a group are weaker than they look. Warnings
// travel with the numbers: into manifest.json and to the user's terminal.
type Warning struct {
	Group GroupKind
	Key   string
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
	}
	return fmt.Sprintf("%s %s", w.Group, w.Key)
}

func (k *Collector) warnings(rows []Row) []Warning {
	var ws []Warning
	for i := range rows {
		r := &rows[i]
		accepted := r.Jobs() - r.Outcomes[sim.Rejected]
		if i > 0 && accepted == rows[0].Jobs()-rows[0].Outcomes[sim.Rejected] && r.Started == rows[0].Started {
			continue // just the jobs of all, but for rejected ones: it is said already
		}
		warn := func(text, value string) { ws = append(ws, Warning{r.Group, r.Key, text, value}) }
		if r.Sketched {
			warn(fmt.Sprintf("wait percentiles come from a sketch (DDSketch) with a relative error of %g %%", SketchError*100), "")
		}
		if float64(r.Censored()) > CensoredShare*float64(accepted) {
			warn(fmt.Sprintf("more than %g %% of the jobs had not ended when the run did; means and percentiles leave them out; true waits are probably longer", CensoredShare*100),
				fmt.Sprintf("%d of %d", r.Censored(), accepted))
		}
		if r.Started < FewJobs {
			warn(fmt.Sprintf("fewer than %d jobs started; figures of so few say little", FewJobs), fmt.Sprint(r.Started))
		}
	}
	if k.cells.folded {
		ws = append(ws, Warning{All, "", fmt.Sprintf("more than %d combinations of class, region and cluster; the classes and regions that came later are put together as %s", MaxGroups, OtherKey), ""})
	}
	return ws
}

// WarningTexts are the warnings of many runs as lines: each text once a scenario, in
// the order in which they first come up, with the groups and the policies that have
// it. A group's figure is that of the first run in which the group has it.
func WarningTexts(runs []*RunSummary) []string {
	type id struct{ scenario, text string }
	type entry struct {
		scenario, text   string
		groups, policies []string
		named            map[string]bool
		runs             int
		figures          bool
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
				e = &entry{scenario: s.Scenario, text: w.Text, named: map[string]bool{}}
				seen[at] = e
				order = append(order, e)
			}
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
	var lines []string
	for _, e := range order {
		line := strings.Join(e.groups, ", ") + ": " + e.text
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
		lines = append(lines, line)
	}
	return lines
}
