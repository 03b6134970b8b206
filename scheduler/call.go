package scheduler

import (
	"fmt"
	"slices"
	"strings"
)

// call is what policies and routings are typed as: a name, and parameters in
// parentheses after it, name=value, separated by commas.
type call struct {
	// what is the sort of thing, for messages; text is all of it as typed.
	what, text string
	name       string
	given      []assignment
}

type assignment struct{ key, value string }

// parseCall takes a text apart. Which names there are is the caller's to say.
func parseCall(what, text string) (call, error) {
	c := call{what: what, text: strings.TrimSpace(text)}
	name, inside, has := strings.Cut(c.text, "(")
	if has && !strings.HasSuffix(inside, ")") {
		return c, fmt.Errorf("%s %q: the parenthesis is not closed", what, clip(c.text))
	}
	c.name = strings.TrimSpace(name)
	for _, item := range strings.Split(strings.TrimSuffix(inside, ")"), ",") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		key, value, _ := strings.Cut(item, "=")
		c.given = append(c.given, assignment{strings.TrimSpace(key), strings.TrimSpace(value)})
	}
	return c, nil
}

// each hands the parameters to set, in the order in which they were typed, and
// refuses one that is given twice or that is not among names. owner is the
// name of what takes them.
func (c *call) each(owner string, names []string, set func(key, value string) error) error {
	for i, a := range c.given {
		var err error
		switch {
		case slices.ContainsFunc(c.given[:i], func(b assignment) bool { return b.key == a.key }):
			err = fmt.Errorf("%s is given twice", clip(a.key))
		case len(names) == 0:
			err = fmt.Errorf("%s takes no parameters", owner)
		case !slices.Contains(names, a.key):
			err = fmt.Errorf("%s takes no parameter %q%s; it takes %s", owner, clip(a.key), nearest(clip(a.key), names), strings.Join(names, ", "))
		default:
			err = set(a.key, a.value)
		}
		if err != nil {
			return fmt.Errorf("%s %q: %w", c.what, clip(c.text), err)
		}
	}
	return nil
}

// oneOf is the index of a parameter's value among its choices.
func oneOf(key, value string, choices []string) (int, error) {
	if i := slices.Index(choices, value); i >= 0 {
		return i, nil
	}
	return 0, fmt.Errorf("%s=%s%s: it is one of %s", key, clip(value), nearest(clip(value), choices), strings.Join(choices, ", "))
}

// clip keeps what is quoted in a message short.
func clip(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}
