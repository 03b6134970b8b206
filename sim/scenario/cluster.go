package scenario

import (
	"fmt"
	"time"

	"sovsim/sim/suggest"
	"sovsim/sim/unit"
)

// Bounds that no cluster on Earth comes near; they keep the tables that the
// engine makes for each node within memory, and are at most its own limits,
// sim.MaxNodes and sim.MaxGPUsPerNode.
const (
	maxNodes       = 1_000_000
	maxPool        = 1_000_000_000
	maxGPUsPerNode = 4096
)

// clusterAt is a cluster with what later checks need to know about it.
type clusterAt struct {
	Cluster
	at, nameAt, regionAt value
	// slip is by how many months the timeline is late.
	slip int
	// part is the part of each addition that comes, in millionths.
	part int
	// access are the names in Access, each with its place, in file order.
	access []piece
	// beside are the clusters with which this one makes up the totals that its
	// timeline sets, each with its place.
	beside []piece
	// changes are the entries of the timeline; sound reports whether all of them, and
	// the groups, could be read.
	changes []change
	sound   bool
	// closures are the outages and maintenance of the timeline.
	closures []change
	// plan is the steps of the changes, over which export rules and closures lie.
	plan []placedStep
	// power is the level in H100 equivalents over time, by the plan; see powerAt.
	power []level
	// peak is the most nodes that each group ever has; −1 where faults above
	// leave that unknown.
	peak []int
}

// clusters reads the clusters. whole is false where some could not be read, so
// that what refers to them is let pass.
func (d *decoder) clusters(o object, speeds map[string]unit.Ratio, horizon time.Duration) (list []clusterAt, whole bool) {
	if !o.has("clusters") {
		o.missing("clusters", "list at least one cluster")
		return nil, false
	}
	items, ok := d.items(o.get("clusters"), "clusters")
	if ok && len(items) == 0 {
		d.fault(o.get("clusters"), "the list is empty: give at least one cluster")
	}
	whole = ok && len(items) > 0
	names := map[string]value{}
	for _, item := range items {
		c, ok := d.cluster(item, speeds)
		if !ok {
			whole = false
			continue
		}
		if c.Name != "" {
			if other, taken := names[c.Name]; taken {
				d.fault(c.nameAt, "the cluster name %q is taken by the one in %s", clip(c.Name), d.line(other, c.nameAt))
			} else {
				names[c.Name] = c.nameAt
			}
		}
		whole = whole && c.Region != ""
		list = append(list, c)
	}
	d.timelines(list, whole, horizon)
	return list, whole
}

func (d *decoder) cluster(v value, speeds map[string]unit.Ratio) (c clusterAt, ok bool) {
	o, ok := d.object(v, clusterKeys)
	if !ok {
		return c, false
	}
	c.at, c.nameAt, c.regionAt = o.at, o.get("name"), o.get("region")
	c.Name, _ = need(o, "name", "a name", label)
	c.Region, _ = need(o, "region", "the region on whose soil the cluster stands", label)
	d.readOwner(o, &c)
	if o.has("policy") {
		if spec, ok := read(o, "policy", "a policy", label, ""); ok && d.policy(o.get("policy"), spec) {
			c.Policy = spec
		}
	}
	d.readRules(o, &c)
	d.readCosts(o, &c)
	// The kind may be left out, since the keys that are there tell it.
	guess := Nodes
	if o.has("gpus") && !o.has("groups") {
		guess = Pool
	}
	c.Kind, ok = read(o, "kind", "pool or nodes", oneOf(Pool, Nodes), guess)
	if !ok {
		c.Kind = guess
	}
	groupsOK := false
	if c.Kind == Pool {
		c.Groups, groupsOK = d.pool(o, speeds)
	} else {
		c.Groups, groupsOK = d.groups(o, speeds)
	}
	d.readRepair(o, &c.Cluster)
	c.slip = d.slip(o)
	c.part, _ = read(o, "delivered", "a part, such as 80%", delivery, million)
	d.readBeside(o, &c)
	d.readTimeline(o, &c, groupsOK)
	return c, true
}

// pool reads the one group of a pool. ok reports whether its size is known.
func (d *decoder) pool(o object, speeds map[string]unit.Ratio) (groups []Group, ok bool) {
	if o.has("groups") {
		d.fault(o.get("groups"), "a pool has no node groups: write gpus: with a count, or kind: nodes")
	}
	g := Group{Name: "gpus", GPUsPerNode: 1}
	g.Accelerator, g.Speed = d.accelerator(o, speeds)
	d.failuresOf(o, &g)
	d.groupPower(o, &g)
	g.Nodes, ok = need(o, "gpus", "the number of GPUs at the epoch", sizeOf(maxPool, g.each()))
	return []Group{g}, ok
}

// groups reads the node groups. ok reports whether all sizes are known.
func (d *decoder) groups(o object, speeds map[string]unit.Ratio) (groups []Group, ok bool) {
	for _, key := range []string{"gpus", "accelerator", "speed", "failures", "power", "idle-power"} {
		if o.has(key) {
			d.fault(o.get(key), "%s belongs to a pool or to each of the groups: a cluster of nodes has groups with nodes and gpus-per-node", key)
		}
	}
	if !o.has("groups") {
		if !o.has("gpus") {
			o.missing("groups", "list the node groups, or write gpus: for a pool")
		}
		return nil, false
	}
	items, ok := d.items(o.get("groups"), "node groups")
	if ok && len(items) == 0 {
		d.fault(o.get("groups"), "the list is empty: give at least one group")
		return nil, false
	}
	names := map[string]value{}
	for _, item := range items {
		g, at, sized := d.group(item, speeds, len(items) == 1)
		ok = ok && sized
		if other, taken := names[g.Name]; g.Name != "" && taken {
			d.fault(at, "the group name %q is taken by the one in %s", clip(g.Name), d.line(other, at))
		} else if g.Name != "" {
			names[g.Name] = at
		}
		groups = append(groups, g)
	}
	return groups, ok
}

func (d *decoder) group(v value, speeds map[string]unit.Ratio, alone bool) (g Group, at value, sized bool) {
	o, ok := d.object(v, groupKeys)
	if !ok {
		return g, o.at, false
	}
	g.Accelerator, g.Speed = d.accelerator(o, speeds)
	d.failuresOf(o, &g)
	d.groupPower(o, &g)
	switch {
	case o.has("name"):
		g.Name, _ = read(o, "name", "a name", label, "")
	case g.Accelerator != "":
		g.Name = g.Accelerator
	case alone:
		g.Name = "nodes"
	default:
		o.missing("name", "a cluster with several groups names each, or its accelerator")
	}
	per, okPer := need(o, "gpus-per-node", "the number of GPUs in each node", between(1, maxGPUsPerNode))
	g.GPUsPerNode = per
	nodes, okNodes := need(o, "nodes", "the number of nodes at the epoch", sizeOf(maxNodes, g.each()))
	g.Nodes = nodes
	return g, o.at, okNodes && okPer
}

// each is the power of one node (GPU of a pool) in H100 equivalents.
func (g *Group) each() float64 { return float64(g.GPUsPerNode) * g.Speed.Float() }

// sizeOf reads a number of nodes, or of GPUs for a pool, of which each has that
// many H100 equivalents.
func sizeOf(limit int64, each float64) func(string) (int, error) {
	return func(s string) (int, error) {
		x, is, err := h100e(s)
		if !is || err != nil {
			if err == nil {
				return between(0, limit)(s)
			}
			return 0, err
		}
		if each == 0 { // the group is at fault
			return 0, nil
		}
		n := wholes(x, each)
		if int64(n) > limit {
			return 0, fmt.Errorf("%s are %d, more than the %d that a group may have", clip(s), n, limit)
		}
		return n, nil
	}
}

// accelerator reads the type of a group or pool, and its speed: the one given
// beside it, else its type's, else 1.
func (d *decoder) accelerator(o object, speeds map[string]unit.Ratio) (name string, v unit.Ratio) {
	v = unit.One
	name, ok := read(o, "accelerator", "the name of a type", label, "")
	if o.has("speed") {
		v, _ = read(o, "speed", "the speed relative to one H100, such as 0.315", speed, v)
		return name, v
	}
	if !ok || name == "" {
		return name, v
	}
	v, ok = speeds[name]
	if !ok {
		advice := advise(name, sortedKeys(speeds))
		if suggest.Nearest(name, sortedKeys(speeds)) == "" {
			advice = fmt.Sprintf(": add accelerators: {%s: {speed: 1}} at the top of the file, or speed: here", clip(name))
		}
		d.fault(o.get("accelerator"), "the speed of accelerator %q is unknown%s", clip(name), advice)
		return name, unit.One
	}
	return name, v
}
