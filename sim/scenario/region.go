package scenario

import (
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v4"
)

// maxRegions is more than there are countries; it bounds what pairs of them cost.
const maxRegions = 1000

// regions completes the regions: those of clusters in file order, then the
// others that the file lists, each with what the file says about it. whole is
// false where that could not be read.
func (d *decoder) regions(o object, s *Scenario, clusters []clusterAt) (whole bool) {
	index := map[string]int{}
	add := func(name string) int {
		i, known := index[name]
		if !known {
			i = len(s.Regions)
			index[name] = i
			s.Regions = append(s.Regions, Region{Name: name})
		}
		return i
	}
	for _, c := range clusters {
		if c.Region != "" {
			add(c.Region)
		}
	}
	v := d.visit(o.get("regions"), 0)
	if v.node == nil {
		return true
	}
	whole = true
	if v.node.Kind != yaml.MappingNode {
		items, ok := d.items(v, "regions without a cluster")
		listed := map[string]value{}
		for _, item := range items {
			name, fine := readValue(d, item, "a region", label, "")
			if !fine {
				ok = false
				continue
			}
			if other, twice := listed[name]; twice {
				d.fault(item, "%s appears twice: the first is in %s", clip(name), d.line(other, item))
				continue
			}
			listed[name] = d.visit(item, 0)
			add(name)
		}
		whole = ok
	} else if d.isMapping(v, "") {
		var at []value // by region; that of its bloc, or its own
		declared := []piece{}
		for _, e := range d.entries(v) {
			name, err := label(e.key.node.Value)
			if err != nil {
				d.fault(e.key, "%s", err)
				whole = false
				continue
			}
			declared = append(declared, piece{name: name, at: e.key})
			i := add(name)
			at = append(at, make([]value, max(0, i+1-len(at)))...)
			at[i] = e.key
			if d.empty(e.value) {
				continue
			}
			r, ok := d.object(e.value, regionKeys)
			if !ok {
				whole = false
				continue
			}
			s.Regions[i].Bloc, _ = read(r, "bloc", "the name of a bloc, such as Europe", label, "")
			s.Regions[i].Offset, _ = read(r, "utc-offset", "local time − UTC, such as 1h or -5h", utcOffset, 0)
			d.readGrid(r, &s.Regions[i])
			if r.has("bloc") {
				at[i] = r.get("bloc")
			}
		}
		d.blocNames(o, s, at)
		if whole {
			d.declared = declared
			whole = d.checkSoil(s, clusters)
		}
	}
	if len(s.Regions) > maxRegions {
		d.fault(v, "there are %d regions, more than %d", len(s.Regions), maxRegions)
		whole = false
	}
	return whole
}

// blocNames checks that a region with the name of a bloc is in it: a link names
// either, and would mean two things.
func (d *decoder) blocNames(o object, s *Scenario, at []value) {
	for i := range s.Regions {
		r := &s.Regions[i]
		if r.Bloc == r.Name || !slices.ContainsFunc(s.Regions, func(other Region) bool { return other.Bloc == r.Name }) {
			continue
		}
		v := o.get("regions")
		if i < len(at) && at[i].node != nil {
			v = at[i]
		}
		d.fault(v, "%q is the name of a bloc, of which the region %q is no part: give the region bloc: %s, or the bloc another name",
			clip(r.Name), clip(r.Name), clip(r.Name))
	}
}

// empty reports whether v is there without a value.
func (d *decoder) empty(v value) bool {
	v = d.visit(v, 0)
	return v.node.Kind == yaml.ScalarNode && v.node.ShortTag() == "!!null"
}

// utcOffset reads the offset of a time zone.
func utcOffset(s string) (time.Duration, error) {
	t, err := signedDuration(s)
	if err == nil && (t > 14*time.Hour || t < -14*time.Hour) {
		err = fmt.Errorf("%s is more than 14h from UTC, which no place on Earth is", clip(s))
	}
	return t, err
}

// bloc is the name of the bloc of a region: one that names none is alone.
func (r *Region) bloc() string {
	if r.Bloc == "" {
		return r.Name
	}
	return r.Bloc
}

// Bloc is a set of regions that share sovereignty.
type Bloc struct {
	Name string
	// Regions are indices of Scenario.Regions.
	Regions []int
}

// Blocs are all blocs, in order of their first region. A region that is in none
// of the file's is one of its own, with its name.
func (s *Scenario) Blocs() []Bloc {
	var blocs []Bloc
	index := map[string]int{}
	for i := range s.Regions {
		name := s.Regions[i].bloc()
		b, known := index[name]
		if !known {
			b = len(blocs)
			index[name] = b
			blocs = append(blocs, Bloc{Name: name})
		}
		blocs[b].Regions = append(blocs[b].Regions, i)
	}
	return blocs
}
