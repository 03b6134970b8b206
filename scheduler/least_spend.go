package scheduler

import (
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// leastSpend is the state, in one run, of a routing that spends as little as it
// can of something: money or carbon.
type leastSpend struct {
	prospects
	// wait is the longest expected wait, noLimit if there is none.
	wait   time.Duration
	spends func(c *sim.Choice, cluster int) unit.Amount
}

const noLimit time.Duration = -1

// bindLeastSpend declares the options of a routing that spends little.
func bindLeastSpend(p *Parameters, spends func(c *sim.Choice, cluster int) unit.Amount) func() sim.Router {
	r := leastSpend{spends: spends}
	p.durationOr(&r.wait, "wait", noLimit, "none", "only clusters with an expected wait of at most this count, if there are any")
	r.bind(p)
	return func() sim.Router {
		own := r
		return &own
	}
}

// Route chooses, of the clusters with a wait within the limit, or of all where there
// are none, the one that takes the least; on ties the one with the least wait +
// staging. Those are asked for only where they decide.
func (r *leastSpend) Route(c *sim.Choice) int {
	best, within := -1, false
	var least unit.Amount
	sum := -1.0 // of the best, once it has been asked for
	at := func(cluster int) float64 {
		wait, staging := r.at(c, cluster)
		return wait + staging
	}
	// The current cluster comes first, so that ties leave a job where it is.
	for k := -1; k < len(c.Eligible); k++ {
		i := c.Current
		if k >= 0 {
			i = c.Eligible[k]
		}
		if i < 0 || k >= 0 && i == c.Current {
			continue
		}
		near := r.wait == noLimit || r.expected(c, i) <= float64(r.wait)
		if best >= 0 && within && !near {
			continue
		}
		amount := r.spends(c, i)
		switch order := amount.Cmp(least); {
		case best < 0, near && !within, order < 0:
			best, least, within, sum = i, amount, near, -1
		case order == 0:
			if sum < 0 {
				sum = at(best)
			}
			if other := at(i); other < sum {
				best, sum = i, other
			}
		}
	}
	return best
}
