package population

import (
	"fmt"
	"time"

	"sovsim/sim/dist"
)

// adder is the faults of one part and the function that adds one.
func adder() (all *[]dist.Fault, add func(path, format string, args ...any)) {
	all = new([]dist.Fault)
	return all, func(path, format string, args ...any) {
		*all = append(*all, dist.Fault{Path: path, Message: fmt.Sprintf(format, args...)})
	}
}

func (c *Class) validateUsers() []dist.Fault {
	all, add := adder()
	usersFine := c.Users >= 1 && c.Users <= maxUsers
	if !usersFine {
		add("users", "%d is out of range; give a number of users from 1 to %d", c.Users, maxUsers)
	}
	if !(c.Zipf >= 0 && c.Zipf <= maxZipf) {
		add("zipf", "%v is out of range; give an exponent from 0, where all users are alike, to %d", c.Zipf, maxZipf)
	}
	switch {
	case c.Projects < 0 || c.Projects > maxUsers:
		add("projects", "%d is out of range; give a number of projects from 1 to %d, or none", c.Projects, maxUsers)
	case usersFine && c.Projects > c.Users:
		add("projects", "%d projects are more than the %d users, and a user has one; give at most as many", c.Projects, c.Users)
	}
	return *all
}

// validateArrivals looks at what is between the parts, too, once each is fine.
func (c *Class) validateArrivals() []dist.Fault {
	all, add := adder()
	if c.Interarrival.Mean <= 0 || c.Interarrival.Mean > longest {
		add("interarrival.mean", "%v is out of range; give a positive time such as 10m", c.Interarrival.Mean)
	}
	if cv := c.Interarrival.CV; !(cv == 0 || cv >= minCV && cv <= maxCV) {
		add("interarrival.cv", "%v is out of range; give 1 for Poisson arrivals, 0 for regular ones, or %v to %v", cv, minCV, maxCV)
	}
	if c.Thin < 0 || c.Thin > maxThin {
		add("thin", "%d is out of range; keep one batch in 1 to %d", c.Thin, maxThin)
	}
	if b := c.Interarrival.Batch; !(b == 0 || b >= 1 && b <= maxBatch) {
		add("interarrival.batch", "%v is out of range; give the mean number of jobs that arrive together, from 1 to %d", b, maxBatch)
	}
	for _, part := range []struct {
		name  string
		rates []float64
		such  string
	}{
		{"hours", c.Profile.Hours[:], "24 numbers such as 4.2"},
		{"days", c.Profile.Days[:], "7 numbers such as 14.3"},
	} {
		for i, r := range part.rates {
			if !(r >= 0 && r <= maxWeight) {
				add(fmt.Sprintf("profile.%s[%d]", part.name, i), "%v is out of range; give relative rates, %s, not negative", r, part.such)
			}
		}
	}
	if c.Offset < -24*time.Hour || c.Offset > 24*time.Hour {
		add("offset", "%v is out of range; give local time − UTC, such as 1h", c.Offset)
	}
	if !(c.Growth > -1 && c.Growth <= maxGrowth) {
		add("growth", "%v is out of range; give a rate per year above −1 (−100 %%), at most %d (%d00 %%)", c.Growth, maxGrowth, maxGrowth)
	}
	if len(*all) == 0 {
		if _, problem := c.batches(); problem != "" {
			add("interarrival.cv", "%s", problem)
		}
	}
	return *all
}

// validateRun checks that each size has a run time. What is wrong with the one
// of a size is found with the size.
func (c *Class) validateRun() []dist.Fault {
	if !c.Run.IsZero() {
		return dist.Under("run", c.Run.Validate())
	}
	all, add := adder()
	own := 0
	for i := range c.Sizes {
		if !c.Sizes[i].Run.IsZero() {
			own++
		}
	}
	if own == 0 {
		return dist.Under("run", c.Run.Validate())
	}
	for i := range c.Sizes {
		if c.Sizes[i].Run.IsZero() {
			add(fmt.Sprintf("sizes[%d].run", i), "is missing; give the size a run time of its own as others have, or the class one for all that have none")
		}
	}
	return *all
}

func (c *Class) validateSizes() []dist.Fault {
	all, add := adder()
	ranged := c.Range != dist.SizeRange{}
	total := 0.0
	for i := range c.Sizes {
		z, path := &c.Sizes[i], fmt.Sprintf("sizes[%d]", i)
		gpusFine := z.GPUs >= 1 && z.GPUs <= maxGPUs
		if !gpusFine {
			add(path+".gpus", "%d is out of range; give a number of GPUs from 1 to %d", z.GPUs, maxGPUs)
		}
		switch {
		case z.Nodes < 0:
			add(path+".nodes", "%d is negative; give the number of nodes, or none", z.Nodes)
		case z.Nodes > 0 && c.Divide > 1:
			add(path+".nodes", "%d nodes cannot be divided with the GPUs; leave them out, or divide by 1", z.Nodes)
		case z.Nodes > 0 && c.Limits.capped():
			add(path+".nodes", "%d nodes cannot be capped with the GPUs; leave them out, or the caps", z.Nodes)
		case z.Nodes > 0 && gpusFine && z.GPUs%z.Nodes != 0:
			add(path+".nodes", "%d GPUs cannot be spread evenly over %d nodes; give a number that divides %[1]d", z.GPUs, z.Nodes)
		}
		if !(z.Weight >= 0 && z.Weight <= maxWeight) {
			add(path+".weight", "%v is out of range; give a share such as 0.25", z.Weight)
		}
		if !z.Run.IsZero() {
			*all = append(*all, dist.Under(path+".run", z.Run.Validate())...)
		}
		total += z.Weight
	}
	switch r := c.Range; {
	case ranged && len(c.Sizes) > 0:
		add("range", "sizes are given too; leave out one of them")
	case ranged && (r.Low < 1 || r.Low > maxGPUs):
		add("range.low", "%d is out of range; give a number of GPUs from 1 to %d", r.Low, maxGPUs)
	case ranged && (r.High <= r.Low || r.High > maxGPUs):
		add("range.high", "%d is out of range; give a number of GPUs above low, %d, and at most %d", r.High, r.Low, maxGPUs)
	case ranged:
	case len(c.Sizes) == 0:
		add("sizes", "there is none; give at least one number of GPUs with its weight")
	case total == 0:
		add("sizes", "every weight is 0; give at least one size a positive weight")
	}
	if c.Divide < 0 || c.Divide > maxGPUs {
		add("divide", "%d is out of range; give a whole number from 1, which leaves sizes as they are", c.Divide)
	}
	return *all
}

// validateLimits checks that each limit leaves a size to draw.
func (c *Class) validateLimits() []dist.Fault {
	all, add := adder()
	for i, name := range [...]string{"home", "bloc", "any"} {
		l := c.Limits.list()[i]
		if l.Most < 0 || l.Cap < 0 {
			add("limits."+name, "sizes of at most %d and %d GPUs are out of range; give positive numbers, or 0 for none", l.Most, l.Cap)
			continue
		}
		some := len(c.Sizes) == 0 && l.Allows(c.Range.Low)
		for j := range c.Sizes {
			some = some || c.Sizes[j].Weight > 0 && l.Allows(c.Sizes[j].GPUs)
		}
		if !some {
			add("limits."+name, "no size is at most %d GPUs; give at least the least size, or no limit", l.Most)
		}
	}
	return *all
}

func validateResidency(r dist.Residency) []dist.Fault {
	all, add := adder()
	for _, part := range []struct {
		name   string
		weight float64
	}{{"home", r.Home}, {"bloc", r.Bloc}, {"any", r.Any}} {
		if !(part.weight >= 0 && part.weight <= maxWeight) {
			add("residency."+part.name, "%v is out of range; give a share such as 0.25", part.weight)
		}
	}
	return *all
}
