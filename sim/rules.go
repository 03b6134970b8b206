package sim

import (
	"fmt"
	"slices"
	"time"

	"sovsim/sim/unit"
)

// rules are what clusters ask of jobs beyond capacity and soil: to whom they
// are open, how large and how long a job may be, and how many may wait. In a run in which no cluster
// has a rule they are nil, and forbid nothing.
//
// By hand: a cluster that stands at speed 1/2, open to [UK, mid], with at most
// 256 GPUs and 24 h. A job of the class mid from FR may use it; one of 512 GPUs
// may not, though a scale of 1/64 has made 8 GPUs of them; one that requests 13 h
// may not, for that takes 26 h there, unless it has a segment: then it runs in
// pieces of at most 24 h, and each asks for 12 h of its work.
type rules struct {
	dir     *Directory
	sites   []rule   // by door: the clusters, then the members of joint pools
	classes []guests // by class id
}

// rule is that of one cluster.
type rule struct {
	// access are the names to which it is open; none is everybody.
	access  []string
	maxGPUs int
	maxTime time.Duration
	speed   unit.Ratio // of the clock of maxTime
	// bounded reports whether at most maxQueued jobs may wait.
	bounded   bool
	maxQueued int64
}

// guests tells for each cluster whether it lists a class, or the home or bloc
// of a region, by name. nil before that has been looked up.
type guests []bool

// newRules checks the rules of all clusters; nil where there are none.
func newRules(m *Model, dir *Directory) (*rules, error) {
	var r *rules
	for i, c := range m.hosts() {
		queued, bounded := c.MaxQueued.Most()
		switch {
		case c.MaxGPUs < 0:
			return nil, fmt.Errorf("cluster %s: its largest job has %d GPUs, which is negative", c.Name, c.MaxGPUs)
		case c.MaxTime < 0:
			return nil, fmt.Errorf("cluster %s: its longest request is %v, which is negative", c.Name, c.MaxTime)
		case queued < 0:
			return nil, fmt.Errorf("cluster %s: its longest queue has %d jobs, which is negative", c.Name, queued)
		case len(c.Access) == 0 && c.MaxGPUs == 0 && c.MaxTime == 0 && !bounded:
			continue
		}
		if r == nil {
			r = &rules{dir: dir, sites: make([]rule, m.doors())}
		}
		r.sites[i] = rule{c.Access, c.MaxGPUs, c.MaxTime, c.Groups[0].Speed, bounded, int64(queued)}
	}
	return r, nil
}

// list is which clusters have one of the names in their access.
func (r *rules) list(names ...string) guests {
	g := make(guests, len(r.sites))
	for i := range r.sites {
		g[i] = slices.ContainsFunc(names, func(name string) bool { return slices.Contains(r.sites[i].access, name) })
	}
	return g
}

// class is which clusters list the class with an id, worked out once; nil for an
// id that has no name.
func (r *rules) class(id int32) guests {
	if id < 0 || int(id) >= r.dir.Classes.Len() {
		return nil
	}
	for int(id) >= len(r.classes) {
		r.classes = append(r.classes, nil)
	}
	if r.classes[id] == nil {
		r.classes[id] = r.list(r.dir.Classes.Name(id))
	}
	return r.classes[id]
}

// at is whether the cluster with that index lists them.
func (g guests) at(cluster int) bool { return cluster < len(g) && g[cluster] }

// bounded reports whether the queue of a cluster has a limit.
func (r *rules) bounded(cluster int) bool { return r != nil && r.sites[cluster].bounded }
