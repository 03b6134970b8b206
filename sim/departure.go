package sim

import (
	"fmt"
	"math"
	"slices"
	"time"

	"sovsim/sim/rng"
	"sovsim/sim/unit"
)

// DeparturePeriod is how often users decide whether to leave. Four whole weeks, so
// that each period sees the same weekly profile. The first begins at the end of
// the warm-up, or at the epoch.
const DeparturePeriod = 28 * 24 * time.Hour

// periodYears is a period in years of 365.25 days.
const periodYears = 28 / 365.25

// Departure lets users leave for good for another region, the more likely the
// longer they wait, and take their demand along.
//
// It is a proportional hazard with a threshold, the inverse transform of a
// survival time (Bender, Augustin, Blettner, "Generating survival times to
// simulate Cox proportional hazards models", Statistics in Medicine 24, 2005). User
// u has a threshold E of mean 1, exponential, keyed by the user's name. At the end
// of each period his hazard grows by
//
//	Rate × max(0, w − Grace) ÷ 1 d × 28 ÷ 365.25,
//
// where w is the mean wait of his jobs that started for the first time or were
// withdrawn in the period; without such a job it does not grow. He leaves at the
// end of the period at which the hazard reaches E. So a longer wait never makes
// him stay, and it is means that count, not how many jobs he has.
//
// By hand: at rate 0.5 with a grace of 1 d, a mean wait of 3 d makes the hazard
// grow by 0.5 × 2 = 1 a year, 0.0767 a period: 1 − 1/e = 63 % of such users are gone
// after a year.
type Departure struct {
	// Name is for messages.
	Name string
	// From are the home regions whose users may leave, To the region for which
	// they do: from then on it is the home of each job that they submit. A region
	// is in at most one departure. Who has left does not leave again.
	From []string
	To   string
	// Rate is per year and per day of mean wait beyond Grace.
	Rate  float64
	Grace time.Duration
}

// hazard is what a period with a mean wait, in nanoseconds, adds.
func (d *Departure) hazard(mean float64) float64 {
	return float64(float64(d.Rate*(max(0, mean-float64(d.Grace))/float64(unit.Day))) * periodYears)
}

// Departed is a user who has left. Class and From are those of his last job that
// counted.
type Departed struct {
	User, Class, From, To int32
}

// DepartureObserver is an Observer that hears who leaves. At is the end of a
// period; the call may come later, but before anything that happens at it or
// later is told.
type DepartureObserver interface {
	Departed(at Time, d Departed)
}

// leavers is what the engine knows of users who may leave. In a run in which
// nobody can it is nil, and its methods do nothing.
type leavers struct {
	dir   *Directory
	key   rng.Key
	rules []leaving
	names map[string]int32 // the rule of a region, counted from 1
	// regions has the same by region id, for those that were asked for.
	regions []int32
	begins  Time // of the first period
	due     Time // the end of the current one
	tell    []DepartureObserver
}

// leaving is the users of one departure, by id, and those with a wait in the
// current period.
type leaving struct {
	def    *Departure
	to     int32
	users  []leaver
	active []int32
}

// leaver is one user.
type leaver struct {
	waits             unit.GPUTime // of the period
	n                 int64
	hazard, threshold float64 // threshold 0 is not drawn yet
	class, region     int32
	gone              bool
}

// newLeavers checks the departures of the model; nil where none can happen.
func newLeavers(m *Model, in *Input) (*leavers, error) {
	l := &leavers{dir: in.Directory, key: in.Key, names: map[string]int32{}, begins: m.WarmUp, due: m.WarmUp.Add(DeparturePeriod)}
	for i := range m.Departures {
		d := &m.Departures[i]
		switch {
		case !(d.Rate >= 0) || math.IsInf(d.Rate, 1):
			return nil, fmt.Errorf("departure %s: the rate is %v; it must be 0 or more", d.Name, d.Rate)
		case d.Grace < 0:
			return nil, fmt.Errorf("departure %s: the grace is %v, which is negative", d.Name, d.Grace)
		case d.To == "" || len(d.From) == 0:
			return nil, fmt.Errorf("departure %s: it needs regions to leave and one to go to", d.Name)
		case slices.Contains(d.From, d.To):
			return nil, fmt.Errorf("departure %s: users leave %s for itself", d.Name, d.To)
		}
		for _, region := range d.From {
			if l.names[region] != 0 {
				return nil, fmt.Errorf("departure %s: region %s has a departure already", d.Name, region)
			}
			l.names[region] = -1 // taken, by one without effect so far
		}
		if d.Rate == 0 {
			continue
		}
		l.rules = append(l.rules, leaving{def: d, to: in.Directory.Regions.ID(d.To)})
		for _, region := range d.From {
			l.names[region] = int32(len(l.rules))
		}
	}
	if len(l.rules) == 0 {
		return nil, nil
	}
	for _, o := range in.Observers {
		if o, ok := o.(DepartureObserver); ok {
			l.tell = append(l.tell, o)
		}
	}
	return l, nil
}

// of is the departure of a region, nil where there is none.
func (l *leavers) of(region int32) *leaving {
	if region < 0 || int(region) >= l.dir.Regions.Len() {
		return nil
	}
	for int(region) >= len(l.regions) {
		l.regions = append(l.regions, max(0, l.names[l.dir.Regions.Name(int32(len(l.regions)))]))
	}
	if k := l.regions[region]; k > 0 {
		return &l.rules[k-1]
	}
	return nil
}

// home is where a job of a user from a region has its home now.
func (l *leavers) home(region, user int32) int32 {
	if l == nil {
		return region
	}
	return l.homeOf(region, user)
}

func (l *leavers) homeOf(region, user int32) int32 {
	if r := l.of(region); r != nil && user >= 0 && int(user) < len(r.users) && r.users[user].gone {
		return r.to
	}
	return region
}

// waited counts the wait of a job that starts for the first time or is withdrawn,
// by the region at which its source has it.
func (l *leavers) waited(now Time, region int32, v *JobView) {
	if l != nil {
		l.count(now, region, v.User, v.Class, now.Sub(v.Submit))
	}
}

// count adds a wait to those of a user. A job without the name of a user is nobody's.
func (l *leavers) count(now Time, region, user, class int32, wait time.Duration) {
	r := l.of(region)
	if r == nil || now < l.begins || l.dir.Users.Name(user) == "" {
		return
	}
	if n := int(user) + 1 - len(r.users); n > 0 {
		r.users = append(r.users, make([]leaver, n)...)
	}
	u := &r.users[user]
	if u.gone {
		return
	}
	if u.n == 0 {
		r.active = append(r.active, user)
	}
	u.n++
	u.waits.Add(1, wait)
	u.class, u.region = class, region
}

// upTo closes the periods that end by now.
func (l *leavers) upTo(now Time) {
	if l != nil && now >= l.due {
		l.closePeriods(now)
	}
}

func (l *leavers) closePeriods(now Time) {
	for l.due <= now && l.due < Never {
		for i := range l.rules {
			l.decide(&l.rules[i])
		}
		l.due = l.due.Add(DeparturePeriod)
	}
}

// decide lets the users of one departure leave at the end of a period, in order
// of their ids, which is that of their first jobs under every policy.
func (l *leavers) decide(r *leaving) {
	slices.Sort(r.active)
	for _, id := range r.active {
		u := &r.users[id]
		u.hazard += r.def.hazard(u.waits.Nanos() / float64(u.n))
		u.waits, u.n = unit.GPUTime{}, 0
		if u.hazard == 0 {
			continue
		}
		if u.threshold == 0 {
			u.threshold = l.key.Stream("departure", l.dir.Users.Name(id)).Exponential()
		}
		if u.gone = u.hazard >= u.threshold; u.gone {
			for _, o := range l.tell {
				o.Departed(l.due, Departed{User: id, Class: u.class, From: u.region, To: r.to})
			}
		}
	}
	r.active = r.active[:0]
}
