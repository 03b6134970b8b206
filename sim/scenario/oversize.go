package scenario

import (
	"fmt"
	"math"

	"sovsim/sim/dist"
)

// oversize adds up the work of populations that a warning is about, in H100
// equivalents: what they ask for, and what of it is of jobs that are too large.
type oversize struct{ asked, lost float64 }

// checkSizes warns of a population of which some jobs are larger than every cluster
// will ever be on which residency, rules and routing let them run: of which part of
// its GPU-hours that is. The populations of one entry are told together.
func (d *decoder) checkSizes(s *Scenario, src sourceAt, clusters []clusterAt, blocs map[string]string) {
	p := src.Population
	if p.least() == 0 || p.Interarrival.Mean <= 0 || !(p.MeanWork() > 0) {
		return // a fault of its own
	}
	lost, detail := s.oversized(p, clusters, blocs)
	if lost == 0 {
		return
	}
	advice := ""
	if q := *p; p.Fit == FitReject {
		q.Fit = FitCondition
		d.fit(&q)
		if less, _ := s.oversized(&q, clusters, blocs); less < lost {
			advice = "; with fit: condition sizes are drawn so that they fit"
		}
	}
	id := "too large " + p.Class
	key := d.problem(src.sizes, "%s", []any{id})
	if d.oversizes == nil {
		d.oversizes = map[Problem]*oversize{}
	}
	key.Path = ""
	sums := d.oversizes[key]
	if sums == nil {
		sums = &oversize{}
		d.oversizes[key] = sums
	}
	asked := p.MeanWork() / p.Interarrival.Mean.Seconds()
	sums.asked += asked
	sums.lost += float64(asked * lost)
	class := clip(p.Class)
	d.warnEach(src.sizes, src.sizes, id, clip(p.Region), partText(lost)+", "+detail, func(names, details []string) string {
		what := " of jobs larger than every cluster that they may use, so they are rejected"
		if len(names) == 1 {
			return fmt.Sprintf("%s of the GPU-hours of class %q from %s are%s (%s)%s", partText(lost), class, names[0], what, detail, advice)
		}
		return fmt.Sprintf("%s of the GPU-hours of class %q from %d regions are%s: %s%s",
			partText(sums.lost/sums.asked), class, len(names), what, named(names, details), advice)
	})
}

// oversized is the part of the GPU-hours of a population that is of jobs larger than
// every cluster that they may use ever is, and how large the least of these is that
// matters.
func (s *Scenario) oversized(p *Population, clusters []clusterAt, blocs map[string]string) (lost float64, detail string) {
	least := math.MaxInt
	sum := 0.0
	for _, t := range p.byResidency() {
		work := float64(t.share * t.workWithin(t.limit))
		sum += work
		open := s.usable(&t.Population, clusters, blocs)
		largest, allowed, ok := largestJob(open)
		most := p.largest()
		if t.limit.Most > 0 {
			most = t.limit.Most
		}
		if !ok || most <= allowed {
			continue
		}
		held := 0.0
		if part := t.fitting(allowed); part > 0 {
			held = part * t.workWithin(dist.SizeLimit{Most: allowed}) / (t.fitting(most) * t.workWithin(t.limit))
		}
		lost += float64(work * (1 - held))
		if allowed < least {
			least, detail = allowed, "at most "+gpus(allowed)
			if allowed < largest {
				detail += ", see max-gpus"
			}
		}
	}
	if lost == 0 {
		return 0, ""
	}
	return lost / sum, detail
}

// residents are the jobs of a population with one residency.
type residents struct {
	tier
	Population
}

// byResidency splits a population by residency.
func (p *Population) byResidency() (list []residents) {
	r, l := p.Residency, p.Limits
	for _, x := range []residents{
		{tier{r.Home, l.Home.SizeLimit}, Population{Residency: dist.Residency{Home: 1}}},
		{tier{r.Bloc, l.Bloc.SizeLimit}, Population{Residency: dist.Residency{Bloc: 1}}},
		{tier{r.Any, l.Any.SizeLimit}, Population{}},
	} {
		if r == (dist.Residency{}) && x.Residency == (dist.Residency{}) {
			x.share = 1
		}
		if x.share > 0 {
			only := x.Residency
			x.Population = *p
			x.Population.Residency = only
			list = append(list, x)
		}
	}
	return list
}

// usable are the clusters that jobs of a population may use by routing, residency
// and access.
func (s *Scenario) usable(p *Population, clusters []clusterAt, blocs map[string]string) (open []*clusterAt) {
	may, _ := s.mayUse(p, blocs)
	for i := range clusters {
		c := &clusters[i]
		if (may(c.Region) || s.throughPool(c, p, clusters, blocs)) && c.opens(p.Region, blocs[p.Region], p.Class) {
			open = append(open, c)
		}
	}
	return open
}

// partText is a part in per cent with two digits.
func partText(x float64) string {
	if x > 0.0995 {
		return fmt.Sprintf("%.0f %%", 100*x)
	}
	return fmt.Sprintf("%.2g %%", 100*x)
}
