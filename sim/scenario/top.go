package scenario

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"sovsim/sim/unit"
)

// maxReplications and maxRows keep a slip of the keyboard from becoming a
// program that runs for a year or fills a disk.
const (
	maxReplications = 100_000
	maxRows         = 1_000_000
)

// scenario decodes the whole file. The result is complete only where no fault
// was noted.
func (d *decoder) scenario(v value) *Scenario {
	o, ok := d.object(v, topKeys)
	if !ok || !d.version(o) {
		return nil
	}
	s := &Scenario{}
	s.Name, _ = read(o, "name", "a name", fileName, nameOf(d.reading.file))
	s.Description, _ = read(o, "description", "a text", freeText, "")
	d.readEpoch(o, s)
	d.readSpan(o, s)
	s.Seed, _ = read(o, "seed", "a whole number", unit.ParseUint64, 1)
	s.Replications, _ = read(o, "replications", "a whole number", between(1, maxReplications), 1)
	s.Scale, _ = read(o, "scale", "1/N, such as 1/64", scale, 1)
	s.Overrun, _ = read(o, "overrun", "kill or extend", oneOf(OverrunKill, OverrunExtend), OverrunKill)
	s.Routing, _ = read(o, "routing", "a routing policy", d.routing, "home")
	s.RerouteAfter, _ = read(o, "reroute-after", "a duration, such as 4h", notNegative, 0)
	s.MaxLive, _ = read(o, "max-live-jobs", "a number of jobs, such as 5e6", between(1, MaxLive), 0)
	s.Policies = d.policies(o)

	d.readBreaking(o)
	accelerators := d.accelerators(o)
	clusters, whole := d.clusters(o, accelerators, s.Horizon)
	whole = d.regions(o, s, clusters) && whole
	d.settle(o, s, clusters, whole)
	d.links(o, s, whole)
	d.pools(o, s, clusters, whole)
	before := d.faults
	described := d.classes(o)
	if whole {
		d.machines = machinesOf(s, clusters)
	}
	sources := d.workload(o, described)
	s.Rebound = d.rebound
	if whole && d.faults == before { // else names may be missing
		d.checkAccess(s, clusters, sources, described)
	}
	d.outputs(o, s)
	d.crossCheck(o, s, clusters, whole, sources)
	d.checkCosts(o, s, clusters)
	d.departures(o, s, whole, sources)
	d.budgets(o, s, whole, sources)
	d.closures(o, s, whole, sources)
	if whole {
		d.checkShares(s)
		d.checkRegions(s, clusters, sources)
	}
	d.checkPopulations(s, sources)
	return s
}

// version checks the one key that must be there and right before any other can
// be understood.
func (d *decoder) version(o object) bool {
	if !o.has("version") {
		o.missing("version", fmt.Sprintf("begin the file with version: %d", Version))
		return false
	}
	_, ok := read(o, "version", "a whole number", func(s string) (int64, error) {
		n, err := unit.ParseCount(s)
		if err == nil && n != Version {
			err = fmt.Errorf("version %d is unknown: this sovsim reads version %d; a newer file needs a newer sovsim", n, Version)
		}
		return n, err
	}, 0)
	return ok
}

// nameOf is the name of a scenario whose file is path.
func nameOf(path string) string {
	base := filepath.Base(filepath.ToSlash(path))
	base = strings.TrimSuffix(base, filepath.Ext(base))
	if _, err := fileName(base); err != nil {
		return "scenario"
	}
	return base
}

func (d *decoder) readEpoch(o object, s *Scenario) {
	at, ok := read(o, "epoch", "a date, such as 2025-01-01", func(text string) (time.Time, error) {
		t, err := unit.ParseDate(text)
		if err == nil && (t.Year() < 1900 || t.Year() > 2200) {
			err = fmt.Errorf("the epoch %s is outside the years 1900 to 2200", clip(text))
		}
		return t, err
	}, time.Time{})
	d.epoch = epoch{at: at, given: ok && o.has("epoch"), bad: !ok}
	s.Epoch = at
}

// readSpan reads the horizon and the warm-up.
func (d *decoder) readSpan(o object, s *Scenario) {
	horizon, ok := d.moment(o, "horizon")
	if ok && horizon <= 0 {
		d.fault(o.get("horizon"), "the horizon is not after the epoch")
		ok = false
	}
	if ok {
		s.Horizon = horizon
	}
	warm, given := d.moment(o, "warm-up")
	switch {
	case !given:
	case warm < 0:
		d.fault(o.get("warm-up"), "the warm-up ends before the epoch")
	case ok && warm >= horizon:
		d.fault(o.get("warm-up"), "the warm-up takes until the horizon or longer, so no job would be measured")
	default:
		s.WarmUp = warm
	}
}

// policies reads the list of policies, or the one policy.
func (d *decoder) policies(o object) []string {
	if !o.has("policies") {
		return []string{"easy"}
	}
	v := d.visit(o.get("policies"), 0)
	items := []value{v}
	if d.isList(v) {
		items, _ = d.items(v, "policies")
		if len(items) == 0 {
			d.fault(v, "the list is empty: name at least one policy, or leave the key out for easy")
		}
	}
	var specs []string
	first := map[string]value{}
	for i := 0; i < len(items); i++ {
		spec, ok := readValue(d, items[i], "a policy", label, "")
		if !ok {
			continue
		}
		if open(spec) > 0 {
			// Inside [ ] YAML itself splits at the comma.
			whole, last := spec, i
			for last+1 < len(items) && open(whole) > 0 {
				last++
				whole += ", " + items[last].node.Value
			}
			if last > i && open(whole) == 0 {
				d.fault(items[i], "the policy is cut at its comma: put it in quotes, \"%s\"", clip(whole))
				i = last
				continue
			}
		}
		if !d.policy(items[i], spec) {
			continue
		}
		if other, taken := first[spec]; taken {
			d.fault(items[i], "%s appears twice: the first is in %s", clip(spec), d.line(other, items[i]))
			continue
		}
		first[spec] = d.visit(items[i], 0)
		specs = append(specs, spec)
	}
	return specs
}

// open is the number of parentheses in s that are not closed.
func open(s string) int { return strings.Count(s, "(") - strings.Count(s, ")") }

// policy checks one policy as typed against the catalog.
func (d *decoder) policy(v value, spec string) bool {
	name, _, _ := strings.Cut(spec, "(")
	if _, err := known("policy", d.catalog.Policies)(strings.TrimSpace(name)); err != nil {
		d.fault(v, "%s", err)
		return false
	}
	if open(spec) != 0 {
		d.fault(v, "%s: the parentheses do not match", clip(spec))
		return false
	}
	if d.catalog.CheckPolicy != nil {
		if err := d.catalog.CheckPolicy(spec); err != nil {
			d.fault(v, "%s", err)
			return false
		}
	}
	return true
}

// routing checks a routing as typed against the catalog.
func (d *decoder) routing(text string) (string, error) {
	name, _, _ := strings.Cut(text, "(")
	if _, err := known("routing policy", d.catalog.Routings)(strings.TrimSpace(name)); err != nil {
		return "", err
	}
	if d.catalog.CheckRouting != nil {
		if err := d.catalog.CheckRouting(text); err != nil {
			return "", err
		}
	}
	return label(text)
}

func (d *decoder) outputs(o object, s *Scenario) {
	s.Outputs = Outputs{Interval: time.Hour, FollowUp: DefaultFollowUp, Target: DefaultTarget}
	if int64(s.Horizon/time.Hour) > maxRows { // beyond 114 years
		s.Outputs.Interval = 24 * time.Hour
	}
	if !o.has("outputs") {
		return
	}
	out, ok := d.object(o.get("outputs"), outputKeys)
	if !ok {
		return
	}
	s.Outputs.Jobs, _ = read(out, "jobs", "true or false", truth, false)
	s.Outputs.Interval, _ = read(out, "interval", "a duration, such as 1h", func(text string) (time.Duration, error) {
		t, err := positive(text)
		if err == nil && s.Horizon > 0 && int64(s.Horizon/t) > maxRows {
			err = fmt.Errorf("the horizon has more than %d intervals of %s: write a longer one", maxRows, unit.FormatDuration(t))
		}
		return t, err
	}, s.Outputs.Interval)
	s.Outputs.FollowUp, _ = read(out, "follow-up", "a duration, such as 28d", positive, s.Outputs.FollowUp)
	s.Outputs.Target, _ = read(out, "target", "a duration, such as 24h", positive, s.Outputs.Target)
	s.Outputs.Reasons, _ = read(out, "reasons", "true or false", truth, false)
}
