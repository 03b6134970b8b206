package scheduler

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"sovsim/sim/unit"
)

// Parameters binds the options of one policy or routing to variables, as package
// flag binds those of a command. The file of a policy declares each option once,
// by name, default and meaning; the help, the reading of what a user types, the
// messages and the defaults all come from that list.
//
//	var wait time.Duration
//	p.Duration(&wait, "wait", 4*time.Hour, "the longest expected wait")
//
// Each method sets its variable to the default. The value that a user types
// replaces it before the policy is built. A name that is declared twice, that
// cannot be typed, or a default that the parameter itself would refuse is a fault
// of the program: the method panics.
type Parameters struct {
	list   []Parameter
	checks []func() error
	// placement is the bound placement, if there is one; see Spec.Remainders.
	placement *placement
}

// Parameter is one option of a policy or a routing: what may stand in
// parentheses after the name, as in overflow(wait=2h).
type Parameter struct {
	Name string
	// Values says in words what may be typed, Default what holds otherwise.
	Values, Default string
	// Meaning is a phrase for the help.
	Meaning string

	set func(value string) error
}

// Value declares an option of whatever type: set reads what a user typed. Its
// error says what would be right; it is shown behind "name=value: ".
func (p *Parameters) Value(name, values, byDefault, meaning string, set func(value string) error) {
	switch {
	case !validName(name):
		panic(fmt.Sprintf("scheduler: the parameter %q: %s", name, nameRule))
	case slices.ContainsFunc(p.list, func(q Parameter) bool { return q.Name == name }):
		panic(fmt.Sprintf("scheduler: the parameter %q is declared twice", name))
	}
	p.list = append(p.list, Parameter{Name: name, Values: values, Default: byDefault, Meaning: meaning, set: set})
}

// Check declares a condition between options: check runs when all of them have
// their values, and its error says what is wrong with them together.
func (p *Parameters) Check(check func() error) { p.checks = append(p.checks, check) }

// Duration declares a duration of 0s or more, typed as 90s, 15m or 1d12h.
func (p *Parameters) Duration(v *time.Duration, name string, byDefault time.Duration, meaning string) {
	p.durationOr(v, name, byDefault, unit.FormatDuration(byDefault), meaning)
}

// durationOr is Duration with a default that has words of its own.
func (p *Parameters) durationOr(v *time.Duration, name string, byDefault time.Duration, words, meaning string) {
	*v = byDefault
	p.Value(name, "a duration, 0s or more", words, meaning, func(value string) error {
		d, err := unit.ParseDuration(value)
		if err != nil {
			return err
		}
		if d < 0 {
			return fmt.Errorf("give a duration, 0s or more")
		}
		*v = d
		return nil
	})
}

// Count declares a whole number of at least least.
func (p *Parameters) Count(v *int, name string, byDefault, least int, meaning string) {
	*v = byDefault
	p.Value(name, fmt.Sprintf("%d or more", least), strconv.Itoa(byDefault), meaning, func(value string) error {
		n, err := strconv.Atoi(value)
		if err != nil || n < least {
			return fmt.Errorf("give a whole number, %d or more", least)
		}
		*v = n
		return nil
	})
	if byDefault < least {
		panic(fmt.Sprintf("scheduler: the parameter %q: its default %d is less than %d", name, byDefault, least))
	}
}

// Number declares a number from least to most; most may be math.Inf(1).
func (p *Parameters) Number(v *float64, name string, byDefault, least, most float64, meaning string) {
	*v = byDefault
	values := fmt.Sprintf("a number from %v to %v", least, most)
	if math.IsInf(most, 1) {
		values = fmt.Sprintf("a number, %v or more", least)
	}
	within := func(x float64) bool { return x >= least && x <= most && !math.IsInf(x, 0) }
	p.Value(name, values, strconv.FormatFloat(byDefault, 'g', -1, 64), meaning, func(value string) error {
		x, err := strconv.ParseFloat(value, 64)
		if err != nil || !within(x) {
			return fmt.Errorf("it is %s", values)
		}
		*v = x
		return nil
	})
	if !within(byDefault) {
		panic(fmt.Sprintf("scheduler: the parameter %q: its default %v is not %s", name, byDefault, values))
	}
}

// Choice declares a name among several.
func (p *Parameters) Choice(v *string, name, byDefault string, choices []string, meaning string) {
	*v = byDefault
	p.Value(name, strings.Join(choices, ", "), byDefault, meaning, func(value string) error {
		if !slices.Contains(choices, value) {
			return notOneOf(value, choices)
		}
		*v = value
		return nil
	})
	if !slices.Contains(choices, byDefault) {
		panic(fmt.Sprintf("scheduler: the parameter %q: its default %q is not one of %s", name, byDefault, strings.Join(choices, ", ")))
	}
}

// Text declares a text: anything without commas and parentheses.
func (p *Parameters) Text(v *string, name, byDefault, meaning string) {
	*v = byDefault
	p.Value(name, "a text without commas", strconv.Quote(byDefault), meaning, func(value string) error {
		*v = value
		return nil
	})
}

// choose declares a name among several that stand for the values 0, 1, 2 ... of
// a type of this package.
func choose[T ~uint8](p *Parameters, v *T, name string, byDefault T, names []string, meaning string) {
	*v = byDefault
	p.Value(name, strings.Join(names, ", "), names[byDefault], meaning, func(value string) error {
		i := slices.Index(names, value)
		if i < 0 {
			return notOneOf(value, names)
		}
		*v = T(i)
		return nil
	})
}

// notOneOf is the message for a value that is none of the choices.
func notOneOf(value string, choices []string) error {
	return fmt.Errorf("it is one of %s%s", strings.Join(choices, ", "), nearest(value, choices))
}

// names lists the names of the parameters, in the order of their declaration.
func (p *Parameters) names() []string {
	list := make([]string, len(p.list))
	for i := range p.list {
		list[i] = p.list[i].Name
	}
	return list
}

// read sets the options that a call gives. owner is the name of what takes them.
func (p *Parameters) read(owner string, c *call) error {
	for i, a := range c.given {
		k := slices.IndexFunc(p.list, func(q Parameter) bool { return q.Name == a.key })
		var err error
		switch {
		case slices.ContainsFunc(c.given[:i], func(b assignment) bool { return b.key == a.key }):
			err = fmt.Errorf("%s is given twice", clip(a.key))
		case len(p.list) == 0:
			err = fmt.Errorf("%s takes no parameters", owner)
		case k < 0:
			err = fmt.Errorf("%s takes no parameter %q%s; it takes %s", owner, clip(a.key), nearest(a.key, p.names()), strings.Join(p.names(), ", "))
		default:
			if err = p.list[k].set(a.value); err != nil {
				err = fmt.Errorf("%s=%s: %w", a.key, clip(a.value), err)
			}
		}
		if err != nil {
			return c.fault(err)
		}
	}
	for _, check := range p.checks {
		if err := check(); err != nil {
			return c.fault(err)
		}
	}
	return nil
}
