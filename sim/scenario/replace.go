package scenario

import (
	"fmt"
	"slices"
	"strings"
)

// A replacement says that a part of what some classes of a demand ask for is
// done in another way, which costs less: a university that fine-tunes an open
// model in place of training its own.
//
// By hand: of a demand of 248,500 h100e 20 % are mid and 55 % pretrain, 186,375
// h100e together. With a share of 30 %, by finetune at a cost of 5 %, mid and
// pretrain keep 70 %, 130,462.5 h100e; 55,912.5 go, for 2,795.6 more of
// finetune. What is asked for falls to 195,383 h100e, by 0.30 × 0.75 × 0.95 =
// 21.4 %.

// replace moves what is replaced between the shares of a demand's classes. The
// sum that shares are parts of stays as it was, so that the demand falls by what
// is saved. With a share of 0 every weight is what it was.
func (d *decoder) replace(o object, shares []piece, c classes) []piece {
	if !o.has("replace") {
		return shares
	}
	ro, ok := d.object(o.get("replace"), replaceKeys)
	if !ok {
		return shares
	}
	share, okShare := need(ro, "share", "the part of their GPU-hours that is replaced, such as 30%", partOfOne)
	cost, okCost := need(ro, "cost", "what takes the place of a GPU-hour, in GPU-hours, such as 5%", partOfOne)
	by, okBy := need(ro, "by", "the class of the jobs that take their place, such as finetune", label)
	of, okOf := d.replaced(ro, shares)
	place := d.visit(ro.get("by"), 0)
	if okBy && c.known {
		if _, known := c.byName[by]; !known {
			d.fault(place, "there is no class %q%s; a demand takes its classes from classes: at the top of the file", clip(by), advise(by, sortedKeys(c.byName)))
			okBy = false
		}
	}
	if i := slices.Index(of, by); okBy && i >= 0 {
		d.fault(place, "%s is among those that are replaced: name another class, or take it out of the list", clip(by))
		okBy = false
	}
	if !okShare || !okCost || !okBy || !okOf {
		return shares
	}
	out := slices.Clone(shares)
	saved := 0.0
	for i := range out {
		if slices.Contains(of, out[i].name) {
			saved += float64(share * out[i].weight)
			out[i].weight = float64((1 - share) * out[i].weight)
		}
	}
	i := slices.IndexFunc(out, func(p piece) bool { return p.name == by })
	if i < 0 {
		i = len(out)
		out = append(out, piece{name: by, at: place})
	}
	out[i].weight += float64(cost * saved)
	return out
}

// replaced reads the names of the classes that are replaced in part.
func (d *decoder) replaced(ro object, shares []piece) (of []string, ok bool) {
	if !ro.has("of") {
		ro.missing("of", "list the classes of which a part is replaced, such as [mid, pretrain]")
		return nil, false
	}
	v := d.visit(ro.get("of"), 0)
	items, ok := []value{v}, true
	if !d.isScalar(v) || d.empty(v) {
		items, ok = d.items(v, "classes")
	}
	if ok && len(items) == 0 {
		d.fault(v, "the list is empty: name the classes of which a part is replaced, or remove replace")
		ok = false
	}
	var names []string
	for i := range shares {
		names = append(names, shares[i].name)
	}
	for _, item := range items {
		name, fine := readValue(d, item, "the name of a class", label, "")
		switch {
		case !fine:
			ok = false
		case slices.Contains(of, name):
			d.fault(item, "%s appears twice", clip(name))
			ok = false
		case len(names) > 0 && !slices.Contains(names, name):
			d.fault(item, "this demand has no class %q%s", clip(name), advise(name, names))
			ok = false
		default:
			of = append(of, name)
		}
	}
	return of, ok
}

// partOfOne reads a part: 0.3 or 30%, at most all.
func partOfOne(s string) (float64, error) {
	x, err := percent(s)
	if err == nil && (x < 0 || x > 1) {
		err = fmt.Errorf("%s is outside 0%% to 100%%", clip(s))
		if x > 1 && x <= 100 && !strings.HasSuffix(s, "%") {
			err = fmt.Errorf("%w: did you mean %s%%?", err, clip(s))
		}
	}
	return x, err
}

// amount reads what a demand asks for: a power, or a share of one.
func (d *decoder) amount(o object) (total float64, ok bool) {
	const want = "the H100 equivalents that are busy on average, such as 248,500 h100e, or {share: 20%, of: 1242500 h100e}"
	if !o.has("demand") {
		o.missing("demand", "give "+want)
		return 0, false
	}
	v := d.visit(o.get("demand"), 0)
	if d.isScalar(v) {
		return readValue(d, v, want, power, 0)
	}
	if !d.isMapping(v, want) {
		return 0, false
	}
	so, ok := d.object(v, amountKeys)
	if !ok {
		return 0, false
	}
	share, okShare := need(so, "share", "the part of the whole that is asked for here, such as 20%", func(s string) (float64, error) {
		x, err := partOfOne(s)
		if err == nil && x == 0 {
			err = fmt.Errorf("a share of %s makes no job: remove this demand, or give more", clip(s))
		}
		return x, err
	})
	of, okOf := need(so, "of", "the whole, such as 1242500 h100e", power)
	total = float64(share * of)
	if okShare && okOf && total == 0 { // too small for a number
		d.fault(so.at, "this is a demand of nothing: give more")
		return 0, false
	}
	return total, okShare && okOf
}
