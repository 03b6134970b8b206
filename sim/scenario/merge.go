package scenario

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// maxDepth is the deepest level at which blocks are merged; a scenario has no
// such depth, but an alias of itself has any.
const maxDepth = 50

// ownKeys are what a file says of itself and of nothing that is made of it.
var ownKeys = []string{"name", "description"}

// layer is the tree that win, the root of a file, makes of base, the tree of all
// files that give way to it; base is nil for the first. The nodes of both stay
// as they are, since aliases and other layers use them too. below reports whether
// another file extends or includes this one.
func (d *decoder) layer(base *yaml.Node, win value, below bool) *yaml.Node {
	root := d.overlay(value{node: base}, win, topPlace, 0)
	drop := []string{"extends", "include"}
	if below {
		drop = append(drop, ownKeys...)
	}
	return d.without(value{node: root}, drop)
}

// overlay merges win over base, whose node is nil where there is nothing. The
// result is win's own node where nothing changes. A distribution and a block of
// sizes are one value each, of which half would mean something else, and are
// replaced whole.
func (d *decoder) overlay(base, win value, p place, depth int) *yaml.Node {
	was := win.node
	win = d.visit(win, 0)
	if base.node != nil {
		base = d.visit(base, 0)
	}
	switch {
	case depth > maxDepth:
		return was
	case p == onePlace:
		return was
	case isMap(win.node) && (isMap(base.node) || p.leads()):
		if !isMap(base.node) {
			base.node = nil
		}
		return d.overlayBlock(base, win, p, depth)
	case isSeq(win.node) && p.isList():
		if !isSeq(base.node) {
			base.node = nil
		}
		return d.overlayList(base, win, p, depth)
	}
	return was
}

func isMap(n *yaml.Node) bool {
	return n != nil && n.Kind == yaml.MappingNode && n.ShortTag() == "!!map"
}
func isSeq(n *yaml.Node) bool {
	return n != nil && n.Kind == yaml.SequenceNode && n.ShortTag() == "!!seq"
}

// overlayBlock merges two blocks key by key: first the keys of base, then the
// new ones of win.
func (d *decoder) overlayBlock(base, win value, p place, depth int) *yaml.Node {
	var old []entry
	if base.node != nil {
		old = d.entries(base)
	}
	list := d.entries(win)
	at := map[string]int{}
	for i, e := range old {
		at[e.key.node.Value] = i
	}
	changed := base.node != nil
	for _, e := range list {
		name := e.key.node.Value
		i, found := at[name]
		was := value{}
		if found {
			was = old[i].value
		}
		own := e.value.node
		e.value.node = d.overlay(was, e.value, p.below(name), depth+1)
		changed = changed || e.value.node != own
		if found {
			old[i] = e
		} else {
			old = append(old, e)
		}
	}
	if !changed {
		return win.node
	}
	return d.block(win, old)
}

// overlayList merges two lists whose entries have an identity: an entry of win
// goes over the entry of base that it matches, else to the end.
func (d *decoder) overlayList(base, win value, p place, depth int) *yaml.Node {
	var items []value // node nil for those that are gone
	at := map[string]int{}
	changed := base.node != nil
	if changed {
		old, _ := d.items(base, "")
		for _, item := range old {
			if id := d.identityOf(item, p); id != "" {
				if _, twice := at[id]; !twice {
					at[id] = len(items)
				}
			}
			items = append(items, item)
		}
	}
	known := sortedKeys(at) // for messages
	given, _ := d.items(win, "")
	for _, item := range given {
		id := d.identityOf(item, p)
		i, found := at[id]
		found = found && id != ""
		absent, stripped := d.absent(item)
		switch {
		case absent && found:
			delete(at, id)
			known = slices.DeleteFunc(known, func(k string) bool { return k == id })
			items[i].node = nil
			changed = true
		case absent:
			d.fault(item, "absent: true removes an entry of a file that this one extends or includes, and none has the %s %q%s",
				p.what(), clip(id), advise(id, known))
			changed = true
		case found:
			delete(at, id) // a second one of this list is a fault that decoding finds
			item.node = d.overlay(items[i], value{node: stripped, path: item.path}, p.entry(), depth+1)
			items[i] = item
		default:
			own := item.node
			item.node = d.overlay(value{}, value{node: stripped, path: item.path}, p.entry(), depth+1)
			changed = changed || item.node != own
			items = append(items, item)
		}
	}
	if !changed {
		return win.node
	}
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Style: win.node.Style, Line: win.node.Line, Column: win.node.Column}
	for _, item := range items {
		if item.node != nil {
			n.Content = append(n.Content, item.node)
		}
	}
	d.sameOrigin(n, win)
	return n
}

// absent reports whether an entry of a list says that it is to be removed, and
// returns it without that key.
func (d *decoder) absent(v value) (absent bool, stripped *yaml.Node) {
	at := d.visit(v, 0)
	if !isMap(at.node) {
		return false, v.node
	}
	list := d.entries(at)
	i := slices.IndexFunc(list, func(e entry) bool { return e.key.node.Value == "absent" })
	if i < 0 {
		return false, v.node
	}
	absent = d.isTrue(list[i].value)
	for _, e := range list {
		if name := e.key.node.Value; absent && !slices.Contains(identityKeys, name) {
			d.fault(e.key, "an entry with absent: true is removed, so %s has no effect: remove one of the two; to describe the entry anew, add it a second time after this one", clip(name))
			break
		}
	}
	return absent, d.without(at, []string{"absent"})
}

// isTrue reads the value of absent.
func (d *decoder) isTrue(v value) bool {
	absent, ok := readValue(d, v, "true", truth, false)
	if ok && !absent {
		d.fault(v, "absent: false says nothing: remove it")
	}
	return absent
}

// without is the block v without some keys; v's own node if it has none of them.
func (d *decoder) without(v value, keys []string) *yaml.Node {
	if !isMap(v.node) {
		return v.node
	}
	list := d.entries(v)
	gone := func(e entry) bool { return slices.Contains(keys, e.key.node.Value) }
	if !slices.ContainsFunc(list, gone) {
		return v.node
	}
	return d.block(v, slices.DeleteFunc(list, gone))
}

// block is a block with these entries that stands where v does.
func (d *decoder) block(v value, list []entry) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Style: v.node.Style, Line: v.node.Line, Column: v.node.Column}
	for _, e := range list {
		n.Content = append(n.Content, e.key.node, e.value.node)
	}
	d.sameOrigin(n, v)
	return n
}

// sameOrigin notes that the node n stands where v does.
func (d *decoder) sameOrigin(n *yaml.Node, v value) {
	if o := d.from(v); o != d.reading {
		d.origins[n] = o
	}
}
