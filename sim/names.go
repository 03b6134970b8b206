package sim

import "strconv"

// Names turns names (users, classes, regions, clusters) into dense ids and
// back, so that the loop compares integers and only the edge sees text. Ids
// count up from 0 in the order of first use. It belongs to one run and is not
// safe for concurrent use.
type Names struct {
	ids   map[string]int32
	names []string
}

// ID is the id of name, new if the name is new.
func (n *Names) ID(name string) int32 {
	id, ok := n.ids[name]
	if !ok {
		if n.ids == nil {
			n.ids = map[string]int32{}
		}
		id = int32(len(n.names))
		n.ids[name] = id
		n.names = append(n.names, name)
	}
	return id
}

// Bytes is ID for a name held in a byte slice; it allocates only for a new name.
func (n *Names) Bytes(name []byte) int32 {
	if id, ok := n.ids[string(name)]; ok {
		return id
	}
	return n.ID(string(name))
}

// Lookup is the id of name and whether it has one.
func (n *Names) Lookup(name string) (int32, bool) {
	id, ok := n.ids[name]
	return id, ok
}

// Name is the name of id; "" for an id that was never given.
func (n *Names) Name(id int32) string {
	if id < 0 || int(id) >= len(n.names) {
		return ""
	}
	return n.names[id]
}

// Len is the number of names.
func (n *Names) Len() int { return len(n.names) }

// Directory holds the name tables of one run. Sources fill it while they read;
// observers look names up in it.
type Directory struct {
	Users, Projects, Classes, Regions Names
	// Traces are the sources whose jobs have no name but their place; see Job.Trace.
	Traces Names
}

// Trace enters a trace and is what Job.Trace has for its jobs. A name that is
// taken already gets a number: two sources of a run never have one id, and the
// second of a name is the second whatever other traces there are.
func (d *Directory) Trace(name string) int32 {
	for n := 1; ; n++ {
		// No name holds a zero byte, so no two pairs make one entity.
		entity := name + "\x00" + strconv.Itoa(n)
		if _, taken := d.Traces.Lookup(entity); !taken {
			return d.Traces.ID(entity) + 1
		}
	}
}
