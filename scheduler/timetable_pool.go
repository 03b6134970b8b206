package scheduler

import (
	"sovsim/sim"
	"sovsim/sim/unit"
)

// poolTable is the timetable of a pool: one profile. Finding and booking cost
// the pieces of the profile they look at, of which there are at most two for
// each running or reserved job and one for each announced step.
type poolTable struct {
	speed   unit.Ratio
	now     sim.Time
	profile profile
	holds   []booking // by slot, of running jobs
	runs    slots
}

func (t *poolTable) begin(v *sim.View) {
	t.now = v.Now
	if len(t.profile.at) > 0 {
		t.profile.trim(v.Now)
	}
	for _, s := range v.Ended {
		h := &t.holds[s]
		t.profile.add(v.Now, h.end, h.gpus)
		t.runs.remove(s)
	}
}

func (t *poolTable) rebuild(v *sim.View) {
	t.profile.reset(v.Now, v.Capacity[0])
	for _, st := range v.Ahead {
		t.profile.add(st.At, sim.Never, st.Change)
	}
	for _, s := range t.runs.list {
		h := &t.holds[s]
		t.profile.add(v.Now, h.end, -h.gpus)
	}
}

func (t *poolTable) find(j *sim.JobView, limit sim.Time) (booking, bool) {
	d := length(j.Request, t.speed)
	at := t.profile.earliest(t.now, limit, j.GPUs, d)
	return booking{at: at, end: at.Add(d), gpus: j.GPUs}, at != sim.Never
}

func (t *poolTable) fits(_ *sim.JobView, b *booking) bool {
	return b.at >= t.now && t.profile.least(b.at, b.end.Sub(b.at)) >= b.gpus
}

func (t *poolTable) book(b *booking, sign int) { t.profile.add(b.at, b.end, -sign*b.gpus) }

func (t *poolTable) start(s sim.Slot, b *booking, p *sim.Plan) {
	t.holds = grow(t.holds, s)
	t.holds[s].keep(b)
	t.runs.add(s)
	p.Start(s, 0, nil, 0, 0)
}

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
