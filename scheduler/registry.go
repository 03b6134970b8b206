package scheduler

import (
	"fmt"
	"slices"
	"strings"

	"sovsim/sim/suggest"
)

// registry holds what is registered of one kind, sorted by name. Entries are
// added while packages are initialised, as those of database/sql are; afterwards
// a registry is only read.
type registry[T entry] struct {
	kind, plural string
	entries      []T
}

// entry is a policy, a routing or an order.
type entry interface {
	title() (name, summary string)
}

// Names are short, in lower case, and stay clear of the marks of a call.
const nameRule = "a name has the letters a to z, digits and hyphens, begins with a letter and has at most 40 bytes"

func validName(name string) bool {
	if name == "" || len(name) > 40 || name[0] < 'a' || name[0] > 'z' {
		return false
	}
	return !strings.ContainsFunc(name, func(c rune) bool {
		return c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z')
	})
}

// add registers x. It panics where that cannot be right: these are faults of a
// program, found when it starts.
func (r *registry[T]) add(x T) {
	name, summary := x.title()
	switch {
	case !validName(name):
		panic(fmt.Sprintf("scheduler: the %s %q (%s) cannot be registered: %s", r.kind, name, summary, nameRule))
	case strings.TrimSpace(summary) == "":
		panic(fmt.Sprintf("scheduler: the %s %q cannot be registered without a summary", r.kind, name))
	}
	i, found := slices.BinarySearchFunc(r.entries, name, func(e T, name string) int {
		other, _ := e.title()
		return strings.Compare(other, name)
	})
	if found {
		_, other := r.entries[i].title()
		panic(fmt.Sprintf("scheduler: the %s %q is registered twice: %q and %q", r.kind, name, other, summary))
	}
	r.entries = slices.Insert(r.entries, i, x)
}

// names lists the names in order.
func (r *registry[T]) names() []string {
	list := make([]string, len(r.entries))
	for i, e := range r.entries {
		list[i], _ = e.title()
	}
	return list
}

// find returns the entry of that name, or an error that lists the names and
// proposes the nearest.
func (r *registry[T]) find(name string) (T, error) {
	for _, e := range r.entries {
		if own, _ := e.title(); own == name {
			return e, nil
		}
	}
	var none T
	return none, fmt.Errorf("there is no %s %q%s; the %s are %s", r.kind, clip(name), nearest(name, r.names()), r.plural, strings.Join(r.names(), ", "))
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
