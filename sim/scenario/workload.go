package scenario

import (
	"errors"
	"fmt"
	"time"

	"go.yaml.in/yaml/v4"

	"sovsim/sim/unit"

	"sovsim/sim/dist"
)

// Bounds of a population; they are the generator's.
const (
	maxUsers   = 1_000_000
	maxAll     = 10_000_000 // users of all populations together
	maxJobGPUs = 100_000_000
	maxSizes   = 10_000
)

// sourceAt is an entry of the workload with its place.
type sourceAt struct {
	Source
	at value
	// sizes, region, residency, rate and elasticity are where those are given.
	sizes, region, residency, rate, elasticity value
}

// home is the home region of the jobs; "" of a trace whose jobs name theirs.
func (s *sourceAt) home() string {
	if s.Population != nil {
		return s.Population.Region
	}
	return s.Trace.Region
}

func (d *decoder) workload(o object, c classes) []sourceAt {
	if !o.has("workload") {
		o.missing("workload", "list at least one class of jobs, or a trace")
		return nil
	}
	items, ok := d.items(o.get("workload"), "job classes and traces")
	if ok && len(items) == 0 {
		d.fault(o.get("workload"), "the list is empty: give at least one class of jobs, or a trace")
	}
	var sources []sourceAt
	described := map[[2]string]value{}
	names := map[string]value{}
	for _, item := range items {
		for _, src := range d.source(item, c, names) {
			if p := src.Population; p != nil && p.Class != "" && p.Region != "" {
				// Draws are keyed by class and region: two alike would be twins.
				key := [2]string{p.Class, p.Region}
				if other, taken := described[key]; taken {
					d.fault(src.at, "class %q of region %q is described already, in %s: give it another name", clip(p.Class), clip(p.Region), d.line(other, src.at))
				} else {
					described[key] = src.at
				}
			}
			sources = append(sources, src)
		}
	}
	return sources
}

// source reads an entry of the workload: a class of jobs, a trace, or a demand,
// which is as many classes as it has regions and classes.
func (d *decoder) source(v value, c classes, names map[string]value) []sourceAt {
	v = d.visit(v, 0)
	if !d.isMapping(v, "a job class, which begins with class:, a trace, which begins with trace:, or a demand, which has demand:") {
		return nil
	}
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		switch v.node.Content[i].Value {
		case "trace":
			return d.trace(v, names)
		case "demand":
			return d.demand(v, c, names)
		}
	}
	return d.population(v, c)
}

func (d *decoder) trace(v value, names map[string]value) []sourceAt {
	o, ok := d.object(v, traceKeys)
	if !ok {
		return nil
	}
	t := &Trace{}
	var src sourceAt
	src.Trace, src.at, src.region = t, o.at, o.get("region")
	file, ok := need(o, "trace", "the path of a trace, relative to this file", label)
	t.File = d.relative(d.visit(o.get("trace"), 0), file)
	if ok && d.files != nil {
		if err := d.isFile(resolve(d.reading.dir, t.File)); err != nil {
			d.fault(o.get("trace"), "%s: %s; the path is relative to this file", clip(file), err)
		}
	}
	if o.has("name") {
		t.Name = d.uniqueName(o, "trace", names)
	}
	t.Format, _ = read(o, "format", "a trace format", known("trace format", d.catalog.Formats), "")
	t.Processors, _ = read(o, "processors", "requested or allocated", oneOf(RequestedProcessors, AllocatedProcessors), RequestedProcessors)
	t.Region, _ = read(o, "region", "a region", label, "")
	t.Class, _ = read(o, "class", "a class", label, "")
	t.Rate, _ = read(o, "rate", "how many times as fast the jobs arrive, such as 2", within(1e-6, 1e6), 1)
	src.rate = o.get("rate")
	return []sourceAt{src}
}

func (d *decoder) population(v value, c classes) []sourceAt {
	o, ok := d.object(v, populationKeys)
	if !ok {
		return nil
	}
	name, _ := need(o, "class", "a name, such as finetune (or trace: for a trace)", label)
	class := c.byName[name]
	o = o.over(class)
	p := d.describe(o, class, o.missing)
	p.Class = name
	p.Region, _ = need(o, "region", "the home region of the jobs", label)
	d.fit(p)
	p.Jobs, _ = read(o, "jobs", "a whole number", func(s string) (int64, error) {
		n, err := unit.ParseCount(s)
		if err == nil && n == 0 {
			err = errors.New("jobs is the number after which the class ends; 0 leaves nothing: remove the class, or this key for no end")
		}
		return n, err
	}, 0)
	if !o.has("interarrival") {
		o.missing("interarrival", "give the mean time between two jobs, such as 5m")
	} else if v := d.visit(o.get("interarrival"), 0); p.Interarrival.Mean == 0 && v.node.Kind == yaml.MappingNode && !d.hasKey(v, "mean") {
		d.fault(v, "mean is missing: give the mean time between two jobs, such as 5m")
	}
	return []sourceAt{{Source: Source{Population: p}, at: o.at, region: o.get("region"), sizes: o.get("gpus"), residency: o.get("residency"), elasticity: o.get("elasticity")}}
}

// interarrival reads the time between jobs into in: a mean, or what is said of
// a mean, its CV and batches.
func (d *decoder) interarrival(v value, in *dist.Interarrival) {
	v = d.visit(v, 0)
	if d.isScalar(v) {
		in.Mean, _ = readValue(d, v, "a duration", positive, in.Mean)
		return
	}
	io, ok := d.object(v, interarrivalKeys)
	if !ok {
		return
	}
	in.Mean, _ = read(io, "mean", "the mean time between two jobs, such as 5m", positive, in.Mean)
	in.CV, _ = read(io, "cv", "a number", func(s string) (float64, error) {
		x, err := numberAbove(0, true)(s)
		if err == nil && (x > 1000 || x > 0 && x < 0.001) {
			err = fmt.Errorf("%s is out of range: write 1 for Poisson arrivals, 0 for regular ones, or 0.001 to 1000", clip(s))
		}
		return x, err
	}, in.CV)
	in.Batch, _ = read(io, "batch", "the mean number of jobs that arrive together, such as 1.2", within(1, 1e6), in.Batch)
}

// request reads how users overestimate.
func (d *decoder) request(o object) *Request {
	if !o.has("request") {
		return nil
	}
	ro, ok := d.object(o.get("request"), requestKeys)
	if !ok {
		return nil
	}
	r := &Request{FactorMin: 1, FactorMax: 1}
	factor := func(s string) (float64, error) {
		x, err := numberAbove(0, false)(s)
		if err == nil && x < 1 {
			err = fmt.Errorf("a factor of %s would ask for less than the run time: give at least 1", clip(s))
		}
		return x, err
	}
	if ro.has("factor") {
		v := d.visit(ro.get("factor"), 0)
		if d.isScalar(v) {
			r.FactorMin, _ = readValue(d, v, "a number, or {min: 1, max: 5}", factor, 1)
			r.FactorMax = r.FactorMin
		} else if fo, ok := d.object(v, factorKeys); ok {
			var okMin, okMax bool
			r.FactorMin, okMin = need(fo, "min", "a number, such as 1", factor)
			r.FactorMax, okMax = need(fo, "max", "a number, such as 5", factor)
			if okMin && okMax && r.FactorMax < r.FactorMin {
				d.fault(fo.get("max"), "max is less than min")
			}
		}
	}
	r.RoundUp, _ = read(ro, "round-up", "a duration", positive, time.Duration(0))
	r.Max, _ = read(ro, "max", "a duration", positive, time.Duration(0))
	return r
}
