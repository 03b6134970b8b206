package experiment

import (
	"math/big"
	"time"

	"sovsim/sim"
	"sovsim/sim/scenario"
	"sovsim/sim/unit"
)

// holdBack gives a model the budgets and closures of its scenario.
//
// By hand: with the epoch on 1 March 2026 the first quarter has 31 of the 90 days of
// January to March left, so a budget of 9,000 GPU-h has 3,100 of them until 1 April.
func holdBack(m *sim.Model, s *scenario.Scenario) {
	if len(s.Budgets) > 0 {
		began, next, refills := quarters(s.Epoch, m.Horizon)
		m.Refills = refills
		for i := range s.Budgets {
			m.Budgets = append(m.Budgets, budget(&s.Budgets[i], began, next))
		}
	}
	for _, c := range s.Closures {
		until := sim.Never
		if c.Until > 0 {
			until = sim.Time(c.Until)
		}
		m.Closures = append(m.Closures, sim.Closure{Name: c.Name, In: c.In, To: c.To, From: sim.Time(c.From), Until: until, Running: endings[c.Running]})
	}
}

var endings = map[scenario.Running]sim.Loss{scenario.Finish: sim.Drain, scenario.KillThem: sim.Kill, scenario.RequeueThem: sim.Requeue}

// quarters tells when the quarter of the calendar (UTC) in which the epoch lies
// began and when the next begins, and which begin after the epoch and before the
// end. A run without a horizon has those of its clock.
func quarters(epoch time.Time, end sim.Time) (began, next time.Duration, after []sim.Time) {
	epoch = epoch.UTC()
	first := time.Date(epoch.Year(), epoch.Month()-(epoch.Month()-1)%3, 1, 0, 0, 0, 0, time.UTC)
	begins := func(i int) time.Duration { return first.AddDate(0, 3*i, 0).Sub(epoch) }
	for i := 1; sim.Time(begins(i)) < min(end, sim.MaxTime); i++ {
		after = append(after, sim.Time(begins(i)))
	}
	return begins(0), begins(1), after
}

// budget is a budget with what is left of it in the quarter of the epoch.
func budget(b *scenario.Budget, began, next time.Duration) sim.Budget {
	out := sim.Budget{Name: b.Name, Owner: owners[b.Owner], Of: b.Of, Clusters: b.Clusters,
		PerQuarter: unit.Times(b.PerQuarter, time.Second), Wait: b.Exhausted == scenario.Wait}
	out.First = out.PerQuarter
	if began < 0 {
		amount := new(big.Int).Mul(big.NewInt(b.PerQuarter), big.NewInt(int64(time.Second)))
		amount.Mul(amount, big.NewInt(int64(next)))
		amount.Quo(amount, big.NewInt(int64(next-began)))
		seconds, rest := new(big.Int).QuoRem(amount, big.NewInt(int64(time.Second)), new(big.Int))
		out.First = unit.Times(seconds.Int64(), time.Second).Plus(unit.Times(1, time.Duration(rest.Int64())))
	}
	return out
}

var owners = map[scenario.BudgetOwner]sim.Owner{scenario.OfProject: sim.ByProject, scenario.OfRegion: sim.ByRegion, scenario.OfClass: sim.ByClass}
