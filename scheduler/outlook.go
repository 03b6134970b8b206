package scheduler

import (
	"slices"

	"sovsim/sim"
)

// outlook is what the plan says of the nodes of one group: which nodes each
// announced step brings or takes. A step down takes the highest indices then
// in service or down; a step up brings draining nodes back first, then fills absent
// places, each by index. It is worked out only as far ahead as it is asked for,
// from the nodes as they are, and anew when capacity has changed.
type outlook struct {
	group int
	ahead []sim.Step      // of all groups, from the view
	done  int             // steps of ahead worked out
	state []sim.NodeState // after the steps worked out
	steps []outlookStep
}

type outlookStep struct {
	at    sim.Time
	nodes []int32 // by index
	falls bool
}

func (o *outlook) reset(state []sim.NodeState, ahead []sim.Step) {
	o.state = append(o.state[:0], state...)
	o.ahead, o.done, o.steps = ahead, 0, o.steps[:0]
}

// until works out the steps before t and returns how many there are.
func (o *outlook) until(t sim.Time) int {
	for o.done < len(o.ahead) && o.ahead[o.done].At < t {
		if st := o.ahead[o.done]; st.Group == o.group && st.Change != 0 {
			o.steps = append(o.steps, o.work(st))
		}
		o.done++
	}
	n := len(o.steps)
	for n > 0 && o.steps[n-1].at >= t {
		n--
	}
	return n
}

// nextAfter is the time of the first step of this group at or after index i of
// steps; Never if there is none.
func (o *outlook) nextAfter(i int) sim.Time {
	for i >= len(o.steps) {
		if o.done == len(o.ahead) {
			return sim.Never
		}
		o.until(o.ahead[o.done].At + 1)
	}
	return o.steps[i].at
}

func (o *outlook) work(st sim.Step) outlookStep {
	w := outlookStep{at: st.At, falls: st.Change < 0}
	if w.falls {
		n := -st.Change
		for i := len(o.state) - 1; i >= 0 && n > 0; i-- {
			switch o.state[i] {
			case sim.Up:
				w.nodes = append(w.nodes, int32(i))
			case sim.Down: // as if it were back: by then it may be
			default:
				continue
			}
			o.state[i] = sim.Absent
			n--
		}
		slices.Reverse(w.nodes)
		return w
	}
	n := st.Change
	for _, from := range []sim.NodeState{sim.Draining, sim.Absent} {
		for i := 0; i < len(o.state) && n > 0; i++ {
			if o.state[i] == from {
				o.state[i] = sim.Up
				w.nodes = append(w.nodes, int32(i))
				n--
			}
		}
	}
	for ; n > 0; n-- {
		w.nodes = append(w.nodes, int32(len(o.state)))
		o.state = append(o.state, sim.Up)
	}
	slices.Sort(w.nodes)
	return w
}
