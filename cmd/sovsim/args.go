package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"sovsim/cmd/internal/prose"
	"sovsim/sim/suggest"
)

// call is a command line in the form that the library can take.
type call struct {
	// path leads to the command that is called; empty for sovsim itself.
	path []*cli.Command
	// argv has the flags before the arguments, as --name=value.
	argv []string
	help bool
}

// arrange puts the flags of a command line before its arguments. The library
// stops looking for flags at the first argument and would take the rest, as in
// `sovsim run a.yaml -o out`, for arguments without a word.
func arrange(commands []*cli.Command, args []string) (*call, error) {
	c := &call{argv: []string{"sovsim"}}
	if len(args) > 0 && args[0] == "help" {
		c.help, args = true, args[1:]
	}
	if len(args) == 0 {
		c.help = true
		return c, nil
	}
	args, err := c.enter(commands, args)
	if err != nil || len(c.path) == 0 {
		return c, err
	}
	flags, rest, err := c.split(args)
	if err != nil {
		return nil, err
	}
	c.argv = append(append(append(c.argv, flags...), "--"), rest...)
	return c, nil
}

// enter follows the names of commands and returns what comes after them.
func (c *call) enter(commands []*cli.Command, args []string) ([]string, error) {
	for len(commands) > 0 {
		before := ""
		for _, cmd := range c.path {
			before += cmd.Name + ": "
		}
		where := strings.Join(append([]string{"sovsim"}, names(c.path)...), " ")
		if len(args) == 0 {
			if c.help {
				return nil, nil
			}
			return nil, usagef("%sname a command: %s; see %s --help", before, strings.Join(names(commands), " or "), where)
		}
		word := args[0]
		i := slices.IndexFunc(commands, func(cmd *cli.Command) bool { return cmd.Name == word })
		switch {
		case i >= 0:
			c.path, c.argv, args = append(c.path, commands[i]), append(c.argv, word), args[1:]
			commands = commands[i].Subcommands
		case word == "-h" || word == "--help":
			c.help = true
			return nil, nil
		case len(c.path) == 0 && word == "--version":
			return c.enter(commands, append([]string{"version"}, args[1:]...))
		case strings.HasPrefix(word, "-"):
			return nil, early(word, where, commands)
		default:
			return nil, usagef("%sthere is no command %q%s; the commands are %s", before, clip(word),
				nearest(word, names(commands)), strings.Join(names(commands), ", "))
		}
	}
	return args, nil
}

// early says what to do about a flag before the command: to put it after one that
// has it, if any does.
func early(word, where string, commands []*cli.Command) error {
	name, _, _ := strings.Cut(strings.TrimLeft(word, "-"), "=")
	if where == "sovsim" && strings.EqualFold(name, "v") || strings.EqualFold(name, "version") {
		return usagef("there is no flag %s: did you mean sovsim version?", clip(word))
	}
	for _, cmd := range commands {
		if len(cmd.Subcommands) == 0 && flagNamed(cmd, name) != nil {
			return usagef("%s is before the command; put flags after it, as in %s %s %s", clip(word), where, cmd.Name, clip(word))
		}
	}
	return usagef("there is no flag %s; see %s --help", clip(word), where)
}

// split tells flags from arguments.
func (c *call) split(args []string) (flags, rest []string, err error) {
	cmd := c.path[len(c.path)-1]
	where := strings.Join(names(c.path), " ")
	seen := map[string]bool{}
	for i := 0; i < len(args); i++ {
		word := args[i]
		switch {
		case word == "--":
			return flags, append(rest, args[i+1:]...), nil
		case word == "-h" || word == "--help" || word == "-help":
			c.help = true
			continue
		case len(word) < 2 || word[0] != '-':
			rest = append(rest, word)
			continue
		}
		typed, value, has := strings.Cut(strings.TrimPrefix(word[1:], "-"), "=")
		f := flagNamed(cmd, typed)
		if f == nil && len(typed) > 1 && word[1] != '-' {
			// -j4, as make and tar have it.
			if short := flagNamed(cmd, typed[:1]); short != nil && takesValue(short) {
				f, value, has = short, strings.TrimPrefix(word[2:], "="), true
			}
		}
		if f == nil {
			return nil, nil, usagef("%s: there is no flag %s%s; see sovsim %s --help", where, clip(dashed(typed)), nearestFlag(cmd, typed), where)
		}
		name := f.Names()[0]
		if seen[name] && !repeats(f) {
			return nil, nil, usagef("%s: %s is given twice", where, dashed(name))
		}
		seen[name] = true
		if takesValue(f) && !has {
			if i++; i == len(args) || isFlag(cmd, args[i]) {
				return nil, nil, usagef("%s: %s needs a value: %s", where, dashed(name), synopsis(f))
			}
			value, has = args[i], true
		}
		if has {
			flags = append(flags, fmt.Sprintf("--%s=%s", name, value))
		} else {
			flags = append(flags, "--"+name)
		}
	}
	return flags, rest, nil
}

func names(commands []*cli.Command) []string {
	var list []string
	for _, c := range commands {
		list = append(list, c.Name)
	}
	return list
}

func flagNamed(cmd *cli.Command, name string) cli.Flag {
	for _, f := range cmd.Flags {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

// isFlag reports whether a word is a flag of the command, and so no value: what is
// meant by `-o --quiet` is not a directory called --quiet.
func isFlag(cmd *cli.Command, word string) bool {
	name, _, _ := strings.Cut(strings.TrimLeft(word, "-"), "=")
	return strings.HasPrefix(word, "-") && flagNamed(cmd, name) != nil
}

func takesValue(f cli.Flag) bool {
	d, ok := f.(cli.DocGenerationFlag)
	return ok && d.TakesValue()
}

// dashed is a flag as it is typed.
func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

func nearestFlag(cmd *cli.Command, typed string) string {
	var all []string
	for _, f := range cmd.Flags {
		for _, n := range f.Names() {
			if len(n) > 1 {
				all = append(all, n)
			}
		}
	}
	if best := nearestName(typed, all); best != "" {
		return fmt.Sprintf(" (did you mean %s?)", dashed(best))
	}
	return ""
}

func nearest(typed string, names []string) string {
	if best := nearestName(typed, names); best != "" {
		return fmt.Sprintf(" (did you mean %q?)", best)
	}
	return ""
}

// nearestName is the name that most likely was meant: one with few typing mistakes,
// or one of which the beginning was typed.
func nearestName(typed string, names []string) string {
	return cmp.Or(suggest.Nearest(typed, names), suggest.Begun(typed, names))
}

var badValue = regexp.MustCompile(`(?s)^invalid (?:boolean )?value "(.*)" for (?:flag )?-([a-z-]+): (.*)$`)

// onUsageError puts the library's words for a bad value into ours.
func onUsageError(c *cli.Context, err error, _ bool) error {
	text := err.Error()
	if m := badValue.FindStringSubmatch(text); m != nil {
		what := m[3]
		if what == "parse error" {
			what = "it is given without a value"
		}
		text = fmt.Sprintf("%s %s: %s", dashed(m[2]), clip(m[1]), what)
	}
	return usagef("%s: %s", strings.TrimPrefix(c.Command.HelpName, "sovsim "), text)
}

// clip keeps what is quoted in a message short and in one line.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return prose.Mask(s)
}
