package population

import (
	"fmt"
	"strings"
	"time"

	"sovsim/sim"
	"sovsim/sim/dist"
)

// Limits of a population. They keep what a slip of the pen costs in memory
// small, and lie far beyond what any real population needs.
const (
	maxUsers = 1_000_000
	maxGPUs  = 100_000_000
	maxCV    = 1000
	minCV    = 0.001
	maxThin  = 1_000_000
	longest  = time.Duration(sim.MaxTime)

	maxZipf   = 10
	maxBatch  = 1_000_000
	maxGrowth = 10 // 1000 % a year
	maxWeight = 1e15
	maxBytes  = 1 << 62
)

// Validate is everything that is wrong with the Spec; nothing if it is in
// order. Paths are those of a scenario file: "classes[2].run.cv", "until".
func (s *Spec) Validate() []dist.Fault {
	var all []dist.Fault
	add := func(path, format string, args ...any) {
		all = append(all, dist.Fault{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	if len(s.Classes) == 0 {
		add("classes", "there is none; describe at least one class of jobs")
	}
	type name struct{ region, class string }
	seen := map[name]int{}
	endless := -1
	for i := range s.Classes {
		path := fmt.Sprintf("classes[%d]", i)
		all = append(all, dist.Under(path, s.Classes[i].Validate())...)
		c := &s.Classes[i]
		if first, again := seen[name{c.Region, c.Name}]; again && c.Name != "" {
			add(path+".name", "%q in %q is classes[%d] already; give each class of a region its own name", c.Name, c.Region, first)
		} else {
			seen[name{c.Region, c.Name}] = i
		}
		if problem := c.validateInduced(s.Until); problem != "" {
			add(path+".induced", "%s", problem)
		}
		if c.MaxJobs == 0 && endless < 0 {
			endless = i
		}
	}
	switch {
	case s.Until < 0 || s.Until > sim.MaxTime:
		add("until", "is out of range; give a time within 146 years after the epoch")
	case s.MaxJobs < 0:
		add("max_jobs", "%d is negative; give a whole number of jobs", s.MaxJobs)
	case s.Until == 0 && s.MaxJobs == 0 && endless >= 0:
		add("until", "classes[%d] never ends; give an end time or a greatest number of jobs", endless)
	}
	if s.Grain < 0 || s.Grain > longest {
		add("grain", "%v is out of range; give a short time such as 1s, or none", s.Grain)
	}
	return all
}

// Validate is everything that is wrong with the class; nothing if it is in
// order. Paths start at the class: "run.cv".
func (c *Class) Validate() []dist.Fault {
	var all []dist.Fault
	add := func(path, format string, args ...any) {
		all = append(all, dist.Fault{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	if strings.TrimSpace(c.Name) == "" {
		add("name", "is missing; give the class a name such as finetune")
	}
	if strings.TrimSpace(c.Region) == "" {
		add("region", "is missing; name the home region of the class's jobs")
	}
	if c.MaxJobs < 0 {
		add("max_jobs", "%d is negative; give a whole number of jobs, or none", c.MaxJobs)
	}
	all = append(all, c.validateUsers()...)
	all = append(all, c.validateArrivals()...)
	all = append(all, c.validateRun()...)
	sizes := c.validateSizes()
	if all = append(all, sizes...); len(sizes) == 0 {
		all = append(all, c.validateLimits()...)
	}
	all = append(all, dist.Under("request", c.Request.validate())...)
	if !c.Patience.IsZero() {
		all = append(all, dist.Under("patience", c.Patience.Validate())...)
	}
	if c.Checkpoint < 0 || c.Checkpoint > longest {
		add("checkpoint", "%v is out of range; give a positive interval such as 1h, or none", c.Checkpoint)
	}
	if c.Write < 0 || c.Write > longest || c.Restart < 0 || c.Restart > longest {
		add("checkpoint", "a write of %v and a restart of %v are out of range; give times such as 5m, or none", c.Write, c.Restart)
	}
	if c.Rule > sim.Exact || c.Rule != sim.Given && (c.Write == 0 || c.Checkpoint > 0) {
		add("checkpoint", "the rule %v needs a write time and no interval", c.Rule)
	}
	if c.Segment < 0 || c.Segment > longest {
		add("segment", "%v is out of range; give a positive time such as 24h, or none", c.Segment)
	}
	all = append(all, validateResidency(c.Residency)...)
	switch b := c.Bytes; {
	case b.Low < 0 || b.Low > maxBytes:
		add("data.low", "%d bytes is out of range; give a size such as 100 GB", b.Low)
	case b.High < b.Low || b.High > maxBytes:
		add("data.high", "%d bytes is out of range; give at least low, %d bytes, and at most 4 EiB", b.High, b.Low)
	case b.Low == 0 && b.High > 0:
		add("data.low", "is missing or 0; a log-uniform range needs a positive one")
	}
	return all
}

func (r *Request) validate() []dist.Fault {
	var all []dist.Fault
	add := func(path, format string, args ...any) {
		all = append(all, dist.Fault{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	if f := r.Factor; !f.IsZero() {
		faults := f.Validate()
		all = append(all, dist.Under("factor", faults)...)
		switch {
		case len(faults) > 0:
		case f.Kind == dist.KindConstant && f.Value < 1:
			add("factor.value", "%v would ask for less than the run time; give at least 1", f.Value)
		case (f.Kind == dist.KindUniform || f.Kind == dist.KindLogUniform) && f.Low < 1:
			add("factor.low", "%v would ask for less than the run time; give at least 1", f.Low)
		case f.Kind == dist.KindQuantiles && f.Points[0].Value < 1:
			add("factor.points[0].value", "%v would ask for less than the run time; give at least 1", f.Points[0].Value)
		case f.Max != 0 && f.Max < 1:
			add("factor.max", "%v would ask for less than the run time; give at least 1", f.Max)
		}
	}
	if r.RoundUp < 0 || r.RoundUp > longest {
		add("round_up", "%v is out of range; give a grid such as 15m, or none", r.RoundUp)
	}
	if r.Max < 0 || r.Max > longest {
		add("max", "%v is out of range; give the longest request such as 24h, or none", r.Max)
	}
	return all
}
