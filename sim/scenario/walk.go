package scenario

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"sovsim/sim/suggest"
)

// maxVisits is the number of nodes that decoding looks at, with those behind
// aliases counted each time: enough for every file of MaxBytes without aliases,
// and the end of a small file that aliases blow up.
const maxVisits = 1 << 20

// decoder walks the nodes of one file and notes everything that is wrong with
// it, rather than stopping at the first fault.
type decoder struct {
	// reading is the file that is being read: the scenario file itself, once all
	// are. The nodes of origins come from elsewhere.
	reading  *origin
	origins  map[*yaml.Node]*origin
	catalog  Catalog
	errs     problems
	warns    problems
	gathered []*each // of warnings, those told for several names
	// files is where the scenario and the files that it names are opened; nil for
	// bytes in memory, which can name no others. read are the paths of those that
	// the scenario is made of.
	files fs.FS
	read  []string
	// cause is the first error in reading one of them.
	cause  error
	visits int
	// faults counts what was noted, repetitions included.
	faults int
	// powers are what GPUs of each accelerator type draw.
	powers map[string]watts
	// steps is the number of capacity steps made so far.
	steps int
	// declared are the regions of the file's block of regions, each with its place;
	// nil where the file has none, or a part of it could not be read.
	declared []piece
	// unasked are the regions to which demands give a share of 0.
	unasked []piece

	epoch    epoch
	breaking breaking
	// machines are those in service at the epoch, nil where that is not known;
	// rebound are the populations that find none at home.
	machines *machines
	rebound  []Rebound
	// oversizes are what warnings of jobs that are too large are about.
	oversizes map[Problem]*oversize
}

// value is a node with its place in the structure. Its node is nil for what is
// not there.
type value struct {
	node *yaml.Node
	path string
}

// fault notes an error at v.
func (d *decoder) fault(v value, format string, args ...any) {
	d.faults++
	d.errs.add(d.problem(v, format, args))
}

// warn notes something legal at v that is perhaps not meant.
func (d *decoder) warn(v value, format string, args ...any) {
	d.warns.add(d.problem(v, format, args))
}

func (d *decoder) problem(v value, format string, args []any) Problem {
	from := d.from(v)
	p := Problem{File: from.file, Path: v.path, Msg: fmt.Sprintf(format, args...), rank: from.rank}
	switch {
	case from.set && !from.inside(v.node):
		p.Path = "" // the path of the --set says it
	case v.node != nil && !from.set:
		p.Line, p.Column = v.node.Line, v.node.Column
	}
	return p
}

// tooBig ends the decoding of a file that aliases blow up.
type tooBig struct{}

// visit counts n nodes and follows v to what it stands for, if it is an alias.
func (d *decoder) visit(v value, n int) value {
	if d.visits += 1 + n; d.visits > maxVisits {
		panic(tooBig{})
	}
	if v.node != nil && v.node.Kind == yaml.AliasNode {
		v.node = v.node.Alias
	}
	return v
}

// object is a mapping whose keys are known in advance.
type object struct {
	d      *decoder
	at     value
	fields map[string]value
}

// object reads v as a mapping with the allowed keys, in the order in which
// messages list them.
func (d *decoder) object(v value, allowed []string) (object, bool) {
	o := object{d: d, at: d.visit(v, 0), fields: map[string]value{}}
	if !d.isMapping(o.at, "a block of key: value lines with "+list(allowed)) {
		return o, false
	}
	var misspelt []entry
	for _, e := range d.entries(o.at) {
		name := e.key.node.Value
		if !slices.Contains(allowed, name) {
			d.fault(e.key, "unknown key %q%s", clip(name), advise(name, allowed))
			misspelt = append(misspelt, e)
			continue
		}
		o.fields[name] = e.value
	}
	for _, e := range misspelt {
		// Read on as if it were spelt right: the value is checked too, and the
		// right key is not reported as missing.
		if meant := suggest.Nearest(e.key.node.Value, allowed); meant != "" && !o.has(meant) {
			o.fields[meant] = e.value
		}
	}
	return o, true
}

// has reports whether the mapping has the key.
func (o object) has(key string) bool { return o.fields[key].node != nil }

// get is the value of key; its node is nil where the key is absent.
func (o object) get(key string) value {
	v := o.fields[key]
	v.path = join(o.at.path, key)
	return v
}

// missing notes that a key must be there.
func (o object) missing(key, advice string) {
	o.d.fault(o.at, "%s is missing: %s", key, advice)
}

type entry struct{ key, value value }

// entries is the pairs of a mapping in file order, without those that repeat a
// key, with those that a merge key (<<) brings in after its own.
func (d *decoder) entries(v value) []entry {
	seen := map[string]*yaml.Node{}
	return d.appendEntries(nil, v, seen, 0)
}

func (d *decoder) appendEntries(list []entry, v value, seen map[string]*yaml.Node, depth int) []entry {
	d.visit(v, len(v.node.Content))
	own := map[*yaml.Node]bool{}
	var merges []value
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		key := d.visit(value{node: v.node.Content[i], path: v.path}, 0)
		if isRest(v.node, i) {
			continue // told at the number that it is the rest of
		}
		val := value{node: d.splitAt(v, i)}
		if key.node.ShortTag() == "!!merge" {
			merges = append(merges, value{node: val.node, path: v.path})
			continue
		}
		if !d.plain(key, "a key") {
			continue
		}
		name := key.node.Value
		val.path = join(v.path, name)
		if first := seen[name]; first != nil {
			if own[first] {
				d.fault(key, "%s appears twice: the first is in %s", clip(name), d.line(value{node: first}, key))
			}
			continue // a merged key gives way to one that is there
		}
		seen[name] = key.node
		own[key.node] = true
		list = append(list, entry{key, val})
	}
	for _, m := range merges {
		list = d.merge(list, m, seen, depth+1)
	}
	return list
}

// merge appends the entries of the mapping, or list of mappings, behind <<.
func (d *decoder) merge(list []entry, v value, seen map[string]*yaml.Node, depth int) []entry {
	v = d.visit(v, 0)
	switch {
	case depth > 10:
		d.fault(v, "<< here merges more than 10 levels deep, or itself")
	case v.node.Kind == yaml.MappingNode:
		list = d.appendEntries(list, v, seen, depth)
	case v.node.Kind == yaml.SequenceNode:
		for _, n := range v.node.Content {
			list = d.merge(list, value{node: n, path: v.path}, seen, depth+1)
		}
	default:
		d.fault(v, "<< takes an *alias of a block of keys, not %s", kindOf(v.node))
	}
	return list
}

// items is the values of a list. An absent or empty value is an empty list.
func (d *decoder) items(v value, of string) ([]value, bool) {
	if v.node == nil {
		return nil, true
	}
	v = d.visit(v, 0)
	if v.node.Kind == yaml.ScalarNode && v.node.ShortTag() == "!!null" {
		return nil, true
	}
	if !d.isKind(v, yaml.SequenceNode, "a list of "+of+", each after a dash") {
		return nil, false
	}
	d.visit(v, len(v.node.Content))
	items := make([]value, len(v.node.Content))
	for i, n := range v.node.Content {
		items[i] = value{node: n, path: v.path + "[" + strconv.Itoa(i) + "]"}
	}
	return items, true
}

// isMapping checks that v is a mapping, isList reports whether it is a list.
func (d *decoder) isMapping(v value, want string) bool { return d.isKind(v, yaml.MappingNode, want) }
func (d *decoder) isList(v value) bool                 { return v.node.Kind == yaml.SequenceNode }
func (d *decoder) isScalar(v value) bool               { return v.node.Kind == yaml.ScalarNode }

// isKind checks that v is a mapping or a list.
func (d *decoder) isKind(v value, kind yaml.Kind, want string) bool {
	tag := map[yaml.Kind]string{yaml.MappingNode: "!!map", yaml.SequenceNode: "!!seq"}[kind]
	if v.node.Kind != kind {
		d.fault(v, "this is %s; it should be %s", kindOf(v.node), want)
		return false
	}
	if v.node.ShortTag() != tag {
		d.fault(v, "the tag %s has no meaning in a scenario: remove it", clip(v.node.Tag))
		return false
	}
	return true
}

// plain checks that v is a scalar with some text.
func (d *decoder) plain(v value, want string) bool {
	n := v.node
	switch {
	case n.Kind != yaml.ScalarNode:
		d.fault(v, "this is %s; it should be %s", kindOf(n), want)
		return false
	case n.ShortTag() == "!!null":
		d.fault(v, "the value is empty: give %s, or remove the line", want)
		return false
	}
	switch n.ShortTag() {
	case "!!str", "!!int", "!!float", "!!bool", "!!timestamp":
		return true
	}
	d.fault(v, "the tag %s has no meaning in a scenario: remove it", clip(n.Tag))
	return false
}

// kindOf says in words what a node is.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a block of keys"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!null":
		return "empty"
	case "!!int", "!!float":
		return "the number " + clip(n.Value)
	}
	return fmt.Sprintf("the text %q", clip(n.Value))
}

// join is the path of key below path.
func join(path, key string) string {
	if strings.ContainsAny(key, ".[] ") || len(key) > 40 {
		key = strconv.Quote(clip(key))
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// clip keeps a quoted piece of the file short enough to read.
func clip(s string) string { return clipTo(s, 40) }

func clipTo(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
