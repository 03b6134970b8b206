package oracle_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// workload is a small world to schedule: what a story holds, without its
// expectations.
type workload struct {
	cluster sim.Cluster
	overrun sim.Overrun
	horizon sim.Time
	jobs    []sim.Job
	// may is, by job, which members of a joint pool it may use, one bit for each.
	may []uint
}

// traits limits what a random workload may hold.
type traits struct {
	announcedOnly, noHorizon, chains, joint bool
	// stormy worlds have many steps of capacity, known or not, within their jobs' requests.
	stormy bool
}

// random draws a workload that is small and full of coincidences: ties in
// submission, equal ends, zero-length jobs, steps on the instants of releases.
func random(r *rand.Rand, kind sim.Kind, is traits) workload {
	w := workload{horizon: sim.Never, overrun: sim.Overrun(r.IntN(2))}
	w.cluster.Kind = kind
	tick := time.Second
	if chance(r, 0.3) {
		tick = 1 // nanoseconds, so that rounding up shows
	}
	largest := 0
	if kind == sim.Pool {
		largest = 1 + r.IntN(8)
		w.cluster.Groups = []sim.Group{{Nodes: largest, GPUsPerNode: 1, Speed: speed(r)}}
	} else {
		groups := 1 + max(0, r.IntN(5)-2)
		if is.joint {
			groups = 2 + r.IntN(4)
		}
		for range groups {
			g := sim.Group{Nodes: 1 + r.IntN(4), GPUsPerNode: []int{1, 2, 3, 4, 4, 8}[r.IntN(6)], Speed: speed(r)}
			largest = max(largest, g.Nodes*g.GPUsPerNode)
			w.cluster.Groups = append(w.cluster.Groups, g)
		}
	}
	span := 10 + r.IntN(40)
	ticks := func(below int) time.Duration { return time.Duration(r.IntN(below)) * tick }
	submit := sim.Time(0)
	lull := 1 + r.IntN(6)
	longest := 2 + r.IntN(20)
	for i := range 1 + r.IntN(14) {
		if chance(r, 0.6) {
			submit += sim.Time(ticks(lull))
		}
		j := sim.Job{ID: int64(i), Submit: submit, GPUs: 1 + r.IntN(largest), Run: ticks(longest)}
		if chance(r, 0.05) {
			j.GPUs = largest + r.IntN(3)
		}
		if kind == sim.Nodes && chance(r, 0.2) {
			j.Nodes = 1 + r.IntN(3)
			j.GPUs = j.Nodes * (1 + r.IntN(4))
		}
		j.Request = j.Run
		switch r.IntN(6) {
		case 0, 1:
			j.Request += ticks(longest)
		case 2:
			j.Request = ticks(longest)
		}
		if chance(r, 0.15) {
			j.Patience = tick + ticks(20)
		}
		if chance(r, 0.5) {
			j.Checkpoint = tick + ticks(5)
		}
		w.jobs = append(w.jobs, j)
	}
	if is.stormy {
		w.timeline(r, 6+r.IntN(10), 12, tick, is)
	} else if chance(r, 0.6) {
		w.timeline(r, 1+r.IntN(5), span, tick, is)
	}
	if !is.noHorizon && chance(r, 0.25) {
		w.horizon = sim.Time(tick + ticks(span))
	}
	if is.chains && chance(r, 0.4) {
		for i := range w.jobs {
			if chance(r, 0.5) {
				w.jobs[i].Segment = tick + ticks(8)
			}
		}
	}
	if is.joint {
		w.join(r)
	}
	if chance(r, 0.25) {
		w.cluster.MaxQueued = unit.AtMost(r.IntN(4))
	}
	return w
}

// timeline adds n steps at random; a step down never takes more than is there.
func (w *workload) timeline(r *rand.Rand, n, span int, tick time.Duration, is traits) {
	at := sim.Time(0)
	nodes := make([]int, len(w.cluster.Groups))
	for i, g := range w.cluster.Groups {
		nodes[i] = g.Nodes
	}
	fallen := map[int]sim.Time{}
	for range n {
		at += sim.Time(time.Duration(r.IntN(1+span/3)) * tick)
		at = max(at, sim.Time(tick))
		s := sim.Step{At: at, Group: r.IntN(len(nodes)), Announced: is.announcedOnly || chance(r, 0.5)}
		if last, ok := fallen[s.Group]; chance(r, 0.6) && nodes[s.Group] > 0 {
			s.Change = -1 - r.IntN(nodes[s.Group])
			s.Loss = sim.Loss(r.IntN(3))
			fallen[s.Group] = at
		} else {
			s.Change = 1 + r.IntN(3)
			// Rises of an instant come first in any case; list them so.
			if ok && last == at {
				continue
			}
		}
		nodes[s.Group] += s.Change
		w.cluster.Timeline = append(w.cluster.Timeline, s)
	}
}

func chance(r *rand.Rand, p float64) bool { return r.Float64() < p }

func speed(r *rand.Rand) unit.Ratio {
	return []unit.Ratio{{}, {Num: 1, Den: 1}, {Num: 1, Den: 2}, {Num: 2, Den: 1}, {Num: 3, Den: 1}, {Num: 2, Den: 3}, {Num: 387, Den: 1000}}[r.IntN(7)]
}

// String writes the workload as a story's cluster and jobs, so that a case can
// be kept as a schedule.
func (w workload) String() string {
	var b strings.Builder
	fmt.Fprintln(&b, "-- cluster --")
	for _, g := range w.cluster.Groups {
		if w.cluster.Kind == sim.Pool {
			fmt.Fprintf(&b, "pool %d", g.Nodes)
		} else {
			fmt.Fprintf(&b, "nodes %d x %d", g.Nodes, g.GPUsPerNode)
		}
		if !g.Speed.IsOne() {
			fmt.Fprintf(&b, " speed %d/%d", g.Speed.Num, g.Speed.Den)
		}
		fmt.Fprintln(&b)
	}
	if len(w.cluster.Members) > 0 {
		fmt.Fprint(&b, "members")
		for _, m := range w.cluster.Members {
			fmt.Fprintf(&b, " %d", m.Groups)
		}
		fmt.Fprintln(&b)
	}
	for _, s := range w.cluster.Timeline {
		fmt.Fprintf(&b, "step %s %+d %s", exact(s.At), s.Change, map[bool]string{true: "announced", false: "unannounced"}[s.Announced])
		if s.Change < 0 {
			fmt.Fprintf(&b, " %v", s.Loss)
		}
		if s.Group > 0 {
			fmt.Fprintf(&b, " group %d", s.Group)
		}
		fmt.Fprintln(&b)
	}
	if n, bounded := w.cluster.MaxQueued.Most(); bounded {
		fmt.Fprintf(&b, "max-queued %d\n", n)
	}
	fmt.Fprintf(&b, "overrun %s\n", map[sim.Overrun]string{sim.OverrunKill: "kill", sim.OverrunExtend: "extend"}[w.overrun])
	if w.horizon != sim.Never {
		fmt.Fprintf(&b, "horizon %s\n", exact(w.horizon))
	}
	fmt.Fprintln(&b, "-- jobs --")
	for i, j := range w.jobs {
		fmt.Fprintf(&b, "%d  submit %s gpus %d run %s request %s", i, exact(j.Submit), j.GPUs, exact(j.Run), exact(j.Request))
		if j.Nodes > 0 {
			fmt.Fprintf(&b, " nodes %d", j.Nodes)
		}
		if w.may != nil && w.may[i] != 1<<len(w.cluster.Members)-1 {
			fmt.Fprintf(&b, " within %s", memberList(w.may[i]))
		}
		if j.Patience > 0 {
			fmt.Fprintf(&b, " patience %s", exact(j.Patience))
		}
		if j.Checkpoint > 0 {
			fmt.Fprintf(&b, " checkpoint %s", exact(j.Checkpoint))
		}
		if j.Segment > 0 {
			fmt.Fprintf(&b, " segment %s", exact(j.Segment))
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}

// exact is a time in seconds with all its digits.
func exact[T ~int64](t T) string {
	if sim.Time(t) == sim.Never {
		return "-"
	}
	return string(unit.AppendSeconds(nil, int64(t)))
}

// shrink drops what it can from a workload for which differs stays true.
func shrink(w workload, differs func(workload) bool) workload {
	for again := true; again; {
		again = false
		try := func(change func(*workload)) {
			x := w
			x.jobs = append([]sim.Job(nil), w.jobs...)
			x.cluster.Timeline = append([]sim.Step(nil), w.cluster.Timeline...)
			x.cluster.Groups = append([]sim.Group(nil), w.cluster.Groups...)
			x.may = append([]uint(nil), w.may...)
			change(&x)
			if x.String() != w.String() && x.possible() && differs(x) {
				w, again = x, true
			}
		}
		for i := len(w.jobs) - 1; i >= 0; i-- {
			try(func(x *workload) {
				if i < len(x.jobs) {
					x.jobs = append(x.jobs[:i], x.jobs[i+1:]...)
					if x.may != nil {
						x.may = append(x.may[:i], x.may[i+1:]...)
					}
				}
			})
		}
		for i := len(w.cluster.Timeline) - 1; i >= 0; i-- {
			try(func(x *workload) {
				if i < len(x.cluster.Timeline) {
					x.cluster.Timeline = append(x.cluster.Timeline[:i], x.cluster.Timeline[i+1:]...)
				}
			})
		}
		try(func(x *workload) { x.horizon = sim.Never })
		try(func(x *workload) { x.cluster.MaxQueued = unit.Limit{} })
		try(func(x *workload) { x.overrun = sim.OverrunKill })
		for i := len(w.cluster.Groups) - 1; i > 0 && len(w.cluster.Members) == 0; i-- {
			try(func(x *workload) {
				for _, s := range x.cluster.Timeline {
					if s.Group >= i {
						return
					}
				}
				x.cluster.Groups = x.cluster.Groups[:i]
			})
		}
		for i := range w.cluster.Groups {
			try(func(x *workload) {
				if i < len(x.cluster.Groups) {
					x.cluster.Groups[i].Speed = unit.Ratio{}
				}
			})
		}
		for i := range w.jobs {
			for _, change := range []func(*sim.Job){
				func(j *sim.Job) { j.Patience = 0 },
				func(j *sim.Job) { j.Checkpoint = 0 },
				func(j *sim.Job) { j.Segment = 0 },
				func(j *sim.Job) { j.Nodes = 0 },
				func(j *sim.Job) { j.Request = j.Run },
				func(j *sim.Job) { j.GPUs = 1 },
			} {
				try(func(x *workload) {
					if i < len(x.jobs) {
						change(&x.jobs[i])
					}
				})
			}
		}
	}
	return w
}

// possible reports whether the timeline never takes more than is there and every
// shape is whole.
func (w *workload) possible() bool {
	for g := range w.cluster.Groups {
		for _, upTo := range w.cluster.Timeline {
			n := w.cluster.Groups[g].Nodes
			for _, s := range w.cluster.Timeline {
				if s.Group == g && s.At <= upTo.At {
					n += s.Change
				}
			}
			if n < 0 {
				return false
			}
		}
	}
	for _, j := range w.jobs {
		if j.Nodes > 0 && j.GPUs%j.Nodes != 0 {
			return false
		}
	}
	return true
}
