package report

import (
	"fmt"
	"math"
	"strings"

	"sovsim/results"
)

// billed are the parts of a bill with what stands after their figure.
var billed = []struct {
	results.Metric
	per  float64 // of the metric's unit in that of the text
	text string
}{
	{metric("energy_kwh"), 1e3, "%s MWh"},
	{metric("idle_energy_kwh"), 1e3, "idle GPUs used %s MWh"},
	{metric("carbon_kg"), 1e3, "%s t of CO2"},
	{metric("charged_eur"), 1, "%s EUR charged"},
	{metric("egress_eur"), 1, "%s EUR of egress"},
	{metric("electricity_eur"), 1, "%s EUR of electricity"},
}

// billText says what the jobs took, and what idle GPUs did; nothing in a run of which
// no part of a bill is known.
func billText(g *group) string {
	var parts []string
	for _, m := range billed {
		if d := g.over(m.Value); d.N > 0 {
			parts = append(parts, fmt.Sprintf(m.text, rounded(d.Mean/m.per)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return wrapped("Cost of measured jobs, at full scale: " + strings.Join(parts, "; ") + ".")
}

// rounded is a figure of three digits, with commas.
func rounded(x float64) string {
	if x >= 1000 {
		unit := math.Pow(10, math.Floor(math.Log10(x))-2)
		return thousands(math.Round(x/unit)*unit, 0)
	}
	return fmt.Sprintf("%.3g", x)
}
