package scenario

import (
	"fmt"
	"math"
	"strings"
	"time"

	"sovsim/sim/unit"

	"sovsim/sim/dist"
)

func (p *printer) trace(t *Trace) {
	p.line(2, "- trace: %s", quote(t.File))
	if t.Name != "" {
		p.line(4, "name: %s", quote(t.Name))
	}
	if t.Format != "" {
		p.line(4, "format: %s", quote(t.Format))
	}
	if t.Processors == AllocatedProcessors {
		p.line(4, "processors: %s", t.Processors)
	}
	if t.Region != "" {
		p.line(4, "region: %s", quote(t.Region))
	}
	if t.Class != "" {
		p.line(4, "class: %s", quote(t.Class))
	}
	if t.Rate != 1 && t.Rate != 0 {
		p.line(4, "rate: %s", unit.FormatNumber(t.Rate))
	}
}

func (p *printer) population(n *Population) {
	p.line(2, "- class: %s", quote(n.Class))
	p.line(4, "region: %s", quote(n.Region))
	p.users(&n.Users)
	p.interarrival(&n.Interarrival)
	if n.Jobs > 0 {
		p.line(4, "jobs: %d", n.Jobs)
	}
	if n.RunTime.Kind != "" {
		p.line(4, "run-time: %s", formatDistribution(&n.RunTime))
	}
	p.sizes(n)
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
	if n.PatienceOfUser {
		p.line(4, "patience-of: user")
	}
	p.checkpoint(n)
	if n.Segment > 0 {
		p.line(4, "segment: %s", unit.FormatDuration(n.Segment))
	}
	if n.Profile != nil {
		p.line(4, "profile:")
		p.line(6, "hours: %s", formatNumbers(n.Profile.Hours[:]))
		p.line(6, "days: %s", formatNumbers(n.Profile.Days[:]))
	}
	if n.Growth != 0 {
		p.line(4, "growth: %s", growthText(n.Growth))
	}
	if n.Elasticity != 0 {
		p.line(4, "elasticity: %s", unit.FormatNumber(n.Elasticity))
	}
	p.residency(n.Residency)
	if n.Fit == FitCondition {
		p.line(4, "fit: %s", n.Fit)
	}
	switch d := n.Data; {
	case d == dist.ByteRange{}:
	case d.Low == d.High:
		p.line(4, "data: %s", unit.FormatBytes(d.Low))
	default:
		p.line(4, "data: {log-uniform: {min: %s, max: %s}}", unit.FormatBytes(d.Low), unit.FormatBytes(d.High))
	}
}

func (p *printer) users(u *Users) {
	if u.Projects == 0 && u.Zipf == 0 {
		p.line(4, "users: %d", u.Count)
		return
	}
	text := fmt.Sprintf("count: %d", u.Count)
	if u.Projects > 0 {
		text += fmt.Sprintf(", projects: %d", u.Projects)
	}
	if u.Zipf > 0 {
		text += ", zipf: " + unit.FormatNumber(u.Zipf)
	}
	p.line(4, "users: {%s}", text)
}

func (p *printer) interarrival(in *dist.Interarrival) {
	text := "mean: " + unit.FormatDuration(in.Mean) + ", cv: " + unit.FormatNumber(in.CV)
	if in.Batch > 1 {
		text += ", batch: " + unit.FormatNumber(in.Batch)
	}
	p.line(4, "interarrival: {%s}", text)
}

func (p *printer) sizes(n *Population) {
	if n.Range.High > 0 {
		p.line(4, "gpus: {log-uniform: {min: %d, max: %d}}", n.Range.Low, n.Range.High)
		return
	}
	p.line(4, "gpus:")
	for _, size := range n.GPUs {
		text := unit.FormatNumber(size.Weight)
		if size.RunTime != nil {
			text = "{weight: " + text + ", run-time: " + formatDistribution(size.RunTime) + "}"
		}
		p.line(6, "%d: %s", size.GPUs, text)
	}
}

// residency is left out where jobs may run anywhere, and a word where all are
// alike.
func (p *printer) residency(r dist.Residency) {
	switch {
	case r.Home == 0 && r.Bloc == 0:
	case r.Bloc == 0 && r.Any == 0:
		p.line(4, "residency: home")
	case r.Home == 0 && r.Any == 0:
		p.line(4, "residency: bloc")
	default:
		p.line(4, "residency: {home: %s, bloc: %s, any: %s}", unit.FormatNumber(r.Home), unit.FormatNumber(r.Bloc), unit.FormatNumber(r.Any))
	}
}

func formatNumbers(list []float64) string {
	parts := make([]string, len(list))
	for i, x := range list {
		parts[i] = unit.FormatNumber(x)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func formatDistribution(d *dist.Times) string {
	if d.Kind == dist.KindConstant {
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
	for _, point := range d.Points {
		parts = append(parts, unit.FormatNumber(point.P)+": "+unit.FormatDuration(point.Value))
	}
	return fmt.Sprintf("{%s: {%s}}", d.Kind, strings.Join(parts, ", "))
}

// growthText is a growth as it is read back: a number above 1 is taken for a
// percentage without its sign, and refused. What was read as y% is y/100, and so y
// is one of the numbers next to 100 × it.
func growthText(x float64) string {
	if x <= 1 {
		return unit.FormatNumber(x)
	}
	y := 100 * x
	for _, z := range []float64{math.Nextafter(y, 0), math.Nextafter(y, math.Inf(1))} {
		if y/100 != x && z/100 == x {
			y = z
		}
	}
	return unit.FormatNumber(y) + "%"
}
