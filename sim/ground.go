package sim

import (
	"fmt"
)

// ground is what the engine knows of regions: which lie in one bloc, and how
// fast data come from each to the clusters. Sources may name regions at any
// time, so a region is looked up when it is first asked about.
type ground struct {
	names *Names
	blocs map[string]int32
	// called are the names of the blocs.
	called []string
	links  map[string][]Link // by the region that they lead from, in the order given
	sites  []string          // the region of each cluster
	at     map[string][]int  // the clusters of each region
	rules  *rules            // nil where no cluster has one
	// places are by region id.
	places  []place
	nowhere place
	pools   []poolDoors // the joint pools
}

// place is one region, as a home of jobs. Regions, blocs and links do not
// change during a run, so it is worked out once. Without a name for its bloc a
// region is a bloc of its own.
type place struct {
	// soil is how far from here each cluster is, and behind the clusters each
	// member of a joint pool: the strictest residency that
	// allows a job there. nil before the region has been looked up.
	soil []Residency
	// rates are the bytes a second from here to each cluster; 0 where data take
	// no time: within the region, and where no link is given.
	rates []int64
	// egress are the n€ per GB from here to each cluster.
	egress []int64
	// guests tells which clusters list the region or its bloc; nil in a run
	// without rules.
	guests guests
}

func (g *ground) open(m *Model, names *Names) error {
	g.names, g.blocs, g.links, g.at = names, map[string]int32{}, map[string][]Link{}, map[string][]int{}
	for i, b := range m.Blocs {
		g.called = append(g.called, b.Name)
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
		g.links[l.From] = append(g.links[l.From], l)
	}
	for i := range m.Clusters {
		region := m.Clusters[i].Region
		g.sites, g.at[region] = append(g.sites, region), append(g.at[region], i)
	}
	g.openPools(m)
	g.nowhere = place{soil: make([]Residency, len(g.sites)), rates: make([]int64, len(g.sites)), egress: make([]int64, len(g.sites))}
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
	if p.soil == nil {
		p.soil, p.rates, p.egress = make([]Residency, len(g.sites)), make([]int64, len(g.sites)), make([]int64, len(g.sites))
		name := g.names.Name(region)
		for i, there := range g.sites {
			p.soil[i] = g.soil(name, there)
		}
		if g.rules != nil {
			p.guests = g.rules.list(name)
			if bloc, ok := g.blocs[name]; ok {
				p.guests = g.rules.list(name, g.called[bloc])
			}
		}
		for _, l := range g.links[name] {
			if l.To == name {
				continue
			}
			for _, i := range g.at[l.To] {
				p.rates[i], p.egress[i] = l.BytesPerSecond, l.Egress
			}
		}
		p.ofPools(g.pools)
	}
	return p
}

// standing is how far the cluster with that index, if any, is from a region.
func (g *ground) standing(region int32, cluster int) Residency {
	if cluster < 0 {
		return Anywhere
	}
	return g.place(region).soil[cluster]
}

// soil is how far one region is from another. Who has no home is at home nowhere.
func (g *ground) soil(home, there string) Residency {
	here, ok := g.blocs[home]
	bloc, known := g.blocs[there]
	switch {
	case home == "":
		return Anywhere
	case home == there:
		return AtHome
	case ok && known && here == bloc:
		return InBloc
	}
	return Anywhere
}
