package sim_test

import (
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
