package scheduler

import "sovsim/sim"

func init() {
	RegisterRouting(Routing{
		Name:    "round-robin",
		Summary: "the clusters that can run the job in turn, in file order",
		Definition: "A single pointer for the whole run marks the cluster chosen last; it\n" +
			"begins before the first cluster of the file. A job goes to the next\n" +
			"cluster after the pointer, in file order and from the last to the first\n" +
			"again, that can ever run it, and the pointer moves there. Jobs of all\n" +
			"classes and regions move the same pointer: a cluster that comes after\n" +
			"several that a job may not use gets the turns of all of them, and\n" +
			"another class changes the turns of all jobs. A queued job that is routed\n" +
			"again stays and does not move the pointer; one that has lost its place\n" +
			"takes the next turn.",
		Cost: "A walk over the clusters that could run the job.",
		Bind: func(*Parameters) func() sim.Router { return func() sim.Router { return &roundRobin{last: -1} } },
	})
}

// roundRobin is the state of the routing in one run: the cluster chosen last.
type roundRobin struct{ last int }

func (r *roundRobin) Route(c *sim.Choice) int {
	if c.Current >= 0 {
		return c.Current
	}
	next := c.Eligible[0]
	for _, i := range c.Eligible {
		if i > r.last {
			next = i
			break
		}
	}
	r.last = next
	return next
}
