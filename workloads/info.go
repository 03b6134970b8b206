package workloads

import (
	"math"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// Info describes a trace: what `sovsim trace info` shows. All but Counts is
// about the jobs that are kept.
type Info struct {
	File, Format string
	// Ordered reports whether the file is in order of submit.
	Ordered bool
	Counts  Counts
	// TimeZero is the date of time zero in formats whose records have dates.
	TimeZero string
	// Notes are those of the header: how the file was read.
	Notes []string
	// First and Last are the first and the last submit, Span their difference.
	First, Last sim.Time
	Span        time.Duration
	// GPUTime is the sum of GPUs × run time, Requested of GPUs × request.
	GPUTime, Requested unit.GPUTime
	// Overruns counts the jobs whose run time exceeds their request.
	Overruns int64
	// Machine is the machine's GPUs: Options.MaxGPUs, else what the header says, else
	// 0 for not known. FromHeader is the field of the header that was asked, empty
	// where none was; see Header.Machine.
	Machine    int
	FromHeader HeaderField
	// Load is the offered load, GPUTime ÷ (Machine × Span); NaN where the
	// machine is not known or all jobs come at one instant.
	Load float64
	// Run and Request are in seconds.
	Run, Request, GPUs Distribution
	// InterarrivalMean is Span ÷ (jobs − 1) in seconds; InterarrivalCV is the
	// standard deviation (divisor n) of the times between arrivals ÷ their
	// mean: 1 for a Poisson process. NaN where they are not defined.
	InterarrivalMean, InterarrivalCV float64
	// Repeated counts the job numbers that several jobs have, RepeatedJobs these
	// jobs; Unknown the jobs whose number is negative, which is no number. Nothing in
	// a run goes by a number: it reports whether rows of jobs.csv can be told apart by it.
	Repeated, RepeatedJobs, Unknown int64
	// Sizes, Users, Classes and Regions count the different ones; an empty name
	// is none.
	Sizes, Users, Classes, Regions int
}

// Info reads the trace once more and describes it.
func (f *File) Info() (*Info, error) {
	dir := &sim.Directory{}
	t, err := f.Open(dir)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	info := &Info{File: f.path, Format: f.format.name, Ordered: f.ordered, Counts: f.counts, Machine: f.opts.MaxGPUs,
		TimeZero: f.head.Get(timeZero), Notes: f.head.Notes}
	if info.Machine == 0 {
		info.Machine, info.FromHeader = f.head.Machine()
	}
	run, request, gpus := newCollector(1e9), newCollector(1e9), newCollector(1)
	sizes := map[int]struct{}{}
	var gaps moments
	var numbers numbers
	var job sim.Job
	for n := int64(0); ; n++ {
		ok, err := t.Next(&job)
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		if n == 0 {
			info.First = job.Submit
		} else {
			gaps.add(job.Submit.Sub(info.Last).Seconds())
		}
		info.Last = job.Submit
		info.GPUTime.Add(int64(job.GPUs), job.Run)
		info.Requested.Add(int64(job.GPUs), job.Request)
		if job.Run > job.Request {
			info.Overruns++
		}
		run.add(int64(job.Run))
		request.add(int64(job.Request))
		gpus.add(int64(job.GPUs))
		sizes[job.GPUs] = struct{}{}
		numbers.addJob(&job)
	}
	info.Span = info.Last.Sub(info.First)
	info.Load = math.NaN()
	if info.Machine > 0 && info.Span > 0 {
		info.Load = info.GPUTime.Nanos() / (float64(info.Machine) * float64(info.Span))
	}
	info.Run, info.Request, info.GPUs = run.distribution(), request.distribution(), gpus.distribution()
	info.InterarrivalMean, info.InterarrivalCV = math.NaN(), math.NaN()
	if gaps.n > 0 {
		info.InterarrivalMean = info.Span.Seconds() / float64(gaps.n)
		info.InterarrivalCV = math.Sqrt(gaps.m2/float64(gaps.n)) / gaps.mean
	}
	info.Repeated, info.RepeatedJobs = numbers.repeated()
	info.Unknown = numbers.unknown
	info.Sizes = len(sizes)
	info.Users, info.Classes, info.Regions = named(&dir.Users), named(&dir.Classes), named(&dir.Regions)
	return info, nil
}

// named counts the names that are not empty.
func named(n *sim.Names) int {
	if _, ok := n.Lookup(""); ok {
		return n.Len() - 1
	}
	return n.Len()
}

// moments are mean and squared deviations by Welford's recurrence.
type moments struct {
	n        int64
	mean, m2 float64
}

func (m *moments) add(x float64) {
	m.n++
	d := x - m.mean
	m.mean += d / float64(m.n)
	m.m2 += d * (x - m.mean)
}
