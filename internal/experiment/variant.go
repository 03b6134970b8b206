package experiment

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"sovsim/results"
	"sovsim/sim/scenario"
)

// A Change is one thing that the command line changes of a scenario: a --set, or a
// flag whose value differs from the scenario's, under the key that it stands for.
type Change struct{ Path, Value string }

// Changed is PATH=VALUE, as typed after --set.
func Changed(set string) Change {
	path, value, _ := strings.Cut(set, "=")
	return Change{strings.TrimSpace(path), strings.TrimSpace(value)}
}

// String is the change in full: clusters.airr.slip = 12 months.
func (c Change) String() string { return c.Path + " = " + c.Value }

// Texts are changes in full.
func Texts(changes []Change) []string {
	var texts []string
	for _, c := range changes {
		texts = append(texts, c.String())
	}
	return texts
}

// Ordered are changes by path, so that the order in which somebody types them makes
// no other run of them. Where one path lies within another the later one wins, and
// the order stays as it is.
func Ordered(changes []Change) []Change {
	byPath := slices.Clone(changes)
	slices.SortStableFunc(byPath, func(a, b Change) int { return strings.Compare(a.Path, b.Path) })
	for i, c := range byPath {
		for _, other := range byPath[i+1:] {
			if rest, ok := strings.CutPrefix(other.Path, c.Path); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
				return changes
			}
		}
	}
	return byPath
}

const (
	// maxLabel is the most bytes of a label. With the name of a scenario (at most
	// 100 characters) before it, it is a name for every file system.
	maxLabel = 80
	// hashed is how many hexadecimal digits tell two labels apart.
	hashed = 10
)

// Label is changes in short, as the name of a folder has it after a +, and the
// column variant: airr.slip=12-months. Without a change it is results.Base.
//
// It has only small letters, digits and . - _ = + and, before a hash, @. Two lists of
// changes have two labels, also where a file system takes large letters for small
// ones: one that is not exact, because something in it was replaced or cut, ends in @
// and a hash of the changes in full.
func Label(changes []Change) string {
	if len(changes) == 0 {
		return results.Base
	}
	var parts []string
	exact := true
	h := sha256.New()
	for _, c := range changes {
		h.Write([]byte(c.Path + "\x00" + c.Value + "\x00"))
		path, pathExact := shortPath(c.Path)
		value, valueExact := shortValue(c.Value)
		parts = append(parts, path+"="+value)
		exact = exact && pathExact && valueExact
	}
	label := strings.Join(parts, "+")
	if exact = exact && len(label) <= maxLabel && !strings.HasSuffix(label, "."); exact {
		return label
	}
	label = label[:min(len(label), maxLabel-1-hashed)]
	return strings.TrimRight(label, "-.+=") + "@" + hex.EncodeToString(h.Sum(nil))[:hashed]
}

// shortPath is the path of a change without the list of clusters, which are known by
// their names; exact reports whether no other path is written so.
func shortPath(path string) (short string, exact bool) {
	short, dropped := strings.CutPrefix(path, "clusters.")
	first, _, deeper := strings.Cut(short, ".")
	if dropped && (!deeper || scenario.IsKey(first)) {
		short, dropped = path, false
	}
	// A path of a cluster without the list begins with no key of a scenario, others do.
	safe := unsafe.ReplaceAllString(strings.ToLower(short), "-")
	return safe, safe == short && (dropped || !deeper || scenario.IsKey(first) || first == "clusters")
}

var (
	// amount is a number with its unit, as 12 months; dashed is how it is written.
	amount = regexp.MustCompile(`^[0-9.]+ [a-z]+$`)
	dashed = regexp.MustCompile(`^[0-9.]+-[a-z]+$`)
)

// shortValue is a value as a label has it, a list without commas, which a CSV would
// quote; exact reports whether no other value is written so. (A value has no =, so that
// what follows a + and has none is an item of a list.)
func shortValue(value string) (short string, exact bool) {
	if amount.MatchString(value) {
		return strings.Replace(value, " ", "-", 1), true
	}
	items := commas(value)
	return strings.Join(items, "+"), strings.Join(items, ",") == value && !dashed.MatchString(value)
}

// commas are the parts of a list, safe.
func commas(list string) []string {
	parts := strings.Split(list, ",")
	for i, p := range parts {
		parts[i] = unsafe.ReplaceAllString(strings.ToLower(p), "-")
		if parts[i] != p { // what stood around it is lost anyway
			parts[i] = strings.Trim(parts[i], "-")
		}
	}
	return parts
}

// unsafe is what is not safe in the names of files everywhere.
var unsafe = regexp.MustCompile(`-*[^a-z0-9._-]+-*`)
