package scenario

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
)

// origin is where nodes come from: a file, or a --set of the command line.
type origin struct {
	// file is the name of the file in messages, or "--set PATH".
	file string
	// set reports whether this is a --set, which has no lines.
	set bool
	// dir is the folder to which paths in the file are relative; "" is that of
	// the scenario file.
	dir string
	// rank is the place of the file in the order of messages.
	rank int
	// value is what a --set sets.
	value *yaml.Node
}

// inside reports whether n is a node within the value of a --set.
func (o *origin) inside(n *yaml.Node) bool {
	return n != nil && n != o.value && o.value != nil && holds(o.value, n)
}

func holds(tree, n *yaml.Node) bool {
	return tree == n || slices.ContainsFunc(tree.Content, func(below *yaml.Node) bool { return holds(below, n) })
}

// from is where v comes from: the file that is being read where v has no node.
func (d *decoder) from(v value) *origin {
	if o := d.origins[v.node]; o != nil && v.node != nil {
		return o
	}
	return d.reading
}

// own notes that all nodes below n come from o.
func (d *decoder) own(n *yaml.Node, o *origin) {
	if d.origins == nil {
		d.origins = map[*yaml.Node]*origin{}
	}
	d.origins[n] = o
	for _, below := range n.Content { // what an alias stands for is in the tree too
		d.own(below, o)
	}
}

// line says where other is, for a message at v: line 7, or line 7 of a file
// where that is another one.
func (d *decoder) line(other, v value) string {
	o := d.from(other)
	switch {
	case o.set:
		return o.file
	case o != d.from(v):
		return fmt.Sprintf("line %d of %s", other.node.Line, o.file)
	}
	return fmt.Sprintf("line %d", other.node.Line)
}
