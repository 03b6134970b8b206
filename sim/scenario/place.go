package scenario

import (
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// place is where a node stands, as far as merging and --set must know: which
// lists have entries with an identity.
type place int

const (
	elsewhere place = iota
	topPlace
	clusterList
	clusterEntry
	groupList
	groupEntry
	sourceList
	sourceEntry
	namedList // any other list whose entries have a name
	namedEntry
	linkList
	linkEntry
	classBlock // its keys are names, its values like entries of the workload
	onePlace   // a block that is one value
)

// namedLists are the lists at the top whose entries are known by their name alone.
var namedLists = []string{"pools", "export-rules", "departures", "budgets", "closures"}

// below is the place of the value of key.
func (p place) below(key string) place {
	switch {
	case p == topPlace && key == "clusters":
		return clusterList
	case p == topPlace && key == "workload":
		return sourceList
	case p == clusterEntry && key == "groups":
		return groupList
	case p == topPlace && slices.Contains(namedLists, key):
		return namedList
	case p == topPlace && key == "links":
		return linkList
	case p == topPlace && key == "classes":
		return classBlock
	case p == classBlock:
		return sourceEntry
	case p == sourceEntry && slices.Contains([]string{"gpus", "run-time", "patience", "data"}, key):
		return onePlace
	}
	return elsewhere
}

// isList reports whether the entries of a list there have an identity, entry is
// their place, and what they are called.
func (p place) isList() bool {
	return p == clusterList || p == groupList || p == sourceList || p == namedList || p == linkList
}
func (p place) entry() place {
	if !p.isList() {
		return elsewhere
	}
	return p + 1
}
func (p place) what() string {
	return map[place]string{clusterList: "cluster", groupList: "group", sourceList: "entry", namedList: "entry", linkList: "link"}[p]
}

// leads reports whether a list with identities may lie below.
func (p place) leads() bool { return p == topPlace || p == clusterEntry }

// identityOf is what an entry of the list p is known by, as --set writes it:
// the name, REGION/CLASS of a population, the path of a trace. It is "" for an
// entry that does not say.
func (d *decoder) identityOf(v value, p place) string {
	v = d.visit(v, 0)
	if v.node.Kind != yaml.MappingNode {
		return ""
	}
	if p == linkList {
		return d.linkName(v)
	}
	text := map[string]string{}
	for _, e := range d.entries(v) {
		if at := d.visit(e.value, 0); at.node.Kind == yaml.ScalarNode {
			text[e.key.node.Value] = at.node.Value
			if e.key.node.Value == "trace" {
				text["trace"] = filepath.ToSlash(filepath.Clean(d.relative(at, at.node.Value)))
			}
		}
	}
	switch {
	case text["name"] != "":
		return text["name"]
	case p == groupList && text["accelerator"] != "":
		return text["accelerator"] // as decoding names the group
	case p == groupList:
		return "nodes"
	case p == sourceList && text["class"] != "" && text["region"] != "" && text["trace"] == "":
		return text["region"] + "/" + text["class"]
	case p == sourceList:
		return text["trace"]
	}
	return ""
}

// identityKeys are the keys that an entry with absent: true may have.
var identityKeys = []string{"name", "class", "region", "trace", "accelerator", "between", "absent"}

// relative is the path of a file that v names, relative to the folder of the
// scenario file: v may stand in a file of another folder.
func (d *decoder) relative(v value, file string) string {
	from := d.from(v)
	if from.set || from.dir == d.reading.dir || filepath.IsAbs(file) {
		return file
	}
	rel, err := filepath.Rel(d.reading.dir, from.dir)
	if err != nil { // an absolute path below a relative one
		rel = from.dir
	}
	return strings.TrimPrefix(filepath.ToSlash(filepath.Join(rel, filepath.FromSlash(file))), "./")
}
