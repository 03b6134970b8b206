package sim

import (
	"time"

	"sovsim/sim/rng"
)

// LeaveOf is the period, from 1, at whose end each user leaves who has the given
// waits in each period; 0 for one who stays. Periods come first, then users.
func LeaveOf(d Departure, key rng.Key, users []string, waits [][][]time.Duration) []int {
	dir := &Directory{}
	in := Input{Key: key, Directory: dir}
	l, err := newLeavers(&Model{Departures: []Departure{d}}, &in)
	if err != nil {
		panic(err)
	}
	gone := make([]int, len(users))
	region := dir.Regions.ID(d.From[0])
	for p, period := range waits {
		for u, name := range users {
			for _, w := range period[u] {
				l.count(l.due-1, region, dir.Users.ID(name), 0, w)
			}
		}
		l.upTo(l.due)
		for u, name := range users {
			if gone[u] == 0 && l.home(region, dir.Users.ID(name)) != region {
				gone[u] = p + 1
			}
		}
	}
	return gone
}
