package scheduler

import (
	"fmt"
	"slices"
	"strings"

	"sovsim/sim"
)

// Routing is a routing policy with a name: which cluster a job joins. Like a
// policy it lives in one file and registers itself there.
type Routing struct {
	Name, Summary, Definition string
	New                       func() sim.Router
}

var routings []*Routing

func registerRouting(r *Routing) {
	routings = append(routings, r)
	slices.SortFunc(routings, func(a, b *Routing) int { return strings.Compare(a.Name, b.Name) })
}

// Routings lists the routing policies by name.
func Routings() []*Routing { return slices.Clone(routings) }

// LookupRouting is the routing policy with that name, or an error that lists
// the names and proposes the nearest.
func LookupRouting(name string) (*Routing, error) {
	names := make([]string, len(routings))
	for i, r := range routings {
		if r.Name == name {
			return r, nil
		}
		names[i] = r.Name
	}
	return nil, fmt.Errorf("there is no routing %q%s; the routings are %s", clip(name), nearest(clip(name), names), strings.Join(names, ", "))
}

// leastLoaded is the cluster, of those eligible and allowed, that would be busy the shortest
// with what it has; the first in file order on ties.
func leastLoaded(c *sim.Choice, allowed func(*sim.Load) bool) int {
	best, least := -1, 0.0
	for _, i := range c.Eligible {
		l := c.Load(i)
		if !allowed(&l) {
			continue
		}
		if w := l.Busy(); best < 0 || w < least {
			best, least = i, w
		}
	}
	return best
}
