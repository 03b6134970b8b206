package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"sovsim/results"
)

const (
	// maxWaitRows is how many groups of region and class a table shows.
	maxWaitRows = 60
	// maxClassColumns is how many classes stand beside each other, leastClass how
	// many characters of the name of one there must be room for.
	maxClassColumns = 4
	leastClass      = 6
)

// waitTable is the groups of a page whose waits are shown.
type waitTable struct {
	all     *group
	lines   []waitLine
	classes []string
	// cells are the groups of a bloc or region and a class.
	cells map[cellName]*group
}

// waitLine is a bloc, or a region below its bloc.
type waitLine struct {
	name string
	*group
}

type cellName struct {
	kind         results.GroupKind
	outer, class string
}

// waitsText is the waits by bloc and region: with a column for each class where
// there is room for them, else with a line for each.
func waitsText(all *group, of []*group) string {
	w := newWaitTable(all, of)
	if table, ok := w.matrix(); ok {
		return table
	}
	return w.list()
}

func newWaitTable(all *group, of []*group) *waitTable {
	w := &waitTable{all: all, cells: map[cellName]*group{}}
	var regions []*group
	for _, g := range of {
		switch g.kind {
		case results.ByRegion:
			regions = append(regions, g)
		case results.ByRegionClass, results.ByBlocClass:
			outer := g.rows[0].Outer
			class := strings.TrimPrefix(g.key, outer+"/")
			w.cells[cellName{g.kind, outer, class}] = g
			if !slices.Contains(w.classes, class) {
				w.classes = append(w.classes, class)
			}
		}
	}
	slices.Sort(w.classes)
	add := func(indent string, g *group) {
		w.lines = append(w.lines, waitLine{indent + cmp.Or(clean(g.key), "(none)"), g})
	}
	shown := map[*group]bool{}
	for _, g := range of {
		if g.kind != results.ByBloc {
			continue
		}
		add("", g)
		var own []*group
		for _, r := range regions {
			if r.rows[0].Bloc == g.key {
				own = append(own, r)
				shown[r] = true
			}
		}
		if len(own) == 1 && own[0].key == g.key {
			continue // a region that is a bloc by itself
		}
		for _, r := range own {
			add(" ", r)
		}
	}
	for _, r := range regions {
		if !shown[r] {
			add("", r)
		}
	}
	return w
}

// class is the group of a line's jobs of a class; nil where there are none.
func (w *waitTable) class(l waitLine, class string) *group {
	kind := results.ByRegionClass
	if l.kind == results.ByBloc {
		kind = results.ByBlocClass
	}
	return w.cells[cellName{kind, l.key, class}]
}

// matrix has a line for each bloc and region and a column for each class. With
// replications these have a table of their own, for want of room. It fails where
// there are too many classes or their names have no room.
func (w *waitTable) matrix() (string, bool) {
	classes := w.classes
	if len(classes) > maxClassColumns {
		return "", false
	}
	if len(classes) == 1 {
		classes = nil // the columns of all jobs say it
	}
	header := w.header()
	figures := len(header)
	var rows, finer [][]string
	for _, l := range w.lines {
		row, cells := w.figures(l.name, countText(l.over(jobs.Value).Mean), l.group, l.month()), []string{l.name}
		for _, c := range classes {
			cell := undefined
			if g := w.class(l, c); g != nil {
				cell = g.percentile(p95)
			}
			row, cells = append(row, cell), append(cells, cell)
		}
		rows, finer = append(rows, row), append(finer, cells)
	}
	if len(w.all.rows) == 1 {
		table, ok := w.named(header, classes, rows)
		return table + w.legend(rows, classes), ok
	}
	if whole := append(header[:figures:figures], w.names(classes, tableWidth)...); narrowest(whole, rows) <= tableWidth {
		return layout(whole, rows) + w.legend(rows, classes), true
	}
	table, ok := w.named([]string{"p95 by class"}, classes, finer)
	all := slices.Clone(rows)
	for i := range rows {
		rows[i] = rows[i][:figures:figures]
	}
	return layout(header, rows) + "\n" + table + w.legend(all, nil), ok
}

// header is the heads of figures, and figures those of a group.
func (w *waitTable) header() []string {
	return []string{"waits", "jobs", "p50", "p95", "≤ " + w.target(), monthHeader}
}

func (w *waitTable) figures(name, jobs string, g *group, month string) []string {
	return []string{name, jobs, g.percentile(p50), g.percentile(p95), startedText(g), month}
}

// named is a table with columns of classes, whose names are cut to the room there is.
func (w *waitTable) named(header, classes []string, rows [][]string) (string, bool) {
	for limit := tableWidth; limit >= leastClass; limit-- {
		names := w.names(classes, limit)
		if n := len(names); len(slices.Compact(slices.Sorted(slices.Values(names)))) < n {
			return "", false // two would look the same
		}
		whole := append(header[:len(header):len(header)], names...)
		if narrowest(whole, rows) <= tableWidth {
			return layout(whole, rows), true
		}
	}
	return "", false
}

func (w *waitTable) names(classes []string, limit int) []string {
	names := make([]string, len(classes))
	for i, c := range classes {
		names[i] = text.Snip(cmp.Or(clean(c), "(none)"), limit, "…")
	}
	return names
}

// list has a line for each bloc, each region and each of its classes.
func (w *waitTable) list() string {
	var rows [][]string
	add := func(name string, g *group, month string) {
		rows = append(rows, w.figures(name, thousands(g.over(jobs.Value).Mean, 0), g, month))
	}
	hidden, shown := 0, 0
	for _, l := range w.lines {
		add(l.name, l.group, l.month())
		if l.kind == results.ByBloc && slices.ContainsFunc(w.lines, func(r waitLine) bool { return r.kind == results.ByRegion && r.rows[0].Bloc == l.key }) {
			continue // the classes stand below its regions
		}
		indent := strings.Repeat(" ", len(l.name)-len(strings.TrimLeft(l.name, " "))+1)
		for _, c := range w.classes {
			g := w.class(l, c)
			if g == nil {
				continue
			}
			if shown++; shown > maxWaitRows {
				hidden++
				continue
			}
			add(indent+cmp.Or(clean(c), "(none)"), g, "")
		}
	}
	table := layout(w.header(), rows)
	if hidden > 0 {
		table += fmt.Sprintf("%d more groups of region and class are in %s.\n", hidden, results.SummaryFile)
	}
	return table + w.legend(rows, nil)
}

// legend says what the columns are.
func (w *waitTable) legend(rows [][]string, classes []string) string {
	s := []string{"p50, p95: the wait within which 50% or 95% of jobs start."}
	if len(classes) > 0 {
		names := make([]string, len(classes))
		for i, c := range classes {
			names[i] = cmp.Or(clean(c), "(none)")
		}
		last := len(names) - 1
		s[0] += " Then p95 by class: " + strings.Join(names[:last], ", ") + " and " + names[last] + "."
	}
	month := fmt.Sprintf("%s: first of three consecutive months in which %s of jobs start within %s", monthHeader, shareText, w.target())
	n := len(w.all.rows)
	if n > 1 {
		month += "; earliest to latest replication"
	}
	s = append(s, month+".")
	if mentions(rows, "> ") {
		if n > 1 {
			s = append(s, "> x: not reached in at least one replication; the mean is longer than x.")
		} else {
			s = append(s, "> x: fewer than that share of jobs start within x.")
		}
	}
	if mentions(rows, " of ") {
		s = append(s, fmt.Sprintf("(k of %d): reached, or known, in only k replications.", n))
	}
	var b strings.Builder
	for _, line := range s {
		b.WriteString(wrapped(line))
	}
	return b.String()
}

func (w *waitTable) target() string { return targetText(w.all.runs[0].Target) }

// shareText is TargetShare in words, monthHeader the head of the months.
var (
	shareText   = fmt.Sprintf("%g%%", 100*results.TargetShare)
	monthHeader = shareText + " from"
)

// startedText is the share of jobs that start within the target.
func startedText(g *group) string {
	return g.all(startedTarget.Value, percentText)
}

// month is the month from which the target is met: the first and the last of the
// replications, and in how many it is, where that is not all.
func (g *group) month() string {
	var months []string
	for _, r := range g.rows {
		if r.TargetMonth != "" {
			months = append(months, r.TargetMonth)
		}
	}
	// Names of months are of one length; "day 60" comes before "day 120".
	slices.SortFunc(months, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	switch n := len(months); {
	case n == 0:
		return undefined
	case n < len(g.rows):
		return months[0] + "–" + reachedIn(n, len(g.rows)) // the last of all is never
	case months[0] == months[n-1]:
		return months[0]
	default:
		return months[0] + "–" + months[n-1]
	}
}
