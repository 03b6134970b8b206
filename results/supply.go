package results

import (
	"slices"

	"sovsim/sim"
)

// supply is the work that the clusters could do: each GPU in service for as long as
// it is, times its speed, as whole numbers of 10⁻⁶ H100 · ns. It counts from the end
// of the warm-up to that of the run, as the demand of measured jobs does.
//
// By hand: 8 GPUs of speed 0.5 over the 30 days of April are 8 · 0.5 · 720 h = 2,880
// H100-hours. Jobs of 4,320 H100-hours submitted in April ask for 1.5 times that.
type supply struct {
	// bounds are those of the periods; nil for one without end.
	bounds []sim.Time
	// from is the end of the warm-up.
	from     sim.Time
	clusters []clusterSupply
}

type clusterSupply struct {
	now    int64 // sim.State.Supply since last
	last   sim.Time
	period int
	sums   []sum128 // by period
}

func newSupply(c *Config, p *periods) supply {
	s := supply{bounds: p.bounds, from: c.WarmUp, clusters: make([]clusterSupply, len(c.Clusters))}
	for i := range s.clusters {
		s.clusters[i].sums = make([]sum128, max(1, len(p.bounds)-1))
	}
	return s
}

// state takes in a cluster's state. The run's period has begun, if it has, at begin.
func (s *supply) state(now sim.Time, cluster int, x *sim.State, begun bool, begin sim.Time) {
	if c := &s.clusters[cluster]; c.now != x.Supply {
		s.advance(c, now, begun, begin)
		c.now = x.Supply
	}
}

// advance adds up what a cluster could do until now.
func (s *supply) advance(c *clusterSupply, now sim.Time, begun bool, begin sim.Time) {
	at := max(c.last, s.from, begin)
	c.last = now
	for begun && at < now {
		end := now
		if s.bounds != nil {
			for c.period < len(c.sums)-1 && s.bounds[c.period+1] <= at {
				c.period++
			}
			if next := s.bounds[c.period+1]; at < next {
				end = min(end, next)
			}
		}
		c.sums[c.period].addProduct(uint64(c.now), uint64(end-at))
		at = end
	}
}

func (s *supply) finish(end sim.Time, begun bool, begin sim.Time) {
	for i := range s.clusters {
		s.advance(&s.clusters[i], end, begun, begin)
	}
}

// hours is what some clusters could do, in hours of an H100: in one period, or in
// all for −1.
func (s *supply) hours(period int, of func(cluster int) bool) float64 {
	var sum sum128
	for i := range s.clusters {
		if !of(i) {
			continue
		}
		for p, x := range s.clusters[i].sums {
			if period < 0 || p == period {
				sum.plus(x)
			}
		}
	}
	return sum.hours() / 1e6
}

// supplied fills in what the soil of a group's homes could do. Classes have no soil.
func (f *figures) supplied(row *Row) {
	on := func(int) bool { return true }
	switch row.Group {
	case All, ByPeriod:
	case ByRegion, ByRegionPeriod:
		on = func(i int) bool { return f.config.Clusters[i].Region == row.Outer }
	case ByBloc, ByBlocPeriod:
		on = func(i int) bool { return f.Collector.bloc(f.config.Clusters[i].Region) == row.Outer }
	case ByCluster:
		first := slices.IndexFunc(f.config.Clusters, func(c Cluster) bool { return c.Name == row.Key })
		on = func(i int) bool { return i >= first && i <= first+f.config.Clusters[first].Members } // of a joint pool all
	default:
		return
	}
	row.Supply, row.HasSupply = f.supply.hours(row.period, on), true
}

// DemandSupply is the GPU-hours demanded by the jobs of a group ÷ those that the
// clusters on its soil could do, and whether it is defined.
func (r *Row) DemandSupply() (float64, bool) { return share(r.Demanded, r.Supply, r.HasSupply) }

var supplyColumns = []column[*Row]{
	{Description{"supply_h100h", "H100·h", Higher, "What the GPUs in service on the group's own soil could do, ∫ Σ speed dt over GPUs, in hours of an H100: of all clusters for all and periods, of those of the region, bloc or cluster, over the run less the warm-up, for a period over its part of that. Speeds to six decimals. Empty for groups of a class."},
		number(func(r *Row) (float64, bool) { return r.Supply, r.HasSupply })},
	{Description{"demand_supply", "1", Lower, "demanded_h100h ÷ supply_h100h: above 1 the soil cannot serve its own demand, whatever the policy. For a cluster the demand is that of the jobs that joined it last. Empty where there is no supply."}, number((*Row).DemandSupply)},
}
