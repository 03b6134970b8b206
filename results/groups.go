package results

import (
	"cmp"
	"slices"
	"time"

	"sovsim/sim"
)

// summarise makes the rows of the groups from the cells.
func (k *Collector) summarise(r sim.Result) *RunSummary {
	c := &k.config
	s := &RunSummary{Scenario: c.Scenario, Policy: c.Policy, Replication: c.Replication, Variant: c.Variant, Changes: c.Changes, ID: c.ID, Seed: c.Seed, Result: r,
		Target: c.Target, Scale: c.Scale, FollowUp: c.FollowUp, Horizon: c.Horizon != sim.Never}
	f := &figures{Collector: k, weight: map[*cell]float64{}}
	if begin := max(k.series.begin, c.WarmUp); k.series.begun && r.End > begin {
		f.begin, f.period = begin-c.WarmUp, r.End.Sub(begin)
	}
	for _, cells := range []*cells{k.byCluster, k.main} {
		// Sums of weights are rounded: their order must not depend on that of jobs.
		slices.SortFunc(cells.list, func(a, b *cell) int {
			return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.region, b.region), cmp.Compare(a.cluster, b.cluster),
				cmp.Compare(a.period, b.period), compareBools(a.late, b.late))
		})
		for _, x := range cells.list {
			f.weight[x] = f.weightOf(x)
		}
	}
	uses := make([]Use, len(c.Clusters))
	var held, capacity sum128
	for i := range k.series.clusters {
		x := &k.series.clusters[i]
		uses[i] = Use{x.held.float(), x.capacity.float()}
		held.plus(x.held)
		capacity.plus(x.capacity)
	}
	s.balance = k.balance
	s.balance.clusters, s.balance.drains = held, slices.ContainsFunc(c.Clusters, func(x Cluster) bool { return x.Peak > 0 })
	all := f.row(All, "", k.main.list)
	all.HasUse, all.Use = true, Use{held.float(), capacity.float()}
	f.supplied(&all)
	s.Rows = append(s.Rows, all)

	class, region, bloc := f.class, f.region, f.bloc
	if !f.named(class) {
		class = nil
	}
	if !f.named(region) {
		region, bloc = nil, nil
	}
	if len(c.Blocs) == 0 {
		bloc = nil
	}
	s.Rows = append(s.Rows, f.by(ByBloc, bloc)...)
	s.Rows = append(s.Rows, f.by(ByClass, class)...)
	s.Rows = append(s.Rows, f.by(ByRegion, region)...)
	at := make([][]*cell, len(c.Clusters))
	for _, x := range k.byCluster.list {
		if x.cluster >= 0 {
			at[x.cluster] = append(at[x.cluster], x)
		}
	}
	for i := range c.Clusters {
		of, use := c.Clusters[i].joint(at[i:], uses[i:])
		row := f.row(ByCluster, c.Clusters[i].Name, of)
		row.HasUse, row.Use = true, use
		f.supplied(&row)
		s.Rows = append(s.Rows, row)
	}
	period := f.periodOf
	if !k.periods.known() {
		period = nil
	}
	for _, g := range []struct {
		kind  GroupKind
		parts []part
	}{
		{ByPeriod, []part{period}}, {ByRegionClass, []part{region, class}}, {ByBlocClass, []part{bloc, class}},
		{ByRegionPeriod, []part{region, period}}, {ByBlocPeriod, []part{bloc, period}}, {ByClassPeriod, []part{class, period}},
		{ByRegionClassPeriod, []part{region, class, period}},
	} {
		for _, row := range f.by(g.kind, g.parts...) {
			// What is queued at the end may be of the warm-up alone.
			if row.Jobs() > 0 || row.Backlog > 0 || row.leaves() {
				s.Rows = append(s.Rows, row)
			}
		}
	}
	fair(s.Rows)
	f.sites(s.Rows)
	s.Warnings = k.warnings(s.Rows)
	return s
}

func compareBools(a, b bool) int {
	if a == b {
		return 0
	}
	if a {
		return 1
	}
	return -1
}

// weightOf is how many jobs at full scale one of the cell stands for.
func (f *figures) weightOf(x *cell) float64 {
	if f.config.Weight == nil || x.class == other {
		return 1
	}
	w := f.config.Weight(f.config.Directory.Classes.Name(x.class), f.config.Directory.Regions.Name(x.region))
	if !(w > 0) {
		return 1
	}
	return w
}

// part is one part of a group's key for the jobs of a cell: a name, and a number
// by which it is sorted first.
type part func(*cell) (order int, name string)

func (f *figures) class(x *cell) (int, string) {
	if x.class == other {
		return 0, OtherKey
	}
	return 0, f.config.Directory.Classes.Name(x.class)
}

func (f *figures) region(x *cell) (int, string) {
	if x.region == other {
		return 0, OtherKey
	}
	return 0, f.config.Directory.Regions.Name(x.region)
}

func (f *figures) bloc(x *cell) (int, string) {
	_, region := f.region(x)
	return 0, f.Collector.bloc(region)
}

func (f *figures) periodOf(x *cell) (int, string) {
	return int(x.period), f.periods.name(int(x.period))
}

// named reports whether any job has a name of that kind.
func (f *figures) named(p part) bool {
	return slices.ContainsFunc(f.main.list, func(x *cell) bool { _, name := p(x); return name != "" })
}

// by is the rows of one kind of group; none where a part of its key is unknown.
func (f *figures) by(kind GroupKind, parts ...part) []Row {
	type piece struct {
		order int
		name  string
	}
	type group struct {
		key [3]piece
		of  []*cell
	}
	if slices.ContainsFunc(parts, func(p part) bool { return p == nil }) {
		return nil
	}
	index := map[[3]piece]int{}
	var groups []group
	for _, x := range f.main.list {
		var key [3]piece
		for i, p := range parts {
			key[i].order, key[i].name = p(x)
		}
		at, ok := index[key]
		if !ok {
			at = len(groups)
			index[key] = at
			groups = append(groups, group{key: key})
		}
		groups[at].of = append(groups[at].of, x)
	}
	slices.SortFunc(groups, func(a, b group) int {
		for i := range a.key {
			if d := cmp.Or(cmp.Compare(a.key[i].order, b.key[i].order), cmp.Compare(a.key[i].name, b.key[i].name)); d != 0 {
				return d
			}
		}
		return 0
	})
	var rows []Row
	for _, g := range groups {
		key := g.key[0].name
		for _, p := range g.key[1:len(parts)] {
			key += "/" + p.name
		}
		row := f.row(kind, key, g.of)
		last := g.key[len(parts)-1]
		row.Outer, row.Inner = g.key[0].name, last.name
		switch kind {
		case ByRegion, ByRegionClass, ByRegionPeriod, ByRegionClassPeriod:
			row.Bloc = f.Collector.bloc(row.Outer)
		}
		if !kind.Pooled() {
			row.period = last.order
		}
		f.supplied(&row)
		if kind == ByRegion || kind == ByBloc {
			row.TargetMonth = f.targetMonth(g.of)
		}
		rows = append(rows, row)
	}
	return rows
}

// targetMonth is the first of three months in a row that meet the target, each
// with a job and followed for long enough.
func (f *figures) targetMonth(of []*cell) string {
	if !f.periods.known() {
		return ""
	}
	months := make([][]*cell, len(f.periods.bounds)-1)
	for _, x := range of {
		months[x.period] = append(months[x.period], x)
	}
	run := 0
	for i, cells := range months {
		if f.periods.bounds[i+1] > f.config.Horizon.Add(-f.config.Target) || !f.meets(cells, f.config.Target) {
			run = 0
			continue
		}
		if run++; run == 3 {
			return f.periods.name(i - 2)
		}
	}
	return ""
}

// meets reports whether jobs of cells start within the target often enough.
func (f *figures) meets(of []*cell, target time.Duration) bool {
	weights := make([]float64, len(of))
	for i, x := range of {
		weights[i] = f.weight[x]
	}
	at := newIncidence(of, weights, int64(sim.Never)).incidence(target)
	return at.Known && at.Started >= TargetShare*(1-slack)
}
