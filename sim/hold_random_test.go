package sim_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sovsim/sim"
	"sovsim/sim/unit"
)

// drawHolds gives a world budgets of every kind, and closures.
func drawHolds(t *rapid.T, m *sim.Model) {
	seconds := func(lo, hi int, what string) time.Duration {
		return time.Duration(rapid.IntRange(lo, hi).Draw(t, what)) * time.Second
	}
	names := [][]string{{"p0", "p1"}, homes, {"c0", "c1", "c2"}}
	for range rapid.IntRange(0, 3).Draw(t, "budgets") {
		b := sim.Budget{Owner: sim.Owner(rapid.IntRange(0, 2).Draw(t, "owner")), Wait: rapid.IntRange(0, 3).Draw(t, "wait") > 0}
		if rapid.Bool().Draw(t, "of some") {
			b.Of = rapid.SliceOfNDistinct(rapid.SampledFrom(names[b.Owner]), 1, 2, rapid.ID).Draw(t, "of")
		}
		if rapid.Bool().Draw(t, "at some") {
			b.Clusters = []string{rapid.SampledFrom(m.Clusters).Draw(t, "at").Name}
		}
		b.PerQuarter = unit.Times(1, seconds(0, 300, "amount"))
		b.First = unit.Times(1, min(seconds(0, 300, "first"), time.Duration(b.PerQuarter.Nanos())))
		m.Budgets = append(m.Budgets, b)
	}
	at := sim.Time(0)
	for range rapid.IntRange(0, 6).Draw(t, "quarters") {
		at += sim.Time(seconds(1, 40, "quarter"))
		m.Refills = append(m.Refills, at)
	}
	places := []string{"UK", "DE", "FR", "US", "CH", "Europe"}
	for range rapid.IntRange(0, 3).Draw(t, "closures") {
		c := sim.Closure{From: sim.Time(seconds(0, 60, "from")), Running: sim.Loss(rapid.IntRange(0, 2).Draw(t, "running"))}
		c.In = rapid.SliceOfNDistinct(rapid.SampledFrom(places), 1, 3, rapid.ID).Draw(t, "in")
		c.To = rapid.SliceOfNDistinct(rapid.SampledFrom(places), 1, 3, rapid.ID).Draw(t, "to")
		c.Until = c.From + sim.Time(seconds(1, 60, "until"))
		if rapid.IntRange(0, 3).Draw(t, "for good") == 0 {
			c.Until = sim.Never
		}
		m.Closures = append(m.Closures, c)
	}
}

// slowLedger keeps the accounts by walking over all holdings after each instant.
type slowLedger struct {
	*world
	t       *rapid.T
	engine  *sim.Choice
	held    map[sim.Holding]bool
	quarter int
	// left is by budget and owner; that of owners who share an account is −1.
	left []map[int32]unit.GPUTime
	seen map[string]int
}

// owner is whose account in budget i pays for a holding.
func (l *slowLedger) owner(i int, h sim.Holding) (key, id int32, ok bool) {
	b := &l.Budgets[i]
	id = h.Owners[b.Owner]
	name := [...]*sim.Names{&l.dir.Projects, &l.dir.Regions, &l.dir.Classes}[b.Owner].Name(id)
	switch {
	case len(b.Clusters) > 0 && !slices.Contains(b.Clusters, l.Clusters[h.Cluster].Name), name == "":
		return 0, id, false
	case len(b.Of) > 0:
		return -1, id, slices.Contains(b.Of, name)
	}
	return id, id, true
}

// book adds an amount to all accounts that pay for a holding.
func (l *slowLedger) book(h sim.Holding, d time.Duration) {
	for i := range l.Budgets {
		key, _, ok := l.owner(i, h)
		if !ok {
			continue
		}
		left, opened := l.left[i][key]
		if !opened {
			if left = l.Budgets[i].PerQuarter; l.quarter == 0 {
				left = l.Budgets[i].First
			}
		}
		left.Add(h.GPUs, d)
		l.left[i][key] = left
	}
}

// State is after an instant: what has ended gives back, what has begun pays, and
// then every account has what the engine says, which is never less than nothing.
func (l *slowLedger) State(sim.Time, int, *sim.State) {
	if l.engine == nil || l.engine.Budgetless() {
		return
	}
	list, now := l.engine.Holdings()
	quarter := 0
	for _, r := range l.Refills {
		if r <= now && r < l.Horizon {
			quarter++
		}
	}
	if quarter > l.quarter {
		l.quarter = quarter
		for i := range l.left {
			clear(l.left[i])
		}
	}
	begun := map[sim.Holding]bool{}
	for _, h := range list {
		begun[h] = true
	}
	for h := range l.held {
		if begun[h] {
			continue
		}
		delete(l.held, h)
		// Across the end of a quarter nothing is given back.
		if now < h.End && (quarter == 0 || h.Start >= l.Refills[quarter-1]) {
			l.seen["refunds"]++
			l.book(h, h.End.Sub(now))
		}
	}
	for h := range begun {
		if _, ok := l.held[h]; !ok {
			l.held[h] = true
			l.seen["charges"]++
			l.book(h, -h.End.Sub(h.Start))
		}
	}
	for _, h := range list {
		for i := range l.Budgets {
			key, id, ok := l.owner(i, h)
			if !ok {
				continue
			}
			left, opened := l.left[i][key]
			got, _ := l.engine.Account(i, id)
			if left.Cmp(unit.GPUTime{}) < 0 || opened && got != left {
				l.t.Fatalf("%v: account %d of budget %d has %v, by the slow count %v", time.Duration(now), key, i, got, left)
			}
		}
	}
}

func (l *slowLedger) Job(r *sim.Record) {
	l.world.Job(r)
	for what, is := range map[string]bool{
		"over budget": r.Reason == sim.OverBudget, "waited for a budget": r.Parts[sim.ByBudget] > 0, "waited, then ran": r.Parts[sim.ByBudget] > 0 && r.Start != sim.Never,
		"gave up": r.Parts[sim.ByBudget] > 0 && r.Outcome == sim.Reneged, "chain": r.Parts[sim.ByBudget] > 0 && r.Segments > 1, "restart": r.Parts[sim.ByBudget] > 0 && r.Restarts > 0,
		"after data": r.Parts[sim.ByBudget] > 0 && r.Staged > 0, "moved": r.Parts[sim.ByBudget] > 0 && r.Moves > 0,
	} {
		if is {
			l.seen[what]++
		}
	}
}

// In any world each account has, after each instant, its amount less the charges
// of the quarter and with the refunds, by a slow count of all that holds GPUs.
func TestAccountsAgreeWithASlowCount(t *testing.T) {
	seen := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		m, jobs := drawReasons(t)
		m.Budgets, m.Refills, m.Closures = nil, nil, nil
		drawHolds(t, &m)
		l := &slowLedger{world: &world{Model: m, jobs: jobs, records: map[int64]sim.Record{}}, t: t, held: map[sim.Holding]bool{}, seen: seen}
		for range m.Budgets {
			l.left = append(l.left, map[int32]unit.GPUTime{})
		}
		for _, name := range []string{"p0", "p1"} {
			l.dir.Projects.ID(name)
		}
		for _, name := range []string{"c0", "c1", "c2"} {
			l.dir.Classes.ID(name)
		}
		l.NewRouter = func() sim.Router {
			n := 0
			return routed(func(c *sim.Choice) int {
				l.engine = c
				if err := c.Audit(); err != nil {
					t.Fatal(err)
				}
				n++
				return c.Eligible[n*7%len(c.Eligible)]
			})
		}
		if _, err := sim.RunAudited(context.Background(), &l.Model, sim.Input{Source: l, Directory: &l.dir, Observers: []sim.Observer{l}}); err != nil {
			t.Fatal(err)
		}
	})
	for _, what := range []string{"charges", "refunds", "over budget", "waited for a budget", "waited, then ran"} {
		if seen[what] == 0 && !t.Failed() {
			t.Errorf("no job in %q: the worlds are too tame", what)
		}
	}
	t.Logf("%v", seen)
}

// Budgets that always pay, and closures to nobody, move no record.
func TestHoldsThatForbidNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, jobs := drawWorld(t)
		w := play(t, m, jobs)
		drawHolds(t, &m)
		for i := range m.Budgets {
			m.Budgets[i].PerQuarter = unit.Times(1, 1e6*time.Second)
			m.Budgets[i].First = m.Budgets[i].PerQuarter
		}
		for i := range m.Closures {
			m.Closures[i].To = []string{"nowhere"}
		}
		if again := play(t, m, jobs); !slices.Equal(again.told, w.told) || again.result.Passes != w.result.Passes {
			t.Fatalf("another story:\n%v\n%v", w.told, again.told)
		}
	})
}
