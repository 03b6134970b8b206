package scenario

import (
	"slices"
	"sort"
	"strings"
	"time"
)

// level is the power of a cluster from a time on, in H100 equivalents.
type level struct {
	at    time.Duration
	power float64
}

// readBeside reads the clusters that make up totals with c.
func (d *decoder) readBeside(o object, c *clusterAt) {
	items, _ := d.items(o.get("beside"), "clusters")
	d.distinct(items, "the name of a cluster", func(name string, item value) {
		c.beside = append(c.beside, piece{name: name, at: d.visit(item, 0)})
	})
	if len(c.beside) > 0 && len(c.Groups) > 1 {
		d.fault(o.get("beside"), "the cluster has several groups, any of which could fill a total: make a cluster of each")
	}
}

// timelines resolves the timelines of all clusters, those beside which others
// stand before those. whole reports whether all clusters are known.
func (d *decoder) timelines(list []clusterAt, whole bool, horizon time.Duration) {
	t := timelines{d: d, list: list, whole: whole, horizon: horizon, index: map[string]int{}, state: make([]int, len(list))}
	names := make([]string, 0, len(list))
	for i := range list {
		if _, taken := t.index[list[i].Name]; !taken && list[i].Name != "" {
			t.index[list[i].Name] = i
			names = append(names, list[i].Name)
		}
	}
	t.names = names
	for i := range list {
		t.visit(i)
	}
}

type timelines struct {
	d       *decoder
	list    []clusterAt
	whole   bool
	horizon time.Duration
	names   []string
	index   map[string]int
	// state of each cluster: 0 is to do, 1 under way, 2 done; path are those
	// under way.
	state []int
	path  []int
}

// visit resolves the timeline of cluster i, and before it those of the clusters
// that it stands beside.
func (t *timelines) visit(i int) {
	c := &t.list[i]
	if t.state[i] != 0 {
		return
	}
	t.state[i] = 1
	t.path = append(t.path, i)
	var others []*clusterAt
	sound := c.sound
	for _, b := range c.beside {
		j, known := t.index[b.name]
		switch {
		case !known:
			if t.whole {
				t.d.fault(b.at, "there is no cluster %q%s", clip(b.name), advise(b.name, t.names))
			}
			sound = false
			continue
		case j == i:
			t.d.fault(b.at, "a cluster does not stand beside itself: name the others of its total")
			sound = false
			continue
		case t.state[j] == 1:
			var chain []string
			for _, k := range t.path[slices.Index(t.path, j):] {
				chain = append(chain, clip(t.list[k].Name))
			}
			t.d.fault(b.at, "%s stand beside each other in a circle, so no total could be filled: take one out", strings.Join(chain, ", "))
			sound = false
			continue
		}
		t.visit(j)
		others = append(others, &t.list[j])
		sound = sound && t.list[j].power != nil
	}
	t.path = t.path[:len(t.path)-1]
	t.state[i] = 2
	t.d.timeline(c, sound, t.horizon, func(at time.Duration) (sum float64) {
		for _, o := range others {
			sum += o.powerAt(at)
		}
		return sum
	})
}

// timeline resolves the changes of a cluster into the steps of its plan. Levels are checked only
// for a cluster without other faults, since they would only repeat those.
func (d *decoder) timeline(c *clusterAt, sound bool, horizon time.Duration, others func(time.Duration) float64) {
	for i := range c.changes {
		if ch := &c.changes[i]; horizon > 0 && ch.from >= horizon {
			d.warn(ch.at, "this change lies at or after the horizon and never happens: set a later horizon, or remove it")
		}
	}
	for i := range c.closures {
		if ch := &c.closures[i]; horizon > 0 && ch.from >= horizon {
			d.warn(ch.at, "this change lies at or after the horizon and never happens: set a later horizon, or remove it")
		}
	}
	c.peak = make([]int, len(c.Groups))
	before := d.faults
	var steps []placedStep
	for g := range c.Groups {
		c.peak[g] = -1
		if sound {
			steps = append(steps, d.resolve(c, g, others)...)
		}
	}
	sortSteps(steps)
	now := level{}
	for g := range c.Groups {
		now.power += float64(float64(c.Groups[g].Nodes) * c.Groups[g].each())
	}
	power := []level{now}
	for _, s := range steps {
		now = level{s.At, now.power + float64(float64(s.Change)*c.Groups[s.Group].each())}
		power = append(power, now)
	}
	if sound && d.faults == before {
		c.power = power // neither closures nor export rules fill a total
	}
	c.plan = steps
}

// powerAt is the power at a time, with what changes at it.
func (c *clusterAt) powerAt(at time.Duration) float64 {
	i := sort.Search(len(c.power), func(i int) bool { return c.power[i].at > at })
	return c.power[max(0, i-1)].power
}
