package scenario

import (
	"cmp"
	"math/bits"
	"slices"
	"time"

	"sovsim/sim/unit"
)

// placedStep is a step with the change that it comes from.
type placedStep struct {
	Step
	from *change
}

// sortSteps puts steps in the order in which they apply: by time; of one
// instant rises first, then losses, each in file order.
func sortSteps(steps []placedStep) {
	loss := func(s placedStep) int { return max(0, cmp.Compare(0, s.Change)) }
	slices.SortStableFunc(steps, func(a, b placedStep) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(loss(a), loss(b)), cmp.Compare(a.from.order, b.from.order))
	})
}

// resolve turns the changes of group g into steps, checks that its level stays
// within what is possible, and sets its peak. others is what the clusters beside
// have at a time.
func (d *decoder) resolve(c *clusterAt, g int, others func(time.Duration) float64) []placedStep {
	var own []*change
	for i := range c.changes {
		if c.changes[i].group == g {
			own = append(own, &c.changes[i])
		}
	}
	slices.SortStableFunc(own, func(a, b *change) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.until, b.until), cmp.Compare(a.wrote[0], b.wrote[0]))
	})
	if !d.setsAlone(own) {
		return nil
	}
	level := c.Groups[g].Nodes
	for _, ch := range own {
		switch ch.verb {
		case "add":
			ch.total = ch.delivered(ch.amount)
		case "remove":
			ch.total = -ch.amount
		case "set":
			if ch.isPower && len(c.beside) > 0 {
				ch.amount = wholes(max(0, ch.power-others(ch.until)), c.Groups[g].each())
			}
			// setsAlone has made sure that all before this is over by now.
			ch.total = ch.amount - level
			if ch.total == 0 && !(ch.isPower && len(c.beside) > 0) {
				d.warn(ch.at, "this changes nothing: the level is %d already; remove it", level)
			}
			if ch.total > 0 && ch.lossAt.node != nil {
				d.warn(ch.lossAt, "loss has no effect here: the level rises from %d to %d; remove it", level, ch.amount)
			}
		}
		if ch.verb == "set" {
			ch.total = ch.delivered(ch.total)
		}
		level += ch.total
	}
	steps, ok := d.expand(g, own)
	if ok {
		sortSteps(steps)
		d.levels(c, g, steps)
	}
	return steps
}

// setsAlone checks that no other change of the group happens at the time of a
// set: the level that it starts from would depend on the order of lines.
func (d *decoder) setsAlone(own []*change) bool {
	ok := true
	var last, lastSet *change // those that end last so far
	for _, ch := range own {
		for _, other := range []*change{last, lastSet} {
			// A ramp has its first step after from, a step at it.
			if other == nil || ch.verb != "set" && other.verb != "set" ||
				other.until < ch.from || ch.ramp() && other.until == ch.from || other.before(ch) {
				continue
			}
			d.fault(ch.at, "this overlaps in time with the change in %s of the same group, and set needs a level that is settled: move one, or write add or remove",
				d.line(other.at, ch.at))
			ok = false
			break
		}
		if last == nil || ch.until > last.until {
			last = ch
		}
		if ch.verb == "set" && (lastSet == nil || ch.until > lastSet.until) {
			lastSet = ch
		}
	}
	return ok
}

// before reports whether c ends before other begins in the file, however the same slip of
// months has put both on the last day of a short month: they apply in this order.
func (c *change) before(other *change) bool {
	return c.months == other.months && c.wrote[1] < other.wrote[0]
}

// expand is the steps of the changes of group g.
func (d *decoder) expand(g int, own []*change) (steps []placedStep, ok bool) {
	for _, ch := range own {
		loss := ch.loss
		if ch.total >= 0 {
			loss = Drain
		}
		days := 1
		if ch.ramp() {
			days = int((ch.until - ch.from) / unit.Day)
		}
		if n := min(days, abs(ch.total)); d.steps+n > maxSteps {
			d.fault(ch.at, "the timelines of the scenario have more than %d steps, ramps counted by the day: write fewer or shorter ramps", maxSteps)
			return nil, false
		}
		done := 0
		for day := 1; day <= days; day++ {
			part := share(ch.total, day, days) - done
			if part == 0 {
				continue
			}
			done += part
			d.steps++
			at := ch.until - time.Duration(days-day)*unit.Day
			steps = append(steps, placedStep{Step{at, g, part, ch.announced, loss}, ch})
		}
	}
	return steps, true
}

// share is total × day ÷ days, rounded towards zero: what of a ramp has
// happened by that day. It is never ahead of the straight line, and exact at
// the end.
func share(total, day, days int) int {
	hi, lo := bits.Mul64(uint64(abs(total)), uint64(day))
	n, _ := bits.Div64(hi, lo, uint64(days))
	if total < 0 {
		return -int(n)
	}
	return int(n)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// levels follows the level of group g through time. It notes the first change
// that takes more than there is, or leads beyond what a group may hold, and
// sets the peak.
func (d *decoder) levels(c *clusterAt, g int, steps []placedStep) {
	group := &c.Groups[g]
	level, peak, limit, what, name := group.Nodes, group.Nodes, maxNodes, "nodes", group.Name
	if c.Kind == Pool {
		limit, what, name = maxPool, "GPUs", c.Name
	}
	for _, s := range steps {
		level += s.Change
		switch {
		case level < 0:
			d.fault(s.from.at, "at %s this takes %d of the %d %s that %q has by then: remove at most that many, or add some before",
				formatMoment(d.epoch.at, s.At), -s.Change, level-s.Change, what, name)
			return
		case level > limit:
			d.fault(s.from.at, "at %s %q has %d %s, more than the %d that a group may have",
				formatMoment(d.epoch.at, s.At), name, level, what, limit)
			return
		}
		peak = max(peak, level)
	}
	switch {
	case peak > 0:
	case len(c.beside) > 0: // the others may have all of a total: that is an answer
		d.warn(c.at, "%q never has any %s: the clusters beside have all that the timeline sets; remove it, or set more", name, what)
	default:
		d.warn(c.at, "%q never has any %s: give it some from the start or by its timeline", name, what)
	}
	c.peak[g] = peak
}
