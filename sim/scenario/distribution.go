package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"sovsim/sim/unit"
)

// families is what each kind of distribution takes, in the order in which
// messages list the kinds.
var families = []struct {
	kind    DistributionKind
	keys    []string
	example string
}{
	{LogNormal, []string{"median", "sigma", "mean", "cv", "min", "max"}, "{median: 30m, sigma: 1.5}"},
	{Exponential, []string{"mean", "min", "max"}, "{mean: 30m}"},
	{Uniform, []string{"min", "max"}, "{min: 1h, max: 4h}"},
	{LogUniform, []string{"min", "max"}, "{min: 1h, max: 72h}"},
	{Gamma, []string{"mean", "cv", "min", "max"}, "{mean: 30m, cv: 0.5}"},
	{Hyperexponential, []string{"mean", "cv", "min", "max"}, "{mean: 30m, cv: 4}"},
	{Quantiles, nil, "{0: 10s, 0.5: 20m, 0.9: 3h, 1: 60d}"},
}

// distribution reads a distribution of durations: a plain duration, or the name
// of a kind with its parameters.
func (d *decoder) distribution(v value) (dist Distribution, ok bool) {
	v = d.visit(v, 0)
	if d.isScalar(v) {
		dist.Kind = Constant
		dist.Value, ok = readValue(d, v, "a duration or a distribution", positive, 0)
		return dist, ok
	}
	kinds := make([]string, len(families))
	for i, f := range families {
		kinds[i] = string(f.kind)
	}
	o, ok := d.object(v, kinds)
	if !ok {
		return dist, false
	}
	for _, f := range families {
		if !o.has(string(f.kind)) {
			continue
		}
		if dist.Kind != "" {
			d.fault(o.get(string(f.kind)), "a distribution has one kind; this one is %s too", dist.Kind)
			return dist, false
		}
		dist.Kind = f.kind
	}
	if dist.Kind == "" {
		if len(v.node.Content) == 0 { // an unknown kind has been noted
			d.fault(v, "a distribution is a duration, such as 30m, or one kind with parameters, such as log-normal: {median: 30m, sigma: 1.5}")
		}
		return dist, false
	}
	return dist, d.parameters(o.get(string(dist.Kind)), &dist)
}

// parameters reads what the kind of dist takes.
func (d *decoder) parameters(v value, dist *Distribution) bool {
	if dist.Kind == Quantiles {
		return d.quantiles(v, dist)
	}
	family := families[0]
	for _, f := range families {
		if f.kind == dist.Kind {
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
	switch dist.Kind {
	case Uniform, LogUniform:
		duration("min", &dist.Low)
		duration("max", &dist.High)
		if d.faults == before && dist.Low >= dist.High {
			d.fault(o.get("max"), "max is not more than min; for one value write a plain duration")
		}
		return d.faults == before
	case LogNormal:
		byMean := !o.has("median") && !o.has("sigma") && (o.has("mean") || o.has("cv"))
		unused := []string{"mean", "cv"}
		if byMean {
			unused = nil
			duration("mean", &dist.Mean)
			number("cv", &dist.CV, 0, 1000)
		} else {
			duration("median", &dist.Median)
			number("sigma", &dist.Sigma, 0, 10)
		}
		for _, key := range unused {
			if o.has(key) {
				d.fault(o.get(key), "log-normal takes median and sigma, or mean and cv, not parts of both")
			}
		}
	case Exponential:
		duration("mean", &dist.Mean)
	case Gamma:
		duration("mean", &dist.Mean)
		number("cv", &dist.CV, 0.001, 10)
	case Hyperexponential:
		duration("mean", &dist.Mean)
		number("cv", &dist.CV, 1, 1000)
	}
	dist.Min, _ = read(o, "min", "a duration", positive, 0)
	dist.Max, _ = read(o, "max", "a duration", positive, 0)
	if d.faults == before && dist.Max > 0 && dist.Min > dist.Max {
		d.fault(o.get("max"), "max is less than min")
	}
	return d.faults == before
}

// maxPoints is the most points of a quantile table; the generator's too.
const maxPoints = 200

// quantiles reads a table of the shares of draws that are at most each value.
func (d *decoder) quantiles(v value, dist *Distribution) bool {
	v = d.visit(v, 0)
	const example = "{0: 10s, 0.5: 20m, 0.9: 3h, 1: 60d}"
	if !d.isMapping(v, "a line for each share of draws with the value that they do not exceed, such as "+example) {
		return false
	}
	before := d.faults
	entries := d.entries(v)
	if len(entries) > maxPoints {
		d.fault(v, "there are %d points, more than %d", len(entries), maxPoints)
		return false
	}
	at := make([]int, 0, len(entries)) // entries by share
	for i, e := range entries {
		p, okShare := readValue(d, e.key, "a share from 0 to 1", probability, 0)
		t, okValue := readValue(d, e.value, "a duration", notNegative, 0)
		if okShare && okValue {
			dist.Points = append(dist.Points, Point{p, t})
			at = append(at, i)
		}
	}
	if d.faults > before {
		return false
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(dist.Points[a].P, dist.Points[b].P) })
	slices.SortStableFunc(dist.Points, func(a, b Point) int { return cmp.Compare(a.P, b.P) })
	n := len(dist.Points)
	if n < 2 || dist.Points[0].P != 0 || dist.Points[n-1].P != 1 {
		d.fault(v, "a table of quantiles begins with share 0, the least value, and ends with share 1, the largest, such as %s", example)
		return false
	}
	for i := 1; i < n; i++ {
		switch a, b := dist.Points[i-1], dist.Points[i]; {
		case a.P == b.P:
			d.fault(entries[at[i]].key, "the share %g appears twice: the first is in %s", b.P, d.line(entries[at[i-1]].key, entries[at[i]].key))
		case a.Value > b.Value:
			d.fault(entries[at[i]].value, "%s is less than %s, the value of the smaller share %g: values rise with their shares",
				unit.FormatDuration(b.Value), unit.FormatDuration(a.Value), a.P)
		}
	}
	if d.faults == before && dist.Points[n-1].Value == 0 {
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

// longest is the longest draw, 0 where there is no bound.
func (dist *Distribution) longest() time.Duration {
	longest := max(dist.Value, dist.High, dist.Max)
	if n := len(dist.Points); n > 0 {
		longest = dist.Points[n-1].Value
	}
	return longest
}
