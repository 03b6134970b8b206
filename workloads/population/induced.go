package population

import (
	"math"
	"strconv"

	"sovsim/sim"
	"sovsim/sim/rng"
)

// Level is a factor of a class's rate from a moment on.
type Level struct {
	At     sim.Time
	Factor float64
}

// maxFactor is the greatest factor: each whole one is a population of its own.
const maxFactor = 64

// layerStep keeps the numbers of induced jobs apart from those of the class, and
// those of two layers: job n of layer k has the number k·10¹² + n.
const layerStep = 1_000_000_000_000

// A thinning keeps some of the jobs of a class, each by a uniform number of its
// own: those of layer 0, the class itself, with probability min(1, f(t)), those of
// layer k > 0 with probability f(t) − k, between 0 and 1. The layers are independent
// populations of the class's users, so together they have f(t) times its rate, and
// a greater factor keeps every job of a lower one. Thinning: Lewis and Shedler,
// "Simulation of nonhomogeneous Poisson processes by thinning", Naval Research
// Logistics Quarterly 26(3), 1979.
//
// By hand: from day 100 on the factor is 1.23. Every job of the class comes, and 23
// of 100 jobs of layer 1; before, none of them does.
type thinning struct {
	levels []Level
	layer  float64
	draws  rng.Family
	at     int // the level found last
}

// keeps reports whether job n, which would arrive at t, comes. Time never decreases.
func (h *thinning) keeps(t sim.Time, n int64, s *rng.Stream) bool {
	for h.at+1 < len(h.levels) && h.levels[h.at+1].At <= t {
		h.at++
	}
	switch p := h.levels[h.at].Factor - h.layer; {
	case p >= 1:
		return true
	case p <= 0:
		return false
	default:
		*s = h.draws.At(n)
		return s.Float64() < p
	}
}

// induce adds the layers of the classes whose rate has factors, after all
// classes: of one instant, their jobs come last.
func (p *Population) induce(spec *Spec, key rng.Key) {
	for i := range spec.Classes {
		def := &spec.Classes[i]
		if len(def.Induced) == 0 {
			continue
		}
		base := p.classes[i]
		entity := def.Region + "\x00" + def.Name
		low, high := 1.0, 1.0
		for _, l := range def.Induced {
			low, high = min(low, l.Factor), max(high, l.Factor)
		}
		if low < 1 {
			p.classes[i].thin = &thinning{levels: def.Induced, draws: key.Family("job induced", entity)}
		}
		for k := 1; float64(k) < high; k++ {
			// Users, their activity and patience are those of the class, all else is drawn
			// anew.
			c := base
			own := entity + "\x00induced " + strconv.Itoa(k)
			whose := c.userPatiences
			c.keyed(key, own)
			c.userPatiences, c.before = whose, int64(k)*layerStep
			c.warp = newWarp(def)
			c.thin = &thinning{levels: def.Induced, layer: float64(k), draws: key.Family("job induced", own)}
			p.classes = append(p.classes, c)
		}
	}
}

// coming is the time of the next job of class i, after the one at t, that comes.
func (p *Population) coming(i int32, t sim.Time) sim.Time {
	for {
		t = p.advance(i, t)
		c := &p.classes[i]
		if c.thin == nil || t >= p.limit || c.thin.keeps(t, c.drawn-1, &p.stream) {
			return t
		}
	}
}

// validateInduced checks the factors of the rate.
func (c *Class) validateInduced(until sim.Time) (problem string) {
	switch {
	case len(c.Induced) == 0:
		return ""
	case c.Induced[0].At != 0:
		return "begin at time zero"
	case until == 0:
		return "a rate with factors needs an end in time"
	case c.MaxJobs > 0:
		return "a rate with factors goes with an end in time, not with a greatest number of jobs"
	}
	for i, l := range c.Induced {
		if math.IsNaN(l.Factor) || l.Factor < 0 || l.Factor > maxFactor {
			return "a factor is out of range; give 0 to " + strconv.Itoa(maxFactor)
		}
		if i > 0 && l.At <= c.Induced[i-1].At {
			return "are not in order of time"
		}
	}
	return ""
}
