package scheduler

import (
	"slices"

	"sovsim/sim"
)

func init() {
	RegisterRouting(Routing{
		Name:    "power-of-d",
		Summary: "the best of d clusters drawn at random, by expected wait + staging",
		Definition: "d different clusters are drawn at random from all that can ever run the\n" +
			"job, or all of them if there are no more than d. The one with the least\n" +
			"expected wait + staging, as in shortest-wait, takes the job; ties go to\n" +
			"the one drawn first. The draws are keyed like those of random. A job\n" +
			"that is routed again draws again, and stays in its queue unless the sum\n" +
			"at one of those drawn is less than its expected wait there, its own\n" +
			"share left out.",
		Cost: "O(d²) for the draws, and d times what shortest-wait costs for a cluster.",
		Bind: func(p *Parameters) func() sim.Router {
			var r powerOfD
			p.Count(&r.d, "d", 2, 1, "how many clusters are drawn")
			r.bind(p)
			return func() sim.Router { return &powerOfD{prospects: r.prospects, d: r.d} }
		},
	})
}

// powerOfD is the state of the routing in one run; drawn and sorted are scratch.
type powerOfD struct {
	prospects
	d             int
	drawn, sorted []int
}

func (r *powerOfD) Route(c *sim.Choice) int {
	best, least := c.Current, 0.0
	if best >= 0 {
		least, _ = r.at(c, best)
	}
	r.draw(c)
	for _, k := range r.drawn {
		i := c.Eligible[k]
		if i == c.Current {
			continue
		}
		wait, staging := r.at(c, i)
		if sum := wait + staging; best < 0 || sum < least {
			best, least = i, sum
		}
	}
	return best
}

// draw draws d different places in the list of the eligible, every order of
// every choice as likely: the next is uniform among those not yet drawn.
func (r *powerOfD) draw(c *sim.Choice) {
	r.drawn, r.sorted = r.drawn[:0], r.sorted[:0]
	s := c.Stream()
	n := len(c.Eligible)
	for k := range min(r.d, n) {
		x := s.IntN(n - k)
		at := 0
		for at < k && r.sorted[at] <= x {
			x++
			at++
		}
		r.drawn, r.sorted = append(r.drawn, x), slices.Insert(r.sorted, at, x)
	}
}
