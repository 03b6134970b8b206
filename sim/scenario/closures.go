package scenario

import (
	"fmt"
	"slices"
	"time"
)

// Closure is the loss of access of regions or blocs to the clusters in others, for
// a time or for good.
type Closure struct {
	Name string
	// In are the regions and blocs on whose soil the closed clusters stand, To those
	// of the homes of the jobs to which they are closed; in alphabetical order.
	In, To []string
	// From and Until are times since the epoch; Until 0 is for good.
	From, Until time.Duration
	// Running says what becomes of the jobs that run there when it begins.
	Running Running
}

// Running says what a closure does to the jobs that run in its clusters.
type Running string

const (
	// Finish lets them run to their end.
	Finish Running = "finish"
	// KillThem ends them.
	KillThem Running = "kill"
	// RequeueThem has them routed again, with what their checkpoints have saved.
	RequeueThem Running = "requeue"
)

// closures reads the times without access. whole reports whether all regions are known.
func (d *decoder) closures(o object, s *Scenario, whole bool, sources []sourceAt) {
	if !o.has("closures") {
		return
	}
	items, _ := d.items(o.get("closures"), "closures such as {name: cloud, clusters-in: [US], to: [Europe], from: 2026-01-01, until: 2026-07-01}")
	names := map[string]value{}
	for _, item := range items {
		e, ok := d.object(item, closureKeys)
		if !ok {
			continue
		}
		before := d.faults
		c := Closure{Name: d.uniqueName(e, "closure", names)}
		c.In = d.somePlaces(e, "clusters-in", "the regions or blocs whose clusters are closed, such as [US]", s, whole)
		c.To = d.somePlaces(e, "to", "the regions or blocs to whose jobs they are closed, such as [Europe]", s, whole)
		from, okFrom := d.moment(e, "from")
		if !e.has("from") {
			e.missing("from", "give the time at which it begins, "+wantMoment)
		}
		until, okUntil := d.moment(e, "until")
		switch {
		case okFrom && from < 0:
			d.fault(e.get("from"), "the closure begins before the epoch: begin it there, from: 0s")
		case okFrom && okUntil && until <= from:
			d.fault(e.get("until"), "until is not after from: a closure without an end has no until")
		}
		c.From, c.Until = from, until
		c.Running, _ = read(e, "running", "finish, kill or requeue", oneOf(Finish, KillThem, RequeueThem), Finish)
		if d.faults > before {
			continue
		}
		s.Closures = append(s.Closures, c)
		if whole && !slices.ContainsFunc(s.Clusters, func(x Cluster) bool { return s.among(x.Region, c.In) }) {
			d.warn(e.get("clusters-in"), "no cluster stands there, so this closes nothing: name regions or blocs with clusters, or remove the closure")
		}
		if whole && !slices.ContainsFunc(sources, func(src sourceAt) bool {
			home := src.home()
			return home == "" || s.among(home, c.To) || slices.ContainsFunc(s.Departures, func(x Departure) bool { return s.among(x.To, c.To) })
		}) {
			d.warn(e.get("to"), "no job has its home there, so this closes nothing to anybody: name regions or blocs of the workload, or remove the closure")
		}
		if s.Horizon > 0 && c.From >= s.Horizon {
			d.warn(item, "this closure begins at or after the horizon and never happens: set a later horizon, or remove it")
		}
	}
}

// somePlaces reads a list of regions and blocs that must be there.
func (d *decoder) somePlaces(e object, key, want string, s *Scenario, whole bool) (list []string) {
	if !e.has(key) {
		e.missing(key, "name "+want)
		return nil
	}
	for _, p := range d.namesOf(e, key, want, false) {
		if known := s.places(); whole && !slices.Contains(known, p.name) {
			d.fault(p.at, "there is no region or bloc %q%s", clip(p.name), advise(p.name, known))
		}
		list = append(list, p.name)
	}
	slices.Sort(list) // their order says nothing
	return list
}

// among reports whether a region, or its bloc, is one of some names.
func (s *Scenario) among(region string, names []string) bool {
	return slices.ContainsFunc(s.Regions, func(r Region) bool {
		return r.Name == region && (slices.Contains(names, r.Name) || slices.Contains(names, r.bloc()))
	})
}

func (p *printer) closures(list []Closure) {
	if len(list) == 0 {
		return
	}
	p.line(0, "closures:")
	for _, c := range list {
		text := fmt.Sprintf("name: %s, clusters-in: %s, to: %s, from: %s", quote(c.Name), quoted(c.In), quoted(c.To), formatMoment(p.epoch, c.From))
		if c.Until > 0 {
			text += ", until: " + formatMoment(p.epoch, c.Until)
		}
		p.line(2, "- {%s, running: %s}", text, c.Running)
	}
}
