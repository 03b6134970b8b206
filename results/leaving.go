package results

import (
	"time"

	"sovsim/sim"
)

// Researchers are the users of the populations of a class in a region.
type Researchers struct {
	Class, Region string
	Count         int64
}

// leaving counts researchers and those who leave; nil in a run in which nobody can.
//
// The researchers of a run are the users that its populations have, whether they
// submit a job or not and at every scale, and those of traces that submit one.
type leaving struct {
	*Collector
	// have are the classes and regions of populations; seen marks users of traces.
	have map[cellKey]bool
	seen []bool
}

func newLeaving(k *Collector) *leaving {
	l := &leaving{Collector: k, have: map[cellKey]bool{}}
	for _, r := range k.config.Researchers {
		key := l.key(k.config.Directory.Classes.ID(r.Class), k.config.Directory.Regions.ID(r.Region), 0)
		l.have[key] = true
		k.main.find(key).users += r.Count
	}
	return l
}

// key is the cell of what belongs to no cluster.
func (l *leaving) key(class, region int32, at sim.Time) cellKey {
	key := cellKey{class: class, region: region, cluster: -1}
	if l.main != l.byCluster {
		key.cluster, key.period = 0, int32(l.periods.of(at))
	}
	return key
}

// leaves reports whether researchers of a group left, or demand of theirs went along:
// it has a row then, also without a job, so that its kind adds up to all.
func (r *Row) leaves() bool { return r.Departed > 0 || r.Migrated > 0 }

// job counts the researcher of a job, and its demand where he has left.
func (l *leaving) job(r *sim.Record) {
	if r.Region != r.Origin && !r.WarmUp {
		l.main.find(l.key(r.Class, r.Origin, r.Submit)).migrated.addProduct(uint64(r.GPUs), uint64(r.Run))
	}
	if int(r.User) < len(l.seen) && (r.User < 0 || l.seen[r.User]) {
		return
	}
	if n := l.config.Directory.Users.Len() - len(l.seen); n > 0 {
		l.seen = append(l.seen, make([]bool, n)...)
	}
	if r.User < 0 || int(r.User) >= len(l.seen) || l.config.Directory.Users.Name(r.User) == "" {
		return
	}
	l.seen[r.User] = true
	if key := l.key(r.Class, r.Origin, 0); !l.have[key] {
		l.main.find(key).users++
	}
}

var _ sim.DepartureObserver = (*Collector)(nil)

// Departed counts a user who leaves; it is called by the engine.
func (k *Collector) Departed(at sim.Time, d sim.Departed) {
	if k.leaving != nil {
		k.main.find(k.leaving.key(d.Class, d.From, at)).departed++
	}
}

// year is the year of rates, 365.25 days.
const year = 365.25 * 24 * time.Hour

// LostPerYear is the researchers lost ÷ the years of the run less its warm-up, and
// whether it is defined.
func (r *Row) LostPerYear() (float64, bool) {
	return float64(r.Departed) / (float64(r.Period) / float64(year)), r.HasLeaving && r.Period > 0
}

// leavingColumns are those of researchers who leave.
var leavingColumns = []column[*Row]{
	{Description{"researchers", "1", Neither, "The researchers whose home at the start is in the group: the users of its populations, as many as the scenario gives at every scale, with or without a job; of traces those with a job. This and the next three are empty unless the scenario has departures, and for clusters; this one for groups of a period too."},
		number(func(r *Row) (float64, bool) { return float64(r.Users), r.HasLeaving && r.Group.Pooled() })},
	{Description{"researchers_lost", "1", Lower, "Those of them who have left for another region; in a group of a period, at a time within it."},
		number(func(r *Row) (float64, bool) { return float64(r.Departed), r.HasLeaving })},
	{Description{"lost_per_year", "1/a", Lower, "researchers_lost ÷ years of 365.25 days of the run, less the warm-up. Divided by researchers it is the share that leaves a year. Empty for groups of a period."},
		number((*Row).LostPerYear)},
	{Description{"migrated_h100h", "H100·h", Lower, "Σ gpus × run time, in hours of an H100, of the jobs that researchers of the group submitted after they had left: the demand that they took along. It is in demanded_h100h of the region that they went to."},
		number(func(r *Row) (float64, bool) { return r.Migrated, r.HasLeaving })},
}

// origin is the region that the user of a job has left; empty where he has not.
func origin(b []byte, j jobRow) []byte {
	if !j.w.leaving || j.r.Origin == j.r.Region {
		return b
	}
	return append(b, j.w.regions.get(j.r.Origin)...)
}
