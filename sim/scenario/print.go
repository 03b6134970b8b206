package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sovsim/sim/unit"
)

// YAML is the resolved scenario as a scenario file: defaults written out but for
// those that switch something off, ramps as their steps, dates where there is an
// epoch, a demand as its populations, links one for each pair of regions. It decodes to an equal
// scenario, unless so many steps make it larger than MaxBytes.
func (s *Scenario) YAML() []byte { return s.print(true) }

// Canonical is the resolved scenario as bytes that depend on what it says and
// not on how its file was laid out: comments, key order, units, aliases and the
// way in which a time was given leave no trace. Two scenarios that simulate the
// same have the same bytes, but for the order of lists, which decides ties. The
// description and the place of the file are left out.
func (s *Scenario) Canonical() []byte { return s.print(false) }

// printer writes YAML in the one layout that the canonical form has.
type printer struct {
	b     []byte
	epoch time.Time
}

func (p *printer) line(indent int, format string, args ...any) {
	p.b = append(p.b, strings.Repeat(" ", indent)...)
	p.b = fmt.Appendf(p.b, format, args...)
	p.b = append(p.b, '\n')
}

func (s *Scenario) print(description bool) []byte {
	p := &printer{epoch: s.Epoch}
	p.line(0, "version: %d", Version)
	p.line(0, "name: %s", quote(s.Name))
	if description && s.Description != "" {
		p.line(0, "description: %s", quote(s.Description))
	}
	if !s.Epoch.IsZero() {
		p.line(0, "epoch: %s", unit.FormatDate(s.Epoch))
	}
	if s.Horizon > 0 {
		p.line(0, "horizon: %s", unit.FormatDuration(s.Horizon))
	}
	p.line(0, "warm-up: %s", unit.FormatDuration(s.WarmUp))
	p.line(0, "seed: %d", s.Seed)
	p.line(0, "replications: %d", s.Replications)
	if s.Scale > 1 {
		p.line(0, "scale: 1/%d", s.Scale)
	}
	p.line(0, "overrun: %s", s.Overrun)
	p.line(0, "routing: %s", quote(s.Routing))
	if s.RerouteAfter > 0 {
		p.line(0, "reroute-after: %s", unit.FormatDuration(s.RerouteAfter))
	}
	if description && s.MaxLive > 0 {
		p.line(0, "max-live-jobs: %d", s.MaxLive)
	}
	p.line(0, "policies:")
	for _, policy := range s.Policies {
		p.line(2, "- %s", quote(policy))
	}
	p.regions(s)
	p.line(0, "clusters:")
	for i := range s.Clusters {
		p.cluster(&s.Clusters[i])
	}
	p.pools(s)
	p.spareClasses(s)
	p.line(0, "workload:")
	for _, src := range s.Workload {
		if src.Trace != nil {
			p.trace(src.Trace)
		} else {
			p.population(src.Population)
		}
	}
	p.departures(s.Departures)
	p.budgets(s.Budgets)
	p.closures(s.Closures)
	p.line(0, "outputs:")
	p.line(2, "jobs: %t", s.Outputs.Jobs)
	p.line(2, "interval: %s", unit.FormatDuration(s.Outputs.Interval))
	if s.Outputs.FollowUp > 0 {
		p.line(2, "follow-up: %s", unit.FormatDuration(s.Outputs.FollowUp))
	}
	if s.Outputs.Target > 0 {
		p.line(2, "target: %s", unit.FormatDuration(s.Outputs.Target))
	}
	if s.Outputs.Reasons {
		p.line(2, "reasons: true")
	}
	return p.b
}

// regions are a list of those without a cluster where there is no more to say,
// else a block with all.
func (p *printer) regions(s *Scenario) {
	if slices.ContainsFunc(s.Regions, func(r Region) bool { return r.Bloc != "" || r.Offset != 0 || len(r.grid()) > 0 }) {
		p.line(0, "regions:")
		for _, r := range s.Regions {
			var parts []string
			if r.Bloc != "" {
				parts = append(parts, "bloc: "+quote(r.Bloc))
			}
			if r.Offset != 0 {
				parts = append(parts, "utc-offset: "+unit.FormatDuration(r.Offset))
			}
			parts = append(parts, r.grid()...)
			p.line(2, "%s: {%s}", quote(r.Name), strings.Join(parts, ", "))
		}
	} else {
		var lone []string
		for _, r := range s.Regions {
			if !slices.ContainsFunc(s.Clusters, func(c Cluster) bool { return c.Region == r.Name }) {
				lone = append(lone, quote(r.Name))
			}
		}
		if len(lone) > 0 {
			p.line(0, "regions: [%s]", strings.Join(lone, ", "))
		}
	}
	if len(s.Links) == 0 {
		return
	}
	p.line(0, "links:")
	place := map[string]int{}
	for i, r := range s.Regions {
		place[r.Name] = i
	}
	for _, l := range s.Links { // both ways are alike
		if place[l.From] < place[l.To] {
			price := ""
			if l.Egress > 0 {
				price = ", egress: " + unit.FormatScaled(l.Egress, egressUnits[0])
			}
			p.line(2, "- {between: [%s, %s], bandwidth: %s%s}", quote(l.From), quote(l.To), formatBandwidth(l.BytesPerSecond), price)
		}
	}
}

func (p *printer) cluster(c *Cluster) {
	p.line(2, "- name: %s", quote(c.Name))
	p.line(4, "region: %s", quote(c.Region))
	if c.Owner != "" {
		p.line(4, "owner: %s", c.Owner)
	}
	p.line(4, "kind: %s", c.Kind)
	if c.Policy != "" {
		p.line(4, "policy: %s", quote(c.Policy))
	}
	p.rules(c)
	p.costs(c)
	if c.Kind == Pool {
		g := c.Groups[0]
		p.line(4, "gpus: %d", g.Nodes)
		p.accelerator(4, &g)
	} else {
		p.line(4, "groups:")
		for _, g := range c.Groups {
			p.line(6, "- name: %s", quote(g.Name))
			p.line(8, "nodes: %d", g.Nodes)
			p.line(8, "gpus-per-node: %d", g.GPUsPerNode)
			p.accelerator(8, &g)
		}
	}
	p.repair(c)
	if len(c.Timeline) > 0 {
		p.line(4, "timeline:")
	}
	for _, s := range c.Timeline {
		text := "at: " + formatMoment(p.epoch, s.At)
		if c.Kind == Nodes {
			text += ", group: " + quote(c.Groups[s.Group].Name)
		}
		if s.Change > 0 {
			text += ", add: " + strconv.Itoa(s.Change)
		} else {
			text += ", remove: " + strconv.Itoa(-s.Change) + ", loss: " + string(s.Loss)
		}
		p.line(6, "- {%s, announced: %t}", text, s.Announced)
	}
}

func (p *printer) rules(c *Cluster) {
	if len(c.Access) > 0 {
		names := make([]string, len(c.Access))
		for i, name := range c.Access {
			names[i] = quote(name)
		}
		p.line(4, "access: [%s]", strings.Join(names, ", "))
	}
	if c.MaxGPUs > 0 {
		p.line(4, "max-gpus: %d", c.MaxGPUs)
	}
	if c.MaxTime > 0 {
		p.line(4, "max-time: %s", unit.FormatDuration(c.MaxTime))
	}
	p.maxQueued(4, c.MaxQueued)
	p.suspension(4, c.Suspension)
}

func (p *printer) accelerator(indent int, g *Group) {
	if g.Accelerator != "" {
		p.line(indent, "accelerator: %s", quote(g.Accelerator))
	}
	p.line(indent, "speed: %s", g.Speed)
	p.failures(indent, g)
	p.power(indent, g)
}

// quote writes text so that YAML reads it back as it is: bare where it is an
// ordinary word, else in quotes, in which Go's escapes mean the same as YAML's.
func quote(s string) string {
	switch strings.ToLower(s) {
	case "", "true", "false", "null", "yes", "no", "on", "off", "y", "n":
		return strconv.Quote(s)
	}
	for i, c := range []byte(s) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '-') {
			return strconv.QuoteToGraphic(s)
		}
	}
	return s
}
