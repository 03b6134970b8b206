package scheduler

import (
	"fmt"
	"strconv"
	"strings"

	"sovsim/sim"
)

// Spec is a policy as a user asks for it: a preset and its parameters, such as
// easy or fcfs(placement=best-fit).
type Spec struct {
	// Name is the text as typed; results carry it.
	Name   string
	Preset *Preset
	parts  parts
}

// Names are policies as typed.
func Names(policies []Spec) []string {
	names := make([]string, len(policies))
	for i := range policies {
		names[i] = policies[i].Name
	}
	return names
}

// New makes the policy's state for one run on a cluster.
func (s Spec) New(c *sim.Cluster) sim.Policy { return s.Preset.build(s.parts, c) }

// Remainders tells that the placement puts what a large job needs beyond whole
// nodes on a part of a node; see sim.Cluster.
func (s Spec) Remainders() bool { return s.parts.placement == consolidated }

// Parse reads a policy: a name, and parameters in parentheses after it,
// name=value, separated by commas.
func Parse(text string) (Spec, error) {
	c, err := parseCall("policy", text)
	if err != nil {
		return Spec{}, err
	}
	p, err := Lookup(clip(c.name))
	if err != nil {
		return Spec{}, err
	}
	s := Spec{Name: c.text, Preset: p, parts: p.parts}
	if err := c.each(p.Name, append([]string{"placement"}, p.takes...), s.set); err != nil {
		return Spec{}, err
	}
	return s, nil
}

func (s *Spec) set(key, value string) error {
	var i int
	var err error
	switch key {
	case "placement":
		i, err = oneOf(key, value, placementNames)
		s.parts.placement = placement(i)
	case "order":
		i, err = oneOf(key, value, orderNames)
		s.parts.order = order(i)
	case "candidates":
		i, err = oneOf(key, value, orderNames)
		s.parts.candidates = order(i)
	case "depth":
		if i, err = strconv.Atoi(value); err != nil || i < 0 {
			return fmt.Errorf("depth=%s: it is a whole number, 0 or more (0 is no limit)", clip(value))
		}
		s.parts.depth = i
	}
	return err
}

// ParseList reads policies separated by commas; commas inside parentheses do
// not separate. It names every fault, and refuses a policy that is named twice.
func ParseList(text string) ([]Spec, error) {
	var specs []Spec
	var faults []string
	seen := map[string]bool{}
	for _, item := range splitOutside(text) {
		s, err := Parse(item)
		switch {
		case err != nil:
			faults = append(faults, err.Error())
		case seen[s.Name]:
			faults = append(faults, fmt.Sprintf("policy %q is named twice", s.Name))
		}
		seen[s.Name] = true
		specs = append(specs, s)
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("%s", strings.Join(faults, "\n"))
	}
	return specs, nil
}

// splitOutside splits at commas that stand outside parentheses.
func splitOutside(text string) []string {
	var items []string
	depth, from := 0, 0
	for i, c := range []byte(text) {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth <= 0:
			items = append(items, text[from:i])
			from = i + 1
		}
	}
	return append(items, text[from:])
}
