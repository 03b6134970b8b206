package scheduler

import "sovsim/sim"

func init() {
	RegisterRouting(Routing{
		Name:    "round-robin",
		Summary: "the clusters that can run the job in turn, in file order",
		Definition: "One pointer for the whole run stands at the cluster that was chosen last, at\n" +
			"first before the first of the file. A job goes to the next cluster behind the\n" +
			"pointer, in file order and from the last on to the first again, that can ever\n" +
			"run it, and the pointer moves there. Jobs of all classes and regions move the\n" +
			"same pointer: a cluster behind several that a job may not use gets the turns of\n" +
			"all of them, and another class changes the turns of all jobs. A queued job that\n" +
			"is routed again stays and moves nothing; one that has lost its place takes the\n" +
			"next turn.",
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
