package report

import (
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"sovsim/cmd/internal/prose"
)

// tableWidth is the widest line of a table in characters.
const tableWidth = prose.Width

// broken is a name as lines that are no wider than the table. Two names that differ
// stay different, as they would not if they were cut.
func broken(name string) []string { return brokenAt(name, tableWidth) }

func brokenAt(name string, limit int) []string {
	var lines []string
	line, width := "", 0
	for _, r := range name {
		w := text.StringWidth(string(r))
		if width+w > limit {
			lines, line, width = append(lines, line), "", 0
		}
		line, width = line+string(r), width+w
	}
	return append(lines, line)
}

// clean takes what would break a line or drive a terminal out of a name.
func clean(name string) string { return prose.Mask(name) }

// layout sets rows in columns: the first to the left, the others to the right, two
// spaces between them, or one where the table would be too wide. A name in the first
// column that leaves the figures no room stands on a line of its own above them.
func layout(header []string, rows [][]string) string { return layoutWithin(tableWidth, header, rows) }

// layoutWithin is layout for a table of so many characters.
func layoutWithin(limit int, header []string, rows [][]string) string {
	rest := 0
	for i := range header[1:] {
		w := text.StringWidth(header[i+1])
		for _, r := range rows {
			w = max(w, text.StringWidth(r[i+1]))
		}
		rest += w
	}
	gaps := len(header) - 1
	room := max(8, limit-rest-gaps)
	first := text.StringWidth(header[0])
	above := make([][]string, len(rows))
	rows = slices.Clone(rows)
	for i, r := range rows {
		if w := text.StringWidth(r[0]); w <= room {
			first = max(first, w)
		} else {
			above[i] = brokenAt(r[0], limit)
			rows[i] = append([]string{""}, r[1:]...)
		}
	}
	gap := 2
	if first+rest+gap*gaps > limit {
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
			line = text.Trim(line, min(limit, first+rest+gap*gaps))
		}
		if row >= 0 && row < len(above) {
			for _, name := range above[row] {
				b.WriteString(name + "\n")
			}
		}
		b.WriteString(text.Snip(line, limit, "…") + "\n")
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

// wrapped is a text as lines that are no wider than the table, broken at spaces
// where it has them.
func wrapped(s string) string {
	var parts []string
	for _, word := range strings.Fields(s) {
		parts = append(parts, broken(word)...)
	}
	return strings.Join(prose.Wrap(strings.Join(parts, " "), tableWidth), "\n") + "\n"
}

// widths are the widest cells of each column.
func widths(header []string, rows [][]string) []int {
	ws := make([]int, len(header))
	for i, h := range header {
		ws[i] = text.StringWidth(h)
		for _, r := range rows {
			ws[i] = max(ws[i], text.StringWidth(r[i]))
		}
	}
	return ws
}

// narrowest is how wide a table is at least, with its names whole.
func narrowest(header []string, rows [][]string) int {
	sum := len(header) - 1
	for _, w := range widths(header, rows) {
		sum += w
	}
	return sum
}

// abreast sets a table in two halves beside each other, the first rows to the left.
// It fails where they would be too wide.
func abreast(header []string, rows [][]string) (string, bool) {
	const between = "   "
	limit := (tableWidth - len(between)) / 2
	if narrowest(header, rows) > limit {
		return "", false
	}
	half := (len(rows) + 1) / 2
	left := strings.Split(layoutWithin(limit, header, rows[:half]), "\n")
	right := strings.Split(layoutWithin(limit, header, rows[half:]), "\n")
	width := 0
	for _, line := range left {
		width = max(width, text.StringWidth(line))
	}
	var b strings.Builder
	for i, line := range left[:len(left)-1] {
		if i < len(right) && right[i] != "" {
			line = text.Pad(line, width, ' ') + between + right[i]
		}
		b.WriteString(line + "\n")
	}
	return b.String(), true
}
