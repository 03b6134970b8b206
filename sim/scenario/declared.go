package scenario

import (
	"fmt"
	"slices"
	"strings"

	"sovsim/sim/suggest"
)

// A file with a block of regions says by it which regions there are, so a cluster or
// a job of another one is misspelt: its GPUs, or its work, would stand in a region
// that is in no bloc and has nobody else in it. A list of regions only adds those
// without a cluster.

// declares reports whether the block of regions has the region.
func (d *decoder) declares(region string) bool {
	return slices.ContainsFunc(d.declared, func(p piece) bool { return p.name == region })
}

// undeclared notes that a region is not in the block.
func (d *decoder) undeclared(s *Scenario, at value, region string) {
	names := make([]string, len(d.declared))
	for i, p := range d.declared {
		names[i] = p.name
	}
	like := suggest.Nearest(region, names)
	if like == "" { // IT for EU-IT
		for _, name := range names {
			if strings.HasSuffix(strings.ToLower(name), "-"+strings.ToLower(region)) {
				like = name
				break
			}
		}
	}
	if like != "" {
		d.fault(at, "there is no region %q in regions: at the top of the file: did you mean %q?", clip(region), like)
		return
	}
	what := "{}"
	if i := slices.IndexFunc(s.Regions, func(r Region) bool { return r.Bloc != "" }); i >= 0 {
		what = "{bloc: " + quote(s.Regions[i].Bloc) + "}"
	}
	d.fault(at, "there is no region %q in regions: at the top of the file: known are %s; a further one has a line there, such as %s: %s",
		clip(region), list(names), quote(clip(region)), what)
}

// checkSoil checks that the region of each cluster is one of those in the block.
func (d *decoder) checkSoil(s *Scenario, clusters []clusterAt) (ok bool) {
	ok = true
	for i := range clusters {
		if c := &clusters[i]; c.Region != "" && !d.declares(c.Region) {
			d.undeclared(s, c.regionAt, c.Region)
			ok = false
		}
	}
	return ok
}

// checkShares checks the regions to which a demand gives a share of 0, as one does
// that takes a region out: those are of no population.
func (d *decoder) checkShares(s *Scenario) {
	names := s.regionNames()
	for _, p := range d.unasked {
		switch {
		case d.declared != nil && !d.declares(p.name):
			d.undeclared(s, p.at, p.name)
		case d.declared == nil && !slices.Contains(names, p.name):
			d.fault(p.at, "the region %q is unknown%s", clip(p.name), advise(p.name, names))
		}
	}
}

// checkRegions warns of regions of the block that stand outside of the blocs of the
// others, and of those that look like a slip in the name of another.
func (d *decoder) checkRegions(s *Scenario, clusters []clusterAt, sources []sourceAt) {
	capacity, demand, unknown := map[string]bool{}, map[string]bool{}, false
	for i := range clusters {
		capacity[clusters[i].Region] = true
	}
	for _, src := range sources {
		switch {
		case src.Population != nil:
			demand[src.Population.Region] = true
		case src.Trace.Region != "":
			demand[src.Trace.Region] = true
		default:
			unknown = true // its jobs name their regions
		}
	}
	var used []string
	for i := range s.Regions {
		if name := s.Regions[i].Name; capacity[name] || demand[name] {
			used = append(used, name)
		}
	}
	var blocs []string
	for _, r := range s.Regions {
		if r.Bloc != "" && !slices.Contains(blocs, r.Bloc) {
			blocs = append(blocs, r.Bloc)
		}
	}
	for _, p := range d.declared {
		i := slices.Index(s.regionNames(), p.name)
		has := map[[2]bool]string{{true, true}: "demand and capacity", {true, false}: "demand", {false, true}: "capacity"}[[2]bool{demand[p.name], capacity[p.name]}]
		switch {
		case has == "" && !unknown && !d.refers(s, p.name):
			if like := suggest.Nearest(p.name, used); like != "" {
				d.warn(p.at, "the region %q has neither a cluster nor a job, so this line changes nothing: did you mean %q? Else remove it", clip(p.name), like)
			}
		case has != "" && len(blocs) > 0 && s.Regions[i].Bloc == "":
			d.warnEach(value{node: d.declared[0].at.node}, p.at, "no bloc", quote(clip(p.name)), has, func(names, details []string) string {
				return loneText(names, details, blocs)
			})
		}
	}
}

// loneText says what regions without a bloc are left out of.
func loneText(names, details, blocs []string) string {
	who := fmt.Sprintf("%s has %s but no bloc, as others have: it is", names[0], details[0])
	alone := "bloc: " + names[0] + " if it stands"
	if len(names) > 1 {
		who = named(names, details) + " have no bloc, as others have: they are"
		alone = "a bloc of its own name where one stands"
	}
	return fmt.Sprintf("%s left out of validate's table of blocs, and of what %s asks for, has and does on own soil; write bloc: %s, or %s alone",
		who, someOf(blocs, "or"), someOf(blocs, "or"), alone)
}

// someOf is up to three names as a phrase.
func someOf(names []string, word string) string {
	names = slices.Clone(names[:min(3, len(names))])
	for i := range names {
		names[i] = quote(names[i])
	}
	if len(names) == 1 {
		return names[0]
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " " + word + " " + names[last]
}

// refers reports whether users may leave for the region.
func (d *decoder) refers(s *Scenario, region string) bool {
	return slices.ContainsFunc(s.Departures, func(x Departure) bool { return x.To == region })
}
