package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"sovsim/cmd/internal/terminal"
	"sovsim/internal/experiment"
	"sovsim/sim/scenario"
	"sovsim/sim/unit"
	"sovsim/workloads"
)

// value is a flag's value of any type with its own parser, so that counts may be
// written as in a scenario file (1e6, 5_448) and faults say what would be right.
type value[T any] struct {
	v     T
	set   bool
	text  string
	parse func(string) (T, error)
}

// Set is called by the library, once more for each alias.
func (x *value[T]) Set(text string) error {
	v, err := x.parse(text)
	if err == nil {
		x.v, x.set, x.text = v, true, text
	}
	return err
}

// String is the text as typed.
func (x *value[T]) String() string {
	if x == nil {
		return ""
	}
	return x.text
}

// flag makes the flag of a value; usage begins with the name of its argument in
// backquotes.
func (x *value[T]) flag(name, usage string, aliases ...string) cli.Flag {
	return &cli.GenericFlag{Name: name, Aliases: aliases, Usage: usage, Value: x}
}

// count takes a whole number from 1 to most.
func count(what string, most int64) *value[int] {
	return &value[int]{parse: func(s string) (int, error) {
		n, err := unit.ParseCount(s)
		switch {
		case err != nil:
			return 0, fmt.Errorf("give a number of %s from 1 to %d: %w", what, most, err)
		case n < 1 || n > most:
			return 0, fmt.Errorf("give a number of %s from 1 to %d", what, most)
		}
		return int(n), nil
	}}
}

// oneOf takes one of a few words, the first if the flag is not given.
func oneOf[T ~string](words ...T) *value[T] {
	return &value[T]{v: words[0], parse: func(s string) (T, error) {
		if slices.Contains(words, T(s)) {
			return T(s), nil
		}
		list := make([]string, len(words))
		for i, w := range words {
			list[i] = string(w)
		}
		return "", fmt.Errorf("it is one of %s%s", strings.Join(list, ", "), nearest(s, list))
	}}
}

// text takes any text that is not empty.
func text(what string) *value[string] {
	return &value[string]{parse: func(s string) (string, error) {
		if strings.TrimSpace(s) == "" {
			return "", fmt.Errorf("give %s", what)
		}
		return s, nil
	}}
}

// sets are the values of a flag that may be given many times.
type sets struct{ v []string }

// Set is called by the library.
func (s *sets) Set(text string) error {
	s.v = append(s.v, text)
	return nil
}

// String is what the library shows as the default.
func (s *sets) String() string { return "" }

func (s *sets) flag() cli.Flag {
	return &cli.GenericFlag{Name: "set", Usage: "`PATH=VALUE`: change one value of the scenario, as in --set clusters.hill.gpus=64; may be repeated", Value: s}
}

// has reports whether one of them has the path.
func (s *sets) has(path string) bool {
	return slices.ContainsFunc(s.v, func(set string) bool { return experiment.Changed(set).Path == path })
}

// load loads a scenario with these values, by the path of its file or the name of one
// that ships. Where it is one of several, a fault of a value says of which.
func (s *sets) load(c *console, file string, several bool) (*scenario.Scenario, error) {
	sc, named, err := experiment.LoadNamed(file, s.v...)
	if named.Hides {
		c.say("%s: this is %s in the working directory, not the scenario of that name that ships", clip(file), clip(named.Path))
	}
	if err != nil && isTrace(file) {
		return nil, usagef("%s: this is a trace, not a scenario: replay it with sovsim bench --trace %s --gpus N --policies fcfs,easy", clip(file), clip(file))
	}
	var faults *scenario.Errors
	if several && errors.As(err, &faults) {
		for i, p := range faults.List {
			if strings.HasPrefix(p.File, "--set") {
				faults.List[i].File = file + " with " + p.File
			}
		}
	}
	return sc, err
}

// isTrace reports whether a file that is no scenario is a trace, by its name or, if it is
// not too large to look into, by what it holds.
func isTrace(file string) bool {
	const most = 64 << 20
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	switch filepath.Ext(strings.TrimSuffix(strings.ToLower(file), ".gz")) {
	case ".swf", ".csv", ".tsv":
		return true
	case ".yaml", ".yml":
		return false
	}
	if info.Size() > most {
		return false
	}
	_, err = workloads.Check(file, workloads.Options{})
	return err == nil
}

// repeats reports whether a flag may be given more than once.
func repeats(f cli.Flag) bool {
	g, ok := f.(*cli.GenericFlag)
	if !ok {
		return false
	}
	_, ok = g.Value.(*sets)
	return ok
}

// common are the flags of every command that runs scenarios.
type common struct {
	dir          *value[string]
	seed         *value[uint64]
	replications *value[int]
	live         *value[int]
	workers      *value[int]
	sets         *sets
	progress     *value[terminal.Mode]
	quiet        bool
	jobs         bool
	force        bool
}

func newCommon() *common {
	return &common{
		dir:          text("a directory"),
		seed:         &value[uint64]{parse: unit.ParseUint64},
		replications: count("replications", 100_000),
		live:         count("live jobs", scenario.MaxLive),
		workers:      count("runs at a time", 100_000),
		sets:         &sets{},
		progress:     oneOf(terminal.Modes...),
	}
}

func (o *common) flags() []cli.Flag {
	return []cli.Flag{
		o.dir.flag("out", "`DIR` for the result files instead of out/NAME, or out/NAME+CHANGES", "o"),
		&cli.BoolFlag{Name: "force", Usage: "replace results of another scenario, setting or seed in the directory", Destination: &o.force},
		o.sets.flag(),
		o.seed.flag("seed", "`N`: seed of all random draws, instead of the scenario's"),
		o.replications.flag("replications", "`N`: runs of each policy, each with its own random draws"),
		o.live.flag("max-live-jobs", "`N`: end a run with an error when more than N jobs are live at a time, instead of when memory runs short"),
		o.workers.flag("j", "`N`: runs at a time, instead of one per processor; results do not depend on it"),
		&cli.BoolFlag{Name: "jobs", Usage: "write jobs.csv, one row per job and run, even if the scenario does not ask for it", Destination: &o.jobs},
		o.progress.flag("progress", "`HOW` to show progress: auto (a bar on a terminal), plain (lines), none"),
		quietFlag(&o.quiet),
	}
}

func quietFlag(into *bool) cli.Flag {
	return &cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "no progress, notes or warnings on standard error; errors only", Destination: into}
}

// atOnce is the number of workers.
func (o *common) atOnce() int {
	if o.workers.set {
		return o.workers.v
	}
	return runtime.GOMAXPROCS(0)
}
