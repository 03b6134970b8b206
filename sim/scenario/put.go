package scenario

import (
	"fmt"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// put is the node at with the value of s in it, where steps lead. The node
// itself stays as it is, since aliases may stand for it elsewhere. put returns
// nil where the path leads nowhere, which it has noted.
func (d *decoder) put(s *setting, at value, p place, steps []step) *yaml.Node {
	if len(steps) == 0 {
		return s.value
	}
	if at.node != nil {
		at = d.visit(at, 0)
	}
	st := steps[0]
	parent := st.parent(s)
	fault := func(format string, args ...any) *yaml.Node {
		d.fault(value{node: s.value}, format, args...)
		return nil
	}
	switch {
	case at.node == nil || at.node.Kind == yaml.ScalarNode && at.node.ShortTag() == "!!null":
		if p.isList() || st.index >= 0 {
			return fault("%s is not there, so it has no entry %s", parent, st.text())
		}
		return d.putKey(s, at, nil, p, steps)
	case at.node.Kind == yaml.MappingNode && st.index >= 0:
		return fault("%s is a block of keys, not a list: write one of its keys in place of %s", parent, st.text())
	case at.node.Kind == yaml.MappingNode:
		return d.putKey(s, at, d.entries(at), p, steps)
	case at.node.Kind == yaml.SequenceNode:
		return d.putEntry(s, at, p, steps)
	}
	return fault("%s is %s and has nothing below it: the path ends there", parent, kindOf(at.node))
}

// parent is the path before the step.
func (st step) parent(s *setting) string {
	if i := slices.Index(s.steps, st); i > 0 {
		return s.steps[i-1].upTo
	}
	return "the scenario"
}

// text is the step as typed.
func (st step) text() string {
	if st.index >= 0 {
		return "[" + strconv.Itoa(st.index) + "]"
	}
	return strconv.Quote(clip(st.name))
}

// putKey is a block, whose entries are list, with the value below the first
// step. A key that is new may be one that there is not: decoding will say so.
func (d *decoder) putKey(s *setting, at value, list []entry, p place, steps []step) *yaml.Node {
	name := steps[0].name
	i := slices.IndexFunc(list, func(e entry) bool { return e.key.node.Value == name })
	if i < 0 {
		key := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name}
		d.own(key, s.from)
		list = append(list, entry{key: value{node: key}})
		i = len(list) - 1
	}
	n := d.put(s, list[i].value, p.below(name), steps[1:])
	if n == nil {
		return nil
	}
	list = slices.Clone(list)
	list[i].value.node = n
	if at.node == nil {
		at.node = s.value
	}
	return d.block(at, list)
}

// putEntry is the list at with the value in or below one of its entries.
func (d *decoder) putEntry(s *setting, at value, p place, steps []step) *yaml.Node {
	st := steps[0]
	fault := func(format string, args ...any) *yaml.Node {
		d.fault(value{node: s.value}, format, args...)
		return nil
	}
	items := at.node.Content
	i := st.index
	switch {
	case len(items) == 0:
		return fault("%s is an empty list", st.parent(s))
	case i >= len(items):
		return fault("%s has no entry [%d]: it has %s", st.parent(s), i, indices(len(items)))
	case i < 0 && !p.isList():
		return fault("%s is a list: say which entry is meant by its index in place of %s; it has %s", st.parent(s), st.text(), indices(len(items)))
	case i < 0:
		var known []string
		for k, item := range items {
			id := d.identityOf(value{node: item}, p)
			if id == st.name && i < 0 {
				i = k
			}
			if id != "" {
				known = append(known, id)
			}
		}
		if i < 0 {
			return fault("there is no %s %s%s", p.what(), st.text(), advise(st.name, known))
		}
	}
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: at.node.Tag, Style: at.node.Style, Line: at.node.Line, Column: at.node.Column}
	n.Content = slices.Clone(items)
	d.sameOrigin(n, at)
	if p.isList() && len(steps) == 2 && steps[1].name == "absent" {
		if !d.isTrue(value{node: s.value}) {
			return nil
		}
		n.Content = slices.Delete(n.Content, i, i+1)
		return n
	}
	if n.Content[i] = d.put(s, value{node: items[i]}, p.entry(), steps[1:]); n.Content[i] == nil {
		return nil
	}
	return n
}

// indices is the range of the indices of n entries.
func indices(n int) string {
	if n == 1 {
		return "only [0]"
	}
	return fmt.Sprintf("[0] to [%d]", n-1)
}
