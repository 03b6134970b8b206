package workloads

import (
	"io"
	"strconv"
	"strings"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// The Standard Workload Format, version 2.2, as the Parallel Workloads Archive
// defines it (Chapin et al., "Benchmarks and standards for the evaluation of
// parallel job schedulers", JSSPP 1999): one job a line, 18 numbers separated by
// blanks, −1 for what is unknown; lines that begin with ";" are comments, and
// those at the head have the form "; Key: value".
func init() {
	register(&format{
		name:      "swf",
		about:     "Standard Workload Format 2.2 of the Parallel Workloads Archive: 18 numbers a line",
		recognise: recogniseSWF,
		open: func(in *input, r *rules, dir *sim.Directory) (reader, error) {
			return &swfReader{in: in, rules: r, dir: dir}, nil
		},
		create: newSWFWriter,
	})
}

const swfFields = 18

// The fields that a job is made of, counted from 0.
const (
	swfJob = iota
	swfSubmit
	swfWait
	swfRun
	swfAllocated
	swfCPUTime
	swfMemory
	swfRequested
	swfRequestedTime
	swfRequestedMemory
	swfStatus
	swfUser
)

var swfNames = [swfFields]string{"job number", "submit time", "wait time", "run time", "allocated processors",
	"average CPU time", "used memory", "requested processors", "requested time", "requested memory", "status",
	"user", "group", "executable", "queue", "partition", "preceding job", "think time"}

type swfKind uint8

const (
	// swfOther fields need only be numbers: archives have fractions in some.
	swfOther swfKind = iota
	swfInteger
	swfSeconds
)

var swfKinds = [swfFields]swfKind{swfJob: swfInteger, swfSubmit: swfSeconds, swfRun: swfSeconds, swfAllocated: swfInteger,
	swfRequested: swfInteger, swfRequestedTime: swfSeconds, swfUser: swfInteger}

// recogniseSWF: a comment, or a first line that begins with a number and a blank.
func recogniseSWF(head []byte) bool {
	text := strings.TrimLeft(string(head), " \t\r\n")
	if text == "" || text[0] == ';' {
		return text != ""
	}
	end := strings.IndexAny(text, " \t\r\n")
	return end > 0 && isNumber([]byte(text[:end]))
}

type swfReader struct {
	in    *input
	rules *rules
	dir   *sim.Directory
	head  Header
	// values are the fields of the line read last: seconds as nanoseconds.
	values  [swfFields]int64
	scratch []byte
	// users are the ids of users by number, plus 1, for the small numbers that
	// logs have: a table is quicker than naming the user anew for each job.
	users [1024]int32
	// class and region are the ids of the empty names, once named is true.
	class, region int32
	named         bool
}

func (r *swfReader) header() *Header { return &r.head }

// next fills job with the next record that the rules keep.
func (r *swfReader) next(job *sim.Job) (bool, error) {
	for {
		line, err := r.in.next()
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		// A last line without its end is followed by what the buffer held before.
		if r.in.cut || !r.plain(line) {
			fields, err := r.parse(line)
			if err != nil {
				return false, err
			}
			if fields == 0 {
				continue
			}
		}
		v := &r.values
		gpus := v[swfRequested]
		if gpus <= 0 {
			gpus = v[swfAllocated]
		}
		*job = sim.Job{ID: v[swfJob], GPUs: int(gpus), Submit: sim.Time(v[swfSubmit]),
			Run: time.Duration(v[swfRun]), Request: time.Duration(v[swfRequestedTime])}
		if job.Request <= 0 {
			job.Request = job.Run
		}
		if !r.rules.keep(job) {
			continue
		}
		if gpus > maxGPUs { // on a machine of a stated size it was dropped
			return false, r.in.errorf(0, "%d processors, want at most %d", gpus, maxGPUs)
		}
		r.name(job)
		return true, nil
	}
}

// name gives a job that is kept its user: the bare number, "" for a negative
// one. A log has neither classes nor regions.
func (r *swfReader) name(job *sim.Job) {
	if !r.named {
		r.class, r.region, r.named = r.dir.Classes.ID(""), r.dir.Regions.ID(""), true
	}
	job.Class, job.Region = r.class, r.region
	u := r.values[swfUser]
	small := u >= 0 && u < int64(len(r.users))
	if small && r.users[u] > 0 {
		job.User = r.users[u] - 1
		return
	}
	r.scratch = r.scratch[:0]
	if u >= 0 {
		r.scratch = strconv.AppendInt(r.scratch, u, 10)
	}
	job.User = r.dir.Users.Bytes(r.scratch)
	if small {
		r.users[u] = job.User + 1
	}
}

// parse reads one line into values, whatever is in it; it returns 0 for a line
// that is a comment or blank and 18 for a record.
func (r *swfReader) parse(line []byte) (int, error) {
	n := 0
	for i := 0; i < len(line); {
		c := line[i]
		if blank(c) {
			i++
			continue
		}
		if c == ';' && n == 0 {
			r.comment(line[i+1:])
			return 0, nil
		}
		if n == swfFields {
			return 0, r.in.errorf(i+1, "more than %d fields, want the %d of the Standard Workload Format", swfFields, swfFields)
		}
		start := i
		for i < len(line) && !blank(line[i]) {
			i++
		}
		if err := r.field(n, line[start:i], start+1); err != nil {
			return 0, err
		}
		n++
	}
	if n == 0 || n == swfFields {
		return n, nil
	}
	cut := ""
	if r.in.cut {
		cut = "; the file ends here: is it cut off?"
	}
	return 0, r.in.errorf(0, "%d fields, want the %d of the Standard Workload Format%s", n, swfFields, cut)
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

// field reads a field into values, in any form that a number may have.
func (r *swfReader) field(n int, text []byte, column int) error {
	want := "a number, −1 where it is unknown"
	switch swfKinds[n] {
	case swfInteger:
		v, ok := parseInt(text)
		if ok {
			r.values[n] = v
			return nil
		}
		want = "a whole number of at most 18 digits, −1 where it is unknown"
	case swfSeconds:
		v, err := unit.ParseSeconds(text)
		if err == nil {
			r.values[n] = v
			return nil
		}
		want = "a number of seconds of at most 146 years, −1 where it is unknown"
	default:
		if isNumber(text) {
			return nil // nothing reads its value
		}
	}
	return r.in.errorf(column, "%s (field %d) is %q, want %s", swfNames[n], n+1, clip(text), want)
}

// comment keeps what a header line "Key: value" says.
func (r *swfReader) comment(text []byte) {
	key, value, ok := strings.Cut(string(text), ":")
	if key = strings.TrimSpace(key); ok && key != "" && !strings.ContainsAny(key, " \t") {
		r.head.add(key, strings.TrimSpace(value))
	}
}
