package report

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"sovsim/results"
	"sovsim/sim"
)

// Compare is the table of `bench` for the runs of one scenario: a line for each
// policy over all jobs, ranked by a figure that leaves no job out (see ranking), the
// least first; policies without it come last. Figures of several replications are
// means over them with ±, and policies that cannot be told from the first are marked.
// Below stand the warnings that bear on the table. No line is wider than 80
// characters.
func Compare(runs []*results.RunSummary) string {
	if len(runs) == 0 {
		return ""
	}
	all := runs
	runs, equal := distinct(runs)
	r := newRanking(groups(runs, results.All))
	var b strings.Builder
	b.WriteString(title(runs[0]))
	b.WriteString(r.table())
	b.WriteString(equal)
	if equal == "" && r.replications() == 1 {
		b.WriteString(wrapped("One replication: it cannot show whether a difference is more than chance."))
	}
	if r.restricted { // else all are followed to the end
		b.WriteString(followed(r.policies[0]))
	}
	b.WriteString(notes(r.policies))
	b.WriteString(warningText(all))
	b.WriteString(whyOfPolicies(groups(runs, results.All, results.ByClass)))
	return b.String()
}

// warningText is the warnings that bear on a table of all jobs.
func warningText(runs []*results.RunSummary) string {
	var b strings.Builder
	for _, line := range results.TableWarnings(runs) {
		b.WriteString(wrapped("Warning: " + line))
	}
	return b.String()
}

// notes are lines on the jobs that the figures of a policy leave out.
func notes(gs []*group) string {
	var b strings.Builder
	for _, g := range gs {
		if g.kind != results.All {
			continue
		}
		var total, censored, rejected, reneged int64
		for _, r := range g.rows {
			total += r.Jobs()
			censored += r.Censored()
			rejected += r.Outcomes[sim.Rejected]
			reneged += r.Outcomes[sim.Reneged]
		}
		var parts []string
		for _, p := range []struct {
			n    int64
			text string
		}{{censored, "had not ended"}, {reneged, "were withdrawn"}, {rejected, "were turned away"}} {
			if p.n > 0 {
				parts = append(parts, thousands(float64(p.n), 0)+" "+p.text)
			}
		}
		if len(parts) == 0 {
			continue
		}
		name, of := clean(g.policy), "of 1 job, "
		if total != 1 {
			of = "of " + thousands(float64(total), 0) + " jobs, "
		}
		if n := len(g.rows); n > 1 {
			name += fmt.Sprintf(", over %d replications", n)
		}
		if all := strings.Join(parts, ", "); text.StringWidth(name+": "+of+all) <= tableWidth || text.StringWidth(of+all) < tableWidth {
			parts = []string{all}
		}
		for _, part := range parts { // else a line for each
			if line := name + ": " + of + part; text.StringWidth(line) <= tableWidth {
				fmt.Fprintln(&b, line)
				continue
			}
			for _, line := range broken(name + ":") {
				fmt.Fprintln(&b, line)
			}
			fmt.Fprintln(&b, text.Snip(" "+of+part, tableWidth, "…"))
		}
	}
	return b.String()
}
