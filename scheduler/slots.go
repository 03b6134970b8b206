package scheduler

import "sovsim/sim"

// slots is a set of slots that is walked in the order of a history, the same
// in every run: members are added at the end, and the last takes the place of
// one that leaves.
type slots struct {
	list  []sim.Slot
	where []int32 // by slot
}

func (x *slots) add(s sim.Slot) {
	x.where = grow(x.where, s)
	x.where[s] = int32(len(x.list))
	x.list = append(x.list, s)
}

func (x *slots) remove(s sim.Slot) {
	last := x.list[len(x.list)-1]
	x.list[x.where[s]] = last
	x.where[last] = x.where[s]
	x.list = x.list[:len(x.list)-1]
}
