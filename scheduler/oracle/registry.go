package oracle

import (
	"fmt"
	"slices"
)

// readings are the policies that have a second text here, by name.
var readings = map[string]Policy{}

// register makes the second text of a policy known by the policy's name. Each stands
// in its own file, which calls register from init; by that the policy is compared with
// the engine. A policy without one is not compared, and fails nothing.
func register(name string, p Policy) {
	if _, twice := readings[name]; twice {
		panic(fmt.Sprintf("oracle: the policy %q is read twice", name))
	}
	readings[name] = p
}

// Names lists the policies that have a second text, sorted.
func Names() []string {
	names := make([]string, 0, len(readings))
	for name := range readings {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Named is the second text of a policy with a placement, and whether there is one.
func Named(name, placement string) (Policy, bool) {
	p, ok := readings[name]
	p.Placement = placement
	return p, ok
}
