package scenario

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"sovsim/sim/unit"
)

// maxPopulations is the most populations that a demand is resolved into.
const maxPopulations = 10_000

// piece is a named share of a whole.
type piece struct {
	name   string
	weight float64
	at     value
}

// demand reads an amount of computing power that jobs ask for, with its shares
// by region and by class, and resolves it into a population for each pair: so
// many jobs that, on average and where nothing waits, they keep that part of it
// busy at time zero.
func (d *decoder) demand(v value, c classes, names map[string]value) (list []sourceAt) {
	o, ok := d.object(v, demandKeys)
	if !ok {
		return nil
	}
	d.uniqueName(o, "demand", names)
	total, okTotal := d.amount(o)
	regions, perRegion := d.parts(o, "regions", "{UK: 3.64, FR: 3.2}")
	shares, perClass := d.parts(o, "classes", "{finetune: 0.3, mid: 0.7}")
	shares = d.replace(o, shares, c)

	var own object
	own.d, own.at, own.fields = o.d, o.at, map[string]value{}
	for _, key := range demandOverrides {
		own.fields[key] = o.fields[key]
	}
	templates := make([]*Population, len(shares))
	works := make([]float64, len(shares))
	for i, share := range shares {
		class, known := c.byName[share.name]
		if !known {
			if c.known {
				d.fault(share.at, "there is no class %q%s; a demand takes its classes from classes: at the top of the file", clip(share.name), advise(share.name, sortedKeys(c.byName)))
			}
			continue
		}
		before := d.faults
		both := own.over(class)
		p := d.describe(both, class, func(key, advice string) {
			d.fault(share.at, "class %q has no %s, which a demand needs: %s", clip(share.name), key, advice)
		})
		p.Class = share.name
		templates[i] = p
		if d.faults == before {
			works[i] = p.MeanWork()
		}
	}
	if len(regions)*len(shares) > maxPopulations {
		d.fault(o.at, "%d regions × %d classes are more than the %d populations that a demand may stand for", len(regions), len(shares), maxPopulations)
		return nil
	}
	d.visit(o.at, 10*len(regions)*len(shares)) // so that many demands end as many aliases do
	for _, region := range regions {
		if region.weight == 0 {
			d.unasked = append(d.unasked, region)
		}
		for i, share := range shares {
			if templates[i] == nil || region.weight == 0 || share.weight == 0 {
				continue
			}
			p := *templates[i]
			p.Region = region.name
			p.Interarrival.Mean = 0
			work := works[i]
			if d.fit(&p); work > 0 && p.mixed() {
				p.shareWork()
			}
			if work > 0 && p.Limits != (Limits{}) {
				work = p.MeanWork()
			}
			if okTotal && perRegion > 0 && perClass > 0 && work > 0 {
				busy := float64(total * float64(region.weight/perRegion) * float64(share.weight/perClass))
				mean := math.Round(work / busy * 1e9)
				if mean < 1 || !(mean <= float64(unit.MaxDuration)) {
					okTotal = false // once is enough
					d.fault(region.at, "%.3g h100e of class %q are a job every %.3g seconds, which is outside 1 ns to 146 years: is the unit right?",
						busy, clip(share.name), work/busy)
				} else {
					p.Interarrival.Mean = time.Duration(mean)
				}
			}
			list = append(list, sourceAt{Source: Source{Population: &p}, at: share.at, region: region.at, sizes: share.at, residency: share.at, elasticity: own.get("elasticity")})
		}
	}
	return list
}

// power reads an amount of computing power above zero.
func power(s string) (float64, error) {
	x, is, err := h100e(s)
	switch {
	case err != nil:
		return 0, err
	case !is:
		number := strings.TrimSpace(s)
		if plain, _, is := unit.Plain(number); is {
			number = plain
		}
		if n, err := unit.ParseNumber(number); err != nil || n <= 0 {
			return 0, fmt.Errorf("%q is not an amount: say how much is asked for in all, with its unit, as in 27200 h100e or 63 EF", clip(s))
		}
		return 0, fmt.Errorf("%q has no unit: write %s h100e for H100 equivalents, or %s EF for AI exaFLOPS", clip(s), clip(number), clip(number))
	case x == 0:
		return 0, errors.New("a demand of nothing makes no job: remove this entry or write more")
	}
	return x, nil
}

// parts reads a block of names with their shares, and the sum of those.
func (d *decoder) parts(o object, key, example string) (list []piece, sum float64) {
	if !o.has(key) {
		o.missing(key, "give the share of each, such as "+example)
		return nil, 0
	}
	v := d.visit(o.get(key), 0)
	if !d.isMapping(v, "a block with the share of each, such as "+example) {
		return nil, 0
	}
	before := d.faults
	for _, e := range d.entries(v) {
		name, err := label(e.key.node.Value)
		if err != nil {
			d.fault(e.key, "%s", err)
			continue
		}
		w, ok := readValue(d, e.value, "a share", weight, 0)
		if ok {
			sum += w
			list = append(list, piece{name, w, value{node: e.key.node, path: e.value.path}})
		}
	}
	if sum == 0 && d.faults == before {
		d.fault(v, "no share is above zero, so there is nothing to share out: give one, such as %s", example)
	}
	return list, sum
}
