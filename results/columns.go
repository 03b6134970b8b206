package results

import (
	"cmp"
	"slices"
	"strconv"
)

// Description says what a column is.
type Description struct {
	Name string
	// Unit is "s", "GPU", "GPU·h", "H100·h", "1" for a ratio or count, "" for text.
	Unit string
	// Better says which values are better.
	Better Direction
	// Doc is what it means, with its formula and when it is empty.
	Doc string
}

// Column is one column of a result file.
type Column struct {
	Description
	// Kind is what its fields hold.
	Kind Kind
}

// described is the column as others see it.
func (c *column[T]) described() Column { return Column{c.Description, c.kind} }

// leading are the first columns of every file. They are the same in all rows
// of a run, so they are made once, by newEdges, and not by a function each.
var leading = []Column{
	{Description{"scenario", "", Neither, "Name of the scenario or trace."}, Text},
	{Description{"policy", "", Neither, "The policy, as typed."}, Text},
	{Description{"replication", "", Neither, "Number of the replication, from 0."}, Count},
}

// trailing is the last column of every file, whatever columns come to be before it.
var trailing = Column{Description{"variant", "", Neither, "What was changed on the command line, in short: as in the name of the default folder after the +, base where nothing was. manifest.json has it in full."}, Text}

// Base is the variant of a scenario as its file has it.
const Base = "base"

// edges are the first and the last fields of a run's rows.
type edges struct{ first, last string }

func newEdges(scenario, policy string, replication int, variant string) edges {
	return edges{field(scenario) + "," + field(policy) + "," + strconv.Itoa(replication), "," + field(cmp.Or(variant, Base)) + "\n"}
}

func (s *RunSummary) edges() edges { return newEdges(s.Scenario, s.Policy, s.Replication, s.Variant) }

// documented is all columns of a file.
func documented[T any](columns []column[T]) []Column {
	out := slices.Clone(leading)
	for _, c := range columns {
		out = append(out, c.described())
	}
	return append(out, trailing)
}

// header is the first line of a file.
func header[T any](columns []column[T]) []byte {
	var b []byte
	for i, c := range documented(columns) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, c.Name...)
	}
	return append(b, '\n')
}

// appendRow appends a row, line feed included.
func appendRow[T any](b []byte, of edges, columns []column[T], row T) []byte {
	b = append(b, of.first...)
	for i := range columns {
		b = append(b, ',')
		b = columns[i].append(b, row)
	}
	return append(b, of.last...)
}
