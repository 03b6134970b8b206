package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"sovsim/sim/unit"
)

// Bounds of a population; they are the generator's.
const (
	maxUsers   = 1_000_000
	maxJobGPUs = 100_000_000
	maxSizes   = 10_000
)

// sourceAt is an entry of the workload with its place.
type sourceAt struct {
	Source
	at value
	// sizes and region are where those are given.
	sizes, region value
}

func (d *decoder) workload(o object) []sourceAt {
	if !o.has("workload") {
		o.missing("workload", "list at least one class of jobs, or a trace")
		return nil
	}
	items, ok := d.items(o.get("workload"), "job classes and traces")
	if ok && len(items) == 0 {
		d.fault(o.get("workload"), "the list is empty: give at least one class of jobs, or a trace")
	}
	var sources []sourceAt
	classes := map[[2]string]value{}
	for _, item := range items {
		src, ok := d.source(item)
		if !ok {
			continue
		}
		if p := src.Population; p != nil && p.Class != "" && p.Region != "" {
			// Draws are keyed by class and region: two alike would be twins.
			key := [2]string{p.Class, p.Region}
			if other, taken := classes[key]; taken {
				d.fault(src.at, "class %q of region %q is described already, in %s: give it another name", clip(p.Class), clip(p.Region), d.line(other, src.at))
			} else {
				classes[key] = src.at
			}
		}
		sources = append(sources, src)
	}
	return sources
}

func (d *decoder) source(v value) (src sourceAt, ok bool) {
	v = d.visit(v, 0)
	isTrace := false
	if d.isMapping(v, "a job class, which begins with class:, or a trace, which begins with trace:") {
		for i := 0; i+1 < len(v.node.Content); i += 2 {
			isTrace = isTrace || v.node.Content[i].Value == "trace"
		}
	} else {
		return src, false
	}
	if isTrace {
		return d.trace(v)
	}
	return d.population(v)
}

func (d *decoder) trace(v value) (src sourceAt, ok bool) {
	o, ok := d.object(v, traceKeys)
	if !ok {
		return src, false
	}
	t := &Trace{}
	src.Trace, src.at, src.region = t, o.at, o.get("region")
	file, ok := need(o, "trace", "the path of a trace, relative to this file", label)
	t.File = d.relative(d.visit(o.get("trace"), 0), file)
	if ok && d.exists != nil {
		if err := d.exists(t.File); err != nil {
			d.fault(o.get("trace"), "%s: %s; the path is relative to this file", clip(file), err)
		}
	}
	t.Format, _ = read(o, "format", "a trace format", known("trace format", d.catalog.Formats), "")
	t.Region, _ = read(o, "region", "a region", label, "")
	t.Class, _ = read(o, "class", "a class", label, "")
	return src, true
}

func (d *decoder) population(v value) (src sourceAt, ok bool) {
	o, ok := d.object(v, populationKeys)
	if !ok {
		return src, false
	}
	p := &Population{}
	src.Population, src.at, src.region, src.sizes = p, o.at, o.get("region"), o.get("gpus")
	p.Class, _ = need(o, "class", "a name, such as finetune (or trace: for a trace)", label)
	p.Region, _ = need(o, "region", "the home region of the jobs", label)
	p.Users.Count, _ = read(o, "users", "a whole number", between(1, maxUsers), 1)
	p.Jobs, _ = read(o, "jobs", "a whole number", func(s string) (int64, error) {
		n, err := unit.ParseCount(s)
		if err == nil && n == 0 {
			err = errors.New("jobs is the number after which the class ends; 0 leaves nothing: remove the class, or this key for no end")
		}
		return n, err
	}, 0)
	p.Interarrival = d.interarrival(o)
	if o.has("run-time") {
		p.RunTime, _ = d.distribution(o.get("run-time"))
	} else {
		o.missing("run-time", "give a duration, or a distribution such as log-normal: {median: 30m, sigma: 1.5}")
	}
	p.GPUs = d.sizes(o)
	p.Request = d.request(o)
	if o.has("patience") {
		if dist, ok := d.distribution(o.get("patience")); ok {
			p.Patience = &dist
		}
	}
	p.Checkpoint, _ = read(o, "checkpoint", "a duration", positive, 0)
	return src, true
}

// interarrival reads the time between jobs: a mean, or a mean and its CV.
func (d *decoder) interarrival(o object) Interarrival {
	in := Interarrival{CV: 1, Batch: 1}
	if !o.has("interarrival") {
		o.missing("interarrival", "give the mean time between two jobs, such as 5m")
		return in
	}
	v := d.visit(o.get("interarrival"), 0)
	if d.isScalar(v) {
		in.Mean, _ = readValue(d, v, "a duration", positive, 0)
		return in
	}
	io, ok := d.object(v, interarrivalKeys)
	if !ok {
		return in
	}
	in.Mean, _ = need(io, "mean", "the mean time between two jobs, such as 5m", positive)
	in.CV, _ = read(io, "cv", "a number", func(s string) (float64, error) {
		x, err := numberAbove(0, true)(s)
		if err == nil && (x > 1000 || x > 0 && x < 0.001) {
			err = fmt.Errorf("%s is out of range: write 1 for Poisson arrivals, 0 for regular ones, or 0.001 to 1000", clip(s))
		}
		return x, err
	}, 1)
	return in
}

// sizes reads gpus: one size, or sizes with weights.
func (d *decoder) sizes(o object) []Size {
	if !o.has("gpus") {
		o.missing("gpus", "give a number of GPUs, or sizes with weights such as {1: 0.7, 8: 0.3}")
		return nil
	}
	v := d.visit(o.get("gpus"), 0)
	if d.isScalar(v) {
		n, ok := readValue(d, v, "a number of GPUs", between(1, maxJobGPUs), 0)
		if !ok {
			return nil
		}
		return []Size{{GPUs: n, Weight: 1}}
	}
	if !d.isMapping(v, "a number of GPUs, or sizes with weights such as {1: 0.7, 8: 0.3}") {
		return nil
	}
	entries := d.entries(v)
	if len(entries) > maxSizes {
		d.fault(v, "there are %d sizes, more than %d", len(entries), maxSizes)
		return nil
	}
	var sizes []Size
	before, sum := d.faults, 0.0
	first := map[int]value{}
	for _, e := range entries {
		n, ok := readValue(d, e.key, "a number of GPUs", between(1, maxJobGPUs), 0)
		w, okWeight := readValue(d, e.value, "a weight", numberAbove(0, true), 0)
		if other, taken := first[n]; ok && taken {
			d.fault(e.key, "the size %d appears twice: the first is in %s", n, d.line(other, e.key))
		}
		first[n] = e.key
		if ok && okWeight {
			sum += w
			if w > 0 {
				sizes = append(sizes, Size{GPUs: n, Weight: w})
			}
		}
	}
	if sum == 0 && d.faults == before {
		d.fault(v, "no size has a weight above zero, so there is nothing to draw: give one, such as {1: 0.7, 8: 0.3}")
	}
	slices.SortFunc(sizes, func(a, b Size) int { return cmp.Compare(a.GPUs, b.GPUs) })
	return sizes
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
