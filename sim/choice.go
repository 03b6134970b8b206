package sim

import (
	"math"
	"sovsim/sim/rng"
	"sovsim/sim/unit"
	"time"
)

// Router decides which cluster a job joins. It sees the clusters that could
// ever run the job and on which it may run; eligibility is the engine's.
type Router interface {
	// Route is the index of the chosen cluster, one of c.Eligible, or −1 if the
	// routing allows none of them.
	Route(c *Choice) int
}

// Choice is what a router decides on. It is lent for the call.
type Choice struct {
	Now Time
	// Job is what a user would say of it: its Run, Patience and Checkpoint are 0.
	Job *Job
	// Eligible are indices of clusters in file order, never none.
	Eligible []int
	// Current is the cluster in whose queue the job waits, which is among the
	// eligible; −1 when it is routed for the first time or has lost its place, when a
	// budget or a closure holds it back, or when its cluster would not take it now.
	// Of the current cluster Load leaves the job itself out.
	Current int

	e    *engine
	slot Slot
	home *place
	// transfer is how long the job's data take at rate.
	rate     int64
	transfer time.Duration
}

// Load is the load of the cluster with that index at this instant or, for a
// router that hears of loads late, at an earlier one. It is computed when it is
// asked for, in constant time.
func (c *Choice) Load(cluster int) Load {
	var l Load
	c.Look(cluster, &l)
	return l
}

// Look fills l with the load of a cluster: Load without copies, for a router
// that looks at many.
func (c *Choice) Look(cluster int, l *Load) {
	s, now := &c.e.sites[cluster].load, c.Now
	counted := cluster == c.Current // the job itself
	if p := &c.e.past; p.delay > 0 {
		s, now = &p.loads[cluster], p.asOf
		counted = counted && c.e.views[c.slot].Joined.Add(-c.Staging(cluster)) < now // when it was sent there
	}
	l.Region, l.Soil = s.region, c.home.soil[cluster]
	gpus, inUse, draining, runningGPUs, runningEnds := s.gpus, s.inUse, s.draining, s.runningGPUs, s.runningEnds
	if p := c.e.sites[cluster].members; p != nil {
		region, soil := c.e.sites[cluster].nearest(c.home, c.e.masks[cluster])
		l.Region, l.Soil = c.e.in.Directory.Regions.ID(region), soil
		m := p.within(c.e.past.members(cluster, p), c.e.masks[cluster])
		gpus, inUse, draining, runningGPUs, runningEnds = m.gpus, m.inUse, m.draining, m.inUse, m.runningEnds
	}
	l.Capacity, l.Free = gpus, max(0, gpus-(inUse-draining))
	l.Jobs, l.QueuedGPUs = s.queued+s.staging, s.queuedGPUs+s.stagingGPUs
	work, running := s.queuedWork, runningEnds
	if counted {
		v := &c.e.views[c.slot]
		work.Add(-int64(v.GPUs), c.e.sites[cluster].workTime(v.Request))
		l.Jobs, l.QueuedGPUs = l.Jobs-1, l.QueuedGPUs-int64(v.GPUs)
	}
	running.Add(-runningGPUs, time.Duration(now))
	l.Queued, l.Running = work.Nanos(), running.Nanos()
	l.Staging = c.Staging(cluster)
}

// Soil is how far from home the cluster with that index is for the job: the
// Soil of its Load, without the rest.
func (c *Choice) Soil(cluster int) Residency {
	if s := &c.e.sites[cluster]; s.members != nil {
		_, soil := s.nearest(c.home, c.e.masks[cluster])
		return soil
	}
	return c.home.soil[cluster]
}

// Staging is how long the job's data would be on their way to the cluster with
// that index: the Staging of its Load, without the rest.
func (c *Choice) Staging(cluster int) time.Duration {
	// Most clusters have the rate of the one asked for before.
	if rate := c.rateOf(cluster); rate != c.rate {
		c.rate, c.transfer = rate, transferTime(c.Job.Bytes, rate)
	}
	return c.transfer
}

// rateOf is how fast the job's data come to the cluster.
func (c *Choice) rateOf(cluster int) int64 {
	if c.e.masks == nil {
		return c.home.rates[cluster]
	}
	return c.e.rate(c.home, cluster, c.e.masks[cluster])
}

// Cost is what the job would be charged at a cluster that runs it for its whole
// request, and for bringing its data there, in € ÷ Whole: price × GPUs asked for ×
// request at the speed of the cluster's first group + egress. The data of the
// current cluster are there. Of a joint pool it is the price of the least dear
// member that the job may use, and the egress to all of these. It is 0 in a model
// without prices.
func (c *Choice) Cost(cluster int) unit.Amount {
	m := c.e.meter
	if m == nil {
		return unit.Amount{}
	}
	var least, moving unit.Amount
	some := false
	s := &c.e.sites[cluster]
	s.eachDoor(c.mask(cluster), func(door, group int) {
		wall := s.def.Groups[group].Speed.DivideUp(c.Job.Request)
		cost := unit.Product(uint64(c.Job.GPUs), uint64(wall)).Times(m.tariffs[cluster][group].price).Times(perGPUHour)
		if !some || cost.Cmp(least) < 0 {
			least, some = cost, true
		}
		if cluster != c.Current && c.home.rates[door] > 0 {
			moving = moving.Plus(egress(c.Job.Bytes, c.home.egress[door]))
		}
	})
	return least.Plus(moving)
}

// Carbon is the CO2 of the job at a cluster if it began there now and ran for its
// whole request, in kg ÷ Whole: GPUs asked for × busy power of the first group ×
// PUE × ∫ intensity dt; of a joint pool that of the best member that the job may
// use. It is 0 in a model without power or intensities.
func (c *Choice) Carbon(cluster int) unit.Amount {
	m := c.e.meter
	if m == nil {
		return unit.Amount{}
	}
	var least unit.Amount
	some := false
	s := &c.e.sites[cluster]
	s.eachDoor(c.mask(cluster), func(_, group int) {
		var grams unit.Amount
		if t := &m.tariffs[cluster][group]; t.carbon != nil {
			wall := s.def.Groups[group].Speed.DivideUp(c.Job.Request)
			grams = t.carbon.Between(c.Now, c.Now.Add(wall)).Times(t.busy).Times(uint64(c.Job.GPUs))
		}
		if !some || grams.Cmp(least) < 0 {
			least, some = grams, true
		}
	})
	return least
}

// mask is the groups of a joint pool that the job may use; 0 is all.
func (c *Choice) mask(cluster int) uint64 {
	if c.e.masks == nil {
		return 0
	}
	return c.e.masks[cluster]
}

// Stream is the random numbers of this routing of this job. Their key is the
// run's key with the job's name: its region, class and Number or, of a trace, the
// trace and the place of the record in it. Whether it is the job's first routing or
// which of the later ones is part of it too, so that a job that is routed again
// draws anew. The region is the one that the job's source gives it, also once its
// user has left.
//
// Neither the job's place in the merged stream nor the routing is: another class
// or trace moves no draw of this one, and every routing sees the same numbers. A job
// that its source does not number has no other name than its place in the stream.
func (c *Choice) Stream() rng.Stream {
	w, n := c.e.drawerOf(c.slot)
	w.round = c.e.jobs[c.slot].routings
	f, ok := c.e.families[w]
	if !ok {
		if c.e.families == nil {
			c.e.families = map[drawer]rng.Family{}
		}
		f = c.e.family("job routing", w)
		c.e.families[w] = f
	}
	return f.At(n)
}

// Load is what a router may know of a cluster. Work is GPUs × requested time
// at the speed of the cluster's first group; queued jobs count the GPUs that
// they ask for, running ones those that they hold.
type Load struct {
	Region int32
	// Soil is how far from home the cluster is for the job: the strictest
	// residency that allows the job there.
	Soil Residency
	// Capacity is the GPUs in service now, Free those that no job holds. On a
	// cluster of nodes a job may need more than are free in one place.
	Capacity, Free int64
	// Jobs counts the queued jobs, with those whose data are on their way;
	// QueuedGPUs is what they ask for.
	Jobs, QueuedGPUs int64
	// Queued and Running are the GPU·ns requested by those jobs and left to
	// running ones.
	Queued, Running float64
	// Staging is how long the job's data would be on their way to the cluster.
	Staging time.Duration
}

// Busy is (queued + running work) ÷ capacity in nanoseconds: how long the
// cluster would be busy with what it has. Without capacity it is infinite.
func (l *Load) Busy() float64 {
	if l.Capacity <= 0 {
		return math.Inf(1)
	}
	return (l.Queued + l.Running) / float64(l.Capacity)
}
