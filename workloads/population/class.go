package population

import (
	"slices"
	"time"

	"sovsim/sim"
	"sovsim/sim/dist"
	"sovsim/sim/rng"
)

// class is a Class made ready for drawing.
type class struct {
	id, region   int32
	called, from string // class and region
	users        members
	activity     *dist.Weights // of the users; nil where all have the same
	projects     members       // none where jobs have none

	interval dist.Dist // between batches, in operational nanoseconds
	first    dist.Dist // the first of them; nil if it is like the others
	warp     *warp     // nil where operational time is time
	together float64   // the probability that a job arrives with the one before

	sizes          [len(residencies)]*sizes // by sim.Residency
	factor         dist.Dist                // nil for the constant 1
	patience       dist.Dist                // nil for jobs that wait without end
	ofUser         bool                     // the patience is that of the user
	maxJobs        int64                    // 0 for no limit
	checkpoint     time.Duration
	rule           sim.Rule
	write, restart time.Duration
	roundUp        time.Duration
	maxRequest     time.Duration
	segment        time.Duration

	residency sim.Residency // of all jobs, unless they are mixed
	soils     dist.Weights  // of the residencies
	mixed     bool
	bytes     dist.ByteRange
	spread    float64 // ln(High/Low) of bytes

	thin   *thinning // nil where every job comes
	before int64     // the number of the job before the first; 0 but for a layer

	drawn  int64 // arrivals drawn so far; the next job to come is drawn−1
	leader int64 // the first job of its batch

	// One family of streams for each purpose, so that a change to one of the
	// distributions above moves no draw of another. Member n belongs to job n:
	// intervals and owners are drawn for the first job of a batch only.
	intervals, batches, runs, factors, patiences, picks, owners, residencies, data rng.Family
	// userPatiences has one for each user.
	userPatiences rng.Family
}

// residencies are in the order in which a uniform number picks them.
var residencies = [...]sim.Residency{sim.AtHome, sim.InBloc, sim.Anywhere}

// activities are the tables of users' activity, one for all classes that have
// as many users and the same exponent.
type activities map[activity]*dist.Weights

type activity struct {
	users int
	zipf  float64
}

func (a activities) of(c *Class) *dist.Weights {
	if c.Zipf == 0 {
		return nil
	}
	key := activity{c.Users, c.Zipf}
	if a[key] == nil {
		w := dist.NewZipf(c.Users, c.Zipf)
		a[key] = &w
	}
	return a[key]
}

func (c *class) prepare(spec *Class, key rng.Key, dir *sim.Directory, users activities) (err error) {
	entity := spec.Region + "/" + spec.Name
	c.id, c.region = dir.Classes.ID(spec.Name), dir.Regions.ID(spec.Region)
	c.users, c.activity = newMembers(&dir.Users, entity+"-u", spec.Users), users.of(spec)
	c.projects = newMembers(&dir.Projects, entity+"-p", spec.Projects)
	c.interval, c.warp = spec.intervals(), newWarp(spec)
	if b := spec.Interarrival.Batch; b > 1 {
		c.together = 1 - 1/b
	}
	// An interval drawn at the epoch would begin with a burst each time, which
	// brings (CV² − 1)/2 batches too many.
	if h, bursty := c.interval.(dist.Hyperexponential); bursty {
		c.first = h.Residual()
	}
	if err = c.size(spec); err != nil {
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
	c.called, c.from = spec.Name, spec.Region
	c.maxJobs, c.checkpoint, c.segment = spec.MaxJobs, spec.Checkpoint, spec.Segment
	c.rule, c.write, c.restart = spec.Rule, spec.Write, spec.Restart
	c.roundUp, c.maxRequest = spec.Request.RoundUp, spec.Request.Max
	c.reside(spec.Residency)
	if c.bytes = spec.Bytes; c.bytes.Low > 0 {
		c.spread = rng.Log(float64(c.bytes.High) / float64(c.bytes.Low))
	}
	c.ofUser = spec.PatienceOfUser
	// No name holds a zero byte, so no two pairs of names make one entity.
	c.keyed(key, spec.Region+"\x00"+spec.Name)
	return nil
}

// size makes the sizes of each residency ready; those of one limit are one.
func (c *class) size(spec *Class) error {
	limits := spec.Limits.list()
	for i, limit := range limits {
		if j := slices.Index(limits[:i], limit); j >= 0 {
			c.sizes[residencies[i]] = c.sizes[residencies[j]]
		}
		if c.sizes[residencies[i]] == nil {
			z, err := newSizes(spec, limit)
			if err != nil {
				return err
			}
			c.sizes[residencies[i]] = &z
		}
	}
	return nil
}

// list is the limits in the order of residencies.
func (l *Limits) list() [len(residencies)]dist.SizeLimit {
	return [...]dist.SizeLimit{l.Home, l.Bloc, l.Any}
}

// reside makes the residencies ready. Where all jobs have the same there is
// nothing to draw.
func (c *class) reside(r dist.Residency) {
	weights := []float64{r.Home, r.Bloc, r.Any} // the order of residencies
	kinds := 0
	for i, w := range weights {
		if w > 0 {
			kinds++
			c.residency = residencies[i]
		}
	}
	if c.mixed = kinds > 1; c.mixed {
		c.soils = dist.NewWeights(weights)
	}
}

// keyed finds the streams of each purpose of an entity.
func (c *class) keyed(key rng.Key, entity string) {
	c.intervals = key.Family("job interarrival", entity)
	c.batches = key.Family("job batch", entity)
	c.runs = key.Family("job run time", entity)
	c.factors = key.Family("job request factor", entity)
	c.patiences = key.Family("job patience", entity)
	c.picks = key.Family("job size", entity)
	c.owners = key.Family("job user", entity)
	c.residencies = key.Family("job residency", entity)
	c.data = key.Family("job data", entity)
	c.userPatiences = key.Family("user patience", entity)
}

// drawBytes draws a size from the range, whose ln(High/Low) is spread, in whole bytes.
func drawBytes(r dist.ByteRange, s *rng.Stream, spread float64) int64 {
	if r.Low == r.High {
		return r.Low
	}
	x := min(float64(r.Low)*rng.Exp(spread*s.Float64()), float64(r.High))
	return min(max(int64(x+0.5), r.Low), r.High)
}
