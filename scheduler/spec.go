package scheduler

import (
	"errors"
	"fmt"
	"strings"

	"sovsim/sim"
)

// Spec is a policy as a user asks for it: a name and options, such as easy or
// fcfs(placement=best-fit).
type Spec struct {
	// Name is the text as typed; results carry it.
	Name   string
	Policy *Policy

	build     func(*sim.Cluster) sim.Policy
	placement *placement // nil if the policy has no such option
}

// Names lists policies as typed.
func Names(policies []Spec) []string {
	names := make([]string, len(policies))
	for i := range policies {
		names[i] = policies[i].Name
	}
	return names
}

// New makes the policy's state for one run on a cluster.
func (s Spec) New(c *sim.Cluster) sim.Policy { return s.build(c) }

// Remainders reports whether the placement puts what a large job needs beyond
// whole nodes on a part of a node; see sim.Cluster.
func (s Spec) Remainders() bool { return s.placement != nil && *s.placement == consolidated }

// Parse reads a policy: a name, and options in parentheses after it, name=value,
// separated by commas.
func Parse(text string) (Spec, error) {
	c, err := parseCall("policy", text)
	if err != nil {
		return Spec{}, err
	}
	policy, err := Lookup(c.name)
	if err != nil {
		return Spec{}, err
	}
	var p Parameters
	s := Spec{Name: c.text, Policy: policy, build: policy.Bind(&p), placement: p.placement}
	return s, p.read(policy.Name, &c)
}

// ParseList reads policies separated by commas; commas inside parentheses do not
// separate. Its error names every fault, one a line; a policy that is named twice
// is one, and so is an empty name.
func ParseList(text string) ([]Spec, error) {
	var specs []Spec
	var faults []error
	seen := map[string]bool{}
	for _, item := range splitOutside(text) {
		if strings.TrimSpace(item) == "" {
			faults = append(faults, fmt.Errorf("policies: an empty name in %s", clip(text)))
			continue
		}
		s, err := Parse(item)
		switch {
		case err != nil:
			faults = append(faults, err)
		case seen[s.Name]:
			faults = append(faults, fmt.Errorf("policy %q is named twice", s.Name))
		}
		seen[s.Name] = true
		specs = append(specs, s)
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
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
