package results

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sovsim/results/outdir"
)

// Settings are what a result set is of, in words and as two hashes. Neither hash
// depends on the version or the build of sovsim, nor on which files were asked for.
// Two sets are of the same where one of the hashes is equal: a comment in a file moves
// only Inputs, a build that resolves the same files otherwise only Resolved.
type Settings struct {
	Scenario     string   `json:"scenario"`
	Policies     []string `json:"policies"`
	Seed         uint64   `json:"seed"`
	Replications int      `json:"replications"`
	// Resolved is of the scenario as resolved, with its policies, seed, replications
	// and changes, and of the bytes of its traces and series.
	Resolved string `json:"resolved_sha256"`
	// Inputs is of the bytes of all files that were read, and of the changes.
	Inputs string `json:"inputs_sha256"`
}

// same reports whether two sets are of the same; unknown hashes are of nothing.
func (s Settings) same(t Settings) bool {
	return s.Resolved != "" && s.Resolved == t.Resolved || s.Inputs != "" && s.Inputs == t.Inputs
}

// An OtherSetError is that a directory holds a set which is not replaced unasked.
type OtherSetError struct{ text string }

// Error says what is there, what would come, and what to do.
func (e *OtherSetError) Error() string { return e.text }

// Replaceable is an error unless the set that is in the directory, if any, is of the
// same as m, so that it may be replaced unasked.
func (s *Set) Replaceable(m *Manifest) error { return replaceable(s.dir.Path(), s.dir.Former(), m) }

// Refused reports whether a directory was refused for what it is or holds; else reading
// or writing it has failed.
func Refused(err error) bool {
	var other *OtherSetError
	return outdir.Refused(err) || errors.As(err, &other)
}

// HasSet reports whether there is a set of sovsim's in the directory.
func HasSet(directory string) bool { return outdir.ReadManifest(directory) != nil }

// CheckReplaceable is Replaceable for a directory that is not open; it changes
// nothing, and is silent about what hinders its opening.
func CheckReplaceable(directory string, m *Manifest) error {
	return replaceable(directory, outdir.ReadManifest(directory), m)
}

func replaceable(directory string, former []byte, m *Manifest) error {
	if former == nil {
		return nil
	}
	old := parseManifest(former)
	if old.Settings.same(m.Settings) {
		return nil
	}
	return &OtherSetError{fmt.Sprintf("output directory %s: it holds the results of %s, and this run is of %s; give another directory with -o, or --force to replace them",
		directory, old.subject(m), m.subject(old))}
}

// parseManifest is a manifest of this version or another; what it does not have is
// empty.
func parseManifest(data []byte) *Manifest {
	var m Manifest
	if json.Unmarshal(data, &m) != nil {
		return &Manifest{}
	}
	return &m
}

// Replaced says in lines, after Commit, what the user may not expect of the set that
// m has replaced: that it was of another scenario, setting or seed, or made by another
// build, and which files are gone.
func (s *Set) Replaced(m *Manifest) []string {
	if s.dir.Former() == nil {
		return nil
	}
	old := parseManifest(s.dir.Former())
	if !old.Settings.same(m.Settings) {
		return []string{"replaced the results of " + old.subject(m) + ", by --force"}
	}
	var lines, other []string
	for _, f := range old.Files {
		i := slices.IndexFunc(m.Files, func(g outdir.File) bool { return g.Name == f.Name })
		switch {
		case i < 0:
			lines = append(lines, f.Name+" of the run before is gone: this run writes none")
		case m.Files[i] != f:
			other = append(other, f.Name)
		}
	}
	if old.Version != m.Version || len(other) > 0 {
		line := "replaced the results of the same scenario, settings and seed by another build of sovsim"
		if old.Version != m.Version {
			line += ", " + old.Version
		}
		if len(other) > 0 {
			line += "; not the same now: " + strings.Join(other, ", ")
		}
		lines = append([]string{line}, lines...)
	}
	return lines
}

// subject is what the set of m is of, as far as it tells it from another.
func (m *Manifest) subject(other *Manifest) string {
	s, o := &m.Settings, &other.Settings
	if s.Scenario == "" {
		return "another version of sovsim"
	}
	var with []string
	if m.Variant != other.Variant {
		with = append(with, "variant "+m.Variant)
	}
	same := m.Variant == other.Variant
	if same && s.Seed != o.Seed {
		with = append(with, fmt.Sprintf("seed %d", s.Seed))
	}
	if same && s.Replications != o.Replications {
		with = append(with, fmt.Sprintf("replications %d", s.Replications))
	}
	if same && !slices.Equal(s.Policies, o.Policies) {
		with = append(with, "policies "+strings.Join(s.Policies, ","))
	}
	if len(with) == 0 && s.Scenario == o.Scenario {
		with = append(with, "other files or settings")
	}
	if len(with) == 0 {
		return s.Scenario
	}
	return s.Scenario + " (" + strings.Join(with, ", ") + ")"
}
