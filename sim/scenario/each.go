package scenario

import (
	"fmt"
	"strings"
)

// maxEach is how many names one warning lists.
const maxEach = 6

// each gathers warnings at one place that differ in a name only: a demand of ten
// regions that are all too small for its largest job is one line, not ten. The
// first to come has its place among the warnings.
type each struct {
	key            Problem
	index          int // in the list of warnings
	text           func(names, details []string) string
	names, details []string
}

// warnEach warns, at a place, of one of several names. The text is made of all names
// for which the same id came up within the same value, each with a detail; it is
// asked for once, and stands at the place of the first.
func (d *decoder) warnEach(within, at value, id, name, detail string, text func(names, details []string) string) {
	key := d.problem(within, "%s", []any{id})
	key.Path = ""
	for _, e := range d.gathered {
		if e.key == key {
			for _, n := range e.names {
				if n == name {
					return
				}
			}
			e.names, e.details = append(e.names, name), append(e.details, detail)
			return
		}
	}
	before := len(d.warns.list)
	d.warn(at, "%s", id+name)
	if len(d.warns.list) == before {
		return // there are too many already
	}
	d.gathered = append(d.gathered, &each{key, before, text, []string{name}, []string{detail}})
}

// sayEach puts the texts of gathered warnings into their places.
func (d *decoder) sayEach() {
	for _, e := range d.gathered {
		d.warns.list[e.index].Msg = e.text(e.names, e.details)
	}
}

// named is some names, each with its detail in brackets where it has one; of many
// the first.
func named(names, details []string) string {
	var b strings.Builder
	for i, n := range names {
		switch {
		case i == maxEach:
			return fmt.Sprintf("%s and %d more", b.String(), len(names)-i)
		case i > 0 && i == len(names)-1:
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(n)
		if details != nil {
			b.WriteString(" (" + details[i] + ")")
		}
	}
	return b.String()
}
