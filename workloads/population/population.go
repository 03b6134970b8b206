package population

import (
	"fmt"
	"time"

	"sovsim/sim"
	"sovsim/sim/dist"
	"sovsim/sim/rng"
)

// Population is the jobs of a Spec in order of arrival. It is a sim.Source: it
// holds the next arrival of each class and nothing else, and allocates nothing
// once made. It belongs to one run.
type Population struct {
	classes []class
	queue   arrivals
	limit   sim.Time // the first moment at which no job arrives any more
	left    int64    // jobs still to come at most; negative where MaxJobs is 0
	grain   time.Duration
	yielded int64
	// stream is the one that is being drawn from. It lives here because a
	// variable of Next would be allocated on each call.
	stream rng.Stream
}

var _ sim.Source = (*Population)(nil)

// New makes the population of one run and enters its regions and classes in the
// directory; users and projects enter it with their first job. The error holds every fault that Validate finds.
func New(spec Spec, key rng.Key, dir *sim.Directory) (*Population, error) {
	if err := dist.Join(spec.Validate()); err != nil {
		return nil, err
	}
	p := &Population{classes: make([]class, len(spec.Classes)), limit: sim.Never, left: -1, grain: time.Second}
	if spec.Until > 0 {
		p.limit = spec.Until
	}
	if spec.MaxJobs > 0 {
		p.left = spec.MaxJobs
	}
	if spec.Grain > 0 {
		p.grain = spec.Grain
	}
	dir.Projects.ID("") // the zero value of a job is no project, in a run of many sources too
	users := activities{}
	for i := range spec.Classes {
		if err := p.classes[i].prepare(&spec.Classes[i], key, dir, users); err != nil {
			return nil, fmt.Errorf("classes[%d]: %w", i, err)
		}
	}
	p.induce(&spec, key)
	for i := range p.classes {
		at := p.coming(int32(i), 0)
		if at < p.limit {
			p.queue.push(arrival{at, int32(i)})
		} else if p.limit == sim.Never && p.classes[i].maxJobs > 0 {
			return nil, p.beyond(int32(i))
		}
	}
	return p, nil
}

// Next fills job with the next arrival over all classes; of one instant, the
// class that the Spec lists first comes first. Jobs are numbered from 1 in this
// order. The error is a *[ClockError].
func (p *Population) Next(job *sim.Job) (bool, error) {
	if p.left == 0 || p.queue.empty() {
		return false, nil
	}
	p.left-- // stays negative where there is no limit
	next := p.queue.least()
	p.fill(job, next)
	c := &p.classes[next.class]
	if c.drawn != c.maxJobs {
		at := p.coming(next.class, next.at)
		if at < p.limit {
			p.queue.replace(arrival{at, next.class})
			return true, nil
		}
		if c.maxJobs > 0 && p.limit == sim.Never { // it should have gone on
			return true, p.beyond(next.class)
		}
	}
	p.queue.drop()
	return true, nil
}

// ClockError is that a class does not come to its number of jobs before the end of
// the clock, in a run without another end.
type ClockError struct {
	// Class and Region name it; Came of Jobs jobs come in time.
	Class, Region string
	Came, Jobs    int64
}

// Error says which class, and what would help.
func (e *ClockError) Error() string {
	return fmt.Sprintf("class %q from %s: jobs: %d of its %d jobs come within 146 years of the epoch, the end of the clock: give fewer jobs, a shorter interarrival, or a horizon",
		e.Class, e.Region, e.Came, e.Jobs)
}

func (p *Population) beyond(i int32) error {
	c := &p.classes[i]
	return &ClockError{c.called, c.from, max(0, c.drawn-1), c.maxJobs}
}

// advance draws the time of the next arrival of class i, after the one at t.
func (p *Population) advance(i int32, t sim.Time) sim.Time {
	c := &p.classes[i]
	n := c.drawn
	c.drawn++
	if c.together > 0 && n > 0 {
		p.stream = c.batches.At(n)
		if p.stream.Float64() < c.together {
			return t // with the one before, and of its user
		}
	}
	c.leader = n
	p.stream = c.intervals.At(n)
	interval := c.interval
	if n == 0 && c.first != nil {
		interval = c.first
	}
	span := interval.Draw(&p.stream)
	if c.warp != nil {
		return c.warp.after(t, span)
	}
	return t.Add(toDuration(span, 1))
}

// fill makes the job of an arrival.
func (p *Population) fill(job *sim.Job, a arrival) {
	c := &p.classes[a.class]
	n := c.drawn - 1
	p.yielded++

	p.stream = c.owners.At(c.leader)
	user := 0
	if c.activity != nil {
		user = c.activity.Draw(&p.stream)
	} else {
		user = p.stream.IntN(len(c.users.ids))
	}
	residency := c.residency
	if c.mixed {
		p.stream = c.residencies.At(n)
		residency = residencies[c.soils.Draw(&p.stream)]
	}
	p.stream = c.picks.At(n)
	size := c.sizes[residency].draw(&p.stream)
	p.stream = c.runs.At(n)
	run := max(p.grain, toDuration(size.run.Draw(&p.stream), p.grain))

	*job = sim.Job{
		ID: p.yielded, Number: c.before + n + 1, User: c.users.id(user), Class: c.id, Region: c.region,
		GPUs: size.gpus, Nodes: size.nodes, Residency: residency,
		Submit: a.at, Run: run, Request: p.request(c, n, run), Checkpoint: c.checkpoint, Rule: c.rule, Write: c.write, Restart: c.restart, Segment: c.segment,
	}
	job.FullSize = size.full
	if n := len(c.projects.ids); n > 0 {
		job.Project = c.projects.id(user % n)
	}
	if c.patience != nil {
		if p.stream = c.patiences.At(n); c.ofUser {
			p.stream = c.userPatiences.At(int64(user))
		}
		job.Patience = max(p.grain, toDuration(c.patience.Draw(&p.stream), p.grain))
	}
	if c.bytes.High > 0 {
		p.stream = c.data.At(n)
		job.Bytes = drawBytes(c.bytes, &p.stream, c.spread)
	}
}

// request is the requested time of job n of class c.
func (p *Population) request(c *class, n int64, run time.Duration) time.Duration {
	request := run
	if c.factor != nil {
		p.stream = c.factors.At(n)
		if f := c.factor.Draw(&p.stream); f > 1 {
			request = max(run, ceil(toDuration(f*float64(run), 1), p.grain))
		}
	}
	if c.roundUp > 0 {
		request = ceil(request, c.roundUp)
	}
	if c.maxRequest > 0 {
		request = min(request, c.maxRequest)
	}
	return request
}

// toDuration is x nanoseconds rounded to the nearest multiple of grain, at most
// the longest duration.
func toDuration(x float64, grain time.Duration) time.Duration {
	if x >= float64(longest) {
		return longest
	}
	// The conversion keeps the sum from being fused with a product inlined before it.
	d := time.Duration(float64(x) + 0.5)
	if grain == 1 {
		return d
	}
	return (d + grain/2) / grain * grain
}

// ceil is d rounded up to a multiple of grid, at most the longest duration.
func ceil(d, grid time.Duration) time.Duration {
	rest := d % grid
	switch {
	case rest == 0:
		return d
	case d > longest-(grid-rest):
		return longest
	}
	return d + (grid - rest)
}
