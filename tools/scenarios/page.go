package main

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"unicode/utf8"
)

// opening is the page before its first section.
const opening = `# The ten scenarios

This page is made by ` + "`make scenarios`" + `; do not edit it. Each number is computed from the result files of runs, three
replications each at scale 1/64, as mean ± half-width of its 95 % interval (Student's t over the
replications); a ratio is followed by its interval in parentheses, a date is shown as the range over the replications. A value that
some replications do not reach is not averaged: (2 of 3) in > 672 (2 of 3) says how many reach it. Differences are taken replication by replication, because all variants have the same jobs; they are known
more precisely than the numbers themselves. Three replications of bursty demand are few: publish nothing with fewer
than ten (` + "`--replications 10`" + `). Waits at 1/64 are too long for small jobs, see [scales.md](scales.md).

This applies to all of them: Europe's demand, 20 % of what the world uses, has a single source in the press, so each table also has it at 15
and at 25 %; its split over countries and classes is assumed; capacity is what is publicly known; no machine has
prices, allocations or priorities unless the section says so. [capacity.md](capacity.md) lists what
is installed, [model.md](model.md) describes the whole model and what it leaves out. "On soil" is the share of the GPU-hours asked for by Europeans (the Union, the United Kingdom,
Switzerland, Norway and Iceland) that was done on European soil; "at most" is what the machines there could do, as computed by
` + "`sovsim validate`" + `.

| scenario | the question |
|---|---|
`

// page is the page with these sections in place of its own of the same name; other
// sections of before stay as they are.
func page(list []*story, sections map[string]string, before string) string {
	var b strings.Builder
	b.WriteString(opening)
	for _, s := range list {
		fmt.Fprintf(&b, "| [%s](#%s) | %s |\n", s.name, s.name, s.title)
	}
	names := make([]string, 0, len(list)+1)
	for _, s := range list {
		names = append(names, s.name)
	}
	for _, name := range append(names, scalesHeading) {
		text, ok := sections[name]
		if !ok {
			text = sectionOf(before, name)
		}
		if text != "" {
			b.WriteString("\n" + strings.TrimSpace(text) + "\n")
		}
	}
	return b.String()
}

// sectionOf is a section of a page, with its heading; empty if the page has none.
func sectionOf(text, name string) string {
	at := regexp.MustCompile(`(?m)^## ` + regexp.QuoteMeta(name) + `$`).FindStringIndex(text)
	if at == nil {
		return ""
	}
	rest := text[at[0]:]
	if next := regexp.MustCompile(`(?m)^## `).FindAllStringIndex(rest, 2); len(next) > 1 {
		rest = rest[:next[1][0]]
	}
	return rest
}

// section is a story told with its results, which are by label.
func (s *story) section(results map[string]*result) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n%s\n\n```sh\n%s\n```\n\n", s.name, wrap(s.claim), s.runs[0].command(s))
	answer, err := s.sentence(s.answer, results)
	if err != nil {
		return "", err
	}
	b.WriteString(wrap("**Answer.** "+answer) + "\n\n")
	b.WriteString(s.table(results))
	b.WriteString("\n" + wrap(lossLine(results[shipped])) + "\n")
	if s.against != "" {
		text, err := s.lever(results)
		if err != nil {
			return "", err
		}
		b.WriteString("\n" + wrap(text) + "\n")
	}
	if len(s.shares) > 0 {
		b.WriteString("\n" + wrap("**Demand share of 15, 20 and 25 %.** "+s.course(results)) + "\n")
	}
	check, err := s.sentence(s.check, results)
	if err != nil {
		return "", err
	}
	b.WriteString("\n" + wrap("**Against the fluid prediction.** "+check) + "\n\n" + wrap("**Assumed.** "+s.assumed) + "\n\n")
	b.WriteString("The variants:\n\n```sh\n")
	for _, v := range s.runs[1:] {
		fmt.Fprintf(&b, "%s\n", v.command(s))
	}
	b.WriteString("```\n")
	return b.String(), nil
}

// wrap breaks a paragraph into lines of at most 118 characters, and no number from its interval or unit.
func wrap(text string) string {
	const joint = "\x00"
	text = strings.NewReplacer(" ± ", joint+"±"+joint, " %", joint+"%").Replace(strings.Join(strings.Fields(text), " "))
	var b strings.Builder
	width := 0
	for i, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case i > 0 && width+1+n > 118:
			b.WriteByte('\n')
			width = 0
		case i > 0:
			b.WriteByte(' ')
			width++
		}
		b.WriteString(word)
		width += n
	}
	return strings.ReplaceAll(b.String(), joint, " ")
}

// table has a line for each variant and a column for each figure.
func (s *story) table(results map[string]*result) string {
	var b strings.Builder
	b.WriteString("| variant |")
	for _, f := range s.columns {
		head := f.head
		if f.unit != "" && f.unit != "month" {
			head += ", " + f.unit
		}
		fmt.Fprintf(&b, " %s |", head)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(s.columns)) + "\n")
	for _, v := range s.runs {
		fmt.Fprintf(&b, "| %s |", v.label)
		for _, f := range s.columns {
			fmt.Fprintf(&b, " %s |", f.show(f.interval(results[v.label].replications)))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// course tells how figures go with the demand share.
func (s *story) course(results map[string]*result) string {
	var list []string
	for _, name := range s.shares {
		f, _ := s.find(name)
		var at []string
		for _, label := range []string{lowDemand, shipped, highDemand} {
			at = append(at, f.show(f.interval(results[label].replications)))
		}
		unit := ""
		if f.unit != "" && f.unit != "month" {
			unit = " " + f.unit
		}
		list = append(list, fmt.Sprintf("%s: %s%s.", upper(f.head), strings.Join(at, ", "), unit))
	}
	return strings.Join(list, " ")
}

// upper begins a sentence with a capital.
func upper(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// whole is whether every figure of the table is a number in some replication of the variant
// as shipped: a column that is empty is a name that has changed.
func (s *story) whole(results map[string]*result) error {
	for _, f := range s.columns {
		some := f.longer != ""
		for _, x := range sample(f, results[shipped].replications).Values() {
			some = some || !math.IsNaN(x)
		}
		if !some {
			return fmt.Errorf("%s: %q is defined in no replication as shipped", s.name, f.head)
		}
	}
	return nil
}
