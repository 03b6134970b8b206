package workloads

import (
	"time"

	"sovsim/sim"
)

// The table into which mini-compute-simulator brings logs of SenseTime's Helios
// clusters: comments that begin with "#", then job_id, user, tenant, class,
// submit_time, num_chips, chip_type, num_nodes, duration_s, walltime_limit_s,
// final_status. The logs: Hu et al., "Characterization and Prediction of Deep
// Learning Workloads in Large-Scale GPU Datacenters", SC '21.
func init() {
	register(&format{
		name:      "helios",
		about:     "table of SenseTime's Helios logs: job_id,user,tenant,class,submit_time,num_chips,...",
		zeroRun:   true,
		recognise: recogniseTable("tenant", "submit_time", "num_chips", "duration_s"),
		open:      openHelios,
	})
}

var heliosColumns = [...]string{"job_id", "user", "tenant", "class", "submit_time", "num_chips", "num_nodes", "duration_s", "walltime_limit_s"}

const (
	heliosJob = iota
	heliosUser
	heliosTenant
	heliosClass
	heliosSubmit
	heliosChips
	heliosNodes
	heliosDuration
	heliosLimit
)

type heliosReader struct {
	*table
	rules *rules
	dir   *sim.Directory
}

func openHelios(in *input, r *rules, dir *sim.Directory) (reader, error) {
	t, err := openTable(in, columnsOf{required: heliosColumns[:], left: []string{"final_status"}})
	if err != nil {
		return nil, err
	}
	t.head.Columns = []string{colNodes.String()} // what a native file needs to hold the shapes
	h := &heliosReader{t, r, dir}
	t.probe = func() bool {
		var job sim.Job
		_, err := h.parse(&job)
		return err == nil
	}
	return h, nil
}

// next fills job with the next record that the rules keep.
func (r *heliosReader) next(job *sim.Job) (bool, error) {
	for {
		if ok, err := r.record(); !ok || err != nil {
			return false, err
		}
		uneven, err := r.parse(job)
		if err != nil {
			return false, err
		}
		if job.GPUs <= 0 {
			r.rules.drop(NoGPU)
			continue
		}
		if !r.rules.keep(job) {
			continue
		}
		if uneven {
			r.rules.counts.Adjusted[UnevenNodes]++
		}
		r.adjusted(r.rules)
		if err := r.tooMany(heliosChips, int64(job.GPUs)); err != nil {
			return false, err
		}
		if err := r.tooLate(heliosDuration, job); err != nil {
			return false, err
		}
		if job.User, err = r.name(&r.dir.Users, heliosUser); err == nil {
			if job.Class, err = r.name(&r.dir.Classes, heliosClass); err == nil {
				job.Region, err = r.name(&r.dir.Regions, heliosTenant)
			}
		}
		return err == nil, err
	}
}

// parse reads the numbers of a record; uneven reports whether its nodes cannot have the
// same number of GPUs each, so that they are left to the cluster.
func (r *heliosReader) parse(job *sim.Job) (uneven bool, err error) {
	var v [len(heliosColumns)]int64
	*job = sim.Job{}
	if err := r.jobID(job, heliosJob, r.rules.counts.Read+1); err != nil {
		return false, err
	}
	// Submit times are in microseconds.
	if v[heliosSubmit], err = r.scaled(heliosSubmit, 3, "microseconds of at most 146 years"); err != nil {
		return false, err
	}
	if v[heliosChips], err = r.known(heliosChips, r.integer); err != nil {
		return false, err
	}
	if v[heliosNodes], err = r.optionalCount(heliosNodes); err != nil {
		return false, err
	}
	if v[heliosDuration], err = r.known(heliosDuration, r.seconds); err != nil {
		return false, err
	}
	if v[heliosLimit], err = r.optionalSeconds(heliosLimit, wantLimit); err != nil {
		return false, err
	}
	job.GPUs, job.Submit = int(v[heliosChips]), sim.Time(v[heliosSubmit])
	job.Run, job.Request = time.Duration(v[heliosDuration]), time.Duration(v[heliosLimit])
	if job.Request == 0 {
		job.Request = job.Run
	}
	if nodes := v[heliosNodes]; nodes > 0 && job.GPUs > 0 {
		if uneven = v[heliosChips]%nodes != 0; !uneven {
			job.Nodes = int(nodes)
		}
	}
	return uneven, nil
}
