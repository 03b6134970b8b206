package sim

import (
	"fmt"
	"math"
)

// timeline is a cluster's true future: its capacity now and the steps to come,
// announced or not. It answers whether a job can ever run.
type timeline struct {
	def   *Cluster
	steps []Step
	taken int
	level []int // nodes (GPUs of a pool) per group after the steps taken
	// most[i][g] is the largest level that group g has from after step i−1 on
	// once all steps of an instant are taken.
	most [][]int
	// walls[i] tells whether an announced step down comes at step i or later.
	walls []bool
}

func (t *timeline) open(def *Cluster, steps []Step) error {
	t.def, t.steps = def, steps
	for _, g := range def.Groups {
		t.level = append(t.level, g.Nodes)
	}
	level := append([]int(nil), t.level...)
	t.most = append(t.most, append([]int(nil), level...))
	for i, st := range steps {
		switch {
		case st.At <= 0:
			return fmt.Errorf("step %d of its timeline is not after the epoch", i+1)
		case st.Group < 0 || st.Group >= len(level):
			return fmt.Errorf("step %d of its timeline is for node group %d, which it does not have", i+1, st.Group)
		}
		if level[st.Group] += st.Change; level[st.Group] < 0 {
			return fmt.Errorf("step %d of its timeline takes more nodes than there are", i+1)
		}
		if def.Kind == Nodes && level[st.Group] > MaxNodes {
			return fmt.Errorf("step %d of its timeline makes more than %d nodes", i+1, MaxNodes)
		}
		t.most = append(t.most, append([]int(nil), level...))
	}
	t.walls = make([]bool, len(steps)+1)
	for i := len(steps) - 1; i >= 0; i-- {
		t.walls[i] = t.walls[i+1] || steps[i].Announced && steps[i].Change < 0
		between := i > 0 && steps[i].At == steps[i-1].At
		for g := range level {
			if between {
				t.most[i][g] = 0
			}
			t.most[i][g] = max(t.most[i][g], t.most[i+1][g])
		}
	}
	return nil
}

// next is the next step; nil if there is none.
func (t *timeline) next() *Step {
	if t.taken == len(t.steps) {
		return nil
	}
	return &t.steps[t.taken]
}

// take moves past the next step.
func (t *timeline) take() {
	st := t.next()
	t.level[st.Group] += st.Change
	t.taken++
}

// need is the nodes (GPUs of a pool) of a group that a job takes on an idle
// cluster; 0 if its shape does not go with the group's nodes.
func (t *timeline) need(v *JobView, group int) int {
	size := t.def.Groups[group].GPUsPerNode
	switch {
	case t.def.Kind == Pool:
		return v.GPUs
	case v.Nodes > 0 && v.GPUs/v.Nodes > size:
		return 0
	case v.Nodes > 0:
		return v.Nodes
	}
	return (v.GPUs + size - 1) / size
}

// widest is what a job needs of the first group, as a bound for surely: more
// than there can be if its shape does not go with that group.
func (t *timeline) widest(v *JobView) int {
	if n := t.need(v, 0); n > 0 {
		return n
	}
	return math.MaxInt
}

// surely tells, without looking at single jobs, that every job that needs at
// most so many nodes (GPUs of a pool) has its chance: the cluster's only group
// is wide enough and no announced step down is ahead. It may say no where the
// answer is yes.
func (t *timeline) surely(widest int) bool {
	return len(t.level) == 1 && widest <= t.most[t.taken][0] && !t.walls[t.taken]
}

// everFits tells why a job can never run on what is left of the timeline, or
// NoReason if it can: there is a moment, now or at a later step, at which the
// cluster's capacity holds the job and from which no announced step down takes
// the capacity below the job's need before its requested end.
func (t *timeline) everFits(v *JobView, now Time) Reason {
	reason := TooLarge
	for g := range t.level {
		n := t.need(v, g)
		switch {
		case n == 0 || n > t.most[t.taken][g]:
		case !t.walls[t.taken]:
			return NoReason
		case t.fitsBetweenWalls(v, g, n, now):
			return NoReason
		default:
			reason = NotInTime
		}
	}
	return reason
}

func (t *timeline) fitsBetweenWalls(v *JobView, g, n int, now Time) bool {
	d := t.def.Groups[g].Speed.DivideUp(v.Request)
	level, s := t.level[g], now
	for i := t.taken; ; i++ {
		// All steps of one instant are taken before anything starts at it.
		if (i == len(t.steps) || t.steps[i].At > s) && level >= n && t.standsUntil(i, g, level, n, s.Add(d)) {
			return true
		}
		if i == len(t.steps) {
			return false
		}
		s = t.steps[i].At
		if t.steps[i].Group == g {
			level += t.steps[i].Change
		}
	}
}

// standsUntil tells whether no announced step from i on takes group g below n
// before end.
func (t *timeline) standsUntil(i, g, level, n int, end Time) bool {
	for ; i < len(t.steps) && t.steps[i].At < end; i++ {
		if st := &t.steps[i]; st.Group == g {
			level += st.Change
			if st.Change < 0 && st.Announced && level < n {
				return false
			}
		}
	}
	return true
}
