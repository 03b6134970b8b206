package scenario

import (
	"cmp"
	"slices"

	"sovsim/sim/dist"
)

const wantSizes = "a number of GPUs, or sizes with weights such as {1: 0.7, 8: 0.3}"

// sizes reads gpus: one size, sizes with weights and perhaps run times, or a
// range. all reports whether each size has a run time of its own.
func (d *decoder) sizes(o object, missing func(key, advice string)) (sizes []Size, r dist.SizeRange, all bool) {
	if !o.has("gpus") {
		missing("gpus", "give "+wantSizes)
		return nil, r, false
	}
	v := d.visit(o.get("gpus"), 0)
	if d.isScalar(v) {
		n, ok := readValue(d, v, "a number of GPUs", between(1, maxJobGPUs), 0)
		if !ok {
			return nil, r, false
		}
		return []Size{{GPUs: n, Weight: 1}}, r, false
	}
	if !d.isMapping(v, wantSizes) {
		return nil, r, false
	}
	entries := d.entries(v)
	for _, e := range entries {
		if e.key.node.Value != string(dist.KindLogUniform) {
			continue
		}
		if len(entries) > 1 {
			d.fault(e.key, "gpus is either a range or sizes with weights, not both")
			return nil, r, false
		}
		return nil, d.sizeRange(e.value), false
	}
	if len(entries) > maxSizes {
		d.fault(v, "there are %d sizes, more than %d", len(entries), maxSizes)
		return nil, r, false
	}
	before, sum := d.faults, 0.0
	first := map[int]value{}
	all = true
	for _, e := range entries {
		n, ok := readValue(d, e.key, "a number of GPUs", between(1, maxJobGPUs), 0)
		size := Size{GPUs: n}
		w, okWeight := d.size(e.value, &size)
		if other, twice := first[n]; ok && twice {
			d.fault(e.key, "the size %d appears twice: the first is in %s", n, d.line(other, e.key))
		}
		first[n] = e.key
		if ok && okWeight {
			sum += w
			if w > 0 {
				sizes = append(sizes, size)
				all = all && size.RunTime != nil
			}
		}
	}
	if sum == 0 && d.faults == before {
		d.fault(v, "no size has a weight above zero, so there is nothing to draw: give one, such as {1: 0.7, 8: 0.3}")
	}
	slices.SortFunc(sizes, func(a, b Size) int { return cmp.Compare(a.GPUs, b.GPUs) })
	return sizes, r, all && len(sizes) > 0
}

// size reads what is said of one size: its weight, or that and its run time.
func (d *decoder) size(v value, size *Size) (weight float64, ok bool) {
	v = d.visit(v, 0)
	if d.isScalar(v) {
		size.Weight, ok = readValue(d, v, "a weight", numberAbove(0, true), 0)
		return size.Weight, ok
	}
	so, ok := d.object(v, sizeKeys)
	if !ok {
		return 0, false
	}
	size.Weight, ok = need(so, "weight", "the share of jobs of this size, such as 0.3", numberAbove(0, true))
	if so.has("run-time") {
		times, fine := d.distribution(so.get("run-time"))
		size.RunTime, ok = &times, ok && fine
	}
	return size.Weight, ok
}

// sizeRange reads a log-uniform range of sizes.
func (d *decoder) sizeRange(v value) (r dist.SizeRange) {
	o, ok := d.object(v, factorKeys)
	if !ok {
		return r
	}
	before := d.faults
	r.Low, _ = need(o, "min", "the least number of GPUs, such as 16", between(1, maxJobGPUs))
	r.High, _ = need(o, "max", "the largest number of GPUs, such as 256", between(1, maxJobGPUs))
	if d.faults == before && r.Low >= r.High {
		d.fault(o.get("max"), "max is not more than min; for one size write a plain number")
	}
	if d.faults > before {
		return dist.SizeRange{}
	}
	return r
}

// largest is the largest size, 0 where that is not known.
func (p *Population) largest() int {
	if p.Range.High > 0 {
		return p.Range.High
	}
	if n := len(p.GPUs); n > 0 {
		return p.GPUs[n-1].GPUs
	}
	return 0
}
