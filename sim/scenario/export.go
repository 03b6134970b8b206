package scenario

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"sovsim/sim/unit"
)

// An export rule is what other states, or their industries, let a place have: it
// makes the additions on its soil late, or caps them. It lies over the resolved
// timelines of all clusters there, and under outages and maintenance, whose ends
// add nothing; see restrict.go.

// exportRule is one entry of export-rules.
type exportRule struct {
	name string
	at   value
	// soil are the regions that it holds for.
	soil map[string]bool
	// months is by how much additions come later; 0 where there is a cap.
	months int
	// limit is the most that may come, in GPUs or H100 equivalents; nil where the
	// rule slips.
	limit *limit
	// from and until bound the dates of the additions that it holds for.
	from, until time.Duration
}

// limit is an amount of GPUs, or of H100 equivalents.
type limit struct {
	amount *big.Rat
	power  bool
}

// each is what one node (GPU of a pool) of a group counts against the limit.
func (l *limit) each(g *Group) *big.Rat {
	n := big.NewRat(int64(g.GPUsPerNode), 1)
	if l.power {
		n.Mul(n, big.NewRat(g.Speed.Num, g.Speed.Den))
	}
	return n
}

// exportRules reads the rules. whole reports whether all regions are known.
func (d *decoder) exportRules(o object, s *Scenario, whole bool) (list []exportRule, ok bool) {
	items, ok := d.items(o.get("export-rules"), "export rules")
	names := map[string]value{}
	for _, item := range items {
		before := d.faults
		ro, isBlock := d.object(item, exportKeys)
		if !isBlock {
			ok = false
			continue
		}
		r := exportRule{at: ro.at}
		r.name, _ = need(ro, "name", "a name, by which other files and --set find this rule", label)
		if other, taken := names[r.name]; taken && r.name != "" {
			d.fault(ro.get("name"), "the export rule %q is there already, in %s: give this one another name", clip(r.name), d.line(other, ro.get("name")))
		}
		names[r.name] = ro.get("name")
		d.exportSoil(ro, s, whole, &r)
		d.exportAmount(ro, &r)
		d.exportSpan(ro, &r)
		ok = ok && d.faults == before
		list = append(list, r)
	}
	return list, ok
}

// exportSoil reads the regions and blocs that a rule holds for.
func (d *decoder) exportSoil(o object, s *Scenario, whole bool, r *exportRule) {
	r.soil = map[string]bool{}
	if !o.has("on") {
		o.missing("on", "name the regions or blocs whose additions it holds for, such as [EU-FR, UK]")
		return
	}
	items := d.oneOrMore(o.get("on"), "regions and blocs", "the list is empty, so the rule would hold for nobody: name regions or blocs, or remove the rule")
	known := s.places()
	d.distinct(items, "the name of a region or bloc", func(name string, item value) {
		if whole && !slices.Contains(known, name) {
			d.fault(item, "%q is no region or bloc%s", clip(name), advise(name, known))
			return
		}
		for i := range s.Regions {
			if region := &s.Regions[i]; region.Name == name || region.bloc() == name {
				r.soil[region.Name] = true
			}
		}
	})
}

// exportAmount reads by how much additions are late, or what they are capped at.
func (d *decoder) exportAmount(o object, r *exportRule) {
	switch {
	case o.has("slip") && o.has("cap"):
		d.fault(o.get("cap"), "a rule makes additions late or caps them: write a rule for each")
	case o.has("slip"):
		r.months = d.slip(o)
	case o.has("cap"):
		if most, ok := read(o, "cap", "an amount, such as 50,000 GPUs or 50,000 h100e", capped, limit{}); ok {
			r.limit = &most
		}
	default:
		d.fault(o.at, "a rule needs slip or cap, such as slip: 12 months or cap: 50,000 GPUs")
	}
}

// capped reads an amount of GPUs, or of computing power.
func capped(s string) (limit, error) {
	if x, is, err := h100e(s); is || err != nil {
		return limit{new(big.Rat).SetFloat64(x), true}, err
	}
	text := strings.TrimSpace(s)
	for _, word := range []string{"GPUs", "GPU"} {
		number, is := strings.CutSuffix(text, word)
		if !is {
			continue
		}
		number = strings.TrimSpace(number)
		if plain, grouped := ungroup(number); grouped {
			number = plain
		}
		n, err := unit.ParseCount(withoutPoint(number))
		if err != nil || n > maxPool {
			return limit{}, fmt.Errorf("%q is not an amount: write a whole number up to 1 billion and its unit, such as 50,000 GPUs", clip(s))
		}
		return limit{big.NewRat(n, 1), false}, nil
	}
	if n, err := unit.ParseCount(text); err == nil && n <= maxPool {
		return limit{}, fmt.Errorf("%q has no unit: write %s GPUs, or %s h100e whatever their type", clip(s), clip(text), clip(text))
	}
	return limit{}, fmt.Errorf("%q is not an amount: write 50000 GPUs, or 50000 h100e whatever their type", clip(s))
}

// exportSpan reads from and until.
func (d *decoder) exportSpan(o object, r *exportRule) {
	r.until = unit.MaxDuration
	from, okFrom := d.moment(o, "from")
	until, okUntil := d.moment(o, "until")
	if okFrom {
		r.from = from
	}
	if okUntil {
		r.until = until
		if until <= max(r.from, 0) {
			d.fault(o.get("until"), "until is not after %s", map[bool]string{true: "from", false: "the epoch"}[okFrom && from >= 0])
		}
	}
}
