package scenario

import (
	"time"

	"sovsim/sim/unit"
)

// Suspension is how long saving (Suspend) and restoring (Resume) the state of a job that
// the policy of a queue suspends takes, by the clock; 0 is no time.
type Suspension struct{ Suspend, Resume time.Duration }

// readSuspension reads the costs of suspending jobs of a cluster or a joint pool.
func readSuspension(o object) (s Suspension) {
	s.Suspend, _ = read(o, "suspend-cost", "a duration, such as 30s", notNegative, 0)
	s.Resume, _ = read(o, "resume-cost", "a duration, such as 30s", notNegative, 0)
	return s
}

// each visits the costs that are there, as they are written.
func (s Suspension) each(visit func(key, value string)) {
	if s.Suspend > 0 {
		visit("suspend-cost", unit.FormatDuration(s.Suspend))
	}
	if s.Resume > 0 {
		visit("resume-cost", unit.FormatDuration(s.Resume))
	}
}

func (p *printer) suspension(indent int, s Suspension) {
	s.each(func(key, value string) { p.line(indent, "%s: %s", key, value) })
}
