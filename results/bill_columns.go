package results

import (
	"sovsim/sim"
	"sovsim/sim/unit"
)

// billJob is a column of a part of a job's bill.
func billJob(known func(sim.Billed) bool, in quotient, of func(*sim.Bill) unit.Amount) form[jobRow] {
	return written(Amount, func(b []byte, j jobRow) []byte {
		if !known(j.w.names.billed) {
			return b
		}
		return in.append(b, of(&j.r.Bill))
	})
}

func hasEnergy(b sim.Billed) bool      { return b.Energy }
func hasCarbon(b sim.Billed) bool      { return b.Carbon }
func hasCharged(b sim.Billed) bool     { return b.Charged }
func hasElectricity(b sim.Billed) bool { return b.Electricity }
func hasEgress(b sim.Billed) bool      { return b.Egress }

// billJobs are the columns of jobs.csv.
var billJobs = []column[jobRow]{
	{Description{"energy_kwh", "kWh", Neither, "Σ over its holdings of GPUs held × power of a GPU × PUE × time; as simulated, rounded at the ninth place, as the next five. Empty where no GPU has a power. docs/model.md has the formulas of all of these."},
		billJob(hasEnergy, inKWh, func(b *sim.Bill) unit.Amount { return b.Energy })},
	{Description{"carbon_kg", "kg", Neither, "CO2: ∫ of that power × carbon intensity of the cluster's region dt. Empty where none is known."},
		billJob(hasCarbon, inWholes, func(b *sim.Bill) unit.Amount { return b.Carbon })},
	{Description{"charged_eur", "EUR", Neither, "Σ over its holdings of GPUs held × price × time. Empty where no cluster has a price."},
		billJob(hasCharged, inWholes, func(b *sim.Bill) unit.Amount { return b.Charged })},
	{Description{"electricity_eur", "EUR", Neither, "Energy × price of electricity in the cluster's region: what the site pays. Empty where none is known."},
		billJob(hasElectricity, inWholes, func(b *sim.Bill) unit.Amount { return b.Electricity })},
	{Description{"egress_eur", "EUR", Neither, "Σ over its transfers of bytes × price of the link. Empty where no link has one."},
		billJob(hasEgress, inWholes, func(b *sim.Bill) unit.Amount { return b.Egress })},
	{Description{"moved_gb", "GB", Neither, "Bytes of the transfers of its data that began ÷ 10⁹. Empty in a run in which nothing of these six is known."},
		billJob(sim.Billed.Any, quotient{1e9, 1}, func(b *sim.Bill) unit.Amount { return b.Moved })},
}

// quotient is how an amount is written: in the unit of x·y of its own. A kWh and a whole
// EUR or kg are two of them.
type quotient struct{ x, y uint64 }

var (
	inKWh    = quotient{sim.KilowattHour1, sim.KilowattHour2}
	inWholes = quotient{sim.Whole1, sim.Whole2}
)

// Amounts are written with nine places at most, the last one rounded: a mJ of a kWh
// is more than that.
func (q quotient) append(b []byte, a unit.Amount) []byte {
	return unit.AppendQuotient(b, a, q.x, q.y, 9)
}

// float is an amount in that unit.
func (q quotient) float(a unit.Amount) float64 { return a.Float() / (float64(q.x) * float64(q.y)) }

// amount is a form of an amount at full scale.
func amount(known func(sim.Billed) bool, in quotient, of func(*Costs) unit.Amount) form[*Row] {
	return amountIf(in, func(r *Row) (unit.Amount, bool) { return of(&r.Costs), known(r.Costs.Known) })
}

// ofSites is a form of what clusters used.
func ofSites(known func(sim.Billed) bool, in quotient, of func(*Costs) unit.Amount) form[*Row] {
	return amountIf(in, func(r *Row) (unit.Amount, bool) {
		return of(&r.Costs), r.Costs.HasSites && known(r.Costs.Known)
	})
}

func amountIf(in quotient, of func(*Row) (unit.Amount, bool)) form[*Row] {
	return form[*Row]{kind: Amount,
		append: func(b []byte, r *Row) []byte {
			if a, ok := of(r); ok {
				return in.append(b, a)
			}
			return b
		},
		value: func(r *Row) (float64, bool) { a, ok := of(r); return in.float(a), ok }}
}

var billColumns = []column[*Row]{
	{Description{"energy_kwh", "kWh", Lower, "Σ energy_kwh of jobs.csv × N: at full scale, where columns of GPU-hours are as simulated. All columns from here on are at full scale, and empty as those of jobs.csv are."},
		amount(hasEnergy, inKWh, func(c *Costs) unit.Amount { return c.Energy })},
	{Description{"carbon_kg", "kg", Lower, "Σ carbon_kg of jobs.csv × N."},
		amount(hasCarbon, inWholes, func(c *Costs) unit.Amount { return c.Carbon })},
	{Description{"charged_eur", "EUR", Lower, "Σ charged_eur of jobs.csv × N."},
		amount(hasCharged, inWholes, func(c *Costs) unit.Amount { return c.Charged })},
	{Description{"electricity_eur", "EUR", Lower, "Σ electricity_eur of jobs.csv × N."},
		amount(hasElectricity, inWholes, func(c *Costs) unit.Amount { return c.Electricity })},
	{Description{"egress_eur", "EUR", Lower, "Σ egress_eur of jobs.csv × weight: a scale does not divide data."},
		number(func(r *Row) (float64, bool) { return r.Costs.Egress, r.Costs.Known.Egress })},
	{Description{"moved_gb", "GB", Neither, "Σ moved_gb of jobs.csv × weight."},
		number(func(r *Row) (float64, bool) { return r.Costs.Moved, r.Costs.Known.Any() })},
	{Description{"eur_per_gpuh", "EUR/GPU·h", Lower, "(charged_eur + egress_eur) ÷ (gpu_hours_held × N): what users pay."},
		number(func(r *Row) (float64, bool) { return r.Costs.Price() })},
	{Description{"kgco2_per_gpuh", "kg/GPU·h", Lower, "carbon_kg ÷ (gpu_hours_held × N)."},
		number(func(r *Row) (float64, bool) { return r.Costs.Footprint() })},
	{Description{"site_energy_kwh", "kWh", Lower, "What the GPUs of clusters used, busy and idle, over the whole run as for utilisation, the warm-up included: of all; of a cluster; of the clusters on the soil of a region or bloc, whoever's jobs they ran. Empty for other groups. Without a warm-up, for all jobs, it is energy_kwh + idle_energy_kwh."},
		ofSites(hasEnergy, inKWh, func(c *Costs) unit.Amount { return c.Busy.Plus(c.Idle) })},
	{Description{"idle_energy_kwh", "kWh", Lower, "The part of it of GPUs in service that no job held."},
		ofSites(hasEnergy, inKWh, func(c *Costs) unit.Amount { return c.Idle })},
	{Description{"site_carbon_kg", "kg", Lower, "The CO2 of site_energy_kwh."},
		ofSites(hasCarbon, inWholes, func(c *Costs) unit.Amount { return c.Released })},
}

// drawn is a column of what a cluster used in an interval.
func drawn(known func(sim.Billed) bool, in quotient, of func(*seriesRow) unit.Amount) form[*seriesRow] {
	return written(Amount, func(b []byte, r *seriesRow) []byte {
		if !known(r.names.billed) {
			return b
		}
		return in.append(b, of(r).Times(r.names.scale))
	})
}

// drawColumns are those of timeseries.csv.
var drawColumns = []column[*seriesRow]{
	{Description{"energy_kwh", "kWh", Neither, "What the cluster's GPUs used in the interval, busy and idle, with their part of the PUE; × N, at full scale, as the next two. Empty where no GPU has a power."},
		drawn(hasEnergy, inKWh, func(r *seriesRow) unit.Amount {
			return r.sums[busyPower].amount().Plus(r.sums[idlePower].amount())
		})},
	{Description{"idle_energy_kwh", "kWh", Neither, "The part of it of GPUs in service that no job held."},
		drawn(hasEnergy, inKWh, func(r *seriesRow) unit.Amount { return r.sums[idlePower].amount() })},
	{Description{"carbon_kg", "kg", Neither, "The CO2 of energy_kwh. Empty where no carbon intensity is known."},
		drawn(hasCarbon, inWholes, func(r *seriesRow) unit.Amount { return r.carbon })},
}
