package workloads

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"sovsim/sim"
)

// The native format is a table with a header line. The eight columns of
// nativeRequired must be there, those of nativeOptional may be, in any order.
func init() {
	register(&format{
		name:      "native",
		about:     "sovsim's own CSV with the header " + strings.Join(nativeRequired[:], ","),
		zeroRun:   true,
		recognise: recogniseNative,
		open:      openNative,
		create:    newNativeWriter,
	})
}

var (
	nativeRequired = [...]string{"job_id", "user", "class", "region", "gpus", "submit_s", "run_s", "requested_s"}
	nativeOptional = [...]string{"nodes", "patience_s", "checkpoint_s", "segment_s", "data_bytes", "residency", "project"}
)

// column is a column's place in nativeRequired followed by nativeOptional.
type column int

const (
	colJob column = iota
	colUser
	colClass
	colRegion
	colGPUs
	colSubmit
	colRun
	colRequested
	colNodes
	colPatience
	colCheckpoint
	colSegment
	colBytes
	colResidency
	colProject
	columns int = iota
)

func (c column) String() string {
	if int(c) < len(nativeRequired) {
		return nativeRequired[c]
	}
	return nativeOptional[int(c)-len(nativeRequired)]
}

// isText reports whether a column holds a name and no number.
func (c column) isText() bool {
	return c == colUser || c == colClass || c == colRegion || c == colProject
}

func columnNamed(name string) (column, bool) {
	for c := column(0); int(c) < columns; c++ {
		if c.String() == name {
			return c, true
		}
	}
	return 0, false
}

// recogniseNative: a header line with at least two of the columns that no other
// format has (helios, too, begins with job_id, user and class).
func recogniseNative(head []byte) bool {
	var own []string
	for c := colRegion; int(c) < columns; c++ {
		own = append(own, c.String())
	}
	return knownColumns(head, own) >= 2
}

type nativeReader struct {
	*table
	rules *rules
	dir   *sim.Directory
}

func openNative(in *input, r *rules, dir *sim.Directory) (reader, error) {
	t, err := openTable(in, columnsOf{required: nativeRequired[:], optional: nativeOptional[:], strict: true})
	if err != nil {
		return nil, err
	}
	for c := len(nativeRequired); c < columns; c++ {
		if t.has(c) {
			t.head.Columns = append(t.head.Columns, t.names[c])
		}
	}
	n := &nativeReader{t, r, dir}
	t.probe = func() bool {
		var job sim.Job
		return n.parse(&job) == nil && job.GPUs > 0
	}
	return n, nil
}

// next fills job with the next record that the rules keep.
func (n *nativeReader) next(job *sim.Job) (bool, error) {
	for {
		if ok, err := n.record(); !ok || err != nil {
			return false, err
		}
		if err := n.parse(job); err != nil {
			return false, err
		}
		if !n.rules.keep(job) {
			continue
		}
		n.adjusted(n.rules)
		if err := n.tooMany(int(colGPUs), int64(job.GPUs)); err != nil {
			return false, err
		}
		if err := n.tooLate(int(colRun), job); err != nil {
			return false, err
		}
		var err [4]error
		job.User, err[0] = n.name(&n.dir.Users, int(colUser))
		job.Class, err[1] = n.name(&n.dir.Classes, int(colClass))
		job.Region, err[2] = n.name(&n.dir.Regions, int(colRegion))
		if n.has(int(colProject)) {
			n.dir.Projects.ID("") // the first: a job of no project has the zero value
			job.Project, err[3] = n.name(&n.dir.Projects, int(colProject))
		}
		fault := cmp.Or(err[0], err[1], err[2], err[3])
		return fault == nil, fault
	}
}

func (n *nativeReader) parse(job *sim.Job) error {
	*job = sim.Job{}
	if err := n.jobID(job, int(colJob), n.rules.counts.Read+1); err != nil {
		return err
	}
	var v [columns]int64
	for c := colGPUs; int(c) < columns; c++ {
		if !n.has(int(c)) || c.isText() {
			continue
		}
		var err error
		if v[c], err = n.number(c); err != nil {
			return err
		}
	}
	job.GPUs, job.Nodes, job.Submit, job.Run = int(v[colGPUs]), int(v[colNodes]), sim.Time(v[colSubmit]), time.Duration(v[colRun])
	job.Request, job.Patience = time.Duration(v[colRequested]), time.Duration(v[colPatience])
	job.Checkpoint, job.Segment = time.Duration(v[colCheckpoint]), time.Duration(v[colSegment])
	job.Bytes, job.Residency = v[colBytes], sim.Residency(v[colResidency])
	if job.Request == 0 {
		job.Request = job.Run
	}
	if job.Nodes > 0 && job.GPUs > 0 && job.GPUs%job.Nodes != 0 {
		return n.fault(n.at[colNodes], "%d GPUs on %d nodes, want the same number on each node", job.GPUs, job.Nodes)
	}
	return nil
}

// number reads a field that is no name: seconds as nanoseconds, else a whole number
// or a word as its index.
func (n *nativeReader) number(c column) (int64, error) {
	i := int(c)
	switch c {
	case colGPUs:
		return n.known(i, n.integer)
	case colRun:
		return n.known(i, n.seconds)
	case colSubmit:
		return n.seconds(i)
	case colNodes, colBytes:
		return n.optionalCount(i)
	case colResidency:
		return n.residency(i)
	}
	want := wantLimit
	switch c {
	case colSegment:
		want = "60 or more seconds (at most 146 years), or nothing, 0, -1, NA or such for no limit"
	case colPatience:
		want = "more than 0 seconds (at most 146 years), or nothing, -1, NA or such for a job that waits without end"
	}
	v, err := n.optionalSeconds(i, want)
	switch {
	case err != nil:
	case c == colSegment && v > 0 && v < int64(minSegment):
		err = n.wrong(i, want)
	case c == colPatience && v == 0 && !n.missing(i):
		// Nobody who waits is one thing, nobody who leaves another.
		if text, _ := n.digits(i); !isMinusOne(text) {
			err = n.wrong(i, want)
		}
	}
	return v, err
}

// minSegment is the shortest segment: one of a nanosecond would cut a job of an hour
// into more pieces than a run can ever start.
const minSegment = time.Minute

// residencies are the words for where a job may run.
var residencies = [...]string{sim.Anywhere: "any", sim.InBloc: "bloc", sim.AtHome: "home"}

// residency reads where a job may run; nothing is anywhere.
func (n *nativeReader) residency(i int) (int64, error) {
	if n.missing(i) {
		return int64(sim.Anywhere), nil
	}
	text := n.trimmed(i)
	for r, word := range residencies {
		if string(text) == word {
			return int64(r), nil
		}
	}
	return 0, n.wrong(i, "home, bloc or any")
}

// optionalColumns checks and orders the names of optional columns.
func optionalColumns(names []string) ([]column, error) {
	var list []column
	for _, name := range names {
		c, ok := columnNamed(name)
		if !ok || int(c) < len(nativeRequired) {
			return nil, &Error{Msg: fmt.Sprintf("%q is not an optional column, want some of %s", clip(name),
				strings.Join(nativeOptional[:], ", "))}
		}
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	slices.Sort(list)
	return list, nil
}
