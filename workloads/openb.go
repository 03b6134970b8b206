package workloads

import (
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
	t, err := openTable(in, openbColumns[:]...)
	if err != nil {
		return nil, err
	}
	return &openbReader{t, r, dir}, nil
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
		case len(r.text(openbScheduled)) == 0:
			r.rules.drop(NeverScheduled)
			continue
		case len(r.text(openbDeleted)) == 0:
			r.rules.drop(NoEnd)
			continue
		case !r.rules.keep(job):
			continue
		}
		if milli < 1000 {
			r.rules.counts.Adjusted[FractionalGPU]++
		}
		if err := r.tooMany(openbGPUs, int64(job.GPUs)); err != nil {
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
	if v[openbName], err = r.number(); err != nil {
		return 0, err
	}
	for _, c := range [...]int{openbGPUs, openbMilli} {
		if v[c], err = r.integer(c); err != nil {
			return 0, err
		}
	}
	if milli = v[openbMilli]; milli < 0 || milli > 1000 {
		return 0, r.wrong(openbMilli, "thousandths of a GPU from 0 to 1000")
	}
	for _, c := range [...]int{openbCreated, openbDeleted, openbScheduled} {
		if c != openbCreated && len(r.text(c)) == 0 {
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
	*job = sim.Job{ID: v[openbName], GPUs: int(v[openbGPUs]), Submit: sim.Time(v[openbCreated]), Run: run, Request: run}
	return milli, nil
}

// number is the job's number: the digits that its name ends in.
func (r *openbReader) number() (int64, error) {
	name := r.text(openbName)
	from := len(name)
	for from > 0 && name[from-1] >= '0' && name[from-1] <= '9' {
		from--
	}
	v, ok := parseInt(name[from:])
	if !ok {
		return 0, r.wrong(openbName, "a name that ends in the pod's number, such as openb-pod-0017")
	}
	return v, nil
}
