package results

import (
	"cmp"

	"sovsim/sim"
)

// soil is on whose soil a cluster lies, seen from a job's home region.
type soil uint8

const (
	abroad soil = iota
	ownBloc
	home
)

// soils answers on whose soil a job ran. It works each region out once.
type soils struct {
	blocs    map[string]string
	clusters []Cluster
	regions  *sim.Names
	table    [][]soil // by region id, then cluster
}

func newSoils(c *Config) soils {
	return soils{blocs: c.Blocs, clusters: c.Clusters, regions: &c.Directory.Regions}
}

// bloc is the bloc of a region: itself where none is given.
func (s *soils) bloc(region string) string { return cmp.Or(s.blocs[region], region) }

// of is the soil of a cluster for jobs of a region. A job that names no region
// is at home nowhere.
func (s *soils) of(region int32, cluster int) soil {
	if cluster < 0 || region < 0 {
		return abroad
	}
	for int(region) >= len(s.table) {
		name := s.regions.Name(int32(len(s.table)))
		row := make([]soil, len(s.clusters))
		for i, c := range s.clusters {
			switch {
			case name == "":
			case c.Region == name:
				row[i] = home
			case s.bloc(c.Region) == s.bloc(name):
				row[i] = ownBloc
			}
		}
		s.table = append(s.table, row)
	}
	return s.table[region][cluster]
}
