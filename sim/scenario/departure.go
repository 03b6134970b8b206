package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sovsim/sim/unit"
)

// Departure lets the users of a region or bloc leave for good for another
// region, the more likely the longer they wait.
type Departure struct {
	Name string
	// From is a region or a bloc, as the file names it; Regions are those that it
	// stands for. A region is in at most one departure.
	From    string
	Regions []string
	// To is the region that becomes the home of their later jobs.
	To string
	// Rate is the hazard per year and per day of mean wait beyond Grace, above 0.
	Rate  float64
	Grace time.Duration
}

// maxRate keeps a slip of the unit from becoming an exodus: at it a mean wait of an
// hour beyond the grace makes nearly all users leave in a month.
const maxRate = 1000

// shortest is how long a run must be, after its warm-up, for anybody to leave: the
// engine's period.
const shortest = 28 * unit.Day

// departures reads who leaves for where. known reports whether all regions are. An
// entry with the rate 0 says nothing and is left out.
func (d *decoder) departures(o object, s *Scenario, known bool, sources []sourceAt) {
	if !o.has("departures") {
		return
	}
	items, _ := d.items(o.get("departures"), "departures such as {name: drain, from: Europe, to: US, rate: 0.05}")
	names, taken := map[string]value{}, map[string]value{}
	for _, item := range items {
		e, ok := d.object(item, departureKeys)
		if !ok {
			continue
		}
		before := d.faults
		var x Departure
		x.Name = d.uniqueName(e, "departure", names)
		x.From, ok = need(e, "from", "the region or bloc that users leave, such as Europe", label)
		if ok && known {
			d.leave(e, s, &x, taken)
		}
		x.To, ok = need(e, "to", "the region that they leave for, such as US", label)
		if ok && known {
			d.arrive(e, s, &x)
		}
		x.Rate, _ = need(e, "rate", "the hazard per year for each day of mean wait beyond the grace, such as 0.05", func(text string) (float64, error) {
			r, err := percent(text)
			if err == nil && (r < 0 || r > maxRate) {
				err = fmt.Errorf("%s is outside 0 to %d: it is per year, for each day of mean wait beyond the grace", clip(text), maxRate)
			}
			return r, err
		})
		if v := d.visit(e.get("rate"), 0); e.has("rate") && d.isScalar(v) && strings.HasSuffix(v.node.Value, "%") {
			d.warn(v, "%s is read as a hazard of %s a year for each day of mean wait beyond the grace, not as the part of users who leave: write %s if that is meant",
				clip(v.node.Value), unit.FormatNumber(x.Rate), unit.FormatNumber(x.Rate))
		}
		x.Grace, _ = read(e, "grace", "a mean wait at which nobody leaves, such as 3d", notNegative, 0)
		if d.faults > before || !known {
			continue
		}
		if x.Rate > 0 {
			s.Departures = append(s.Departures, x)
		}
		if s.Horizon > 0 && s.Horizon-s.WarmUp <= shortest {
			d.warn(item, "nobody leaves: users decide each %s after the warm-up, and the horizon comes first; set a later one", unit.FormatDuration(shortest))
		}
		if !slices.ContainsFunc(sources, func(src sourceAt) bool {
			return src.Trace != nil || slices.Contains(x.Regions, src.Population.Region)
		}) {
			d.warn(e.get("from"), "nobody leaves: no entry of the workload has its home in %s; name where users live, or remove the entry", clip(x.From))
		}
	}
}

// leave finds the regions that users leave.
func (d *decoder) leave(e object, s *Scenario, x *Departure, taken map[string]value) {
	at := e.get("from")
	for i := range s.Regions {
		// A bloc that has the name of a region has that region in it.
		if r := &s.Regions[i]; r.Name == x.From || r.bloc() == x.From {
			x.Regions = append(x.Regions, r.Name)
		}
	}
	if len(x.Regions) == 0 {
		d.fault(at, "there is no region or bloc %q%s", clip(x.From), advise(x.From, s.places()))
	}
	for _, name := range x.Regions {
		if other, again := taken[name]; again {
			d.fault(at, "users leave %s already, by %s: make one departure of the two", clip(name), d.line(other, at))
			return
		}
	}
	for _, name := range x.Regions {
		taken[name] = at
	}
}

// arrive checks where users go.
func (d *decoder) arrive(e object, s *Scenario, x *Departure) {
	at := e.get("to")
	names := s.regionNames()
	switch {
	case slices.Contains(x.Regions, x.To):
		d.fault(at, "%s is where users leave: name another region", clip(x.To))
	case slices.Contains(names, x.To):
		if s.homeOnly() && !slices.ContainsFunc(s.Clusters, func(c Cluster) bool { return c.Region == x.To }) {
			d.warn(at, "routing is home and region %q has no cluster, so the jobs of those who leave are all rejected: choose another routing, or give it a cluster", clip(x.To))
		}
	case slices.Contains(s.places(), x.To):
		d.fault(at, "%q is a bloc: name the region of it that becomes home", clip(x.To))
	default:
		d.fault(at, "there is no region %q%s", clip(x.To), advise(x.To, names))
	}
}

// places are the names of all regions and blocs, each once.
func (s *Scenario) places() []string {
	names := s.regionNames()
	for i := range s.Regions {
		if b := s.Regions[i].bloc(); !slices.Contains(names, b) {
			names = append(names, b)
		}
	}
	return names
}

func (p *printer) departures(list []Departure) {
	if len(list) == 0 {
		return
	}
	p.line(0, "departures:")
	for _, x := range list {
		text := fmt.Sprintf("name: %s, from: %s, to: %s, rate: %s", quote(x.Name), quote(x.From), quote(x.To), unit.FormatNumber(x.Rate))
		if x.Grace > 0 {
			text += ", grace: " + unit.FormatDuration(x.Grace)
		}
		p.line(2, "- {%s}", text)
	}
}
