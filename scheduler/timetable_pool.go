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
}

func (t *poolTable) begin(v *sim.View) {
	t.now = v.Now
	if len(t.profile.at) > 0 {
		t.profile.trim(v.Now)
	}
}

func (t *poolTable) rebuild(v *sim.View) {
	t.profile.reset(v.Now, v.Capacity[0])
	for _, st := range v.Ahead {
		t.profile.add(st.At, sim.Never, st.Change)
	}
}

func (t *poolTable) find(j *sim.JobView, limit sim.Time) (booking, bool) {
	d := length(j.Request, t.speed)
	at := t.profile.earliest(t.now, limit, j.GPUs, d)
	return booking{at: at, end: at.Add(d), gpus: j.GPUs}, at != sim.Never
}

func (t *poolTable) fits(b *booking) bool {
	return b.at >= t.now && t.profile.least(b.at, b.end.Sub(b.at)) >= b.gpus
}

func (t *poolTable) book(b *booking, sign int) { t.profile.add(b.at, b.end, -sign*b.gpus) }
