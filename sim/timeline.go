package sim

import (
	"fmt"
	"math"
	"slices"
)

// timeline is a cluster's true future: its capacity now and the steps to come,
// announced or not. It answers whether a job can ever run: whether there is a
// moment, now or later, at which the job would fit the plan of that moment on an
// idle cluster. That plan is what has truly happened by then, with the announced
// steps that are still to come, up and down; what comes unannounced later is in no
// plan before it has come.
//
// By hand: of 10 GPUs 2 go at 100 s, which nobody has announced, and 8 at 1,000 s,
// announced. A job of 1 GPU for 2,000 s fits the plan at 0, which leaves 2 GPUs at
// 1,000 s, and may start until just before 100 s. From 100 s on the plan leaves none, so it may
// not: 1,000 s are never before 100 + 2,000.
type timeline struct {
	def   *Cluster
	steps []Step
	taken int
	// after[i][g] is the nodes (GPUs of a pool) of group g after the first i
	// steps.
	after [][]int
	// most[i][g] is the largest level that group g has from after step i−1 on
	// once all steps of an instant are taken.
	most [][]int
	// walls[i] reports whether an announced step down comes at step i or later.
	walls []bool
}

func (t *timeline) open(def *Cluster, steps []Step) error {
	t.def, t.steps = def, steps
	var level []int
	for _, g := range def.Groups {
		level = append(level, g.Nodes)
	}
	t.after = append(t.after, slices.Clone(level))
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
		t.after = append(t.after, slices.Clone(level))
	}
	for _, level := range t.after {
		t.most = append(t.most, slices.Clone(level))
	}
	t.walls = make([]bool, len(steps)+1)
	t.lookBack(0)
	return nil
}

// lookBack works out what the steps from one on lead to.
func (t *timeline) lookBack(first int) {
	for i := len(t.steps); i >= first; i-- {
		copy(t.most[i], t.after[i])
		if i == len(t.steps) {
			continue
		}
		t.walls[i] = t.walls[i+1] || t.steps[i].Announced && t.steps[i].Change < 0
		between := i > 0 && t.steps[i].At == t.steps[i-1].At
		for g := range t.most[i] {
			if between {
				t.most[i][g] = 0
			}
			t.most[i][g] = max(t.most[i][g], t.most[i+1][g])
		}
	}
}

// lose takes a node (a GPU of a pool) of a group out for good. The next step down
// of the group has one less to take: the announced one among those, by its place
// in that list, or −1.
func (t *timeline) lose(group int) (announced int) {
	defer t.lookBack(t.taken)
	for i := t.taken; ; i++ {
		t.after[i][group]--
		if i == len(t.steps) {
			return -1
		}
		st := &t.steps[i]
		if st.Group == group && st.Change < 0 {
			if st.Change++; st.Announced {
				return announced
			}
			return -1
		}
		if st.Announced {
			announced++
		}
	}
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
	t.taken++
}

// need is the nodes (GPUs of a pool) of a group that a job takes on an idle
// cluster; 0 if its shape does not go with the group's nodes.
func (t *timeline) need(v *JobView, group int) int {
	size := t.def.Groups[group].GPUsPerNode
	switch {
	case !v.MayUse(group):
		return 0
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
	return len(t.def.Groups) == 1 && widest <= t.most[t.taken][0] && !t.walls[t.taken]
}

// room is up to how many GPUs every job without a node count has its chance,
// whatever it requests: 0 while an announced step down is ahead. It may say less
// than it could, and holds until the next step.
func (t *timeline) room() int {
	if t.walls[t.taken] {
		return 0
	}
	n := 0
	for g, nodes := range t.most[t.taken] {
		n = max(n, nodes*t.def.Groups[g].GPUsPerNode)
	}
	return n
}

// everFits tells why a job can never run on what is left of the timeline, or
// NoReason if it can: at some moment t from now on the true capacity holds the job,
// and so does the plan of t throughout [t, t + request).
func (t *timeline) everFits(v *JobView, now Time) Reason {
	reason := TooLarge
	for g := range t.def.Groups {
		switch n := t.need(v, g); {
		case n == 0 || n > t.most[t.taken][g]:
		case !t.walls[t.taken] || t.latestIn(g, n, v, now) >= now:
			return NoReason
		default:
			reason = NotInTime
		}
	}
	return reason
}

// latest is the last moment at which a job that can still run may start; Never
// if no announced step down bounds it.
func (t *timeline) latest(v *JobView, now Time) Time {
	if !t.walls[t.taken] {
		return Never
	}
	last := now
	for g := range t.def.Groups {
		if n := t.need(v, g); n > 0 {
			last = max(last, t.latestIn(g, n, v, now))
		}
	}
	return last
}

// latestIn is the last moment, not before now, at which n nodes of a group are
// in service and stay so in the plan of that moment for the job's request; −1 if
// there is none. Between two steps the plan says the same at every moment, so of
// each such stretch the last moment that the first wall in its plan leaves is the one
// to look at. It looks from the end of the timeline backwards, so it costs
// little where the timeline ends with room for the job.
func (t *timeline) latestIn(g, n int, v *JobView, now Time) Time {
	d := t.def.Groups[g].Speed.DivideUp(v.Request)
	for i := len(t.steps); i >= t.taken; i-- {
		from, end := now, Never
		if i > t.taken {
			from = t.steps[i-1].At
		}
		if i < len(t.steps) {
			end = t.steps[i].At - 1
		}
		// All steps of one instant are taken before anything starts at it.
		if t.after[i][g] < n || end < from {
			continue
		}
		if w := t.wall(i, g, n); w != Never {
			end = min(end, w-Time(d))
		}
		if end >= from {
			return end
		}
	}
	return -1
}

// wall is the first announced step down, from step i on, that leaves group g
// with less than n in the plan as it is before step i; Never if there is none.
func (t *timeline) wall(i, g, n int) Time {
	if !t.walls[i] {
		return Never
	}
	for level := t.after[i][g]; i < len(t.steps); i++ {
		st := &t.steps[i]
		if st.Group != g || !st.Announced {
			continue
		}
		if level += st.Change; st.Change < 0 && level < n {
			return st.At
		}
	}
	return Never
}
