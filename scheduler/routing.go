package scheduler

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sovsim/sim"
)

// Routing is a routing policy with a name: which cluster a job joins. Like a
// policy it lives in one file and registers itself there.
type Routing struct {
	Name string
	// Summary is one line; Definition and Cost are for `sovsim policies NAME`.
	Summary, Definition, Cost string
	// Parameters are what may stand in parentheses after the name.
	Parameters []Parameter

	// options are those of a routing that is typed without any.
	options routingOptions
	build   func(routingOptions) sim.Router
}

// routingOptions are the parameters of all routings.
type routingOptions struct {
	wait, delay time.Duration
	estimate    estimate
	d           int
}

// RoutingSpec is a routing as a user asks for it: its name and its parameters,
// such as home or overflow(wait=2h).
type RoutingSpec struct {
	// Name is the text as typed.
	Name    string
	Routing *Routing
	options routingOptions
}

// New makes the routing's state for one run.
func (s RoutingSpec) New() sim.Router { return s.Routing.build(s.options) }

// ParseRouting reads a routing: a name, and parameters in parentheses after it
// as for policies.
func ParseRouting(text string) (RoutingSpec, error) {
	c, err := parseCall("routing", text)
	if err != nil {
		return RoutingSpec{}, err
	}
	r, err := LookupRouting(clip(c.name))
	if err != nil {
		return RoutingSpec{}, err
	}
	s := RoutingSpec{Name: c.text, Routing: r, options: r.options}
	var names []string
	for _, p := range r.Parameters {
		names = append(names, p.Name)
	}
	if err := c.each(r.Name, names, s.options.set); err != nil {
		return RoutingSpec{}, err
	}
	if err := s.options.check(); err != nil {
		return RoutingSpec{}, fmt.Errorf("routing %q: %w", clip(c.text), err)
	}
	return s, nil
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
// with what it has; on ties the one where the job waits already, else the first in file order.
func leastLoaded(c *sim.Choice, allowed func(sim.Load) bool) int {
	best, least := -1, 0.0
	for _, i := range c.Eligible {
		l := c.Load(i)
		if !allowed(l) {
			continue
		}
		if w := l.Busy(); best < 0 || w < least || w == least && i == c.Current {
			best, least = i, w
		}
	}
	return best
}
