package results

import (
	"sovsim/sim"
	"sovsim/sim/unit"
)

// Amounts are written with nine places at most, the last one rounded: a mJ of a kWh
// is more than that.
func appendKWh(b []byte, a unit.Amount) []byte {
	return unit.AppendQuotient(b, a, sim.KilowattHour1, sim.KilowattHour2, 9)
}
func appendWhole(b []byte, a unit.Amount) []byte {
	return unit.AppendQuotient(b, a, sim.Whole1, sim.Whole2, 9)
}

// billJob is a column of a part of a job's bill.
func billJob(known func(sim.Billed) bool, write func([]byte, unit.Amount) []byte, of func(*sim.Bill) unit.Amount) func([]byte, jobRow) []byte {
	return func(b []byte, j jobRow) []byte {
		if !known(j.w.names.billed) {
			return b
		}
		return write(b, of(&j.r.Bill))
	}
}

func hasEnergy(b sim.Billed) bool      { return b.Energy }
func hasCarbon(b sim.Billed) bool      { return b.Carbon }
func hasCharged(b sim.Billed) bool     { return b.Charged }
func hasElectricity(b sim.Billed) bool { return b.Electricity }
func hasEgress(b sim.Billed) bool      { return b.Egress }

// billJobs are the columns of jobs.csv.
var billJobs = []column[jobRow]{
	{Column{"energy_kwh", "kWh", "Σ over its holdings of GPUs held × power of a GPU × PUE × time; as simulated, rounded at the ninth place, as the next five. Empty where no GPU has a power. docs/model.md has the formulas of all of these."},
		billJob(hasEnergy, appendKWh, func(b *sim.Bill) unit.Amount { return b.Energy })},
	{Column{"carbon_kg", "kg", "CO2: ∫ of that power × carbon intensity of the cluster's region dt. Empty where none is known."},
		billJob(hasCarbon, appendWhole, func(b *sim.Bill) unit.Amount { return b.Carbon })},
	{Column{"charged_eur", "EUR", "Σ over its holdings of GPUs held × price × time. Empty where no cluster has a price."},
		billJob(hasCharged, appendWhole, func(b *sim.Bill) unit.Amount { return b.Charged })},
	{Column{"electricity_eur", "EUR", "Energy × price of electricity in the cluster's region: what the site pays. Empty where none is known."},
		billJob(hasElectricity, appendWhole, func(b *sim.Bill) unit.Amount { return b.Electricity })},
	{Column{"egress_eur", "EUR", "Σ over its transfers of bytes × price of the link. Empty where no link has one."},
		billJob(hasEgress, appendWhole, func(b *sim.Bill) unit.Amount { return b.Egress })},
	{Column{"moved_gb", "GB", "Bytes of the transfers of its data that began ÷ 10⁹. Empty in a run in which nothing of these six is known."},
		billJob(sim.Billed.Any, func(b []byte, a unit.Amount) []byte { return unit.AppendQuotient(b, a, 1e9, 1, 9) }, func(b *sim.Bill) unit.Amount { return b.Moved })},
}

// amount is a column of an amount at full scale.
func amount(known func(sim.Billed) bool, write func([]byte, unit.Amount) []byte, of func(*Costs) unit.Amount) summaryField {
	return func(b []byte, r *Row) []byte {
		if !known(r.Costs.Known) {
			return b
		}
		return write(b, of(&r.Costs))
	}
}

// ofSites is a column of what clusters used.
func ofSites(known func(sim.Billed) bool, write func([]byte, unit.Amount) []byte, of func(*Costs) unit.Amount) summaryField {
	return func(b []byte, r *Row) []byte {
		if !r.Costs.HasSites || !known(r.Costs.Known) {
			return b
		}
		return write(b, of(&r.Costs))
	}
}

var billColumns = []column[*Row]{
	{Column{"energy_kwh", "kWh", "Σ energy_kwh of jobs.csv × N: at full scale, where columns of GPU-hours are as simulated. All columns from here on are at full scale, and empty as those of jobs.csv are."},
		amount(hasEnergy, appendKWh, func(c *Costs) unit.Amount { return c.Energy })},
	{Column{"carbon_kg", "kg", "Σ carbon_kg of jobs.csv × N."},
		amount(hasCarbon, appendWhole, func(c *Costs) unit.Amount { return c.Carbon })},
	{Column{"charged_eur", "EUR", "Σ charged_eur of jobs.csv × N."},
		amount(hasCharged, appendWhole, func(c *Costs) unit.Amount { return c.Charged })},
	{Column{"electricity_eur", "EUR", "Σ electricity_eur of jobs.csv × N."},
		amount(hasElectricity, appendWhole, func(c *Costs) unit.Amount { return c.Electricity })},
	{Column{"egress_eur", "EUR", "Σ egress_eur of jobs.csv × weight: a scale does not divide data."},
		number(func(r *Row) (float64, bool) { return r.Costs.Egress, r.Costs.Known.Egress })},
	{Column{"moved_gb", "GB", "Σ moved_gb of jobs.csv × weight."},
		number(func(r *Row) (float64, bool) { return r.Costs.Moved, r.Costs.Known.Any() })},
	{Column{"eur_per_gpuh", "EUR/GPU·h", "(charged_eur + egress_eur) ÷ (gpu_hours_held × N): what users pay."},
		number(func(r *Row) (float64, bool) { return r.Costs.Price() })},
	{Column{"kgco2_per_gpuh", "kg/GPU·h", "carbon_kg ÷ (gpu_hours_held × N)."},
		number(func(r *Row) (float64, bool) { return r.Costs.Footprint() })},
	{Column{"site_energy_kwh", "kWh", "What the GPUs of clusters used, busy and idle, over the whole run as for utilisation, the warm-up included: of all; of a cluster; of the clusters on the soil of a region or bloc, whoever's jobs they ran. Empty for other groups. Without a warm-up, for all jobs, it is energy_kwh + idle_energy_kwh."},
		ofSites(hasEnergy, appendKWh, func(c *Costs) unit.Amount { return c.Busy.Plus(c.Idle) })},
	{Column{"idle_energy_kwh", "kWh", "The part of it of GPUs in service that no job held."},
		ofSites(hasEnergy, appendKWh, func(c *Costs) unit.Amount { return c.Idle })},
	{Column{"site_carbon_kg", "kg", "The CO2 of site_energy_kwh."},
		ofSites(hasCarbon, appendWhole, func(c *Costs) unit.Amount { return c.Released })},
}

// drawn is a column of what a cluster used in an interval.
func drawn(known func(sim.Billed) bool, write func([]byte, unit.Amount) []byte, of func(*seriesRow) unit.Amount) func([]byte, *seriesRow) []byte {
	return func(b []byte, r *seriesRow) []byte {
		if !known(r.names.billed) {
			return b
		}
		return write(b, of(r).Times(r.names.scale))
	}
}

// drawColumns are those of timeseries.csv.
var drawColumns = []column[*seriesRow]{
	{Column{"energy_kwh", "kWh", "What the cluster's GPUs used in the interval, busy and idle, with their part of the PUE; × N, at full scale, as the next two. Empty where no GPU has a power."},
		drawn(hasEnergy, appendKWh, func(r *seriesRow) unit.Amount {
			return r.sums[busyPower].amount().Plus(r.sums[idlePower].amount())
		})},
	{Column{"idle_energy_kwh", "kWh", "The part of it of GPUs in service that no job held."},
		drawn(hasEnergy, appendKWh, func(r *seriesRow) unit.Amount { return r.sums[idlePower].amount() })},
	{Column{"carbon_kg", "kg", "The CO2 of energy_kwh. Empty where no carbon intensity is known."},
		drawn(hasCarbon, appendWhole, func(r *seriesRow) unit.Amount { return r.carbon })},
}
