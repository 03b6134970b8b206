package workloads

import (
	"bytes"
	"time"

	"sovsim/sim"
)

// The list of pods of Alibaba's cluster-trace-gpu-v2023, called openb: name,
// cpu_milli, memory_mib, num_gpu, gpu_milli, gpu_spec, qos, pod_phase,
// creation_time, deletion_time, scheduled_time. The trace: Weng et al., "Beware of
// Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation Gradient
// Descent", USENIX ATC 2023.
func init() {
	register(&format{
		name:      "openb",
		about:     "pods of Alibaba's GPU trace of 2023: name,...,num_gpu,gpu_milli,...,scheduled_time",
		zeroRun:   true,
		recognise: recogniseTable("num_gpu", "gpu_milli", "creation_time"),
		open:      openOpenb,
	})
}

var openbColumns = [...]string{"name", "num_gpu", "gpu_milli", "qos", "creation_time", "deletion_time", "scheduled_time"}

const (
	openbName = iota
	openbGPUs
	openbMilli
	openbQoS
	openbCreated
	openbDeleted
	openbScheduled
)

type openbReader struct {
	*table
	rules *rules
	dir   *sim.Directory
}

func openOpenb(in *input, r *rules, dir *sim.Directory) (reader, error) {
	t, err := openTable(in, columnsOf{required: openbColumns[:], left: []string{"cpu_milli", "memory_mib", "pod_phase"}})
	if err != nil {
		return nil, err
	}
	o := &openbReader{t, r, dir}
	t.probe = func() bool {
		var job sim.Job
		_, err := o.parse(&job)
		return err == nil
	}
	return o, nil
}

// next fills job with the next record that the rules keep.
func (r *openbReader) next(job *sim.Job) (bool, error) {
	for {
		if ok, err := r.record(); !ok || err != nil {
			return false, err
		}
		milli, err := r.parse(job)
		if err != nil {
			return false, err
		}
		switch {
		case job.GPUs <= 0:
			r.rules.drop(NoGPU)
			continue
		case r.never(openbScheduled):
			r.rules.drop(NeverScheduled)
			continue
		case r.never(openbDeleted):
			r.rules.drop(NoEnd)
			continue
		case !r.rules.keep(job):
			continue
		}
		if milli < 1000 {
			r.rules.counts.Adjusted[FractionalGPU]++
		}
		r.adjusted(r.rules)
		if err := r.tooMany(openbGPUs, int64(job.GPUs)); err != nil {
			return false, err
		}
		if err := r.tooLate(openbDeleted, job); err != nil {
			return false, err
		}
		job.User, job.Region = r.dir.Users.ID(""), r.dir.Regions.ID("")
		job.Class, err = r.name(&r.dir.Classes, openbQoS)
		return err == nil, err
	}
}

// parse reads the numbers of a record; milli is the thousandths of each GPU that it
// asks for.
func (r *openbReader) parse(job *sim.Job) (milli int64, err error) {
	var v [len(openbColumns)]int64
	*job = sim.Job{}
	if err := r.podID(job); err != nil {
		return 0, err
	}
	if v[openbGPUs], err = r.known(openbGPUs, r.integer); err != nil {
		return 0, err
	}
	if milli = 1000; !r.missing(openbMilli) {
		if milli, err = r.integer(openbMilli); err != nil {
			return 0, err
		}
	}
	if milli == -1 { // as nothing
		milli = 1000
	}
	if milli < 0 || milli > 1000 {
		return 0, r.wrong(openbMilli, "thousandths of a GPU from 0 to 1000")
	}
	for _, c := range [...]int{openbCreated, openbDeleted, openbScheduled} {
		if c != openbCreated && r.never(c) {
			continue
		}
		if v[c], err = r.seconds(c); err != nil {
			return 0, err
		}
	}
	run := time.Duration(v[openbDeleted] - v[openbScheduled]) // at most 292 years
	if run > time.Duration(sim.MaxTime) {
		return 0, r.wrong(openbDeleted, "at most 146 years after scheduled_time")
	}
	job.GPUs, job.Submit, job.Run, job.Request = int(v[openbGPUs]), sim.Time(v[openbCreated]), run, run
	return milli, nil
}

// never tells a moment that did not come: nothing, a word for that, or −1.
func (r *openbReader) never(column int) bool {
	if r.missing(column) {
		return true
	}
	text, err := r.digits(column)
	return err == nil && isMinusOne(text)
}

const podPrefix = "openb-pod-"

// podID is the number in a name such as openb-pod-0017; another name is what the job
// is called.
func (r *openbReader) podID(job *sim.Job) error {
	if name := r.trimmed(openbName); bytes.HasPrefix(name, []byte(podPrefix)) {
		if digits := name[len(podPrefix):]; len(digits) > 0 && digits[0] >= '0' && digits[0] <= '9' {
			if v, ok := parseInt(digits); ok {
				job.ID = v
				return nil
			}
		}
	}
	return r.jobID(job, openbName, r.rules.counts.Read+1)
}
