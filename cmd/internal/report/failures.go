package report

import (
	"fmt"

	"sovsim/results"
)

// failureText says how often jobs were interrupted and what of the GPU-hours held that
// and checkpoints took.
func failureText(g *group) string {
	if len(g.rows) == 0 || !g.rows[0].HasFailures {
		return ""
	}
	count := g.over(interruptions.Value)
	overhead := g.over(func(r *results.Row) (float64, bool) { return r.Overhead / r.Held, r.Held > 0 })
	undone := g.over(func(r *results.Row) (float64, bool) { return r.Undone / r.Held, r.Held > 0 })
	return wrapped(fmt.Sprintf("Failures interrupted jobs %s times; of the GPU-hours held, %s were undone and %s went to checkpoints and restarts.",
		plusMinus(count, 0), percentText(undone), percentText(overhead)))
}
