package experiment

import (
	"slices"

	"sovsim/scheduler"
	"sovsim/sim"
	"sovsim/sim/scenario"
)

// joint makes one cluster of those of each joint pool, with all their node groups,
// in the place of the first of them in file order.
func joint(s *scenario.Scenario, clusters []sim.Cluster, policy scheduler.Spec) []sim.Cluster {
	if len(s.Pools) == 0 {
		return clusters
	}
	var list []sim.Cluster
	made := make([]bool, len(s.Pools))
	for i := range clusters {
		switch p := s.PoolOf(clusters[i].Name); {
		case p < 0:
			list = append(list, clusters[i])
		case !made[p]:
			made[p] = true
			list = append(list, jointPool(&s.Pools[p], clusters, policy))
		}
	}
	return list
}

// jointPool is one joint pool of some of the clusters.
func jointPool(p *scenario.JointPool, clusters []sim.Cluster, policy scheduler.Spec) sim.Cluster {
	pool := sim.Cluster{Name: p.Name, Kind: sim.Nodes, PolicyName: policy.Name, NewPolicy: policy.New, Remainders: policy.Remainders(), MaxQueued: p.MaxQueued,
		SuspendCost: p.Suspension.Suspend, ResumeCost: p.Suspension.Resume}
	for _, name := range p.Members {
		c := &clusters[slices.IndexFunc(clusters, func(c sim.Cluster) bool { return c.Name == name })]
		first := len(pool.Groups)
		pool.Members = append(pool.Members, sim.Member{Name: c.Name, Region: c.Region, FirstGroup: first, Groups: len(c.Groups),
			Access: c.Access, MaxGPUs: c.MaxGPUs, MaxTime: c.MaxTime, PUE: c.PUE, Price: c.Price})
		// The GPUs of a member without nodes are nodes of one GPU.
		pool.Groups = append(pool.Groups, c.Groups...)
		for _, step := range c.Timeline {
			step.Group += first
			pool.Timeline = append(pool.Timeline, step)
		}
	}
	pool.Region = pool.Members[0].Region
	return pool
}
