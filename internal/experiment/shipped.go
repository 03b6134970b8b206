package experiment

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"sovsim/scenarios"
	"sovsim/sim/scenario"
	"sovsim/sim/suggest"
)

// Named is what the user means by the name of a scenario.
type Named struct {
	// Path is the file to load from Files.
	Path string
	// Files is the machine's, over the scenarios that ship: where the folder of the
	// scenario has no file that is asked for, the one of that name that ships is read.
	Files fs.FS
	// Shipped reports whether the file is one that ships.
	Shipped bool
	// Hides reports whether the name is that of a scenario that ships, and a file of the
	// folder was taken in its place.
	Hides bool
}

// findScenario is the scenario that text names: a file, whose path it is; else NAME for
// the file NAME.yaml of the working directory; else NAME or NAME.yaml for a scenario
// that ships. What is none of these is taken for a path, and loading it says so.
func findScenario(disk fs.FS, text string) Named {
	there := func(path string) bool {
		info, err := fs.Stat(disk, filepath.ToSlash(path))
		return err == nil && !info.IsDir()
	}
	found := func(path string) Named {
		return Named{Path: path, Files: layered{disk: disk, dir: filepath.Dir(path), own: path}}
	}
	if filepath.Base(text) != text || there(text) {
		return found(text)
	}
	name := strings.TrimSuffix(text, scenarios.Ending)
	ships := slices.Contains(scenarios.Names(), name)
	path := name + scenarios.Ending
	switch {
	case there(path):
		n := found(path)
		n.Hides = ships
		return n
	case ships:
		return Named{Path: path, Files: layered{disk: disk, dir: "."}, Shipped: true}
	}
	return found(text)
}

// LoadNamed is Load for what a user types: a file, or the name of one; see [Named].
func LoadNamed(text string, sets ...string) (*scenario.Scenario, Named, error) {
	n := findScenario(Disk, text)
	if err := n.missing(text); err != nil {
		return nil, n, badInput(err)
	}
	s, err := LoadFrom(n.Files, n.Path, sets...)
	return s, n, err
}

// missing says that there is no such scenario, and which may have been meant.
func (n Named) missing(text string) error {
	if _, err := fs.Stat(n.Files, filepath.ToSlash(n.Path)); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	msg := "there is no such file"
	name := strings.TrimSuffix(filepath.Base(text), scenarios.Ending)
	switch meant := suggest.Nearest(name, scenarios.Names()); {
	case meant == "" && name == text:
		msg += ", and no scenario of that name ships: sovsim init lists those that do"
	case meant == "":
	case meant == name:
		msg += "; " + name + " alone is the scenario that ships"
	case name == text:
		msg += ", and no scenario of that name ships; did you mean " + meant + "?"
	}
	return &scenario.Errors{List: []scenario.Problem{{File: text, Msg: msg}}}
}

// layered is the files of a machine. A file that is not there is the one that ships
// whose name, relative to dir, is the same: so a copy of a scenario that ships finds
// what that is made of, and a part that lies beside the copy goes before.
type layered struct {
	disk fs.FS
	dir  string
	// own is the scenario file itself where it has to be in disk: a path that leads
	// nowhere is a mistake, whatever ships.
	own string
}

// Open opens a file.
func (l layered) Open(name string) (fs.File, error) {
	f, err := l.disk.Open(name)
	if inner, ok := l.below(name, err); ok {
		return scenarios.Files().Open(inner)
	}
	return f, err
}

// Stat looks at a file without opening it.
func (l layered) Stat(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(l.disk, name)
	if inner, ok := l.below(name, err); ok {
		return fs.Stat(scenarios.Files(), inner)
	}
	return info, err
}

// below is the name that a file which is missing here has among those that ship.
func (l layered) below(name string, err error) (string, bool) {
	if !errors.Is(err, fs.ErrNotExist) || filepath.FromSlash(name) == l.own {
		return "", false
	}
	inner, err := filepath.Rel(l.dir, filepath.FromSlash(name))
	if err != nil {
		return "", false
	}
	inner = filepath.ToSlash(inner)
	info, err := fs.Stat(scenarios.Files(), inner)
	return inner, err == nil && !info.IsDir()
}
