package sim_test

import (
	"slices"

	"sovsim/sim"
)

// moody is another policy that, in each pass, also stops some running jobs at random: one
// in eight, suspended or requeued. The other policy learns of it as of an interruption.
type moody struct {
	inner   sim.Policy
	running []sim.Slot
}

func (m *moody) Schedule(v *sim.View, p *sim.Plan) {
	m.running = slices.DeleteFunc(m.running, func(s sim.Slot) bool { return slices.Contains(v.Ended, s) })
	m.inner.Schedule(v, p)
	m.running = slices.DeleteFunc(m.running, func(s sim.Slot) bool {
		for stopped := range p.Stops() {
			if s == stopped {
				return true
			}
		}
		if v.Random().IntN(8) > 0 {
			return false
		}
		p.Stop(s, sim.StopKind(v.Random().IntN(2)))
		return true
	})
	m.running = slices.AppendSeq(m.running, p.Starts())
}
