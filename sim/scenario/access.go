package scenario

import (
	"fmt"
	"slices"
	"time"

	"sovsim/sim/suggest"
	"sovsim/sim/unit"
)

// readRules reads who may use a cluster, and for what.
func (d *decoder) readRules(o object, c *clusterAt) {
	c.MaxGPUs, _ = read(o, "max-gpus", "the size of the largest job in GPUs, such as 256", between(1, maxJobGPUs), 0)
	c.MaxTime, _ = read(o, "max-time", "the longest request, such as 24h", segment, 0)
	c.MaxQueued, _ = readMaxQueued(o)
	c.Suspension = readSuspension(o)
	if !o.has("access") {
		return
	}
	items := d.oneOrMore(o.get("access"), "regions, blocs and classes",
		"the list is empty, so nobody could use the cluster: name regions, blocs or classes, or leave the key out for everybody")
	d.distinct(items, "the name of a region, bloc or class", func(name string, item value) {
		c.access = append(c.access, piece{name: name, at: d.visit(item, 0)})
		c.Access = append(c.Access, name)
	})
	slices.Sort(c.Access) // their order says nothing
}

// readMaxQueued reads how many jobs may wait in a queue.
func readMaxQueued(o object) (unit.Limit, bool) {
	return read(o, "max-queued", "the number of jobs that may wait, such as 1000", func(s string) (unit.Limit, error) {
		n, err := between(0, maxJobGPUs)(s)
		return unit.AtMost(n), err
	}, unit.Limit{})
}

// maxQueued prints it.
func (p *printer) maxQueued(indent int, l unit.Limit) {
	if n, bounded := l.Most(); bounded {
		p.line(indent, "max-queued: %d", n)
	}
}

// spareClasses prints the classes that access names and no job is of: the file
// described them, and without a line of their own their names would be unknown.
// Beside a trace a name may be unknown.
func (p *printer) spareClasses(s *Scenario) {
	known, first := s.places(), true
	for _, src := range s.Workload {
		if src.Trace != nil {
			return
		}
		known = append(known, src.Population.Class)
	}
	for i := range s.Clusters {
		for _, name := range s.Clusters[i].Access {
			if slices.Contains(known, name) {
				continue
			}
			if first {
				p.line(0, "classes:")
			}
			first, known = false, append(known, name)
			p.line(2, "%s: {}", quote(name))
		}
	}
}

// opens reports whether a cluster is open to the jobs of a class from a region.
func (c *Cluster) opens(region, bloc, class string) bool {
	return len(c.Access) == 0 || slices.ContainsFunc(c.Access, func(name string) bool {
		return name == region || name == bloc || name == class
	})
}

// checkAccess checks the names to which clusters are open. A trace may bring
// regions and classes that no scenario file names.
func (d *decoder) checkAccess(s *Scenario, clusters []clusterAt, sources []sourceAt, described classes) {
	places := s.places()
	kinds := sortedKeys(described.byName)
	traces := false
	for _, src := range sources {
		class := ""
		if src.Population != nil {
			class = src.Population.Class
		} else {
			class, traces = src.Trace.Class, true
			if src.Trace.Region != "" && !slices.Contains(places, src.Trace.Region) {
				places = append(places, src.Trace.Region) // a fault of its own
			}
		}
		if class != "" && !slices.Contains(kinds, class) {
			kinds = append(kinds, class)
		}
	}
	known := slices.Concat(places, kinds)
	for i := range clusters {
		for _, p := range clusters[i].access {
			place, kind := slices.Contains(places, p.name), slices.Contains(kinds, p.name)
			switch {
			case place && kind:
				d.warn(p.at, "%q is the name of a place and of a class: the cluster is open to the jobs of both; rename one if that is not meant", clip(p.name))
			case place || kind:
			case traces:
				hint := ""
				if like := suggest.Nearest(p.name, known); like != "" {
					hint = fmt.Sprintf("; did you mean %q?", like)
				}
				d.warn(p.at, "%q is no region, bloc or class of this file: only a job whose trace says so can have it%s", clip(p.name), hint)
			default:
				d.fault(p.at, "%q is no region, bloc or class%s", clip(p.name), advise(p.name, known))
			}
		}
	}
}

// checkPlaces warns of a population whose jobs, or some of them, no cluster will
// ever take: for their residency, the clusters' rules or their size.
func (d *decoder) checkPlaces(s *Scenario, src sourceAt, clusters []clusterAt, blocs map[string]string) {
	p := src.Population
	may, where := s.mayUse(p, blocs)
	var there []*clusterAt
	for i := range clusters {
		if c := &clusters[i]; may(c.Region) || s.throughPool(c, p, clusters, blocs) {
			there = append(there, c)
		}
	}
	open := s.usable(p, clusters, blocs)
	switch {
	case len(there) == 0:
		if !s.homeOnly() { // of which crossCheck warns
			d.warn(src.residency, "residency is %s and %s %q has no cluster, so these jobs are all rejected: give it one, or the jobs another residency",
				where, map[string]string{"home": "region", "bloc": "the bloc of region"}[where], clip(p.Region))
		}
		return
	case len(open) == 0:
		d.warn(src.at, "no cluster that these jobs may use by routing and residency is open to class %q of region %q, so they are all rejected: see access of %s",
			clip(p.Class), clip(p.Region), list(namesOf(there)))
		return
	}
	d.checkSizes(s, src, clusters, blocs)
	d.checkLength(s, src, open)
}

// checkLength warns of a population with requests that no cluster allows.
func (d *decoder) checkLength(s *Scenario, src sourceAt, open []*clusterAt) {
	p := src.Population
	if p.Segment > 0 {
		return // cut to what is allowed
	}
	var allowed time.Duration // at speed 1
	for _, c := range open {
		if c.MaxTime == 0 || len(c.Groups) == 0 {
			return
		}
		allowed = max(allowed, c.Groups[0].Speed.MultiplyDown(c.MaxTime))
	}
	asks := "have no upper bound"
	switch most, bounded, some := p.longestRequest(s.Overrun); {
	case !some || bounded && most <= allowed:
		return
	case bounded:
		asks = "reach " + unit.FormatDuration(most)
	}
	d.warn(src.at, "requests %s, but the clusters that these jobs may use allow at most %s (max-time, at speed 1), so longer ones are rejected: segment: makes chains of them",
		asks, unit.FormatDuration(allowed))
}

// longestRequest is the longest requested time, as longest is of run times.
func (p *Population) longestRequest(overrun Overrun) (most time.Duration, bounded, some bool) {
	run, bounded, some := p.longest()
	r := p.Request
	if r == nil || !some {
		return run, bounded, some
	}
	if bounded {
		x := min(float64(run)*r.FactorMax, float64(unit.MaxDuration))
		if most = time.Duration(x); r.RoundUp > 0 && most%r.RoundUp > 0 {
			most += r.RoundUp - most%r.RoundUp
		}
	}
	if r.Max > 0 && (!bounded || r.Max < most) {
		if overrun == OverrunExtend { // a request is at least the run time
			return max(r.Max, run), bounded, true
		}
		return r.Max, true, true
	}
	return most, bounded, true
}

// largestJob is the most GPUs that any one job can ever hold together on one of
// some clusters, those of the largest group; and no more than is allowed there.
// ok is false where faults leave that unknown.
func largestJob(clusters []*clusterAt) (most, allowed int, ok bool) {
	ok = true
	for _, c := range clusters {
		ok = ok && len(c.peak) > 0
		for g, peak := range c.peak {
			ok = ok && peak >= 0
			n := peak * c.Groups[g].GPUsPerNode
			most = max(most, n)
			if c.MaxGPUs > 0 {
				n = min(n, c.MaxGPUs)
			}
			allowed = max(allowed, n)
		}
	}
	return most, allowed, ok
}

func namesOf(clusters []*clusterAt) []string {
	names := make([]string, len(clusters))
	for i, c := range clusters {
		names[i] = c.Name
	}
	return names
}
