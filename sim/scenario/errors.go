package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one fault or warning in a scenario file.
type Problem struct {
	// File is the name of the file as the caller gave it.
	File string
	// Line and Column count from 1; both are 0 where there is no position, as
	// for a file that cannot be read. Columns count characters.
	Line, Column int
	// Path is the place in the structure, such as clusters[0].groups[1].nodes.
	Path string
	// Msg says what is wrong and what would be right.
	Msg string

	// rank is the place of the file in the order of messages.
	rank int
}

// String is file:line:column: path: message, without the parts that are empty.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	if p.Path != "" {
		b.WriteString(": " + p.Path)
	}
	b.WriteString(": " + p.Msg)
	return b.String()
}

// Errors is every fault that was found in a scenario, by file and position.
type Errors struct {
	// List has at least one entry and at most MaxProblems.
	List []Problem
	// More is the number of faults beyond those in List.
	More int
	// cause is the first error in reading a file, if there was one.
	cause error
}

// Unwrap is the first error in reading a file, nil where all could be read.
func (e *Errors) Unwrap() error { return e.cause }

// MaxProblems is the number of faults, and of warnings, that are kept.
const MaxProblems = 100

// Error is one line for each fault.
func (e *Errors) Error() string {
	lines := make([]string, len(e.List), len(e.List)+1)
	for i, p := range e.List {
		lines[i] = p.String()
	}
	if e.More > 0 {
		lines = append(lines, fmt.Sprintf("%s: and %d more", e.List[0].File, e.More))
	}
	return strings.Join(lines, "\n")
}

// problems collects faults or warnings. The same fault reached twice, by an
// alias, is one.
type problems struct {
	list []Problem
	more int
	seen map[Problem]bool
}

func (ps *problems) add(p Problem) {
	key := p
	key.Path = ""
	if ps.seen[key] {
		return
	}
	if ps.seen == nil {
		ps.seen = map[Problem]bool{}
	}
	if len(ps.seen) < 100*MaxProblems { // of more, the number is not exact
		ps.seen[key] = true
	}
	if len(ps.list) == MaxProblems {
		ps.more++
		return
	}
	ps.list = append(ps.list, p)
}

// sorted is the problems by file and position; those of one position as they
// were found.
func (ps *problems) sorted() []Problem {
	slices.SortStableFunc(ps.list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return ps.list
}
