package scheduler

import "sovsim/sim"

// leastLoaded returns the cluster, of those eligible and allowed, that would be
// busy the shortest with what it has; on ties the one where the job waits already,
// else the first in file order.
func leastLoaded(c *sim.Choice, allowed func(sim.Load) bool) int {
	best, least := -1, 0.0
	for _, i := range c.Eligible {
		l := c.Load(i)
		if !allowed(l) {
			continue
		}
		if w := l.Busy(); best < 0 || w < least || w == least && i == c.Current {
			best, least = i, w
		}
	}
	return best
}
