package scheduler

import "sovsim/sim"

// list is list scheduling without backfill: start the head while it fits, stop
// at the first that does not. A pass costs O(log queue) for each job that
// joins, starts or leaves.
type list struct {
	space space
	line  line
}

func (l *list) Schedule(v *sim.View, p *sim.Plan) {
	l.space.begin(v)
	for _, s := range v.Left {
		l.line.remove(s)
	}
	for _, s := range v.Joined {
		l.line.add(s, v.Job(s))
	}
	for {
		s, ok := l.line.head()
		if !ok {
			return
		}
		j := v.Job(s)
		if l.space.limit(j.GPUs, j.Nodes, j.Groups) < j.Request {
			return
		}
		l.line.remove(s)
		l.space.start(s, j, p)
	}
}
