package scheduler

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// call is what policies and routings are typed as: a name, and options in
// parentheses after it, name=value, separated by commas.
type call struct {
	// kind is the sort of thing, for messages; text is all of it as typed.
	kind, text string
	name       string
	given      []assignment
}

type assignment struct{ key, value string }

// parseCall takes a text apart. Which names there are is for the caller to say.
func parseCall(kind, text string) (call, error) {
	c := call{kind: kind, text: strings.TrimSpace(text)}
	name, inside, has := strings.Cut(c.text, "(")
	if has && !strings.HasSuffix(inside, ")") {
		return c, c.fault(fmt.Errorf("the parenthesis is not closed"))
	}
	c.name = strings.TrimSpace(name)
	for item := range strings.SplitSeq(strings.TrimSuffix(inside, ")"), ",") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		key, value, _ := strings.Cut(item, "=")
		c.given = append(c.given, assignment{strings.TrimSpace(key), strings.TrimSpace(value)})
	}
	return c, nil
}

// fault says in which text err is.
func (c *call) fault(err error) error { return fmt.Errorf("%s %q: %w", c.kind, clip(c.text), err) }

// clip keeps what a message quotes short. It cuts between characters.
func clip(s string) string {
	const most = 60 // bytes
	if len(s) <= most {
		return s
	}
	end := most
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}
