package results

import (
	"bytes"
	"fmt"
	"slices"
)

// A Table is a result file: what a row of it is, and its columns.
type Table struct {
	// File is its name, Row says which rows it has.
	File, Row string
	// Columns are all columns, in order.
	Columns []Column
	// among are by column the only names that it has; nil for any.
	among [][]string
}

// Tables are the result files that have columns.
func Tables() []*Table {
	return []*Table{
		tableOf(JobsFile, "One row is a job in a run. Runs follow each other by policy, then replication; within a run, jobs come in the order in which they left, then those running at the end, then those queued.", jobColumns),
		tableOf(SummaryFile, "One row is a group of jobs in a run: all jobs (key empty), each bloc of home regions, each class, each region (the job's home), each cluster (the one it joined last), each period of submission, then each region and class, bloc and class, region and period, bloc and period, class and period, and region, class and period that has a measured job, or that researchers left. Where no job has a class, or none a region, groups of that kind are left out; those of blocs where the scenario gives none; those of periods in a run without a horizon, with one period only, or with more than 1,200. Unless a column says otherwise it counts measured jobs: those not submitted in the warm-up.", summaryColumns),
		tableOf(SeriesFile, "One row is an interval of a run at one cluster. Intervals lie on round times; the first and the last may be shorter. Without a given width it is the first of 1 s, 5 s, 10 s, 30 s, 1 min, 5 min, 10 min, 30 min, 1 h, 3 h, 6 h, 12 h, 1 d, 7 d, 14 d, 28 d and its doublings that needs at most 1000 intervals. The first interval begins at the epoch where the run has a horizon, else when a job first queues or runs.", seriesColumns),
		tableOf(LossFile, "One row is a way in which jobs of a group were lost, in a run: withdrawn (reneged), killed, or rejected for one reason. Groups are those of summary.csv, in its order, but for region-class-period; one without such jobs has no row.", lossColumns),
		tableOf(SoilFile, "One row is a group of jobs in a run and a bloc on whose soil they ran: who depends on whom. Groups are those of summary.csv, in its order, but for clusters and region-class-period; dependence on a bloc over time is in the rows of region-period and bloc-period. There is none for groups in which no job names a region, nor in a run with a cluster that names none.", soilColumns),
	}
}

func tableOf[T any](file, row string, columns []column[T]) *Table {
	t := &Table{File: file, Row: row, Columns: documented(columns)}
	t.among = make([][]string, len(t.Columns))
	for i := range columns {
		t.among[len(leading)+i] = columns[i].among
	}
	return t
}

// TableNamed is the table of a file of that name; nil for a file that has none.
func TableNamed(file string) *Table {
	for _, t := range Tables() {
		if t.File == file {
			return t
		}
	}
	return nil
}

// Index is the place of a column by its name; −1 where there is none.
func (t *Table) Index(name string) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
}

const columnsIntro = `# The columns of the result files

This page is made from the column tables in results/ (` + "`go test ./results -run Columns -update`" + `); do not edit it.

All files are CSV by RFC 4180 in UTF-8, with one header line. Lines end in LF, not CRLF. A field is in quotes only where
it holds a comma, a quote or a line break. A figure that is not defined (the mean wait of no job) is empty. Times are
seconds since the epoch of the scenario or trace, exact, with no more digits than that takes. Means of times are rounded
to 1 ns; other figures have at most twelve significant digits. Names are written as they are: a spreadsheet may take one
that begins with = for a formula. Better says which values of a figure are the better ones, all else being equal; a figure that
only describes a group has none.
`

// ColumnsMarkdown is docs/columns.md.
func ColumnsMarkdown() []byte {
	var b bytes.Buffer
	b.WriteString(columnsIntro)
	for _, t := range Tables() {
		better := slices.ContainsFunc(t.Columns, func(c Column) bool { return c.Better != Neither })
		head, rule := "", ""
		if better {
			head, rule = " better |", "---|"
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| column | unit |%s meaning |\n|---|---|%s---|\n", t.File, t.Row, head, rule)
		for _, c := range t.Columns {
			if better {
				head = " " + c.Better.String() + " |"
			}
			fmt.Fprintf(&b, "| `%s` | %s |%s %s |\n", c.Name, c.Unit, head, c.Doc)
		}
	}
	return b.Bytes()
}
