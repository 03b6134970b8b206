package scenario

import (
	"fmt"
	"slices"
	"strings"

	"sovsim/sim/unit"
)

// maxPoolGroups is the most node groups that all members of a joint pool may have;
// it is the engine's limit, sim.MaxPoolGroups.
const maxPoolGroups = 64

// JointPool is one queue over several clusters. A job runs within one of them; each
// keeps its region, its rules and its timeline.
type JointPool struct {
	// Name is another than that of any cluster: results have the queue under it.
	Name string
	// Members are the names of its clusters, at least two, in the order in which a
	// job tries them. No cluster is in two pools.
	Members []string
	// MaxQueued is how many jobs may wait in the queue, as that of a cluster.
	MaxQueued unit.Limit
	// Suspension is what it costs to suspend a job and to resume it, as that of a cluster.
	Suspension Suspension
}

// pools reads the joint pools. known reports whether all clusters are.
func (d *decoder) pools(o object, s *Scenario, clusters []clusterAt, known bool) {
	if !o.has("pools") {
		return
	}
	items, _ := d.items(o.get("pools"), "joint pools such as {name: both, members: [a, b]}")
	names := make([]string, 0, len(clusters))
	at := map[string]*clusterAt{}
	taken := map[string]value{}
	for i := range clusters {
		if c := &clusters[i]; c.Name != "" && at[c.Name] == nil {
			names, at[c.Name], taken[c.Name] = append(names, c.Name), c, c.nameAt
		}
	}
	in := map[string]piece{} // the pool of each member, and where that says so
	for _, item := range items {
		p, ok := d.object(item, poolKeys)
		if !ok {
			continue
		}
		pool := JointPool{}
		if pool.Name, ok = need(p, "name", "a name", label); ok {
			if other, is := taken[pool.Name]; is {
				d.fault(p.get("name"), "the name %q is taken by the one in %s", clip(pool.Name), d.line(other, p.get("name")))
			} else {
				taken[pool.Name] = p.get("name")
			}
		}
		pool.MaxQueued, _ = readMaxQueued(p)
		pool.Suspension = readSuspension(p)
		if !p.has("members") {
			p.missing("members", "list the clusters that share the queue, two or more")
			continue
		}
		list, ok := d.items(p.get("members"), "clusters")
		if ok && len(list) < 2 {
			d.fault(p.get("members"), "a joint pool has two clusters or more, this one has %d: name the others, or remove the pool", len(list))
		}
		groups := 0
		for _, v := range list {
			name, ok := readValue(d, v, "the name of a cluster", label, "")
			if !ok {
				continue
			}
			c := at[name]
			if c == nil {
				if known {
					d.fault(v, "there is no cluster %q%s", clip(name), advise(name, names))
				}
				continue
			}
			if other, is := in[name]; is {
				where := fmt.Sprintf("the pool %q in %s", clip(other.name), d.line(other.at, v))
				if other.name == pool.Name {
					where = "this pool, in " + d.line(other.at, v)
				}
				d.fault(v, "%s is in %s already: a cluster has one queue", clip(name), where)
				continue
			}
			in[name] = piece{name: pool.Name, at: d.visit(v, 0)}
			d.checkMember(c, pool.Name)
			pool.Members = append(pool.Members, name)
			groups += len(c.Groups)
		}
		if groups > maxPoolGroups {
			d.fault(p.get("members"), "the members have %d node groups together, more than the %d that a joint pool may have", groups, maxPoolGroups)
		}
		s.Pools = append(s.Pools, pool)
	}
}

// checkMember checks that a cluster can be a member of a joint pool.
func (d *decoder) checkMember(c *clusterAt, pool string) {
	if c.Policy != "" {
		d.fault(c.at, "the cluster is in the joint pool %q, which has one policy for all of it, the scenario's: remove policy here", clip(pool))
	}
	if _, bounded := c.MaxQueued.Most(); bounded {
		d.fault(c.at, "the cluster is in the joint pool %q and has no queue of its own: give max-queued to the pool", clip(pool))
	}
	c.Suspension.each(func(key, _ string) {
		d.fault(c.at, "the cluster is in the joint pool %q, whose policy suspends its jobs: give %s to the pool", clip(pool), key)
	})
	if c.Kind == Pool && len(c.peak) > 0 && c.peak[0] > maxNodes {
		d.fault(c.at, "the cluster is in the joint pool %q, where each of its %d GPUs is a node, and a group has at most %d nodes: give it groups with gpus-per-node", clip(pool), c.peak[0], maxNodes)
	}
}

// PoolOf is the index in Pools of the joint pool of a cluster; −1 if it is in none.
func (s *Scenario) PoolOf(cluster string) int {
	return slices.IndexFunc(s.Pools, func(p JointPool) bool { return slices.Contains(p.Members, cluster) })
}

func (p *printer) pools(s *Scenario) {
	if len(s.Pools) == 0 {
		return
	}
	p.line(0, "pools:")
	for _, pool := range s.Pools {
		members := make([]string, len(pool.Members))
		for i, name := range pool.Members {
			members[i] = quote(name)
		}
		limit := ""
		if n, bounded := pool.MaxQueued.Most(); bounded {
			limit = fmt.Sprintf(", max-queued: %d", n)
		}
		pool.Suspension.each(func(key, value string) { limit += ", " + key + ": " + value })
		p.line(2, "- {name: %s, members: [%s]%s}", quote(pool.Name), strings.Join(members, ", "), limit)
	}
}

// throughPool reports whether jobs that the routing sends to their home region only
// may run on a cluster elsewhere since it shares its queue with one at home.
func (s *Scenario) throughPool(c *clusterAt, p *Population, clusters []clusterAt, blocs map[string]string) bool {
	i := s.PoolOf(c.Name)
	r := p.Residency
	if i < 0 || !s.homeOnly() || r.Bloc == 0 && r.Any == 0 && r.Home > 0 || r.Any == 0 && r.Bloc > 0 && blocs[c.Region] != blocs[p.Region] {
		return false
	}
	return slices.ContainsFunc(clusters, func(other clusterAt) bool {
		return other.Region == p.Region && slices.Contains(s.Pools[i].Members, other.Name)
	})
}
