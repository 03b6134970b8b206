package scenario

import (
	"slices"

	"sovsim/sim/dist"
)

// profile reads how arrivals spread over the week.
func (d *decoder) profile(o object) *dist.Profile {
	if !o.has("profile") {
		return nil
	}
	po, ok := d.object(o.get("profile"), profileKeys)
	if !ok {
		return nil
	}
	if !po.has("hours") && !po.has("days") {
		d.fault(po.at, "a profile has hours, with 24 numbers, or days, with 7, or both")
		return nil
	}
	p := &dist.Profile{}
	for _, part := range []struct {
		key, first string
		rates      []float64
	}{{"hours", "midnight", p.Hours[:]}, {"days", "Monday", p.Days[:]}} {
		key, rates := part.key, part.rates
		for i := range rates {
			rates[i] = 1
		}
		if !po.has(key) {
			continue
		}
		items, ok := d.items(po.get(key), "numbers")
		if !ok {
			continue
		}
		if len(items) != len(rates) {
			d.fault(po.get(key), "%s has %d numbers and needs %d, one for each from %s on", key, len(items), len(rates), part.first)
			continue
		}
		before := d.faults
		for i, item := range items {
			rates[i], _ = readValue(d, item, "a number", weight, 1)
		}
		if d.faults == before && slices.Max(rates) == 0 {
			d.fault(po.get(key), "all %d numbers are 0, so no job would ever arrive", len(rates))
		}
	}
	return p
}
