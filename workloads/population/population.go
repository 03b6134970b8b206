package population

import (
	"fmt"
	"strconv"
	"time"

	"sovsim/sim"
	"sovsim/sim/rng"
	"sovsim/workloads/dist"
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

// class is a Class made ready for drawing.
type class struct {
	id, region int32
	users      []int32
	interval   dist.Dist
	run        dist.Dist
	factor     dist.Dist // nil for the constant 1
	patience   dist.Dist // nil for jobs that wait without end
	weights    dist.Weights
	sizes      []Size
	maxJobs    int64 // 0 for no limit
	checkpoint time.Duration
	roundUp    time.Duration
	maxRequest time.Duration

	drawn int64 // intervals drawn so far; the next job to come is drawn−1
	// One family of streams for each purpose, so that a change to one of the
	// distributions above moves no draw of another.
	intervals, runs, factors, patiences, picks, owners rng.Family
}

// New makes the population of one run and enters its regions, classes and users
// in the directory. The error holds every fault that Validate finds.
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
	for i := range spec.Classes {
		if err := p.classes[i].prepare(&spec.Classes[i], key, dir); err != nil {
			return nil, fmt.Errorf("classes[%d]: %w", i, err)
		}
		if at := p.advance(int32(i), 0); at < p.limit {
			p.queue.push(arrival{at, int32(i)})
		}
	}
	return p, nil
}

func (c *class) prepare(spec *Class, key rng.Key, dir *sim.Directory) (err error) {
	c.id, c.region = dir.Classes.ID(spec.Name), dir.Regions.ID(spec.Region)
	c.users = make([]int32, spec.Users)
	for u := range c.users {
		c.users[u] = dir.Users.ID(spec.Region + "/" + spec.Name + "-u" + strconv.Itoa(u+1))
	}
	c.interval = dist.ByCV(float64(spec.Interarrival.Mean), spec.Interarrival.CV)
	if c.run, err = spec.Run.New(); err != nil {
		return err
	}
	if !spec.Request.Factor.IsZero() {
		if c.factor, err = spec.Request.Factor.New(); err != nil {
			return err
		}
	}
	if !spec.Patience.IsZero() {
		if c.patience, err = spec.Patience.New(); err != nil {
			return err
		}
	}
	weights := make([]float64, len(spec.Sizes))
	for i, z := range spec.Sizes {
		weights[i] = z.Weight
	}
	c.weights, c.sizes = dist.NewWeights(weights), append([]Size(nil), spec.Sizes...)
	c.maxJobs, c.checkpoint, c.roundUp, c.maxRequest = spec.MaxJobs, spec.Checkpoint, spec.Request.RoundUp, spec.Request.Max

	// No name holds a zero byte, so no two pairs of names make one entity.
	entity := spec.Region + "\x00" + spec.Name
	c.intervals = key.Family("job interarrival", entity)
	c.runs = key.Family("job run time", entity)
	c.factors = key.Family("job request factor", entity)
	c.patiences = key.Family("job patience", entity)
	c.picks = key.Family("job size", entity)
	c.owners = key.Family("job user", entity)
	return nil
}

// Next fills job with the next arrival over all classes; of one instant, the
// class that the Spec lists first comes first. Jobs are numbered from 1 in this
// order. The error is always nil.
func (p *Population) Next(job *sim.Job) (bool, error) {
	if p.left == 0 || p.queue.empty() {
		return false, nil
	}
	p.left-- // stays negative where there is no limit
	next := p.queue.least()
	p.fill(job, next)
	c := &p.classes[next.class]
	if c.drawn != c.maxJobs {
		if at := p.advance(next.class, next.at); at < p.limit {
			p.queue.replace(arrival{at, next.class})
			return true, nil
		}
	}
	p.queue.drop()
	return true, nil
}

// advance draws the interval to the next arrival of class i after t.
func (p *Population) advance(i int32, t sim.Time) sim.Time {
	c := &p.classes[i]
	p.stream = c.intervals.At(c.drawn)
	c.drawn++
	return t.Add(toDuration(c.interval.Draw(&p.stream), 1))
}

// fill makes the job of an arrival.
func (p *Population) fill(job *sim.Job, a arrival) {
	c := &p.classes[a.class]
	n := c.drawn - 1
	p.yielded++

	p.stream = c.owners.At(n)
	user := c.users[p.stream.IntN(len(c.users))]
	p.stream = c.picks.At(n)
	size := &c.sizes[c.weights.Draw(&p.stream)]
	p.stream = c.runs.At(n)
	run := max(p.grain, toDuration(c.run.Draw(&p.stream), p.grain))

	*job = sim.Job{
		ID: p.yielded, User: user, Class: c.id, Region: c.region,
		GPUs: size.GPUs, Nodes: size.Nodes,
		Submit: a.at, Run: run, Request: p.request(c, n, run), Checkpoint: c.checkpoint,
	}
	if c.patience != nil {
		p.stream = c.patiences.At(n)
		job.Patience = max(p.grain, toDuration(c.patience.Draw(&p.stream), p.grain))
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
