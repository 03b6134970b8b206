package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sovsim/sim/suggest"
	"sovsim/sim/unit"

	"sovsim/sim/dist"
)

// manyJobs is the number of jobs per replication above which a population is
// perhaps a slip of the unit.
const manyJobs = 100_000_000

// maxJobs is the number of them that no machine would ever get to the end of:
// the slip is certain, and the queue would fill the memory first.
const maxJobs = 10_000_000_000

// crossCheck completes the scenario and checks what lies between its parts.
func (d *decoder) crossCheck(o object, s *Scenario, clusters []clusterAt, whole bool, sources []sourceAt) {
	pinned := len(clusters) > 0
	for _, c := range clusters {
		s.Clusters = append(s.Clusters, c.Cluster)
		pinned = pinned && c.Policy != ""
	}
	if pinned && len(s.Policies) > 1 {
		d.warn(o.get("policies"), "every cluster has a policy of its own, so these %d policies give the same result: name one, or remove policy from clusters", len(s.Policies))
	}
	homes := map[string]bool{}
	for _, c := range clusters {
		homes[c.Region] = true
	}
	d.checkScale(s, clusters, whole)
	d.checkFailures(o, s, clusters, sources)
	names := s.regionNames()
	blocs := map[string]string{}
	for i := range s.Regions {
		blocs[s.Regions[i].Name] = s.Regions[i].bloc()
	}
	users := 0
	for _, src := range sources {
		s.Workload = append(s.Workload, src.Source)
		region := ""
		if src.Population != nil {
			region = src.Population.Region
			if before := users; before <= maxAll {
				if users += src.Population.Users.Count; users > maxAll {
					d.fault(src.at, "with the %d users of %q in %q there are %d in all, more than the %d that a scenario can have; those of a demand are of each class in each region",
						src.Population.Users.Count, clip(src.Population.Class), clip(region), users, maxAll)
				}
			}
		} else {
			region = src.Trace.Region
			d.checkTrace(s, src)
		}
		known := region == "" || slices.Contains(names, region)
		if src.Population != nil {
			if whole && known {
				d.induce(s, src, blocs)
			}
			d.checkPopulation(o, s, src, clusters, whole && known, blocs)
		}
		switch {
		case region == "":
		case d.declared != nil && !d.declares(region):
			d.undeclared(s, src.region, region)
		case !whole:
		case !known:
			advice := advise(region, names)
			if suggest.Nearest(region, names) == "" {
				advice += fmt.Sprintf("; a region without a cluster is declared by regions: [%s] at the top of the file", clip(region))
			}
			d.fault(src.region, "the region %q is unknown%s", clip(region), advice)
		case s.homeOnly() && !homes[region]:
			d.warnEach(o.get("routing"), src.region, "homeless", strconv.Quote(clip(region)), "", func(names, _ []string) string {
				if len(names) == 1 {
					return fmt.Sprintf("routing is home and region %s has no cluster, so these jobs are all rejected: choose another routing, or give it a cluster", names[0])
				}
				return fmt.Sprintf("routing is home and the regions %s have no cluster, so these jobs are all rejected: choose another routing, or give them clusters", named(names, nil))
			})
		}
	}
}

// homeOnly reports whether the routing leaves every job in its home region.
func (s *Scenario) homeOnly() bool {
	name, _, _ := strings.Cut(s.Routing, "(")
	return strings.TrimSpace(name) == "home"
}

// checkTrace checks what a trace has to do with the scale.
func (d *decoder) checkTrace(s *Scenario, src sourceAt) {
	switch {
	case s.Scale == 1:
	case src.rate.node != nil && src.Trace.Rate != 1:
		d.fault(src.rate, "a trace with a rate cannot be simulated at scale 1/%d: the clusters are drawn smaller, a trace is not; remove scale or rate", s.Scale)
	default:
		d.warn(src.at, "the clusters are drawn to 1/%d, but not the jobs of this trace: they meet a smaller machine than theirs; set scale: 1", s.Scale)
	}
}

// checkScale warns of clusters of which a scale leaves next to nothing.
func (d *decoder) checkScale(s *Scenario, clusters []clusterAt, whole bool) {
	if s.Scale == 1 {
		return
	}
	for _, c := range clusters {
		most, full, what := 0, 0, "nodes"
		if c.Kind == Pool {
			what = "GPUs"
		}
		for _, peak := range c.peak {
			if peak < 0 {
				full = 0
				break
			}
			most += scaledLevel(peak, s.Scale)
			full += peak
		}
		if most <= 1 && full > 1 {
			d.warn(c.at, "at scale 1/%d the %d %s of this cluster become one: its results say little; give a larger scale", s.Scale, full, what)
		}
	}
}

// checkPopulation checks one population against the rest of the scenario. whole
// reports whether all clusters and the region are known.
func (d *decoder) checkPopulation(o object, s *Scenario, src sourceAt, clusters []clusterAt, whole bool, blocs map[string]string) {
	p := src.Population
	if p.Jobs == 0 && !o.has("horizon") {
		d.fault(src.at, "this class of jobs never ends and the scenario has no horizon: add horizon: with a time to the scenario, or jobs: with a number here")
	}
	d.checkNumber(s, src)
	if r := p.Request; r != nil && r.Max > 0 && s.Overrun == OverrunKill {
		most, bounded, some := p.longest()
		switch {
		case !some:
		case !bounded:
			d.warn(src.at, "run times have no upper bound but requests end at %s, and overrun: kill ends a job at its request: give run-time a max, or mean it",
				unit.FormatDuration(r.Max))
		case most > r.Max:
			d.warn(src.at, "run times reach %s but requests end at %s, and overrun: kill ends a job at its request: raise max of request, or lower that of run-time",
				unit.FormatDuration(most), unit.FormatDuration(r.Max))
		}
	}
	most := p.largest()
	if s.Scale > 1 && most > thinnedUpTo && dist.Divided(most, s.Scale) == 1 {
		d.warn(src.sizes, "at scale 1/%d every job of this class has 1 GPU, though they have up to %d: a class with more than %d GPUs is divided in size, not thinned in number; give a larger scale",
			s.Scale, most, thinnedUpTo)
	}
	if !whole {
		return
	}
	d.checkPlaces(s, src, clusters, blocs)
}

// mayUse tells the regions that the least restricted jobs of the population may
// run in, and the word for it. blocs is the bloc of each region.
func (s *Scenario) mayUse(p *Population, blocs map[string]string) (may func(region string) bool, where string) {
	r := p.Residency
	switch {
	case s.homeOnly() || r.Home > 0 && r.Bloc == 0 && r.Any == 0:
		return func(region string) bool { return region == p.Region }, "home"
	case r.Bloc > 0 && r.Any == 0:
		return func(region string) bool { return blocs[region] == blocs[p.Region] }, "bloc"
	}
	return func(string) bool { return true }, "any"
}

// longest is the longest run time. bounded is false where there is none, some
// where no run time could be read.
func (p *Population) longest() (most time.Duration, bounded, some bool) {
	bounded = true
	see := func(times *dist.Times) {
		if times.Kind != "" {
			some = true
			longest := times.Longest()
			bounded = bounded && longest > 0
			most = max(most, longest)
		}
	}
	see(&p.RunTime)
	for i := range p.GPUs {
		if run := p.GPUs[i].RunTime; run != nil {
			see(run)
		}
	}
	return most, bounded, some
}

// checkNumber checks that a population has a number of jobs that can be
// simulated.
func (d *decoder) checkNumber(s *Scenario, src sourceAt) {
	p := src.Population
	if p.Interarrival.Mean <= 0 {
		return
	}
	if s.Scale > 1 {
		if float64(p.scaled(s.Scale).gap()) > float64(unit.MaxDuration)/2 {
			d.fault(src.at, "at scale 1/%d there would be less than one job in 73 years: is the unit of interarrival right?", s.Scale)
			return
		}
		if p.Divide == 0 || p.MeanWork() <= 0 { // at fault
			return
		}
		p = p.scaled(s.Scale)
	}
	switch n := int64(min(p.arrivals(s.Horizon), 9e18)); {
	case n > maxJobs:
		d.fault(src.at, "about %d jobs would arrive before the horizon in each replication, more than the %d that are possible: is the unit of interarrival right?", n, int64(maxJobs))
	case n > manyJobs && p.Jobs == 0:
		d.warn(src.at, "about %d jobs arrive before the horizon in each replication; is the unit of interarrival right?", n)
	}
}

func gpus(n int) string {
	if n == 1 {
		return "1 GPU"
	}
	return fmt.Sprintf("%d GPUs", n)
}

// regionNames are the names of all regions.
func (s *Scenario) regionNames() []string {
	names := make([]string, len(s.Regions))
	for i := range s.Regions {
		names[i] = s.Regions[i].Name
	}
	return names
}
