package scenario

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A closure is an entry of a timeline in which all that a cluster, or a group,
// has goes and comes back: an outage, or maintenance. It lies over the other
// changes: what they bring or take while it lasts shows at its end.
//
// By hand: a group of 8 nodes gets 2 on day 12 and loses 1 on day 20. An outage
// from day 10 to day 15 makes of it −8 on day 10 and +10 on day 15; the −1 stays.

// closure reads an outage or maintenance. closes is false where the entry is
// none.
func (d *decoder) closure(o object, c *clusterAt, ch *change) (closes bool) {
	verb, other := "outage", "maintenance"
	if !o.has(verb) {
		verb, other = other, verb
	}
	if !o.has(verb) {
		return false
	}
	if o.has(other) {
		d.fault(o.get(other), "a change is an outage or maintenance, not both: remove one")
	}
	if is, ok := read(o, verb, "true", truth, true); ok && !is {
		d.fault(o.get(verb), "%s: false says nothing: remove this key, or the entry", verb)
	}
	for _, key := range []string{"at", "add", "remove", "set", "delivered"} {
		if o.has(key) {
			d.fault(o.get(key), "%s takes everything away and brings it back, from and until: remove %s", verb, key)
			return true
		}
	}
	ch.verb = verb
	ch.group = -1 // all
	if o.has("group") {
		ch.group = d.changeGroup(o, c)
	}
	slip := c.slip
	if o.has("slip") {
		slip = d.slip(o)
	}
	if !o.has("from") || !o.has("until") {
		d.fault(o.at, "%s needs from and until, such as {from: 30d, until: 33d, %s: true}", verb, verb)
		return true
	}
	from, until, okFrom, okUntil := d.span(o, ch, slip, 1)
	if okFrom && from <= 0 {
		d.fault(o.get("from"), "this begins at the epoch or before: give the groups nothing from the start, and add what comes")
	} else if okFrom && okUntil && until <= from {
		d.fault(o.get("until"), "until is not after from")
	}
	ch.from, ch.until = from, until
	loss := Requeue
	if verb == "maintenance" {
		loss = Drain
	}
	ch.announced, _ = read(o, "announced", "true or false", truth, verb == "maintenance")
	ch.loss, _ = read(o, "loss", "drain, kill or requeue", oneOf(Drain, Kill, Requeue), loss)
	return true
}

// close lays the closures of a cluster over its steps.
func (d *decoder) close(c *clusterAt, steps []placedStep) []placedStep {
	if len(c.closures) == 0 {
		return steps
	}
	for g := range c.Groups {
		var own []*change
		for i := range c.closures {
			if ch := &c.closures[i]; ch.group < 0 || ch.group == g {
				own = append(own, ch)
			}
		}
		slices.SortStableFunc(own, func(a, b *change) int { return cmp.Compare(a.from, b.from) })
		own = folded(own)
		for i, ch := range own {
			if i > 0 && ch.from <= own[i-1].until {
				d.fault(ch.at, "this overlaps in time with the %s in %s, or begins where that ends: make one of the two, or move one", own[i-1].verb, d.line(own[i-1].at, ch.at))
				return steps
			}
			steps = d.closeGroup(c.Groups[g].Nodes, g, ch, steps)
		}
	}
	sortSteps(steps)
	return steps
}

// folded joins closures that a slip of months has put on the same days, and that lie
// apart in the file.
func folded(own []*change) []*change {
	var kept []*change
	for _, ch := range own {
		if len(kept) > 0 {
			last := kept[len(kept)-1]
			if last.before(ch) && ch.from <= last.until {
				joined := *last
				joined.until, joined.wrote[1] = max(last.until, ch.until), ch.wrote[1]
				kept[len(kept)-1] = &joined
				continue
			}
		}
		kept = append(kept, ch)
	}
	return kept
}

// closeGroup lays one closure over the steps of group g, which has so many nodes
// at the epoch.
func (d *decoder) closeGroup(nodes, g int, ch *change, steps []placedStep) []placedStep {
	before, after := nodes, nodes
	kept := steps[:0:0]
	for _, s := range steps {
		if s.Group == g && s.At < ch.until {
			after += s.Change
			if s.At >= ch.from {
				continue // it shows at the end
			}
			before += s.Change
		}
		kept = append(kept, s)
	}
	if before > 0 {
		kept = append(kept, placedStep{Step{ch.from, g, -before, ch.announced, ch.loss}, ch})
	}
	if after > 0 {
		kept = append(kept, placedStep{Step{ch.until, g, after, ch.announced, Drain}, ch})
	}
	if d.steps += 2; d.steps > maxSteps {
		d.fault(ch.at, "the timelines of the scenario have more than %d steps, ramps counted by the day: write fewer or shorter ramps", maxSteps)
	}
	return kept
}

// million is a share of all: shares of what is delivered are whole millionths,
// so that rounding down is exact.
const million = 1_000_000

// delivery reads which part of an addition comes, in millionths.
func delivery(s string) (int, error) {
	x, err := percent(s)
	switch {
	case err != nil:
		return 0, err
	case x < 0 || x > 1:
		return 0, fmt.Errorf("%s is outside 0%% to 100%%: give the part of what was ordered that comes", clip(s))
	}
	n := math.Round(x * million)
	if math.Abs(n-x*million) > 1e-3 {
		return 0, fmt.Errorf("%s has more than four decimals of a percent", clip(s))
	}
	return int(n), nil
}

// delivered is the part of an addition that comes, rounded down.
func (c *change) delivered(total int) int {
	if total <= 0 {
		return total
	}
	return share(total, c.part, million)
}
