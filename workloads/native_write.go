package workloads

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"sovsim/sim"
	"sovsim/sim/unit"
)

type nativeWriter struct {
	flusher
	dir      *sim.Directory
	optional []column
}

func newNativeWriter(w io.Writer, dir *sim.Directory, o WriterOptions) (Writer, error) {
	optional, err := optionalColumns(o.Columns)
	if err != nil {
		return nil, err
	}
	n := &nativeWriter{flusher: flusher{w: w}, dir: dir, optional: optional}
	n.buf = append(n.buf, strings.Join(nativeRequired[:], ",")...)
	for _, c := range optional {
		n.buf = append(append(n.buf, ','), c.String()...)
	}
	n.buf = append(n.buf, '\n')
	return n, nil
}

// Write appends one job. requested_s is always written; the optional columns are
// empty where the job has nothing there.
func (n *nativeWriter) Write(job *sim.Job) error {
	project := n.dir.Projects.Name(job.Project)
	user, class, region := n.dir.Users.Name(job.User), n.dir.Classes.Name(job.Class), n.dir.Regions.Name(job.Region)
	for _, name := range [...]string{user, class, region, project, job.Name} {
		if strings.Contains(name, "\r") {
			return &Error{Msg: fmt.Sprintf("job %s has a carriage return in the name %q, which readers of CSV do not keep", job.Label(), clip(name))}
		}
	}
	values := [columns]int64{colNodes: int64(job.Nodes), colPatience: int64(job.Patience), colCheckpoint: int64(job.Checkpoint),
		colSegment: int64(job.Segment), colBytes: job.Bytes, colResidency: int64(job.Residency), colProject: int64(len(project))}
	for c := colNodes; int(c) < columns; c++ {
		if values[c] != 0 && !slices.Contains(n.optional, c) {
			return &Error{Msg: fmt.Sprintf("job %s has a value for the column %s, which the file does not have", job.Label(), c)}
		}
	}
	if job.Request <= 0 && job.Run > 0 {
		return &Error{Msg: fmt.Sprintf("job %s has a request of 0 seconds, which a table cannot tell from none", job.Label())}
	}
	b := n.buf
	if strings.HasPrefix(job.Name, "#") { // else a comment
		b = append(append(append(b, '"'), strings.ReplaceAll(job.Name, `"`, `""`)...), '"')
	} else if job.Name != "" {
		b = appendField(b, job.Name)
	} else {
		b = strconv.AppendInt(b, job.ID, 10)
	}
	b = appendField(append(b, ','), user)
	b = appendField(append(b, ','), class)
	b = appendField(append(b, ','), region)
	b = strconv.AppendInt(append(b, ','), int64(job.GPUs), 10)
	b = unit.AppendSeconds(append(b, ','), int64(job.Submit))
	b = unit.AppendSeconds(append(b, ','), int64(job.Run))
	b = unit.AppendSeconds(append(b, ','), int64(job.Request))
	for _, c := range n.optional {
		b = append(b, ',')
		switch {
		case values[c] == 0:
		case c == colProject:
			b = appendField(b, project)
		case c == colResidency:
			b = append(b, residencies[job.Residency]...)
		case c == colNodes || c == colBytes:
			b = strconv.AppendInt(b, values[c], 10)
		default:
			b = unit.AppendSeconds(b, values[c])
		}
	}
	n.buf = append(b, '\n')
	return n.spill()
}

// Lost is nothing: the format has a place for everything that a job has.
func (n *nativeWriter) Lost() []string { return nil }

// appendField appends a field as RFC 4180 has it, quoted only where it must be.
func appendField(b []byte, s string) []byte {
	if !strings.ContainsAny(s, ",\"\n\r") {
		return append(b, s...)
	}
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		if s[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}
