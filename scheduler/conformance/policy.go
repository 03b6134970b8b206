package conformance

import (
	"fmt"
	"math/rand/v2"
	"time"

	"sovsim/scheduler"
	"sovsim/sim"
)

// Policy checks a policy, as a user would type it, on random workloads of each
// kind of cluster. Its promises hold for its default options, so they are checked
// only where none is typed. The error has the first workload that shows a fault.
func Policy(text string, workloads int) error {
	s, err := scheduler.Parse(text)
	if err != nil {
		return err
	}
	for i := range workloads {
		for _, kind := range []sim.Kind{sim.Pool, sim.Nodes} {
			r := rand.New(rand.NewPCG(uint64(i), uint64(kind)))
			steady := i%2 == 0
			w := draw(r, kind, steady)
			records, err := owes(s, w, steady, r)
			if err == nil && steady && s.Name == s.Policy.Name {
				err = promised(s, w, records)
			}
			if err != nil {
				return fmt.Errorf("policy %s, workload %d:\n%s%w", s.Name, i, w, err)
			}
		}
	}
	if s.Policy.Promises.StarvesNobody && s.Name == s.Policy.Name {
		return starvesNobody(s)
	}
	return nil
}

// owes checks what every policy owes and returns the records of the workload.
func owes(s scheduler.Spec, w workload, steady bool, r *rand.Rand) ([]sim.Record, error) {
	records, err := w.run(s, nil)
	if err != nil {
		return nil, err
	}
	for i := range records {
		x := &records[i]
		switch ran := x.Outcome == sim.Completed || x.Outcome == sim.Killed; {
		case !ran && (steady || x.Outcome != sim.Rejected):
			return nil, fmt.Errorf("job %d is lost: it ends as %v", i, x.Outcome)
		case ran && (x.Start == sim.Never || x.Start < x.Submit || x.End < x.Start):
			return nil, fmt.Errorf("job %d starts at %v and ends at %v", i, time.Duration(x.Start), time.Duration(x.End))
		}
	}
	same := func(what string, other workload, k sim.Time) error {
		again, err := other.run(s, nil)
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		for i := range records {
			a, b := &records[i], &again[i]
			if later(a.Start, k) != b.Start || later(a.End, k) != b.End || a.Outcome != b.Outcome || a.Restarts != b.Restarts {
				return fmt.Errorf("%s: job %d runs from %v to %v (%v), before from %v to %v (%v)", what, i,
					time.Duration(b.Start), time.Duration(b.End), b.Outcome, time.Duration(a.Start), time.Duration(a.End), a.Outcome)
			}
		}
		return nil
	}
	if err := same("a second run", w, 1); err != nil {
		return nil, err
	}
	if err := same("other names and numbers", w.renamed(r), 1); err != nil {
		return nil, err
	}
	if s.Policy.Promises.AbsoluteTimes {
		return records, nil
	}
	return records, same("with all times 7 times as long", w.slower(7), 7)
}

// later is k times as late.
func later(t, k sim.Time) sim.Time {
	if t == sim.Never {
		return t
	}
	return t * k
}
