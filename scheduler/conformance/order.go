package conformance

import (
	"fmt"
	"math/rand/v2"
	"time"

	"sovsim/scheduler"
	"sovsim/sim"
)

// Order checks a registered order on random queues: no two jobs have equal keys at
// any time, and names do not matter. Policies are checked with the order too, as
// "easy(order=NAME)" by Policy.
func Order(name string, queues int) error {
	o, err := scheduler.LookupOrder(name)
	if err != nil {
		return err
	}
	for i := range queues {
		r := rand.New(rand.NewPCG(uint64(i), 17))
		jobs := make([]sim.JobView, 2+r.IntN(20))
		for k := range jobs {
			// Few values, so that many jobs are alike but for their place.
			jobs[k] = sim.JobView{ID: int64(r.IntN(3)), Seq: int64(k), GPUs: 1 + r.IntN(2), Submit: sim.Time(r.IntN(3)), Request: time.Duration(r.IntN(3)) * time.Hour}
			jobs[k].Joined = jobs[k].Submit + sim.Time(r.IntN(2))
		}
		now := sim.Time(10) + sim.Time(r.Int64N(int64(time.Hour)))
		for a := range jobs {
			renamed := jobs[a]
			renamed.ID, renamed.User, renamed.Project, renamed.Class = 99, 5, 6, 7
			if o.At(&jobs[a], now) != o.At(&renamed, now) {
				return fmt.Errorf("order %s: the place of a job depends on its number, user, project or class: %+v", name, jobs[a])
			}
			for b := range a {
				if o.At(&jobs[a], now) == o.At(&jobs[b], now) {
					return fmt.Errorf("order %s: two jobs have one place at %v: %+v and %+v", name, time.Duration(now), jobs[a], jobs[b])
				}
			}
		}
	}
	return nil
}
