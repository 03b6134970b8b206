package scenario

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"sovsim/sim/unit"
)

// maxLinkPairs is the most pairs of regions that all links together may name.
const maxLinkPairs = 1 << 20

// links reads the ways of data and resolves them into one for each ordered pair
// of regions. known reports whether all regions are.
func (d *decoder) links(o object, s *Scenario, known bool) {
	if !o.has("links") {
		return
	}
	items, _ := d.items(o.get("links"), "links such as {between: [Europe, US], bandwidth: 5 Gbit/s}")
	type best struct {
		level         int
		speed, egress int64
	}
	found := map[[2]int]best{}
	pairs := 0
	for _, item := range items {
		l, ok := d.object(item, linkKeys)
		if !ok {
			continue
		}
		ends, fine := d.linkEnds(l, s, known)
		speed, okSpeed := need(l, "bandwidth", "how fast the data of one job go, such as 5 Gbit/s", bandwidth)
		egress, okEgress := read(l, "egress", "the price of a GB, such as 0.08 EUR/GB", rate("0.08 EUR/GB", maxEuros, egressUnits), 0)
		if !fine || !okSpeed || !okEgress {
			continue
		}
		some := false
		if pairs += len(s.Regions) * len(s.Regions); pairs > maxLinkPairs {
			d.fault(item, "the links stand for more than %d pairs of regions: write fewer", maxLinkPairs)
			return
		}
		for a := range s.Regions {
			for b := range s.Regions {
				level := max(s.Regions[a].named(ends[0])*s.Regions[b].named(ends[1]),
					s.Regions[a].named(ends[1])*s.Regions[b].named(ends[0]))
				if a == b || level == 0 {
					continue
				}
				some = true
				// A later link of the same level goes before an earlier one.
				if key := [2]int{a, b}; level >= found[key].level {
					found[key] = best{level, speed, egress}
				}
			}
		}
		if !some {
			d.fault(l.get("between"), "%s is one region: within a region data take no time, so remove this link", clip(ends[0]))
		}
	}
	for a := range s.Regions {
		for b := range s.Regions {
			if l := found[[2]int{a, b}]; l.level > 0 {
				s.Links = append(s.Links, Link{From: s.Regions[a].Name, To: s.Regions[b].Name, BytesPerSecond: l.speed, Egress: l.egress})
			}
		}
	}
}

// named is how exactly name names the region: 2 by itself, 1 by its bloc, 0 not.
func (r *Region) named(name string) int {
	switch name {
	case r.Name:
		return 2
	case r.bloc():
		return 1
	}
	return 0
}

// linkEnds reads between: two names, of regions or blocs.
func (d *decoder) linkEnds(l object, s *Scenario, known bool) (ends [2]string, ok bool) {
	if !l.has("between") {
		l.missing("between", "give two regions or blocs, such as [Europe, US]")
		return ends, false
	}
	items, ok := d.items(l.get("between"), "two regions or blocs")
	if !ok {
		return ends, false
	}
	if len(items) != 2 {
		d.fault(l.get("between"), "a link is between two regions or blocs, such as [Europe, US]; here are %d", len(items))
		return ends, false
	}
	var names []string
	for i := range s.Regions {
		names = append(names, s.Regions[i].Name)
		if b := s.Regions[i].Bloc; b != "" {
			names = append(names, b)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	for i, item := range items {
		name, fine := readValue(d, item, "a region or a bloc", label, "")
		if ok = ok && fine; !fine {
			continue
		}
		ends[i] = name
		if known && !slices.Contains(names, name) {
			d.fault(item, "there is no region or bloc %q%s", clip(name), advise(name, names))
			ok = false
		}
	}
	return ends, ok && known
}

var rateUnits = map[string]float64{"": 1, "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15,
	"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30, "Ti": 1 << 40}

var errBandwidth = errors.New("write a number with its unit, such as 5 Gbit/s or 625 MB/s")

// bandwidth reads how many bytes a second go: in bit/s or B/s with the prefixes
// k, M, G, T (powers of 1000) and Ki, Mi, Gi, Ti (powers of 1024), rounded to a
// whole number.
func bandwidth(s string) (int64, error) {
	text := strings.TrimSpace(s)
	end := strings.LastIndexAny(text, "0123456789.") + 1
	number, name := text[:end], strings.TrimSpace(text[end:])
	size := 1.0
	prefix, ok := strings.CutSuffix(name, "B/s")
	if !ok {
		size = 0.125
		if prefix, ok = strings.CutSuffix(name, "bit/s"); !ok {
			if name == "" {
				return 0, fmt.Errorf("%q has no unit: %w", clip(s), errBandwidth)
			}
			return 0, fmt.Errorf("%q is not a bandwidth: %w", clip(s), errBandwidth)
		}
	}
	scale, ok := rateUnits[prefix]
	x, err := unit.ParseNumber(number)
	if !ok || err != nil {
		return 0, fmt.Errorf("%q is not a bandwidth: %w", clip(s), errBandwidth)
	}
	x = math.Round(float64(x * scale * size))
	if x < 1 || x > 1e15 {
		return 0, fmt.Errorf("%s is outside 1 B/s to 1 PB/s", clip(s))
	}
	return int64(x), nil
}

func formatBandwidth(n int64) string { return unit.FormatBytes(n) + "/s" }

// linkName is what a link is known by: the names that it is between, in order of
// name and with a slash between, as in Europe/US; the way in which they are
// written says nothing. It is "" where there are not two.
func (d *decoder) linkName(v value) string {
	for _, e := range d.entries(v) {
		if e.key.node.Value != "between" {
			continue
		}
		at := d.visit(e.value, 0)
		if at.node.Kind != yaml.SequenceNode || len(at.node.Content) != 2 {
			return ""
		}
		a, b := d.visit(value{node: at.node.Content[0]}, 0).node, d.visit(value{node: at.node.Content[1]}, 0).node
		if a.Kind != yaml.ScalarNode || b.Kind != yaml.ScalarNode {
			return ""
		}
		return min(a.Value, b.Value) + "/" + max(a.Value, b.Value)
	}
	return ""
}
