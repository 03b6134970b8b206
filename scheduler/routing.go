package scheduler

import (
	"fmt"
	"slices"

	"sovsim/sim"
)

// Routing is a routing policy with a name: which cluster a job joins. Like a
// policy it lives in one file and registers itself there.
type Routing struct {
	// Name is what users type, in lower case with hyphens.
	Name string
	// Summary is one line without a full stop; Definition and Cost are paragraphs
	// for `sovsim policies NAME`.
	Summary, Definition, Cost string
	// Bind declares the options and returns a function that makes the routing's
	// state for one run; see Policy.Bind.
	Bind func(p *Parameters) func() sim.Router
}

func (r *Routing) title() (name, summary string) { return r.Name, r.Summary }

var routings = registry[*Routing]{kind: "routing", plural: "routings"}

// RegisterRouting makes a routing known by its name. It is to be called from init,
// in the file of the routing, whichever module that is part of. It panics if the
// name is taken or cannot be typed, or if an option cannot be declared.
func RegisterRouting(r Routing) {
	if r.Bind == nil {
		panic(fmt.Sprintf("scheduler: the routing %q has no Bind", r.Name))
	}
	routings.add(&r)
	r.Parameters()
}

// Routings lists the routings by name.
func Routings() []*Routing { return slices.Clone(routings.entries) }

// RoutingNames lists the names of the routings in order.
func RoutingNames() []string { return routings.names() }

// LookupRouting returns the routing with that name, or an error that lists the
// names and proposes the nearest.
func LookupRouting(name string) (*Routing, error) { return routings.find(name) }

// Parameters lists what may stand in parentheses after the name, with defaults.
func (r *Routing) Parameters() []Parameter {
	var p Parameters
	r.Bind(&p)
	return p.list
}

// RoutingSpec is a routing as a user asks for it: its name and options, such as
// home or overflow(wait=2h).
type RoutingSpec struct {
	// Name is the text as typed.
	Name    string
	Routing *Routing

	build func() sim.Router
}

// New makes the routing's state for one run.
func (s RoutingSpec) New() sim.Router { return s.build() }

// ParseRouting reads a routing: a name, and options in parentheses after it as
// for policies.
func ParseRouting(text string) (RoutingSpec, error) {
	c, err := parseCall("routing", text)
	if err != nil {
		return RoutingSpec{}, err
	}
	r, err := LookupRouting(c.name)
	if err != nil {
		return RoutingSpec{}, err
	}
	var p Parameters
	s := RoutingSpec{Name: c.text, Routing: r, build: r.Bind(&p)}
	return s, p.read(r.Name, &c)
}
