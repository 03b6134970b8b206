package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sovsim/sim/unit"
)

// YAML is the resolved scenario as a scenario file: every default written out,
// ramps as their steps, dates where there is an epoch. It decodes to an equal
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
	p.line(0, "overrun: %s", s.Overrun)
	p.line(0, "routing: %s", quote(s.Routing))
	p.line(0, "policies:")
	for _, policy := range s.Policies {
		p.line(2, "- %s", quote(policy))
	}
	var lone []string
	for _, region := range s.Regions {
		if !slices.ContainsFunc(s.Clusters, func(c Cluster) bool { return c.Region == region.Name }) {
			lone = append(lone, quote(region.Name))
		}
	}
	if len(lone) > 0 {
		p.line(0, "regions: [%s]", strings.Join(lone, ", "))
	}
	p.line(0, "clusters:")
	for i := range s.Clusters {
		p.cluster(&s.Clusters[i])
	}
	p.line(0, "workload:")
	for _, src := range s.Workload {
		if src.Trace != nil {
			p.trace(src.Trace)
		} else {
			p.population(src.Population)
		}
	}
	p.line(0, "outputs:")
	p.line(2, "jobs: %t", s.Outputs.Jobs)
	p.line(2, "interval: %s", unit.FormatDuration(s.Outputs.Interval))
	return p.b
}

func (p *printer) cluster(c *Cluster) {
	p.line(2, "- name: %s", quote(c.Name))
	p.line(4, "region: %s", quote(c.Region))
	p.line(4, "kind: %s", c.Kind)
	if c.Policy != "" {
		p.line(4, "policy: %s", quote(c.Policy))
	}
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

func (p *printer) accelerator(indent int, g *Group) {
	if g.Accelerator != "" {
		p.line(indent, "accelerator: %s", quote(g.Accelerator))
	}
	p.line(indent, "speed: %s", g.Speed)
}

func (p *printer) trace(t *Trace) {
	p.line(2, "- trace: %s", quote(t.File))
	if t.Format != "" {
		p.line(4, "format: %s", quote(t.Format))
	}
	if t.Region != "" {
		p.line(4, "region: %s", quote(t.Region))
	}
	if t.Class != "" {
		p.line(4, "class: %s", quote(t.Class))
	}
}

func (p *printer) population(n *Population) {
	p.line(2, "- class: %s", quote(n.Class))
	p.line(4, "region: %s", quote(n.Region))
	p.line(4, "users: %d", n.Users.Count)
	p.line(4, "interarrival: {mean: %s, cv: %s}", unit.FormatDuration(n.Interarrival.Mean), unit.FormatNumber(n.Interarrival.CV))
	if n.Jobs > 0 {
		p.line(4, "jobs: %d", n.Jobs)
	}
	p.line(4, "run-time: %s", formatDistribution(&n.RunTime))
	p.line(4, "gpus:")
	for _, size := range n.GPUs {
		p.line(6, "%d: %s", size.GPUs, unit.FormatNumber(size.Weight))
	}
	if r := n.Request; r != nil {
		p.line(4, "request:")
		p.line(6, "factor: {min: %s, max: %s}", unit.FormatNumber(r.FactorMin), unit.FormatNumber(r.FactorMax))
		if r.RoundUp > 0 {
			p.line(6, "round-up: %s", unit.FormatDuration(r.RoundUp))
		}
		if r.Max > 0 {
			p.line(6, "max: %s", unit.FormatDuration(r.Max))
		}
	}
	if n.Patience != nil {
		p.line(4, "patience: %s", formatDistribution(n.Patience))
	}
	if n.Checkpoint > 0 {
		p.line(4, "checkpoint: %s", unit.FormatDuration(n.Checkpoint))
	}
}

func formatDistribution(d *Distribution) string {
	if d.Kind == Constant {
		return unit.FormatDuration(d.Value)
	}
	var parts []string
	duration := func(key string, v time.Duration) {
		if v > 0 {
			parts = append(parts, key+": "+unit.FormatDuration(v))
		}
	}
	number := func(key string, v float64) {
		if v > 0 {
			parts = append(parts, key+": "+unit.FormatNumber(v))
		}
	}
	duration("median", d.Median)
	number("sigma", d.Sigma)
	duration("mean", d.Mean)
	number("cv", d.CV)
	duration("min", max(d.Min, d.Low)) // one of the two is zero
	duration("max", max(d.Max, d.High))
	return fmt.Sprintf("{%s: {%s}}", d.Kind, strings.Join(parts, ", "))
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
