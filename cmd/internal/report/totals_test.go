package report

import (
	"testing"

	"sovsim/results"
	"sovsim/sim"
	"sovsim/sim/unit"
)

// The lines on what all jobs took, each from a row by hand.
func TestTotalsInWords(t *testing.T) {
	kWh := unit.Product(sim.KilowattHour1, sim.KilowattHour2)
	thousandth := unit.Product(sim.Whole1, sim.Whole2/1000) // of a kg or a EUR
	costs := func(known sim.Billed) *results.Row {
		return &results.Row{Costs: results.Costs{Known: known, HasSites: true, Energy: kWh.Times(5), Idle: kWh.Times(8), Carbon: thousandth.Times(560), Charged: thousandth.Times(10_000), Egress: 2.5}}
	}
	failed := results.Row{HasFailures: true, Interruptions: 1, Held: 568, Undone: 12, Overhead: 56}
	// 1 of 11 in 190 s is 1 ÷ 11 ÷ (190 ÷ 31,557,600) a year, 801 of 1759 are 45.5 %.
	leaving := results.Row{HasLeaving: true, Users: 11, Departed: 1, Migrated: 801, Demanded: 1759, Period: 190e9}
	for _, x := range []struct {
		name string
		text func(*group) string
		row  *results.Row
		want string
	}{
		{"bill", billText, costs(sim.Billed{Energy: true, Carbon: true, Charged: true, Egress: true}),
			"Cost of measured jobs, at full scale: 0.005 MWh; idle GPUs used 0.008 MWh;\n0.00056 t of CO2; 10 EUR charged; 2.5 EUR of egress.\n"},
		{"charges alone", billText, costs(sim.Billed{Charged: true}), "Cost of measured jobs, at full scale: 10 EUR charged.\n"},
		{"no bill", billText, costs(sim.Billed{}), ""},
		{"failures", failureText, &failed, "Failures interrupted jobs 1 times; of the GPU-hours held, 2.1% were undone and\n9.9% went to checkpoints and restarts.\n"},
		{"nothing fails", failureText, &results.Row{Held: 568}, ""},
		{"leaving", leavingText, &leaving, "Left for another region: 1 of 11 researchers, 1,509,933.0% a year, taking 45.5%\nof the GPU-hours with them.\n"},
		{"nobody can leave", leavingText, &results.Row{Users: 11}, ""},
	} {
		if got := x.text(&group{rows: []*results.Row{x.row}}); got != x.want {
			t.Errorf("%s: got %q, want %q", x.name, got, x.want)
		}
	}
}
