package scheduler

import (
	"fmt"
	"slices"
	"strings"

	"sovsim/sim"
	"sovsim/sim/suggest"
)

// Preset is a policy with a name: a choice of parts and what there is to know
// of it. A preset lives in one file and registers itself there; by that it
// appears in the command's list and help, in the conformance tests and in the
// benchmarks.
type Preset struct {
	Name string
	// Summary is one line; Definition, Guarantees and Cost are for
	// `sovsim policies NAME`; Source is the paper.
	Summary, Definition, Guarantees, Cost, Source string

	parts parts
	// takes names the parameters that the preset accepts, beside placement.
	takes []string
	build func(parts, *sim.Cluster) sim.Policy
}

// parts are what policies are composed of.
type parts struct {
	order order
	// candidates is asQueue for those in queue order.
	candidates order
	placement  placement
	depth      int
}

var presets []*Preset

// register adds a preset; it is called while the package is initialised.
func register(p *Preset) {
	presets = append(presets, p)
	slices.SortFunc(presets, func(a, b *Preset) int { return strings.Compare(a.Name, b.Name) })
}

// Presets lists the policies by name.
func Presets() []*Preset { return slices.Clone(presets) }

// Lookup is the policy with that name, or an error that lists the names and
// proposes the nearest.
func Lookup(name string) (*Preset, error) {
	names := make([]string, len(presets))
	for i, p := range presets {
		if p.Name == name {
			return p, nil
		}
		names[i] = p.Name
	}
	return nil, fmt.Errorf("there is no policy %q%s; the policies are %s", name, nearest(name, names), strings.Join(names, ", "))
}

// Parameter is one parameter of a preset or of a routing.
type Parameter struct {
	Name, Values, Default, Meaning string
}

// Parameters lists what may stand in parentheses after the name.
func (p *Preset) Parameters() []Parameter {
	all := []Parameter{
		{"placement", strings.Join(placementNames, ", "), p.parts.placement.String(), "which nodes a job gets; a pool has none"},
		{"order", strings.Join(orderNames, ", "), p.parts.order.String(), "the queue order, and of EASY's heads"},
		{"candidates", strings.Join(orderNames, ", "), p.parts.candidates.String(), "the order in which the jobs behind the head are tried"},
		{"depth", "0 or more", fmt.Sprint(p.parts.depth), "how many jobs from the front of the queue hold a reservation; 0 is all"},
	}
	return slices.DeleteFunc(all, func(q Parameter) bool { return q.Name != "placement" && !slices.Contains(p.takes, q.Name) })
}

// nearest is a remark that proposes a name which differs by little from what was
// typed; "" if there is none.
func nearest(typed string, names []string) string {
	best := suggest.Nearest(typed, names)
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}
