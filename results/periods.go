package results

import (
	"fmt"
	"sort"
	"time"

	"sovsim/sim"
)

const (
	// DefaultFollowUp is how long each job is followed in pooled figures.
	DefaultFollowUp = 28 * 24 * time.Hour
	// DefaultTarget is the wait within which jobs are meant to start.
	DefaultTarget = 24 * time.Hour
	// MaxPeriods is the most periods that are told apart: a hundred years. A run
	// with a later horizon has no rows of periods.
	MaxPeriods = 1200
)

// periods are the months in which jobs are submitted, and the rule that says
// which jobs pooled figures of waits may use.
type periods struct {
	// bounds are the begins of the periods and the end of the last, which is not
	// before the horizon; nil for a run without horizon or with one period.
	bounds []sim.Time
	epoch  time.Time
	// last is the period found last: jobs that leave together came together.
	last int
	// cut is the moment before which a job must be submitted for pooled figures
	// of waits, and follow how long it is followed in them; both are sim.Never
	// where all jobs are used with what follow-up they have.
	cut    sim.Time
	follow time.Duration
}

// newPeriods divides a run: by calendar months of UTC where the epoch has a
// date, else in blocks of 30 days from time zero.
func newPeriods(c *Config) periods {
	p := periods{epoch: c.Epoch.UTC(), cut: sim.Never, follow: time.Duration(sim.Never)}
	if c.Horizon == sim.Never {
		return p
	}
	latest := c.Horizon.Add(-c.FollowUp) // the last submission with a whole follow-up
	whole := sim.Time(-1)
	for i, begin := 0, sim.Time(0); ; i++ {
		if i > MaxPeriods {
			p.bounds, whole = nil, -1
			break
		}
		p.bounds = append(p.bounds, begin)
		if begin >= c.Horizon {
			break
		}
		end := p.begin(i + 1)
		if p.whole(i) && begin >= c.WarmUp && end <= latest {
			whole = end
		}
		begin = end
	}
	if len(p.bounds) <= 2 {
		p.bounds = nil // one period says what the whole says
	}
	switch {
	case whole >= 0:
		p.cut, p.follow = whole, c.FollowUp
	case latest > c.WarmUp:
		p.cut, p.follow = latest, c.FollowUp
	}
	return p
}

// whole reports whether the run has all of period i from its beginning; it has not
// of the month in which the epoch lies, unless that is its first moment. A run
// that begins on the 28th has two or three days of it, and figures of all jobs
// are not to rest on these alone.
func (p *periods) whole(i int) bool {
	y, m, _ := p.epoch.Date()
	return i > 0 || p.epoch.IsZero() || p.epoch.Equal(time.Date(y, m, 1, 0, 0, 0, 0, time.UTC))
}

// begin is when period i begins.
func (p *periods) begin(i int) sim.Time {
	const block = 30 * 24 * time.Hour
	if i == 0 {
		return 0
	}
	d := time.Duration(i) * block
	if !p.epoch.IsZero() {
		y, m, _ := p.epoch.Date()
		d = time.Date(y, m+time.Month(i), 1, 0, 0, 0, 0, time.UTC).Sub(p.epoch)
	}
	return sim.Time(0).Add(d)
}

// name is period i's key in summary.csv.
func (p *periods) name(i int) string {
	if p.epoch.IsZero() {
		return fmt.Sprintf("day %d", 30*i)
	}
	y, m, _ := p.epoch.Date()
	return time.Date(y, m+time.Month(i), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
}

// known reports whether the run has periods.
func (p *periods) known() bool { return len(p.bounds) > 0 }

// of is the period in which a job was submitted; 0 where there are none.
func (p *periods) of(submit sim.Time) int {
	if len(p.bounds) < 2 {
		return 0
	}
	if p.bounds[p.last] <= submit && submit < p.bounds[p.last+1] {
		return p.last
	}
	i := sort.Search(len(p.bounds), func(i int) bool { return p.bounds[i] > submit }) - 1
	p.last = min(max(i, 0), len(p.bounds)-2)
	return p.last
}

// early reports whether pooled figures of waits use a job submitted then.
func (p *periods) early(submit sim.Time) bool { return submit < p.cut }
