package scenario

import (
	"fmt"
	"slices"
	"strings"

	"sovsim/sim/unit"
)

// Carbon is the carbon intensity of a region's electricity: one figure, or an
// hourly series in a file.
type Carbon struct {
	// Given reports whether it is known at all.
	Given bool
	// Intensity is in µg/kWh; File is the path of a series, relative to the
	// scenario, in place of it.
	Intensity int64
	File      string
}

// The units in which rates are written, the first of each in the canonical form.
// A rate is kept as a whole number of parts.
var (
	powerUnits       = []unit.Scale{{Name: "W", Parts: 1_000}, {Name: "kW", Parts: 1_000_000}}
	electricityUnits = []unit.Scale{{Name: "EUR/kWh", Parts: 1_000_000_000}, {Name: "EUR/MWh", Parts: 1_000_000}}
	carbonUnits      = []unit.Scale{{Name: "g/kWh", Parts: 1_000_000}, {Name: "kg/MWh", Parts: 1_000_000}, {Name: "kg/kWh", Parts: 1_000_000_000}}
	priceUnits       = []unit.Scale{{Name: "EUR/GPU-h", Parts: 1_000_000_000}}
	egressUnits      = []unit.Scale{{Name: "EUR/GB", Parts: 1_000_000_000}, {Name: "EUR/TB", Parts: 1_000_000}}
)

// The most that rates may be, at most the engine's own bounds.
const (
	maxWatts    = 1_000_000_000             // 1 MW for a GPU, in mW
	maxEuros    = 1_000_000 * 1_000_000_000 // a million euro for one of anything, in n€
	maxMicro    = 1_000 * 1_000_000_000     // 1,000 kg/kWh, in µg
	maxPUE      = 100
	exampleWatt = "700 W"
	exampleEuro = "2.50 EUR/GPU-h"
)

// rate reads a rate in whole parts.
func rate(example string, limit int64, units []unit.Scale) func(string) (int64, error) {
	return func(s string) (int64, error) { return unit.ParseScaled(s, example, limit, units...) }
}

// watts are what a GPU of a type draws, in mW.
type watts struct{ busy, idle int64 }

// readPower reads what a GPU draws, with what holds where o does not say.
func (d *decoder) readPower(o object, p watts) watts {
	busy, ok := read(o, "power", "what a GPU draws while a job holds it, such as 700 W", rate(exampleWatt, maxWatts, powerUnits), p.busy)
	idle, okIdle := read(o, "idle-power", "what a GPU draws while none does, such as 100 W", rate("100 W", maxWatts, powerUnits), p.idle)
	if ok && okIdle && idle > busy && (o.has("power") || o.has("idle-power")) {
		at := o.get("idle-power")
		if !o.has("idle-power") {
			at = o.get("power")
		}
		d.fault(at, "an idle GPU would draw %s, more than the %s of a busy one", unit.FormatScaled(idle, powerUnits[0]), unit.FormatScaled(busy, powerUnits[0]))
	}
	return watts{busy, idle}
}

// typePower notes what a GPU of an accelerator type draws.
func (d *decoder) typePower(o object, name string) {
	if d.powers == nil {
		d.powers = map[string]watts{}
	}
	d.powers[name] = d.readPower(o, watts{})
}

// groupPower reads what a GPU of a group, or of a pool, draws: its own figures,
// else its type's.
func (d *decoder) groupPower(o object, g *Group) {
	p := d.readPower(o, d.powers[g.Accelerator])
	g.Power, g.IdlePower = p.busy, p.idle
}

// readCosts reads the PUE and the price of a cluster.
func (d *decoder) readCosts(o object, c *clusterAt) {
	c.PUE, _ = read(o, "pue", "the power of the site ÷ that of its GPUs, such as 1.1", pue, 0)
	c.Price, _ = read(o, "price", "the price of a GPU-hour, such as "+exampleEuro, rate(exampleEuro, maxEuros, priceUnits), 0)
}

// pue reads a ratio of at least 1 in thousandths.
func pue(s string) (int64, error) {
	r, err := unit.ParseRatio(s)
	switch {
	case err != nil:
		return 0, err
	case r.Num < r.Den || r.Num/r.Den >= maxPUE:
		return 0, fmt.Errorf("%s is outside 1 to %d: the site draws what its GPUs draw and something more, such as 1.1", clip(s), maxPUE)
	case 1000%r.Den != 0:
		return 0, fmt.Errorf("%s has more than three places: write fewer, such as 1.125", clip(s))
	}
	return r.Num * (1000 / r.Den), nil
}

// readGrid reads the electricity of a region.
func (d *decoder) readGrid(o object, r *Region) {
	r.Electricity, _ = read(o, "electricity", "the price of a kWh, such as 0.19 EUR/kWh", rate("0.19 EUR/kWh", maxEuros, electricityUnits), 0)
	if !o.has("carbon") {
		return
	}
	v := d.visit(o.get("carbon"), 0)
	if d.isScalar(v) && !d.empty(v) {
		r.Carbon.Intensity, r.Carbon.Given = readValue(d, v, "the CO2 of a kWh, such as 56 g/kWh", rate("56 g/kWh", maxMicro, carbonUnits), 0)
		return
	}
	if !d.isMapping(v, "the CO2 of a kWh, such as 56 g/kWh, or {file: hourly.csv}") {
		return
	}
	c, ok := d.object(v, carbonKeys)
	if !ok {
		return
	}
	file, ok := need(c, "file", "the path of an hourly series, relative to this file", label)
	if !ok {
		return
	}
	r.Carbon.File, r.Carbon.Given = d.relative(d.visit(c.get("file"), 0), file), true
	if d.files != nil {
		if err := d.isFile(resolve(d.reading.dir, r.Carbon.File)); err != nil {
			d.fault(c.get("file"), "%s: %s; the path is relative to this file", clip(file), err)
		}
	}
}

// checkCosts warns of what would silently count as nothing.
func (d *decoder) checkCosts(o object, s *Scenario, clusters []clusterAt) {
	known := func(c *Cluster) bool {
		return !slices.ContainsFunc(c.Groups, func(g Group) bool { return g.Power == 0 })
	}
	powered := slices.ContainsFunc(s.Clusters, func(c Cluster) bool { return known(&c) })
	for i := range clusters {
		if powered && !known(&clusters[i].Cluster) {
			d.warn(clusters[i].at, "other clusters have a power and %q has not for all of its GPUs: these count nothing in sums of energy, carbon and electricity; give their accelerators power:", clip(clusters[i].Name))
		}
	}
	priced := slices.ContainsFunc(s.Clusters, func(c Cluster) bool { return c.Price > 0 }) ||
		slices.ContainsFunc(s.Links, func(l Link) bool { return l.Egress > 0 })
	green := powered && slices.ContainsFunc(s.Regions, func(r Region) bool { return r.Carbon.Given })
	switch name, _, _ := strings.Cut(s.Routing, "("); strings.TrimSpace(name) {
	case "cheapest":
		if !priced {
			d.warn(o.get("routing"), "routing is cheapest and nothing has a price: all clusters are alike to it; give clusters price: or links egress:")
		}
	case "greenest":
		if !green {
			d.warn(o.get("routing"), "routing is greenest and no carbon is known: all clusters are alike to it; give regions carbon: and accelerators power:")
		}
	}
}

// grid is what the canonical form says of a region's electricity.
func (r *Region) grid() (parts []string) {
	if r.Electricity > 0 {
		parts = append(parts, "electricity: "+unit.FormatScaled(r.Electricity, electricityUnits[0]))
	}
	switch {
	case r.Carbon.File != "":
		parts = append(parts, "carbon: {file: "+quote(r.Carbon.File)+"}")
	case r.Carbon.Given:
		parts = append(parts, "carbon: "+unit.FormatScaled(r.Carbon.Intensity, carbonUnits[0]))
	}
	return parts
}

func (p *printer) power(indent int, g *Group) {
	if g.Power > 0 {
		p.line(indent, "power: %s", unit.FormatScaled(g.Power, powerUnits[0]))
	}
	if g.IdlePower > 0 {
		p.line(indent, "idle-power: %s", unit.FormatScaled(g.IdlePower, powerUnits[0]))
	}
}

func (p *printer) costs(c *Cluster) {
	if c.PUE > 0 {
		p.line(4, "pue: %s", unit.Ratio{Num: c.PUE, Den: 1000})
	}
	if c.Price > 0 {
		p.line(4, "price: %s", unit.FormatScaled(c.Price, priceUnits[0]))
	}
}
