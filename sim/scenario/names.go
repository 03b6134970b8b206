package scenario

// uniqueName reads the name of an entry of a list, by which other files and --set
// find it. names has those of the entries before.
func (d *decoder) uniqueName(e object, what string, names map[string]value) string {
	name, ok := need(e, "name", "a name, by which other files and --set find this "+what, label)
	if !ok {
		return ""
	}
	if other, again := names[name]; again {
		d.fault(e.get("name"), "the %s %q is there already, in %s: give this one another name", what, clip(name), d.line(other, e.get("name")))
	} else {
		names[name] = e.get("name")
	}
	return name
}

// namesOf reads a list of names, or one name. optional reports whether a list left out
// stands for all.
func (d *decoder) namesOf(e object, key, what string, optional bool) (list []piece) {
	if !e.has(key) {
		return nil
	}
	empty := "the list is empty: name " + what
	if optional {
		empty += ", or leave the key out for all"
	}
	d.distinct(d.oneOrMore(e.get(key), what, empty), "a name", func(name string, item value) {
		list = append(list, piece{name: name, at: d.visit(item, 0)})
	})
	return list
}

// oneOrMore is the entries of a list, or the one that stands there by itself. empty is
// what is wrong with a list of none.
func (d *decoder) oneOrMore(v value, what, empty string) []value {
	v = d.visit(v, 0)
	if d.isScalar(v) && !d.empty(v) {
		return []value{v}
	}
	items, ok := d.items(v, what)
	if ok && len(items) == 0 {
		d.fault(v, "%s", empty)
	}
	return items
}

// distinct reads names of which none may be there twice. want is what each should be.
func (d *decoder) distinct(items []value, want string, each func(name string, item value)) {
	first := map[string]value{}
	for _, item := range items {
		name, ok := readValue(d, item, want, label, "")
		if !ok {
			continue
		}
		if other, twice := first[name]; twice {
			d.fault(item, "%s appears twice: the first is in %s", clip(name), d.line(other, item))
			continue
		}
		first[name] = d.visit(item, 0)
		each(name, item)
	}
}
