package sim

import (
	"fmt"
	"math"
)

// ground is what the engine knows of regions: which lie in one bloc, and how
// fast data come from each to the clusters. Sources may name regions at any
// time, so a region is looked up when it is first asked about.
type ground struct {
	names *Names
	blocs map[string]int32
	links []Link
	sites []string // the region of each cluster
	// places are by region id.
	places  []place
	nowhere place
}

// place is one region. Without a name for its bloc it is a bloc of its own.
type place struct {
	bloc int32
	// rates are the bytes a second from here to each cluster; 0 where data take
	// no time. nil before the region has been looked up.
	rates []int64
}

func (g *ground) open(m *Model, names *Names) error {
	g.names, g.links, g.blocs = names, m.Links, map[string]int32{}
	for i, b := range m.Blocs {
		for _, region := range b.Regions {
			if k, ok := g.blocs[region]; ok {
				return fmt.Errorf("region %s lies in two blocs, %s and %s; it must be in one", region, m.Blocs[k].Name, b.Name)
			}
			g.blocs[region] = int32(i)
		}
	}
	for _, l := range m.Links {
		if l.BytesPerSecond < 1 {
			return fmt.Errorf("the link from %s to %s has %d bytes a second; it needs at least 1", l.From, l.To, l.BytesPerSecond)
		}
	}
	for i := range m.Clusters {
		g.sites = append(g.sites, m.Clusters[i].Region)
	}
	g.nowhere = place{math.MinInt32, make([]int64, len(g.sites))}
	return nil
}

// place is the region with an id. An id that has no name is a region that
// nothing is known of.
func (g *ground) place(region int32) *place {
	if region < 0 || int(region) >= g.names.Len() {
		return &g.nowhere
	}
	for int(region) >= len(g.places) {
		g.places = append(g.places, place{})
	}
	p := &g.places[region]
	if p.rates == nil {
		p.rates = make([]int64, len(g.sites))
		name := g.names.Name(region)
		bloc, ok := g.blocs[name]
		if p.bloc = bloc; !ok {
			p.bloc = -1 - region
		}
		for _, l := range g.links {
			for i, there := range g.sites {
				if l.From == name && l.To == there {
					p.rates[i] = l.BytesPerSecond
				}
			}
		}
	}
	return p
}

// soil is how far from a home region a cluster is: the strictest residency that
// allows a job there.
func (g *ground) soil(home int32, s *site) Residency {
	switch {
	case home == s.region:
		return AtHome
	case g.place(home).bloc == g.place(s.region).bloc:
		return InBloc
	}
	return Anywhere
}
