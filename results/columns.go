package results

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// Column documents one column of a result file.
type Column struct {
	Name string
	// Unit is "s", "GPU", "GPU·h", "H100·h", "1" for a ratio or count, "" for text.
	Unit string
	// Doc is what it means, with its formula and when it is empty.
	Doc string
}

// column is a Column with the function that writes a field of it. The tables
// of columns, one beside the code of each file, are the one place that says what a file holds: the files'
// headers, their rows and docs/columns.md are all made from them.
type column[T any] struct {
	Column
	append func(b []byte, row T) []byte
}

// leading are the first columns of every file. They are the same in all rows
// of a run, so they are made once, by newEdges, and not by a function each.
var leading = []Column{
	{"scenario", "", "Name of the scenario or trace."},
	{"policy", "", "The policy, as typed."},
	{"replication", "", "Number of the replication, from 0."},
}

// trailing is the last column of every file, whatever columns come to be before it.
var trailing = Column{"variant", "", "What was changed on the command line, in short: as in the name of the default folder after the +, base where nothing was. manifest.json has it in full."}

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
		out = append(out, c.Column)
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

// JobColumns documents jobs.csv.
func JobColumns() []Column { return documented(jobColumns) }

// SummaryColumns documents summary.csv.
func SummaryColumns() []Column { return documented(summaryColumns) }

// LossColumns documents losses.csv.
func LossColumns() []Column { return documented(lossColumns) }

// SoilColumns documents soil.csv.
func SoilColumns() []Column { return documented(soilColumns) }

// SeriesColumns documents timeseries.csv.
func SeriesColumns() []Column { return documented(seriesColumns) }

const columnsIntro = `# The columns of the result files

This page is made from the column tables in results/ (` + "`go test ./results -run Columns -update`" + `); do not edit it.

All files are CSV by RFC 4180 in UTF-8, with one header line. Lines end in LF, not CRLF. A field is in quotes only where
it holds a comma, a quote or a line break. A figure that is not defined (the mean wait of no job) is empty. Times are
seconds since the epoch of the scenario or trace, exact, with no more digits than that takes. Means of times are rounded
to 1 ns; other figures have at most twelve significant digits. Names are written as they are: a spreadsheet may take one
that begins with = for a formula.
`

// ColumnsMarkdown is docs/columns.md.
func ColumnsMarkdown() []byte {
	var b bytes.Buffer
	b.WriteString(columnsIntro)
	for _, f := range []struct {
		name, row string
		columns   []Column
	}{
		{"jobs.csv", "One row is a job in a run. Runs follow each other by policy, then replication; within a run, jobs come in the order in which they left, then those running at the end, then those queued.", JobColumns()},
		{"summary.csv", "One row is a group of jobs in a run: all jobs (key empty), each bloc of home regions, each class, each region (the job's home), each cluster (the one it joined last), each period of submission, then each region and class, bloc and class, region and period, bloc and period, class and period, and region, class and period that has a measured job, or that researchers left. Where no job has a class, or none a region, groups of that kind are left out; those of blocs where the scenario gives none; those of periods in a run without a horizon, with one period only, or with more than 1,200. Unless a column says otherwise it counts measured jobs: those not submitted in the warm-up.", SummaryColumns()},
		{"timeseries.csv", "One row is an interval of a run at one cluster. Intervals lie on round times; the first and the last may be shorter. Without a given width it is the first of 1 s, 5 s, 10 s, 30 s, 1 min, 5 min, 10 min, 30 min, 1 h, 3 h, 6 h, 12 h, 1 d, 7 d, 14 d, 28 d and its doublings that needs at most 1000 intervals. The first interval begins at the epoch where the run has a horizon, else when a job first queues or runs.", SeriesColumns()},
		{"losses.csv", "One row is a way in which jobs of a group were lost, in a run: withdrawn (reneged), killed, or rejected for one reason. Groups are those of summary.csv, in its order, but for region-class-period; one without such jobs has no row.", LossColumns()},
		{"soil.csv", "One row is a group of jobs in a run and a bloc on whose soil they ran: who depends on whom. Groups are those of summary.csv, in its order, but for clusters and region-class-period; dependence on a bloc over time is in the rows of region-period and bloc-period. There is none for groups in which no job names a region, nor in a run with a cluster that names none.", SoilColumns()},
	} {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| column | unit | meaning |\n|---|---|---|\n", f.name, f.row)
		for _, c := range f.columns {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.Name, c.Unit, c.Doc)
		}
	}
	return b.Bytes()
}
