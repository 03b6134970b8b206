package scenario

import (
	"cmp"
	"math/big"
	"slices"
	"time"

	"sovsim/sim/unit"
)

// Restriction is what an export rule does to the plan.
type Restriction struct {
	// Rule is the rule's name.
	Rule string
	// Months is by how many months it makes additions late; Cap reports whether it
	// caps them instead.
	Months int
	Cap    bool
	// Planned is what it holds for: the additions on its soil and in its time that
	// would come before the horizon. Taken is the part of it that does not.
	Planned, Taken Amount
}

// Amount is a number of GPUs, and what they are in H100 equivalents.
type Amount struct {
	GPUs  int64
	H100e float64
}

func (a *Amount) add(nodes int, g *Group) {
	a.GPUs += int64(nodes) * int64(g.GPUsPerNode)
	a.H100e += float64(float64(nodes) * g.each())
}

// addition is a step up of the plan, with its cluster.
type addition struct {
	placedStep
	cluster int
}

// settle makes the timelines of the clusters from their plans: export rules take
// from these, and closures lie over what is left.
//
// By hand: nodes of 8 GPUs, of which 3 come on day 10, 4 on day 20 and 5 on day
// 30. A cap of 50 GPUs lets 3 come (24), then 3 of the 4 (48), and of the last 5
// none. What is cut never comes. Under a slip of a month instead they come on day
// 41, 51 and 61 of an epoch on 1 January 2025: 11 January becomes 11 February.
func (d *decoder) settle(o object, s *Scenario, list []clusterAt, whole bool) {
	rules, ok := d.exportRules(o, s, whole)
	for i := range list {
		ok = ok && list[i].power != nil && !slices.ContainsFunc(list[i].Groups, func(g Group) bool {
			return g.GPUsPerNode == 0 || g.Speed.Num == 0 // a fault of its own
		})
	}
	if ok && whole && len(rules) > 0 {
		d.restrict(s, list, rules)
	}
	for i := range list {
		c := &list[i]
		steps := c.plan
		if c.power != nil {
			steps = d.close(c, steps)
		}
		for _, step := range steps {
			c.Timeline = append(c.Timeline, step.Step)
		}
	}
}

// restrict applies the rules to the additions of all clusters: the slips first,
// then the caps, each in file order. What removes stays where it is.
func (d *decoder) restrict(s *Scenario, list []clusterAt, rules []exportRule) {
	var all []addition
	for i := range list {
		for _, step := range list[i].plan {
			if step.Change > 0 {
				all = append(all, addition{step, i})
			}
		}
	}
	before := d.faults
	s.Restricted = make([]Restriction, len(rules))
	for i := range rules {
		if r := &rules[i]; r.limit == nil {
			s.Restricted[i] = d.late(r, s.Horizon, list, all)
		}
	}
	if d.faults > before {
		return
	}
	all = inOrder(all)
	for i := range rules {
		if r := &rules[i]; r.limit != nil {
			s.Restricted[i] = d.cut(r, s.Horizon, list, all)
		}
	}
	for i := range list {
		if slices.ContainsFunc(rules, func(r exportRule) bool { return r.soil[list[i].Region] }) {
			var own []placedStep
			for _, a := range all {
				if a.cluster == i && a.Change > 0 {
					own = append(own, a.placedStep)
				}
			}
			d.rebuild(&list[i], own)
		}
	}
}

// holds reports whether the rule holds for an addition.
func (r *exportRule) holds(list []clusterAt, a *addition) bool {
	return r.soil[list[a.cluster].Region] && a.At >= r.from && a.At < r.until
}

// late makes the additions that a rule holds for late.
func (d *decoder) late(r *exportRule, horizon time.Duration, list []clusterAt, all []addition) Restriction {
	out := Restriction{Rule: r.name, Months: r.months}
	any := false
	for i := range all {
		a := &all[i]
		if !r.holds(list, a) {
			continue
		}
		any = true
		at := a.At
		if r.months > 0 {
			at = addMonths(d.epoch.at.Add(at), r.months).Sub(d.epoch.at)
		}
		if at > unit.MaxDuration {
			d.fault(r.at, "late by %d months, %q has an addition more than 146 years from the epoch", r.months, list[a.cluster].Name)
			return out
		}
		if inTime(a.At, horizon) {
			out.Planned.add(a.Change, &list[a.cluster].Groups[a.Group])
			if !inTime(at, horizon) {
				out.Taken.add(a.Change, &list[a.cluster].Groups[a.Group])
			}
		}
		a.At = at
	}
	d.idle(r, any)
	return out
}

// cut takes from the additions that a rule holds for what is above its cap, in
// whole nodes.
func (d *decoder) cut(r *exportRule, horizon time.Duration, list []clusterAt, all []addition) Restriction {
	out := Restriction{Rule: r.name, Cap: true}
	left := new(big.Rat).Set(r.limit.amount)
	any := false
	for i := range all {
		a := &all[i]
		if !r.holds(list, a) {
			continue
		}
		any = true
		group := &list[a.cluster].Groups[a.Group]
		each := r.limit.each(group)
		room := new(big.Rat).Quo(left, each)
		come := a.Change
		if whole := new(big.Int).Quo(room.Num(), room.Denom()); whole.IsInt64() {
			come = int(min(int64(a.Change), whole.Int64()))
		}
		left.Sub(left, each.Mul(each, big.NewRat(int64(come), 1)))
		if inTime(a.At, horizon) {
			out.Planned.add(a.Change, group)
			out.Taken.add(a.Change-come, group)
		}
		a.Change = come
	}
	d.idle(r, any)
	return out
}

// idle warns of a rule that holds for nothing.
func (d *decoder) idle(r *exportRule, any bool) {
	if !any {
		d.warn(r.at, "this has no effect: nothing is added on that soil in that time; name other soil or times, or remove the rule")
	}
}

// inTime reports whether a run sees what is at a time.
func inTime(at, horizon time.Duration) bool { return horizon <= 0 || at < horizon }

// inOrder puts additions in the order in which a cap lets them come: by time, then
// by cluster and entry in file order. Steps of a ramp that a slip has put on the
// last day of a short month become one.
func inOrder(all []addition) []addition {
	slices.SortStableFunc(all, func(a, b addition) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.cluster, b.cluster), cmp.Compare(a.from.order, b.from.order))
	})
	var out []addition
	for _, a := range all {
		if n := len(out); n > 0 && out[n-1].from == a.from && out[n-1].At == a.At && out[n-1].Group == a.Group {
			out[n-1].Change += a.Change
		} else {
			out = append(out, a)
		}
	}
	return out
}

// fall is a step down of the plan, with the level that it leads to there.
type fall struct {
	placedStep
	planned int
}

// rebuild makes the plan of a cluster from the additions that are left and the
// losses that it had. A remove takes as many nodes as before, but never more than
// there are; a set that lowered the level lowers it to no less than it said.
func (d *decoder) rebuild(c *clusterAt, rises []placedStep) {
	level := make([]int, len(c.Groups))
	for g := range c.Groups {
		level[g] = c.Groups[g].Nodes
	}
	planned := slices.Clone(level)
	var all []fall
	for _, step := range c.plan {
		if planned[step.Group] += step.Change; step.Change < 0 {
			all = append(all, fall{step, planned[step.Group]})
		}
	}
	for _, step := range rises {
		all = append(all, fall{step, 0})
	}
	slices.SortStableFunc(all, func(a, b fall) int {
		loss := func(s *fall) int { return max(0, cmp.Compare(0, s.Change)) }
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(loss(&a), loss(&b)), cmp.Compare(a.from.order, b.from.order))
	})
	copy(c.peak, level)
	c.plan = nil
	for _, f := range all {
		now := &level[f.Group]
		if f.Change < 0 {
			least := *now + f.Change
			if f.from.verb == "set" {
				least = min(*now, f.planned)
			}
			f.Change = max(0, least) - *now
		}
		if f.Change == 0 {
			continue
		}
		*now += f.Change
		c.peak[f.Group] = max(c.peak[f.Group], *now)
		c.plan = append(c.plan, f.placedStep)
	}
	for g := range c.Groups {
		most, what, name := maxNodes, "nodes", c.Groups[g].Name
		if c.Kind == Pool {
			most, what, name = maxPool, "GPUs", c.Name
		}
		if c.peak[g] > most {
			d.fault(c.at, "with the export rules %q has %d %s at once, more than the %d that a group may have", name, c.peak[g], what, most)
		}
	}
}
