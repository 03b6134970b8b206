package workloads

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"sovsim/sim"
)

// firstNamedUser is the number of the first user whose name is not a number.
const firstNamedUser = 1_000_000

type swfWriter struct {
	flusher
	dir *sim.Directory
	// users are the numbers given to users with names, 0 for none yet.
	users []int64
	named int64
	lost  [len(swfLost)]bool
}

var swfLost = [...]string{"class", "region", "nodes", "patience", "checkpoint interval", "segment", "data", "residency", "project",
	"names of jobs (their places among the records are their numbers)",
	"jobs of no length (a line with a run time of 0 is read as one that never ran)"}

func newSWFWriter(w io.Writer, dir *sim.Directory, o WriterOptions) (Writer, error) {
	s := &swfWriter{flusher: flusher{w: w}, dir: dir}
	s.buf = append(s.buf, "; Version: 2.2\n"...)
	for _, f := range o.Header {
		if strings.ContainsAny(f.Key+f.Value, "\r\n") {
			return nil, &Error{Msg: fmt.Sprintf("the header field %q spans lines, want one line", clip(f.Key))}
		}
		switch f.Key {
		case "Version", "MaxJobs", "MaxRecords": // said above, or no longer true
			continue
		}
		s.buf = append(append(append(append(s.buf, "; "...), f.Key...), ": "...), f.Value...)
		s.buf = append(s.buf, '\n')
	}
	return s, nil
}

// Write appends one job: its number, submit, run time, processors (allocated
// and requested), requested time and user; −1 for every other field.
func (s *swfWriter) Write(job *sim.Job) error {
	for _, t := range [...]struct {
		name string
		ns   int64
	}{{"submit", int64(job.Submit)}, {"run time", int64(job.Run)}, {"request", int64(job.Request)}} {
		if t.ns%int64(time.Second) != 0 {
			return &Error{Msg: fmt.Sprintf("job %s has a %s of %v; the Standard Workload Format has whole seconds only",
				job.Label(), t.name, time.Duration(t.ns))}
		}
	}
	if job.Request <= 0 && job.Request != job.Run {
		return &Error{Msg: fmt.Sprintf("job %s has a request of 0 seconds, which the Standard Workload Format cannot tell from none", job.Label())}
	}
	user, err := s.user(job)
	if err != nil {
		return err
	}
	for i, has := range [...]bool{s.dir.Classes.Name(job.Class) != "", s.dir.Regions.Name(job.Region) != "",
		job.Nodes != 0, job.Patience != 0, job.Checkpoint != 0,
		job.Segment != 0, job.Bytes != 0, job.Residency != sim.Anywhere, s.dir.Projects.Name(job.Project) != "", job.Name != "", job.Run == 0} {
		s.lost[i] = s.lost[i] || has
	}
	b := strconv.AppendInt(s.buf, job.ID, 10)
	b = strconv.AppendInt(append(b, ' '), int64(job.Submit)/int64(time.Second), 10)
	b = strconv.AppendInt(append(b, " -1 "...), int64(job.Run/time.Second), 10)
	b = strconv.AppendInt(append(b, ' '), int64(job.GPUs), 10)
	b = strconv.AppendInt(append(b, " -1 -1 "...), int64(job.GPUs), 10)
	b = strconv.AppendInt(append(b, ' '), int64(job.Request/time.Second), 10)
	b = strconv.AppendInt(append(b, " -1 -1 "...), user, 10)
	s.buf = append(b, " -1 -1 -1 -1 -1 -1\n"...)
	return s.spill()
}

// user is the number of the job's user: the name where that is a number, −1 for
// no name, else a number from 1,000,000 on, which a comment line explains.
func (s *swfWriter) user(job *sim.Job) (int64, error) {
	name := s.dir.Users.Name(job.User)
	if name == "" {
		return -1, nil
	}
	if n, ok := parseInt(name); ok && n >= 0 && strconv.FormatInt(n, 10) == name {
		if n >= firstNamedUser && n < firstNamedUser+s.named {
			return 0, &Error{Msg: fmt.Sprintf("job %s has user %d, a number that stands for a user with a name", job.Label(), n)}
		}
		return n, nil
	}
	for int(job.User) >= len(s.users) {
		s.users = append(s.users, 0)
	}
	if s.users[job.User] == 0 {
		number := firstNamedUser + s.named
		if _, taken := s.dir.Users.Lookup(strconv.FormatInt(number, 10)); taken {
			return 0, &Error{Msg: fmt.Sprintf("job %s has a user with a name, and the number %d that would stand for it is a user's", job.Label(), number)}
		}
		s.users[job.User] = number
		s.named++
		s.buf = fmt.Appendf(s.buf, "; User: %d %q\n", number, name)
	}
	return s.users[job.User], nil
}

// Lost lists what jobs had and the format has no place for, so far.
func (s *swfWriter) Lost() []string {
	var list []string
	for i, lost := range s.lost {
		if lost {
			list = append(list, swfLost[i])
		}
	}
	return list
}
