package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sovsim/sim/unit"
)

// maxSteps is the most steps that all timelines of a scenario may have after
// ramps are resolved.
const maxSteps = 100_000

// change is one entry of a timeline: a step, or a ramp.
type change struct {
	at value
	// verb is add, remove or set, or outage or maintenance; amount is in nodes (GPUs for a pool) of group.
	verb   string
	amount int
	group  int
	// power is the amount in H100 equivalents where it is given so.
	power   float64
	isPower bool
	// from and until are equal for a step.
	from, until time.Duration
	// wrote are from and until as the file has them, before they slipped by so many
	// months; 0 where they did not.
	wrote     [2]time.Duration
	months    int
	announced bool
	loss      Loss
	lossAt    value
	// order is the entry's place in the file.
	order int
	// total is the change that the entry makes in all, once levels are known.
	total int
	// part is the part of an addition that comes, in millionths.
	part int
}

func (c *change) ramp() bool { return c.until > c.from }

// readTimeline reads the changes of capacity of a cluster.
func (d *decoder) readTimeline(o object, c *clusterAt, groupsOK bool) {
	items, ok := d.items(o.get("timeline"), "changes")
	c.changes = make([]change, 0, len(items))
	totals := false
	for _, item := range items {
		ch, fine := d.change(item, c)
		ok = ok && fine
		if fine && ch.verb != "add" && ch.verb != "remove" && ch.verb != "set" {
			ch.order = len(c.changes) + len(c.closures)
			c.closures = append(c.closures, ch)
		} else if fine {
			ch.order = len(c.changes) + len(c.closures)
			c.changes = append(c.changes, ch)
			totals = totals || ch.verb == "set" && ch.isPower
		}
	}
	c.sound = ok && groupsOK
	if o.has("delivered") && c.sound && len(c.changes) == 0 {
		d.warn(o.get("delivered"), "this has no effect: the timeline adds nothing; remove this key")
	}
	if c.sound && len(c.beside) > 0 && !totals {
		d.warn(o.get("beside"), "this has no effect: no change of this cluster sets an amount in EF or h100e; remove this key")
	}
}

const wantChange = "{at: 2025-07-01, add: 8}"

// change reads one entry of a timeline.
func (d *decoder) change(v value, c *clusterAt) (ch change, ok bool) {
	o, ok := d.object(v, changeKeys)
	if !ok {
		return ch, false
	}
	ch.at = o.at
	faults := d.faults
	if d.closure(o, c, &ch) {
		return ch, d.faults == faults
	}
	slip := c.slip
	if o.has("slip") {
		slip = d.slip(o)
	}
	d.changeTime(o, &ch, slip)
	ch.group = d.changeGroup(o, c)
	d.changeAmount(o, &ch, c)
	ch.announced, _ = read(o, "announced", "true or false", truth, true)
	ch.loss, _ = read(o, "loss", "drain, kill or requeue", oneOf(Drain, Kill, Requeue), Drain)
	ch.lossAt = o.get("loss")
	ch.part, _ = read(o, "delivered", "a part, such as 80%", delivery, c.part)
	if o.has("delivered") && ch.verb == "remove" {
		d.fault(o.get("delivered"), "delivered says which part of an addition comes; remove adds nothing: remove this key")
	}
	if o.has("loss") && ch.verb == "add" {
		d.fault(ch.lossAt, "loss says what a step down does to running jobs; add takes nothing away: remove this key")
	}
	return ch, d.faults == faults
}

// changeTime reads at, or from and until, and shifts them by slip months.
func (d *decoder) changeTime(o object, ch *change, slip int) {
	ramp := o.has("from") || o.has("until")
	switch {
	case o.has("at") && ramp:
		d.fault(o.at, "a change has either at (a step) or from and until (a ramp), not both")
		return
	case o.has("at"):
		at, ok := d.slipped(o, "at", slip)
		if ok && at <= 0 {
			d.fault(o.get("at"), "the step is not after the epoch: give the group that size from the start")
		}
		ch.from, ch.until = at, at
		if ch.months = slip; slip != 0 && ok {
			ch.wrote[0], _ = d.slipped(o, "at", 0)
			ch.wrote[1] = ch.wrote[0]
		}
		return
	case !o.has("from") || !o.has("until"):
		d.fault(o.at, "a change needs at (a step) or both from and until (a ramp), such as %s", wantChange)
		return
	}
	from, until, okFrom, okUntil := d.span(o, ch, slip, unit.Day)
	if okFrom && from < 0 {
		d.fault(o.get("from"), "the ramp begins before the epoch: begin it there and give the group the size it has by then")
	} else if okFrom && okUntil && until-from < unit.Day {
		d.fault(o.get("until"), "a ramp takes at least a day: until is less than a day after from; use at: for a step")
	}
	ch.from, ch.until = from, until
}

// span reads from and until, shifted by slip months. Two days at the end of a long month
// are one day of a short one: a span that is shorter than least by that keeps the length
// that it has in the file.
func (d *decoder) span(o object, ch *change, slip int, least time.Duration) (from, until time.Duration, okFrom, okUntil bool) {
	from, okFrom = d.slipped(o, "from", slip)
	until, okUntil = d.slipped(o, "until", slip)
	if ch.months = slip; slip != 0 && okFrom && okUntil {
		ch.wrote[0], _ = d.slipped(o, "from", 0)
		ch.wrote[1], _ = d.slipped(o, "until", 0)
		if length := ch.wrote[1] - ch.wrote[0]; until-from < least && length >= least {
			until = from + length
		}
	}
	return from, until, okFrom, okUntil
}

// changeGroup reads which group changes; 0 where that is not known.
func (d *decoder) changeGroup(o object, c *clusterAt) int {
	if !o.has("group") {
		if len(c.Groups) > 1 {
			o.missing("group", "the cluster has several groups; name one of "+list(groupNames(c)))
		}
		return 0
	}
	if c.Kind == Pool {
		d.fault(o.get("group"), "a pool has no groups: remove this key")
		return 0
	}
	name, ok := read(o, "group", "the name of a group", label, "")
	if !ok || len(c.Groups) == 0 {
		return 0
	}
	names := groupNames(c)
	g := slices.Index(names, name)
	if g < 0 && !slices.Contains(names, "") { // "" is a group whose name could not be read
		d.fault(o.get("group"), "the cluster has no group %q%s", clip(name), advise(name, names))
	}
	return max(g, 0)
}

func groupNames(c *clusterAt) []string {
	names := make([]string, len(c.Groups))
	for i, g := range c.Groups {
		names[i] = g.Name
	}
	return names
}

// changeAmount reads add, remove or set.
func (d *decoder) changeAmount(o object, ch *change, c *clusterAt) {
	for _, verb := range []string{"add", "remove", "set"} {
		if !o.has(verb) {
			continue
		}
		if ch.verb != "" {
			d.fault(o.get(verb), "a change has one of add, remove and set; this one has %s too", ch.verb)
			return
		}
		ch.verb = verb
	}
	if ch.verb == "" {
		d.fault(o.at, "a change needs one of add, remove and set, such as %s", wantChange)
		return
	}
	per, each := 0, 0.0
	if len(c.Groups) > ch.group {
		each = c.Groups[ch.group].each()
		if c.Kind == Nodes {
			per = c.Groups[ch.group].GPUsPerNode
		}
	}
	ok := true
	ch.amount, ok = read(o, ch.verb, "a number of nodes, or of GPUs for a pool", func(s string) (n int, err error) {
		if ch.power, ch.isPower, err = h100e(s); err != nil || !ch.isPower {
			if err == nil {
				n, err = amountOf(c.Kind, per)(s)
			}
			return n, err
		}
		if each > 0 {
			n = wholes(ch.power, each)
		}
		if n == 0 && ch.power > 0 && each > 0 && ch.verb != "set" {
			err = fmt.Errorf("%s are less than half of the %.4g h100e that a node (a GPU of a pool) has here", clip(s), each)
		}
		return n, err
	}, 0)
	if ok && ch.amount == 0 && ch.verb != "set" && (!ch.isPower || ch.power == 0) {
		d.fault(o.get(ch.verb), "%s 0 changes nothing: remove this line or give a number", ch.verb)
	}
}

// amountOf reads a number of nodes, or of GPUs for a pool. A word may follow
// the number; on nodes, GPUs are turned into whole nodes of per GPUs.
func amountOf(kind Kind, per int) func(string) (int, error) {
	return func(s string) (int, error) {
		number, word, _ := strings.Cut(strings.TrimSpace(s), " ")
		limit := int64(maxNodes)
		if kind == Pool {
			limit = maxPool
		}
		gpus := false
		switch strings.TrimSpace(word) {
		case "":
		case "GPUs", "GPU":
			gpus = kind == Nodes
		case "nodes", "node":
			if kind == Pool {
				return 0, fmt.Errorf("%q: a pool has no nodes: give a number of GPUs", clip(s))
			}
		default:
			examples := "16 GPUs"
			if kind == Nodes {
				examples = fmt.Sprintf("4 nodes, %d GPUs", 4*max(per, 1))
			}
			return 0, fmt.Errorf("%q is not an amount: write a whole number, or %s, 100 h100e or 63 EF", clip(s), examples)
		}
		if word != "" {
			number = withoutPoint(number)
		}
		if !gpus {
			return between(0, limit)(number)
		}
		n, err := between(0, limit*maxGPUsPerNode)(number)
		switch {
		case err != nil || per == 0: // per is 0 where the group is at fault
			return 0, err
		case n%per != 0:
			return 0, fmt.Errorf("%d GPUs are not whole nodes of %d GPUs", n, per)
		}
		if n /= per; int64(n) > limit {
			return 0, fmt.Errorf("%s are %d nodes, more than the %d that a group may have", clip(s), n, limit)
		}
		return n, nil
	}
}
