package main

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
	"pgregory.net/rapid"

	"sovsim/cmd/internal/terminal"
)

// Every flag of every command may stand before, between and after the arguments,
// under each of its names, with = or a space, and is handed on in one form.
func TestEveryFlagStandsAnywhere(t *testing.T) {
	app := newApp(&console{out: io.Discard, err: terminal.NewVoice(io.Discard)})
	flags := 0
	var visit func(path []string, commands []*cli.Command)
	visit = func(path []string, commands []*cli.Command) {
		for _, cmd := range commands {
			here := append(slices.Clone(path), cmd.Name)
			visit(here, cmd.Subcommands)
			if len(cmd.Subcommands) > 0 {
				continue
			}
			for _, f := range cmd.Flags {
				flags++
				want := "--" + f.Names()[0]
				if takesValue(f) {
					want += "=-7,x"
				}
				wanted := append(append([]string{"sovsim"}, here...), want, "--", "a", "b")
				for _, name := range f.Names() {
					forms := [][]string{{dashed(name)}}
					if takesValue(f) {
						forms = [][]string{{dashed(name), "-7,x"}, {dashed(name) + "=-7,x"}, {"-" + name, "-7,x"}}
					}
					for _, form := range forms {
						for at := range 3 {
							args := append(slices.Clone(here), slices.Insert([]string{"a", "b"}, at, form...)...)
							c, err := arrange(app.Commands, args)
							if err != nil || !slices.Equal(c.argv, wanted) {
								t.Errorf("%q becomes %q, %v; want %q", args, c.argv, err, wanted)
							}
						}
					}
				}
			}
		}
	}
	visit(nil, app.Commands)
	if flags < 30 {
		t.Errorf("saw %d flags; are the commands listed another way?", flags)
	}
}

// Whatever is typed, arranging it ends in a call or in one line of advice; and all
// that stands after -- is an argument.
func TestArrangeTakesAnything(t *testing.T) {
	app := newApp(&console{out: io.Discard, err: terminal.NewVoice(io.Discard)})
	words := []string{"run", "bench", "trace", "info", "convert", "help", "--help", "-h", "--", "-", "-o", "--out=x", "-j4", "-j", "4",
		"--gpus", "--gpus=", "a.yaml", "", "-x", "---", "--=", "=", "-=", "\x00", "--quiet", "-q=true", "--version"}
	rapid.Check(t, func(t *rapid.T) {
		args := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(words), rapid.String()), 0, 6).Draw(t, "args")
		c, err := arrange(app.Commands, args)
		switch {
		case err != nil:
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("%q: more than one line: %q", args, err)
			}
			return
		case c.help || len(c.path) == 0:
			return
		}
		end := slices.Index(c.argv, "--")
		if end < 0 {
			t.Fatalf("%q becomes %q, without an end of flags", args, c.argv)
		}
		if i := slices.Index(args, "--"); i >= 0 && !slices.Equal(c.argv[len(c.argv)-len(args[i+1:]):], args[i+1:]) && takesArgument(args, i) {
			t.Fatalf("%q becomes %q: what follows -- is not kept", args, c.argv)
		}
	})
}

// takesArgument reports whether the -- at i is no flag's value.
func takesArgument(args []string, i int) bool {
	return i == 0 || !strings.HasPrefix(args[i-1], "-")
}

func TestNearestName(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"bench", "bench"}, {"bnech", "bench"}, {"benc", "bench"}, {"val", "validate"}, {"runn", "run"}, {"xyzzy", ""}, {"", ""},
		{"rnu", "run"}, {"out", ""}, {"set", ""}, {strings.Repeat("run", 1000), ""},
	} {
		if got := nearestName(c.typed, []string{"run", "bench", "validate", "trace"}); got != c.want {
			t.Errorf("nearestName(%.20q) = %q, want %q", c.typed, got, c.want)
		}
	}
}
