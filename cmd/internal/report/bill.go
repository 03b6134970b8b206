package report

import (
	"fmt"
	"math"

	"sovsim/results"
)

// billText says what the jobs took, and what idle GPUs did.
func billText(g *group) string {
	if len(g.rows) == 0 || !g.rows[0].Costs.Known.Any() {
		return ""
	}
	known, text := g.rows[0].Costs.Known, ""
	add := func(format string, of func(c *results.Costs) float64) {
		if text != "" {
			text += "; "
		}
		text += fmt.Sprintf(format, rounded(g.over(func(r *results.Row) (float64, bool) { return of(&r.Costs), true }).Mean))
	}
	if known.Energy {
		add("%s MWh", func(c *results.Costs) float64 { return results.KilowattHours(c.Energy) / 1e3 })
		add("idle GPUs used %s MWh", func(c *results.Costs) float64 { return results.KilowattHours(c.Idle) / 1e3 })
	}
	if known.Carbon {
		add("%s t of CO2", func(c *results.Costs) float64 { return results.Wholes(c.Carbon) / 1e3 })
	}
	if known.Charged {
		add("%s EUR charged", func(c *results.Costs) float64 { return results.Wholes(c.Charged) })
	}
	if known.Egress {
		add("%s EUR of egress", func(c *results.Costs) float64 { return c.Egress })
	}
	if known.Electricity {
		add("%s EUR of electricity", func(c *results.Costs) float64 { return results.Wholes(c.Electricity) })
	}
	return wrapped("Cost of measured jobs, at full scale: " + text + ".")
}

// rounded is a figure of three digits, with commas.
func rounded(x float64) string {
	if x >= 1000 {
		unit := math.Pow(10, math.Floor(math.Log10(x))-2)
		return thousands(math.Round(x/unit)*unit, 0)
	}
	return fmt.Sprintf("%.3g", x)
}
