package scenario

import (
	"fmt"
	"slices"

	"sovsim/sim/suggest"
	"sovsim/sim/unit"
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
		d.warn(o.get("policies"), "every cluster has a policy of its own, so these %d policies give the same result", len(s.Policies))
	}
	homes := map[string]bool{}
	for _, c := range clusters {
		homes[c.Region] = true
	}
	for _, src := range sources {
		s.Workload = append(s.Workload, src.Source)
		region := ""
		if src.Population != nil {
			region = src.Population.Region
			d.checkPopulation(o, s, src, clusters, whole)
		} else {
			region = src.Trace.Region
		}
		switch {
		case region == "" || !whole:
		case !slices.Contains(s.regionNames(), region):
			advice := advise(region, s.regionNames())
			if suggest.Nearest(region, s.regionNames()) == "" {
				advice += fmt.Sprintf("; a region without a cluster is declared by regions: [%s] at the top of the file", clip(region))
			}
			d.fault(src.region, "the region %q is unknown%s", clip(region), advice)
		case s.Routing == "home" && !homes[region]:
			d.warn(src.region, "routing is home and region %q has no cluster, so these jobs are all rejected", clip(region))
		}
	}
}

// checkPopulation checks one population against the rest of the scenario.
func (d *decoder) checkPopulation(o object, s *Scenario, src sourceAt, clusters []clusterAt, whole bool) {
	p := src.Population
	if p.Jobs == 0 && !o.has("horizon") {
		d.fault(src.at, "this class of jobs never ends and the scenario has no horizon: add horizon: with a time to the scenario, or jobs: with a number here")
	}
	if p.Interarrival.Mean > 0 && s.Horizon > 0 {
		n := int64(s.Horizon / p.Interarrival.Mean)
		if p.Jobs > 0 {
			n = min(n, int64(p.Jobs))
		}
		switch {
		case n > maxJobs:
			d.fault(src.at, "about %d jobs would arrive before the horizon in each replication, more than the %d that are possible: is the unit of interarrival right?", n, int64(maxJobs))
		case n > manyJobs && p.Jobs == 0:
			d.warn(src.at, "about %d jobs arrive before the horizon in each replication; is the unit of interarrival right?", n)
		}
	}
	if r := p.Request; r != nil && r.Max > 0 && s.Overrun == OverrunKill && p.RunTime.Kind != "" {
		if most := p.RunTime.longest(); most == 0 {
			d.warn(src.at, "run times have no upper bound but requests end at %s, and overrun: kill ends a job at its request: give run-time a max, or mean it",
				unit.FormatDuration(r.Max))
		} else if most > r.Max {
			d.warn(src.at, "run times reach %s but requests end at %s, and overrun: kill ends a job at its request",
				unit.FormatDuration(most), unit.FormatDuration(r.Max))
		}
	}
	largest, ok := largestJob(clusters)
	if !ok || !whole || len(p.GPUs) == 0 {
		return
	}
	if most := p.GPUs[len(p.GPUs)-1].GPUs; most > largest {
		d.warn(src.sizes, "jobs of %d GPUs are larger than every cluster (at most %s), so they are rejected", most, gpus(largest))
	}
}

// largestJob is the most GPUs that any one job can ever hold together: those of
// the largest group. ok is false where faults leave that unknown.
func largestJob(clusters []clusterAt) (n int, ok bool) {
	for _, c := range clusters {
		for g, peak := range c.peak {
			if peak < 0 {
				return 0, false
			}
			n = max(n, peak*c.Groups[g].GPUsPerNode)
		}
		if len(c.peak) == 0 {
			return 0, false
		}
	}
	return n, true
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
