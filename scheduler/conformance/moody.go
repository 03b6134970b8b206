package conformance

import (
	"slices"

	"sovsim/sim"
)

// Moody is another policy that, in each pass, also stops some running jobs at random:
// one in oneIn, suspended or requeued. The other policy learns of it as of an
// interruption. Tests of the engine's books run under it.
func Moody(inner sim.Policy, oneIn int) sim.Policy { return &moody{inner: inner, oneIn: oneIn} }

type moody struct {
	inner   sim.Policy
	oneIn   int
	running []sim.Slot
	// today are the jobs that it started at this instant, when it stops none of them: else
	// a large cluster would never settle.
	now   sim.Time
	today []sim.Slot
}

func (m *moody) Schedule(v *sim.View, p *sim.Plan) {
	ended := func(s sim.Slot) bool { return slices.Contains(v.Ended, s) }
	m.running, m.today = slices.DeleteFunc(m.running, ended), slices.DeleteFunc(m.today, ended)
	if m.now != v.Now {
		m.now, m.running, m.today = v.Now, append(m.running, m.today...), nil
	}
	m.inner.Schedule(v, p)
	m.today = slices.DeleteFunc(m.today, func(s sim.Slot) bool { return slices.Contains(slices.Collect(p.Stops()), s) })
	m.running = slices.DeleteFunc(m.running, func(s sim.Slot) bool {
		for stopped := range p.Stops() {
			if s == stopped {
				return true
			}
		}
		if v.Random().IntN(m.oneIn) > 0 {
			return false
		}
		p.Stop(s, sim.StopKind(v.Random().IntN(2)))
		return true
	})
	m.today = slices.AppendSeq(m.today, p.Starts())
}
