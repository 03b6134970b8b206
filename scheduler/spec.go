package scheduler

import (
	"fmt"
	"slices"
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

// New makes the policy's state for one run on a cluster.
func (s Spec) New(c *sim.Cluster) sim.Policy { return s.Preset.build(s.parts, c) }

// Parse reads a policy: a name, and parameters in parentheses after it,
// name=value, separated by commas.
func Parse(text string) (Spec, error) {
	text = strings.TrimSpace(text)
	name, inside, has := strings.Cut(text, "(")
	if has && !strings.HasSuffix(inside, ")") {
		return Spec{}, fmt.Errorf("policy %q: the parenthesis is not closed", clip(text))
	}
	p, err := Lookup(clip(strings.TrimSpace(name)))
	if err != nil {
		return Spec{}, err
	}
	s := Spec{Name: text, Preset: p, parts: p.parts}
	given := map[string]bool{}
	for _, item := range strings.Split(strings.TrimSuffix(inside, ")"), ",") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		key, value, _ := strings.Cut(item, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if given[key] {
			return Spec{}, fmt.Errorf("policy %q: %s is given twice", clip(text), clip(key))
		}
		given[key] = true
		if err := s.set(key, value); err != nil {
			return Spec{}, fmt.Errorf("policy %q: %w", clip(text), err)
		}
	}
	return s, nil
}

func (s *Spec) set(key, value string) error {
	names := []string{"placement"}
	names = append(names, s.Preset.takes...)
	if !slices.Contains(names, key) {
		return fmt.Errorf("%s takes no parameter %q%s; it takes %s", s.Preset.Name, clip(key), nearest(clip(key), names), strings.Join(names, ", "))
	}
	one := func(choices []string) (int, error) {
		if i := slices.Index(choices, value); i >= 0 {
			return i, nil
		}
		return 0, fmt.Errorf("%s=%s%s: it is one of %s", key, clip(value), nearest(clip(value), choices), strings.Join(choices, ", "))
	}
	var i int
	var err error
	switch key {
	case "placement":
		i, err = one(placementNames)
		s.parts.placement = placement(i)
	case "order":
		i, err = one(orderNames)
		s.parts.order = order(i)
	case "candidates":
		i, err = one(orderNames)
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

// clip keeps what is quoted in a message short.
func clip(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}
