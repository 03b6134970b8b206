package report

import (
	"fmt"

	"sovsim/results"
)

// leavingText says how many researchers left, over all; nothing in a run in which
// nobody can.
func leavingText(g *group) string {
	if len(g.rows) == 0 || !g.rows[0].HasLeaving {
		return ""
	}
	lost := g.over(func(r *results.Row) (float64, bool) { return float64(r.Departed), true })
	users := g.over(func(r *results.Row) (float64, bool) { return float64(r.Users), true })
	perYear := g.over(func(r *results.Row) (float64, bool) {
		x, ok := r.LostPerYear()
		return x / float64(r.Users), ok && r.Users > 0
	})
	moved := g.over(func(r *results.Row) (float64, bool) { return r.Migrated / r.Demanded, r.Demanded > 0 })
	return wrapped(fmt.Sprintf("Left for another region: %s of %s researchers, %s a year, taking %s of the GPU-hours with them.",
		plusMinus(lost, 0), thousands(users.Mean, 0), percentText(perYear), percentText(moved)))
}
