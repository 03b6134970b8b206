package results

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"sovsim/sim"
)

// tableWidth is the widest line of a table in characters.
const tableWidth = 80

// group is one group of a policy over its replications.
type group struct {
	policy string
	kind   GroupKind
	key    string
	rows   []*Row
}

// over describes a metric over the replications in which it is defined.
func (g *group) over(metric func(*Row) (float64, bool)) Description {
	var xs []float64
	for _, r := range g.rows {
		if x, ok := metric(r); ok {
			xs = append(xs, x)
		}
	}
	return Describe(xs)
}

func jobsOf(r *Row) (float64, bool)     { return float64(r.Jobs()), true }
func waitMeanOf(r *Row) (float64, bool) { return r.WaitMean.Seconds(), r.Started > 0 }
func p50Of(r *Row) (float64, bool)      { return r.P50.Seconds(), r.Started > 0 }
func p95Of(r *Row) (float64, bool)      { return r.P95.Seconds(), r.Started > 0 }
func waitMaxOf(r *Row) (float64, bool)  { return r.WaitMax.Seconds(), r.Started > 0 }
func slowdownOf(r *Row) (float64, bool) { return r.Slowdown, r.Ended > 0 }
func makespanOf(r *Row) (float64, bool) { d, ok := r.Makespan(); return d.Seconds(), ok }

// groups collects the rows of runs by policy, group and key, in the order in
// which they come.
func groups(runs []*RunSummary, kinds ...GroupKind) []*group {
	type id struct {
		policy string
		kind   GroupKind
		key    string
	}
	var list []*group
	index := map[id]*group{}
	for _, kind := range kinds {
		for _, s := range runs {
			for i := range s.Rows {
				r := &s.Rows[i]
				if r.Group != kind {
					continue
				}
				at := id{s.Policy, kind, r.Key}
				g := index[at]
				if g == nil {
					g = &group{policy: s.Policy, kind: kind, key: r.Key}
					index[at] = g
					list = append(list, g)
				}
				g.rows = append(g.rows, r)
			}
		}
	}
	return list
}

// CompareTable is the table of `bench` for the runs of one scenario: a line for each policy over all jobs,
// ranked by mean bounded slowdown, the least first; policies of which no job
// ended come last. Figures of several replications are means over them. No
// line is wider than 80 characters.
func CompareTable(runs []*RunSummary) string {
	if len(runs) == 0 {
		return ""
	}
	policies := groups(runs, All)
	rank := func(g *group) float64 {
		if x := g.over(slowdownOf).Mean; !math.IsNaN(x) {
			return x
		}
		return math.Inf(1)
	}
	slices.SortStableFunc(policies, func(a, b *group) int { return cmp.Compare(rank(a), rank(b)) })

	var rows [][]string
	for _, g := range policies {
		rows = append(rows, []string{clean(g.policy), thousands(g.over(jobsOf).Mean, 0),
			thousands(g.over(waitMeanOf).Mean, 3), short(g.over(p50Of).Mean), short(g.over(p95Of).Mean),
			short(g.over(waitMaxOf).Mean), slowdownText(g.over(slowdownOf).Mean),
			percent(g.over((*Row).Utilisation).Mean), short(g.over(makespanOf).Mean)})
	}
	var b strings.Builder
	fmt.Fprintln(&b, text.Snip(clean(runs[0].Scenario), tableWidth, "…"))
	b.WriteString(layout([]string{"policy", "jobs", "mean wait s", "p50", "p95", "max", "bsld", "util", "makespan"}, rows))
	fmt.Fprintf(&b, "Ranked by mean bounded slowdown (bsld, τ = %g s), the least first.\n", Tau.Seconds())
	if n := len(policies[0].rows); n > 1 {
		fmt.Fprintf(&b, "Over %d replications: means per replication.\n", n)
	}
	b.WriteString(notes(policies))
	return b.String()
}

// RunTable is the table of `run` for the runs of one scenario: for each policy all jobs, then each region
// and each cluster, as mean ± sample standard deviation over the replications.
// No line is wider than 80 characters.
func RunTable(runs []*RunSummary) string {
	if len(runs) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintln(&b, text.Snip(clean(runs[0].Scenario), tableWidth, "…"))
	all := groups(runs, All, ByRegion, ByCluster)
	var rows [][]string
	for _, policy := range all {
		if policy.kind != All {
			break
		}
		for _, g := range all {
			if g.policy != policy.policy {
				continue
			}
			name := clean(g.policy)
			if g.kind != All {
				name = " " + string(g.kind) + " " + cmp.Or(clean(g.key), "(none)")
			}
			rows = append(rows, []string{name, thousands(g.over(jobsOf).Mean, 0), waitText(g.over(waitMeanOf)),
				short(g.over(p50Of).Mean), short(g.over(p95Of).Mean), short(g.over(waitMaxOf).Mean),
				plusMinus(g.over(slowdownOf), 2), percent(g.over((*Row).Utilisation).Mean)})
		}
	}
	b.WriteString(layout([]string{"policy", "jobs", "mean wait s", "p50", "p95", "max", "bsld", "util"}, rows))
	if n := len(all[0].rows); n > 1 {
		fmt.Fprintf(&b, "Over %d replications: means per replication, ± sample standard deviation.\n", n)
	}
	fmt.Fprintf(&b, "bsld is the mean bounded slowdown, τ = %g s.\n", Tau.Seconds())
	b.WriteString(notes(all))
	return b.String()
}

// notes are lines on the jobs that the figures of a policy leave out.
func notes(gs []*group) string {
	var b strings.Builder
	for _, g := range gs {
		if g.kind != All {
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
		}{{censored, "had not ended"}, {reneged, "gave up"}, {rejected, "rejected"}} {
			if p.n > 0 {
				parts = append(parts, thousands(float64(p.n), 0)+" "+p.text)
			}
		}
		if len(parts) == 0 {
			continue
		}
		name, of := clean(g.policy), "of 1 job "
		if total != 1 {
			of = "of " + thousands(float64(total), 0) + " jobs "
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

// broken is a name as lines that are no wider than the table. Two names that differ
// stay different, as they would not if they were cut.
func broken(name string) []string {
	var lines []string
	line, width := "", 0
	for _, r := range name {
		w := text.StringWidth(string(r))
		if width+w > tableWidth {
			lines, line, width = append(lines, line), "", 0
		}
		line, width = line+string(r), width+w
	}
	return append(lines, line)
}

// clean takes what would break a line or drive a terminal out of a name.
func clean(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '·'
		}
		return r
	}, name)
}

// layout sets rows in columns: the first to the left, the others to the right, two
// spaces between them, or one where the table would be too wide. A name in the first
// column that leaves the figures no room stands on a line of its own above them.
func layout(header []string, rows [][]string) string {
	rest := 0
	for i := range header[1:] {
		w := text.StringWidth(header[i+1])
		for _, r := range rows {
			w = max(w, text.StringWidth(r[i+1]))
		}
		rest += w
	}
	gaps := len(header) - 1
	room := max(8, tableWidth-rest-gaps)
	first := text.StringWidth(header[0])
	above := make([][]string, len(rows))
	rows = slices.Clone(rows)
	for i, r := range rows {
		if w := text.StringWidth(r[0]); w <= room {
			first = max(first, w)
		} else {
			above[i] = broken(r[0])
			rows[i] = append([]string{""}, r[1:]...)
		}
	}
	gap := 2
	if first+rest+gap*gaps > tableWidth {
		gap = 1
	}

	t := table.NewWriter()
	style := table.StyleDefault
	style.Format.Header = text.FormatDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Options.SeparateHeader = true
	style.Box = table.StyleBoxLight
	style.Box.PaddingLeft, style.Box.PaddingRight = "", strings.Repeat(" ", gap)
	t.SetStyle(style)
	configs := make([]table.ColumnConfig, len(header))
	for i := range configs {
		configs[i] = table.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight}
	}
	configs[0] = table.ColumnConfig{Number: 1}
	t.SetColumnConfigs(configs)
	t.AppendHeader(tableRow(header))
	for _, r := range rows {
		t.AppendRow(tableRow(r))
	}
	var b strings.Builder
	row := -2 // the header and its rule
	for line := range strings.Lines(t.Render()) {
		line = strings.TrimRight(line, " \n")
		if row == -1 {
			line = text.Trim(line, min(tableWidth, first+rest+gap*gaps))
		}
		if row >= 0 && row < len(above) {
			for _, name := range above[row] {
				b.WriteString(name + "\n")
			}
		}
		b.WriteString(text.Snip(line, tableWidth, "…") + "\n")
		row++
	}
	return b.String()
}

func tableRow(cells []string) table.Row {
	row := make(table.Row, len(cells))
	for i, c := range cells {
		row[i] = c
	}
	return row
}
