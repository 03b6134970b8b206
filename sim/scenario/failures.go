package scenario

import (
	"fmt"
	"time"

	"sovsim/sim/suggest"
	"sovsim/sim/unit"
)

// DefaultRepair is how long a node that has failed is away where the file does not
// say: an assumption, a working day and a night for a spare part.
const DefaultRepair = 24 * time.Hour

// maxFailures is a node that fails a hundred times a day.
const maxFailures = 100_000

// CheckpointRule finds the interval at which jobs save their work.
type CheckpointRule string

// The rules, as sim.Rule has them; "" is an interval that is given, or none.
const (
	Young CheckpointRule = "young"
	Daly  CheckpointRule = "daly"
	Exact CheckpointRule = "exact"
)

// breaking is what the file says of failures for clusters that do not say it.
type breaking struct {
	// rates are the failures by type of accelerator; repair is the scenario's.
	rates  map[string]float64
	repair time.Duration
}

// failures reads a number of failures in 1,000 node-days of 8 GPUs.
func failures(s string) (float64, error) {
	x, err := numberAbove(0, true)(s)
	if err == nil && x > maxFailures {
		err = fmt.Errorf("%s is more than %d: it counts failures in 1,000 node-days of 8 GPUs, such as 3.79", clip(s), maxFailures)
	}
	return x, err
}

// repair reads how long a node that has failed is away; none, which is 0 here, is
// for ever.
func repair(s string) (time.Duration, error) {
	if s == "none" {
		return 0, nil
	}
	d, err := positive(s)
	if err != nil {
		err = fmt.Errorf("%w; or none, for nodes that never come back", err)
	}
	return d, err
}

// readBreaking reads the repair of the scenario.
func (d *decoder) readBreaking(o object) {
	d.breaking = breaking{rates: map[string]float64{}}
	d.breaking.repair, _ = read(o, "repair", "a duration, such as 24h, or none", repair, DefaultRepair)
}

// readFailures reads how often nodes of a type fail.
func (d *decoder) readFailures(name string, a object) {
	d.breaking.rates[name], _ = read(a, "failures", "the failures in 1,000 node-days of 8 GPUs, such as 3.79", failures, 0)
}

// failuresOf reads how often the nodes of a group fail: what is given beside its
// accelerator, else as its type does.
func (d *decoder) failuresOf(o object, g *Group) {
	g.Failures, _ = read(o, "failures", "the failures in 1,000 node-days of 8 GPUs, such as 3.79", failures, d.breaking.rates[g.Accelerator])
}

// readRepair reads the repair of a cluster. It is 0 in one that never fails.
func (d *decoder) readRepair(o object, c *Cluster) {
	away, _ := read(o, "repair", "a duration, such as 24h, or none", repair, d.breaking.repair)
	if c.Fails() {
		c.Repair = away
	}
}

// Fails reports whether nodes of the cluster fail.
func (c *Cluster) Fails() bool {
	for i := range c.Groups {
		if c.Groups[i].Failures > 0 {
			return true
		}
	}
	return false
}

// Fails reports whether anything in the scenario fails.
func (s *Scenario) Fails() bool {
	for i := range s.Clusters {
		if s.Clusters[i].Fails() {
			return true
		}
	}
	return false
}

// Interrupts reports whether anything fails, or checkpoints cost anything.
func (s *Scenario) Interrupts() bool {
	for i := range s.Workload {
		if p := s.Workload[i].Population; p != nil && (p.Write > 0 || p.Restart > 0) {
			return true
		}
	}
	return s.Fails()
}

// readCheckpoint reads when jobs save their work, and what it costs. lone is a
// description by itself, of which others may say more.
func (d *decoder) readCheckpoint(o object, p *Population, lone bool) {
	before := d.faults
	if o.has("checkpoint") {
		readCheckpoint := func(s string) (CheckpointRule, error) {
			switch r := CheckpointRule(s); r {
			case Young, Daly, Exact:
				return r, nil
			}
			var err error
			if p.Checkpoint, err = positive(s); err != nil {
				err = fmt.Errorf("%w; with a checkpoint-write it may be young, daly or exact too", err)
				if like := suggest.Nearest(s, []string{string(Young), string(Daly), string(Exact)}); like != "" {
					err = fmt.Errorf("%q is no rule for checkpoints: did you mean %q?", clip(s), like)
				}
			}
			return "", err
		}
		p.Rule, _ = read(o, "checkpoint", "a duration, or young, daly or exact", readCheckpoint, "")
	}
	p.Write, _ = read(o, "checkpoint-write", "a duration, such as 5m", notNegative, 0)
	p.Restart, _ = read(o, "restart", "a duration, such as 10m", notNegative, 0)
	if lone || d.faults > before {
		return
	}
	switch {
	case p.Rule != "" && p.Write == 0:
		d.fault(o.get("checkpoint"), "%s finds the interval from what a write takes: add checkpoint-write, such as 5m, or give the interval", p.Rule)
	case p.Segment > 0 && p.Write+p.Restart >= p.Segment:
		d.fault(o.get("segment"), "a restart of %s and a write of %s leave nothing of a segment of %s to work in",
			unit.FormatDuration(p.Restart), unit.FormatDuration(p.Write), unit.FormatDuration(p.Segment))
	case p.Write > 0 && p.Rule == "" && p.Checkpoint == 0 && p.Segment == 0:
		d.warn(o.get("checkpoint-write"), "this has no effect: these jobs write no checkpoint; add checkpoint, such as 1h")
	}
}

// checkFailures checks what failures have to do with the rest of the scenario.
func (d *decoder) checkFailures(o object, s *Scenario, clusters []clusterAt, sources []sourceAt) {
	for i := range clusters {
		if c := &clusters[i]; c.Fails() && !o.has("horizon") {
			d.fault(c.at, "nodes of this cluster fail and the scenario has no horizon: a job that is interrupted again and again would never let the run end; add horizon: with a time")
			return
		}
	}
	if s.Fails() {
		return
	}
	for _, src := range sources {
		if p := src.Population; p != nil && p.Rule != "" {
			d.warn(src.at, "checkpoint: %s writes no checkpoint where nothing fails: give an accelerator failures, such as 3.79", p.Rule)
			return
		}
	}
}

func (p *printer) failures(indent int, g *Group) {
	if g.Failures > 0 {
		p.line(indent, "failures: %s", unit.FormatNumber(g.Failures))
	}
}

func (p *printer) repair(c *Cluster) {
	switch {
	case !c.Fails():
	case c.Repair == 0:
		p.line(4, "repair: none")
	default:
		p.line(4, "repair: %s", unit.FormatDuration(c.Repair))
	}
}

func (p *printer) checkpoint(n *Population) {
	if n.Checkpoint > 0 {
		p.line(4, "checkpoint: %s", unit.FormatDuration(n.Checkpoint))
	}
	if n.Rule != "" {
		p.line(4, "checkpoint: %s", n.Rule)
	}
	if n.Write > 0 {
		p.line(4, "checkpoint-write: %s", unit.FormatDuration(n.Write))
	}
	if n.Restart > 0 {
		p.line(4, "restart: %s", unit.FormatDuration(n.Restart))
	}
}
