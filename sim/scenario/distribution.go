package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"sovsim/sim/unit"

	"sovsim/sim/dist"
)

// families is what each kind of distribution takes, in the order in which
// messages list the kinds.
var families = []struct {
	kind    dist.Kind
	keys    []string
	example string
}{
	{dist.KindLogNormal, []string{"median", "sigma", "mean", "cv", "min", "max"}, "{median: 30m, sigma: 1.5}"},
	{dist.KindExponential, []string{"mean", "min", "max"}, "{mean: 30m}"},
	{dist.KindUniform, []string{"min", "max"}, "{min: 1h, max: 4h}"},
	{dist.KindLogUniform, []string{"min", "max"}, "{min: 1h, max: 72h}"},
	{dist.KindGamma, []string{"mean", "cv", "min", "max"}, "{mean: 30m, cv: 0.5}"},
	{dist.KindHyperexponential, []string{"mean", "cv", "min", "max"}, "{mean: 30m, cv: 4}"},
	{dist.KindQuantiles, nil, "{0: 10s, 0.5: 20m, 0.9: 3h, 1: 60d}"},
}

// distribution reads a distribution of durations: a plain duration, or the name
// of a kind with its parameters.
func (d *decoder) distribution(v value) (times dist.Times, ok bool) {
	v = d.visit(v, 0)
	if d.isScalar(v) {
		times.Kind = dist.KindConstant
		times.Value, ok = readValue(d, v, "a duration or a distribution", positive, 0)
		return times, ok
	}
	kinds := make([]string, len(families))
	for i, f := range families {
		kinds[i] = string(f.kind)
	}
	o, ok := d.object(v, kinds)
	if !ok {
		return times, false
	}
	for _, f := range families {
		if !o.has(string(f.kind)) {
			continue
		}
		if times.Kind != "" {
			d.fault(o.get(string(f.kind)), "a distribution has one kind; this one is %s too", times.Kind)
			return times, false
		}
		times.Kind = f.kind
	}
	if times.Kind == "" {
		if len(v.node.Content) == 0 { // an unknown kind has been noted
			d.fault(v, "a distribution is a duration, such as 30m, or one kind with parameters, such as log-normal: {median: 30m, sigma: 1.5}")
		}
		return times, false
	}
	return times, d.parameters(o.get(string(times.Kind)), &times)
}

// parameters reads what the kind of times takes.
func (d *decoder) parameters(v value, times *dist.Times) bool {
	if times.Kind == dist.KindQuantiles {
		return d.quantiles(v, times)
	}
	family := families[0]
	for _, f := range families {
		if f.kind == times.Kind {
			family = f
		}
	}
	o, ok := d.object(v, family.keys)
	if !ok {
		return false
	}
	before := d.faults
	duration := func(key string, into *time.Duration) {
		*into, _ = need(o, key, "a duration, as in "+family.example, positive)
	}
	number := func(key string, into *float64, lo, hi float64) {
		*into, _ = need(o, key, "a number, as in "+family.example, within(lo, hi))
	}
	switch times.Kind {
	case dist.KindUniform, dist.KindLogUniform:
		duration("min", &times.Low)
		duration("max", &times.High)
		if d.faults == before && times.Low >= times.High {
			d.fault(o.get("max"), "max is not more than min; for one value write a plain duration")
		}
		return d.faults == before
	case dist.KindLogNormal:
		byMean := !o.has("median") && !o.has("sigma") && (o.has("mean") || o.has("cv"))
		unused := []string{"mean", "cv"}
		if byMean {
			unused = nil
			duration("mean", &times.Mean)
			number("cv", &times.CV, 0, dist.MaxCV)
		} else {
			duration("median", &times.Median)
			number("sigma", &times.Sigma, 0, dist.MaxSigma)
		}
		for _, key := range unused {
			if o.has(key) {
				d.fault(o.get(key), "log-normal takes median and sigma, or mean and cv, not parts of both")
			}
		}
	case dist.KindExponential:
		duration("mean", &times.Mean)
	case dist.KindGamma:
		duration("mean", &times.Mean)
		number("cv", &times.CV, dist.MinGammaCV, dist.MaxGammaCV)
	case dist.KindHyperexponential:
		duration("mean", &times.Mean)
		number("cv", &times.CV, 1, dist.MaxCV)
	}
	times.Min, _ = read(o, "min", "a duration", positive, 0)
	times.Max, _ = read(o, "max", "a duration", positive, 0)
	if d.faults == before && times.Max > 0 && times.Min > times.Max {
		d.fault(o.get("max"), "max is less than min")
	}
	return d.faults == before
}

// quantiles reads a table of the shares of draws that are at most each value.
func (d *decoder) quantiles(v value, times *dist.Times) bool {
	v = d.visit(v, 0)
	const example = "{0: 10s, 0.5: 20m, 0.9: 3h, 1: 60d}"
	if !d.isMapping(v, "a line for each share of draws with the value that they do not exceed, such as "+example) {
		return false
	}
	before := d.faults
	entries := d.entries(v)
	if len(entries) > dist.MaxPoints {
		d.fault(v, "there are %d points, more than %d", len(entries), dist.MaxPoints)
		return false
	}
	at := make([]int, 0, len(entries)) // entries by share
	for i, e := range entries {
		p, okShare := readValue(d, e.key, "a share from 0 to 1", probability, 0)
		t, okValue := readValue(d, e.value, "a duration", notNegative, 0)
		if okShare && okValue {
			times.Points = append(times.Points, dist.Point[time.Duration]{P: p, Value: t})
			at = append(at, i)
		}
	}
	if d.faults > before {
		return false
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(times.Points[a].P, times.Points[b].P) })
	slices.SortStableFunc(times.Points, func(a, b dist.Point[time.Duration]) int { return cmp.Compare(a.P, b.P) })
	n := len(times.Points)
	if n < 2 || times.Points[0].P != 0 || times.Points[n-1].P != 1 {
		d.fault(v, "a table of quantiles begins with share 0, the least value, and ends with share 1, the largest, such as %s", example)
		return false
	}
	for i := 1; i < n; i++ {
		switch a, b := times.Points[i-1], times.Points[i]; {
		case a.P == b.P:
			d.fault(entries[at[i]].key, "the share %g appears twice: the first is in %s", b.P, d.line(entries[at[i-1]].key, entries[at[i]].key))
		case a.Value > b.Value:
			d.fault(entries[at[i]].value, "%s is less than %s, the value of the smaller share %g: values rise with their shares",
				unit.FormatDuration(b.Value), unit.FormatDuration(a.Value), a.P)
		}
	}
	if d.faults == before && times.Points[n-1].Value == 0 {
		d.fault(v, "all values are 0")
	}
	return d.faults == before
}

// probability reads a share from 0 to 1.
func probability(s string) (float64, error) {
	x, err := percent(s)
	if err == nil && (x < 0 || x > 1) {
		err = fmt.Errorf("%s is outside 0 to 1", clip(s))
	}
	return x, err
}

// within reads a number from lo (not 0 itself) to hi.
func within(lo, hi float64) func(string) (float64, error) {
	return func(s string) (float64, error) {
		x, err := numberAbove(lo, lo > 0)(s)
		if err == nil && x > hi {
			err = fmt.Errorf("%s is more than %g", clip(s), hi)
		}
		return x, err
	}
}
