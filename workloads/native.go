package workloads

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// The native format is CSV (RFC 4180) with a header line. The eight columns of
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

// isText tells that a column holds a name and no number.
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

// recogniseNative: a header line with a comma and at least two of the columns
// that no other format has (helios, too, begins with job_id, user and class).
func recogniseNative(head []byte) bool {
	line, _, _ := strings.Cut(string(head), "\n")
	if strings.HasPrefix(line, "#") { // a comment, which native files have not
		return false
	}
	known := 0
	for name := range strings.SplitSeq(strings.TrimRight(line, "\r"), ",") {
		if c, ok := columnNamed(strings.Trim(name, `" `)); ok && c != colJob && c != colUser && c != colClass {
			known++
		}
	}
	return known >= 2
}

type nativeReader struct {
	in    *input
	guard guard
	csv   *csv.Reader
	rules *rules
	dir   *sim.Directory
	head  Header
	// at is the field's index by column; −1 for a column that is not there.
	at     [columns]int
	fields []string
}

func openNative(in *input, r *rules, dir *sim.Directory) (reader, error) {
	n := &nativeReader{in: in, rules: r, dir: dir}
	n.guard = guard{from: in.buf, limit: maxLine}
	n.csv = csv.NewReader(&n.guard)
	n.csv.ReuseRecord = true
	ok, err := n.record()
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, in.errorf(0, "no header line, want %s", strings.Join(nativeRequired[:], ","))
	}
	return n, n.readHeader()
}

func (n *nativeReader) header() *Header { return &n.head }

func (n *nativeReader) readHeader() error {
	for c := range n.at {
		n.at[c] = -1
	}
	for i, name := range n.fields {
		c, ok := columnNamed(name)
		switch {
		case !ok:
			return n.wrong(i, "unknown column %q, want some of %s and perhaps %s", clip(name),
				strings.Join(nativeRequired[:], ","), strings.Join(nativeOptional[:], ","))
		case n.at[c] >= 0:
			return n.wrong(i, "the column %s is there twice", c)
		}
		n.at[c] = i
		if int(c) >= len(nativeRequired) {
			n.head.Columns = append(n.head.Columns, name)
		}
	}
	var missing []string
	for c, name := range nativeRequired {
		if n.at[c] < 0 {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return n.in.errorf(0, "the header has no column %s", strings.Join(missing, ", "))
	}
	return nil
}

// record reads the next record into fields.
func (n *nativeReader) record() (bool, error) {
	n.guard.limit = n.csv.InputOffset() + maxLine
	fields, err := n.csv.Read()
	if err == nil {
		n.fields = fields
		line, _ := n.csv.FieldPos(0)
		n.in.line = int64(line)
		return true, nil
	}
	var parse *csv.ParseError
	switch {
	case err == io.EOF:
		return false, nil
	case errors.As(err, &parse) && errors.Is(err, csv.ErrFieldCount):
		n.in.line = int64(parse.Line)
		return false, n.in.errorf(0, "%d fields, want %d as the header has", len(fields), len(n.fields))
	case errors.As(err, &parse):
		n.in.line = int64(parse.Line)
		return false, n.in.errorf(parse.Column, "%v (RFC 4180: a field with a quote is quoted, its quotes doubled)", parse.Err)
	case errors.Is(err, errTooLong):
		n.in.line++
		return false, n.in.errorf(0, "a record of more than %d bytes: is a quote left open?", maxLine)
	}
	n.in.line++
	return false, n.in.failed(err)
}

// wrong is a fault in field i of the record read last.
func (n *nativeReader) wrong(i int, format string, args ...any) error {
	line, col := n.csv.FieldPos(i)
	return &Error{File: n.in.path, Line: int64(line), Column: int64(col), Msg: fmt.Sprintf(format, args...)}
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
		if job.GPUs > maxGPUs { // on a machine of a stated size it was dropped
			return false, n.wrong(n.at[colGPUs], "gpus is %d, want at most %d", job.GPUs, maxGPUs)
		}
		var err [4]error
		job.User, err[0] = n.name(&n.dir.Users, colUser)
		job.Class, err[1] = n.name(&n.dir.Classes, colClass)
		job.Region, err[2] = n.name(&n.dir.Regions, colRegion)
		if n.at[colProject] >= 0 {
			n.dir.Projects.ID("") // the first: a job of no project has the zero value
			job.Project, err[3] = n.name(&n.dir.Projects, colProject)
		}
		fault := cmp.Or(err[0], err[1], err[2], err[3])
		return fault == nil, fault
	}
}

// name is the id of the name in a column; a new name is copied, for a field is
// a piece of its whole record, which would stay in memory with it. Names go into
// the result files as they are, and those are text in UTF-8.
func (n *nativeReader) name(names *sim.Names, c column) (int32, error) {
	field := n.fields[n.at[c]]
	if id, ok := names.Lookup(field); ok {
		return id, nil
	}
	if !utf8.ValidString(field) || strings.ContainsRune(field, 0) {
		return 0, n.wrong(n.at[c], "%s is %q, want text in UTF-8 without NUL", c, clip(field))
	}
	return names.ID(strings.Clone(field)), nil
}

func (n *nativeReader) parse(job *sim.Job) error {
	var v [columns]int64
	for c := column(0); int(c) < columns; c++ {
		i := n.at[c]
		if i < 0 || c.isText() {
			continue
		}
		var err error
		if c == colResidency {
			if v[c], err = n.residency(i); err != nil {
				return err
			}
			continue
		}
		if v[c], err = n.number(c, i); err != nil {
			return err
		}
	}
	*job = sim.Job{ID: v[colJob], GPUs: int(v[colGPUs]), Nodes: int(v[colNodes]), Submit: sim.Time(v[colSubmit]),
		Run: time.Duration(v[colRun]), Request: time.Duration(v[colRequested]),
		Patience: time.Duration(v[colPatience]), Checkpoint: time.Duration(v[colCheckpoint]),
		Segment: time.Duration(v[colSegment]), Bytes: v[colBytes], Residency: sim.Residency(v[colResidency])}
	if n.fields[n.at[colRequested]] == "" {
		job.Request = job.Run
	}
	if job.Nodes > 0 && job.GPUs > 0 && job.GPUs%job.Nodes != 0 {
		return n.wrong(n.at[colNodes], "%d GPUs on %d nodes, want the same number on each node", job.GPUs, job.Nodes)
	}
	return nil
}

// number reads a numeric field: seconds as nanoseconds, else a whole number.
// Only the optional columns and requested_s may be empty.
func (n *nativeReader) number(c column, i int) (int64, error) {
	text := n.fields[i]
	if text == "" && c >= colRequested {
		return 0, nil
	}
	switch c {
	case colJob, colGPUs, colNodes, colBytes:
		v, ok := parseInt(text)
		switch {
		case !ok:
			return 0, n.wrong(i, "%s is %q, want a whole number of at most 18 digits", c, clip(text))
		case c == colNodes && v < 1:
			return 0, n.wrong(i, "nodes is %d, want 1 or more, or nothing where the cluster may choose", v)
		case c == colBytes && v < 1:
			return 0, n.wrong(i, "data_bytes is %d, want 1 or more, or nothing for a job without data", v)
		}
		return v, nil
	}
	v, err := unit.ParseSeconds(text)
	switch {
	case err != nil:
		return 0, n.wrong(i, "%s is %q, want seconds such as 3600 or 0.25 (at most nine decimals, 146 years)", c, clip(text))
	case c == colRequested && v < 0:
		return 0, n.wrong(i, "requested_s is %s, want 0 or more, or nothing where it is not known", clip(text))
	case c == colSegment && v < int64(minSegment):
		return 0, n.wrong(i, "segment_s is %s, want 60 or more, or nothing for no limit", clip(text))
	case c > colRequested && v <= 0:
		return 0, n.wrong(i, "%s is %s, want more than 0, or nothing for none", c, clip(text))
	}
	return v, nil
}

// minSegment is the shortest segment: one of a nanosecond would cut a job of an hour
// into more pieces than a run can ever start.
const minSegment = time.Minute

// residencies are the words for where a job may run.
var residencies = [...]string{sim.Anywhere: "any", sim.InBloc: "bloc", sim.AtHome: "home"}

// residency reads where a job may run; nothing is anywhere.
func (n *nativeReader) residency(i int) (int64, error) {
	text := n.fields[i]
	if text == "" {
		return int64(sim.Anywhere), nil
	}
	r := slices.Index(residencies[:], text)
	if r < 0 {
		return 0, n.wrong(i, "residency is %q, want home, bloc or any", clip(text))
	}
	return int64(r), nil
}

var errTooLong = errors.New("record too long")

// guard keeps encoding/csv from reading a record without end: it refuses to
// hand out more than limit bytes, which moves on with every record.
type guard struct {
	from        io.Reader
	read, limit int64
}

func (g *guard) Read(p []byte) (int, error) {
	if g.read >= g.limit {
		return 0, errTooLong
	}
	n, err := g.from.Read(p[:min(len(p), int(g.limit-g.read))])
	g.read += int64(n)
	return n, err
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
