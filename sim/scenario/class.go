package scenario

import (
	"errors"
	"fmt"
	"slices"

	"sovsim/sim/unit"

	"sovsim/sim/dist"
)

// classes are the shared descriptions of classes, by name.
type classes struct {
	byName map[string]object
	// known is false where the block could not be read: then every class is let
	// pass.
	known bool
}

// classes reads the block of classes. What it says is decoded wherever a
// population or demand names the class; here it is decoded once alone, so that
// the faults of a class that nobody uses are found too.
func (d *decoder) classes(o object) classes {
	c := classes{byName: map[string]object{}, known: true}
	if !o.has("classes") {
		return c
	}
	v := d.visit(o.get("classes"), 0)
	if d.empty(v) {
		return c
	}
	if c.known = d.isMapping(v, "a block with a line for each class, such as mid: {gpus: 64, run-time: 12h}"); !c.known {
		return c
	}
	for _, e := range d.entries(v) {
		name, err := label(e.key.node.Value)
		if err != nil {
			d.fault(e.key, "%s", err)
			c.known = false
			continue
		}
		block, ok := d.object(e.value, classKeys)
		if !ok {
			c.known = false
			continue
		}
		c.byName[name] = block
		d.describe(block, block, nil)
	}
	return c
}

// over is o with the keys of under that it lacks.
func (o object) over(under object) object {
	both := object{d: o.d, at: o.at, fields: map[string]value{}}
	for key, v := range under.fields {
		if v.node != nil {
			both.fields[key] = v
		}
	}
	for key, v := range o.fields {
		if v.node != nil {
			both.fields[key] = v
		}
	}
	return both
}

// describe reads how the jobs of a class are from o, whose interarrival is
// completed by that of class. Of what must be there it notes by missing what is
// not; nil notes nothing.
func (d *decoder) describe(o, class object, missing func(key, advice string)) *Population {
	p := &Population{Divide: 1, Thin: 1, Weight: 1, Interarrival: dist.Interarrival{CV: 1, Batch: 1}}
	lone := missing == nil
	if lone {
		missing = func(string, string) {}
	}
	p.Users = d.users(o)
	// What the class says about the interarrival is completed, not replaced: it
	// knows the cv, and the population how many jobs there are.
	own := o.get("interarrival")
	if general := class.get("interarrival"); general.node != nil && general.node != own.node {
		d.interarrival(general, &p.Interarrival)
	}
	if own.node != nil {
		d.interarrival(own, &p.Interarrival)
	}
	var all bool // sizes have a run time each
	p.GPUs, p.Range, all = d.sizes(o, missing)
	switch {
	case !o.has("run-time"):
		if !all {
			missing("run-time", "give a duration, or a distribution such as log-normal: {median: 30m, sigma: 1.5}")
		}
	case all:
		d.distribution(o.get("run-time"))
		d.warn(o.get("run-time"), "this has no effect: every size of gpus has a run-time of its own; remove this key")
	default:
		p.RunTime, _ = d.distribution(o.get("run-time"))
	}
	p.Request = d.request(o)
	if o.has("patience") {
		if times, ok := d.distribution(o.get("patience")); ok {
			p.Patience = &times
		}
	}
	whose, _ := read(o, "patience-of", "job or user", oneOf("job", "user"), "job")
	if p.PatienceOfUser = whose == "user" && p.Patience != nil; whose == "user" && !o.has("patience") && !lone {
		d.warn(o.get("patience-of"), "this has no effect: the class has no patience; give it one, or remove this key")
	}
	p.Segment, _ = read(o, "segment", "a duration, such as 24h", segment, 0)
	d.readCheckpoint(o, p, lone)
	p.Profile = d.profile(o)
	p.Growth, _ = read(o, "growth", "a yearly growth, such as 10%", growth, 0)
	p.Elasticity, _ = read(o, "elasticity", "an exponent, such as 0.3", elasticity, 0)
	p.Residency = d.residency(o)
	p.Fit, _ = read(o, "fit", "condition or reject", oneOf(FitCondition, FitReject), FitReject)
	p.Data = d.data(o)
	return p
}

// users reads a number of users, or more about them.
func (d *decoder) users(o object) Users {
	u := Users{Count: 1}
	if !o.has("users") {
		return u
	}
	v := d.visit(o.get("users"), 0)
	if d.isScalar(v) {
		u.Count, _ = readValue(d, v, "a whole number", between(1, maxUsers), 1)
		return u
	}
	uo, ok := d.object(v, userKeys)
	if !ok {
		return u
	}
	u.Count, ok = need(uo, "count", "the number of users", between(1, maxUsers))
	projects, okProjects := read(uo, "projects", "a whole number", between(1, maxUsers), 0)
	u.Projects = projects
	if ok && okProjects && projects > u.Count {
		d.fault(uo.get("projects"), "there are more projects, %d, than users, %d: each user belongs to one", projects, u.Count)
	}
	u.Zipf, _ = read(uo, "zipf", "a number, such as 1.1", func(s string) (float64, error) {
		x, err := numberAbove(0, true)(s)
		if err == nil && x > 10 {
			err = fmt.Errorf("%s is more than 10: at 1 the second user has half the jobs of the first, at 2 a quarter", clip(s))
		}
		return x, err
	}, 0)
	return u
}

// residency reads where jobs may run: a word, or weights.
func (d *decoder) residency(o object) (r dist.Residency) {
	if !o.has("residency") {
		return r
	}
	v := d.visit(o.get("residency"), 0)
	if d.isScalar(v) {
		word, _ := readValue(d, v, "home, bloc or any", func(s string) (string, error) {
			if !slices.Contains(residencyKeys, s) {
				return "", fmt.Errorf("%q is not a residency: write home, bloc or any, or a share for each", clip(s))
			}
			return s, nil
		}, "any")
		switch word {
		case "home":
			r.Home = 1
		case "bloc":
			r.Bloc = 1
		}
		return r
	}
	ro, ok := d.object(v, residencyKeys)
	if !ok {
		return r
	}
	before := d.faults
	r.Home, _ = read(ro, "home", "a share", weight, 0)
	r.Bloc, _ = read(ro, "bloc", "a share", weight, 0)
	r.Any, _ = read(ro, "any", "a share", weight, 0)
	switch {
	case d.faults > before:
	case r.Home == 0 && r.Bloc == 0 && r.Any == 0:
		d.fault(v, "no share is above zero, so there is nowhere to run: give one, such as {bloc: 0.4, any: 0.6}")
	case r.Home == 0 && r.Bloc == 0:
		r = dist.Residency{}
	case r.Bloc == 0 && r.Any == 0:
		r = dist.Residency{Home: 1}
	case r.Home == 0 && r.Any == 0:
		r = dist.Residency{Bloc: 1}
	}
	return r
}

// weight reads a share in any unit, such as 0.2 or 20%.
func weight(s string) (float64, error) {
	x, err := percent(s)
	switch {
	case err == nil && x < 0:
		err = fmt.Errorf("%s is less than 0", clip(s))
	case err == nil && x > 1e9:
		err = fmt.Errorf("%s is more than 1e9", clip(s))
	}
	return x, err
}

// data reads the size of the data of a job: one size, or a range.
func (d *decoder) data(o object) (r dist.ByteRange) {
	if !o.has("data") {
		return r
	}
	size := func(s string) (int64, error) {
		n, err := unit.ParseBytes(s)
		if err == nil && n == 0 {
			err = errors.New("0 bytes are no data: remove this key")
		}
		return n, err
	}
	v := d.visit(o.get("data"), 0)
	if d.isScalar(v) {
		r.Low, _ = readValue(d, v, "a size, such as 1 TB", size, 0)
		r.High = r.Low
		return r
	}
	do, ok := d.object(v, dataKeys)
	if !ok {
		return r
	}
	if !do.has("log-uniform") {
		do.missing("log-uniform", "give a size, such as 1 TB, or a range such as log-uniform: {min: 100 GB, max: 15 TB}")
		return r
	}
	lo, ok := d.object(do.get("log-uniform"), factorKeys)
	if !ok {
		return r
	}
	before := d.faults
	r.Low, _ = need(lo, "min", "a size, such as 100 GB", size)
	r.High, _ = need(lo, "max", "a size, such as 15 TB", size)
	if d.faults == before && r.Low >= r.High {
		d.fault(lo.get("max"), "max is not more than min; for one value write a plain size")
	}
	return r
}

// hasKey reports whether the mapping v has the key, be it by a merge.
func (d *decoder) hasKey(v value, key string) bool {
	return slices.ContainsFunc(d.entries(v), func(e entry) bool { return e.key.node.Value == key })
}
