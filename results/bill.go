package results

import (
	"sovsim/sim"
	"sovsim/sim/unit"
)

// bills is the sum of the bills of jobs, to the last unit.
type bills struct{ sim.Bill }

func (s *bills) add(b *sim.Bill) {
	s.Energy, s.Carbon = s.Energy.Plus(b.Energy), s.Carbon.Plus(b.Carbon)
	s.Charged, s.Electricity = s.Charged.Plus(b.Charged), s.Electricity.Plus(b.Electricity)
	s.Egress, s.Moved = s.Egress.Plus(b.Egress), s.Moved.Plus(b.Moved)
}

func (s *bills) merge(t *bills) { s.add(&t.Bill) }

// Costs is what the measured jobs of a group took of energy and money at full
// scale, in the units of sim.Bill, and what the clusters on its soil used. Energy,
// carbon and what hours cost are those of the simulated machine × N; what is paid for
// data is the sum over jobs by weight, since a scale does not divide data.
type Costs struct {
	Energy, Carbon, Charged, Electricity unit.Amount
	// Egress is in €, Moved in GB.
	Egress, Moved float64
	// Busy and Idle are the energy of the clusters' GPUs over the run, the warm-up
	// included, Released the carbon of both; HasSites reports whether the group has
	// clusters: all, a cluster, a region or a bloc.
	Busy, Idle, Released unit.Amount
	HasSites             bool
	// Known says which parts of bills the run has.
	Known sim.Billed

	hours float64 // GPU-hours held at full scale
}

// bill fills in what the jobs of a group took.
func (f *figures) bill(row *Row, of []*cell, t *tally) {
	c, n := &row.Costs, uint64(f.config.Scale)
	if c.Known = f.config.Billed; !f.billed {
		return
	}
	b := &t.bills
	c.Energy, c.Carbon, c.Charged, c.Electricity = b.Energy.Times(n), b.Carbon.Times(n), b.Charged.Times(n), b.Electricity.Times(n)
	for _, x := range of {
		c.Egress += float64(f.weight[x] * inWholes.float(x.bills.Egress))
		c.Moved += float64(f.weight[x] * (x.bills.Moved.Float() / 1e9))
	}
	c.hours = row.Held * float64(n)
}

// Price is what the jobs of the group were charged, egress included, in € per
// GPU-hour held, and whether it is defined.
func (c *Costs) Price() (float64, bool) {
	return share(inWholes.float(c.Charged)+c.Egress, c.hours, c.Known.Charged || c.Known.Egress)
}

// Footprint is the CO2 of the jobs of the group in kg per GPU-hour held, and whether
// it is defined.
func (c *Costs) Footprint() (float64, bool) {
	return share(inWholes.float(c.Carbon), c.hours, c.Known.Carbon)
}

// draws is what a cluster used over time.
type draws struct {
	busy, idle sum128 // fJ
	carbon     unit.Amount
}

func (d *draws) plus(r *seriesRow) {
	d.busy.plus(r.sums[busyPower])
	d.idle.plus(r.sums[idlePower])
	d.carbon = d.carbon.Plus(r.carbon)
}

func (d *draws) minus(r *seriesRow) {
	d.busy.minus(r.sums[busyPower])
	d.idle.minus(r.sums[idlePower])
	d.carbon = d.carbon.Minus(r.carbon)
}

// draw adds up what the cluster draws until now.
func (c *clusterState) draw(now sim.Time) {
	d := uint64(now - c.last)
	c.open[busyPower].addProduct(uint64(c.now.Busy), d)
	c.open[idlePower].addProduct(uint64(c.now.Idle), d)
	if c.grid != nil {
		c.carbon = c.carbon.Plus(c.grid.Between(c.last, now).Times(uint64(c.now.Busy + c.now.Idle)))
	}
}

// amount is a sum as an amount.
func (s sum128) amount() unit.Amount { return unit.AmountOf(s.hi, s.lo) }

// sites fills in what the clusters of groups used: of all, of each cluster, and of
// the regions and blocs on whose soil they stand.
func (f *figures) sites(rows []Row) {
	if !f.billed {
		return
	}
	clusters, n := f.config.Clusters, uint64(f.config.Scale)
	at := 0 // the next cluster
	for i := range rows {
		row := &rows[i]
		of := func(cluster int) bool { return true }
		switch region := func(k int) string { return clusters[k].Region }; row.Group {
		case All:
		case ByRegion:
			of = func(k int) bool { return region(k) == row.Key }
		case ByBloc:
			of = func(k int) bool { return f.Collector.bloc(region(k)) == row.Key }
		case ByCluster:
			first := at // a joint pool has what its members have
			of = func(k int) bool { return k >= first && k <= first+clusters[first].Members }
			at++
		default:
			continue
		}
		c := &row.Costs
		c.HasSites = true
		for k := range clusters {
			if d := &f.series.clusters[k].draws; of(k) {
				c.Busy, c.Idle, c.Released = c.Busy.Plus(d.busy.amount().Times(n)), c.Idle.Plus(d.idle.amount().Times(n)), c.Released.Plus(d.carbon.Times(n))
			}
		}
	}
}
