package oracle

import "time"

// memberOf is the member of a joint pool that has a group.
func (w *world) memberOf(group int) int {
	for k, m := range w.cluster.Members {
		if group >= m.FirstGroup && group < m.FirstGroup+m.Groups {
			return k
		}
	}
	return -1
}

// mayUse: "a job runs only in a member that its residency and the rules of the
// member allow".
func (w *world) mayUse(j *job, group int) bool {
	return len(w.cluster.Members) == 0 || j.members[w.memberOf(group)]
}

// admit finds the members of a joint pool that a job may use: those that take it
// "and that can ever run it, with the piece that it would ask of that member".
func (w *world) admit(j *job) {
	var able []bool
	for k := range w.cluster.Members {
		j.members = make([]bool, len(w.cluster.Members))
		j.members[k] = true
		able = append(able, (w.may == nil || w.may(j.index, k)) && !w.hopeless(j))
	}
	j.members = able
}

// askJoint: "a piece of a chain is the least that it would be at any member that
// the job may use".
func (w *world) askJoint(j *job) time.Duration {
	least := j.req
	for k, m := range w.cluster.Members {
		if j.members[k] {
			least = min(least, max(w.work(j.Segment, m.FirstGroup), 1))
		}
	}
	return least
}
