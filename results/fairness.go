package results

// jain is the fairness of an allocation by Jain, Chiu and Hawe ("A Quantitative
// Measure of Fairness and Discrimination for Resource Allocation in Shared Computer
// Systems", DEC-TR-301, 1984):
//
//	J = (Σ x)² ÷ (n Σ x²)
//
// It is 1 where all get the same and k/n where k of n get the same and the others
// nothing. By hand: of two regions that are served 0.9 and 0.3 of what they ask for,
// J = 1.2² ÷ (2 · (0.81 + 0.09)) = 1.44 ÷ 1.8 = 0.8. It says nothing of less than two
// and where nobody gets anything.
func jain(xs []float64) (float64, bool) {
	var sum, squares float64
	for _, x := range xs {
		sum += x
		squares += x * x
	}
	return sum * sum / (float64(len(xs)) * squares), len(xs) > 1 && squares > 0
}

// Fairness is that between the regions of a group.
type Fairness struct {
	Value float64
	Known bool
}

// fair fills in how evenly the regions of all, of a bloc, and of these in a month
// are served. Rows of regions have been made.
func fair(rows []Row) {
	type group struct {
		kind       GroupKind
		bloc, time string
	}
	served, inTime := map[group][]float64{}, map[group][]float64{}
	each := func(r *Row) []group {
		switch r.Group {
		case ByRegion:
			return []group{{kind: All}, {kind: ByBloc, bloc: r.Bloc}}
		case ByRegionPeriod:
			return []group{{kind: ByPeriod, time: r.Inner}, {ByBlocPeriod, r.Bloc, r.Inner}}
		}
		return nil
	}
	for i := range rows {
		r := &rows[i]
		for _, g := range each(r) {
			if x, ok := r.ServedShare(); ok {
				served[g] = append(served[g], x)
			}
			if x, ok := r.InTimeShare(); ok {
				inTime[g] = append(inTime[g], x)
			}
		}
	}
	for i := range rows {
		r := &rows[i]
		g := group{kind: r.Group}
		switch r.Group {
		case All:
		case ByBloc:
			g.bloc = r.Outer
		case ByPeriod:
			g.time = r.Outer
		case ByBlocPeriod:
			g.bloc, g.time = r.Outer, r.Inner
		default:
			continue
		}
		r.FairServed.Value, r.FairServed.Known = jain(served[g])
		r.FairInTime.Value, r.FairInTime.Known = jain(inTime[g])
	}
}

// ServedShare is the part of the GPU-hours demanded that was done, anywhere, and
// whether it is defined.
func (r *Row) ServedShare() (float64, bool) { return share(r.Useful, r.Demanded, r.HasSoil) }

// InTimeShare is the share of jobs, by weight, that start within the target, the
// rejected among those that do not, and whether it is known.
func (r *Row) InTimeShare() (float64, bool) {
	rejected, ok := r.RejectedShare()
	if r.Followed == 0 {
		return 0, ok && rejected == 1
	}
	return r.AtTarget.Started * (1 - rejected), ok && r.AtTarget.Known
}

var fairnessColumns = []column[*Row]{
	{Description{"fairness_served", "1", Higher, "Jain's fairness between the regions of the group, for all, blocs and periods and blocs in a period: J = (Σ x)² ÷ (n Σ x²) over the n regions that demand anything, with x = useful_h100h ÷ demanded_h100h of the region. 1 where all are served alike, k/n where k of n are and the others not at all. Empty for other groups, for less than two regions, and where nothing was served."},
		portion(func(r *Row) (float64, bool) { return r.FairServed.Value, r.FairServed.Known })},
	{Description{"fairness_target", "1", Higher, "The same with x = started_target × (1 − rejected_share) of the region, the share of its jobs that start within the target; of regions for which it is known."},
		portion(func(r *Row) (float64, bool) { return r.FairInTime.Value, r.FairInTime.Known })},
}
